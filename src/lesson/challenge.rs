//! A challenge: a cluster in which something is broken or missing, a goal, and the terminal.
//!
//! A challenge is played like a chapter, and so it is one: with a single step, whose text says the
//! goal, has hints, and explains afterwards what has been done. How it is done is the reader's
//! affair; the step's solution is one way, as short as the author found it.

use super::Chapter;
use super::text::{self, Block, Inline, Prose};
use crate::i18n::Lang;
use crate::kubectl::flags::command_at;

/// The id of the only step of every challenge.
pub const GOAL: &str = "goal";

/// A challenge.
pub struct Challenge {
    /// All that it has in common with a chapter: its title, its cluster, and its only step. To
    /// begin it takes [`super::Equipment::ALL`], for more than `kubectl apply` has been run in it.
    pub chapter: Chapter,
    /// Its text.
    pub prose: Prose,
    /// Which of the usual beliefs it puts right, by their numbers in the list of beliefs.
    pub teaches: &'static [u8],
}

impl Challenge {
    /// What helps to solve it, from vague to concrete.
    pub fn hints(&self, lang: Lang) -> Vec<Vec<Inline>> {
        let mut blocks = text::blocks(self.prose.get(lang)).into_iter();
        let hints = blocks.find_map(|block| match block {
            Block::Step(step) => Some(step.hints),
            _ => None,
        });
        hints.unwrap_or_default()
    }

    /// The commands of a solution.
    pub fn solution(&self) -> &'static [&'static str] {
        self.chapter.steps.first().map_or(&[], |step| step.solution)
    }

    /// How many commands the solution has. Its author knows what is wrong, so what readers run only
    /// to find that out should not count against them.
    pub fn par(&self) -> usize {
        self.solution().len()
    }
}

/// The commands of kubectl that change something.
const CHANGING: &[&str] = &[
    "annotate", "apply", "config", "cordon", "cp", "create", "delete", "drain", "edit", "exec",
    "expose", "label", "patch", "replace", "rollout", "run", "scale", "set", "taint", "uncordon",
];

/// Those of their subcommands that only look.
const LOOKING: &[(&str, &[&str])] = &[
    ("rollout", &["status", "history"]),
    ("config", &["current-context", "get-clusters", "get-contexts", "get-users", "view"]),
];

/// How many commands of a line change something: what only looks costs nothing.
pub fn changes(line: &str) -> usize {
    let words: Vec<&str> = line.split_whitespace().collect();
    let starts = (0..words.len()).filter(|at| matches!(words[*at], "kubectl" | "k"));
    let changing = starts.map(|at| &words[at + 1..]).filter(|words| {
        let Some(at) = command_at(words) else { return false };
        let rest = &words[at + 1..];
        let looks = |(command, subcommands): &(&str, &[&str])| {
            *command == words[at]
                && command_at(rest).is_some_and(|at| subcommands.contains(&rest[at]))
        };
        CHANGING.contains(&words[at]) && !LOOKING.iter().any(looks)
    });
    changing.count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubectl::command::COMMANDS;

    #[test]
    fn only_commands_that_change_something_are_counted() {
        for (line, count) in [
            ("kubectl get pods", 0),
            ("kubectl delete pod web-0", 1),
            ("kubectl scale sts web --replicas=0; kubectl delete pvc --all", 2),
            ("kubectl get pv v -o yaml | sed s/a/b/ | kubectl replace -f -", 1),
            ("kubectl rollout status sts web && kubectl rollout undo sts web", 1),
            ("kubectl -n default delete pod web-0", 1),
            ("k --namespace=default rollout -n lab status sts web", 0),
            ("kubectl config set-context --current --namespace=lab", 1),
            ("kubectl config view", 0),
            ("kubectl -n", 0),
            ("curl http://node01:30002", 0),
            ("", 0),
        ] {
            assert_eq!(changes(line), count, "{line}");
        }
    }
    #[test]
    fn every_command_is_known_to_change_something_or_to_look() {
        const LOOK: &[&str] = &[
            "api-resources",
            "api-versions",
            "attach",
            "auth",
            "cluster-info",
            "describe",
            "diff",
            "events",
            "get",
            "logs",
            "port-forward",
            "top",
            "version",
            "wait",
        ];
        for command in COMMANDS {
            let name = command.name;
            assert_ne!(CHANGING.contains(&name), LOOK.contains(&name), "{name}");
        }
        let is_command = |name: &&&str| COMMANDS.iter().any(|command| command.name == **name);
        assert_eq!(CHANGING.iter().chain(LOOK).find(|name| !is_command(name)), None);
    }
}
