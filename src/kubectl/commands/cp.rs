//! `kubectl cp`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, CONTAINER, Flag, NAMESPACE};
use super::super::output::Style;
use super::pods::{self, Purpose};
use crate::api::pod::Pod;
use crate::node::files::{join, resolve};
use crate::node::shell::base_name;
use std::rc::Rc;

/// `cp`
pub const COMMAND: Command = Command {
    name: "cp",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "Copy files and directories to and from containers",
    usage: "cp <file-spec-src> <file-spec-dest>",
    examples: &["kubectl cp page.html web-0:/usr/share/nginx/html/index.html"],
    flags: &[
        CONTAINER,
        NAMESPACE,
        Flag::switch("no-preserve", "The file's ownership and permissions are not preserved."),
        Flag::number("retries", "Set number of retries to complete a copy operation."),
    ],
    subcommands: &[],
    words: Words::Free,
    run,
};

/// A path, here or in a pod.
struct Spec<'a> {
    pod: Option<&'a str>,
    namespace: Option<&'a str>,
    path: &'a str,
}

impl<'a> Spec<'a> {
    // Models kubectl/pkg/cmd/cp/cp.go extractFileSpec
    fn read(text: &'a str) -> Result<Spec<'a>, Failure> {
        let wrong = || {
            Failure::error("filespec must match the canonical format: [[namespace/]pod:]file/path")
        };
        match text.split_once(':') {
            None => Ok(Spec { pod: None, namespace: None, path: text }),
            Some(("", _)) => Err(wrong()),
            Some((before, path)) => match before.split('/').collect::<Vec<_>>()[..] {
                [pod] => Ok(Spec { pod: Some(pod), namespace: None, path }),
                [namespace, pod] => Ok(Spec { pod: Some(pod), namespace: Some(namespace), path }),
                _ => Err(wrong()),
            },
        }
    }
}

// Models kubectl/pkg/cmd/cp/cp.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let [source, target] = arguments.words.as_slice() else {
        return Err(Failure::error("source and destination are required"));
    };
    let (source, target) = (Spec::read(source)?, Spec::read(target)?);
    if source.path.is_empty() || target.path.is_empty() {
        return Err(Failure::error("filepath can not be empty"));
    }
    match (source.pod, target.pod) {
        (Some(_), Some(_)) => {
            Err(Failure::error("one of src or dest must be a local file specification"))
        }
        (None, None) => {
            Err(Failure::error("one of src or dest must be a remote file specification"))
        }
        (Some(_), None) => from_pod(&source, target.path, arguments, context),
        (None, Some(_)) => to_pod(source.path, &target, arguments, context),
    }
}

/// The pod and the container that a path is in.
fn place(
    spec: &Spec<'_>,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<(Rc<Pod>, String), Failure> {
    let namespace = spec.namespace.map_or_else(|| context.namespace(arguments), str::to_owned);
    let pod = pods::find(spec.pod.unwrap_or_default(), &namespace, Purpose::Attach, context)?;
    let container = pods::container(&pod, arguments, context)?;
    Ok((pod, container))
}

/// The files at a path of the working directory, by their paths below it.
fn local(path: &str, context: &Context<'_, '_>) -> Vec<(String, String)> {
    let path = path.trim_end_matches('/');
    if let Some(text) = context.files.read(path) {
        return vec![(String::new(), text)];
    }
    let below = if path == "." { String::new() } else { format!("{path}/") };
    let names = context.files.list().into_iter();
    names
        .filter_map(|name| {
            let rest = name.strip_prefix(&below)?.to_owned();
            Some((rest, context.files.read(&name)?))
        })
        .collect()
}

fn to_pod(
    source: &str,
    target: &Spec<'_>,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    let files = local(source, context);
    if files.is_empty() {
        return Err(Failure::error(format!("{source} doesn't exist in local filesystem")));
    }
    let (pod, container) = place(target, arguments, context)?;
    let runtime = &mut *context.client.runtime;
    let mut to = resolve(&runtime.working_directory(&pod, &container), target.path);
    if runtime.is_directory(&pod, &container, &to) {
        to = resolve(&to, base_name(source.trim_end_matches('/')));
    }
    for (path, text) in files {
        let full = join(&to, &path);
        let parent = full.rsplit_once('/').map_or("/", |(parent, _)| parent).to_owned();
        if let Err(error) = runtime.put_file(&pod, &container, &full, &text) {
            let name = full.trim_start_matches('/');
            let note = match runtime.is_directory(&pod, &container, &parent) {
                true => format!("tar: can't open '{name}': {error}"),
                false => format!("tar: {parent}: Cannot open: {error}"),
            };
            context.out.complain(Style::Error, &note);
            context.out.complain(Style::Error, "command terminated with exit code 1");
            return Ok(Outcome::Exit(1));
        }
    }
    Ok(Outcome::Done)
}

fn from_pod(
    source: &Spec<'_>,
    target: &str,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    let (pod, container) = place(source, arguments, context)?;
    let runtime = &mut *context.client.runtime;
    let full = resolve(&runtime.working_directory(&pod, &container), source.path);
    let Some(files) = runtime.files_at(&pod, &container, &full) else {
        let path = source.path;
        let note = format!("tar: {path}: Cannot stat: No such file or directory");
        context.out.complain(Style::Error, &note);
        let note = "tar: Exiting with failure status due to previous errors";
        context.out.complain(Style::Error, note);
        context.out.complain(Style::Error, "command terminated with exit code 2");
        return Ok(Outcome::Exit(1));
    };
    if source.path.starts_with('/') {
        context.out.complain(Style::Plain, "tar: Removing leading `/' from member names");
    }
    let here = target.trim_end_matches('/');
    let below = format!("{here}/");
    let is_directory =
        here == "." || context.files.list().iter().any(|name| name.starts_with(&below));
    for (path, text) in files {
        if path.is_empty() && (is_directory || target.ends_with('/')) {
            return Err(Failure::error(format!("open {here}: is a directory")));
        }
        let to = join(if here == "." { "" } else { here }, &path);
        if let Err(message) = context.files.write(&to, text.to_string()) {
            return Err(Failure::error(format!("open {to}: {message}")));
        }
    }
    Ok(Outcome::Done)
}
