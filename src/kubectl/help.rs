//! What kubectl says about itself: its help, and what it makes of unknown commands.

use super::command::{Command, Context, Group, Outcome};
use super::failure::Failure;
use super::flags::{Arguments, Flag, GLOBAL, RECORD, Takes};
use super::output::Style;
use crate::api::order;

/// Every command of kubectl in the order of its help. Those that the model does not have are
/// listed, because the real kubectl lists them, and refused when they are called.
const LISTED: &[(Group, &[(&str, &str)])] = &[
    (
        Group::Beginner,
        &[
            ("create", "Create a resource from a file or from stdin"),
            (
                "expose",
                "Take a replication controller, service, deployment or pod and expose \
                 it as a new Kubernetes service",
            ),
            ("run", "Run a particular image on the cluster"),
            ("set", "Set specific features on objects"),
        ],
    ),
    (
        Group::Intermediate,
        &[
            ("explain", "Get documentation for a resource"),
            ("get", "Display one or many resources"),
            ("edit", "Edit a resource on the server"),
            (
                "delete",
                "Delete resources by file names, stdin, resources and names, or by \
                 resources and label selector",
            ),
        ],
    ),
    (
        Group::Deploy,
        &[
            ("rollout", "Manage the rollout of a resource"),
            ("scale", "Set a new size for a deployment, replica set, or replication controller"),
            (
                "autoscale",
                "Auto-scale a deployment, replica set, stateful set, or replication controller",
            ),
        ],
    ),
    (
        Group::Cluster,
        &[
            ("certificate", "Modify certificate resources"),
            ("cluster-info", "Display cluster information"),
            ("top", "Display resource (CPU/memory) usage"),
            ("cordon", "Mark node as unschedulable"),
            ("uncordon", "Mark node as schedulable"),
            ("drain", "Drain node in preparation for maintenance"),
            ("taint", "Update the taints on one or more nodes"),
        ],
    ),
    (
        Group::Troubleshooting,
        &[
            ("describe", "Show details of a specific resource or group of resources"),
            ("logs", "Print the logs for a container in a pod"),
            ("attach", "Attach to a running container"),
            ("exec", "Execute a command in a container"),
            ("port-forward", "Forward one or more local ports to a pod"),
            ("proxy", "Run a proxy to the Kubernetes API server"),
            ("cp", "Copy files and directories to and from containers"),
            ("auth", "Inspect authorization"),
            ("debug", "Create debugging sessions for troubleshooting workloads and nodes"),
            ("events", "List events"),
        ],
    ),
    (
        Group::Advanced,
        &[
            ("diff", "Diff the live version against a would-be applied version"),
            ("apply", "Apply a configuration to a resource by file name or stdin"),
            ("patch", "Update fields of a resource"),
            ("replace", "Replace a resource by file name or stdin"),
            ("wait", "Experimental: Wait for a specific condition on one or many resources"),
            ("kustomize", "Build a kustomization target from a directory or URL"),
        ],
    ),
    (
        Group::Settings,
        &[
            ("label", "Update the labels on a resource"),
            ("annotate", "Update the annotations on a resource"),
            (
                "completion",
                "Output shell completion code for the specified shell (bash, zsh, \
                 fish, or powershell)",
            ),
        ],
    ),
    (
        Group::Other,
        &[
            ("api-resources", "Print the supported API resources on the server"),
            (
                "api-versions",
                "Print the supported API versions on the server, in the form of \"group/version\"",
            ),
            ("config", "Modify kubeconfig files"),
            ("plugin", "Provides utilities for interacting with plugins"),
            ("version", "Print the client and server version information"),
        ],
    ),
];

fn heading(group: Group) -> &'static str {
    match group {
        Group::Beginner => "Basic Commands (Beginner):",
        Group::Intermediate => "Basic Commands (Intermediate):",
        Group::Deploy => "Deploy Commands:",
        Group::Cluster => "Cluster Management Commands:",
        Group::Troubleshooting => "Troubleshooting and Debugging Commands:",
        Group::Advanced => "Advanced Commands:",
        Group::Settings => "Settings Commands:",
        Group::Other => "Other Commands:",
    }
}

