//! What every chapter must keep, whatever it is about.

use super::{CHAPTERS, blocks, find, manifests, number, prose};
use crate::i18n::Lang;
use crate::lesson::Equipment;
use crate::lesson::glossary;
use crate::lesson::interleave::{Act, Interleaving, Outcome, WRITERS, sum, takes_part, writers};
use crate::lesson::own::step_alone;
use crate::lesson::progress::{Progress, counter, counters};
use crate::lesson::session::Session;
use crate::lesson::testing::{self, listing};
use crate::lesson::text::{Block, Inline, Prose};
use crate::lesson::{Chapter, SEED, Setup, Step, TerminalFile, resolve};
use std::collections::BTreeSet;

fn text_of(chapter: &Chapter) -> &'static Prose {
    prose(chapter.slug).expect("the text of a chapter")
}

#[test]
fn chapters_are_found_by_their_slugs_in_the_order_of_reading() {
    let slugs: Vec<&str> = CHAPTERS.iter().map(|chapter| chapter.slug).collect();
    assert_eq!(
        slugs,
        [
            "stateless",
            "shared-volume",
            "topologies",
            "livestock-and-pets",
            "statefulset",
            "data-path",
            "hands-on",
            "beyond"
        ]
    );
    assert_eq!(number("topologies"), Some(3));
    assert_eq!(find("topologies").map(|chapter| chapter.lanes.len()), Some(3));
    assert!(find("nothing").is_none());
}

#[test]
fn every_chapter_is_a_folder_with_its_code_and_a_text_in_each_language() {
    let beside = ["lanes.rs", "manifests.rs", "mod.rs", "predictions.rs", "tests.rs"];
    testing::check_folders("src/chapters", CHAPTERS.iter().copied(), &beside);
}

#[test]
fn every_step_stands_once_in_the_text_of_each_language_in_its_order() {
    CHAPTERS.iter().for_each(|chapter| testing::check_steps(chapter, text_of(chapter)));
}

#[test]
fn both_languages_of_a_chapter_have_the_same_shape_and_the_same_names_in_it() {
    CHAPTERS.iter().for_each(|chapter| testing::check_languages(chapter, text_of(chapter)));
}

#[test]
fn no_text_is_empty_or_holds_markup_that_the_page_does_not_know() {
    CHAPTERS.iter().for_each(|chapter| testing::check_markup(chapter, text_of(chapter)));
}

/// The runs of text in which terms are explained: of paragraphs and tasks, without code and links.
fn explained(chapter: &Chapter, lang: Lang) -> Vec<String> {
    let lines = blocks(chapter, lang).into_iter().filter_map(|block| match block {
        Block::Paragraph(line) => Some(line),
        Block::Step(step) => Some(step.task),
        _ => None,
    });
    let runs = lines.flatten().filter_map(|piece| match piece {
        Inline::Text(text) | Inline::Bold(text) => Some(text),
        Inline::Code(_) | Inline::Link { .. } => None,
    });
    runs.collect()
}

#[test]
fn every_term_of_the_glossary_is_met_in_some_chapter_in_every_language() {
    for lang in Lang::ALL {
        let of_chapter = |chapter: &&Chapter| {
            let runs = explained(chapter, lang);
            let uses = glossary::first_uses(runs.iter().map(String::as_str), lang);
            uses.into_iter().map(|it| it.term).collect::<Vec<_>>()
        };
        let met: BTreeSet<usize> = CHAPTERS.iter().flat_map(of_chapter).collect();
        for (at, term) in glossary::TERMS.iter().enumerate() {
            assert!(met.contains(&at), "{:?} in {}", term.names.get(lang), lang.code());
        }
    }
}

#[test]
fn every_file_that_a_command_applies_lies_in_the_chapters_directory() {
    for chapter in CHAPTERS {
        let steps = chapter.steps.iter();
        let commands = steps.flat_map(|step| step.solution.iter().copied().chain(step.command));
        let setup = chapter.setup.iter().filter_map(|event| match event {
            Setup::Run(command) => Some(*command),
            Setup::StopNodeOf(_) => None,
        });
        for command in setup.chain(commands) {
            let mut words = command.split(' ').skip_while(|word| *word != "-f").skip(1);
            if let Some(file) = words.next() {
                let text = chapter.file(file, Lang::En);
                assert!(text.is_some(), "{}: {command}", chapter.slug);
            }
        }
    }
}

