//! `kubectl get -w`

use super::super::super::command::{Context, Outcome, Progress, Waiting};
use super::super::super::failure::Failure;
use super::super::super::flags::Arguments;
use super::super::super::format::Format;
use super::super::super::target::{Filter, Target};
use super::table::{Table, TableOptions};
use crate::api::clock::Millis;
use crate::api::{Kind, Object};
use crate::apiserver::log::Follower;
use crate::apiserver::request::Change;

/// A row for every change, in the order of the changes.
struct Watch {
    kind: Kind,
    name: Option<String>,
    filter: Filter,
    format: Format,
    table: Table,
    follower: Follower,
}

/// Lists the objects, then watches.
///
/// # Errors
/// More than one kind is asked for, or the object does not exist.
// Models kubectl/pkg/cmd/get/get.go watch
pub fn run(
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
    targets: &[Target],
    mut filter: Filter,
    format: Format,
) -> Result<Outcome, Failure> {
    let [target] = targets else {
        return Err(Failure::error("you may only specify a single resource type"));
    };
    let resource = target.resource();
    let Some(kind) = resource.model() else { return Ok(Outcome::Done) };
    let name = match target {
        Target::Every(_) => None,
        Target::One { name, namespace, .. } => {
            if resource.namespaced {
                filter.namespace = Some(namespace.clone());
            }
            Some(name.clone())
        }
    };
    let objects =
        super::fetch(target, &filter, context).map_err(|status| Failure::server(&status))?;
    let wide = matches!(format, Format::Table { wide: true });
    let mut watch = Watch {
        kind,
        name,
        filter,
        format,
        table: TableOptions::new(arguments, wide).table(resource, false),
        follower: context.client.api.follow(),
    };
    if !arguments.on("watch-only") && !objects.is_empty() {
        watch.print(&objects, context.client.now, context)?;
    }
    Ok(Outcome::Wait(Box::new(watch)))
}

impl Waiting for Watch {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let changes = context.client.api.unread(&self.follower);
        let rows: Vec<(Object, Millis)> = changes.filter_map(|change| self.event(change)).collect();
        for (object, at) in rows {
            self.print(&[object], at, context)?;
        }
        Ok(Progress::WATCH)
    }
}

impl Watch {
    /// The object that a change shows. An object that is gone is shown once more, as it was.
    fn event(&self, change: &Change) -> Option<(Object, Millis)> {
        if change.object().kind() != self.kind {
            return None;
        }
        let passes = |object: &&Object| {
            let name = &object.metadata().name;
            self.name.as_ref().is_none_or(|wanted| wanted == name) && self.filter.passes(object)
        };
        let after = change.after.as_ref().filter(passes);
        let shown = after.or_else(|| change.before.as_ref().filter(passes))?;
        Some((shown.clone(), change.at))
    }

    fn print(
        &mut self,
        objects: &[Object],
        now: Millis,
        context: &mut Context<'_, '_>,
    ) -> Result<(), Failure> {
        if !matches!(self.format, Format::Table { .. }) {
            return objects
                .iter()
                .try_for_each(|object| self.format.print_one(object, context.out));
        }
        self.table.print(objects, now, context.out);
        Ok(())
    }
}
