//! What the tests of chapters and of challenges have in common.

use super::Chapter;
use super::progress::Progress;
use super::session::Session;
use super::text::{self, Block, Inline, Prose, StepText};
use crate::i18n::Lang;
use std::collections::BTreeSet;
use std::path::Path;

/// The files and folders in a folder of the project, in order.
pub fn listing(folder: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(path).expect("the folder is there");
    let name = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries.map(|entry| name(entry.expect("readable"))).collect();
    names.sort();
    names
}

/// Fails unless a folder has one folder for each of these, with its code and a text in each
/// language, and beside them only those files.
pub fn check_folders<'a>(
    folder: &str,
    chapters: impl Iterator<Item = &'a Chapter>,
    beside: &[&str],
) {
    let mut expected: Vec<String> = chapters.map(|it| it.slug.replace('-', "_")).collect();
    for of_one in &expected {
        let files = listing(&format!("{folder}/{of_one}"));
        assert_eq!(files, ["en.md", "id.md", "mod.rs"], "{of_one}");
    }
    expected.extend(beside.iter().map(|name| (*name).to_owned()));
    expected.sort();
    assert_eq!(listing(folder), expected);
}

/// Fails unless the steps stand in the text of each language in their order, each with the outcomes
/// that can be predicted.
pub fn check_steps(chapter: &Chapter, prose: &Prose) {
    let ids: Vec<&str> = chapter.steps.iter().map(|step| step.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{}", chapter.slug);
    assert!(!ids.is_empty(), "{}", chapter.slug);
    for lang in Lang::ALL {
        let place = format!("{} in {}", chapter.slug, lang.code());
        let blocks = text::blocks(prose.get(lang)).into_iter();
        let texts: Vec<StepText> = blocks
            .filter_map(|block| if let Block::Step(step) = block { Some(step) } else { None })
            .collect();
        assert!(texts.iter().map(|step| &step.id).eq(&ids), "{place}: {ids:?}");
        for (step, text) in chapter.steps.iter().zip(&texts) {
            let outcomes = step.prediction.map_or(&[][..], |it| it.outcomes);
            let options = text.options.iter().map(|(id, _)| id.as_str());
            assert!(options.eq(outcomes.iter().map(|it| it.id)), "{place}, {}", step.id);
            assert_eq!(text.question.is_empty(), outcomes.is_empty(), "{place}, {}", step.id);
        }
    }
}

/// The lines of text in a block.
fn lines(block: &Block) -> Vec<&[Inline]> {
    match block {
        Block::Extra(_) => Vec::new(),
        Block::Heading(line) | Block::Paragraph(line) => vec![line],
        Block::List(items) => items.iter().map(Vec::as_slice).collect(),
        Block::Step(step) => {
            let lists = step.hints.iter().chain(step.options.iter().map(|(_, text)| text));
            let question = Some(&step.question).filter(|_| !step.options.is_empty());
            let lines = [&step.task, &step.seen].into_iter().chain(question).chain(lists);
            lines.map(Vec::as_slice).collect()
        }
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

/// Fails unless the text has the same shape and the same names in it in both languages.
pub fn check_languages(chapter: &Chapter, prose: &Prose) {
    let (english, indonesian) = (text::blocks(prose.en), text::blocks(prose.id));
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

/// Fails if a text is empty or holds markup that the page does not know.
pub fn check_markup(chapter: &Chapter, prose: &Prose) {
    for lang in Lang::ALL {
        let place = format!("{} in {}", chapter.slug, lang.code());
        assert!(!chapter.title(lang).is_empty(), "{place}: no title");
        for block in text::blocks(prose.get(lang)) {
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

/// Runs a line as a reader would who waits for its effects; it must succeed. Returns what it
/// printed and whether the cluster has come to rest.
pub fn play(session: &mut Session, progress: &mut Progress, line: &str) -> (String, bool) {
    let (ran, is_settled) = progress.play(session, line);
    assert_eq!(ran.code, 0, "{line}\n{}", ran.output.plain());
    (ran.output.plain(), is_settled)
}