/// A manifest without its comments.
fn objects(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with('#')).collect()
}

#[test]
fn the_english_manifests_differ_from_the_others_in_the_language_of_the_application_alone() {
    let files: [TerminalFile; 4] = [
        manifests::NO_VOLUME,
        manifests::SHARED_VOLUME,
        manifests::STATEFULSET,
        manifests::WITHOUT_VOLUME_3,
    ];
    let mut names: Vec<&str> = files.iter().map(|file| file.name).collect();
    names.sort();
    assert_eq!(listing("public/manifests/en"), names);
    names.insert(0, "en");
    assert_eq!(listing("public/manifests"), names);
    for file in files {
        let mut english = objects(file.contents.en);
        let place = english.iter().position(|line| line.trim() == "env:").expect("an environment");
        let added: Vec<&str> = english.drain(place..place + 3).map(str::trim).collect();
        assert_eq!(added, ["env:", "- name: APP_LANG", "value: en"], "{}", file.name);
        assert_eq!(english, objects(file.contents.id), "{}", file.name);
    }
}

/// Plays a step and says what it printed; fails if its goal is reached before or not after.
fn solve(session: &mut Session, progress: &mut Progress, chapter: &Chapter, step: &Step) -> String {
    let place = format!("{}, {}", chapter.slug, step.id);
    let before = progress.check(chapter, &session.cluster.snapshot());
    assert!(before.is_empty(), "{place}: done before anything was done for it");
    let mut printed = String::new();
    for command in step.solution {
        let now = session.cluster.snapshot();
        let line = resolve(command, &now).unwrap_or_else(|| panic!("{command}: no such pod"));
        let (text, is_settled) = testing::play(session, progress, &line);
        assert!(is_settled, "{command}: the cluster does not come to rest");
        printed.push_str(&text);
    }
    let now = session.cluster.snapshot();
    assert_eq!(progress.check(chapter, &now).len(), 1, "{place}: not done by\n{printed}");
    printed
}

#[test]
fn every_step_is_open_until_its_solution_is_played() {
    for chapter in CHAPTERS {
        for (lang, seed) in [(Lang::En, 1), (Lang::Id, 2)] {
            let mut session =
                chapter.begin(Equipment::ALL, seed, Box::new(chapter.directory(lang)));
            let mut progress = Progress::new(&session.cluster.snapshot());
            for step in chapter.steps {
                solve(&mut session, &mut progress, chapter, step);
                let ahead: Vec<usize> =
                    (0..chapter.steps.len()).filter(|place| progress.is_early(*place)).collect();
                assert!(ahead.is_empty(), "{}, after {}: {ahead:?}", chapter.slug, step.id);
            }
            assert_eq!(progress.done(), chapter.steps.len());
        }
    }
}

#[test]
fn what_is_done_before_its_turn_is_seen_and_counts_when_its_turn_comes() {
    let chapter = find("topologies").expect("a chapter");
    let mut session = chapter.begin(Equipment::ALL, 1, Box::new(chapter.directory(Lang::En)));
    let mut progress = Progress::new(&session.cluster.snapshot());
    progress.check(chapter, &session.cluster.snapshot());
    let [visit, delete, _] = chapter.steps else { panic!("another number of steps") };
    let mut play = |step: &Step| {
        for command in step.solution {
            let line = resolve(command, &session.cluster.snapshot()).expect("pods");
            testing::play(&mut session, &mut progress, &line);
        }
        progress.check(chapter, &session.cluster.snapshot());
        (progress.done(), (0..3).map(|place| progress.is_early(place)).collect::<Vec<_>>())
    };
    assert_eq!(play(delete), (0, vec![false, true, false]));
    let (done, ahead) = play(visit);
    assert!(done >= 2 && ahead == [false; 3], "{done} {ahead:?}");
}

/// Plays acts in a chapter's first lane; says what came of them.
fn play(slug: &str, order: &[(usize, Act)]) -> Option<Outcome> {
    let chapter = find(slug).expect("a chapter");
    let app = chapter.lanes[0].workload;
    let mut session = chapter.begin(Equipment::ALL, 1, Box::new(chapter.directory(Lang::En)));
    if chapter.setup.is_empty() {
        session.run("kubectl apply -f statefulset.yaml");
        session.cluster.settle(120_000);
    }
    let names = writers(&session.cluster.snapshot(), app);
    assert_eq!(names.len(), WRITERS);
    let mut hands = Interleaving::default();
    for (writer, act) in order {
        assert!(hands.may(*writer, *act), "{writer} {act:?}");
        let before = sum(&session.cluster.snapshot(), app, &names);
        let command = hands.command(*writer, &names[*writer], *act);
        let printed = command.map_or_else(String::new, |line| session.run(&line).output.plain());
        hands.did(*writer, *act, &printed, before);
    }
    hands.outcome(sum(&session.cluster.snapshot(), app, &names))
}

