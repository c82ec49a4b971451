//! The table of events, and how old an event is.

use super::super::table::Column;
use super::{Printer, age};
use crate::api::clock::Millis;
use crate::api::core::Event;
use crate::api::time::Time;
use crate::api::{Object, Resource};

/// Events. The name comes last here, and only with `-o wide`.
pub const EVENT: Printer = Printer { columns: COLUMNS, row };

const COLUMNS: &[Column] = &[
    Column::new("LAST SEEN"),
    Column::new("TYPE"),
    Column::new("REASON"),
    Column::new("OBJECT"),
    Column::wide("SUBOBJECT"),
    Column::wide("SOURCE"),
    Column::new("MESSAGE"),
    Column::wide("FIRST SEEN"),
    Column::wide("COUNT"),
    Column::wide("NAME"),
];

// Models pkg/printers/internalversion/printers.go printEvent
fn row(object: &Object, now: Millis) -> Vec<String> {
    let Some(it) = Event::unwrap(object) else { return Vec::new() };
    vec![
        age(last_seen(it), now),
        it.type_.to_string(),
        it.reason.to_string(),
        event_target(it, &it.involved_object.kind.to_ascii_lowercase()),
        it.involved_object.field_path.clone(),
        source(it),
        it.message.trim().to_owned(),
        age(first_seen(it), now),
        count(it).to_string(),
        it.metadata.name.clone(),
    ]
}

/// `pod/web-0`: what an event is about, with the kind as it is to be written.
pub fn event_target(event: &Event, kind: &str) -> String {
    match event.involved_object.name.as_str() {
        "" => kind.to_owned(),
        name => format!("{kind}/{name}"),
    }
}

/// `3s`, or `5m (x7 over 20m)` if it has happened more than once.
// Models kubectl/pkg/describe/describe.go DescribeEvents and kubectl/pkg/cmd/events
pub fn event_age(event: &Event, now: Millis) -> String {
    let last = age(last_seen(event), now);
    let count = count(event);
    if count > 1 {
        format!("{last} (x{count} over {})", age(first_seen(event), now))
    } else {
        age(first_seen(event), now)
    }
}

/// How often it has happened.
fn count(event: &Event) -> i32 {
    event.series.as_ref().map_or(event.count, |series| series.count).max(1)
}

/// When it first happened; events of the newer API know it as `eventTime`.
fn first_seen(event: &Event) -> Option<Time> {
    event.first_timestamp.or_else(|| event.event_time.map(Time::from))
}

fn last_seen(event: &Event) -> Option<Time> {
    let series = event.series.as_ref().and_then(|series| series.last_observed_time);
    series.map(Time::from).or(event.last_timestamp).or_else(|| first_seen(event))
}

fn source(event: &Event) -> String {
    let either = |one: &str, other: &str| if one.is_empty() { other } else { one }.to_owned();
    let component = either(&event.source.component, &event.reporting_component);
    let host = either(&event.source.host, &event.reporting_instance);
    if host.is_empty() { component } else { format!("{component}, {host}") }
}
