//! `kubectl drain`

use super::super::command::{Command, Context, Group, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, Flag, SELECTOR};
use super::super::output::Style;
use super::super::selector::parse_labels;
use super::apply::DryRun;
use super::node;
use super::objects;
use super::wait::timeout;
use crate::api::clock::Millis;
use crate::api::meta::{LabelSelector, ObjectMeta};
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
        Flag::number(
            "skip-wait-for-delete-timeout",
            "If pod DeletionTimestamp older than N seconds, skip waiting for the pod.",
        ),
        Flag::text("timeout", "The length of time to wait before giving up, zero means infinite."),
    ],
    subcommands: &[],
    words: Words::Names(Kind::Node),
    run,
};

// Models kubectl/pkg/cmd/drain/drain.go RunDrain
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let dry_run = DryRun::new(arguments)?;
    let timeout = timeout(arguments, "kubectl drain")?.filter(|timeout| *timeout > 0);
    let pods = match arguments.text("pod-selector") {
        None => LabelSelector::default(),
        Some(text) => parse_labels(text).map_err(|_| {
            Failure::error("--pod-selector=<pod_selector> must be a valid label selector")
        })?,
    };
    let nodes = node::find("drain", arguments, context)?;
    for object in &nodes {
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
        rest: nodes.into(),
        evicted: Vec::new(),
        force: arguments.on("force"),
        delete_data: arguments.on("delete-emptydir-data"),
        current: None,
        pods,
        dry_run,
        evicts: !arguments.on("disable-eviction"),
        grace: arguments.number("grace-period").filter(|seconds| *seconds >= 0),
        timeout,
        skip_going: arguments.number("skip-wait-for-delete-timeout").unwrap_or(0),
        until: None,
        failed: Vec::new(),
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
    /// Pods that have been going for more seconds than that are left alone, if it is more than 0.
    skip_going: i64,
    until: Option<Millis>,
    /// The nodes that could not be emptied, and why.
    failed: Vec<(String, Vec<String>)>,
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
                if self.until.is_none_or(|until| context.client.now < until) {
                    return Ok(Progress::Waiting { until: self.until, ends_when_quiet: false });
                }
                let problems = self.late(context);
                self.evicted.clear();
                if let Some(node) = self.current.take() {
                    self.fail(&node, problems, context);
                }
            }
            if let Some(node) = self.current.take() {
                let verb = format!("drained{}", self.dry_run.suffix());
                objects::say(&node, &verb, context);
            }
            let Some(node) = self.rest.pop_front() else {
                return self.outcome().map(|()| Progress::Done(0));
            };
            match self.evict(&node, context) {
                Ok(()) => self.current = Some(node),
                Err(problems) => self.fail(&node, problems, context),
            }
        }
    }
}

