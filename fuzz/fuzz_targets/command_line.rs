//! Any lines at the prompt: none of them may bring the lab down, whatever they are.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use state_lab::cluster::Scenario;
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;

const LINES: usize = 8;
/// Milliseconds for which time jumps at most for one line: who waits longer learns nothing more.
const LONGEST: i64 = 600_000;

/// The files that the recorded command lines name.
static MANIFESTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/recordings/manifests");
    let files = std::fs::read_dir(folder).expect("the recorded manifests");
    let files = files.map(|file| file.expect("a file").path()).filter(|path| path.is_file());
    let read = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("a manifest"))
    };
    files.map(read).collect()
});

fuzz_target!(|text: &str| {
    let files = MANIFESTS.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let files = MemoryFiles::new(files);
    let mut session = Session::new(&Scenario::lab(), 1, Box::new(files));
    session.longest = LONGEST;
    for line in text.lines().take(LINES) {
        session.run(line);
    }
});
