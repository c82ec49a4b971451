//! `kubectl rollout history` and `kubectl rollout undo`

use super::super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::super::describe;
use super::super::super::failure::Failure;
use super::super::super::flags::{Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, SELECTOR};
use super::super::super::format::Format;
use super::super::super::output::Style;
use super::super::super::resource;
use super::super::super::table::tabwrite;
use super::super::super::template;
use super::super::creation::{CHANGE_CAUSE, Creation};
use super::super::objects;
use crate::api::apps::{ControllerRevision, Deployment, ReplicaSet, StatefulSet};
use crate::api::meta::StringMap;
use crate::api::order;
use crate::api::pod::PodTemplateSpec;
use crate::api::{Key, Object};
use crate::apiserver::patch::{PatchType, strategic_merge};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// `rollout history`
pub const COMMAND: Command = Command {
    name: "history",
    aliases: &[],
    group: Group::Deploy,
    short: "View rollout history",
    usage: "rollout history (TYPE NAME | TYPE/NAME) [flags]",
    examples: &[
        "kubectl rollout history deployment/web",
        "kubectl rollout history statefulset/web --revision=3",
    ],
    flags: &[
        FILENAME,
        NAMESPACE,
        OUTPUT,
        Flag::number("revision", "See the details, including podTemplate of the revision."),
        SELECTOR,
    ],
    subcommands: &[],
    words: Words::Objects,
    run: history,
};

/// `rollout undo`
pub const UNDO: Command = Command {
    name: "undo",
    aliases: &[],
    group: Group::Deploy,
    short: "Undo a previous rollout",
    usage: "rollout undo (TYPE NAME | TYPE/NAME) [flags]",
    examples: &[
        "kubectl rollout undo deployment/web",
        "kubectl rollout undo statefulset/web --to-revision=3",
    ],
    flags: &[
        DRY_RUN,
        FILENAME,
        NAMESPACE,
        OUTPUT,
        SELECTOR,
        Flag::number("to-revision", "The revision to rollback to. 0 means the last one."),
    ],
    subcommands: &[],
    words: Words::Objects,
    run: undo,
};

/// The annotation of a deployment and its replica sets that numbers the template.
pub const REVISION: &str = "deployment.kubernetes.io/revision";
const HASH: &str = "pod-template-hash";

/// One version of a template.
struct Version {
    number: i64,
    annotations: StringMap,
    template: PodTemplateSpec,
    of: Source,
    /// The object that is printed for it.
    shown: Object,
}

enum Source {
    ReplicaSet,
    Revision(Rc<ControllerRevision>),
}

/// The versions of an object's template, oldest first; none if its kind keeps none.
fn versions(object: &Object, store: &Store) -> Option<Vec<Version>> {
    let mut versions = match object {
        Object::Deployment(it) => of_deployment(it, store),
        Object::StatefulSet(it) => of_stateful_set(it, store),
        _ => return None,
    };
    order::by_key(&mut versions, |version| version.number);
    Some(versions)
}

fn of_deployment(deployment: &Deployment, store: &Store) -> Vec<Version> {
    let sets = store.owned_by::<ReplicaSet>(&deployment.metadata.uid);
    let version = |set: &Rc<ReplicaSet>| {
        let annotations = set.metadata.annotations.clone();
        let number = annotations.get(REVISION)?.parse().ok()?;
        let mut template = set.spec.template.clone();
        // The history shows what was recorded for the version beside the template itself.
        if let Some(cause) = annotations.get(CHANGE_CAUSE) {
            template.metadata.annotations.insert(CHANGE_CAUSE.to_owned(), cause.clone());
        }
        let shown = Object::ReplicaSet(set.clone());
        Some(Version { number, annotations, template, of: Source::ReplicaSet, shown })
    };
    sets.filter_map(version).collect()
}

fn of_stateful_set(set: &Rc<StatefulSet>, store: &Store) -> Vec<Version> {
    let revisions = store.owned_by::<ControllerRevision>(&set.metadata.uid);
    let version = |revision: &Rc<ControllerRevision>| {
        let live = Object::StatefulSet(set.clone()).to_json();
        let kind = crate::api::Kind::StatefulSet;
        let patched = strategic_merge(kind, &live, &revision.data).ok()?;
        let (object, _) = Object::from_json(patched).ok()?;
        let Object::StatefulSet(patched) = object else { return None };
        Some(Version {
            number: revision.revision,
            annotations: revision.metadata.annotations.clone(),
            template: patched.spec.template.clone(),
            of: Source::Revision(revision.clone()),
            shown: Object::StatefulSet(patched),
        })
    };
    revisions.filter_map(version).collect()
}

/// Why nothing is known of the templates of a kind that is no workload.
// Models kubectl/pkg/apps/kind_visitor.go GroupKindElement.Accept
fn no_visitor(object: &Object) -> Option<String> {
    let info = object.kind().info();
    let visited = info.group == "apps" && info.kind != "ControllerRevision" || info.kind == "Pod";
    (!visited).then(|| format!("no visitor method exists for {{{} {}}}", info.group, info.kind))
}