/// What a filter makes of a pod that may go.
enum Verdict {
    /// It goes; a warning may be due.
    Goes(Option<&'static str>),
    /// It stays, and the node is not emptied.
    Stays(&'static str),
    /// It is left alone.
    Skipped,
}

/// Pods that go, and what is to be warned of.
type Chosen = (Vec<Rc<Pod>>, Vec<String>);

impl Drain {
    /// Asks the pods of a node to go, or says why it does not.
    // Models kubectl/pkg/cmd/drain/drain.go deleteOrEvictPodsSimple
    fn evict(&mut self, node: &Object, context: &mut Context<'_, '_>) -> Result<(), Vec<String>> {
        let name = &node.metadata().name;
        let on_node = context.client.api.store().pods_on_node(name);
        let pods: Vec<Rc<Pod>> =
            on_node.filter(|pod| self.pods.matches(&pod.metadata.labels)).cloned().collect();
        let (pods, warnings) = self.choose(&pods, context.client.now)?;
        if !warnings.is_empty() {
            let warning = format!("Warning: {}", warnings.join("; "));
            context.out.complain(Style::Warning, &warning);
        }
        self.until = self.timeout.map(|timeout| context.client.now + timeout);
        let mut problems = Vec::new();
        for pod in pods {
            let ObjectMeta { namespace, name, .. } = &pod.metadata;
            let suffix = self.dry_run.suffix();
            if self.evicts || self.dry_run != DryRun::None {
                let note = format!("evicting pod {namespace}/{name}{suffix}");
                context.out.complain(Style::Plain, &note);
            }
            if self.dry_run != DryRun::None {
                continue;
            }
            let key = Key::of(&*pod);
            let uid = pod.metadata.uid.clone();
            let options = DeleteOptions {
                uid: Some(uid.clone()),
                grace_period_seconds: self.grace,
                ..DeleteOptions::default()
            };
            match context.client.api.delete(&key, &options) {
                Ok(_) => self.evicted.push((key, uid)),
                Err(status) => problems.push(format!(
                    "error when evicting pods/\"{name}\" -n \"{namespace}\": {}",
                    status.message
                )),
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// The pods that go and what is to be warned of, or why none goes.
    // Models kubectl/pkg/drain/drain.go GetPodsForDeletion and filters.go PodDeleteList.errors
    fn choose(&self, pods: &[Rc<Pod>], now: Millis) -> Result<Chosen, Vec<String>> {
        let mut going = Vec::new();
        let (mut warnings, mut problems) = (Vec::new(), Vec::new());
        for pod in pods {
            match self.judge(pod, now) {
                Verdict::Skipped => continue,
                Verdict::Stays(why) => list(&mut problems, why, pod),
                Verdict::Goes(warning) => {
                    going.push(pod.clone());
                    if let Some(warning) = warning {
                        list(&mut warnings, warning, pod);
                    }
                }
            }
        }
        let line = |(what, pods): (&str, Vec<String>)| format!("{what}: {}", pods.join(", "));
        if problems.is_empty() {
            return Ok((going, warnings.into_iter().map(line).collect()));
        }
        Err(problems.into_iter().map(|it| format!("cannot delete {}", line(it))).collect())
    }

    /// The filters in their order: the first that keeps a pod decides, and of those that only warn
    /// the last one, which is why nobody hears of data that goes with a pod.
    // Models kubectl/pkg/drain/filters.go makeFilters
    fn judge(&self, pod: &Pod, now: Millis) -> Verdict {
        let since = pod.metadata.deletion_timestamp.map(|moment| now.seconds_since(moment));
        if self.skip_going > 0 && since.is_some_and(|seconds| seconds > self.skip_going) {
            return Verdict::Skipped;
        }
        let has_data = pod.spec.volumes.iter().any(|volume| volume.empty_dir.is_some());
        if pod.is_finished() {
            return Verdict::Goes(None);
        }
        if has_data && !self.delete_data {
            return Verdict::Stays(
                "Pods with local storage (use --delete-emptydir-data to override)",
            );
        }
        match (pod.metadata().controller(), self.force) {
            (Some(_), _) => Verdict::Goes(None),
            (None, true) => Verdict::Goes(Some("deleting Pods that declare no controller")),
            // Upstream begins this one with the words that are put before all of them.
            (None, false) => Verdict::Stays(
                "cannot delete Pods that declare no controller (use --force to override)",
            ),
        }
    }

    /// Notes that a node could not be emptied; the others are.
    fn fail(&mut self, node: &Object, problems: Vec<String>, context: &mut Context<'_, '_>) {
        let (name, list) = (&node.metadata().name, aggregate(&problems));
        let note = format!(
            "error: unable to drain node \"{name}\" due to error: {list}, continuing command..."
        );
        context.out.complain(Style::Error, &note);
        self.failed.push((name.clone(), problems));
    }

    // Models kubectl/pkg/cmd/drain/drain.go RunDrain
    fn outcome(&self) -> Result<(), Failure> {
        let mut lines = vec!["There are pending nodes to be drained:".to_owned()];
        lines.extend(self.failed.iter().map(|(node, _)| format!(" {node}")));
        match self.failed.as_slice() {
            [] => return Ok(()),
            [(_, problems)] => lines.extend_from_slice(problems),
            several => lines.extend(several.iter().map(|(_, problems)| aggregate(problems))),
        }
        Err(Failure::plain(lines.join("\n")))
    }

    // Models kubectl/pkg/drain/drain.go evictPods and kubectl/pkg/cmd/drain deleteOrEvictPodsSimple
    fn late(&self, context: &mut Context<'_, '_>) -> Vec<String> {
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
        problems
    }
}

/// Models k8s.io/apimachinery/pkg/util/errors Aggregate: several stand in brackets.
fn aggregate(problems: &[String]) -> String {
    match problems {
        [only] => only.clone(),
        several => format!("[{}]", several.join(", ")),
    }
}

/// Adds a pod to those of which the same is to be said.
fn list(lists: &mut Vec<(&'static str, Vec<String>)>, what: &'static str, pod: &Pod) {
    let name = format!("{}/{}", pod.metadata.namespace, pod.metadata.name);
    match lists.iter_mut().find(|(known, _)| *known == what) {
        Some((_, names)) => names.push(name),
        None => lists.push((what, vec![name])),
    }
}
