//! `kubectl config` and its subcommands.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, Flag, OUTPUT};
use super::super::format::Format;
use super::super::kubeconfig::{KubeContext, Kubeconfig};
use super::super::output::Style;
use super::super::table::TableWriter;
use super::super::{help, template};
use crate::api::go::quoted;
use serde_json::{Value, json};

/// `config`
pub const COMMAND: Command = Command {
    name: "config",
    aliases: &[],
    group: Group::Other,
    short: "Modify kubeconfig files",
    usage: "config SUBCOMMAND [options]",
    examples: &["kubectl config set-context --current --namespace=lab"],
    flags: &[],
    subcommands: &[
        &CURRENT_CONTEXT,
        &GET_CLUSTERS,
        &GET_CONTEXTS,
        &GET_USERS,
        &SET_CONTEXT,
        &USE_CONTEXT,
        &VIEW,
    ],
    words: Words::Free,
    run: |arguments, context| help::group(&COMMAND, "kubectl config", arguments, context),
};

const fn subcommand(
    name: &'static str,
    short: &'static str,
    usage: &'static str,
    flags: &'static [Flag],
    run: super::super::command::Run,
) -> Command {
    Command {
        name,
        aliases: &[],
        group: Group::Other,
        short,
        usage,
        examples: &[],
        flags,
        subcommands: &[],
        words: Words::Free,
        run,
    }
}

const CURRENT_CONTEXT: Command = subcommand(
    "current-context",
    "Display the current-context",
    "config current-context",
    &[],
    |_, context| {
        let current = context.config.current.clone();
        context.out.line(Style::Plain, &current);
        Ok(Outcome::Done)
    },
);

const GET_CLUSTERS: Command = subcommand(
    "get-clusters",
    "Display clusters defined in the kubeconfig",
    "config get-clusters",
    &[],
    |_, context| list(&["NAME", CLUSTER], context),
);

const GET_USERS: Command = subcommand(
    "get-users",
    "Display users defined in the kubeconfig",
    "config get-users",
    &[],
    |_, context| list(&["NAME", USER], context),
);

const GET_CONTEXTS: Command = subcommand(
    "get-contexts",
    "Describe one or many contexts",
    "config get-contexts [(-o|--output=)name)]",
    &[Flag::switch("no-headers", "Don't print headers."), OUTPUT],
    get_contexts,
);

const SET_CONTEXT: Command = subcommand(
    "set-context",
    "Set a context entry in kubeconfig",
    "config set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] \
     [--namespace=namespace]",
    &[
        Flag::text("cluster", "cluster for the context entry in kubeconfig"),
        Flag::switch("current", "Modify the current context"),
        Flag::text("user", "user for the context entry in kubeconfig"),
    ],
    set_context,
);

const USE_CONTEXT: Command = Command {
    aliases: &["use"],
    ..subcommand(
        "use-context",
        "Set the current-context in a kubeconfig file",
        "config use-context CONTEXT_NAME",
        &[],
        use_context,
    )
};

const VIEW: Command = subcommand(
    "view",
    "Display merged kubeconfig settings or a specified kubeconfig file",
    "config view [flags]",
    &[
        Flag::switch("minify", "Remove all information not used by current-context."),
        OUTPUT,
        Flag::switch("raw", "Display raw byte data and sensitive data"),
    ],
    view,
);

const CLUSTER: &str = "oracle";
const USER: &str = "admin";

fn list(lines: &[&str], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    lines.iter().for_each(|line| context.out.line(Style::Plain, line));
    Ok(Outcome::Done)
}

