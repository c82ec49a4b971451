//! What every chapter must keep, whatever it is about.

use super::{CHAPTERS, find, manifests, number};
use crate::i18n::Lang;
use crate::lesson::programs;
use crate::lesson::progress::Progress;
use crate::lesson::session::Session;
use crate::lesson::text::{Block, Inline};
use crate::lesson::{Chapter, Step, TerminalFile, resolve};
use std::collections::BTreeSet;
use std::path::Path;

/// The files and folders in a folder of the project, in order.
fn listing(folder: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(path).expect("the folder is there");
    let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.map(|entry| name(entry.expect("readable"))).collect();
    names.sort();
    names
}

/// The steps in a text, in its order.
fn step_ids(chapter: &Chapter, lang: Lang) -> Vec<String> {
    let blocks = chapter.blocks(lang).into_iter();
    blocks
        .filter_map(|block| if let Block::Step(step) = block { Some(step.id) } else { None })
        .collect()
}

/// The lines of text in a block.
fn lines(block: &Block) -> Vec<&[Inline]> {
    match block {
        Block::Heading(line) | Block::Paragraph(line) => vec![line],
        Block::List(items) => items.iter().map(Vec::as_slice).collect(),
        Block::Step(step) => vec![&step.task, &step.seen],
    }
}

/// A line as the kinds of its pieces, with the contents of what is not translated.
fn untranslated(line: &[Inline]) -> BTreeSet<String> {
    let pieces = line.iter().filter_map(|inline| match inline {
        Inline::Code(code) => Some(code.clone()),
        Inline::Link { address, .. } => Some(address.clone()),
        Inline::Text(_) | Inline::Bold(_) => None,
    });
    pieces.collect()
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
            "hands-on"
        ]
    );
    assert_eq!(number("topologies"), Some(3));
    assert_eq!(find("topologies").map(|chapter| chapter.lanes.len()), Some(3));
    assert!(find("nothing").is_none());
}

#[test]
fn every_chapter_is_a_folder_with_its_code_and_a_text_in_each_language() {
    let mut folders: Vec<String> =
        CHAPTERS.iter().map(|chapter| chapter.slug.replace('-', "_")).collect();
    for folder in &folders {
        let files = listing(&format!("src/chapters/{folder}"));
        assert_eq!(files, ["en.md", "id.md", "mod.rs"], "{folder}");
    }
    folders.extend(["lanes.rs", "manifests.rs", "mod.rs", "tests.rs"].map(str::to_owned));
    folders.sort();
    assert_eq!(listing("src/chapters"), folders);
}

#[test]
fn every_step_stands_once_in_the_text_of_each_language_in_its_order() {
    for chapter in CHAPTERS {
        let ids: Vec<&str> = chapter.steps.iter().map(|step| step.id).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{}", chapter.slug);
        assert!(!ids.is_empty(), "{}", chapter.slug);
        for lang in Lang::ALL {
            assert_eq!(step_ids(chapter, lang), ids, "{} in {}", chapter.slug, lang.code());
        }
    }
}

#[test]
fn both_languages_of_a_chapter_have_the_same_shape_and_the_same_names_in_it() {
    for chapter in CHAPTERS {
        let (english, indonesian) = (chapter.blocks(Lang::En), chapter.blocks(Lang::Id));
        assert_eq!(english.len(), indonesian.len(), "{}", chapter.slug);
        for (one, other) in english.iter().zip(&indonesian) {
            let same_kind = std::mem::discriminant(one) == std::mem::discriminant(other);
            assert!(same_kind, "{}: {one:?}\n{other:?}", chapter.slug);
            let (one, other) = (lines(one), lines(other));
            assert_eq!(one.len(), other.len(), "{}: {one:?}\n{other:?}", chapter.slug);
            for (one, other) in one.iter().zip(&other) {
                assert_eq!(untranslated(one), untranslated(other), "{}: {one:?}", chapter.slug);
            }
        }
    }
}

#[test]
fn no_text_is_empty_or_holds_markup_that_the_page_does_not_know() {
    for chapter in CHAPTERS {
        for lang in Lang::ALL {
            let place = format!("{} in {}", chapter.slug, lang.code());
            assert!(chapter.prose.get(lang).starts_with("# "), "{place}: no title");
            assert!(!chapter.title(lang).is_empty(), "{place}: no title");
            for block in chapter.blocks(lang) {
                for line in lines(&block) {
                    assert!(!line.is_empty(), "{place}: {block:?}");
                    for inline in line {
                        let Inline::Text(text) = inline else { continue };
                        let unknown = ['*', '`', '<', '_', '#', '[', '\'', '"', '\n'];
                        assert!(!text.contains(unknown), "{place}: {text}");
                        assert!(!text.contains("  "), "{place}: {text}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_file_that_a_command_applies_lies_in_the_chapters_directory() {
    for chapter in CHAPTERS {
        let steps = chapter.steps.iter();
        let commands = steps.flat_map(|step| step.solution.iter().copied().chain(step.command));
        for command in chapter.setup.iter().copied().chain(commands) {
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

/// Runs a command as a reader would who waits for its effects, and lets the progress see it.
fn play(session: &mut Session, progress: &mut Progress, command: &str) -> String {
    let now = session.cluster.snapshot();
    let line = resolve(command, &now).unwrap_or_else(|| panic!("{command}: no such pod"));
    let ran = session.run(&line);
    assert_eq!(ran.code, 0, "{line}\n{}", ran.output.plain());
    progress.observe(&session.cluster.snapshot());
    assert!(session.cluster.settle(120_000), "{line}: the cluster does not come to rest");
    progress.observe(&session.cluster.snapshot());
    progress.shown(&line, &ran.output.plain());
    ran.output.plain()
}

/// Plays a step and says what it printed; fails if its goal is reached before or not after.
fn solve(session: &mut Session, progress: &mut Progress, chapter: &Chapter, step: &Step) -> String {
    let place = format!("{}, {}", chapter.slug, step.id);
    let before = progress.check(chapter, &session.cluster.snapshot());
    assert!(before.is_empty(), "{place}: done before anything was done for it");
    let mut printed = String::new();
    for command in step.solution {
        printed.push_str(&play(session, progress, command));
    }
    let now = session.cluster.snapshot();
    assert_eq!(progress.check(chapter, &now).len(), 1, "{place}: not done by\n{printed}");
    printed
}

#[test]
fn every_step_is_open_until_its_solution_is_played() {
    for chapter in CHAPTERS {
        for (lang, seed) in [(Lang::En, 1), (Lang::Id, 2)] {
            let mut session = chapter.begin(programs::ALL, seed, Box::new(chapter.directory(lang)));
            let mut progress = Progress::new(&session.cluster.snapshot());
            for step in chapter.steps {
                solve(&mut session, &mut progress, chapter, step);
            }
            assert_eq!(progress.done(), chapter.steps.len());
        }
    }
}
