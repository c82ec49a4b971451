//! The event recorder: the same event again is counted, not written anew, and many that are nearly
//! the same become one.

use super::ApiServer;
use super::request::EventDraft;
use crate::api::clock::Millis;
use crate::api::core::{Event, EventSeries, EventSource};
use crate::api::meta::ObjectMeta;
use crate::api::storage::ObjectReference;
use crate::api::time::Time;
use crate::api::{Kind, Object, Resource};
use std::collections::{BTreeMap, BTreeSet};

/// How many events of an object may differ in their message alone, and in which time, before they
/// are written as one. Models events_cache.go defaultAggregateMaxEvents and
/// defaultAggregateIntervalInSeconds.
const MOST_SIMILAR: usize = 10;
const SIMILAR_WITHIN: i64 = 600_000;
/// How many events one component may write about an object at once, and how long it takes to earn
/// another. Models events_cache.go defaultSpamBurst and defaultSpamQPS.
const BURST: i64 = 25;
const REFILL: i64 = 300_000;

/// How long after its last occurrence a series of the newer events API is over.
/// Models client-go/tools/events/event_broadcaster.go finishTime.
const SERIES_ENDS_AFTER: i64 = 360;

/// Which event a repetition belongs to.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorder {
    /// From what makes events the same to the name of the event.
    known: BTreeMap<(String, String, String, String), String>,
    /// By who speaks, about what, and the reason.
    similar: BTreeMap<(String, String, String), Similar>,
    /// By who speaks and about what: from when on nothing would be left to earn.
    spent: BTreeMap<(String, String), Millis>,
}

#[derive(Clone, Debug, Default)]
struct Similar {
    messages: BTreeSet<String>,
    last: Millis,
}

impl Recorder {
    /// The message under which an event is written. Upstream then forgets any one of the messages;
    /// here it is the newest, so that those known before stay events of their own.
    /// Models EventAggregate.
    fn aggregate(&mut self, draft: &mut EventDraft, now: Millis) {
        let speaker = format!("{} {}", draft.component, draft.host);
        let key = (speaker, about(draft), draft.reason.to_owned());
        let similar = self.similar.entry(key).or_default();
        if now - similar.last > SIMILAR_WITHIN {
            similar.messages.clear();
        }
        similar.last = now;
        similar.messages.insert(draft.message.clone());
        if similar.messages.len() >= MOST_SIMILAR {
            similar.messages.remove(&draft.message);
            draft.message = format!("{COMBINED}{}", draft.message);
        }
    }

    /// Whether a component has told too much about an object lately.
    /// Models EventSourceObjectSpamFilter Filter, a bucket of tokens.
    fn is_spam(&mut self, draft: &EventDraft, now: Millis) -> bool {
        let speaker = format!("{} {}", draft.component, draft.host);
        let full_at = self.spent.entry((speaker, about(draft))).or_insert(now);
        let spent = (*full_at).max(now) + REFILL;
        let is_spam = spent - now > BURST * REFILL;
        if !is_spam {
            *full_at = spent;
        }
        is_spam
    }
}

/// Which object an event is about; not every component says its uid.
fn about(draft: &EventDraft) -> String {
    let ObjectReference { kind, namespace, name, uid, .. } = &draft.regarding;
    format!("{kind} {namespace}/{name} {uid}")
}

const COMBINED: &str = "(combined from similar events): ";

/// Models k8s.io/client-go/tools/record events_cache.go EventCorrelate: events with the same
/// object, reason and message are one event whose count grows.
pub(super) fn record(server: &mut ApiServer, mut draft: EventDraft) {
    let namespace = match draft.regarding.namespace.as_str() {
        "" => "default".to_owned(),
        namespace => namespace.to_owned(),
    };
    if draft.series {
        return record_in_series(server, draft, namespace);
    }
    let now = server.now;
    server.recorder.aggregate(&mut draft, now);
    if server.recorder.is_spam(&draft, now) {
        return;
    }
    // What is combined is one event, whatever it said last.
    let is_combined = draft.message.starts_with(COMBINED);
    let told_apart_by = if is_combined { COMBINED } else { &draft.message }.to_owned();
    let same = (draft.component.to_string(), about(&draft), draft.reason.to_owned(), told_apart_by);
    let known = server.recorder.known.get(&same);
    let known = known.and_then(|name| server.get::<Event>(&namespace, name));
    if let Some(event) = known {
        let mut event = Event::clone(event);
        event.count += 1;
        event.message = draft.message;
        event.last_timestamp = Some(server.now.time());
        server.write(event.into());
        return;
    }
    let event = new_event(server, draft, namespace);
    server.recorder.known.insert(same, event.metadata.name.clone());
    server.write(event.into());
}

