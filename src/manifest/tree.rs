//! From the events of the YAML parser to a JSON value, as Kubernetes converts YAML to JSON.

use crate::api::decimal;
use crate::api::sorted::SortedMap;
use std::borrow::Cow;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_json::{Map, Value};

use super::scalar::{self, Scalar};
use super::tabs::TabCheck;
use super::{go, words};

/// Nesting deeper than this is refused; the objects of the API are not a tenth as deep.
const MAX_DEPTH: usize = 250;
/// Aliases may not blow a document up to more values than this.
const MAX_ALIASED: usize = 100_000;

/// Why a document is not read, in the words of Go's YAML reader, and where in the document.
#[derive(Debug)]
pub(super) struct Failure {
    /// The words after `error converting YAML to JSON: `.
    pub(super) words: String,
    /// The line, counted from 1.
    pub(super) line: usize,
    /// The column in characters, counted from 1.
    pub(super) column: usize,
}

impl Failure {
    fn at(mark: Marker, words: String) -> Self {
        Self { words, line: mark.line(), column: mark.col() + 1 }
    }
}

/// Reads the first YAML document of the text; nothing in it reads as null.
// Models sigs.k8s.io/yaml/yaml.go yamlToJSONTarget
pub(super) fn read(text: &str) -> Result<Value, Failure> {
    let mut builder = Builder::default();
    let mut tabs = TabCheck::of(text);
    let mut failure = None;
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let mark = *error.marker();
                let words = words::of_parser(error.info(), mark, text);
                failure = Some(Failure::at(mark, words));
                break;
            }
        };
        tabs.see(&event, span, text);
        if matches!(event, Event::DocumentEnd | Event::StreamEnd) {
            break;
        }
        if let Err(problem) = builder.take(event) {
            failure = Some(Failure::at(span.start, problem.words(text, span.start)));
            break;
        }
    }
    let stopped = failure.as_ref().map(|failure| failure.line);
    match tabs.verdict(stopped, text).or(failure) {
        None => Ok(builder.root),
        Some(failure) => Err(failure),
    }
}

/// What is wrong with a document whose syntax is right.
enum Problem {
    /// Said by the YAML reader.
    Yaml(String),
    /// Said on the way from YAML to JSON.
    Json(String),
    /// An anchor is used inside itself.
    Cycle,
}

impl Problem {
    /// The words; an alias is named by what stands at the mark.
    fn words(self, text: &str, mark: Marker) -> String {
        match self {
            Self::Yaml(words) => format!("yaml: {words}"),
            Self::Json(words) => words,
            Self::Cycle => {
                let name = words::alias_at(text, mark);
                format!("yaml: anchor '{name}' value contains itself")
            }
        }
    }
}

/// A key of a mapping that waits for its value.
enum Key {
    Name(String),
    Null,
    Merge,
}

/// A collection that is being read.
enum Frame {
    Sequence { items: Vec<Value>, anchor: usize },
    Mapping { entries: Map<String, Value>, key: Option<Key>, anchor: usize },
}

