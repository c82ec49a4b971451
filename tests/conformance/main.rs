//! The conformance harness: recordings of a real cluster and cases from upstream's own tests, run
//! against the model.
//!
//! `STATELAB_RECORDINGS` and `STATELAB_CASES` name other folders to read; everything in those must
//! pass. In the project's own folders the files named in [`COMPLETE`] must, and the others are
//! counted, so that it shows how far the model is.
#![cfg(not(target_arch = "wasm32"))]

mod deployment_cases;
mod given;
mod names;
mod order;
mod pv_cases;
mod recording;
mod replay;
mod setup;
mod shape;
mod statefulset_cases;
mod volumes;

use std::path::{Path, PathBuf};

/// The files that pass as a whole, and must go on passing.
const COMPLETE: &[&str] = &[
    "deployment_cases",
    "duration_cases",
    "pv_binding_cases",
    "random-04",
    "random-06",
    "random-09",
    "random-11",
    "random-15",
    "random-18",
    "random-20",
    "random-25",
    "random-29",
    "random-32",
    "random-34",
    "random-37",
    "random-43",
    "random-46",
    "random-48",
    "random-51",
    "random-53",
    "random-57",
    "random-60",
    "random-62",
    "random-65",
    "random-67",
    "random-71",
    "random-74",
    "random-76",
    "random-79",
    "random-81",
    "seed-phase-5",
    "statefulset_cases",
    "sts-basic",
    "sts-scale",
];

/// How many steps and cases of the other files pass at least: what has been reached is kept.
const REACHED: &[(&str, usize)] = &[
    ("deploy-rolling", 45),
    ("deploy-shared-pvc", 60),
    ("kubectl-errors", 96),
    ("node-failure", 28),
    ("pod-problems", 54),
    ("pv-binding", 89),
    ("random-01", 34),
    ("random-23", 26),
    ("random-39", 16),
    ("seed-tutorial", 37),
    ("table-formats", 69),
];

/// How a file did.
struct Tally {
    name: String,
    passed: usize,
    failures: Vec<String>,
}

impl Tally {
    fn print(&self) {
        println!("{}: {} passed, {} failed", self.name, self.passed, self.failures.len());
    }
}

/// The folder to read, and whether somebody chose it.
fn folder(variable: &str, own: &str) -> (PathBuf, bool) {
    match std::env::var_os(variable) {
        Some(chosen) => (PathBuf::from(chosen), true),
        None => (Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(own), false),
    }
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{} cannot be read: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

/// Prints all tallies, and fails if a file that must pass does not.
fn conclude(tallies: Vec<Tally>, all_must_pass: bool) {
    let mut broken = Vec::new();
    for tally in tallies {
        let must_pass = all_must_pass || COMPLETE.contains(&tally.name.as_str());
        tally.print();
        let reached = REACHED.iter().find(|(name, _)| *name == tally.name);
        if let Some((_, least)) = reached.filter(|(_, least)| tally.passed < *least) {
            let (name, passed) = (&tally.name, tally.passed);
            broken.push(format!("{name}: {passed} passed, {least} had passed before"));
        }
        if must_pass {
            broken
                .extend(tally.failures.iter().map(|failure| format!("{}: {failure}", tally.name)));
        } else {
            for failure in &tally.failures {
                println!("  {}", failure.lines().next().unwrap_or_default());
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn recordings_replay_to_the_letter() {
    let (folder, chosen) = folder("STATELAB_RECORDINGS", "recordings");
    let tallies = files(&folder, "txt").into_iter().map(|path| {
        let recording = recording::read(&path);
        let outcomes = replay::replay(&recording, &folder.join("manifests"));
        let passed = outcomes.iter().filter(|outcome| outcome.difference.is_none()).count();
        let failures = outcomes.into_iter().filter_map(|outcome| {
            let (expected, actual) = outcome.difference?;
            Some(format!(
                "step {}: {}\n--- expected\n{expected}\n--- actual\n{actual}\n",
                outcome.number, outcome.command
            ))
        });
        Tally { name: recording.name.clone(), passed, failures: failures.collect() }
    });
    conclude(tallies.collect(), chosen);
}

#[test]
fn cases_come_out_as_upstream_says() {
    let (folder, chosen) = folder("STATELAB_CASES", "cases");
    let mut tallies = Vec::new();
    for path in files(&folder, "json") {
        let text = std::fs::read_to_string(&path).expect("a file of cases can be read");
        let file: serde_json::Value = serde_json::from_str(&text).expect("cases are JSON");
        let name = path.file_stem().expect("a file").to_string_lossy().into_owned();
        let mut tally = Tally { name, passed: 0, failures: Vec::new() };
        let cases = [&file["cases"], &file["human"]];
        let cases: Vec<_> =
            cases.into_iter().filter_map(|list| list.as_array()).flatten().collect();
        if cases.is_empty() {
            tally.failures.push("no cases are found in it".to_owned());
        }
        for case in cases {
            let run = || match tally.name.as_str() {
                "deployment_cases" => deployment_cases::run(case),
                "pv_binding_cases" => pv_cases::run(case),
                "statefulset_cases" => statefulset_cases::run(case),
                "duration_cases" => duration(case),
                _ => Err("cases of this kind are not driven yet".to_owned()),
            };
            // A case that cannot even be put together has failed, and the others go on.
            let outcome = std::panic::catch_unwind(run);
            match outcome.unwrap_or_else(|_| Err("a panic; its message stands above".to_owned())) {
                Ok(()) => tally.passed += 1,
                Err(why) => tally.failures.push(format!("{}: {why}", case["name"])),
            }
        }
        tallies.push(tally);
    }
    conclude(tallies, chosen);
}

/// An age of so many seconds; a fraction is cut off.
fn duration(case: &serde_json::Value) -> Result<(), String> {
    let seconds = case["seconds"].as_f64().ok_or("no seconds")?.trunc() as i64;
    let text = state_lab::kubectl::age::human_duration(seconds);
    if case["text"] == text { Ok(()) } else { Err(format!("{case}: got {text}")) }
}
