//! The events at the end of a description.

use super::super::printers::event_age;
use super::super::table::Described;
use super::field;
use crate::api::Object;
use crate::api::clock::Millis;
use crate::api::core::Event;
use crate::api::order;
use crate::apiserver::store::Store;
use std::rc::Rc;

/// Adds an object's events to its description and lays both out.
// Models DescribeEvents
pub fn finish(mut w: Described, object: &Object, store: &Store, now: Millis) -> String {
    if matches!(object, Object::Namespace(_) | Object::Secret(_)) {
        return w.finish();
    }
    let mut events: Vec<&Rc<Event>> =
        store.list::<Event>().filter(|event| regards(event, object)).collect();
    if events.is_empty() {
        field(&mut w, 0, "Events", "<none>");
        return w.finish();
    }
    // Events of the newer API have no such time and come first.
    order::by_key(&mut events, |event| event.last_timestamp);
    // kubectl lays out what it has before the events begin, so their columns stand for themselves.
    let mut table = Described::new();
    table.line(0, "Events:");
    table.line(1, "Type\tReason\tAge\tFrom\tMessage");
    table.line(1, "----\t------\t----\t----\t-------");
    for event in events {
        let component = match &*event.source.component {
            "" => &event.reporting_component,
            component => component,
        };
        let age = event_age(event, now);
        let (type_, reason, message) = (&event.type_, &event.reason, event.message.trim());
        table.line(1, &format!("{type_}\t{reason}\t{age}\t{component}\t{message}"));
    }
    w.finish() + &table.finish()
}

fn regards(event: &Event, object: &Object) -> bool {
    let (meta, regarding) = (object.metadata(), &event.involved_object);
    regarding.kind == object.kind().info().kind
        && regarding.name == meta.name
        && regarding.namespace == meta.namespace
        // The kubelet gives its node's name where others give the uid.
        && (regarding.uid == meta.uid || regarding.uid == meta.name)
}
