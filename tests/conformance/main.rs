//! The conformance harness: recordings of a real cluster and cases from upstream's own tests, run
//! against the model.
//!
//! `STATELAB_RECORDINGS` and `STATELAB_CASES` name other folders to read; everything in those must
//! pass. In the project's own folders everything must but what [`known::KNOWN`] names.
#![cfg(not(target_arch = "wasm32"))]

mod deployment_cases;
mod given;
mod known;
mod pv_cases;
mod recording;
mod replay;
mod setup;
mod statefulset_cases;

use std::path::{Path, PathBuf};

/// How a file did.
struct Tally {
    name: String,
    passed: usize,
    /// The number of each step or case that failed, and what came of it.
    failures: Vec<(usize, String)>,
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

/// Prints all tallies, and fails if something failed that must pass.
fn conclude(tallies: Vec<Tally>, all_must_pass: bool) {
    let mut broken = Vec::new();
    for tally in tallies {
        tally.print();
        if all_must_pass {
            let failures = tally.failures.iter();
            broken.extend(failures.map(|(_, failure)| format!("{}: {failure}", tally.name)));
            continue;
        }
        broken.extend(known::faults(&tally.name, &tally.failures));
        for (_, failure) in &tally.failures {
            println!("  {}", failure.lines().next().unwrap_or_default());
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn recordings_replay_to_the_letter() {
    let (folder, chosen) = folder("STATELAB_RECORDINGS", "recordings");
    let paths = files(&folder, "txt");
    assert!(!paths.is_empty(), "no recordings are found in {}", folder.display());
    let tallies = paths.into_iter().map(|path| {
        let recording = recording::read(&path);
        let outcomes = replay::replay(&recording, &folder.join("manifests"));
        let passed = outcomes.iter().filter(|outcome| outcome.difference.is_none()).count();
        let failures = outcomes.into_iter().filter_map(|outcome| {
            let (expected, actual) = outcome.difference?;
            let (number, command) = (outcome.number, outcome.command);
            let text = format!(
                "step {number}: {command}\n--- expected\n{expected}\n--- actual\n{actual}\n"
            );
            Some((number, text))
        });
        Tally { name: recording.name.clone(), passed, failures: failures.collect() }
    });
    conclude(tallies.collect(), chosen);
}

#[test]
fn cases_come_out_as_upstream_says() {
    let (folder, chosen) = folder("STATELAB_CASES", "cases");
    let mut tallies = Vec::new();
    let paths = files(&folder, "json");
    assert!(!paths.is_empty(), "no cases are found in {}", folder.display());
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a file of cases can be read");
        let file: serde_json::Value = serde_json::from_str(&text).expect("cases are JSON");
        let name = path.file_stem().expect("a file").to_string_lossy().into_owned();
        let mut tally = Tally { name, passed: 0, failures: Vec::new() };
        let cases = [&file["cases"], &file["human"]];
        let cases: Vec<_> =
            cases.into_iter().filter_map(|list| list.as_array()).flatten().collect();
        if cases.is_empty() {
            tally.failures.push((0, "no cases are found in it".to_owned()));
        }
        for (index, case) in cases.into_iter().enumerate() {
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
                Err(why) => {
                    let number = index + 1;
                    tally.failures.push((number, format!("case {number} {}: {why}", case["name"])));
                }
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
