//! What every challenge must keep, whatever it is about.

use super::{CHALLENGES, find};
use crate::chapters::CHAPTERS;
use crate::i18n::Lang;
use crate::lesson::Equipment;
use crate::lesson::Step;
use crate::lesson::beliefs::{BELIEFS, belief};
use crate::lesson::challenge::{Challenge, GOAL};
use crate::lesson::progress::Progress;
use crate::lesson::session::Session;
use crate::lesson::testing;
use crate::lesson::text::{Block, Inline, blocks};
use std::collections::BTreeSet;

/// The seeds that challenges are played with, and the language of the files then.
const RUNS: [(u64, Lang); 3] = [(1, Lang::En), (2, Lang::Id), (8, Lang::En)];

#[test]
fn there_are_enough_challenges_and_each_is_found_by_its_slug() {
    assert!(CHALLENGES.len() >= 10);
    let chapters = CHAPTERS.iter().copied();
    let all = chapters.chain(CHALLENGES.iter().map(|challenge| &challenge.chapter));
    let slugs: Vec<&str> = all.map(|chapter| chapter.slug).collect();
    assert_eq!(slugs.iter().collect::<BTreeSet<_>>().len(), slugs.len(), "{slugs:?}");
    assert_eq!(find("lost-node").map(|challenge| challenge.teaches), Some([17, 18].as_slice()));
    assert!(find("nothing").is_none());
}

#[test]
fn every_challenge_is_a_folder_with_its_code_and_a_text_in_each_language() {
    let chapters = CHALLENGES.iter().map(|challenge| &challenge.chapter);
    testing::check_folders("src/challenges", chapters, &["common.rs", "mod.rs", "tests.rs"]);
}

#[test]
fn every_text_has_the_goal_hints_and_an_explanation_alike_in_both_languages() {
    for challenge in CHALLENGES {
        let chapter = &challenge.chapter;
        assert!(chapter.steps.iter().map(|step| step.id).eq([GOAL]), "{}", chapter.slug);
        testing::check_steps(chapter, &challenge.prose);
        testing::check_languages(chapter, &challenge.prose);
        testing::check_markup(chapter, &challenge.prose);
        for lang in Lang::ALL {
            assert!(challenge.hints(lang).len() >= 2, "{}", chapter.slug);
        }
    }
}

#[test]
fn together_they_put_right_most_of_what_is_usually_believed() {
    let taught: BTreeSet<u8> = CHALLENGES.iter().flat_map(|it| it.teaches).copied().collect();
    assert!(taught.iter().all(|number| (1..=23).contains(number)));
    assert!(taught.len() >= 15, "{taught:?}");
}

/// Where a belief is met: predictions by their chapter and step, challenges by their slugs.
fn places(belief: u8) -> Vec<String> {
    let steps = CHAPTERS.iter().flat_map(|it| it.steps.iter().map(|step| (it.slug, step)));
    let expects = |step: &Step| {
        let outcomes = step.prediction.map_or(&[][..], |prediction| prediction.outcomes);
        outcomes.iter().any(|outcome| outcome.belief == Some(belief))
    };
    let steps = steps.filter(|(_, step)| expects(step));
    let steps = steps.map(|(slug, step)| format!("{slug}, {}", step.id));
    let challenges = CHALLENGES.iter().filter(|it| it.teaches.contains(&belief));
    steps.chain(challenges.map(|it| it.chapter.slug.to_owned())).collect()
}

#[test]
fn every_belief_is_met_by_a_prediction_or_a_challenge() {
    let count = u8::try_from(BELIEFS.len()).expect("few");
    let unmet: Vec<u8> = (1..=count).filter(|belief| places(*belief).is_empty()).collect();
    assert_eq!(unmet, [0; 0]);
    assert_eq!(places(2), ["statefulset, scale-down", "scaled-down", "fewer-pods"]);
    assert_eq!(belief(count, Lang::En), BELIEFS[usize::from(count) - 1].en);
    for number in CHALLENGES.iter().flat_map(|it| it.teaches) {
        assert!((1..=count).contains(number), "{number}");
    }
    for text in BELIEFS.iter().flat_map(|belief| Lang::ALL.map(|lang| *belief.get(lang))) {
        assert!(!text.is_empty() && !text.ends_with('.'), "{text}");
    }
}

