//! A difference as lines of text.
//!
//! Models github.com/google/go-cmp/cmp/report_text.go: what fits is put on one line, keys are
//! aligned, and each line says whether it is old, new or both.

/// What is longer than this and was removed or inserted is put on several lines.
const LONGEST: usize = 80;

/// Text with structure.
pub(super) enum Text {
    Line(String),
    Wrap { prefix: String, inner: Box<Text>, suffix: &'static str },
    List(Vec<Record>),
}

/// Whether something is only in the old value or only in the new one.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mark {
    None,
    Removed,
    Inserted,
}

/// One entry of a list.
pub(super) struct Record {
    mark: Mark,
    key: String,
    value: Text,
    /// Set for what stands for entries that are not shown.
    ellipsis: bool,
    comment: Option<String>,
}

impl Record {
    /// An entry; items of lists have no key.
    pub(super) fn new(key: &str, value: Text) -> Record {
        let (mark, key) = (Mark::None, key.to_owned());
        Record { mark, key, value, ellipsis: false, comment: None }
    }

    /// Stands for entries that are not shown, with a remark on them.
    pub(super) fn ellipsis(comment: Option<String>) -> Record {
        Record { ellipsis: true, comment, ..Record::new("", Text::Line("...".to_owned())) }
    }

    /// The same, old or new.
    pub(super) fn marked(self, mark: Mark) -> Record {
        Record { mark, ..self }
    }
}

impl Text {
    /// Text between two others.
    pub(super) fn wrap(prefix: &str, inner: Text, suffix: &'static str) -> Text {
        Text::Wrap { prefix: prefix.to_owned(), inner: Box::new(inner), suffix }
    }

    fn is_line(&self) -> bool {
        matches!(self, Text::Line(_))
    }

    /// Puts on one line what can be; also returns how long all of it would be on one.
    fn collapsed(self, mark: Mark) -> (Text, usize) {
        match self {
            Text::Line(line) => {
                let length = line.len();
                (Text::Line(line), length)
            }
            Text::Wrap { prefix, inner, suffix } => {
                let (inner, length) = inner.collapsed(mark);
                let length = prefix.len() + length + suffix.len();
                match inner {
                    Text::Line(line) => (Text::Line(format!("{prefix}{line}{suffix}")), length),
                    inner => (Text::Wrap { prefix, inner: Box::new(inner), suffix }, length),
                }
            }
            Text::List(records) => collapsed_list(records, mark),
        }
    }
}

fn collapsed_list(records: Vec<Record>, mark: Mark) -> (Text, usize) {
    let mut length = 0;
    let mut one_line = true;
    let mut collapsed = Vec::with_capacity(records.len());
    for (index, record) in records.into_iter().enumerate() {
        let inner_mark = if record.mark == Mark::None { mark } else { record.mark };
        let (value, inner) = record.value.collapsed(inner_mark);
        let key = if record.key.is_empty() { 0 } else { record.key.len() + ": ".len() };
        length += inner + key + if index > 0 { ", ".len() } else { 0 };
        one_line &= record.mark == Mark::None && value.is_line() && record.comment.is_none();
        collapsed.push(Record { value, ..record });
    }
    if !one_line || mark != Mark::None && length > LONGEST {
        return (Text::List(collapsed), length);
    }
    let entry = |record: Record| match (record.key, record.value) {
        (key, Text::Line(line)) if key.is_empty() => line,
        (key, Text::Line(line)) => format!("{key}: {line}"),
        _ => unreachable!("every entry is a line"),
    };
    let line = collapsed.into_iter().map(entry).collect::<Vec<_>>().join(", ");
    (Text::Line(line), length)
}

/// The text, each line of it with its mark.
pub(super) fn print(text: Text) -> String {
    let (text, _) = text.collapsed(Mark::None);
    let mut out = String::new();
    indent(&mut out, Mark::None, 0);
    expand(&mut out, &text, Mark::None, 0);
    out.push('\n');
    out
}

/// Upstream picks between spaces and no-break spaces at random, once per process, lest anybody
/// rely on the layout. The recorded server had picked the latter.
fn indent(out: &mut String, mark: Mark, depth: usize) {
    out.push_str(match mark {
        Mark::None => "\u{a0}\u{a0}",
        Mark::Removed => "-\u{a0}",
        Mark::Inserted => "+\u{a0}",
    });
    out.extend(std::iter::repeat_n('\t', depth));
}

fn expand(out: &mut String, text: &Text, mark: Mark, depth: usize) {
    match text {
        Text::Line(line) => out.push_str(line),
        Text::Wrap { prefix, inner, suffix } => {
            out.push_str(prefix);
            expand(out, inner, mark, depth);
            out.push_str(suffix);
        }
        Text::List(records) => expand_list(out, records, mark, depth),
    }
}

fn expand_list(out: &mut String, records: &[Record], mark: Mark, depth: usize) {
    let plain = |record: &Record| {
        let bare = record.mark == Mark::None && record.key.is_empty();
        bare && record.value.is_line() && record.comment.is_none()
    };
    if records.iter().all(plain) {
        expand_items(out, records, mark, depth + 1);
    } else {
        let widths = key_widths(records);
        for (record, width) in records.iter().zip(widths) {
            let mark = if record.mark == Mark::None { mark } else { record.mark };
            out.push('\n');
            indent(out, mark, depth + 1);
            if !record.key.is_empty() {
                out.push_str(&record.key);
                out.push_str(": ");
                out.extend(std::iter::repeat_n(' ', width.saturating_sub(record.key.len())));
            }
            expand(out, &record.value, mark, depth + 1);
            if !record.ellipsis {
                out.push(',');
            }
            if let Some(comment) = &record.comment {
                out.push_str(" // ");
                out.push_str(comment);
            }
        }
    }
    out.push('\n');
    indent(out, mark, depth);
}

/// Items without keys: as many on a line as fit.
fn expand_items(out: &mut String, records: &[Record], mark: Mark, depth: usize) {
    let mut batch = String::new();
    for record in records {
        let Text::Line(line) = &record.value else { continue };
        if !batch.is_empty() && batch.len() + line.len() + ", ".len() > LONGEST {
            out.push('\n');
            indent(out, mark, depth);
            out.push_str(batch.trim_end());
            batch.clear();
        }
        batch.push_str(line);
        batch.push_str(", ");
    }
    if !batch.is_empty() {
        out.push('\n');
        indent(out, mark, depth);
        out.push_str(batch.trim_end());
    }
}

/// How wide the keys are made: as the widest among neighbours with a value of one line.
/// Models alignLens.
fn key_widths(records: &[Record]) -> Vec<usize> {
    let mut widths = vec![0; records.len()];
    let mut start = 0;
    for end in 0..=records.len() {
        let aligned = |record: &Record| !record.key.is_empty() && record.value.is_line();
        if end < records.len() && aligned(&records[end]) {
            continue;
        }
        let widest = records[start..end].iter().map(|record| record.key.len()).max().unwrap_or(0);
        widths[start..end].fill(widest);
        start = (end + 1).min(records.len());
    }
    widths
}
