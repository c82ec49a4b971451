//! The layout of YAML as Go's emitter does it: keys in order, sequences not indented under their
//! key, long texts folded.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::scalar::{Shape, Style};
use crate::api::decimal;

/// Blanks per level.
const INDENT: usize = 2;
/// A text is folded at the first blank after this column.
const BEST_WIDTH: usize = 80;
/// A longer key is written with a question mark in front.
const LONGEST_SIMPLE_KEY: usize = 128;

/// Writes one document.
// Models sigs.k8s.io/yaml/goyaml.v2/emitterc.go
#[derive(Default)]
pub(super) struct Emitter {
    out: String,
    /// The column of the next character.
    column: usize,
    /// Whether the last character was a blank or an indicator that needs none after it.
    whitespace: bool,
    /// Whether nothing but indentation and dashes stand on the line so far.
    indention: bool,
}

impl Emitter {
    /// The whole document.
    pub(super) fn document(mut self, value: &Value) -> String {
        self.whitespace = true;
        self.indention = true;
        self.node(value, None, false);
        if self.column > 0 {
            self.line_break();
        }
        self.out
    }

    /// Writes a value inside a collection at the given indentation; `None` is the document.
    fn node(&mut self, value: &Value, indent: Option<usize>, in_mapping: bool) {
        let scalar_indent = indent.map_or(INDENT, |indent| indent + INDENT);
        match value {
            Value::Null => self.plain("null", scalar_indent),
            Value::Bool(yes) => self.plain(if *yes { "true" } else { "false" }, scalar_indent),
            Value::Number(number) => self.plain(&decimal::shortest(number), scalar_indent),
            Value::String(text) => self.text(text, Shape::of(text), scalar_indent),
            Value::Array(items) if items.is_empty() => self.indicator("[]", true),
            Value::Object(entries) if entries.is_empty() => self.indicator("{}", true),
            Value::Array(items) => self.sequence(items, indent, in_mapping),
            Value::Object(entries) => {
                self.mapping(entries, indent.map_or(0, |indent| indent + INDENT));
            }
        }
    }

    fn sequence(&mut self, items: &[Value], indent: Option<usize>, in_mapping: bool) {
        let indent = match indent {
            None => 0,
            Some(indent) if in_mapping && !self.indention => indent,
            Some(indent) => indent + INDENT,
        };
        for item in items {
            self.indent(indent);
            self.block_indicator("-");
            self.node(item, Some(indent), false);
        }
    }

    fn mapping(&mut self, entries: &Map<String, Value>, indent: usize) {
        for (key, value) in sorted(entries) {
            self.indent(indent);
            let shape = Shape::of(key);
            if !shape.multiline && key.len() <= LONGEST_SIMPLE_KEY {
                self.simple_key(key, &shape);
                self.indicator(":", false);
            } else {
                self.block_indicator("?");
                self.text(key, shape, indent + INDENT);
                self.indent(indent);
                self.block_indicator(":");
            }
            self.node(value, Some(indent), true);
        }
    }

    /// Writes a key, which is never folded.
    fn simple_key(&mut self, key: &str, shape: &Shape) {
        match shape.style_of_key() {
            Style::Plain => self.plain_folded(key, None),
            Style::SingleQuoted => self.single_quoted(key, None),
            Style::DoubleQuoted | Style::Literal => self.double_quoted(key, None),
        }
    }

    fn text(&mut self, text: &str, shape: Shape, indent: usize) {
        match shape.style() {
            Style::Plain => self.plain_folded(text, Some(indent)),
            Style::SingleQuoted => self.single_quoted(text, Some(indent)),
            Style::DoubleQuoted => self.double_quoted(text, Some(indent)),
            Style::Literal => self.literal(text, indent),
        }
    }

    fn plain(&mut self, text: &str, indent: usize) {
        self.plain_folded(text, Some(indent));
    }