// Models kubectl/pkg/cmd/config/get_contexts.go RunGetContexts
fn get_contexts(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let names_only = match arguments.text("output").unwrap_or_default() {
        "" => false,
        "name" => true,
        other => {
            let message = format!("output must be one of '' or 'name': {other}");
            return Err(Failure::usage("kubectl config get-contexts", &message));
        }
    };
    let Kubeconfig { contexts, current } = &*context.config;
    let mut failures = Vec::new();
    for name in &arguments.words {
        if contexts.iter().all(|known| known.name != *name) {
            failures.push(Failure::error(format!("context {name} not found")));
        }
    }
    let asked =
        |it: &&KubeContext| arguments.words.is_empty() || arguments.words.contains(&it.name);
    let mut shown: Vec<&KubeContext> = contexts.iter().filter(asked).collect();
    crate::api::order::by_key(&mut shown, |it| it.name.clone());
    let mut rows = Vec::new();
    if !names_only && !arguments.on("no-headers") {
        let headings = ["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"];
        rows.push(headings.map(str::to_owned).to_vec());
    }
    for it in shown {
        if names_only {
            rows.push(vec![it.name.clone()]);
            continue;
        }
        let mark = if it.name == *current { "*" } else { "" };
        let cells = [mark, &it.name, &it.cluster, &it.user, &it.namespace];
        rows.push(cells.map(str::to_owned).to_vec());
    }
    let text = TableWriter::new().write(&rows);
    context.out.print(Style::Plain, &text);
    Failure::all(failures)?;
    Ok(Outcome::Done)
}

// Models kubectl/pkg/cmd/config/set_context.go
fn set_context(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let usage = |message: &str| Failure::usage("kubectl config set-context", message);
    let config = &mut *context.config;
    let name = match (arguments.words.as_slice(), arguments.on("current")) {
        ([], true) => config.current.clone(),
        ([name], false) => name.clone(),
        ([_], true) => {
            return Err(Failure::error("cannot specify both a context name and --current"));
        }
        ([], false) => {
            return Err(Failure::error("you must specify a non-empty context name or --current"));
        }
        _ => return Err(usage("Unexpected args: only one context name is allowed")),
    };
    let is_known = config.contexts.iter().any(|it| it.name == name);
    if !is_known {
        config.contexts.push(KubeContext { name: name.clone(), ..KubeContext::default() });
    }
    for it in config.contexts.iter_mut().filter(|it| it.name == name) {
        let fields = [
            ("cluster", &mut it.cluster),
            ("user", &mut it.user),
            ("namespace", &mut it.namespace),
        ];
        for (flag, field) in fields {
            if let Some(value) = arguments.text(flag) {
                value.clone_into(field);
            }
        }
    }
    let done = if is_known { "modified" } else { "created" };
    context.out.line(Style::Plain, &format!("Context {} {done}.", quoted(&name)));
    Ok(Outcome::Done)
}

// Models kubectl/pkg/cmd/config/use_context.go
fn use_context(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let [name] = arguments.words.as_slice() else {
        let message = format!("Unexpected args: [{}]", arguments.words.join(" "));
        return Err(Failure::usage("kubectl config use-context", &message));
    };
    if context.config.contexts.iter().all(|it| it.name != *name) {
        let message = format!("no context exists with the name: {}", quoted(name));
        return Err(Failure::error(message));
    }
    context.config.current.clone_from(name);
    context.out.line(Style::Plain, &format!("Switched to context {}.", quoted(name)));
    Ok(Outcome::Done)
}

// Models kubectl/pkg/cmd/config/view.go Run
fn view(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let config = &*context.config;
    let minified = arguments.on("minify");
    let shown = |it: &&KubeContext| !minified || it.name == config.current;
    let contexts: Vec<Value> = config
        .contexts
        .iter()
        .filter(shown)
        .map(|it| {
            let mut inner = json!({"cluster": it.cluster, "user": it.user});
            if !it.namespace.is_empty() {
                inner["namespace"] = json!(it.namespace);
            }
            json!({"name": it.name, "context": inner})
        })
        .collect();
    let data = if arguments.on("raw") { "" } else { "DATA+OMITTED" };
    let value = json!({
        "apiVersion": "v1",
        "clusters": [{"name": CLUSTER, "cluster": {
            "certificate-authority-data": data, "server": "https://127.0.0.1:6443"}}],
        "contexts": contexts,
        "current-context": config.current,
        "kind": "Config",
        "preferences": {},
        "users": [{"name": USER, "user": {
            "client-certificate-data": data, "client-key-data": data}}],
    });
    let format = match arguments.given("output") || arguments.given("template") {
        true => template::format(arguments, Format::parse_printer)?,
        false => Format::Yaml,
    };
    format.print_value(&value, context.out)?;
    Ok(Outcome::Done)
}
