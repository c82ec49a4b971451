//! Which volume of the model stands for which of the recording. Which of several equal volumes a
//! claim gets is random, so the recording's claims tell which of its volumes they have got, and
//! from then on the model's volumes go by those names: one by one, and only among equals.

use crate::api::storage::{PersistentVolume, PersistentVolumeClaim};
use crate::apiserver::store::Store;
use std::collections::BTreeMap;

/// What has been learnt so far.
#[derive(Clone, Default)]
pub struct Volumes {
    /// From names in the model to names in the recording.
    pairs: BTreeMap<String, String>,
    /// The volumes that there are or were, with the directories that they stand for.
    known: BTreeMap<String, String>,
}

impl Volumes {
    /// Learns from what a command of the recording printed, when the model has come as far.
    pub fn learn(&mut self, expected: &str, store: &Store) {
        for volume in store.list::<PersistentVolume>() {
            let path = volume.spec.host_path.as_ref().map(|source| source.path.clone());
            self.known.insert(volume.metadata.name.clone(), path.unwrap_or_default());
        }
        for line in expected.lines() {
            let names =
                || line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(""));
            let recorded = names().find(|name| store.get::<PersistentVolume>("", name).is_some());
            let Some(recorded) = recorded else { continue };
            // In a document the claim's name stands before that of its volume.
            let above = expected.split(line).next().unwrap_or_default();
            let claim = above.lines().rev().find_map(|line| line.strip_prefix("  name: "));
            let claim = claim.filter(|_| line.trim_start().starts_with("volumeName: "));
            let model = names().chain(claim).find_map(|name| volume_of(name, store));
            if let Some(model) = model {
                self.pair(model, recorded, store);
            }
        }
    }

    fn pair(&mut self, model: String, recorded: &str, store: &Store) {
        let is_taken = self.pairs.values().any(|other| other == recorded);
        if !is_taken && !self.pairs.contains_key(&model) && are_equal(&model, recorded, store) {
            self.pairs.insert(model, recorded.to_owned());
        }
    }

    /// Every volume with its counterpart: those of which nothing is known keep their names, unless
    /// another has got it.
    fn all(&self) -> Vec<(&str, &str)> {
        let mut pairs: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .map(|(model, recorded)| (model.as_str(), recorded.as_str()))
            .collect();
        let names = || self.known.keys().map(String::as_str);
        for name in names() {
            if !pairs.iter().any(|(model, recorded)| *model == name || *recorded == name) {
                pairs.push((name, name));
            }
        }
        let free = |pairs: &[(&str, &str)]| {
            names().find(|name| !pairs.iter().any(|(_, recorded)| recorded == name))
        };
        for name in names() {
            if !pairs.iter().any(|(model, _)| *model == name)
                && let Some(recorded) = free(&pairs)
            {
                pairs.push((name, recorded));
            }
        }
        pairs.retain(|(model, recorded)| model != recorded);
        pairs
    }

    /// A command of the recording with the model's volumes in it.
    pub fn translate(&self, command: &str) -> String {
        let pairs = self.all().into_iter().map(|(model, recorded)| (recorded, model));
        replace(command, &pairs.collect::<Vec<_>>())
    }

    /// What the model printed, with the recording's volumes in it. Rows of volumes are sorted by
    /// name, and so are descriptions.
    pub fn translate_output(&self, command: &str, text: String) -> String {
        let mut pairs = self.all();
        if pairs.is_empty() {
            return text;
        }
        let path = |name: &str| self.known.get(name).map_or("", String::as_str);
        let paths: Vec<(&str, &str)> =
            pairs.iter().map(|(model, recorded)| (path(model), path(recorded))).collect();
        pairs.extend(paths.into_iter().filter(|(one, other)| !one.is_empty() && !other.is_empty()));
        let text = replace(&text, &pairs);
        if command.starts_with("kubectl describe") {
            let mut blocks: Vec<&str> = text.trim_end().split("\n\n\n").collect();
            blocks.sort_by_key(|block| block.lines().next());
            return blocks.join("\n\n\n") + "\n";
        }
        if command.contains(" -w") { text } else { self.sorted(&text) }
    }

    fn sorted(&self, text: &str) -> String {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let name = |line: &str| {
            let first = line.split_whitespace().next().unwrap_or_default();
            let first = first.strip_prefix("persistentvolume/").unwrap_or(first);
            // `persistentvolume "pv-1" deleted`
            let named =
                line.strip_prefix("persistentvolume \"").and_then(|rest| rest.split('"').next());
            named.unwrap_or(first).to_owned()
        };
        let places: Vec<usize> =
            (0..lines.len()).filter(|at| self.known.contains_key(&name(lines[*at]))).collect();
        let mut rows: Vec<&str> = places.iter().map(|at| lines[*at]).collect();
        rows.sort_by_key(|line| name(line));
        places.into_iter().zip(rows).for_each(|(at, row)| lines[at] = row);
        lines.concat()
    }
}

/// The volume that a claim of that name has, or the only one that is kept for it.
fn volume_of(claim: &str, store: &Store) -> Option<String> {
    let mut claims = store.list::<PersistentVolumeClaim>();
    let claim = claims.find(|found| found.metadata.name == claim)?;
    if !claim.spec.volume_name.is_empty() {
        return Some(claim.spec.volume_name.clone());
    }
    let kept = store.list::<PersistentVolume>().filter(|volume| {
        let reference = volume.spec.claim_ref.as_ref();
        reference.is_some_and(|reference| reference.name == claim.metadata.name)
    });
    let kept: Vec<String> = kept.map(|volume| volume.metadata.name.clone()).collect();
    kept.first().filter(|_| kept.len() == 1).cloned()
}

/// Whether a claim could as well have got the other volume.
fn are_equal(one: &str, other: &str, store: &Store) -> bool {
    let get = |name: &str| store.get::<PersistentVolume>("", name);
    let (Some(one), Some(other)) = (get(one), get(other)) else { return false };
    let labels = one.metadata.labels == other.metadata.labels;
    let (one, other) = (&one.spec, &other.spec);
    labels
        && one.capacity == other.capacity
        && one.access_modes == other.access_modes
        && one.storage_class_name == other.storage_class_name
        && one.volume_mode == other.volume_mode
        && one.node_affinity == other.node_affinity
        && one.persistent_volume_reclaim_policy == other.persistent_volume_reclaim_policy
}

/// Replaces whole names, all at once.
fn replace(text: &str, pairs: &[(&str, &str)]) -> String {
    let in_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let before = replaced.chars().next_back();
        let found = pairs.iter().find(|(from, _)| {
            let begins = from.starts_with('/') || !before.is_some_and(in_name);
            begins && rest.strip_prefix(*from).is_some_and(|after| !after.starts_with(in_name))
        });
        match found {
            Some((from, to)) => {
                replaced.push_str(to);
                rest = &rest[from.len()..];
            }
            None => {
                replaced.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    replaced
}