    /// Writes a text without quotes; with an indentation it may be folded.
    // Models emitterc.go yaml_emitter_write_plain_scalar
    fn plain_folded(&mut self, text: &str, fold: Option<usize>) {
        if !self.whitespace && !text.is_empty() {
            self.put(' ');
        }
        let mut after_space = false;
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let foldable = c == ' ' && !after_space && rest.peek() != Some(&' ');
            match fold.filter(|_| foldable && self.column > BEST_WIDTH) {
                Some(indent) => self.indent(indent),
                None => self.put(c),
            }
            after_space = c == ' ';
            self.indention &= after_space;
        }
        self.whitespace = false;
        self.indention = false;
    }

    // Models emitterc.go yaml_emitter_write_single_quoted_scalar
    fn single_quoted(&mut self, text: &str, fold: Option<usize>) {
        self.open_quote('\'');
        let (mut after_space, mut after_break) = (false, false);
        let mut rest = text.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map(|&(_, next)| next);
            if is_break(c) {
                if !after_break && c == '\n' {
                    self.line_break();
                }
                self.put_line_break(c);
                self.indention = true;
                (after_space, after_break) = (false, true);
                continue;
            }
            if after_break {
                self.indent(fold.unwrap_or_default());
            }
            let inside = at > 0 && next.is_some_and(|next| next != ' ');
            let foldable = c == ' ' && !after_space && inside;
            match fold.filter(|_| foldable && self.column > BEST_WIDTH) {
                Some(indent) => self.indent(indent),
                None if c == '\'' => {
                    self.put('\'');
                    self.put('\'');
                }
                None => self.put(c),
            }
            (after_space, after_break) = (c == ' ', false);
            self.indention &= after_space;
        }
        self.close_quote('\'');
    }

    // Models emitterc.go yaml_emitter_write_double_quoted_scalar
    fn double_quoted(&mut self, text: &str, fold: Option<usize>) {
        self.open_quote('"');
        let mut after_space = false;
        let mut rest = text.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let next = rest.peek().map(|&(_, next)| next);
            let foldable = c == ' ' && !after_space && at > 0 && next.is_some();
            match fold.filter(|_| foldable && self.column > BEST_WIDTH) {
                Some(indent) => {
                    self.indent(indent);
                    if next == Some(' ') {
                        self.put('\\');
                    }
                }
                None if super::scalar::is_printable(c) && c != '\n' && c != '"' && c != '\\' => {
                    self.put(c);
                }
                None => self.escape(c),
            }
            after_space = c == ' ';
        }
        self.close_quote('"');
    }

    fn escape(&mut self, c: char) {
        let short = match c {
            '\0' => '0',
            '\x07' => 'a',
            '\x08' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\x0b' => 'v',
            '\x0c' => 'f',
            '\r' => 'r',
            '\x1b' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\u{85}' => 'N',
            '\u{a0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ => {
                let code = u32::from(c);
                let long = match code {
                    0..=0xff => format!("\\x{code:02X}"),
                    0x100..=0xffff => format!("\\u{code:04X}"),
                    _ => format!("\\U{code:08X}"),
                };
                return long.chars().for_each(|c| self.put(c));
            }
        };
        self.put('\\');
        self.put(short);
    }

    /// Writes a text of several lines below a bar.
    // Models emitterc.go yaml_emitter_write_literal_scalar
    fn literal(&mut self, text: &str, indent: usize) {
        self.indicator("|", true);
        if text.starts_with([' ', '\n']) {
            self.put_all("2");
        }
        let end = text.strip_suffix('\n');
        match end {
            None => self.put_all("-"),
            Some(before) if before.is_empty() || before.ends_with('\n') => self.put_all("+"),
            Some(_) => {}
        }
        self.line_break();
        self.indention = true;
        self.whitespace = true;
        let mut after_break = true;
        for c in text.chars() {
            if is_break(c) {
                self.put_line_break(c);
                self.indention = true;
                after_break = true;
                continue;
            }
            if after_break {
                self.indent(indent);
            }
            self.put(c);
            self.indention = false;
            after_break = false;
        }
    }

    /// Goes to the indentation, on a new line unless there is nothing on this one.
    // Models emitterc.go yaml_emitter_write_indent
    fn indent(&mut self, indent: usize) {
        let occupied = self.column > indent || self.column == indent && !self.whitespace;
        if !self.indention || occupied {
            self.line_break();
        }
        while self.column < indent {
            self.put(' ');
        }
        self.whitespace = true;
        self.indention = true;
    }

    /// Writes an indicator that ends what may stand before it on the line.
    fn indicator(&mut self, indicator: &str, needs_blank: bool) {
        if needs_blank && !self.whitespace {
            self.put(' ');
        }
        self.put_all(indicator);
        self.whitespace = false;
        self.indention = false;
    }

    /// Writes a dash, a question mark or a colon, after which a collection may go on.
    fn block_indicator(&mut self, indicator: &str) {
        if !self.whitespace {
            self.put(' ');
        }
        self.put_all(indicator);
        self.whitespace = false;
    }

    fn open_quote(&mut self, quote: char) {
        if !self.whitespace {
            self.put(' ');
        }
        self.put(quote);
        self.whitespace = false;
        self.indention = false;
    }

    fn close_quote(&mut self, quote: char) {
        self.put(quote);
        self.whitespace = false;
        self.indention = false;
    }

    fn put_all(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    fn line_break(&mut self) {
        self.put_line_break('\n');
    }

    fn put_line_break(&mut self, c: char) {
        self.out.push(c);
        self.column = 0;
    }
}

/// Whether the character ends a line in YAML 1.1.
pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The entries in the order in which they are written.
///
/// Go's order of keys is not transitive for some odd keys (`01`, `1e3`, `10`), which the standard
/// sort may answer with a panic; inserting one after the other always ends.
fn sorted(entries: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut sorted: Vec<(&String, &Value)> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let after = |(other, _): &(&String, &Value)| compare_keys(other, key) != Ordering::Greater;
        let at = sorted.iter().rposition(after).map_or(0, |before| before + 1);
        sorted.insert(at, (key, value));
    }
    sorted
}

/// Orders keys as a reader would: `a2` before `a10`, and letters after all else.
// Models sigs.k8s.io/yaml/goyaml.v2/sorter.go Less
fn compare_keys(one: &str, other: &str) -> Ordering {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let Some(at) = one.iter().zip(&other).position(|(a, b)| a != b) else {
        return one.len().cmp(&other.len());
    };
    let (a, b) = (one[at], other[at]);
    // What is not ASCII counts as a letter: a table of all letters is heavier than it is useful.
    let is_letter = |c: char| c.is_ascii_alphabetic() || !c.is_ascii();
    match (is_letter(a), is_letter(b)) {
        (true, true) => return a.cmp(&b),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    // A zero is only a leading zero when no other digit stands before it.
    let digits_before = one[..at].iter().rev().take_while(|c| c.is_ascii_digit());
    let continues = (a == '0' || b == '0') && digits_before.into_iter().any(|c| *c != '0');
    let number = |chars: &[char]| {
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit());
        let start = (i64::from(continues), 0_usize);
        digits.fold(start, |(number, length), digit| {
            let value = i64::from(u32::from(*digit) - u32::from('0'));
            (number.wrapping_mul(10).wrapping_add(value), length + 1)
        })
    };
    number(&one).cmp(&number(&other)).then(a.cmp(&b))
}
