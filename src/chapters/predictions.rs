//! What the predictions of every chapter must keep, and what other ways than the solutions lead to.

use super::{CHAPTERS, find};
use crate::api::sorted::SortedSet;
use crate::i18n::Lang;
use crate::lesson::Equipment;
use crate::lesson::progress::Progress;
use crate::lesson::session::Session;
use crate::lesson::testing;
use crate::lesson::{Chapter, Step, resolve};

/// A reader in a chapter.
struct Reader {
    chapter: &'static Chapter,
    session: Session,
    progress: Progress,
}

impl Reader {
    fn of(chapter: &'static Chapter, seed: u64) -> Reader {
        let directory = Box::new(chapter.directory(Lang::En));
        let session = chapter.begin(Equipment::ALL, seed, directory);
        let progress = Progress::new(&session.cluster.snapshot());
        Reader { chapter, session, progress }
    }

    /// Runs a command and waits for its effects.
    fn run(&mut self, command: &str) {
        let line = resolve(command, &self.session.cluster.snapshot()).expect("such a pod");
        testing::play(&mut self.session, &mut self.progress, &line);
        self.progress.check(self.chapter, &self.session.cluster.snapshot());
    }

    /// Plays the steps before that one.
    fn go_to(&mut self, id: &str) -> &'static Step {
        for step in self.chapter.steps.iter().take_while(|step| step.id != id) {
            step.solution.iter().for_each(|command| self.run(command));
        }
        assert_eq!(self.chapter.steps[self.progress.done()].id, id, "{}", self.chapter.slug);
        self.chapter.step(id).expect("the step")
    }
}

/// The steps that let the reader predict.
fn predictions() -> impl Iterator<Item = (&'static Chapter, &'static Step)> {
    let steps = |chapter: &&'static Chapter| {
        let chapter = *chapter;
        chapter.steps.iter().map(move |step| (chapter, step))
    };
    CHAPTERS.iter().flat_map(steps).filter(|(_, step)| step.prediction.is_some())
}

#[test]
fn every_chapter_lets_the_reader_choose_among_few_outcomes() {
    for chapter in CHAPTERS {
        let asks = chapter.steps.iter().any(|step| step.prediction.is_some());
        assert!(asks, "{}", chapter.slug);
    }
    for (chapter, step) in predictions() {
        let outcomes = step.prediction.expect("a prediction").outcomes;
        let ids: SortedSet<&str> = outcomes.iter().map(|outcome| outcome.id).collect();
        assert!((2..=4).contains(&ids.len()), "{}, {}", chapter.slug, step.id);
        assert_eq!(ids.len(), outcomes.len(), "{}, {}", chapter.slug, step.id);
    }
}

#[test]
fn of_every_prediction_exactly_one_outcome_holds_and_the_others_are_put_right() {
    for (chapter, step) in predictions() {
        for seed in 1..=5 {
            let mut reader = Reader::of(chapter, seed);
            reader.go_to(step.id);
            let place = format!("{}, {} with seed {seed}", chapter.slug, step.id);
            let prediction = step.prediction.expect("a prediction");
            let before = reader.progress.clone();
            step.solution.iter().for_each(|command| reader.run(command));
            let now = reader.session.cluster.snapshot();
            let held: Vec<&str> = reader.progress.holding(step, &now).collect();
            assert_eq!(held.len(), 1, "{place}: {held:?}");
            assert_eq!(reader.progress.guess(step.id).held, Some(held[0]), "{place}");
            for outcome in prediction.outcomes {
                let mut progress = before.clone();
                progress.predict(step, outcome.id);
                assert_eq!(progress.guess(step.id).predicted, Some(outcome.id), "{place}");
                let mut guess = reader.progress.guess(step.id);
                guess.predicted = Some(outcome.id);
                let misled_by = prediction.misled_by(guess);
                let expected = outcome.belief.filter(|_| outcome.id != held[0]);
                assert_eq!(misled_by, expected, "{place}: {}", outcome.id);
            }
        }
    }
}

type Commands = &'static [&'static str];

