//! Two values of Go side by side.
//!
//! Models github.com/google/go-cmp/cmp/report_compare.go: what of a difference is shown, and with
//! how many of its unchanged neighbours.

use super::layout::{Mark, Record, Text};
use crate::api::order;

/// A value of Go.
#[derive(Clone, PartialEq)]
pub(super) enum Go {
    /// A nil pointer, list or map.
    Nil,
    /// A text, number or truth value as it is printed.
    Plain(String),
    Pointer(Box<Go>),
    Struct(Struct),
    List {
        type_name: &'static str,
        items: Vec<Go>,
    },
    Map {
        type_name: &'static str,
        entries: Vec<(String, Go)>,
    },
}

/// A struct; an opaque one is compared as a whole.
#[derive(Clone, PartialEq)]
pub(super) struct Struct {
    pub(super) type_name: &'static str,
    pub(super) fields: Vec<(&'static str, Go)>,
    pub(super) is_opaque: bool,
}

impl Go {
    fn is_zero(&self) -> bool {
        match self {
            Go::Nil => true,
            Go::Plain(text) => matches!(text.as_str(), "\"\"" | "0" | "false"),
            Go::Struct(value) => value.fields.iter().all(|(_, field)| field.is_zero()),
            Go::Pointer(_) | Go::List { .. } | Go::Map { .. } => false,
        }
    }
}

/// What is compared, with its parts compared as well.
struct Node<'a> {
    before: Option<&'a Go>,
    after: Option<&'a Go>,
    parts: Parts<'a>,
    differs: bool,
    /// How many nodes are below this one.
    descendants: usize,
    /// How deep they go.
    depth: usize,
}

enum Parts<'a> {
    None,
    Pointee(Box<Node<'a>>),
    /// Fields, entries or (without keys) items, and what one of them is called.
    Records {
        records: Vec<(&'a str, Node<'a>)>,
        type_name: &'a str,
        noun: &'static str,
    },
}

fn compare<'a>(before: Option<&'a Go>, after: Option<&'a Go>) -> Node<'a> {
    let parts = match (before, after) {
        (Some(Go::Pointer(a)), Some(Go::Pointer(b))) => {
            Parts::Pointee(Box::new(compare(Some(a), Some(b))))
        }
        (Some(Go::Struct(a)), Some(Go::Struct(b))) if !a.is_opaque => {
            let fields = a.fields.iter().zip(&b.fields);
            let records = fields.map(|((name, a), (_, b))| (*name, compare(Some(a), Some(b))));
            Parts::Records { records: records.collect(), type_name: a.type_name, noun: "field" }
        }
        (Some(Go::List { type_name, items: a }), Some(Go::List { items: b, .. })) => {
            Parts::Records { records: compare_items(a, b), type_name, noun: "element" }
        }
        (Some(Go::Map { type_name, entries: a }), Some(Go::Map { entries: b, .. })) => {
            Parts::Records { records: compare_entries(a, b), type_name, noun: "entr" }
        }
        _ => Parts::None,
    };
    let below = |nodes: &mut dyn Iterator<Item = &Node<'a>>| {
        nodes.fold((false, 0, 0), |(differs, descendants, depth), node| {
            let depth = depth.max(node.depth + 1);
            (differs || node.differs, descendants + node.descendants + 1, depth)
        })
    };
    let (differs, descendants, depth) = match &parts {
        Parts::None => (before != after, 0, 0),
        Parts::Pointee(node) => below(&mut std::iter::once(&**node)),
        Parts::Records { records, .. } => below(&mut records.iter().map(|(_, node)| node)),
    };
    Node { before, after, parts, differs, descendants, depth }
}

/// Items at the two ends that are equal belong together, and those between them pair by pair.
fn compare_items<'a>(before: &'a [Go], after: &'a [Go]) -> Vec<(&'a str, Node<'a>)> {
    let most = before.len().min(after.len());
    let start = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let ends = before.iter().rev().zip(after.iter().rev());
    let end = ends.take_while(|(a, b)| a == b).count().min(most - start);
    let (mut nodes, mut index) = (Vec::new(), 0);
    while index < before.len().max(after.len()) - end {
        let at = |list: &'a [Go]| list[..list.len() - end].get(index);
        nodes.push(("", compare(at(before), at(after))));
        index += 1;
    }
    let ends = before[before.len() - end..].iter().zip(&after[after.len() - end..]);
    nodes.extend(ends.map(|(a, b)| ("", compare(Some(a), Some(b)))));
    nodes
}

fn compare_entries<'a>(
    before: &'a [(String, Go)],
    after: &'a [(String, Go)],
) -> Vec<(&'a str, Node<'a>)> {
    let mut keys: Vec<&str> = before.iter().chain(after).map(|(key, _)| key.as_str()).collect();
    order::all(&mut keys);
    keys.dedup();
    let get = |entries: &'a [(String, Go)], key: &str| {
        entries.iter().find(|(other, _)| other == key).map(|(_, value)| value)
    };
    keys.into_iter().map(|key| (key, compare(get(before, key), get(after, key)))).collect()
}

/// How types are printed.
#[derive(Clone, Copy, PartialEq)]
enum Types {
    Always,
    /// Not where a type follows from what is around it.
    Elided,
    /// Where there is a difference.
    WhereItDiffers,
}

/// What is printed of a node.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Both,
    Identical,
    Before,
    After,
}

/// The difference of two values, ready to be laid out.
pub(super) fn difference(before: &Go, after: &Go) -> Text {
    format_node(&compare(Some(before), Some(after)), Mode::Both, Types::Always)
}

