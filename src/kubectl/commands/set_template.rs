//! `kubectl set env` and `kubectl set resources`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{
    Arguments, DRY_RUN, FILENAME, Flag, NAMESPACE, OUTPUT, RECORD, SELECTOR,
};
use super::super::output::Style;
use super::creation::Creation;
use super::objects::{self, Found};
use super::set::{no_template, pod_spec};
use crate::api::Object;
use crate::api::container::{Container, EnvVar};
use crate::api::go::quoted;
use crate::api::quantity::Quantity;
use serde_json::json;

const ALL: Flag = Flag::switch("all", "Select all resources, in the namespace.");
const CONTAINERS: Flag =
    Flag::text("containers", "The names of containers in the pod templates to change.").letter('c');

/// `set env`
pub const ENV: Command = Command {
    name: "env",
    aliases: &[],
    group: Group::Beginner,
    short: "Update environment variables on a pod template",
    usage: "set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
    examples: &[
        "kubectl set env deployment/web STORAGE_DIR=/local",
        "kubectl set env deployment/web --list",
        "kubectl set env --from=configmap/my-config deployment/web",
        "kubectl set env deployment/web STORAGE_DIR-",
    ],
    flags: &[
        ALL,
        CONTAINERS,
        DRY_RUN,
        Flag::text("env", "Specify a key-value pair for an environment variable.").letter('e'),
        FILENAME,
        Flag::text("from", "The name of a resource from which to inject environment variables"),
        Flag::switch("list", "If true, display the environment in the standard format."),
        NAMESPACE,
        OUTPUT,
        Flag::switch("overwrite", "If true, allow environment to be overwritten (default true)."),
        SELECTOR,
    ],
    subcommands: &[],
    words: Words::Objects,
    run: env,
};

/// `set resources`
pub const RESOURCES: Command = Command {
    name: "resources",
    aliases: &[],
    group: Group::Beginner,
    short: "Update resource requests/limits on objects with pod templates",
    usage: "set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
    examples: &["kubectl set resources deployment web --limits=cpu=200m,memory=512Mi"],
    flags: &[
        ALL,
        CONTAINERS,
        DRY_RUN,
        FILENAME,
        Flag::text("limits", "The resource limits of the containers: 'cpu=100m,memory=256Mi'."),
        NAMESPACE,
        OUTPUT,
        RECORD,
        Flag::text("requests", "The resource requests of the containers."),
        SELECTOR,
    ],
    subcommands: &[],
    words: Words::Objects,
    run: resources,
};

