//! `kubectl events`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{ALL_NAMESPACES, Arguments, Flag, NAMESPACE};
use super::super::output::Style;
use super::super::printers::{event_age, event_target};
use super::super::resource;
use super::super::table::TableWriter;
use super::super::target::{self, Target};
use crate::api::Resource;
use crate::api::clock::Millis;
use crate::api::core::Event;
use crate::api::order;
use crate::api::time::Time;
use crate::apiserver::log::Follower;
use std::rc::Rc;

/// `events`
pub const COMMAND: Command = Command {
    name: "events",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "List events",
    usage: "events [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]",
    examples: &[
        "kubectl events",
        "kubectl events --for pod/web-0 --watch",
        "kubectl events --types=Warning",
    ],
    flags: &[
        ALL_NAMESPACES,
        Flag::text("for", "Filter events to only those pertaining to the specified resource."),
        NAMESPACE,
        Flag::switch("no-headers", "Don't print headers."),
        Flag::text("types", "Output only events of given types."),
        Flag::switch("watch", "After listing the requested events, watch for more.").letter('w'),
    ],
    subcommands: &[],
    words: Words::Free,
    run,
};

// Models kubectl/pkg/cmd/events/events.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let mut list = List::new(arguments, context)?;
    let mut events: Vec<Rc<Event>> =
        context.client.api.store().list::<Event>().filter(|it| list.wants(it)).cloned().collect();
    order::by_key(&mut events, |event| time(event));
    let watch = arguments.on("watch");
    if events.is_empty() && !watch {
        let message = match &list.namespace {
            Some(namespace) => format!("No events found in {namespace} namespace."),
            None => "No events found.".to_owned(),
        };
        context.out.complain(Style::Plain, &message);
    } else if !events.is_empty() {
        list.print(&events, context.client.now, context);
    }
    if watch {
        let follower = context.client.api.follow();
        return Ok(Outcome::Wait(Box::new(Watch { list, follower })));
    }
    Ok(Outcome::Done)
}

struct List {
    namespace: Option<String>,
    regarding: Option<(&'static str, String)>,
    types: Vec<String>,
    writer: TableWriter,
    headed: bool,
}

impl List {
    fn new(arguments: &Arguments, context: &Context<'_, '_>) -> Result<List, Failure> {
        let namespace = (!arguments.on("all-namespaces")).then(|| context.namespace(arguments));
        let regarding = match arguments.text("for") {
            None => None,
            Some(word) if !word.contains('/') => {
                return Err(Failure::error("--for must be in resource/name form"));
            }
            Some(word) => {
                // A kind that does not exist is told of without the word before it.
                let kind = word.split('/').next().unwrap_or_default();
                resource::find(kind).map_err(|failure| Failure::plain(failure.message()))?;
                let targets = target::from_words(&[word.to_owned()], "")?;
                match targets.as_slice() {
                    [Target::One { resource, name, .. }] => Some((resource.kind, name.clone())),
                    _ => {
                        return Err(Failure::error(format!(
                            "--for must be in resource/name form, got {word}"
                        )));
                    }
                }
            }
        };
        let types: Vec<String> =
            arguments.list("types").into_iter().map(str::to_lowercase).collect();
        if types.iter().any(|type_| type_ != "normal" && type_ != "warning") {
            return Err(Failure::error("valid --types are Normal or Warning"));
        }
        let headed = arguments.on("no-headers");
        Ok(List { namespace, regarding, types, writer: TableWriter::new(), headed })
    }

    fn wants(&self, event: &Event) -> bool {
        let about = &event.involved_object;
        self.namespace.as_ref().is_none_or(|namespace| *namespace == event.metadata.namespace)
            && self
                .regarding
                .as_ref()
                .is_none_or(|(kind, name)| about.kind == *kind && about.name == *name)
            && (self.types.is_empty() || self.types.contains(&event.type_.to_ascii_lowercase()))
    }

    fn print(&mut self, events: &[Rc<Event>], now: Millis, context: &mut Context<'_, '_>) {
        let mut rows = Vec::new();
        if !self.headed {
            let headings = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"];
            rows.push(headings.map(str::to_owned).to_vec());
        }
        for event in events {
            rows.push(vec![
                event_age(event, now),
                event.type_.to_string(),
                event.reason.to_string(),
                event_target(event, &event.involved_object.kind),
                event.message.trim().to_owned(),
            ]);
        }
        if self.namespace.is_none() {
            let namespaces = events.iter().map(|event| event.metadata.namespace.clone());
            let heading = (!self.headed).then(|| "NAMESPACE".to_owned());
            for (row, cell) in rows.iter_mut().zip(heading.into_iter().chain(namespaces)) {
                row.insert(0, cell);
            }
        }
        let text = self.writer.write(&rows);
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let heading = index == 0 && !self.headed;
            context.out.print(if heading { Style::Heading } else { Style::Plain }, line);
        }
        self.headed = true;
    }
}

/// Prints every event as it is written.
struct Watch {
    list: List,
    follower: Follower,
}

impl Waiting for Watch {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let changes = context.client.api.unread(&self.follower);
        let written = changes.filter_map(|change| {
            let event = Event::unwrap(change.after.as_ref()?)?;
            self.list.wants(event).then(|| (event.clone(), change.at))
        });
        let events: Vec<(Rc<Event>, Millis)> = written.collect();
        for (event, at) in events {
            self.list.print(&[event], at, context);
        }
        Ok(Progress::WATCH)
    }
}

/// When it happened last, whichever API wrote it.
fn time(event: &Event) -> Option<Time> {
    event.last_timestamp.or_else(|| event.event_time.map(Time::from))
}
