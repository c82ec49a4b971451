//! The one command that sets chapters up: `kubectl apply -f FILE`, of objects that are not there
//! yet. It does what [`apply`](crate::kubectl::commands::apply) does, and says nothing.

use super::pipe::World;
use super::programs::Line;
use super::syntax::Wrong;
use crate::api::Object;
use crate::kubectl::command::{DEFAULT_NAMESPACE, Progress};
use crate::kubectl::commands::apply::annotated;
use crate::kubectl::output::{Output, Style};
use crate::manifest::plain;
use serde_json::Value;

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
        let decode = |value| Object::from_json(value).map_err(|error| error.to_string());
        let namespaced = decode(value.clone())?.0.kind().info().namespaced;
        if let Some(Value::Object(meta)) = value.get_mut("metadata").filter(|_| namespaced) {
            meta.entry("namespace").or_insert_with(|| DEFAULT_NAMESPACE.into());
        }
        let (object, _) = decode(annotated(&value))?;
        world.client.api.create(object).map_err(|status| status.message)?;
    }
    Ok(())
}