/// The help of kubectl itself.
pub fn overview() -> String {
    const WIDTH: usize = 16;
    let mut text =
        "kubectl controls the Kubernetes cluster manager.\n\n Find more information at: \
                    https://kubernetes.io/docs/reference/kubectl/\n"
            .to_owned();
    for (group, commands) in LISTED {
        if *group == Group::Other {
            text.push_str("\nSubcommands provided by plugins:\n");
        }
        text.push_str(&format!("\n{}\n", heading(*group)));
        for (name, short) in *commands {
            text.push_str(&format!("  {name:WIDTH$}{short}\n"));
        }
    }
    text.push_str(
        "\nUsage:\n  kubectl [flags] [options]\n\nUse \"kubectl <command> --help\" for more \
         information about a given command.\nUse \"kubectl options\" for a list of global \
         command-line options (applies to all commands).\n",
    );
    text
}

/// What a command does that only groups others: it shows its help, but takes no words.
///
/// # Errors
/// There is a word, which is no subcommand.
// Models kubectl/pkg/cmd/util/helpers.go DefaultSubCommandRun
pub fn group(
    command: &Command,
    path: &str,
    arguments: &Arguments,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    if !arguments.words.is_empty() {
        let words = arguments.words.join(" ");
        return Err(Failure::usage(path, &format!("unknown command \"{words}\"")));
    }
    context.out.print(Style::Plain, &of(command, path));
    Ok(Outcome::Exit(1))
}

/// The help of a command; `path` is how it is called (`kubectl create deployment`).
pub fn of(command: &Command, path: &str) -> String {
    let mut text = format!("{}.\n", command.short);
    if !command.examples.is_empty() {
        text.push_str("\nExamples:\n");
        for example in command.examples {
            text.push_str(&format!("  {example}\n"));
        }
    }
    if !command.subcommands.is_empty() {
        text.push_str("\nAvailable Commands:\n");
        for subcommand in command.subcommands {
            text.push_str(&format!("  {:<16}{}\n", subcommand.name, subcommand.short));
        }
    }
    text.push_str("\nOptions:\n");
    let mut flags: Vec<&Flag> = command.flags.iter().chain(GLOBAL).collect();
    order::by_key(&mut flags, |flag| flag.name);
    flags.dedup_by_key(|flag| flag.name);
    for flag in flags.into_iter().filter(|flag| flag.name != RECORD.name) {
        let letter = flag.short.map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
        let value = match flag.takes {
            Takes::Switch => "=false",
            Takes::Text | Takes::TextOr(_) => "=''",
            Takes::Number => "=0",
        };
        text.push_str(&format!("    {letter}--{}{value}:\n\t{}\n\n", flag.name, flag.help));
    }
    text.push_str(&format!("Usage:\n  kubectl {}\n", command.usage));
    if !command.subcommands.is_empty() {
        text.push_str(&format!(
            "\nUse \"{path} <command> --help\" for more information about a given command.\n"
        ));
    }
    text
}

/// The subcommands that only the real kubectl knows, by the command that they belong to.
const OTHER_SUBCOMMANDS: &[(&str, &[&str])] = &[
    ("kubectl apply", &["edit-last-applied", "set-last-applied"]),
    ("kubectl auth", &["reconcile"]),
    (
        "kubectl create",
        &[
            "clusterrole",
            "clusterrolebinding",
            "cronjob",
            "cj",
            "ingress",
            "ing",
            "job",
            "poddisruptionbudget",
            "pdb",
            "priorityclass",
            "pc",
            "quota",
            "resourcequota",
            "role",
            "rolebinding",
            "token",
        ],
    ),
    ("kubectl set", &["selector", "serviceaccount", "sa", "subject"]),
];

