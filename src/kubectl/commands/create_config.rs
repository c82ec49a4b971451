//! `kubectl create configmap`, `kubectl create secret generic` and `kubectl create serviceaccount`.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, DRY_RUN, Flag, NAMESPACE, OUTPUT};
use super::super::help;
use super::create::exactly_one_name;
use super::creation::Creation;
use crate::api::Kind;
use crate::api::config::to_base64;
use crate::api::fields::Field;
use crate::api::meta::StringMap;
use serde_json::json;

const FROM_ENV_FILE: Flag = Flag::text(
    "from-env-file",
    "Specify the path to a file to read lines of key=val pairs to create the data.",
);
const FROM_FILE: Flag = Flag::text(
    "from-file",
    "Key file can be specified using its file path, in which case file basename will be used as \
     the key, or optionally with a key and file path.",
);
const FROM_LITERAL: Flag =
    Flag::text("from-literal", "Specify a key and literal value to insert (i.e. mykey=somevalue).");

/// `create configmap`
pub const CONFIG_MAP: Command = Command {
    name: "configmap",
    aliases: &["cm"],
    group: Group::Beginner,
    short: "Create a config map from a local file, directory or literal value",
    usage: "create configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] \
            [--dry-run=server|client|none] [options]",
    examples: &["kubectl create configmap my-config --from-literal=key1=config1"],
    flags: &[DRY_RUN, FROM_ENV_FILE, FROM_FILE, FROM_LITERAL, NAMESPACE, OUTPUT],
    subcommands: &[],
    words: Words::Free,
    run: config_map,
};

/// `create secret`
pub const SECRET: Command = Command {
    name: "secret",
    aliases: &[],
    group: Group::Beginner,
    short: "Create a secret using a specified subcommand",
    usage: "create secret (docker-registry | generic | tls) [options]",
    examples: &["kubectl create secret generic my-secret --from-literal=key1=supersecret"],
    flags: &[],
    subcommands: &[&GENERIC],
    words: Words::Free,
    run: |arguments, context| help::group(&SECRET, "kubectl create secret", arguments, context),
};

const GENERIC: Command = Command {
    name: "generic",
    aliases: &[],
    group: Group::Beginner,
    short: "Create a secret from a local file, directory, or literal value",
    usage: "create secret generic NAME [--type=string] [--from-file=[key=]source] \
            [--from-literal=key1=value1] [--dry-run=server|client|none] [options]",
    examples: &["kubectl create secret generic my-secret --from-literal=key1=supersecret"],
    flags: &[
        DRY_RUN,
        FROM_ENV_FILE,
        FROM_FILE,
        FROM_LITERAL,
        NAMESPACE,
        OUTPUT,
        Flag::text("type", "The type of secret to create"),
    ],
    subcommands: &[],
    words: Words::Free,
    run: generic,
};

/// `create serviceaccount`
pub const SERVICE_ACCOUNT: Command = Command {
    name: "serviceaccount",
    aliases: &["sa"],
    group: Group::Beginner,
    short: "Create a service account with the specified name",
    usage: "create serviceaccount NAME [--dry-run=server|client|none] [options]",
    examples: &["kubectl create serviceaccount my-service-account"],
    flags: &[DRY_RUN, NAMESPACE, OUTPUT],
    subcommands: &[],
    words: Words::Free,
    run: service_account,
};

// Models kubectl/pkg/cmd/create/create_configmap.go createConfigMap
fn config_map(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let name = exactly_one_name(arguments, "configmap")?;
    let value = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": context.namespace(arguments)},
        "data": data("configmap", arguments, context)?.encode(),
    });
    Creation::new(arguments)?.send_made(value, Kind::ConfigMap, context)
}

// Models kubectl/pkg/cmd/create/create_secret.go createSecret
fn generic(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let name = exactly_one_name(arguments, "secret generic")?;
    let mut data = data("secret", arguments, context)?;
    for value in data.values_mut() {
        *value = to_base64(value.as_bytes());
    }
    let value = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": context.namespace(arguments)},
        "type": arguments.text("type").unwrap_or_default(),
        "data": data.encode(),
    });
    Creation::new(arguments)?.send_made(value, Kind::Secret, context)
}

