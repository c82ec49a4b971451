//! The tutorial that the lab grew from, checked as any author's notes are.
#![cfg(not(target_arch = "wasm32"))]

use state_lab::check::{Checked, Mismatch, Report, Verdict, check};
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::Setting;

const TUTORIAL: &str = include_str!("seed/tutorial-id.md");
const MANIFEST: &str = include_str!("../public/manifests/statefulset.yaml");

fn checked(text: &str, setting: Setting) -> Vec<Checked> {
    let files = MemoryFiles::new([("statefulset.yaml", MANIFEST), ("stateful.yaml", MANIFEST)]);
    check(text, setting, 1, Box::new(files)).expect("notes that can be run")
}

#[test]
fn the_tutorial_prints_what_it_shows_in_either_cluster() {
    for setting in [Setting::Seed, Setting::Lab] {
        let checked = checked(TUTORIAL, setting);
        let report = Report { name: "tutorial-id.md", checked: &checked };
        assert_eq!(report.output().plain(), "10 commands, 8 as printed, 2 only run\n");
    }
}

#[test]
fn a_wrong_line_of_the_tutorial_is_told_with_its_number() {
    for (right, wrong) in [
        ("pod/nodejs-stateful-1   1/1 ", "pod/nodejs-stateful-1   0/2 "),
        ("Server untuk Pod nodejs-stateful-0", "Server untuk Pod nodejs-stateful-1"),
        ("app.js             data  ", "app.js             date  "),
        ("{\"visits\":3}", "{\"visits\":-3}"),
        (
            "volume-2   2Gi        RWO            Retain",
            "volume-2   3Gi        RWO            Retain",
        ),
    ] {
        let text = TUTORIAL.replacen(right, wrong, 1);
        let line = 1 + text[..text.find(wrong).expect("it is there")].matches('\n').count();
        let checked = checked(&text, Setting::Seed);
        let told: Vec<&Mismatch> = checked
            .iter()
            .filter_map(|checked| match &checked.verdict {
                Verdict::Differs(mismatches) => Some(mismatches),
                _ => None,
            })
            .flatten()
            .collect();
        let [mismatch] = told[..] else { panic!("{wrong}: {told:?}") };
        assert_eq!(mismatch.line, line, "{wrong}");
        assert!(mismatch.expected.as_ref().is_some_and(|text| text.contains(wrong.trim())));
    }
}