/// Says so of a subcommand that is not part of this model.
///
/// # Errors
/// It is not.
pub fn check_subcommand(path: &str, name: &str) -> Result<(), Failure> {
    let others = OTHER_SUBCOMMANDS.iter().filter(|(command, _)| *command == path);
    match others.flat_map(|(_, names)| *names).any(|other| *other == name) {
        true => Err(Failure::error(format!("\"{path} {name}\" is not part of this model"))),
        false => Ok(()),
    }
}

/// Words of other programs, by the command that kubectl takes them to mean.
// Models the SuggestFor of kubectl/pkg/cmd/*/*.go
const SUGGESTED_FOR: &[(&str, &[&str])] =
    &[("get", &["list", "ps"]), ("delete", &["rm"]), ("wait", &["list", "ps"])];

/// What kubectl says of a command that it does not know, and what this model says of one that
/// only the real kubectl knows.
// Models kubectl/pkg/cmd/cmd.go and github.com/spf13/cobra Command.SuggestionsFor
pub fn unknown_command(name: &str) -> Failure {
    let listed: Vec<&str> =
        LISTED.iter().flat_map(|(_, commands)| *commands).map(|(name, _)| *name).collect();
    if listed.contains(&name) {
        return Failure::error(format!("\"kubectl {name}\" is not part of this model"));
    }
    const CLOSE: usize = 2;
    let typed = name.to_ascii_lowercase();
    let stands_for = |command: &str| {
        let others = SUGGESTED_FOR.iter().filter(|(suggested, _)| *suggested == command);
        others.flat_map(|(_, words)| *words).any(|word| *word == typed)
    };
    let close: Vec<&str> = listed
        .into_iter()
        .chain(["options"])
        .filter(|candidate| {
            distance(name, candidate) <= CLOSE
                || candidate.starts_with(&typed)
                || stands_for(candidate)
        })
        .collect();
    let mut text = format!("unknown command \"{name}\" for \"kubectl\"");
    if !close.is_empty() {
        text.push_str("\n\nDid you mean this?");
        for candidate in close {
            text.push_str(&format!("\n\t{candidate}"));
        }
    }
    Failure::error(text)
}

/// `kubectl help nonsense`
pub fn unknown_topic(words: &[String]) -> Failure {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    Failure::plain(format!("Unknown help topic [{}]", words.join(" ")))
}

/// How many letters must change to make one word of the other, capitals aside.
// Models github.com/spf13/cobra ld
fn distance(one: &str, other: &str) -> usize {
    let letters = |word: &str| word.to_ascii_lowercase().chars().collect::<Vec<char>>();
    let (one, other) = (letters(one), letters(other));
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let change = corner + usize::from(a != b);
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::super::command::COMMANDS;
    use super::*;

    #[test]
    fn every_command_stands_in_the_help_with_its_own_words() {
        for command in COMMANDS {
            let group = LISTED.iter().find(|(group, _)| *group == command.group).unwrap().1;
            assert!(group.contains(&(command.name, command.short)), "{}", command.name);
        }
    }

    #[test]
    fn a_deprecated_flag_is_not_in_the_help() {
        let scale = COMMANDS.iter().find(|command| command.name == "scale").unwrap();
        assert!(scale.flags.iter().any(|flag| flag.name == RECORD.name));
        assert!(!of(scale, "kubectl scale").contains("--record"));
    }

    #[test]
    fn unknown_commands_get_suggestions() {
        assert_eq!(
            unknown_command("gte").text,
            "error: unknown command \"gte\" for \"kubectl\"\n\nDid you mean this?\n\tget"
        );
        assert_eq!(
            unknown_command("foo").text,
            "error: unknown command \"foo\" for \"kubectl\"\n\nDid you mean this?\n\ttop"
        );
        let suggested = |name| unknown_command(name).text.split("this?").nth(1).map(str::to_owned);
        assert_eq!(suggested("log").unwrap(), "\n\ttop\n\tlogs");
        assert_eq!(suggested("list").unwrap(), "\n\tget\n\twait");
        assert_eq!(suggested("rm").unwrap(), "\n\trun\n\tdelete\n\tcp");
        assert_eq!(suggested("show"), None);
    }
}
