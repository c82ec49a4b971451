//! `kubectl drain`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, Flag, SELECTOR};
use super::super::output::Style;
use super::super::selector::parse_labels;
use super::apply::DryRun;
use super::objects;
use super::wait::timeout;
use crate::api::clock::Millis;
use crate::api::meta::LabelSelector;
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
        Flag::switch(
            "disable-eviction",
            "Force drain to use delete, even if eviction is supported.",
        ),
        DRY_RUN,
        Flag::switch("force", "Continue even if there are pods that do not declare a controller."),
        Flag::number("grace-period", "Seconds given to each pod to terminate gracefully."),
        Flag::switch("ignore-daemonsets", "Ignore DaemonSet-managed pods."),
        Flag::text("pod-selector", "Label selector to filter pods on the node."),
        SELECTOR,
        Flag::text("timeout", "The length of time to wait before giving up, zero means infinite."),
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
    if !arguments.words.is_empty() && arguments.given("selector") {
        let message = "error: cannot specify both a node name and a --selector option";
        return Err(Failure::plain(message));
    }
    let dry_run = DryRun::new(arguments)?;
    let timeout = timeout(arguments, "kubectl drain")?.filter(|timeout| *timeout > 0);
    let pods = match arguments.text("pod-selector") {
        None => LabelSelector::default(),
        Some(text) => parse_labels(text).map_err(|_| {
            Failure::error("--pod-selector=<pod_selector> must be a valid label selector")
        })?,
    };
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
        if dry_run == DryRun::None {
            context.client.api.update(changed).map_err(|status| Failure::server(&status))?;
        }
        objects::say(object, &format!("{verb}{}", dry_run.suffix()), context);
    }
    let mut drain = Drain {
        rest: found.objects.into(),
        evicted: Vec::new(),
        force: arguments.on("force"),
        delete_data: arguments.on("delete-emptydir-data"),
        current: None,
        pods,
        dry_run,
        evicts: !arguments.on("disable-eviction"),
        grace: arguments.number("grace-period").filter(|seconds| *seconds >= 0),
        timeout,
        until: None,
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
    /// The pods that are to go.
    pods: LabelSelector,
    dry_run: DryRun,
    /// Evicts pods, which asks their budgets, instead of deleting them.
    evicts: bool,
    grace: Option<i64>,
    timeout: Option<i64>,
    until: Option<Millis>,
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
                    let verb = if self.evicts { "evicted" } else { "deleted" };
                    context.out.line(Style::Plain, &format!("pod/{} {verb}", key.name()));
                }
            }
            self.evicted = still;
            if !self.evicted.is_empty() {
                if self.until.is_some_and(|until| context.client.now >= until) {
                    return Err(self.late(context));
                }
                return Ok(Progress::Waiting { until: self.until, ends_when_quiet: false });
            }
            if let Some(node) = self.current.take() {
                let verb = format!("drained{}", self.dry_run.suffix());
                objects::say(&node, &verb, context);
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
        let on_node = context.client.api.store().pods_on_node(name);
        let pods: Vec<Rc<Pod>> =
            on_node.filter(|pod| self.pods.matches(&pod.metadata.labels)).cloned().collect();
        let warnings = self.check(name, &pods)?;
        if !warnings.is_empty() {
            let warning = format!("Warning: {}", warnings.join("; "));
            context.out.complain(Style::Warning, &warning);
        }
        self.until = self.timeout.map(|timeout| context.client.now + timeout);
        for pod in pods {
            let meta = &pod.metadata;
            let suffix = self.dry_run.suffix();
            if self.evicts || self.dry_run != DryRun::None {
                let note = format!("evicting pod {}/{}{suffix}", meta.namespace, meta.name);
                context.out.complain(Style::Plain, &note);
            }
            if self.dry_run != DryRun::None {
                continue;
            }
            let key = Key::of(&*pod);
            let uid = meta.uid.clone();
            let options = DeleteOptions {
                uid: Some(uid.clone()),
                grace_period_seconds: self.grace,
                ..DeleteOptions::default()
            };
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
        if problems.is_empty() { Ok(warnings) } else { Err(pending(node, &problems)) }
    }

    // Models kubectl/pkg/drain/drain.go evictPods and kubectl/pkg/cmd/drain deleteOrEvictPodsSimple
    fn late(&self, context: &mut Context<'_, '_>) -> Failure {
        let seconds = self.timeout.unwrap_or(0) as f64 / 1000.0;
        let (minutes, seconds) = ((seconds / 60.0) as i64, seconds % 60.0);
        let limit =
            if minutes > 0 { format!("{minutes}m{seconds}s") } else { format!("{seconds}s") };
        let problem = |(key, _): &(Key, String)| {
            let (name, namespace) = (key.name(), key.namespace());
            format!(
                "error when waiting for pod \"{name}\" in namespace \"{namespace}\" to terminate: \
                 global timeout reached: {limit}"
            )
        };
        let problems: Vec<String> = self.evicted.iter().map(problem).collect();
        let node = self.current.as_ref().map_or("", |node| &*node.metadata().name);
        let mut note = format!(
            "There are pending pods in node \"{node}\" when an error occurred: {}",
            aggregate(&problems)
        );
        for (key, _) in &self.evicted {
            note.push_str(&format!("\npod/{}", key.name()));
        }
        context.out.complain(Style::Plain, &note);
        pending(node, &problems)
    }
}

/// Models k8s.io/apimachinery/pkg/util/errors Aggregate: several stand in brackets.
fn aggregate(problems: &[String]) -> String {
    match problems {
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

fn pending(node: &str, problems: &[String]) -> Failure {
    let list = aggregate(problems);
    Failure::error(format!(
        "unable to drain node \"{node}\" due to error: {list}, continuing command...\n\
         There are pending nodes to be drained:\n {node}\n{list}"
    ))
}