// Models kubectl/pkg/cmd/create/create_serviceaccount.go createServiceAccount
fn service_account(
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    let name = exactly_one_name(arguments, "serviceaccount")?;
    let value = json!({
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": name, "namespace": context.namespace(arguments)},
    });
    Creation::new(arguments)?.send_made(value, Kind::ServiceAccount, context)
}

/// What keys of data look like.
// Models k8s.io/apimachinery/pkg/util/validation IsConfigMapKey
const KEY_FORM: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or \
                        '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for \
                        validation is '[-._a-zA-Z0-9]+')";

/// The data of a file that lists variables, one a line.
// Models kubectl/pkg/cmd/util/env_file.go addFromEnvFile
fn env_file(path: &str, context: &Context<'_, '_>) -> Result<Vec<(String, String)>, Failure> {
    let text = context.files.read(path).ok_or_else(|| {
        Failure::error(format!("error reading {path}: no such file or directory"))
    })?;
    let lines = text.lines().map(str::trim_start);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    // A name alone takes the value that kubectl's own environment has, and there is none.
    let pair = |line: &str| {
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        (key.to_owned(), value.to_owned())
    };
    Ok(lines.map(pair).collect())
}

/// The data that the flags give, files before literals.
fn data(
    what: &str,
    arguments: &Arguments,
    context: &Context<'_, '_>,
) -> Result<StringMap, Failure> {
    let mut data = StringMap::new();
    let is_secret = what == "secret";
    let name = arguments.words.first().map_or("", String::as_str);
    // Models addKeyFromLiteralToConfigMap and addKeyFromLiteralToSecret
    let mut add = |key: &str, value: String| {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        if key.is_empty() || !key.chars().all(is_allowed) {
            return Err(Failure::error(match is_secret {
                true => format!("\"{key}\" is not valid key name for a Secret {KEY_FORM}"),
                false => format!("\"{key}\" is not a valid key name for a ConfigMap: {KEY_FORM}"),
            }));
        }
        if data.insert(key.to_owned(), value).is_some() {
            return Err(Failure::error(match is_secret {
                true => format!("cannot add key {key}, another key by that name already exists"),
                false => format!(
                    "cannot add key \"{key}\", another key by that name already exists in Data for \
                     ConfigMap \"{name}\""
                ),
            }));
        }
        Ok(())
    };
    let env_files = arguments.list("from-env-file");
    if !env_files.is_empty() && (arguments.given("from-file") || arguments.given("from-literal")) {
        return Err(Failure::error(
            "from-env-file cannot be combined with from-file or from-literal",
        ));
    }
    for path in env_files {
        for (key, value) in env_file(path, context)? {
            add(&key, value)?;
        }
    }
    // Models kubectl/pkg/util ParseFileSource.
    for source in arguments.list("from-file") {
        let base = source.rsplit('/').next().unwrap_or(source);
        let (key, path) = source.split_once('=').unwrap_or((base, source));
        if key.is_empty() || path.is_empty() {
            let side = if key.is_empty() { "key name" } else { "file path" };
            let source = if key.is_empty() { path } else { key };
            return Err(Failure::error(format!("{side} for {source} missing")));
        }
        let text = context.files.read(path).ok_or_else(|| {
            Failure::error(format!("error reading {path}: no such file or directory"))
        })?;
        add(key, text)?;
    }
    // Models kubectl/pkg/util ParseLiteralSource.
    for source in arguments.list("from-literal") {
        let Some((key, value)) = source.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            return Err(Failure::error(format!(
                "invalid literal source {source}, expected key=value"
            )));
        };
        let quoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
        add(key, quoted('"').or_else(|| quoted('\'')).unwrap_or(value).to_owned())?;
    }
    Ok(data)
}
