//! `kubectl taint`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, Flag, OUTPUT, SELECTOR};
use super::super::resource;
use super::creation::Creation;
use super::objects;
use crate::api::core::{Node, Taint};
use crate::api::{Kind, Object};
use crate::apiserver::validation::names;
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
    let is_spec = |word: &String| word.contains(['=', ':']) || word.ends_with('-');
    let split = arguments.words.iter().position(is_spec).unwrap_or(arguments.words.len());
    let (words, specs) = arguments.words.split_at(split);
    if let Some(word) = specs.iter().find(|word| !is_spec(word)) {
        let message = format!("all resources must be specified before taint changes: {word}");
        return Err(Failure::error(message));
    }
    if words.is_empty() {
        return Err(Failure::error("one or more resources must be specified as <resource> <name>"));
    }
    if specs.is_empty() {
        return Err(Failure::error("at least one taint update is required"));
    }
    let changes =
        parse(specs).map_err(|failure| Failure::usage("kubectl taint", failure.message()))?;
    changes.check()?;
    check_words(words, arguments)?;
    let found = objects::find(arguments, words, context)?;
    let overwrite = arguments.on("overwrite");
    let creation = Creation::new(arguments)?.silent_of_dry_run().without_parting();
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
            let Taint { key, value, effect, .. } = &taint;
            let message = format!(
                "duplicated taints with the same key and effect: {{{key} {value} {effect} <nil>}}"
            );
            return Err(Failure::error(message));
        }
        changes.add.push(taint);
    }
    Ok(changes)
}

// Models kubectl/pkg/cmd/taint/utils.go parseTaint
fn parse_one(spec: &str) -> Result<Taint, Failure> {
    let wrong = |faults: Vec<String>| {
        let why = faults.join("; ");
        let comma = if why.is_empty() { "" } else { ", " };
        Failure::error(format!("invalid taint spec: {spec}{comma}{why}"))
    };
    let parts: Vec<&str> = spec.split(':').collect();
    let (key, value, effect) = match parts.as_slice() {
        [key] => (*key, "", ""),
        [name, effect] => {
            if !matches!(*effect, "NoSchedule" | "PreferNoSchedule" | "NoExecute") {
                let message = format!("invalid taint effect: {effect}, unsupported taint effect");
                return Err(Failure::error(message));
            }
            let (key, value) = name.split_once('=').unwrap_or((name, ""));
            let faults = names::label_value(value);
            if value.contains('=') || !faults.is_empty() {
                return Err(wrong(if value.contains('=') { Vec::new() } else { faults }));
            }
            (key, value, *effect)
        }
        _ => return Err(wrong(Vec::new())),
    };
    let faults = names::qualified_name(key);
    if !faults.is_empty() {
        return Err(wrong(faults));
    }
    Ok(Taint {
        effect: effect.to_owned(),
        key: key.to_owned(),
        time_added: None,
        value: value.to_owned(),
    })
}

/// Refuses what names no nodes.
// Models kubectl/pkg/cmd/taint/taint.go Validate
fn check_words(words: &[String], arguments: &Arguments) -> Result<(), Failure> {
    let word = words[0].to_lowercase();
    let unknown = |_| Failure::plain(resource::no_such_type(&word).message());
    if resource::find(&word).map_err(unknown)?.model() != Some(Kind::Node) {
        let message = format!("invalid resource type {word}, only node types are supported");
        return Err(Failure::error(message));
    }
    let selects = arguments.text("selector").is_some_and(|text| !text.is_empty());
    match (arguments.on("all"), selects) {
        (true, true) => {
            Err(Failure::error("setting 'all' parameter with a non empty selector is prohibited"))
        }
        (false, false) if words.len() < 2 => Err(Failure::error(
            "at least one resource name must be specified since 'all' parameter is not set",
        )),
        _ => Ok(()),
    }
}

fn is_same(one: &Taint, other: &Taint) -> bool {
    one.key == other.key && one.effect == other.effect
}

impl Changes {
    /// Refuses to put on what is to go.
    // Models kubectl/pkg/cmd/taint/taint.go Validate
    fn check(&self) -> Result<(), Failure> {
        let clashes = |gone: &&Taint| {
            let mut added = self.add.iter().filter(|taint| taint.key == gone.key);
            added.any(|taint| gone.effect.is_empty() || taint.effect == gone.effect)
        };
        let clashes: Vec<String> = self
            .remove
            .iter()
            .filter(clashes)
            .map(|gone| format!("{}={}", gone.key, gone.effect))
            .collect();
        if clashes.is_empty() {
            return Ok(());
        }
        Err(Failure::error(format!(
            "can not both modify and remove the following taint(s) in the same command: {}",
            clashes.join(", ")
        )))
    }

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
