//! The tutorial that the lab grew from, replayed: every command that it types prints what it
//! shows, its ages included.
#![cfg(not(target_arch = "wasm32"))]

#[path = "seed/transcript.rs"]
mod transcript;

use state_lab::cluster::{DEFAULT_SEED, Scenario};
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;
use transcript::{TUTORIAL, moment_of, typed, without_address};

const MANIFEST: &str = include_str!("../public/manifests/statefulset.yaml");
const WITHOUT_VOLUME_3: &str =
    include_str!("../public/manifests/statefulset-without-volume-3.yaml");

#[test]
fn the_tutorial_prints_what_it_shows() {
    let files = MemoryFiles::new([
        ("statefulset.yaml", MANIFEST),
        ("stateful.yaml", MANIFEST),
        ("statefulset-without-volume-3.yaml", WITHOUT_VOLUME_3),
    ]);
    let mut session = Session::new(&Scenario::seed(), DEFAULT_SEED, Box::new(files));
    let start = session.cluster.now();
    // Its ages show that the third volume came 49 seconds after the others.
    session.run("kubectl apply -f statefulset-without-volume-3.yaml");
    for typed in typed(TUTORIAL) {
        let moment = start + moment_of(&typed.command) * 1000;
        if moment > session.cluster.now() {
            session.cluster.advance_to(moment);
        }
        if typed.command.starts_with("kubectl exec") {
            visit_until_the_first_pod_has_counted(&mut session, 3);
        }
        if typed.command.starts_with("kubectl") && session.shell.is_in_container() {
            session.run("exit"); // The tutorial leaves the container without showing it.
        }
        let printed = session.run(&typed.command).output.plain();
        if typed.command.contains("apply") {
            continue; // The tutorial does not show what apply prints.
        }
        assert_eq!(
            without_address(&printed),
            without_address(&typed.shown),
            "{}\nprinted\n{printed}\ninstead of\n{}",
            typed.command,
            typed.shown
        );
    }
}

fn visit_until_the_first_pod_has_counted(session: &mut Session, count: u64) {
    for _ in 0..200 {
        let visit = session
            .cluster
            .visit("default", "nodejs-statefulset-service")
            .expect("the service answers");
        if visit.pod.name() == "nodejs-stateful-0" && visit.count == Some(count) {
            return;
        }
    }
    panic!("the first of three pods was never chosen {count} times");
}

#[test]
fn the_reader_of_the_tutorial_finds_all_its_commands() {
    let commands: Vec<String> = typed(TUTORIAL).into_iter().map(|typed| typed.command).collect();
    assert_eq!(commands.len(), 10);
    assert_eq!(commands[3], "kubectl exec nodejs-stateful-0 -it -- /bin/sh");
    assert_eq!(commands[6], "cat data/state.json");
}
