//! Why something is there: which controller's rule put it there, in one sentence, with the field or
//! the event that shows it, and the page of Kubernetes' documentation that tells the rule.
//!
//! [`Subject::why`] reads one snapshot, so what it says is as true as the objects in it. Evidence
//! is never written down here: a field is read out of the object by its path, an event is quoted.

mod claim;
mod pod;
mod pod_end;
mod service;
mod vacant;
mod volume;

#[cfg(test)]
mod tests;

use crate::api::core::{Event, Node};
use crate::api::{Key, Kind, Object, Resource};
use crate::apiserver::snapshot::Snapshot;
use crate::i18n::Localized;
use serde_json::Value;
use std::rc::Rc;

/// A sentence in every language; the texts are those of `format!`.
macro_rules! told {
    (en: $en:literal, id: $id:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        $(let $name = &$value;)*
        $crate::i18n::Localized { en: format!($en), id: format!($id) }
    }};
}
use told;

/// What is asked about: an object, or the place of one that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its kind, namespace and name.
    pub key: Key,
    /// The uid of the object; none for the place of something that is missing.
    pub uid: Option<String>,
    /// The workload that it is drawn with.
    pub workload: Key,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The rule, in one sentence.
    pub sentence: Localized<String>,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// The title of the page of Kubernetes' documentation that tells the rule.
    pub page: &'static str,
    /// The object that the commands are about: what was asked about, or what its place depends on.
    pub about: Key,
}

/// What shows that a rule is at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A field.
    Field {
        /// The object that has it.
        object: Key,
        /// Where it is in the object.
        path: String,
        /// Its value, as the object has it.
        value: String,
    },
    /// An event.
    Event {
        /// What it is about.
        object: Key,
        /// Its reason.
        reason: String,
        /// Its message.
        message: String,
    },
}

impl Subject {
    /// Why it is there, or why it is missing. None if it is gone, or there again.
    pub fn why(&self, now: &Snapshot) -> Option<Why> {
        let Some(uid) = &self.uid else { return vacant::tell(now, self) };
        let object = now.objects.object(&self.key)?;
        if object.metadata().uid != *uid {
            return None;
        }
        match object {
            Object::Pod(pod) => Some(pod::tell(now, pod)),
            Object::PersistentVolumeClaim(claim) => Some(claim::tell(now, claim)),
            Object::PersistentVolume(volume) => Some(volume::tell(now, volume)),
            Object::Service(service) => Some(service::tell(now, service)),
            _ => None,
        }
    }
}

impl Why {
    /// An answer about an object, without evidence so far.
    fn new<T: Resource>(about: &Rc<T>, page: &'static str, sentence: Localized<String>) -> Why {
        Why { sentence, evidence: Vec::new(), page, about: Key::of(&**about) }
    }

    /// Adds a field as evidence. A path is that of kubectl's JSONPath without its braces; in
    /// brackets stand an index, a key with dots in it, or `key=value` for the element of a list.
    fn field<T: Resource>(mut self, object: &Rc<T>, path: &str) -> Why {
        let (object, key) = (T::wrap(object.clone()), Key::of(&**object));
        let value = read(&object.to_json(), path).map_or_else(|| "<none>".to_owned(), shown);
        self.evidence.push(Evidence::Field { object: key, path: path.to_owned(), value });
        self
    }

    /// Adds the last of these events about an object as evidence, if there is one; `naming` is a
    /// word that its message has to have.
    fn event<T: Resource>(
        mut self,
        now: &Snapshot,
        object: &T,
        reasons: &[&str],
        naming: &str,
    ) -> Why {
        if let Some(event) = last_event(now, object, reasons, naming) {
            self.evidence.push(Evidence::Event {
                object: Key::of(object),
                reason: event.reason.to_string(),
                message: event.message.trim().to_owned(),
            });
        }
        self
    }

    /// The commands that show the same.
    pub fn commands(&self) -> Vec<String> {
        let (info, name) = (self.about.kind.info(), self.about.name());
        let kind = match info.short_names.first() {
            Some(short) if self.about.kind != Kind::Pod => short,
            _ => info.singular,
        };
        let flag = match self.about.namespace() {
            "" | super::NAMESPACE => String::new(),
            namespace => format!(" -n {namespace}"),
        };
        vec![
            format!("kubectl get {kind} {name} -o yaml{flag}"),
            format!("kubectl describe {kind} {name}{flag}"),
            format!("kubectl events --for={kind}/{name}{flag}"),
        ]
    }
}

/// The last event about an object with one of these reasons and that word in its message. Events
/// about an earlier object of the same name do not count.
fn last_event<'a, T: Resource>(
    now: &'a Snapshot,
    object: &T,
    reasons: &[&str],
    naming: &str,
) -> Option<&'a Rc<Event>> {
    let meta = object.metadata();
    let about = |event: &&Rc<Event>| {
        let regarding = &event.involved_object;
        regarding.kind == T::KIND.info().kind
            && regarding.name == meta.name
            && regarding.namespace == meta.namespace
            && (regarding.uid.is_empty() || regarding.uid == meta.uid)
            && reasons.contains(&&*event.reason)
            && (naming.is_empty() || event.message.split([' ', '"']).any(|word| word == naming))
    };
    let events = now.objects.list::<Event>().filter(about);
    events.max_by_key(|event| (happened(event), event.metadata.resource_version.len()))
}

/// When an event happened last, in seconds.
fn happened(event: &Event) -> i64 {
    let newer = event.series.as_ref().and_then(|series| series.last_observed_time);
    let newer = newer.or(event.event_time).map(|time| crate::api::time::Time::from(time).0);
    event.last_timestamp.map(|time| time.0).or(newer).unwrap_or(0)
}

/// Whether nobody hears from a node any more, as far as the control plane knows.
fn silent_node<'a>(now: &'a Snapshot, name: &str) -> Option<&'a Rc<Node>> {
    let node = now.objects.get::<Node>("", name)?;
    let mut conditions = node.status.conditions.iter();
    let ready = conditions.find(|condition| condition.type_ == "Ready")?;
    (ready.status == "Unknown").then_some(node)
}

/// The value at a path.
fn read<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let mut at = value;
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (key, after) = inside.split_once(']')?;
            at = element(at, key)?;
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            at = at.get(&rest[..end])?;
            rest = &rest[end..];
            rest = rest.strip_prefix('.').unwrap_or(rest);
        }
    }
    Some(at)
}

fn element<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    if let Ok(index) = key.parse::<usize>() {
        return value.get(index);
    }
    match (value, key.split_once('=')) {
        (Value::Array(all), Some((key, wanted))) => {
            all.iter().find(|one| one.get(key).and_then(Value::as_str) == Some(wanted))
        }
        _ => value.get(key),
    }
}

/// A value as evidence shows it: an owner or another reference by its kind and name.
fn shown(value: &Value) -> String {
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    match (value, text("kind"), text("name")) {
        (Value::String(text), ..) => text.clone(),
        (Value::Object(_), Some(kind), Some(name)) => format!("{kind} {name}"),
        _ => value.to_string(),
    }
}

/// `1 pod`, `3 pods`.
fn pods_en(count: i32) -> String {
    if count == 1 { "1 pod".to_owned() } else { format!("{count} pods") }
}
