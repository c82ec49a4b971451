//! Completion of a line at the Tab key, made from the commands' own data and what is in the store.

use super::client::Client;
use super::command::{COMMANDS, Command, DEFAULT_NAMESPACE, Words, find};
use super::flags::{Flag, GLOBAL, RECORD, Takes};
use super::resource::{self, RESOURCES, Resource};
use super::shell::builtins::BUILTINS;
use super::shell::files::Files;
use super::shell::filters::FILTERS;
use crate::api::Kind;
use crate::api::order;

/// What the word at the cursor could become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where that word begins, in bytes of the line.
    pub start: usize,
    /// What it could be, sorted; each as a whole word.
    pub candidates: Vec<String>,
    /// What all of them begin with: what Tab puts in place of the word. A single candidate is
    /// followed by a blank, unless more belongs to it.
    pub common: String,
}

/// Completes the word that ends at `cursor`.
pub fn complete(line: &str, cursor: usize, files: &dyn Files, client: &Client<'_>) -> Completion {
    let before = line.get(..cursor).unwrap_or(line);
    // Only the last command of a line with pipes matters.
    let command_start = before.rfind(['|', ';', '&']).map_or(0, |at| at + 1);
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1).max(command_start);
    let words: Vec<&str> = before[command_start..start].split_whitespace().collect();
    let word = &before[start..];
    let world = World { files, client };
    let mut candidates = world.candidates(&words, word);
    candidates.retain(|candidate| candidate.starts_with(word));
    order::all(&mut candidates);
    candidates.dedup();
    let common = common_start(&candidates, word);
    Completion { start, candidates, common }
}

fn common_start(candidates: &[String], word: &str) -> String {
    let Some((first, rest)) = candidates.split_first() else { return word.to_owned() };
    if rest.is_empty() {
        let goes_on = first.ends_with(['/', '=']);
        return if goes_on { first.clone() } else { format!("{first} ") };
    }
    let mut end = first.len();
    for candidate in rest {
        let same = first.char_indices().zip(candidate.chars());
        let differs = same.into_iter().find(|((_, one), other)| one != other);
        end = end.min(differs.map_or(candidate.len(), |((at, _), _)| at));
    }
    first[..end].to_owned()
}

struct World<'a, 'c> {
    files: &'a dyn Files,
    client: &'a Client<'c>,
}

impl World<'_, '_> {
    fn candidates(&self, words: &[&str], word: &str) -> Vec<String> {
        match words.split_first() {
            None => {
                let builtins = BUILTINS.iter().map(|(name, _)| *name);
                let filters = FILTERS.iter().map(|(name, _)| *name);
                let names = builtins.chain(filters).chain(["kubectl"]);
                names.map(str::to_owned).collect()
            }
            Some((&("kubectl" | "k"), rest)) => self.kubectl(rest, word),
            Some(_) => self.files.list(),
        }
    }

    fn kubectl(&self, words: &[&str], word: &str) -> Vec<String> {
        let mut commands = COMMANDS;
        let mut command: Option<&'static Command> = None;
        let mut rest = Vec::new();
        let mut words = words.iter().peekable();
        let mut namespace = DEFAULT_NAMESPACE;
        let mut pending: Option<&Flag> = None;
        while let Some(&given) = words.next() {
            let known = command.map_or(&[][..], |command| command.flags);
            if given.starts_with('-') {
                let flag = flag_of(given, known);
                let takes_next = flag.is_some_and(|flag| {
                    matches!(flag.takes, Takes::Text | Takes::Number) && !given.contains('=')
                });
                if takes_next {
                    let value = words.next();
                    match (flag, value) {
                        (Some(flag), None) => pending = Some(flag),
                        (Some(flag), Some(value)) if flag.name == "namespace" => namespace = value,
                        _ => {}
                    }
                }
            } else if let Some(found) = find(commands, given).filter(|_| rest.is_empty()) {
                command = Some(found);
                commands = found.subcommands;
            } else {
                rest.push(given);
            }
        }
        if let Some(flag) = pending {
            return self.flag_value(flag.name);
        }
        let Some(command) = command else {
            return COMMANDS.iter().map(|command| command.name.to_owned()).collect();
        };
        if word.starts_with('-') {
            return self.flags(command, word);
        }
        let mut candidates: Vec<String> = Vec::new();
        if rest.is_empty() {
            candidates.extend(commands.iter().map(|command| command.name.to_owned()));
        }
        candidates.extend(self.words(command.words, &rest, word, namespace));
        candidates
    }