/// A way to do a step: the chapter, the step, commands that are run before the step is due and
/// after that, and the outcome.
struct Way(&'static str, &'static str, Commands, Commands, &'static str);

/// Ways that are not the solutions.
const OTHERS: &[Way] = &[
    // Visits between the prediction and the deletion count as before it.
    Way(
        "shared-volume",
        "delete",
        &[],
        &[
            "curl http://node01:30001",
            "curl http://node01:30001",
            "kubectl delete pod {nodejs-shared:1}",
        ],
        "last",
    ),
    Way("shared-volume", "delete", &[], &["kubectl delete pod -l app=nodejs-shared"], "last"),
    Way(
        "shared-volume",
        "delete",
        &[],
        &[
            "kubectl exec {nodejs-shared:0} -- rm data/state.json",
            "kubectl delete pod {nodejs-shared:1}",
        ],
        "zero",
    ),
    // What a step asks for may be done before it is due.
    Way("stateless", "delete", &["kubectl delete pod {nodejs-stateless:0}"], &[], "other"),
    Way(
        "stateless",
        "delete",
        &[],
        &[
            "kubectl scale deployment nodejs-stateless --replicas=1",
            "kubectl scale deployment nodejs-stateless --replicas=3",
        ],
        "other",
    ),
    Way("stateless", "delete", &[], &["kubectl delete pod -l app=nodejs-stateless"], "other"),
    Way(
        "topologies",
        "delete",
        &["curl http://node01:30001", "kubectl delete pod {nodejs-shared:0}"],
        &["kubectl delete pod {nodejs-stateless:0} {nodejs-stateful:0}"],
        "volumes",
    ),
    Way(
        "topologies",
        "delete",
        &["kubectl delete pod {nodejs-shared:0}"],
        &["kubectl delete pod {nodejs-stateless:0} {nodejs-stateful:0}"],
        "stateful",
    ),
    Way(
        "topologies",
        "delete",
        &[],
        &[
            "kubectl exec {nodejs-shared:0} -- rm data/state.json",
            "kubectl delete pod {nodejs-stateless:1} {nodejs-shared:1} {nodejs-stateful:1}",
        ],
        "stateful",
    ),
    Way(
        "livestock-and-pets",
        "pet",
        &["kubectl delete pod nodejs-stateful-2"],
        &["kubectl delete pod nodejs-stateful-1"],
        "after",
    ),
    Way(
        "livestock-and-pets",
        "pet",
        &[],
        &["kubectl delete pod nodejs-stateful-1 --force --grace-period=0"],
        "once",
    ),
    Way(
        "beyond",
        "delete-set",
        &[],
        &[
            "kubectl scale statefulset nodejs-stateful --replicas=1",
            "kubectl scale statefulset nodejs-stateful --replicas=3",
            "kubectl delete -f statefulset.yaml --wait=false",
        ],
        "together",
    ),
    Way("data-path", "delete", &[], &["kubectl delete pod -l app=nodejs-stateful"], "volume"),
    Way("hands-on", "delete", &[], &["kubectl rollout restart sts nodejs-stateful"], "fresh"),
];

#[test]
fn whatever_the_reader_does_exactly_one_outcome_holds_and_it_is_what_happened() {
    for Way(slug, step, early, commands, outcome) in OTHERS {
        let mut reader = Reader::of(find(slug).expect("a chapter"), 1);
        early.iter().for_each(|command| reader.run(command));
        for before in reader.chapter.steps.iter().take_while(|it| it.id != *step) {
            before.solution.iter().for_each(|command| reader.run(command));
        }
        commands.iter().for_each(|command| reader.run(command));
        let held = reader.progress.guess(step).held;
        assert_eq!(held, Some(*outcome), "{slug}, {step}: {early:?} {commands:?}");
        let now = reader.session.cluster.snapshot();
        let step = reader.chapter.step(step).expect("the step");
        assert_eq!(reader.progress.holding(step, &now).count(), 1, "{slug}: {commands:?}");
    }
}

#[test]
fn a_prediction_can_be_changed_until_the_model_has_begun_to_answer() {
    let mut reader = Reader::of(find("stateless").expect("a chapter"), 1);
    let step = reader.go_to("delete");
    reader.progress.predict(step, "same");
    reader.run("curl http://node01:30000");
    reader.progress.predict(step, "other");
    reader.progress.predict(step, "no such outcome");
    assert_eq!(reader.progress.guess(step.id).predicted, Some("other"));

    let mut late = reader.progress.clone();
    reader.session.run("kubectl delete pod -l app=nodejs-stateless --wait=false");
    late.observe(&reader.session.cluster.snapshot());
    late.check(reader.chapter, &reader.session.cluster.snapshot());
    let guess = late.guess(step.id);
    assert!(guess.begun && guess.held.is_none());
    late.predict(step, "same");
    assert_eq!(late.guess(step.id), guess);
}

#[test]
fn nothing_is_scored_where_nothing_was_predicted() {
    let mut reader = Reader::of(find("statefulset").expect("a chapter"), 1);
    let step = reader.go_to("scale-down");
    step.solution.iter().for_each(|command| reader.run(command));
    let guess = reader.progress.guess(step.id);
    assert_eq!((guess.predicted, guess.held), (None, Some("pod")));
    let prediction = step.prediction.expect("a prediction");
    assert_eq!(prediction.misled_by(guess), None);
    reader.progress.predict(step, "claim");
    assert_eq!(reader.progress.guess(step.id), guess, "too late");
}
