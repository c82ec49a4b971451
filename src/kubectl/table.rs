//! Columns of text: the tables of `kubectl get` and the label columns of `kubectl describe`.

use std::mem;

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The heading as it is printed.
    pub name: &'static str,
    /// Whether only `-o wide` shows it.
    pub wide: bool,
}

impl Column {
    /// A column that is always shown.
    pub const fn new(name: &'static str) -> Self {
        Self { name, wide: false }
    }

    /// A column that only `-o wide` shows.
    pub const fn wide(name: &'static str) -> Self {
        Self { name, wide: true }
    }

    /// The headings that are shown, in upper case.
    pub fn headings(columns: &[Self], wide: bool) -> Vec<String> {
        Self::shown(columns, wide).map(|column| column.name.to_ascii_uppercase()).collect()
    }

    /// The cells of a row that are shown; a row has one cell per column.
    pub fn cells(columns: &[Self], wide: bool, row: Vec<String>) -> Vec<String> {
        let cells = columns.iter().zip(row);
        cells.filter(|(column, _)| wide || !column.wide).map(|(_, cell)| cell).collect()
    }

    fn shown(columns: &[Self], wide: bool) -> impl Iterator<Item = &Self> {
        columns.iter().filter(move |column| wide || !column.wide)
    }
}

/// Lays out the rows of one table; it remembers the widths of the columns, which only grow, so
/// that the rows of a watch stay below each other.
// Models staging/src/k8s.io/cli-runtime/pkg/printers/tabwriter.go GetNewTabWriter
#[derive(Clone, Debug, Default)]
pub struct TableWriter {
    widths: Vec<usize>,
}

impl TableWriter {
    const MIN_WIDTH: usize = 6;
    const PADDING: usize = 3;

    /// A table that has printed nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lays out rows that are printed together, one line each. The headings are a row like any
    /// other: the first of the first call.
    // Models staging/src/k8s.io/cli-runtime/pkg/printers/tableprinter.go printRows
    pub fn write(&mut self, rows: &[Vec<String>]) -> String {
        let cut: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect();
        let mut lines: Vec<Vec<&str>> =
            cut.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        // The text ends after the last line's break.
        lines.push(vec![""]);
        let mut layout = Layout::new(&lines, Self::MIN_WIDTH, Self::PADDING);
        layout.remembered = Some(mem::take(&mut self.widths));
        layout.block(0, lines.len());
        self.widths = layout.remembered.take().unwrap_or_default();
        layout.out
    }
}

/// The text that `kubectl describe` aligns: lines with levels of indentation, cells that end with
/// a tab.
// Models staging/src/k8s.io/kubectl/pkg/describe/describe.go prefixWriter and tabbedString
#[derive(Clone, Debug, Default)]
pub struct Described {
    text: String,
}

impl Described {
    const PADDING: usize = 2;

    /// An empty description.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a line, such as `Name:\tweb-0`, that is indented by two blanks per level.
    pub fn line(&mut self, level: usize, text: &str) {
        self.begin(level, text);
        self.text.push('\n');
    }

    /// Begins a line that [`Described::more`] goes on with.
    pub fn begin(&mut self, level: usize, text: &str) {
        for _ in 0..level {
            self.text.push_str("  ");
        }
        self.more(text);
    }

    /// Adds text as it is; line breaks and tabs in it count.
    pub fn more(&mut self, text: &str) {
        self.text.push_str(&escape_controls(text));
    }

    /// The text with its tabs.
    pub fn raw(self) -> String {
        self.text
    }

    /// The text with its cells aligned.
    pub fn finish(self) -> String {
        tabwrite(&self.text, 0, Self::PADDING)
    }
}

/// Aligns text whose cells end with tabs: a cell is as wide as the widest of those above and below
/// it in lines that follow each other and have that cell, plus the padding. What stands after the
/// last tab of a line is no cell.
// Models text/tabwriter/tabwriter.go Writer
pub fn tabwrite(text: &str, min_width: usize, padding: usize) -> String {
    let lines: Vec<Vec<&str>> = text.split('\n').map(|line| line.split('\t').collect()).collect();
    let mut layout = Layout::new(&lines, min_width, padding);
    layout.block(0, lines.len());
    layout.out
}

/// The lines being laid out and the widths of the columns to the left of the current one.
struct Layout<'a> {
    lines: &'a [Vec<&'a str>],
    min_width: usize,
    padding: usize,
    widths: Vec<usize>,
    remembered: Option<Vec<usize>>,
    out: String,
}

impl<'a> Layout<'a> {
    fn new(lines: &'a [Vec<&'a str>], min_width: usize, padding: usize) -> Self {
        let (widths, out) = (Vec::new(), String::new());
        Self { lines, min_width, padding, widths, remembered: None, out }
    }

    /// Writes the lines of a block, whose columns up to the current one have their widths.
    // Models text/tabwriter/tabwriter.go format
    fn block(&mut self, start: usize, end: usize) {
        let column = self.widths.len();
        let has_cell = |line: &Vec<&str>| column + 1 < line.len();
        let mut written = start;
        let mut at = start;
        while at < end {
            if !has_cell(&self.lines[at]) {
                at += 1;
                continue;
            }
            self.write_lines(written, at);
            let length = self.lines[at..end].iter().take_while(|line| has_cell(line)).count();
            let block = &self.lines[at..at + length];
            let widest = block.iter().map(|line| line[column].chars().count()).max();
            let width = self.min_width.max(widest.unwrap_or_default() + self.padding);
            let width = self.remember(width);
            self.widths.push(width);
            self.block(at, at + length);
            self.widths.pop();
            at += length;
            written = at;
        }
        self.write_lines(written, end);
    }

    /// The width of the current column, no smaller than it ever was.
    fn remember(&mut self, width: usize) -> usize {
        let column = self.widths.len();
        let Some(remembered) = &mut self.remembered else { return width };
        if remembered.len() <= column {
            remembered.resize(column + 1, 0);
        }
        remembered[column] = remembered[column].max(width);
        remembered[column]
    }

    // Models text/tabwriter/tabwriter.go writeLines
    fn write_lines(&mut self, start: usize, end: usize) {
        for (index, line) in self.lines.iter().enumerate().take(end).skip(start) {
            for (column, cell) in line.iter().enumerate() {
                self.out.push_str(cell);
                let width = self.widths.get(column).copied().unwrap_or_default();
                for _ in cell.chars().count()..width {
                    self.out.push(' ');
                }
            }
            if index + 1 < self.lines.len() {
                self.out.push('\n');
            }
        }
    }
}

/// The first line of a cell, with dots when there are more.
fn one_line(cell: &str) -> String {
    match cell.find(['\u{c}', '\n', '\r']) {
        Some(end) => escape_controls(&cell[..end]) + "...",
        None => escape_controls(cell),
    }
}

/// The text without the control characters that would steer a terminal.
// Models staging/src/k8s.io/cli-runtime/pkg/printers/terminal.go WriteEscaped
fn escape_controls(text: &str) -> String {
    text.replace('\u{1b}', "^[").replace('\r', "\\r")
}

#[cfg(test)]
mod tests;
