//! Transcripts: for every command of kubectl a file of commands with exactly what they print.
//!
//! A transcript is played against the lab's cluster with seed 1 in the folder of the recordings'
//! manifests. `STATELAB_WRITE_TRANSCRIPTS=1` writes what is printed now into the files: read the
//! difference before you keep it.
#![cfg(not(target_arch = "wasm32"))]

use state_lab::cluster::Scenario;
use state_lab::kubectl::command::COMMANDS;
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn manifests() -> MemoryFiles {
    let folder = folder("recordings/manifests");
    let mut files: Vec<(String, String)> = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the manifests are there").flatten() {
        if entry.path().is_file() {
            let text = std::fs::read_to_string(entry.path()).expect("a manifest can be read");
            files.push((entry.file_name().to_string_lossy().into_owned(), text));
        }
    }
    MemoryFiles::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

/// The commands of a transcript: what stands after the prompt `$ `, or after a container's.
fn commands(transcript: &str) -> impl Iterator<Item = &str> {
    transcript.lines().filter_map(|line| {
        let contained = || {
            line.split_once(" # ")
                .or_else(|| line.split_once(":/# "))
                .or_else(|| line.split_once(":~# "))
        };
        line.strip_prefix("$ ").or_else(|| contained().map(|(_, command)| command))
    })
}

fn play(transcript: &str) -> String {
    let mut session = Session::new(&Scenario::lab(), 1, Box::new(manifests()));
    let mut played = String::new();
    for command in commands(transcript) {
        played.push_str(&session.shell.prompt());
        played.push_str(command);
        played.push('\n');
        played.push_str(&session.run(command).output.plain());
        if !played.ends_with('\n') {
            played.push('\n');
        }
    }
    played
}

#[test]
fn every_command_prints_what_its_transcript_shows() {
    let write = std::env::var_os("STATELAB_WRITE_TRANSCRIPTS").is_some();
    for command in COMMANDS {
        let path = folder("transcripts").join(format!("{}.txt", command.name));
        let transcript = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{} needs a transcript: {error}", command.name));
        let called = format!("kubectl {}", command.name);
        assert!(transcript.contains(&called), "{} is not called in its transcript", command.name);
        let played = play(&transcript);
        if write {
            std::fs::write(&path, played).expect("a transcript can be written");
        } else {
            assert_eq!(played, transcript, "{}", path.display());
        }
    }
}
