//! The event recorder: the same event again is counted, not written anew.

use super::ApiServer;
use super::request::EventDraft;
use crate::api::core::{Event, EventSource};
use crate::api::meta::ObjectMeta;
use crate::api::{Kind, Object, Resource};
use std::collections::BTreeMap;

/// Which event a repetition belongs to. The newer events API does not count within a short time:
/// it writes each one.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorder {
    /// From what makes events the same to the name of the event.
    known: BTreeMap<(String, String, String, String), String>,
}

/// Models k8s.io/client-go/tools/record events_cache.go eventObserve: events with the same object,
/// reason and message are one event whose count grows.
pub(super) fn record(server: &mut ApiServer, draft: EventDraft) {
    let same = (
        draft.component.to_owned(),
        draft.regarding.uid.clone(),
        draft.reason.to_owned(),
        draft.message.clone(),
    );
    let namespace = match draft.regarding.namespace.as_str() {
        "" => "default".to_owned(),
        namespace => namespace.to_owned(),
    };
    let known = server.recorder.known.get(&same).filter(|_| !draft.series);
    let known = known.and_then(|name| server.get::<Event>(&namespace, name));
    if let Some(event) = known {
        let mut event = Event::clone(event);
        event.count += 1;
        event.last_timestamp = Some(server.now.time());
        server.write(event.into());
        return;
    }
    let event = new_event(server, draft, namespace);
    server.recorder.known.insert(same, event.metadata.name.clone());
    server.write(event.into());
}

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
        reporting_component: draft.component.to_owned(),
        ..Event::default()
    };
    if draft.series {
        let instance = format!("{}-control-plane", draft.component);
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
        source: EventSource { component: draft.component.to_owned(), host: draft.host },
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
