//! `kubectl drain`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, Flag, SELECTOR};
use super::super::output::Style;
use super::objects;
use crate::api::pod::Pod;
use crate::api::{Key, Kind, Object, Resource};
use crate::apiserver::DeleteOptions;
use std::collections::VecDeque;
use std::rc::Rc;

/// `drain`
pub const COMMAND: Command = Command {
    name: "drain",
    aliases: &[],
    group: Group::Cluster,
    short: "Drain node in preparation for maintenance",
    usage: "drain NODE",
    examples: &["kubectl drain node01", "kubectl drain node01 --force --delete-emptydir-data"],
    flags: &[
        Flag::switch("delete-emptydir-data", "Continue even if there are pods using emptyDir."),
        Flag::switch("force", "Continue even if there are pods that do not declare a controller."),
        Flag::switch("ignore-daemonsets", "Ignore DaemonSet-managed pods."),
        SELECTOR,
    ],
    subcommands: &[],
    words: Words::Names(Kind::Node),
    run,
};

// Models kubectl/pkg/cmd/drain/drain.go RunDrain
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if arguments.words.is_empty() && !arguments.given("selector") {
        return Err(Failure::usage("kubectl drain", "USAGE: drain NODE [flags]"));
    }
    let mut words = vec!["nodes".to_owned()];
    words.extend_from_slice(&arguments.words);
    let found = objects::find(arguments, &words, context)?;
    Failure::all(found.failures)?;
    for object in &found.objects {
        let mut changed = object.clone();
        if let Object::Node(node) = &mut changed {
            Rc::make_mut(node).spec.unschedulable = true;
        }
        let verb = if changed == *object { "already cordoned" } else { "cordoned" };
        context.client.api.update(changed).map_err(|status| Failure::server(&status))?;
        objects::say(object, verb, context);
    }
    let mut drain = Drain {
        rest: found.objects.into(),
        evicted: Vec::new(),
        force: arguments.on("force"),
        delete_data: arguments.on("delete-emptydir-data"),
        current: None,
    };
    match drain.poll(context)? {
        Progress::Done(_) => Ok(Outcome::Done),
        Progress::Waiting { .. } => Ok(Outcome::Wait(Box::new(drain))),
    }
}

/// Empties nodes, one after the other.
struct Drain {
    rest: VecDeque<Object>,
    current: Option<Object>,
    /// Pods that have been asked to go and are still there.
    evicted: Vec<(Key, String)>,
    force: bool,
    delete_data: bool,
}

impl Waiting for Drain {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        loop {
            let mut still = Vec::new();
            for (key, uid) in std::mem::take(&mut self.evicted) {
                let there = context.client.object(&key);
                if there.is_some_and(|object| object.metadata().uid == uid) {
                    still.push((key, uid));
                } else {
                    context.out.line(Style::Plain, &format!("pod/{} evicted", key.name()));
                }
            }
            self.evicted = still;
            if !self.evicted.is_empty() {
                return Ok(Progress::CHANGE);
            }
            if let Some(node) = self.current.take() {
                objects::say(&node, "drained", context);
            }
            let Some(node) = self.rest.pop_front() else { return Ok(Progress::Done(0)) };
            self.evict(&node, context)?;
            self.current = Some(node);
        }
    }
}

impl Drain {
    fn evict(&mut self, node: &Object, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        let name = &node.metadata().name;
        let pods: Vec<Rc<Pod>> = context.client.api.store().pods_on_node(name).cloned().collect();
        let warnings = self.check(name, &pods)?;
        if !warnings.is_empty() {
            let warning = format!("Warning: {}", warnings.join("; "));
            context.out.complain(Style::Warning, &warning);
        }
        for pod in pods {
            let meta = &pod.metadata;
            let note = format!("evicting pod {}/{}", meta.namespace, meta.name);
            context.out.complain(Style::Plain, &note);
            let key = Key::of(&*pod);
            let uid = meta.uid.clone();
            let options = DeleteOptions { uid: Some(uid.clone()), ..DeleteOptions::default() };
            let deleted = context.client.api.delete(&key, &options);
            deleted.map_err(|status| Failure::server(&status))?;
            self.evicted.push((key, uid));
        }
        Ok(())
    }

    // Models kubectl/pkg/drain/filters.go
    fn check(&self, node: &str, pods: &[Rc<Pod>]) -> Result<Vec<String>, Failure> {
        let names = |wrong: &dyn Fn(&Pod) -> bool| {
            let wrong = pods.iter().filter(|pod| wrong(pod));
            let names =
                wrong.map(|pod| format!("{}/{}", pod.metadata.namespace, pod.metadata.name));
            names.collect::<Vec<String>>().join(", ")
        };
        let (mut problems, mut warnings) = (Vec::new(), Vec::new());
        let alone = names(&|pod| pod.metadata().controller().is_none() && !pod.is_finished());
        if self.force && !alone.is_empty() {
            warnings.push(format!("deleting Pods that declare no controller: {alone}"));
        } else if !alone.is_empty() {
            problems.push(format!(
                "cannot delete Pods that declare no controller (use --force to \
                 override): {alone}"
            ));
        }
        let with_data = names(&|pod| pod.spec.volumes.iter().any(|it| it.empty_dir.is_some()));
        if self.delete_data && !with_data.is_empty() {
            warnings.push(format!("deleting Pods with local storage: {with_data}"));
        } else if !with_data.is_empty() {
            problems.push(format!(
                "cannot delete Pods with local storage (use --delete-emptydir-data to override): \
                 {with_data}"
            ));
        }
        // Models k8s.io/apimachinery/pkg/util/errors Aggregate: several stand in brackets.
        let problems = match problems.as_slice() {
            [] => return Ok(warnings),
            [only] => only.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        Err(Failure::error(format!(
            "unable to drain node \"{node}\" due to error: {problems}, continuing command...\n\
             There are pending nodes to be drained:\n {node}\n{problems}"
        )))
    }
}
