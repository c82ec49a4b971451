//! `kubectl api-resources`, `version` and `cluster-info`: what there is.

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::failure::Failure;
use super::super::flags::{ALL_NAMESPACES, Arguments, Flag, NAMESPACE, OUTPUT, SELECTOR};
use super::super::output::Style;
use super::super::resource::RESOURCES;
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
        Flag::switch("namespaced", "Show only resources that live in a namespace, or only others."),
        Flag::switch("no-headers", "Don't print headers."),
        OUTPUT,
    ],
    subcommands: &[],
    words: Words::Free,
    run: api_resources,
};

// Models kubectl/pkg/cmd/apiresources/apiresources.go RunAPIResources
fn api_resources(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let names = match arguments.text("output") {
        None | Some("") => false,
        Some("name") => true,
        Some(other) => {
            return Err(Failure::error(format!("--output {other} is not available")));
        }
    };
    let wanted = RESOURCES.iter().filter(|resource| {
        arguments.text("api-group").is_none_or(|group| group == resource.group())
            && (!arguments.given("namespaced") || arguments.on("namespaced") == resource.namespaced)
    });
    if names {
        wanted.for_each(|it| context.out.line(Style::Plain, &it.qualified_plural()));
        return Ok(Outcome::Done);
    }
    let mut rows = Vec::new();
    let headings = !arguments.on("no-headers");
    if headings {
        let headings = ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"];
        rows.push(headings.map(str::to_owned).to_vec());
    }
    for resource in wanted {
        rows.push(vec![
            resource.plural.to_owned(),
            resource.short.to_owned(),
            resource.api_version.to_owned(),
            resource.namespaced.to_string(),
            resource.kind.to_owned(),
        ]);
    }
    let text = TableWriter::new().write(&rows);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let style = if index == 0 && headings { Style::Heading } else { Style::Plain };
        context.out.print(style, line);
    }
    Ok(Outcome::Done)
}

/// `version`
pub const VERSION: Command = Command {
    name: "version",
    aliases: &[],
    group: Group::Other,
    short: "Print the client and server version information",
    usage: "version [--client] [options]",
    examples: &["kubectl version"],
    flags: &[Flag::switch("client", "If true, shows client version only (no server required).")],
    subcommands: &[],
    words: Words::Free,
    run: version,
};

/// The version of kustomize in kubectl of that version.
const KUSTOMIZE_VERSION: &str = "v5.5.0";

// Models kubectl/pkg/cmd/version/version.go Run
fn version(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    context.out.line(Style::Plain, &format!("Client Version: {KUBERNETES_VERSION}"));
    context.out.line(Style::Plain, &format!("Kustomize Version: {KUSTOMIZE_VERSION}"));
    if !arguments.on("client") {
        context.out.line(Style::Plain, &format!("Server Version: {KUBERNETES_VERSION}"));
    }
    Ok(Outcome::Done)
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
