//! `kubectl taint`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, Flag, OUTPUT, SELECTOR};
use super::create::Creation;
use super::objects;
use crate::api::core::{Node, Taint};
use crate::api::{Kind, Object};
use std::rc::Rc;

/// `taint`
pub const COMMAND: Command = Command {
    name: "taint",
    aliases: &[],
    group: Group::Cluster,
    short: "Update the taints on one or more nodes",
    usage: "taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
    examples: &[
        "kubectl taint nodes node01 dedicated=special:NoSchedule",
        "kubectl taint nodes node01 dedicated-",
    ],
    flags: &[
        Flag::switch("all", "Select all nodes in the cluster."),
        DRY_RUN,
        OUTPUT,
        Flag::switch("overwrite", "If true, allow taints to be overwritten."),
        SELECTOR,
    ],
    subcommands: &[],
    words: Words::Objects,
    run,
};

/// What is to be put on nodes and what is to go; without an effect all of that key go.
struct Changes {
    add: Vec<Taint>,
    remove: Vec<Taint>,
}

// Models kubectl/pkg/cmd/taint/taint.go RunTaint
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let is_spec = |word: &String| {
        word.contains('=') || word.ends_with('-') || word.contains(':') && !word.contains('/')
    };
    let split = arguments.words.iter().position(is_spec).unwrap_or(arguments.words.len());
    let (words, specs) = arguments.words.split_at(split);
    if specs.is_empty() {
        return Err(Failure::error("at least one taint update is required"));
    }
    let changes = parse(specs)?;
    let found = objects::find(arguments, words, context)?;
    if let Some(other) = found.objects.iter().find(|object| object.kind() != Kind::Node) {
        let kind = other.kind().info().plural;
        let message = format!("invalid resource type {kind}, only \"nodes\" are supported");
        return Err(Failure::error(message));
    }
    let overwrite = arguments.on("overwrite");
    let creation = Creation::new(arguments)?.silent_of_dry_run();
    objects::change_as(&creation, found, context, &mut |object, context| {
        let Object::Node(node) = object else { return Ok(None) };
        let mut changed = Node::clone(node);
        changed.spec.taints = changes.apply(node, overwrite)?;
        let changed = Object::Node(Rc::new(changed));
        context.client.api.update(changed).map_err(|status| Failure::server(&status))?;
        let verb = changes.verb(node, overwrite);
        Ok(Some(verb.to_owned()))
    })?;
    Ok(Outcome::Done)
}

// Models kubectl/pkg/cmd/taint/utils.go parseTaints
fn parse(specs: &[String]) -> Result<Changes, Failure> {
    let mut changes = Changes { add: Vec::new(), remove: Vec::new() };
    for spec in specs {
        if let Some(spec) = spec.strip_suffix('-') {
            changes.remove.push(parse_one(spec)?);
            continue;
        }
        let taint = parse_one(spec)?;
        if taint.effect.is_empty() {
            return Err(Failure::error(format!("invalid taint spec: {spec}")));
        }
        if changes.add.iter().any(|other| is_same(other, &taint)) {
            let message = format!("duplicated taints with the same key and effect: {spec}");
            return Err(Failure::error(message));
        }
        changes.add.push(taint);
    }
    Ok(changes)
}

fn parse_one(spec: &str) -> Result<Taint, Failure> {
    let wrong = || Failure::error(format!("invalid taint spec: {spec}"));
    let (name, effect) = spec.split_once(':').unwrap_or((spec, ""));
    if spec.contains(':') && !matches!(effect, "NoSchedule" | "PreferNoSchedule" | "NoExecute") {
        if effect.contains(':') {
            return Err(wrong());
        }
        let message = format!("invalid taint effect: {effect}, unsupported taint effect");
        return Err(Failure::error(message));
    }
    let (key, value) = name.split_once('=').unwrap_or((name, ""));
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
    if key.is_empty() || value.contains('=') || !key.chars().all(allowed) {
        return Err(wrong());
    }
    Ok(Taint {
        effect: effect.to_owned(),
        key: key.to_owned(),
        time_added: None,
        value: value.to_owned(),
    })
}

fn is_same(one: &Taint, other: &Taint) -> bool {
    one.key == other.key && one.effect == other.effect
}

impl Changes {
    // Models kubectl/pkg/cmd/taint/utils.go reorganizeTaints
    fn verb(&self, node: &Node, overwrite: bool) -> &'static str {
        let there = |taint: &Taint| node.spec.taints.iter().any(|old| is_same(old, taint));
        let added = self.add.iter().any(|taint| !there(taint));
        match (added, self.remove.is_empty()) {
            _ if overwrite => "modified",
            (true, false) => "modified",
            (true, true) => "tainted",
            _ => "untainted",
        }
    }

    // Models kubectl/pkg/cmd/taint/utils.go reorganizeTaints
    fn apply(&self, node: &Node, overwrite: bool) -> Result<Vec<Taint>, Failure> {
        let (name, there) = (&node.metadata.name, &node.spec.taints);
        let taken: Vec<&str> = self
            .add
            .iter()
            .filter(|taint| !overwrite && there.iter().any(|other| is_same(other, taint)))
            .map(|taint| taint.key.as_str())
            .collect();
        if !taken.is_empty() {
            return Err(Failure::error(format!(
                "node {name} already has {} taint(s) with same effect(s) and --overwrite is false",
                taken.join(",")
            )));
        }
        let mut taints = self.add.clone();
        let rest = there.iter().filter(|old| !self.add.iter().any(|new| is_same(old, new)));
        taints.extend(rest.cloned());
        let mut missing = Vec::new();
        for gone in &self.remove {
            let before = taints.len();
            taints.retain(|taint| {
                taint.key != gone.key || !gone.effect.is_empty() && taint.effect != gone.effect
            });
            if taints.len() == before {
                let separator = if gone.effect.is_empty() { "" } else { ":" };
                let text = format!("{}{separator}{}", gone.key, gone.effect);
                missing.push(Failure::error(format!("taint \"{text}\" not found")));
            }
        }
        Failure::all(missing)?;
        Ok(taints)
    }
}