const ONE_AFTER_THE_OTHER: [(usize, Act); 6] = [
    (0, Act::Read),
    (0, Act::Add),
    (0, Act::Write),
    (1, Act::Read),
    (1, Act::Add),
    (1, Act::Write),
];
const TOGETHER: [(usize, Act); 6] = [
    (0, Act::Read),
    (1, Act::Read),
    (0, Act::Add),
    (1, Act::Add),
    (0, Act::Write),
    (1, Act::Write),
];

#[test]
fn on_one_file_an_addition_is_lost_when_both_read_before_either_writes() {
    let kept = play("shared-volume", &ONE_AFTER_THE_OTHER);
    assert_eq!(kept, Some(Outcome { written: 2, grown: 2 }));
    let lost = play("shared-volume", &TOGETHER);
    assert_eq!(lost, Some(Outcome { written: 2, grown: 1 }));
}

#[test]
fn on_files_of_their_own_nothing_is_lost_in_any_order() {
    for order in [ONE_AFTER_THE_OTHER, TOGETHER] {
        assert_eq!(play("statefulset", &order), Some(Outcome { written: 2, grown: 2 }));
    }
}

#[test]
fn a_pod_that_is_deleted_takes_part_no_more() {
    let chapter = find("shared-volume").expect("a chapter");
    let app = chapter.lanes[0].workload;
    let mut session = chapter.begin(Equipment::ALL, 1, Box::new(chapter.directory(Lang::En)));
    let names = writers(&session.cluster.snapshot(), app);
    session.run(&format!("kubectl delete pod {}", names[0]));
    let now = session.cluster.snapshot();
    assert!(!takes_part(&now, app, &names[0]) && takes_part(&now, app, &names[1]));
}

#[test]
fn a_step_alone_begins_where_those_before_it_end() {
    for (chapter, step) in CHAPTERS.iter().flat_map(|it| it.steps.iter().map(move |s| (it, s))) {
        let name = format!("{} {}", chapter.slug, step.id);
        let alone = step_alone(chapter, step.id, true).expect("the step");
        let directory = Box::new(alone.directory(Lang::En));
        let begun = alone.begin_as_reader(Equipment::ALL, SEED, directory);
        let (mut session, mut progress) = (begun.session, begun.progress);
        progress.check(alone, &session.cluster.snapshot());
        assert_eq!(progress.done(), 0, "{name} is done before it begins");
        for solution in step.solution {
            let line = resolve(solution, &session.cluster.snapshot()).expect("its pods are there");
            testing::play(&mut session, &mut progress, &line);
            progress.check(alone, &session.cluster.snapshot());
        }
        assert_eq!(progress.done(), 1, "{name}");
    }
    assert!(step_alone(CHAPTERS[0], "nothing", true).is_none());
}

#[test]
fn a_reader_who_asks_for_no_seed_sees_at_the_third_visit_that_pods_count_apart() {
    for slug in ["stateless", "topologies"] {
        let chapter = find(slug).expect("a chapter");
        let directory = Box::new(chapter.directory(Lang::Id));
        let mut session = chapter.begin(Equipment::ALL, SEED, directory);
        let mut progress = Progress::new(&session.cluster.snapshot());
        for _ in 0..3 {
            testing::play(&mut session, &mut progress, "curl http://node01:30000");
        }
        let now = session.cluster.snapshot();
        let mut counts: Vec<u64> = counters(&now, "nodejs-stateless").collect();
        counts.sort();
        assert_eq!(counts, [0, 1, 2], "{slug}");
        // The pod that goes is the one that has the most to lose.
        let line = resolve("kubectl delete pod {nodejs-stateless:most}", &now).expect("a pod");
        let name = line.rsplit(' ').next().expect("a name");
        assert_eq!(counter(&now, name), Some(2), "{slug}: {line}");
    }
}
