//! `kubectl label` and `kubectl annotate`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{
    ALL_NAMESPACES, Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, RECORD, SELECTOR,
};
use super::super::output::Style;
use super::creation::{CHANGE_CAUSE, Creation};
use super::objects;
use crate::api::Object;
use crate::api::meta::StringMap;
use crate::apiserver::validation::names;

const OVERWRITE: Flag =
    Flag::switch("overwrite", "If true, allow existing values to be overwritten.");
const ALL: Flag = Flag::switch("all", "Select all resources, in the namespace.");
const LIST: Flag = Flag::switch("list", "If true, display what the resource has.");

const FLAGS: &[Flag] = &[
    ALL,
    ALL_NAMESPACES,
    DRY_RUN,
    Flag::text("field-selector", "Selector (field query) to filter on."),
    FILENAME,
    LIST,
    NAMESPACE,
    OUTPUT,
    OVERWRITE,
    RECORD,
    SELECTOR,
];

/// `label`
pub const LABEL: Command = Command {
    name: "label",
    aliases: &[],
    group: Group::Settings,
    short: "Update the labels on a resource",
    usage: "label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N",
    examples: &[
        "kubectl label pods web-0 tier=front",
        "kubectl label --overwrite pods web-0 app=out",
        "kubectl label pods web-0 tier-",
    ],
    flags: FLAGS,
    subcommands: &[],
    words: Words::Objects,
    run: label,
};

/// `annotate`
pub const ANNOTATE: Command = Command {
    name: "annotate",
    aliases: &[],
    group: Group::Settings,
    short: "Update the annotations on a resource",
    usage: "annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N",
    examples: &["kubectl annotate deploy/web kubernetes.io/change-cause='image updated'"],
    flags: FLAGS,
    subcommands: &[],
    words: Words::Objects,
    run: annotate,
};

fn label(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    run(What::Labels, arguments, context)
}

fn annotate(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    run(What::Annotations, arguments, context)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Labels,
    Annotations,
}

impl What {
    fn of(self, object: &mut Object) -> &mut StringMap {
        let meta = object.metadata_mut();
        match self {
            What::Labels => meta.labels_mut(),
            What::Annotations => &mut meta.annotations,
        }
    }

    fn noun(self) -> &'static str {
        if self == What::Labels { "label" } else { "annotation" }
    }
}

/// What is set and what is taken away.
struct Changes {
    set: Vec<(String, String)>,
    remove: Vec<String>,
}

// Models kubectl/pkg/cmd/label/label.go RunLabel and kubectl/pkg/cmd/annotate/annotate.go
fn run(
    what: What,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    let is_change = |word: &&String| word.contains('=') || word.ends_with('-');
    let split = arguments.words.iter().position(|word| is_change(&word));
    let (words, given) = arguments.words.split_at(split.unwrap_or(arguments.words.len()));
    let is_other = |word: &&String| !is_change(word);
    if let Some(word) = given.iter().find(is_other) {
        let noun = what.noun();
        return Err(Failure::error(format!(
            "all resources must be specified before {noun} changes: {word}"
        )));
    }
    let changes = changes(what, given)?;
    let list = arguments.on("list");
    if words.is_empty() && !arguments.given("filename") {
        return Err(Failure::error(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    }
    if changes.set.is_empty() && changes.remove.is_empty() && !list {
        return Err(Failure::error(format!("at least one {} update is required", what.noun())));
    }
    let found = objects::find(arguments, words, context)?;
    let overwrite = arguments.on("overwrite");
    let mut creation = Creation::new(arguments)?;
    if what == What::Labels {
        creation = creation.without_parting();
    }
    objects::change_as(&creation, found, context, &mut |object, context| {
        if list {
            let mut object = object.clone();
            for (key, value) in what.of(&mut object).iter() {
                context.out.line(Style::Plain, &format!("{key}={value}"));
            }
            return Ok(None);
        }
        apply(what, &changes, overwrite, object, context).map(Some)
    })?;
    Ok(Outcome::Done)
}

/// How long labels are in JSON: what kubectl up to 1.34 tells by whether labels were taken away.
// Models kubectl/pkg/cmd/label/label.go updateDataChangeMsg
fn written(labels: &StringMap) -> usize {
    const SIGNS: usize = r#""":"","#.len();
    labels.iter().map(|(key, value)| key.len() + value.len() + SIGNS).sum()
}

fn changes(what: What, words: &[String]) -> Result<Changes, Failure> {
    let mut changes = Changes { set: Vec::new(), remove: Vec::new() };
    for word in words {
        if let Some((key, value)) = word.split_once('=') {
            if what == What::Labels && value.contains('=') {
                return Err(Failure::error(format!("invalid label spec: {word}")));
            }
            let faults = names::label_value(value);
            if what == What::Labels && !faults.is_empty() {
                let faults = faults.join(";");
                let message = format!("invalid label value: \"{word}\": {faults}");
                return Err(Failure::error(message));
            }
            changes.set.push((key.to_owned(), value.to_owned()));
        } else if let Some(key) = word.strip_suffix('-') {
            changes.remove.push(key.to_owned());
        } else {
            return Err(Failure::error(format!("unknown {} spec: {word}", what.noun())));
        }
    }
    let both = changes.set.iter().find(|(key, _)| changes.remove.contains(key));
    match (both, what) {
        (Some(_), What::Labels) => {
            Err(Failure::error("can not both modify and remove a label in the same command"))
        }
        (Some((key, _)), What::Annotations) => Err(Failure::error(format!(
            "can not both modify and remove the following annotation(s) in the same command: {key}"
        ))),
        _ => Ok(changes),
    }
}

fn apply(
    what: What,
    changes: &Changes,
    overwrite: bool,
    object: &Object,
    context: &mut Context<'_, '_>,
) -> Result<String, Failure> {
    let mut changed = object.clone();
    let map = what.of(&mut changed);
    let before = map.clone();
    for (key, value) in &changes.set {
        // The cause of a change may always be overwritten.
        let kept = !overwrite && (what == What::Labels || key != CHANGE_CAUSE);
        let taken = map.get(key).filter(|taken| *taken != value && kept);
        if let Some(taken) = taken {
            let clash = format!("'{key}' already has a value ({taken})");
            return Err(Failure::error(match what {
                What::Labels => format!("{clash}, and --overwrite is false"),
                What::Annotations => format!(
                    "--overwrite is false but found the following declared annotation(s): {clash}"
                ),
            }));
        }
        map.insert(key.clone(), value.clone());
    }
    for key in &changes.remove {
        if map.remove(key).is_none() && what == What::Labels {
            context.out.line(Style::Plain, &format!("label \"{key}\" not found."));
        }
    }
    let verb = match what {
        What::Annotations => "annotated",
        What::Labels if *map == before => "not labeled",
        What::Labels if !overwrite && written(map) < written(&before) => "unlabeled",
        What::Labels => "labeled",
    };
    context.client.api.update(changed).map_err(|status| Failure::server(&status))?;
    Ok(verb.to_owned())
}
