//! `kubectl api-resources`, `version` and `cluster-info`: what there is.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{ALL_NAMESPACES, Arguments, Flag, NAMESPACE, OUTPUT, SELECTOR};
use super::super::output::Style;
use super::super::resource::{self, RESOURCES, Resource};
use super::super::table::TableWriter;
use crate::api::order;
use crate::apiserver::KUBERNETES_VERSION;

/// `api-resources`
pub const API_RESOURCES: Command = Command {
    name: "api-resources",
    aliases: &[],
    group: Group::Other,
    short: "Print the supported API resources on the server",
    usage: "api-resources [flags] [options]",
    examples: &["kubectl api-resources", "kubectl api-resources --namespaced=false"],
    flags: &[
        Flag::text("api-group", "Limit to resources in the specified API group."),
        Flag::text("categories", "Limit to resources that belong to the specified categories."),
        Flag::switch("namespaced", "Show only resources that live in a namespace, or only others."),
        Flag::switch("no-headers", "Don't print headers."),
        OUTPUT,
        Flag::text("sort-by", "If non-empty, sort list of resources by 'name' or 'kind'."),
        Flag::text("verbs", "Limit to resources that support the specified verbs."),
    ],
    subcommands: &[],
    words: Words::Free,
    run: api_resources,
};

// Models kubectl/pkg/cmd/apiresources/apiresources.go RunAPIResources
fn api_resources(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let (names, wide) = match arguments.text("output") {
        None | Some("") => (false, false),
        Some("name") => (true, false),
        Some("wide") => (false, true),
        Some(other) => {
            return Err(Failure::error(format!("--output {other} is not available")));
        }
    };
    let asked = arguments.list("verbs");
    let categories = arguments.list("categories");
    let mut wanted: Vec<&Resource> = RESOURCES
        .iter()
        .filter(|resource| {
            let verbs = verbs(resource);
            let has = |asked: &&str| verbs.split(',').any(|verb| verb == *asked);
            arguments.text("api-group").is_none_or(|group| group == resource.group())
                && (!arguments.given("namespaced")
                    || arguments.on("namespaced") == resource.namespaced)
                && asked.iter().all(has)
                && categories
                    .iter()
                    .all(|asked| category(resource).split(',').any(|it| it == *asked))
        })
        .collect();
    match arguments.text("sort-by").unwrap_or_default() {
        "" => {}
        "name" => order::by_key(&mut wanted, |resource| resource.plural),
        "kind" => order::by_key(&mut wanted, |resource| resource.kind),
        _ => return Err(Failure::error("--sort-by accepts only name or kind")),
    }
    let wanted = wanted.into_iter();
    if names {
        wanted.for_each(|it| context.out.line(Style::Plain, &it.qualified_plural()));
        return Ok(Outcome::Done);
    }
    let mut rows = Vec::new();
    let headings = !arguments.on("no-headers");
    if headings {
        let headings =
            ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", "VERBS", "CATEGORIES"];
        let shown = if wide { &headings[..] } else { &headings[..5] };
        rows.push(shown.iter().map(|heading| (*heading).to_owned()).collect());
    }
    for resource in wanted {
        let mut row = vec![
            resource.plural.to_owned(),
            resource.short.to_owned(),
            resource.api_version.to_owned(),
            resource.namespaced.to_string(),
            resource.kind.to_owned(),
        ];
        if wide {
            row.extend([verbs(resource).to_owned(), category(resource).to_owned()]);
        }
        rows.push(row);
    }
    let text = TableWriter::new().write(&rows);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let style = if index == 0 && headings { Style::Heading } else { Style::Plain };
        context.out.print(style, line);
    }
    Ok(Outcome::Done)
}

/// What can be done with a resource.
fn verbs(resource: &Resource) -> &'static str {
    match resource.plural {
        "bindings" => "create",
        reviews if reviews.ends_with("reviews") => "create",
        "componentstatuses" => "get,list",
        "namespaces" => "create,delete,get,list,patch,update,watch",
        _ => "create,delete,deletecollection,get,list,patch,update,watch",
    }
}

/// The word that stands for a resource together with others.
fn category(resource: &Resource) -> &'static str {
    let name = resource.qualified_plural();
    match resource.group() {
        _ if resource::ALL.contains(&name.as_str()) => "all",
        "admissionregistration.k8s.io" | "apiextensions.k8s.io" | "apiregistration.k8s.io" => {
            "api-extensions"
        }
        _ => "",
    }
}

/// `version`
pub const VERSION: Command = Command {
    name: "version",
    aliases: &[],
    group: Group::Other,
    short: "Print the client and server version information",
    usage: "version [--client] [options]",
    examples: &["kubectl version"],
    flags: &[
        Flag::switch("client", "If true, shows client version only (no server required)."),
        OUTPUT,
    ],
    subcommands: &[],
    words: Words::Free,
    run: version,
};

/// The version of kustomize in kubectl of that version.
const KUSTOMIZE_VERSION: &str = "v5.5.0";