/// The document so far.
#[derive(Default)]
struct Builder {
    root: Value,
    open: Vec<Frame>,
    anchors: SortedMap<usize, Value>,
    aliased: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) -> Result<(), Problem> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let is_merge = plain && tag.is_none() && text == "<<";
                if is_merge && self.expects_key() {
                    return self.set_key(Key::Merge);
                }
                let value = scalar_value(&text, plain, tag)?;
                self.finish(value, anchor)
            }
            Event::Alias(anchor) => {
                let value = self.anchors.get(&anchor).cloned().ok_or(Problem::Cycle)?;
                self.aliased += count(&value);
                if self.aliased > MAX_ALIASED {
                    return Err(Problem::Yaml("document contains excessive aliasing".to_owned()));
                }
                self.finish(value, 0)
            }
            Event::SequenceStart(anchor, _) => {
                self.enter(Frame::Sequence { items: Vec::new(), anchor })
            }
            Event::MappingStart(anchor, _) => {
                self.enter(Frame::Mapping { entries: Map::new(), key: None, anchor })
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Frame::Sequence { items, anchor }) => self.finish(Value::Array(items), anchor),
                Some(Frame::Mapping { entries, anchor, .. }) => {
                    self.finish(Value::Object(entries), anchor)
                }
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn enter(&mut self, frame: Frame) -> Result<(), Problem> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Problem::Yaml(format!("exceeded max depth of {MAX_DEPTH}")));
        }
        self.open.push(frame);
        Ok(())
    }

    fn expects_key(&self) -> bool {
        matches!(self.open.last(), Some(Frame::Mapping { key: None, .. }))
    }

    fn set_key(&mut self, new: Key) -> Result<(), Problem> {
        if let Some(Frame::Mapping { key, .. }) = self.open.last_mut() {
            *key = Some(new);
        }
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, value: Value, anchor: usize) -> Result<(), Problem> {
        if anchor != 0 {
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut() {
            None => self.root = value,
            Some(Frame::Sequence { items, .. }) => items.push(value),
            Some(Frame::Mapping { entries, key, .. }) => match key.take() {
                None => *key = Some(key_from(value)?),
                Some(Key::Name(name)) => {
                    entries.insert(name, value);
                }
                Some(Key::Merge) => merge(entries, value)?,
                Some(Key::Null) => {
                    return Err(Problem::Json(format!(
                        "unsupported map key of type: %!s(<nil>), key: <nil>, value: {}",
                        go::syntax(&value, "interface {}")
                    )));
                }
            },
        }
        Ok(())
    }
}

/// A value as the key of a JSON object.
// Models sigs.k8s.io/yaml/yaml.go convertToJSONableObject
fn key_from(value: Value) -> Result<Key, Problem> {
    Ok(match value {
        Value::String(name) => Key::Name(name),
        Value::Bool(yes) => Key::Name(yes.to_string()),
        Value::Number(number) => Key::Name(decimal::shortest(&number)),
        Value::Null => Key::Null,
        Value::Array(_) | Value::Object(_) => {
            let key = go::syntax(&value, "interface {}");
            return Err(Problem::Yaml(format!("invalid map key: {key}")));
        }
    })
}

/// Merges what `<<` refers to; of several mappings the earlier ones win.
// Models sigs.k8s.io/yaml/goyaml.v2/decode.go merge
fn merge(entries: &mut Map<String, Value>, value: Value) -> Result<(), Problem> {
    let sources = match value {
        Value::Array(items) => items,
        other => vec![other],
    };
    for source in sources.into_iter().rev() {
        let Value::Object(mut source) = source else {
            let words = "map merge requires map or sequence of maps as the value";
            return Err(Problem::Yaml(words.to_owned()));
        };
        entries.append(&mut source);
    }
    Ok(())
}

/// The value of a scalar, by its tag where it has one.
fn scalar_value(text: &str, plain: bool, tag: Option<Cow<'_, Tag>>) -> Result<Value, Problem> {
    let Some(tag) = tag else {
        if !plain {
            return Ok(Value::String(text.to_owned()));
        }
        return scalar::resolve(text).into_value(text).map_err(Problem::Json);
    };
    let wanted = match tag.suffix.as_str() {
        "bool" if tag.is_yaml_core_schema() => "!!bool",
        "int" if tag.is_yaml_core_schema() => "!!int",
        "float" if tag.is_yaml_core_schema() => "!!float",
        "null" if tag.is_yaml_core_schema() => "!!null",
        "timestamp" if tag.is_yaml_core_schema() => "!!timestamp",
        _ => return Ok(Value::String(text.to_owned())),
    };
    let found = scalar::resolve(text);
    let fits = found.tag() == wanted || wanted == "!!float" && matches!(found, Scalar::Int(_));
    if !fits {
        let found = found.tag();
        return Err(Problem::Yaml(format!("cannot decode {found} `{text}` as a {wanted}")));
    }
    found.into_value(text).map_err(Problem::Json)
}

/// How many values there are in a value, itself included.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(entries) => 1 + entries.values().map(count).sum::<usize>(),
        _ => 1,
    }
}