/// The newer API counts what is told of the same version of an object, whatever it says. The first
/// repetition is written; the others are only counted until the series is over.
/// Models client-go/tools/events/event_broadcaster.go recordToSink.
fn record_in_series(server: &mut ApiServer, draft: EventDraft, namespace: String) {
    let version = format!("{}@{}", draft.regarding.uid, draft.regarding.resource_version);
    let same = (draft.component.to_string(), version, draft.reason.to_owned(), String::new());
    let known = server.recorder.known.get(&same);
    let known = known.and_then(|name| server.get::<Event>(&namespace, name));
    if let Some(event) = known {
        let last = event.series.as_ref().and_then(|series| series.last_observed_time);
        let last = last.or(event.event_time).map(Time::from).unwrap_or_default();
        if server.now.seconds_since(last) < SERIES_ENDS_AFTER {
            if event.series.is_none() {
                let mut event = Event::clone(event);
                let last_observed_time = Some(server.now.micro_time());
                event.series = Some(EventSeries { count: 2, last_observed_time });
                server.write(event.into());
            }
            return;
        }
    }
    let event = new_event(server, draft, namespace);
    server.recorder.known.insert(same, event.metadata.name.clone());
    server.write(event.into());
}

/// The machine on which the control plane runs.
const CONTROL_PLANE: &str = "cp01";

fn new_event(server: &mut ApiServer, draft: EventDraft, namespace: String) -> Event {
    // Upstream names an event by the nanosecond; here the version tells events of a moment apart.
    let stamp = server.now.0 as u64 * 1_000_000 + server.resource_version % 1_000_000;
    let now = server.now.time();
    let metadata = ObjectMeta {
        name: format!("{}.{stamp:x}", draft.regarding.name),
        namespace,
        uid: server.random.uid(),
        creation_timestamp: Some(now),
        ..ObjectMeta::default()
    };
    let type_ = if draft.warning { "Warning" } else { "Normal" }.to_owned();
    let common = Event {
        metadata,
        involved_object: draft.regarding,
        reason: draft.reason.to_owned(),
        message: draft.message,
        type_,
        reporting_component: draft.component.to_string(),
        ..Event::default()
    };
    if draft.series {
        let instance = format!("{}-{CONTROL_PLANE}", draft.component);
        return Event {
            action: if draft.reason == "Scheduled" { "Binding" } else { "Scheduling" }.to_owned(),
            event_time: Some(server.now.micro_time()),
            reporting_instance: instance,
            ..common
        };
    }
    Event {
        count: 1,
        first_timestamp: Some(now),
        last_timestamp: Some(now),
        reporting_instance: draft.host.clone(),
        source: EventSource { component: draft.component.to_string(), host: draft.host },
        ..common
    }
}

/// Events about an object, oldest first, as the store has them.
pub fn events_about<'a, T: Resource>(
    objects: &'a super::store::Objects,
    object: &'a T,
) -> impl Iterator<Item = &'a std::rc::Rc<Event>> {
    let uid = &object.metadata().uid;
    objects
        .list_kind(Kind::Event)
        .filter_map(Event::unwrap)
        .filter(move |event| event.involved_object.uid == *uid)
}

impl From<&Object> for crate::api::storage::ObjectReference {
    /// The reference by which events name an object.
    fn from(object: &Object) -> Self {
        let (info, meta) = (object.kind().info(), object.metadata());
        crate::api::storage::ObjectReference {
            api_version: info.api_version(),
            kind: info.kind.to_owned(),
            name: meta.name.clone(),
            namespace: meta.namespace.clone(),
            resource_version: meta.resource_version.clone(),
            uid: meta.uid.clone(),
            ..Default::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::core::Namespace;

    fn world() -> ApiServer {
        let mut server = ApiServer::new(1, Millis(1_700_000_000_000), "10.96.0.0/12");
        let mut namespace = Namespace::default();
        namespace.metadata.name = "default".to_owned();
        server.create(namespace.into()).unwrap();
        server
    }

    fn tell(server: &mut ApiServer, message: &str) {
        let about = server.get::<Namespace>("", "default").unwrap().clone();
        record(server, EventDraft::normal("controller", &*about, "Scaled", message));
    }

    fn told(server: &ApiServer) -> Vec<(String, i32)> {
        let events = server.store().list::<Event>();
        events.map(|event| (event.message.clone(), event.count)).collect()
    }

    #[test]
    fn the_tenth_event_of_a_kind_and_those_after_it_are_one() {
        let mut server = world();
        for number in 1..=12 {
            tell(&mut server, &format!("to {number}"));
        }
        tell(&mut server, "to 3");
        let told = told(&server);
        assert_eq!(told.len(), 10);
        assert!(told.contains(&("to 3".to_owned(), 2)));
        assert!(told.contains(&("(combined from similar events): to 12".to_owned(), 3)));
    }

    #[test]
    fn objects_are_told_apart_even_without_their_uids() {
        let mut server = world();
        for number in 0..30 {
            let about = server.get::<Namespace>("", "default").unwrap().clone();
            let mut draft = EventDraft::normal("controller", &*about, "Gone", "is gone");
            draft.regarding.name = format!("web-{number}");
            draft.regarding.uid.clear();
            record(&mut server, draft);
        }
        assert_eq!(told(&server), vec![("is gone".to_owned(), 1); 30]);
    }

    #[test]
    fn whoever_talks_too_much_is_heard_now_and_then() {
        let mut server = world();
        for _ in 0..40 {
            tell(&mut server, "again");
        }
        assert_eq!(told(&server), [("again".to_owned(), 25)]);
        server.set_now(Millis(1_700_000_000_000 + REFILL));
        tell(&mut server, "again");
        tell(&mut server, "again");
        assert_eq!(told(&server), [("again".to_owned(), 26)]);
    }
}
