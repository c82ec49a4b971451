//! The one command that sets chapters up: `kubectl apply -f FILE`, of objects that are not there
//! yet. It does what [`apply`](crate::kubectl::commands::apply) does, and says nothing.

use super::pipe::World;
use super::programs::Line;
use super::syntax::Wrong;
use crate::api::apps::{Deployment, StatefulSet};
use crate::api::core::Service;
use crate::api::decode::from_value;
use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::api::{Object, Resource};
use crate::kubectl::command::{DEFAULT_NAMESPACE, Progress};
use crate::kubectl::commands::apply::annotated;
use crate::kubectl::output::{Output, Style};
use crate::manifest::plain;
use serde_json::Value;
use std::rc::Rc;

/// Reads a line; any other command is not found.
pub fn read(line: &str) -> Result<Box<dyn Line>, Wrong> {
    match line.strip_prefix("kubectl apply -f ") {
        Some(file) => Ok(Box::new(Apply(file.to_owned()))),
        None => Err(Wrong::Syntax(format!("{line}: command not found"))),
    }
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