#[test]
fn every_solution_is_short() {
    for challenge in CHALLENGES {
        let commands = challenge.par();
        assert!((1..=5).contains(&commands), "{}: {commands}", challenge.chapter.slug);
        for command in challenge.solution() {
            let first = command.lines().next().unwrap_or_default();
            assert!(!first.contains("; ") && !first.contains("&&"), "{first} is several commands");
        }
    }
}

/// The commands of kubectl in a text that can be run as they stand.
fn commands(blocks: &[Block]) -> Vec<&str> {
    let steps = blocks.iter().filter_map(|block| match block {
        Block::Step(step) => Some(step.hints.iter().chain([&step.seen])),
        _ => None,
    });
    let codes = steps.flatten().flatten().filter_map(|inline| match inline {
        Inline::Code(code) => Some(code.as_str()),
        _ => None,
    });
    let can_run = |code: &&str| {
        let mut words = code.split(' ');
        let is_kubectl = words.next() == Some("kubectl") && words.next().is_some();
        is_kubectl && !code.contains(" NAME ") && !code.contains(" exec")
    };
    codes.filter(can_run).collect()
}

#[test]
fn the_commands_that_hints_name_can_be_run_as_they_stand() {
    for challenge in CHALLENGES {
        let chapter = &challenge.chapter;
        let mut session = chapter.begin(Equipment::ALL, 1, Box::new(chapter.directory(Lang::En)));
        for command in commands(&blocks(challenge.prose.en)) {
            let ran = session.run(command);
            assert_eq!(ran.code, 0, "{}: {command}\n{}", chapter.slug, ran.output.plain());
        }
    }
}

/// Whether the goal holds now.
fn is_reached(challenge: &Challenge, progress: &Progress, session: &Session) -> bool {
    let mut goals = challenge.chapter.steps.iter().map(|step| step.goal);
    let now = session.cluster.snapshot();
    goals.all(|goal| goal(&now, progress))
}

/// Plays commands. Returns whether the goal holds soon after and whether
/// it holds ten minutes later.
fn play<T: AsRef<str>>(challenge: &Challenge, seed: u64, lang: Lang, commands: &[T]) -> [bool; 2] {
    let chapter = &challenge.chapter;
    let mut session = chapter.begin(Equipment::ALL, seed, Box::new(chapter.directory(lang)));
    let mut progress = Progress::new(&session.cluster.snapshot());
    for command in commands {
        testing::play(&mut session, &mut progress, command.as_ref());
    }
    let soon = is_reached(challenge, &progress, &session);
    session.cluster.advance_to(session.cluster.now() + 600_000);
    progress.observe(&session.cluster.snapshot());
    [soon, is_reached(challenge, &progress, &session)]
}

#[test]
fn every_challenge_is_open_until_its_whole_solution_is_played() {
    for challenge in CHALLENGES {
        for (seed, lang) in RUNS {
            let place = format!("{} with seed {seed}", challenge.chapter.slug);
            let solution = challenge.solution();
            for commands in 0..solution.len() {
                let solved = play(challenge, seed, lang, &solution[..commands]);
                assert_eq!(solved, [false; 2], "{place}: {commands} commands are enough");
            }
            let solved = play(challenge, seed, lang, solution);
            assert_eq!(solved, [true; 2], "{place}: the solution does not last");
        }
    }
}

/// The name of the volume that is released.
const RELEASED: &str = "$(kubectl get pv --no-headers | grep Released | sed 's/ .*//')";