    fn flags(&self, command: &Command, word: &str) -> Vec<String> {
        if let Some((name, _)) = word.split_once('=') {
            let values = self.flag_value(name.trim_start_matches('-'));
            return values.into_iter().map(|value| format!("{name}={value}")).collect();
        }
        let flags = command.flags.iter().chain(GLOBAL).filter(|flag| flag.name != RECORD.name);
        let long = flags.map(|flag| match flag.takes {
            Takes::Text | Takes::Number => format!("--{}=", flag.name),
            _ => format!("--{}", flag.name),
        });
        long.collect()
    }

    fn flag_value(&self, name: &str) -> Vec<String> {
        let fixed: &[&str] = match name {
            "filename" => return self.files.list(),
            "namespace" => return self.names(Kind::Namespace, ""),
            "output" => &["custom-columns=", "json", "jsonpath=", "name", "wide", "yaml"],
            "dry-run" => &["client", "none", "server"],
            "cascade" => &["background", "orphan"],
            _ => &[],
        };
        fixed.iter().map(|value| (*value).to_owned()).collect()
    }

    fn words(&self, words: Words, rest: &[&str], word: &str, namespace: &str) -> Vec<String> {
        match (words, rest.first()) {
            (Words::Free, _) => Vec::new(),
            (Words::Names(kind), _) => self.names(kind, namespace),
            (Words::Pods, None) if !word.contains('/') => self.names(Kind::Pod, namespace),
            (Words::Pods, None) | (Words::Objects, _) if word.contains('/') => {
                let (kind, _) = word.split_once('/').unwrap_or((word, ""));
                let names = self.names_of(kind, namespace);
                names.into_iter().map(|name| format!("{kind}/{name}")).collect()
            }
            (Words::Pods, _) => Vec::new(),
            (Words::Objects, None) => kinds(word),
            (Words::Objects, Some(first)) if first.contains('/') => kinds(word),
            (Words::Objects, Some(kinds)) => {
                let named = |name: &String| rest.iter().any(|given| given == name);
                let names = kinds.split(',').flat_map(|kind| self.names_of(kind, namespace));
                names.filter(|name| !named(name)).collect()
            }
        }
    }

    fn names_of(&self, kind: &str, namespace: &str) -> Vec<String> {
        let found = resource::find(kind).ok().and_then(Resource::model);
        found.map_or_else(Vec::new, |kind| self.names(kind, namespace))
    }

    fn names(&self, kind: Kind, namespace: &str) -> Vec<String> {
        let all = self.client.api.store().objects().list_kind(kind);
        let here = all
            .filter(|object| !kind.info().namespaced || object.metadata().namespace == namespace);
        here.map(|object| object.metadata().name.clone()).collect()
    }
}

/// The flag that a word is.
fn flag_of<'a>(word: &str, flags: &'a [Flag]) -> Option<&'a Flag> {
    let name = word.trim_start_matches('-');
    let name = name.split('=').next().unwrap_or(name);
    let mut all = flags.iter().chain(GLOBAL);
    if word.starts_with("--") {
        return all.find(|flag| flag.name == name);
    }
    // Of several letters the last may take a value: `-it`.
    let letter = name.chars().last()?;
    all.find(|flag| flag.short == Some(letter))
}

/// The kinds that a word may name, after the commas that it already has.
fn kinds(word: &str) -> Vec<String> {
    let (head, last) = match word.rfind(',') {
        Some(at) => word.split_at(at + 1),
        None => ("", word),
    };
    let modelled = RESOURCES.iter().filter(|resource| resource.model().is_some());
    let mut names: Vec<&str> = modelled.clone().map(|resource| resource.plural).collect();
    // The shorter names complete once they are begun with, not before: there would be too many.
    if !last.is_empty() {
        names.extend(modelled.clone().flat_map(|resource| resource.short.split(',')));
        let singular = modelled.filter_map(Resource::model).map(|kind| kind.info().singular);
        names.extend(singular.filter(|name| *name == last));
    }
    names.push("all");
    names.retain(|name| !name.is_empty());
    names.into_iter().map(|name| format!("{head}{name}")).collect()
}