/// Models FormatDiff.
fn format_node(node: &Node<'_>, mode: Mode, types: Types) -> Text {
    let level = if mode == Mode::Identical { 1 } else { 3 };
    match &node.parts {
        Parts::None => {
            let value = if mode == Mode::After { node.after } else { node.before };
            value.map_or(Text::Line("nil".to_owned()), |go| format_value(go, mode, types, level))
        }
        Parts::Pointee(pointee) => Text::wrap("&", format_node(pointee, mode, types), ""),
        Parts::Records { records, type_name, noun } => {
            let inner = if *noun == "field" { Types::WhereItDiffers } else { Types::Elided };
            let list = match mode {
                Mode::Both => format_differences(records, noun, inner),
                _ => format_one_side(records, *noun == "field", mode, inner, level),
            };
            typed(list, type_name, mode, types)
        }
    }
}

/// Braces, and the type before them where it is printed. Models FormatType.
fn typed(list: Vec<Record>, type_name: &str, mode: Mode, types: Types) -> Text {
    let prefix = match types {
        Types::Always => type_name,
        Types::WhereItDiffers if mode != Mode::Identical => type_name,
        _ => "",
    };
    Text::wrap(&format!("{prefix}{{"), Text::List(list), "}")
}

fn format_one_side(
    records: &[(&str, Node<'_>)],
    is_struct: bool,
    mode: Mode,
    types: Types,
    level: u32,
) -> Vec<Record> {
    let most = if mode == Mode::Identical { at_most(level) } else { (1 << level) << 1 };
    let mut list = Vec::new();
    for (key, node) in records {
        let value = if mode == Mode::After { node.after } else { node.before };
        let Some(value) = value else { continue };
        if is_struct && value.is_zero() {
            continue;
        }
        if list.len() == most {
            list.push(Record::ellipsis(None));
            break;
        }
        list.push(Record::new(key, format_node(node, mode, types)));
    }
    list
}

/// Models formatDiffList: what differs, with two unchanged neighbours on either side.
fn format_differences(records: &[(&str, Node<'_>)], noun: &str, types: Types) -> Vec<Record> {
    const NEIGHBOURS: usize = 2;
    let mut list = Vec::new();
    let mut start = 0;
    while start < records.len() {
        let differs = records[start].1.differs;
        let same = records[start..].iter().take_while(|(_, node)| node.differs == differs);
        let end = start + same.count();
        let group = &records[start..end];
        if differs {
            group.iter().for_each(|(key, node)| format_difference(&mut list, key, node, types));
        } else {
            let before = if start == 0 { 0 } else { NEIGHBOURS.min(group.len()) };
            let is_last = end == records.len();
            let mut after = if is_last { 0 } else { NEIGHBOURS.min(group.len() - before) };
            if group.len() - before - after == 1 {
                // What would be said of it is longer than it is.
                after += 1;
            }
            let format = |(key, node): &(&str, Node<'_>)| {
                Record::new(key, format_node(node, Mode::Identical, types))
            };
            list.extend(group[..before].iter().map(format));
            let hidden = group.len() - before - after;
            if hidden > 0 {
                list.push(Record::ellipsis(Some(count(hidden, noun))));
            }
            list.extend(group[group.len() - after..].iter().map(format));
        }
        start = end;
    }
    list
}

fn count(number: usize, noun: &str) -> String {
    let plural = match (noun, number) {
        ("entr", 1) => "y",
        ("entr", _) => "ies",
        (_, 1) => "",
        _ => "s",
    };
    format!("{number} identical {noun}{plural}")
}

fn format_difference(list: &mut Vec<Record>, key: &str, node: &Node<'_>, types: Types) {
    if node.descendants != node.depth {
        list.push(Record::new(key, format_node(node, Mode::Both, types)));
        return;
    }
    for (mark, mode, value) in
        [(Mark::Removed, Mode::Before, node.before), (Mark::Inserted, Mode::After, node.after)]
    {
        if value.is_some() {
            list.push(Record::new(key, format_node(node, mode, types)).marked(mark));
        }
    }
}

/// How many parts of a value are printed at a level of detail.
fn at_most(level: u32) -> usize {
    ((1 << level) >> 1) << 2
}

/// Models github.com/google/go-cmp/cmp/report_reflect.go FormatValue.
fn format_value(value: &Go, mode: Mode, types: Types, level: u32) -> Text {
    let inner_level = level.saturating_sub(1);
    let most = at_most(level);
    match value {
        Go::Nil => Text::Line("nil".to_owned()),
        Go::Plain(text) => Text::Line(text.clone()),
        Go::Pointer(value) => Text::wrap("&", format_value(value, mode, types, level), ""),
        Go::Struct(Struct { type_name, fields, .. }) => {
            let mut list = Vec::new();
            for (name, field) in fields.iter().filter(|(_, field)| !field.is_zero()) {
                if list.len() == most {
                    list.push(Record::ellipsis(None));
                    break;
                }
                let field = format_value(field, mode, Types::WhereItDiffers, inner_level);
                list.push(Record::new(name, field));
            }
            typed(list, type_name, mode, types)
        }
        Go::List { type_name, items } => {
            let format = |item| format_value(item, mode, Types::Elided, inner_level);
            let mut list: Vec<Record> =
                items.iter().take(most).map(|item| Record::new("", format(item))).collect();
            if items.len() > most {
                list.push(Record::ellipsis(None));
            }
            typed(list, type_name, mode, types)
        }
        Go::Map { type_name, entries } => {
            let format = |value| format_value(value, mode, Types::Elided, inner_level);
            let mut list: Vec<Record> = entries
                .iter()
                .take(most)
                .map(|(key, value)| Record::new(key, format(value)))
                .collect();
            if entries.len() > most {
                list.push(Record::ellipsis(None));
            }
            typed(list, type_name, mode, types)
        }
    }
}