// Models kubectl/pkg/polymorphichelpers/history.go ViewHistory
fn history(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let asked = arguments.number("revision").unwrap_or(0);
    if asked < 0 {
        return Err(Failure::error(format!("revision must be a positive integer: {asked}")));
    }
    let found = super::find(arguments, context)?;
    let mut failures = found.failures;
    if arguments.given("output") || arguments.given("template") {
        let format = template::format(arguments, Format::parse_printer)?;
        let mut is_first = true;
        for object in &found.objects {
            let versions = versions(object, context.client.api.store()).unwrap_or_default();
            let is_shown = |version: &&Version| asked == 0 || version.number == asked;
            if asked > 0 && !versions.iter().any(|version| version.number == asked) {
                return Err(Failure::error("unable to find the specified revision"));
            }
            for version in versions.iter().filter(is_shown) {
                if matches!(format, Format::Yaml) && !std::mem::take(&mut is_first) {
                    context.out.line(Style::Plain, "---");
                }
                format.print_one(&version.shown, context.out)?;
            }
        }
        return Failure::all(failures).map(|()| Outcome::Done);
    }
    for object in &found.objects {
        match view(object, asked, context) {
            Ok(text) => context.out.line(Style::Plain, &text),
            Err(failure) => failures.push(failure),
        }
    }
    Failure::all(failures)?;
    Ok(Outcome::Done)
}

fn view(object: &Object, asked: i64, context: &Context<'_, '_>) -> Result<String, Failure> {
    let resource = resource::of_kind(object.kind());
    let Some(versions) = versions(object, context.client.api.store()) else {
        return Err(Failure::error(match no_visitor(object) {
            Some(why) => format!("error retrieving history for \"{}\", {why}", resource.kind),
            None => {
                let kind = super::group_kind(object);
                format!("no history viewer has been implemented for \"{kind}\"")
            }
        }));
    };
    let head = format!("{}/{}", resource.qualified_singular(), object.metadata().name);
    if versions.is_empty() {
        let of = if asked > 0 { format!("with revision #{asked}") } else { String::new() };
        return Ok(format!("{head} {of}\nNo rollout history found."));
    }
    if asked > 0 {
        let found = versions.iter().find(|version| version.number == asked);
        let version =
            found.ok_or_else(|| Failure::error("unable to find the specified revision"))?;
        let template = describe::raw_template(&version.template);
        return Ok(format!("{head} with revision #{asked}\n{template}"));
    }
    let mut table = "REVISION\tCHANGE-CAUSE\n".to_owned();
    for version in versions {
        let cause = version.annotations.get(CHANGE_CAUSE).map_or("<none>", String::as_str);
        table.push_str(&format!("{}\t{cause}\n", version.number));
    }
    Ok(format!("{head} \n{}", tabwrite(&table, 0, 2)))
}

// Models kubectl/pkg/cmd/rollout/rollout_undo.go RunUndo
fn undo(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let asked = arguments.number("to-revision").unwrap_or(0);
    let found = super::find(arguments, context)?;
    let creation = Creation::new(arguments)?.without_parting();
    objects::change_as(&creation, found, context, &mut |object, context| {
        let Some(versions) = versions(object, context.client.api.store()) else {
            let kind = object.kind().info().kind;
            return Err(Failure::error(match no_visitor(object) {
                Some(why) => format!("error retrieving rollbacker for \"{kind}\", {why}"),
                None => {
                    let kind = super::group_kind(object);
                    format!("no rollbacker has been implemented for \"{kind}\"")
                }
            }));
        };
        let version = choose(object, versions, asked)?;
        let skipped = format!(
            "skipped rollback (current template already matches revision {})",
            if asked == 0 { version.number } else { asked }
        );
        let changed = match (object, &version.of) {
            (Object::Deployment(it), _) => roll_back_deployment(it, &version, context)?,
            (_, Source::Revision(revision)) => {
                let key: Key = object.key();
                let patched = context.client.api.patch(&key, PatchType::Strategic, &revision.data);
                patched.map_err(|status| Failure::server(&status))?.1
            }
            _ => false,
        };
        Ok(Some(if changed { "rolled back".to_owned() } else { skipped }))
    })?;
    Ok(Outcome::Done)
}

/// The version that is asked for, or the one before the last.
fn choose(object: &Object, mut versions: Vec<Version>, asked: i64) -> Result<Version, Failure> {
    if asked != 0 {
        let at = versions.iter().position(|version| version.number == asked);
        let message = format!("unable to find specified revision {asked} in history");
        return at.map(|at| versions.swap_remove(at)).ok_or_else(|| Failure::error(message));
    }
    if versions.len() < 2 {
        let name = &object.metadata().name;
        return Err(Failure::error(match object {
            Object::Deployment(_) => format!("no rollout history found for deployment \"{name}\""),
            _ => "no last revision to roll back to".to_owned(),
        }));
    }
    let before_last = versions.len() - 2;
    Ok(versions.swap_remove(before_last))
}

/// Annotations that a rollback leaves as they are.
const KEPT: &[&str] = &[
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
];

// Models kubectl/pkg/polymorphichelpers/rollback.go DeploymentRollbacker.Rollback
fn roll_back_deployment(
    deployment: &Deployment,
    version: &Version,
    context: &mut Context<'_, '_>,
) -> Result<bool, Failure> {
    if deployment.spec.paused {
        return Err(Failure::error(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout \
             resume' and try again",
        ));
    }
    let mut template = version.template.clone();
    template.metadata.labels_mut().remove(HASH);
    if !deployment.spec.template.metadata.annotations.contains_key(CHANGE_CAUSE) {
        template.metadata.annotations.remove(CHANGE_CAUSE);
    }
    if template == deployment.spec.template {
        return Ok(false);
    }
    let mut changed = deployment.clone();
    changed.spec.template = template;
    let own = &mut changed.metadata.annotations;
    own.retain(|key, _| KEPT.contains(&key.as_str()));
    let recorded = version.annotations.iter().filter(|(key, _)| !KEPT.contains(&key.as_str()));
    own.extend(recorded.map(|(key, value)| (key.clone(), value.clone())));
    context.client.api.update(changed.into()).map_err(|status| Failure::server(&status))?;
    Ok(true)
}
