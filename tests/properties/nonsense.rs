//! Nonsense that is nearly sense: recorded commands, manifests and patches with some of their
//! characters and words changed. What the fuzz targets look for at length, at every run.

use crate::dice::Dice;
use state_lab::api::{Key, Kind, Object};
use state_lab::apiserver::patch::PatchType;
use state_lab::cluster::{Cluster, Scenario};
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;
use state_lab::manifest::emit::{to_json, to_yaml};
use state_lab::manifest::parse_documents;
use std::path::{Path, PathBuf};

/// How much nonsense of each sort is tried, unless `STATELAB_SEEDS` says otherwise.
const TRIES: u64 = 600;
/// Commands in a row at one cluster.
const LINES: usize = 6;

fn tries() -> u64 {
    crate::number("STATELAB_SEEDS").unwrap_or(TRIES)
}

fn recordings() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings")
}

/// The texts of the files in a folder with that extension, in the order of their names.
fn texts(folder: &Path, extension: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).expect("a text")).collect()
}

/// Changes a few things in a text.
fn garble(text: &str, dice: &mut Dice) -> String {
    const PIECES: &[&str] = &[
        "-",
        "--",
        "=",
        ",",
        "/",
        ":",
        "'",
        "\"",
        "{",
        "}",
        "[",
        "]",
        "|",
        "\\",
        "é",
        "\t",
        " ",
        "0",
        "-1",
        "99999999999999999999",
        "null",
        "~",
        "*",
        "&a",
        "%",
        "$",
        "\u{0}",
        "\n",
        "- ",
    ];
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..1 + dice.below(3) {
        let at = dice.below(characters.len() + 1);
        let end = (at + dice.below(6)).min(characters.len());
        match dice.below(4) {
            0 => drop(characters.drain(at..end)),
            1 => {
                let again: Vec<char> = characters[at..end].to_vec();
                characters.splice(at..at, again);
            }
            2 => characters.truncate(at.max(1)),
            _ => drop(characters.splice(at..at, dice.pick(PIECES).chars())),
        }
    }
    characters.into_iter().collect()
}

#[test]
fn commands_that_are_nearly_right_break_nothing() {
    let all = texts(&recordings(), "txt").join("\n");
    // What waits for virtual years would only take long.
    let waits =
        |line: &&str| ["sleep", "timeout", " -w", "wait"].iter().any(|it| line.contains(it));
    let commands: Vec<&str> = all
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .filter(|line| !waits(line))
        .collect();
    let manifest = include_str!("../../public/manifests/statefulset.yaml");
    for seed in 0..tries() / LINES as u64 {
        let mut dice = Dice::new(seed);
        let files = MemoryFiles::new([("statefulset.yaml", manifest)]);
        let mut session = Session::new(&Scenario::lab(), seed, Box::new(files));
        session.run("kubectl apply -f statefulset.yaml");
        for _ in 0..LINES {
            let line = garble(commands[dice.below(commands.len())], &mut dice);
            if !waits(&line.as_str()) {
                println!("{line}");
                session.run(&line);
            }
        }
    }
}

#[test]
fn manifests_that_are_nearly_right_are_refused_or_mean_the_same_when_written_again() {
    let manifests = texts(&recordings().join("manifests"), "yaml");
    let mut cluster = Cluster::new(&Scenario::lab(), 1);
    for seed in 0..tries() {
        let mut dice = Dice::new(seed);
        let text = garble(&manifests[dice.below(manifests.len())], &mut dice);
        let documents = match parse_documents(&text) {
            Ok(documents) => documents,
            Err(error) => error.read,
        };
        for document in documents {
            for written in [to_yaml(&document.value), to_json(&document.value)] {
                let again = parse_documents(&written);
                let again = again.unwrap_or_else(|error| panic!("{error}\n{text}\n{written}"));
                let values: Vec<_> = again.into_iter().map(|document| document.value).collect();
                // An empty document is none.
                let is_empty = document.value.is_null() && values.is_empty();
                assert!(is_empty || values == [document.value.clone()], "{text}\n{written}");
            }
            let Ok((mut object, _)) = Object::from_json(document.value) else { continue };
            if object.metadata().namespace.is_empty() {
                object.metadata_mut().namespace = "default".to_owned();
            }
            let _ = cluster.client().api.create(object);
        }
    }
    cluster.settle(60_000);
}

#[test]
fn patches_that_are_nearly_right_leave_objects_that_can_be_read() {
    const PATCHES: &[&str] = &[
        r#"{"spec":{"replicas":2,"template":{"spec":{"containers":[{"name":"visits","image":"x"}]}}}}"#,
        r#"{"metadata":{"labels":{"a":"b","$patch":"replace"},"finalizers":["x"]}}"#,
        r#"{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"a"}]}}}}"#,
        r#"{"spec":{"claimRef":null,"capacity":{"storage":"3Gi"},"accessModes":["ReadWriteMany"]}}"#,
        r#"[{"op":"replace","path":"/spec/replicas","value":3},{"op":"remove","path":"/spec/x"}]"#,
        r#"[{"op":"add","path":"/metadata/labels/a~1b","value":"c"},{"op":"test","path":""}]"#,
    ];
    let mut cluster = Cluster::new(&Scenario::lab(), 1);
    let manifest = include_str!("../../public/manifests/statefulset.yaml");
    for document in parse_documents(manifest).expect("the project's own manifest") {
        let (mut object, _) = Object::from_json(document.value).expect("an object");
        object.metadata_mut().namespace = "default".to_owned();
        cluster.client().api.create(object).expect("a valid object");
    }
    let set = Key::new(Kind::StatefulSet, "default", "nodejs-stateful");
    let volume = Key::new(Kind::PersistentVolume, "", "nodejs-statefulset-volume-1");
    for seed in 0..tries() {
        let mut dice = Dice::new(seed);
        let text = garble(PATCHES[dice.below(PATCHES.len())], &mut dice);
        let Ok(patch) = serde_json::from_str(&text) else { continue };
        for key in [&set, &volume] {
            for kind in [PatchType::Json, PatchType::Merge, PatchType::Strategic] {
                if let Ok((object, _)) = cluster.client().api.patch(key, kind, &patch) {
                    let (again, unknown) = Object::from_json(object.to_json()).expect("an object");
                    assert!(unknown.is_empty() && again == object, "{text}");
                }
            }
        }
    }
    cluster.settle(60_000);
}
