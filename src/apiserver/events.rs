//! The event recorder: the same event again is counted, not written anew, and many that are nearly
//! the same become one.

use super::ApiServer;
use super::random::Random;
use super::request::EventDraft;
use crate::api::clock::Millis;
use crate::api::core::{Event, EventSeries, EventSource};
use crate::api::lookup::Lookup;
use crate::api::meta::ObjectMeta;
use crate::api::storage::ObjectReference;
use crate::api::time::Time;
use crate::api::{Key, Kind, Object, Resource};
use std::collections::VecDeque;
use std::rc::Rc;

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

/// How long an event is kept after it was written last. Models kube-apiserver --event-ttl.
const KEPT: i64 = 3_600_000;

/// What has been told, and what of it is to be forgotten.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorder {
    /// By who speaks and about what.
    told: Lookup<String, Told>,
    /// When each event was written and under which version, oldest first: most were written again.
    written: VecDeque<(Millis, Key, u64)>,
}

/// What one speaker has told about one object.
#[derive(Clone, Debug, Default)]
struct Told {
    /// The reasons and what else makes events the same, with the names of the events.
    known: Vec<(&'static str, Rc<str>, String)>,
    /// By the reason.
    similar: Vec<(&'static str, Similar)>,
    /// From when on nothing would be left to earn.
    spent: Millis,
}

#[derive(Clone, Debug, Default)]
struct Similar {
    messages: Vec<Rc<str>>,
    last: Millis,
}

impl Told {
    /// The message under which an event is written. Upstream then forgets any one of the messages;
    /// here it is the newest, so that those known before stay events of their own.
    /// Models EventAggregate.
    fn aggregate(&mut self, draft: &mut EventDraft, now: Millis) {
        let known = self.similar.iter().position(|(reason, _)| *reason == draft.reason);
        let at = known.unwrap_or(self.similar.len());
        if known.is_none() {
            self.similar.push((draft.reason, Similar::default()));
        }
        let similar = &mut self.similar[at].1;
        if now - similar.last > SIMILAR_WITHIN {
            similar.messages.clear();
        }
        similar.last = now;
        if similar.messages.iter().any(|message| **message == *draft.message) {
            return;
        }
        if similar.messages.len() + 1 >= MOST_SIMILAR {
            draft.message = format!("{COMBINED}{}", draft.message);
        } else {
            similar.messages.push(draft.message.as_str().into());
        }
    }

    /// Whether a component has told too much about an object lately.
    /// Models EventSourceObjectSpamFilter Filter, a bucket of tokens.
    fn is_spam(&mut self, now: Millis) -> bool {
        let spent = self.spent.max(now) + REFILL;
        let is_spam = spent - now > BURST * REFILL;
        if !is_spam {
            self.spent = spent;
        }
        is_spam
    }

    /// The name of the event that says the same, to set it if there is none yet.
    fn name(&mut self, reason: &'static str, said: &str) -> &mut String {
        let known = self.known.iter().position(|known| known.0 == reason && *known.1 == *said);
        let at = known.unwrap_or(self.known.len());
        if known.is_none() {
            // As a rule it is the message that has just been kept to be compared with others.
            let mut kept = self.similar.iter().filter_map(|(_, similar)| similar.messages.last());
            let said = kept.find(|message| ***message == *said).map_or(said.into(), Rc::clone);
            self.known.push((reason, said, String::new()));
        }
        &mut self.known[at].2
    }
}

/// Who speaks about which object; not every component says its uid.
fn topic(component: &str, host: &str, regarding: &ObjectReference) -> String {
    let ObjectReference { kind, namespace, name, uid, .. } = regarding;
    [component, " ", host, " ", kind, " ", namespace, "/", name, " ", uid].concat()
}

/// Notes that an event is written now.
pub(super) fn note(server: &mut ApiServer, key: &Key) {
    let written = (server.now, key.clone(), server.resource_version);
    Rc::make_mut(&mut server.recorder).written.push_back(written);
}

/// Removes the events that nobody has written any more for long, each when its time is over.
pub(super) fn expire(server: &mut ApiServer, now: Millis) {
    while server.recorder.written.front().is_some_and(|written| written.0 + KEPT <= now) {
        let next = Rc::make_mut(&mut server.recorder).written.pop_front();
        let Some((written, key, version)) = next else { return };
        let event = server.store.at::<Event>(&key);
        if event.is_some_and(|event| event.metadata.resource_version == version.to_string()) {
            server.now = written + KEPT;
            server.remove(&key);
        }
    }
}

/// Forgets that an event was told which is no more, so that the same again is a new one.
pub(super) fn forget(server: &mut ApiServer, event: &Event) {
    let topic = topic(&event.reporting_component, &event.source.host, &event.involved_object);
    let known = &mut Rc::make_mut(&mut server.recorder).told;
    if let Some(told) = known.get_mut(&topic) {
        told.known.retain(|known| known.2 != event.metadata.name);
        if told.known.is_empty() {
            known.remove(&topic);
        }
    }
}

const COMBINED: &str = "(combined from similar events): ";

/// Models k8s.io/client-go/tools/record events_cache.go EventCorrelate: events with the same
/// object, reason and message are one event whose count grows.
pub(super) fn record(server: &mut ApiServer, mut draft: EventDraft) {
    let namespace = match draft.regarding.namespace.as_str() {
        "" => "default".to_owned(),
        namespace => namespace.to_owned(),
    };
    let now = server.now;
    let topic = topic(&draft.component, &draft.host, &draft.regarding);
    let recorder = Rc::make_mut(&mut server.recorder);
    let told = recorder.told.get_or_insert_with(topic, Told::default);
    if !draft.series {
        told.aggregate(&mut draft, now);
        if told.is_spam(now) {
            return;
        }
    }
    let said = match draft.message.as_str() {
        // The newer API counts what is told of the same version of an object, whatever it says.
        _ if draft.series => &draft.regarding.resource_version,
        // What is combined is one event, whatever it said last.
        message if message.starts_with(COMBINED) => COMBINED,
        message => message,
    };
    let name = told.name(draft.reason, said);
    let known = Some(&*name).filter(|name| !name.is_empty());
    let known = known.and_then(|name| server.store.get::<Event>(&namespace, name));
    match known.filter(|event| !draft.series || !is_over(event, now)) {
        // Of a series the first repetition is written; the others are only counted.
        Some(event) if event.series.is_some() => {}
        Some(event) => {
            let mut event = Event::clone(event);
            repeat(&mut event, draft, now);
            server.write(event.into());
        }
        None => {
            let event =
                new_event(&mut server.random, server.resource_version, draft, namespace, now);
            name.clone_from(&event.metadata.name);
            server.write(event.into());
        }
    }
}

fn repeat(event: &mut Event, draft: EventDraft, now: Millis) {
    if draft.series {
        event.series = Some(EventSeries { count: 2, last_observed_time: Some(now.micro_time()) });
        return;
    }
    event.count += 1;
    event.message = draft.message;
    event.last_timestamp = Some(now.time());
}

/// Whether a series of the newer API is over, so that the same again begins another.
/// Models client-go/tools/events/event_broadcaster.go recordToSink.
fn is_over(event: &Event, now: Millis) -> bool {
    let last = event.series.as_ref().and_then(|series| series.last_observed_time);
    let last = last.or(event.event_time).map(Time::from).unwrap_or_default();
    now.seconds_since(last) >= SERIES_ENDS_AFTER
}

/// The machine on which the control plane runs.
const CONTROL_PLANE: &str = "cp01";

fn new_event(
    random: &mut Random,
    version: u64,
    draft: EventDraft,
    namespace: String,
    moment: Millis,
) -> Event {
    // Upstream names an event by the nanosecond; here the version tells events of a moment apart.
    let stamp = moment.0 as u64 * 1_000_000 + version % 1_000_000;
    let now = moment.time();
    let metadata = ObjectMeta {
        name: format!("{}.{stamp:x}", draft.regarding.name),
        namespace,
        uid: random.uid(),
        creation_timestamp: Some(now),
        ..ObjectMeta::default()
    };
    let common = Event {
        metadata,
        involved_object: draft.regarding,
        reason: draft.reason.into(),
        message: draft.message,
        type_: if draft.warning { "Warning" } else { "Normal" }.into(),
        reporting_component: draft.component.clone(),
        ..Event::default()
    };
    if draft.series {
        let instance = format!("{}-{CONTROL_PLANE}", draft.component);
        return Event {
            action: if draft.reason == "Scheduled" { "Binding" } else { "Scheduling" }.into(),
            event_time: Some(moment.micro_time()),
            reporting_instance: instance,
            ..common
        };
    }
    Event {
        count: 1,
        first_timestamp: Some(now),
        last_timestamp: Some(now),
        reporting_instance: draft.host.clone(),
        source: EventSource { component: draft.component, host: draft.host },
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
            api_version: info.api_version().into(),
            kind: info.kind.into(),
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

    const HOUR: i64 = 3_600_000;

    fn at(server: &mut ApiServer, milliseconds: i64) {
        server.set_now(Millis(1_700_000_000_000 + milliseconds));
    }

    #[test]
    fn an_event_is_forgotten_an_hour_after_it_was_told_last() {
        let mut server = world();
        tell(&mut server, "once");
        tell(&mut server, "again");
        at(&mut server, HOUR / 2);
        tell(&mut server, "again");
        at(&mut server, HOUR - 1);
        assert_eq!(told(&server).len(), 2);
        at(&mut server, HOUR);
        assert_eq!(told(&server), [("again".to_owned(), 2)]);
        at(&mut server, 2 * HOUR);
        assert_eq!(told(&server), []);
        let recorder = &server.recorder;
        assert!(recorder.told.is_empty() && recorder.written.is_empty(), "nothing is kept of it");
        tell(&mut server, "again");
        assert_eq!(told(&server), [("again".to_owned(), 1)], "the same is news then");
    }

    #[test]
    fn a_scheduler_s_event_is_forgotten_as_well() {
        let mut server = world();
        let about = server.get::<Namespace>("", "default").unwrap().clone();
        let draft = EventDraft::warning("default-scheduler", &*about, "FailedScheduling", "no");
        record(&mut server, EventDraft { series: true, ..draft });
        at(&mut server, HOUR);
        assert!(told(&server).is_empty() && server.recorder.told.is_empty());
    }

    #[test]
    fn events_go_when_their_time_is_over_however_far_time_jumps() {
        let outcome = |steps: &[i64]| {
            let mut server = world();
            let end = server.log_end();
            tell(&mut server, "first");
            at(&mut server, 1_234);
            tell(&mut server, "second");
            for step in steps {
                at(&mut server, *step);
            }
            let changes = server.changes_since(end);
            let changes: Vec<_> = changes.map(|change| (change.key.clone(), change.at)).collect();
            (changes, server.resource_version)
        };
        let all_at_once = outcome(&[3 * HOUR]);
        assert_eq!(all_at_once.0.len(), 4);
        assert_eq!(all_at_once, outcome(&[HOUR - 1, HOUR, HOUR + 1_234, 3 * HOUR]));
    }
}
