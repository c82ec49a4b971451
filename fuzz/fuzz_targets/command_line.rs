//! Any lines at the prompt: none of them may bring the lab down, whatever they are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use state_lab::cluster::Scenario;
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;

const LINES: usize = 8;

fuzz_target!(|text: &str| {
    let manifest = include_str!("../../public/manifests/statefulset.yaml");
    let files = MemoryFiles::new([("statefulset.yaml", manifest)]);
    let mut session = Session::new(&Scenario::lab(), 1, Box::new(files));
    for line in text.lines().take(LINES) {
        // Whoever waits for years of virtual time gets what was asked for, and nothing is learned.
        if !line.contains("sleep") && !line.contains("timeout") {
            session.run(line);
        }
    }
});
