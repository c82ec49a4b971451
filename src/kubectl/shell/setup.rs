//! The few commands that the page begins with: the one that sets chapters up, `kubectl apply -f
//! FILE` of objects that are not there yet, which says nothing here; and those that the buttons on
//! the stage stand for, `curl URL` and `kubectl delete pod NAME…`, which print and do what they
//! always do.

use super::pipe::World;
use super::programs::Line;
use super::syntax::Wrong;
use crate::api::apps::{Deployment, StatefulSet};
use crate::api::core::Service;
use crate::api::decode::from_value;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::api::{Key, Kind, Object, Resource};
use crate::apiserver::{ApiServer, DeleteOptions};
use crate::kubectl::command::{DEFAULT_NAMESPACE, Progress};
use crate::kubectl::commands::apply::annotated;
use crate::kubectl::commands::delete::{self, Gone};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::{Output, Style};
use crate::manifest::plain;
use crate::node::network::{self, From};
use serde_json::Value;
use std::rc::Rc;

/// Reads a line; any other command is not found.
pub fn read(line: &str) -> Result<Box<dyn Line>, Wrong> {
    if let Some(file) = line.strip_prefix("kubectl apply -f ") {
        return Ok(Box::new(Apply(file.to_owned())));
    }
    if let Some(url) = line.strip_prefix("curl ").filter(|url| is_plain(url)) {
        return Ok(Box::new(Visit(url.to_owned())));
    }
    match line.strip_prefix("kubectl delete pod ").filter(|names| names.split(' ').all(is_plain)) {
        Some(names) => Ok(Box::new(Delete { names: names.to_owned(), gone: None })),
        None => Err(Wrong::Syntax(format!("{line}: command not found"))),
    }
}

/// Whether a word is one that no shell and no command takes for anything but itself.
fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ":/.-".contains(c);
    !word.is_empty() && word.chars().all(plain) && !word.starts_with('-')
}

/// The address to visit.
struct Visit(String);

impl Line for Visit {
    fn poll(&mut self, world: World<'_, '_>, out: &mut Output) -> Progress {
        let client = world.client;
        match network::get(client.api, client.runtime, &self.0, From::Outside, client.now) {
            Ok(response) => {
                out.print(Style::Plain, &response.served.body);
                Progress::Done(0)
            }
            Err(refused) => {
                out.complain(Style::Error, &refused.to_string());
                Progress::Done(refused.code())
            }
        }
    }
}

/// The pods to delete, and those that are going.
struct Delete {
    names: String,
    gone: Option<Gone>,
}

impl Line for Delete {
    fn poll(&mut self, world: World<'_, '_>, out: &mut Output) -> Progress {
        let gone = match &mut self.gone {
            Some(gone) => gone,
            None => match delete(&self.names, &mut *world.client.api, out) {
                Ok(gone) => self.gone.insert(gone),
                Err(failure) => {
                    out.complain(Style::Error, &failure.text);
                    return Progress::Done(1);
                }
            },
        };
        if gone.is_complete(world.client) { Progress::Done(0) } else { Progress::CHANGE }
    }
}

fn delete(names: &str, api: &mut ApiServer, out: &mut Output) -> Result<Gone, Failure> {
    let mut gone = Gone::default();
    let mut failures = Vec::new();
    for name in names.split(' ') {
        let key = Key::new(Kind::Pod, DEFAULT_NAMESPACE, name);
        let found = api.store().object(&key).map(|pod| pod.metadata().uid.clone());
        match api.delete(&key, &DeleteOptions::default()) {
            Ok(_) => {
                delete::say("pod", name, "deleted", out);
                gone.await_end(key, found.unwrap_or_default());
            }
            Err(status) => failures.push(Failure::server(&status)),
        }
    }
    Failure::all(failures)?;
    Ok(gone)
}

/// The file to apply.
struct Apply(String);

impl Line for Apply {
    fn poll(&mut self, world: World<'_, '_>, out: &mut Output) -> Progress {
        match create(&self.0, world) {
            Ok(()) => Progress::Done(0),
            Err(message) => {
                out.complain(Style::Error, &message);
                Progress::Done(1)
            }
        }
    }
}

fn create(file: &str, world: World<'_, '_>) -> Result<(), String> {
    let text = world.files.read(file);
    let text = text.ok_or_else(|| format!("the path \"{file}\" does not exist"))?;
    for mut value in plain::read(&text)? {
        let namespaced = object(&value)?.kind().info().namespaced;
        if let Some(Value::Object(meta)) = value.get_mut("metadata").filter(|_| namespaced) {
            meta.entry("namespace").or_insert_with(|| DEFAULT_NAMESPACE.into());
        }
        let object = object(&annotated(&value))?;
        world.client.api.create(object).map_err(|status| status.message)?;
    }
    Ok(())
}

/// An object of one of the kinds that chapters are set up with.
fn object(value: &Value) -> Result<Object, String> {
    fn read<T: Resource>(value: &Value) -> Result<Object, String> {
        let read = from_value::<T>(value).map(|object| T::wrap(Rc::new(object)));
        read.map_err(|error| error.to_string())
    }
    match value.get("kind").and_then(Value::as_str).unwrap_or_default() {
        "Deployment" => read::<Deployment>(value),
        "PersistentVolume" => read::<PersistentVolume>(value),
        "PersistentVolumeClaim" => read::<PersistentVolumeClaim>(value),
        "Service" => read::<Service>(value),
        "StatefulSet" => read::<StatefulSet>(value),
        kind => Err(format!("a chapter begins without objects of kind {kind}")),
    }
}
