//! The parser's complaints in the words of Go's YAML reader, which are the ones kubectl prints.

use saphyr_parser::Marker;

/// Who finds a mistake decides how Go counts its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Finder {
    /// The scanner, that cuts the text into tokens: lines count from 1.
    Scanner,
    /// The parser, that puts tokens together: lines count from 0.
    Parser,
}

use Finder::{Parser, Scanner};

/// What our parser says, what Go says, and who says it there.
const WORDS: &[(&str, &str, Finder)] = &[
    ("tabs disallowed", CANNOT_START, Scanner),
    ("tab cannot be used as indentation", CANNOT_START, Scanner),
    ("unexpected character", CANNOT_START, Scanner),
    (
        "plain scalar cannot start with",
        "block sequence entries are not allowed in this context",
        Scanner,
    ),
    ("found a tab", TAB_VIOLATES, Scanner),
    ("simple key expect", "could not find expected ':'", Scanner),
    ("simple key expected", "could not find expected ':'", Scanner),
    ("mapping values are not allowed", "mapping values are not allowed in this context", Scanner),
    ("illegal placement of ':'", "mapping values are not allowed in this context", Scanner),
    ("mapping keys are not allowed", "mapping keys are not allowed in this context", Scanner),
    ("block sequence entries", "block sequence entries are not allowed in this context", Scanner),
    ("\"-\" is only valid", "did not find expected node content", Parser),
    ("unexpected end of stream", "found unexpected end of stream", Scanner),
    ("unexpected document indicator", "found unexpected document indicator", Scanner),
    ("unknown escape character", "found unknown escape character", Scanner),
    ("hexadecimal number", "did not find expected hexdecimal number", Scanner),
    ("Unicode character escape", "found invalid Unicode character escape code", Scanner),
    ("comment or line break", "did not find expected comment or line break", Scanner),
    ("indentation indicator equal to 0", "found an indentation indicator equal to 0", Scanner),
    ("alphabetic or numeric", "did not find expected alphabetic or numeric character", Scanner),
    ("block scalar content cannot start with a tab", TAB_AS_SPACE, Scanner),
    ("wrongly indented line", "could not find expected ':'", Scanner),
    ("indentation in quoted scalar", "found unexpected end of stream", Scanner),
    ("trailing content after double-quoted", "did not find expected key", Parser),
    ("expected ',' or '}'", "did not find expected ',' or '}'", Parser),
    ("expected ',' or ']'", "did not find expected ',' or ']'", Parser),
    ("expected '-' indicator", "did not find expected '-' indicator", Parser),
    ("expected node content", "did not find expected node content", Parser),
    ("expected <document", "did not find expected <document start>", Parser),
    ("handle wasn't declared", "found undefined tag handle", Parser),
    ("expected key", "did not find expected key", Parser),
];

/// Go's words for a character that means nothing where it stands, such as a tab.
pub(super) const CANNOT_START: &str = "found character that cannot start any token";
/// Go's words for a tab between a value and what is on the lines after it.
pub(super) const TAB_VIOLATES: &str = "found a tab character that violates indentation";
const TAB_AS_SPACE: &str = "found a tab character where an indentation space is expected";

/// What Go says where our parser says `info` at the mark: `yaml: line 4: …`.
// Models sigs.k8s.io/yaml/goyaml.v2/decode.go fail
pub(super) fn of_parser(info: &str, mark: Marker, text: &str) -> String {
    if info.contains("unknown anchor") {
        return format!("yaml: unknown anchor '{}' referenced", alias_at(text, mark));
    }
    let known = WORDS.iter().find(|(ours, ..)| info.contains(ours));
    let (words, finder) = known.map_or((info, Scanner), |&(_, words, finder)| (words, finder));
    let (words, finder) = match (info, inside_bracket(text, mark)) {
        ("misplaced bracket", _) => (before_bracket(text, mark), Parser),
        // In brackets Go's scanner lets a colon or a bracket pass, and its parser complains.
        (
            "illegal placement of ':' indicator"
            | "invalid indentation in flow construct"
            | "':' may not precede any of `[{` in flow mapping",
            Some(missing),
        ) => (missing, Parser),
        _ => (words, finder),
    };
    let line = match words {
        // Go reads on to the end of the text, or to the tab, before it complains.
        "found unexpected end of stream" => text.matches('\n').count() + 1,
        TAB_VIOLATES | TAB_AS_SPACE => next_tab_line(text, mark.line()),
        _ => mark.line(),
    };
    // Go leaves the line out when it is the first, and forgets that lines count from 0 when its
    // parser, not its scanner, has found the mistake.
    match (line, finder) {
        (0 | 1, _) => format!("yaml: {words}"),
        (line, Scanner) => format!("yaml: line {line}: {words}"),
        (line, Parser) => format!("yaml: line {}: {words}", line - 1),
    }
}

/// What Go's parser misses where a closing bracket stands that closes nothing.
fn before_bracket(text: &str, mark: Marker) -> &'static str {
    let before = text[..offset(text, mark)].trim_end();
    if before.is_empty() || before.ends_with([':', '-']) {
        "did not find expected node content"
    } else {
        "did not find expected key"
    }
}

/// What Go's parser misses inside the bracket that is still open at the mark, if one is.
fn inside_bracket(text: &str, mark: Marker) -> Option<&'static str> {
    let mut depth = 0;
    for byte in text[..offset(text, mark)].bytes().rev() {
        match byte {
            b']' | b'}' => depth += 1,
            b'[' if depth == 0 => return Some("did not find expected ',' or ']'"),
            b'{' if depth == 0 => return Some("did not find expected ',' or '}'"),
            b'[' | b'{' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The first line after the given one (counted from 1) that has a tab in front, or the given one.
fn next_tab_line(text: &str, line: usize) -> usize {
    let starts_with_tab = |line: &str| line.trim_start_matches(' ').starts_with('\t');
    let after = text.lines().skip(line).position(starts_with_tab);
    after.map_or(line, |after| line + after + 1)
}

/// The byte at which the mark stands.
fn offset(text: &str, mark: Marker) -> usize {
    let lines = text.split_inclusive('\n').take(mark.line().saturating_sub(1));
    let start = lines.map(str::len).sum::<usize>();
    let line = &text[start..];
    start + line.char_indices().nth(mark.col()).map_or(line.len(), |(at, _)| at)
}

/// The name of the alias `*name` that stands at the mark.
pub(super) fn alias_at(text: &str, mark: Marker) -> &str {
    let alias = text[offset(text, mark)..].trim_start_matches('*');
    let end = alias.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    &alias[..end.unwrap_or(alias.len())]
}
