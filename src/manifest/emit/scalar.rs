//! Which texts YAML can hold without quotes, and which quotes the others need.

use super::yaml::is_break;
use crate::manifest::scalar::{self, Scalar};

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

/// What a text allows.
pub(super) struct Shape {
    /// Whether it has a line break.
    pub(super) multiline: bool,
    /// Whether it is read back as text when it has no quotes.
    means_text: bool,
    empty: bool,
    has_newline: bool,
    plain_allowed: bool,
    single_quoted_allowed: bool,
    block_allowed: bool,
}

impl Shape {
    /// Looks at a text.
    // Models sigs.k8s.io/yaml/goyaml.v2/emitterc.go yaml_emitter_analyze_scalar
    pub(super) fn of(text: &str) -> Self {
        let mut indicators = text.starts_with("---") || text.starts_with("...");
        let (mut line_breaks, mut special) = (false, false);
        let (mut break_space, mut space_break) = (false, false);
        let mut previous = None;
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            let next = rest.peek().copied();
            indicators |= is_indicator(c, previous, next);
            special |= !is_printable(c);
            line_breaks |= is_break(c);
            break_space |= c == ' ' && previous.is_some_and(is_break);
            space_break |= is_break(c) && previous == Some(' ');
            previous = Some(c);
        }
        let blank = |c: char| c == ' ' || is_break(c);
        let at_the_edge = text.starts_with(blank) || text.ends_with(blank);
        let quotable = !break_space && !space_break && !special;
        Self {
            multiline: line_breaks,
            means_text: scalar::resolve(text) == Scalar::Text && !is_base_60(text) || text == "<<",
            empty: text.is_empty(),
            has_newline: text.contains('\n'),
            plain_allowed: quotable && !at_the_edge && !line_breaks && !indicators,
            single_quoted_allowed: quotable,
            block_allowed: !text.is_empty() && !text.ends_with(' ') && !space_break && !special,
        }
    }

    /// How a value is written.
    // Models emitterc.go yaml_emitter_select_scalar_style and encode.go stringv
    pub(super) fn style(&self) -> Style {
        match () {
            () if self.has_newline && self.block_allowed => Style::Literal,
            () if self.has_newline || !self.means_text => Style::DoubleQuoted,
            () if self.plain_allowed => Style::Plain,
            () if self.single_quoted_allowed => Style::SingleQuoted,
            () => Style::DoubleQuoted,
        }
    }

    /// How a key is written.
    pub(super) fn style_of_key(&self) -> Style {
        match self.style() {
            _ if self.multiline => Style::DoubleQuoted,
            Style::Plain if self.empty => Style::SingleQuoted,
            style => style,
        }
    }
}

/// Whether the character between the others would be taken for a part of YAML's syntax.
fn is_indicator(c: char, previous: Option<char>, next: Option<char>) -> bool {
    let blank = |c: Option<char>| c.is_none_or(|c| c == ' ' || c == '\t');
    match (c, previous) {
        ('#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>', None) => true,
        ('\'' | '"' | '%' | '@' | '`', None) => true,
        ('?' | '-', None) | (':', _) => blank(next),
        ('#', Some(previous)) => blank(Some(previous)) || is_break(previous),
        _ => false,
    }
}

/// Whether YAML 1.1 lets the character stand as it is.
// Models sigs.k8s.io/yaml/goyaml.v2/yamlprivateh.go is_printable
pub(super) fn is_printable(c: char) -> bool {
    match c {
        '\n' | ' '..='~' => true,
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => false,
        '\u{a0}'..='\u{ffff}' => true,
        _ => false,
    }
}

/// Whether YAML 1.1 would read the text as a number in base 60, such as `1:30`.
// Models sigs.k8s.io/yaml/goyaml.v2/encode.go isBase60Float
fn is_base_60(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (places, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let mut places = places.split(':');
    let first = places.next().unwrap_or_default();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let starts_well = first.starts_with(|c: char| c.is_ascii_digit()) && digits(first);
    let mut others = 0;
    for place in places {
        let fits = match place.as_bytes() {
            [one] => one.is_ascii_digit(),
            [ten, one] => matches!(ten, b'0'..=b'5') && one.is_ascii_digit(),
            _ => false,
        };
        if !fits {
            return false;
        }
        others += 1;
    }
    starts_well && others > 0 && digits(fraction)
}