/// Other things that a reader may do about a challenge, and whether they reach the goal.
const OTHERS: &[(&str, bool, &[&str])] = &[
    (
        "no-endpoints",
        true,
        &["kubectl patch service nodejs-stateless-service \
           -p '{\"spec\":{\"selector\":{\"app\":\"nodejs-stateless\"}}}'"],
    ),
    ("no-endpoints", false, &["kubectl label pods --all app=nodejs-statless --overwrite"]),
    (
        "scaled-down",
        false,
        &[
            "kubectl delete pvc nodejs-stateful-volume-claim-nodejs-stateful-2",
            "kubectl scale statefulset nodejs-stateful --replicas=3",
        ],
    ),
    ("pending-claim", true, &["kubectl apply -f disk.yaml"]),
    (
        "stuck-rollout",
        true,
        &[
            "kubectl set image statefulset nodejs-stateful visits=visits:1.0",
            "kubectl delete pod nodejs-stateful-2",
        ],
    ),
    ("stuck-rollout", false, &["kubectl delete pod nodejs-stateful-2"]),
    (
        "lost-node",
        true,
        &["kubectl delete node $(kubectl get node | grep NotReady | sed 's/ .*//')"],
    ),
    (
        "released-volume",
        true,
        &["kubectl patch pv RELEASED -p '{\"spec\":{\"claimRef\":{\"uid\":null}}}'"],
    ),
    ("released-volume", true, &["kubectl delete pv RELEASED", "kubectl apply -f statefulset.yaml"]),
    ("fewer-pods", false, &["kubectl scale statefulset nodejs-stateful --replicas=1"]),
    ("pod-names", false, &["kubectl apply -f statefulset.yaml"]),
    (
        "pod-names",
        true,
        &[
            "kubectl expose pod nodejs-stateful-0 --name=nodejs-statefulset-service \
             --cluster-ip=None --port=8080",
            "kubectl patch service nodejs-statefulset-service -p '{\"spec\":{\"selector\":{\
             \"apps.kubernetes.io/pod-index\":null,\"controller-revision-hash\":null,\
             \"statefulset.kubernetes.io/pod-name\":null}}}'",
        ],
    ),
    (
        "two-nodes",
        true,
        &["kubectl patch deployment nodejs-shared -p '{\"spec\":{\"strategy\":{\"rollingUpdate\":\
           {\"maxSurge\":0,\"maxUnavailable\":1}}}}'"],
    ),
    ("two-nodes", false, &["kubectl rollout undo deployment nodejs-shared"]),
    (
        "two-nodes",
        false,
        &[
            "kubectl delete deployment,pvc --all",
            "sed 's/visits:1.0/visits:1.1/' disk.yaml | kubectl apply -f -",
            "kubectl patch deployment nodejs-shared \
             -p '{\"spec\":{\"strategy\":{\"type\":\"Recreate\",\"rollingUpdate\":null}}}'",
        ],
    ),
    (
        "one-node",
        true,
        &[
            "kubectl cordon node01 node02 node03",
            "kubectl uncordon $(kubectl get volumeattachments \
             -o jsonpath='{.items[0].spec.nodeName}')",
            "kubectl delete pods $(kubectl get pods | grep Creating | sed 's/ .*//')",
        ],
    ),
    ("one-node", false, &["kubectl scale deployment nodejs-shared --replicas=1"]),
    (
        "empty-volume",
        true,
        &[
            "kubectl patch pv RELEASED -p '{\"spec\":{\"claimRef\":null}}'",
            "kubectl delete pvc nodejs-stateful-volume-claim-nodejs-stateful-1 --wait=false",
            "kubectl delete pod nodejs-stateful-1",
        ],
    ),
    (
        "own-data",
        false,
        &["kubectl delete deployment nodejs-shared", "kubectl apply -f statefulset.yaml"],
    ),
    (
        "deleted-disk",
        false,
        &["kubectl scale deployment nodejs-shared --replicas=0", "kubectl apply -f disk.yaml"],
    ),
];

#[test]
fn other_ways_lead_to_the_goal_unless_they_cost_what_it_asks_for() {
    for (slug, leads, commands) in OTHERS {
        let challenge = find(slug).expect("a challenge");
        let commands: Vec<String> =
            commands.iter().map(|command| command.replace("RELEASED", RELEASED)).collect();
        for (seed, lang) in RUNS {
            let ended = play(challenge, seed, lang, &commands);
            assert_eq!(ended, [*leads; 2], "{slug} with seed {seed}: {commands:?}");
        }
    }
}