// Models kubectl/pkg/cmd/version/version.go Run
fn version(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if !arguments.words.is_empty() {
        let words = arguments.words.join(" ");
        return Err(Failure::error(format!("extra arguments: [{words}]")));
    }
    match arguments.text("output").unwrap_or_default() {
        "" => {}
        format @ ("yaml" | "json") => {
            let text = version_object(format == "json", arguments.on("client"));
            context.out.print(Style::Plain, &text);
            return Ok(Outcome::Done);
        }
        _ => return Err(Failure::error("--output must be 'yaml' or 'json'")),
    }
    context.out.line(Style::Plain, &format!("Client Version: {KUBERNETES_VERSION}"));
    context.out.line(Style::Plain, &format!("Kustomize Version: {KUSTOMIZE_VERSION}"));
    if !arguments.on("client") {
        context.out.line(Style::Plain, &format!("Server Version: {KUBERNETES_VERSION}"));
    }
    Ok(Outcome::Done)
}

/// The versions with all their fields, in the order of the structure in Go; sorted in YAML. What
/// only a release knows is as in a build that is none.
// Models kubectl/pkg/cmd/version/version.go Version and component-base/version/base.go
fn version_object(is_json: bool, client_only: bool) -> String {
    let (major, minor) = KUBERNETES_VERSION[1..].split_once('.').unwrap_or_default();
    let minor = minor.split('.').next().unwrap_or_default();
    let mut info = [
        ("major", major),
        ("minor", minor),
        ("gitVersion", KUBERNETES_VERSION),
        ("gitCommit", ""),
        ("gitTreeState", "clean"),
        ("buildDate", "1970-01-01T00:00:00Z"),
        ("goVersion", "go1.24"),
        ("compiler", "gc"),
        ("platform", "linux/amd64"),
    ];
    let inner = |info: &[(&str, &str)], line: &dyn Fn(&str, &str) -> String, apart: &str| {
        info.iter().map(|(key, value)| line(key, value)).collect::<Vec<_>>().join(apart)
    };
    let sides: &[&str] = if client_only { &["client"] } else { &["client", "server"] };
    if is_json {
        let line = |key: &str, value: &str| format!("    \"{key}\": \"{value}\"");
        let block =
            |side: &&str| format!("  \"{side}Version\": {{\n{}\n  }}", inner(&info, &line, ",\n"));
        let mut parts: Vec<String> = sides.iter().map(block).collect();
        parts.insert(1, format!("  \"kustomizeVersion\": \"{KUSTOMIZE_VERSION}\""));
        return format!("{{\n{}\n}}\n", parts.join(",\n"));
    }
    order::all(&mut info);
    let line = |key: &str, value: &str| {
        let is_bare = !value.is_empty() && !value.starts_with(|c: char| c.is_ascii_digit());
        let quote = if is_bare { "" } else { "\"" };
        format!("  {key}: {quote}{value}{quote}\n")
    };
    let block = |side: &&str| format!("{side}Version:\n{}", inner(&info, &line, ""));
    let mut parts: Vec<String> = sides.iter().map(block).collect();
    parts.insert(1, format!("kustomizeVersion: {KUSTOMIZE_VERSION}\n"));
    parts.concat() + "\n"
}

/// `api-versions`
pub const API_VERSIONS: Command = Command {
    name: "api-versions",
    aliases: &[],
    group: Group::Other,
    short: "Print the supported API versions on the server, in the form of \"group/version\"",
    usage: "api-versions",
    examples: &["kubectl api-versions"],
    flags: &[],
    subcommands: &[],
    words: Words::Free,
    run: api_versions,
};

// Models kubectl/pkg/cmd/apiresources/apiversions.go RunAPIVersions
fn api_versions(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if !arguments.words.is_empty() {
        let words = arguments.words.join(" ");
        let message = format!("unexpected arguments: [{words}]");
        return Err(Failure::usage("kubectl api-versions", &message));
    }
    // A group of which discovery prefers a later version is served in an earlier one, too.
    let served = RESOURCES.iter().map(|resource| resource.api_version).chain(["autoscaling/v1"]);
    let mut versions: Vec<&str> = served.collect();
    order::by(&mut versions, |one, other| one.cmp(other));
    versions.dedup();
    for version in versions {
        context.out.line(Style::Plain, version);
    }
    Ok(Outcome::Done)
}

/// `cluster-info`
pub const CLUSTER_INFO: Command = Command {
    name: "cluster-info",
    aliases: &[],
    group: Group::Cluster,
    short: "Display cluster information",
    usage: "cluster-info [flags] [options]",
    examples: &["kubectl cluster-info"],
    flags: &[],
    subcommands: &[],
    words: Words::Free,
    run: cluster_info,
};

// Models kubectl/pkg/cmd/clusterinfo/clusterinfo.go RunClusterInfo
fn cluster_info(_: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    context.out.print(Style::Ok, "Kubernetes control plane");
    context.out.print(Style::Plain, " is running at ");
    context.out.line(Style::Warning, "https://127.0.0.1:6443");
    context.out.line(
        Style::Plain,
        "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.",
    );
    Ok(Outcome::Done)
}

/// `top`
pub const TOP: Command = Command {
    name: "top",
    aliases: &[],
    group: Group::Cluster,
    short: "Display resource (CPU/memory) usage",
    usage: "top [flags] [options]",
    examples: &["kubectl top pods", "kubectl top nodes"],
    flags: &[ALL_NAMESPACES, NAMESPACE, SELECTOR],
    subcommands: &[],
    words: Words::Free,
    run: top,
};

/// Nothing in the cluster measures what containers use, as in one without a metrics server.
// Models kubectl/pkg/cmd/top/top_pod.go RunTopPod
fn top(_: &Arguments, _: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    Err(Failure::error("Metrics API not available"))
}
