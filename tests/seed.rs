//! The tutorial that the lab grew from, replayed: every command that it types prints what it
//! shows, its ages included.
#![cfg(not(target_arch = "wasm32"))]

use state_lab::cluster::{DEFAULT_SEED, Scenario};
use state_lab::kubectl::shell::files::MemoryFiles;
use state_lab::lesson::session::Session;

const TUTORIAL: &str = include_str!("seed/tutorial-id.md");
const MANIFEST: &str = include_str!("../public/manifests/statefulset.yaml");
const WITHOUT_VOLUME_3: &str =
    include_str!("../public/manifests/statefulset-without-volume-3.yaml");

/// A command of the tutorial and what it shows below.
#[derive(Debug, PartialEq)]
struct Typed {
    command: String,
    shown: String,
}

/// The commands in the tutorial's blocks: at the host's prompt and at the container's.
fn typed(tutorial: &str) -> Vec<Typed> {
    let mut all: Vec<Typed> = Vec::new();
    let mut in_block = false;
    for line in tutorial.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
            continue;
        }
        if !in_block {
            continue;
        }
        let host = line.strip_prefix("controlplane ~ ➜").map(|command| ("", command));
        // `{"visits":3}/app #` is output without a newline, and the next prompt behind it.
        let command = host.or_else(|| line.split_once("/app #"));
        let (shown, command) = match command {
            Some((shown, command)) => (shown.to_owned(), Some(command.trim())),
            None => (format!("{}\n", line.trim_end_matches('\\')), None),
        };
        if let Some(last) = all.last_mut() {
            last.shown.push_str(&shown);
        }
        if let Some(command) = command.filter(|command| !command.is_empty()) {
            all.push(Typed { command: command.to_owned(), shown: String::new() });
        }
    }
    all
}

/// The cluster address of a service is random, and as wide as it happens to be.
fn without_address(text: &str) -> String {
    let hide = |line: &str| {
        let Some(at) = line.find("172.20.").filter(|_| !line.contains("172.20.0.1 ")) else {
            return line.to_owned();
        };
        let end = at + line[at..].find("<none>").expect("the next column");
        format!("{}<address>{}", &line[..at], &line[end..])
    };
    text.lines().map(hide).collect::<Vec<_>>().join("\n")
}

/// Seconds after the first `apply` at which the tutorial typed each command. Where it printed an
/// age, the age tells.
fn moment_of(command: &str, place: usize) -> i64 {
    match (command, place) {
        ("kubectl apply -f statefulset.yaml", _) => 49,
        ("kubectl get all", _) => 66,
        ("kubectl get -f stateful.yaml", _) => 536,
        ("kubectl get pvc", _) => 551,
        ("kubectl get pv", _) => 573,
        _ => 120,
    }
}

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
    for (place, typed) in typed(TUTORIAL).iter().enumerate() {
        let moment = start + moment_of(&typed.command, place) * 1000;
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
        if visit.pod.name == "nodejs-stateful-0" && visit.count == Some(count) {
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
