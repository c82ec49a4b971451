//! What a command prints: pieces of text with a meaning. Plain text, colours in the page and
//! colours in a terminal are formatters of the same pieces.

/// What a piece of text means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Nothing in particular.
    #[default]
    Plain,
    /// The header of a table or of a section.
    Heading,
    /// The name of an object.
    Name,
    /// Something is as it should be.
    Ok,
    /// Something is on its way, or worth a look.
    Warning,
    /// Something has failed.
    Error,
}

/// A piece of output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// The text, line breaks included.
    pub text: String,
    /// What it means.
    pub style: Style,
    /// Whether it was written to the error stream.
    pub stderr: bool,
}

/// What `clear` prints: the terminal wipes its screen when it meets this.
pub const CLEAR: &str = "\u{1b}[H\u{1b}[2J\u{1b}[3J";

/// The output of a command so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    segments: Vec<Segment>,
}

impl Output {
    /// Nothing yet.
    pub fn new() -> Output {
        Output::default()
    }

    /// Writes to the standard output.
    pub fn print(&mut self, style: Style, text: &str) {
        self.push(Segment { text: text.to_owned(), style, stderr: false });
    }

    /// Writes a line to the standard output.
    pub fn line(&mut self, style: Style, text: &str) {
        self.push(Segment { text: format!("{text}\n"), style, stderr: false });
    }

    /// Writes a line to the error stream.
    pub fn complain(&mut self, style: Style, text: &str) {
        let end = if text.ends_with('\n') { "" } else { "\n" };
        self.push(Segment { text: format!("{text}{end}"), style, stderr: true });
    }

    /// Adds a piece, to the piece before it if it means the same.
    pub fn push(&mut self, segment: Segment) {
        if segment.text.is_empty() {
            return;
        }
        if let Some(last) = self.segments.last_mut()
            && last.style == segment.style
            && last.stderr == segment.stderr
        {
            last.text.push_str(&segment.text);
            return;
        }
        self.segments.push(segment);
    }

    /// The pieces in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The pieces since they were last taken.
    pub fn take(&mut self) -> Vec<Segment> {
        std::mem::take(&mut self.segments)
    }

    /// Whether nothing has been written.
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// Both streams as they appear in a terminal.
    pub fn plain(&self) -> String {
        self.segments.iter().map(|segment| segment.text.as_str()).collect()
    }

    /// The standard output alone, as a pipe sees it.
    pub fn stdout(&self) -> String {
        let segments = self.segments.iter().filter(|segment| !segment.stderr);
        segments.map(|segment| segment.text.as_str()).collect()
    }

    /// Whether the cursor stands at the start of a line. If not, the next prompt follows on the
    /// same line, as in a real terminal.
    pub fn ends_line(&self) -> bool {
        self.segments.last().is_none_or(|segment| segment.text.ends_with('\n'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_sees_only_the_standard_output() {
        let mut out = Output::new();
        out.line(Style::Plain, "one");
        out.complain(Style::Error, "error: two");
        out.print(Style::Plain, "three");
        assert_eq!(out.plain(), "one\nerror: two\nthree");
        assert_eq!(out.stdout(), "one\nthree");
        assert!(!out.ends_line());
    }
}