// Models kubectl/pkg/cmd/set/set_env.go RunEnv
fn env(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let is_change = |word: &String| word.find('=').is_some_and(|at| at > 0) || word.ends_with('-');
    let split = arguments.words.iter().position(is_change).unwrap_or(arguments.words.len());
    let (words, given) = arguments.words.split_at(split);
    if !given.iter().all(is_change) {
        return Err(Failure::error(format!(
            "all resources must be specified before environment changes: {}",
            arguments.words.join(" ")
        )));
    }
    if words.is_empty() && !arguments.given("filename") {
        return Err(Failure::error(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    }
    let (mut set, mut remove) = (from(arguments, context)?, Vec::new());
    for word in arguments.list("env").into_iter().chain(given.iter().map(String::as_str)) {
        match word.split_once('=') {
            Some((name, value)) => set.push(EnvVar {
                name: name.to_owned(),
                value: value.to_owned(),
                ..EnvVar::default()
            }),
            None => remove.push(word.trim_end_matches('-')),
        }
    }
    check(&set, &remove)?;
    let found = objects::find(arguments, words, context)?;
    if arguments.on("list") {
        return list(&found, context);
    }
    let overwrite = arguments.on_by_default("overwrite");
    change("env", found, arguments, context, &mut |container| {
        for new in &set {
            let old = container.env.iter_mut().find(|old| old.name == new.name);
            match old {
                Some(old) if !overwrite && old.value != new.value => {
                    return Err(format!(
                        "'{}' already has a value ({}), and --overwrite is false",
                        old.name, old.value
                    ));
                }
                Some(old) => old.clone_from(new),
                None => container.env.push(new.clone()),
            }
        }
        container.env.retain(|variable| !remove.contains(&variable.name.as_str()));
        Ok(())
    })
}

/// Refuses names that no variable can have, and to change what is to go.
// Models kubectl/pkg/cmd/set/env/env_parse.go parseIntoEnvVar
fn check(set: &[EnvVar], remove: &[&str]) -> Result<(), Failure> {
    const FORM: &str = "a valid environment variable name must consist of alphabetic characters, \
                        digits, '_', '-', or '.', and must not start with a digit (e.g. \
                        'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for \
                        validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    for EnvVar { name, value_from, .. } in set {
        let is_name =
            name.chars().all(is_allowed) && !name.starts_with(|c: char| c.is_ascii_digit());
        if value_from.is_none() && !is_name {
            return Err(Failure::error(format!(
                "{} is not a valid key name: {FORM}",
                quoted(name)
            )));
        }
    }
    if set.iter().any(|variable| remove.contains(&variable.name.as_str())) {
        return Err(Failure::error(
            "can not both modify and remove the same environment variable in the same command",
        ));
    }
    Ok(())
}

/// The variables that refer to the keys of the object that `--from` names.
fn from(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Vec<EnvVar>, Failure> {
    let Some(from) = arguments.text("from") else { return Ok(Vec::new()) };
    let found = objects::find(arguments, &[from.to_owned()], context)?;
    Failure::all(found.failures)?;
    let mut variables = Vec::new();
    for object in &found.objects {
        let (source, data) = match object {
            Object::ConfigMap(it) => ("configMapKeyRef", &it.data),
            Object::Secret(it) => ("secretKeyRef", &it.data),
            _ => return Err(Failure::error("unsupported resource specified in --from")),
        };
        for key in data.keys() {
            let letter =
                |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
            let name: String = key.chars().map(letter).collect();
            if name != *key {
                let note = format!("Warning: key {key} transferred to {name}");
                context.out.complain(Style::Warning, &note);
            }
            variables.push(EnvVar {
                name,
                value_from: Some(json!({source: {"key": key, "name": object.metadata().name}})),
                ..EnvVar::default()
            });
        }
    }
    Ok(variables)
}

fn list(found: &Found, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    for object in &found.objects {
        let mut object = object.clone();
        let (kind, name) = (object.kind().info().kind, object.metadata().name.clone());
        let Some(spec) = pod_spec(&mut object) else { continue };
        for container in spec.containers.iter() {
            let head = format!("# {kind} {name}, container {}", container.name);
            context.out.line(Style::Plain, &head);
            for variable in &container.env {
                let text = match &variable.value_from {
                    None => format!("{}={}", variable.name, variable.value),
                    Some(source) => format!("# {} from {}", variable.name, reference(source)),
                };
                context.out.line(Style::Plain, &text);
            }
        }
    }
    Failure::all(found.failures.clone())?;
    Ok(Outcome::Done)
}

// Models kubectl/pkg/cmd/set/env/env_resolve.go GetEnvVarRefString
fn reference(source: &serde_json::Value) -> String {
    let text = |at: &str| source.pointer(at).and_then(|it| it.as_str()).unwrap_or_default();
    if source.get("configMapKeyRef").is_some() {
        let (name, key) = (text("/configMapKeyRef/name"), text("/configMapKeyRef/key"));
        return format!("configmap {name}, key {key}");
    }
    if source.get("secretKeyRef").is_some() {
        let (name, key) = (text("/secretKeyRef/name"), text("/secretKeyRef/key"));
        return format!("secret {name}, key {key}");
    }
    if source.get("fieldRef").is_some() {
        return format!("field path {}", text("/fieldRef/fieldPath"));
    }
    format!("resource field {}", text("/resourceFieldRef/resource"))
}

// Models kubectl/pkg/cmd/set/set_resources.go Run
fn resources(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let found = objects::find(arguments, &arguments.words, context)?;
    let (limits, requests) = (amounts("limits", arguments)?, amounts("requests", arguments)?);
    if limits.is_empty() && requests.is_empty() {
        return Err(Failure::error(
            "you must specify an update to requests or limits (in the form of \
             --requests/--limits)",
        ));
    }
    change("resources", found, arguments, context, &mut |container| {
        for (name, amount) in &limits {
            container.resources.limits.insert(name.clone(), *amount);
        }
        for (name, amount) in &requests {
            container.resources.requests.insert(name.clone(), *amount);
        }
        Ok(())
    })
}

// Models kubectl/pkg/generate/versioned/run.go populateResourceListV1
fn amounts(flag: &str, arguments: &Arguments) -> Result<Vec<(String, Quantity)>, Failure> {
    let read = |pair: &str| {
        let Some((name, amount)) = pair.split_once('=').filter(|(_, it)| !it.contains('=')) else {
            let message = format!("Invalid argument syntax {pair}, expected <resource>=<value>");
            return Err(Failure::error(message));
        };
        let amount = Quantity::parse(amount).map_err(|error| Failure::error(error.to_string()))?;
        Ok((name.to_owned(), amount))
    };
    arguments.list(flag).into_iter().map(read).collect()
}

/// Changes the containers that `--containers` names, or all.
fn change(
    what: &str,
    found: Found,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
    change: &mut dyn FnMut(&mut Container) -> Result<(), String>,
) -> Result<Outcome, Failure> {
    let asked = arguments.text("containers").unwrap_or("*");
    let creation = Creation::new(arguments)?;
    objects::change_as(&creation, found, context, &mut |object, context| {
        let mut changed = object.clone();
        let info = object.kind().info();
        let subject = format!("{}/{}", info.plural, object.metadata().name);
        let fault = |why: &str| Failure::plain(format!("error: {subject} {why}"));
        let Some(spec) = pod_spec(&mut changed) else {
            return Err(no_template(object));
        };
        let mut matched = false;
        for container in spec.every_container_mut() {
            if asked == "*" || container.name == asked {
                matched = true;
                change(container).map_err(|why| fault(&why))?;
            }
        }
        if !matched && what == "resources" {
            let message = format!("error: unable to find container named {asked}");
            return Err(Failure::plain(message));
        } else if !matched {
            let name = &object.metadata().name;
            let kind = info.kind;
            let note =
                format!("Warning: {kind}/{name} does not have any containers matching \"{asked}\"");
            context.out.complain(Style::Warning, &note);
        }
        if changed == *object {
            return Ok(None);
        }
        creation.update(changed, context).map_err(|status| {
            let colon = if what == "env" { ":" } else { "" };
            let message = &status.message;
            let what = format!("failed to patch {what} update to pod template{colon}");
            Failure::error(format!("{what} {message}"))
        })?;
        let verb = if what == "env" { "env updated" } else { "resource requirements updated" };
        Ok(Some(verb.to_owned()))
    })?;
    Ok(Outcome::Done)
}
