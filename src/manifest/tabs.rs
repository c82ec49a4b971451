//! Tabs in front of a line, which Kubernetes' YAML reader refuses and ours lets pass.

use saphyr_parser::{Event, ScalarStyle, Span};

use super::tree::Failure;
use super::words::{CANNOT_START, TAB_VIOLATES};

/// Looks for lines that begin with a tab where indentation is expected.
#[derive(Default)]
pub(super) struct TabCheck {
    /// The lines (counted from 1) with a tab in front, and the column of the tab.
    suspects: Vec<(usize, usize)>,
    /// Depth of `[` and `{`, in which tabs are but blanks, and the depth of collections there.
    flow: usize,
    /// Where the last plain scalar ended, with the indentation of its line.
    plain_end: Option<(usize, usize)>,
    /// The suspect that was found guilty.
    found: Option<(usize, usize, &'static str)>,
}

impl TabCheck {
    /// A check of the text; cheap when no line begins with a tab.
    pub(super) fn of(text: &str) -> Self {
        let suspect = |(index, line): (usize, &str)| {
            let column = line.len() - line.trim_start_matches(' ').len();
            line[column..].starts_with('\t').then_some((index + 1, column))
        };
        Self { suspects: text.lines().enumerate().filter_map(suspect).collect(), ..Self::default() }
    }

    /// Takes note of an event; the suspects inside scalars and brackets are innocent.
    pub(super) fn see(&mut self, event: &Event<'_>, span: Span, text: &str) {
        if self.suspects.is_empty() {
            return;
        }
        let (start, end) = (span.start.line(), span.end.line());
        if self.flow == 0 {
            self.judge_before(start, text);
        }
        match event {
            Event::Scalar(_, style, ..) => {
                self.suspects.retain(|&(line, _)| line <= start || line > end);
                let plain = *style == ScalarStyle::Plain && !span.is_empty();
                self.plain_end = plain.then(|| (end, indentation(text, start)));
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                let line = text.lines().nth(start.max(1) - 1).unwrap_or_default();
                let opens =
                    line.chars().nth(span.start.col()).is_some_and(|c| c == '[' || c == '{');
                self.flow += usize::from(opens || self.flow > 0);
            }
            Event::SequenceEnd | Event::MappingEnd if self.flow > 0 => {
                self.flow -= 1;
                self.plain_end = None;
                self.suspects.retain(|&(line, _)| line > end);
            }
            _ => {}
        }
    }

    /// The mistake, if there is one before the line where reading stopped.
    pub(super) fn verdict(mut self, stopped: Option<usize>, text: &str) -> Option<Failure> {
        if self.flow == 0 {
            self.judge_before(stopped.unwrap_or(usize::MAX), text);
        }
        let (line, column, words) = self.found?;
        let place = if line > 1 { format!("line {line}: ") } else { String::new() };
        Some(Failure { words: format!("yaml: {place}{words}"), line, column: column + 1 })
    }

    /// Finds the first suspect on or before the line guilty.
    fn judge_before(&mut self, line: usize, text: &str) {
        if self.found.is_some() {
            return;
        }
        while let Some(&(suspect, column)) = self.suspects.first() {
            if suspect > line {
                return;
            }
            self.suspects.remove(0);
            // A plain scalar goes on over blank lines and takes the tab for a part of itself.
            let follows = self.plain_end.filter(|&(end, _)| nothing_between(text, end, suspect));
            match follows {
                Some((_, indent)) if column > indent => {}
                Some(_) => self.found = Some((suspect, column, TAB_VIOLATES)),
                None => self.found = Some((suspect, column, CANNOT_START)),
            }
            if self.found.is_some() {
                return;
            }
        }
    }
}

/// The column at which the entry on a line begins, past the dashes of a sequence.
fn indentation(text: &str, line: usize) -> usize {
    let line = text.lines().nth(line.max(1) - 1).unwrap_or_default();
    let mut rest = line.trim_start_matches(' ');
    while let Some(entry) = rest.strip_prefix("- ") {
        rest = entry.trim_start_matches(' ');
    }
    line.len() - rest.len()
}

/// Whether a scalar is the last on its line and only blank lines follow until the other line.
fn nothing_between(text: &str, scalar: usize, line: usize) -> bool {
    let mut lines = text.lines().skip(scalar.max(1) - 1);
    let last = lines.next().unwrap_or_default().trim_end();
    let open = !last.ends_with(':') && !last.contains(" #");
    open && lines.take(line.saturating_sub(scalar + 1)).all(|line| line.trim().is_empty())
}
