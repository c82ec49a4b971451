//! Worksheets to print: a chapter's steps with room to write, and the answers on another page.

use super::answers::{self, Answer};
use super::stage::whole;
use crate::api::markup::escape;
use crate::apiserver::KUBERNETES_VERSION;
use crate::apiserver::snapshot::Snapshot;
use crate::chapters::{blocks, number};
use crate::i18n::Lang;
use crate::lesson::text::{Block, StepText, html};
use crate::lesson::{Chapter, Equipment, SEED};
use std::fmt::Write as _;

const STYLE: &str = include_str!("worksheet.css");
/// How many lines of what a command prints are shown, and how many characters of each.
const LINES: usize = 12;
const COLUMNS: usize = 108;

/// Every worksheet: the path below the site, and the page.
pub fn worksheets() -> Vec<(String, String)> {
    answers::all().map(|(chapter, lang)| (path(chapter, lang), page(chapter, lang))).collect()
}

/// Where the worksheet of a chapter is, from the site's page.
pub fn path(chapter: &Chapter, lang: Lang) -> String {
    lang.words().worksheet_address(chapter.slug)
}

fn page(chapter: &'static Chapter, lang: Lang) -> String {
    let words = lang.words();
    let session = chapter.begin(Equipment::SETUP, SEED, Box::new(chapter.directory(lang)));
    let here = number(chapter.slug).unwrap_or(1);
    let title = escape(chapter.title(lang));
    let blocks = blocks(chapter, lang);
    let introduction = blocks.iter().find_map(|block| match block {
        Block::Paragraph(line) => Some(html(line)),
        _ => None,
    });
    let steps: Vec<StepText> = blocks
        .into_iter()
        .filter_map(|block| if let Block::Step(step) = block { Some(step) } else { None })
        .collect();
    let answers = answers::play(chapter, lang);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><meta \
         name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title} – State \
         Lab</title><style>{STYLE}</style></head>\n<body>\n<main><p class=\"back\"><a \
         href=\"../?chapter={}&amp;lang={}\">{}</a></p>\n<header><p>State Lab · {}</p>\
         <h1>{title}</h1><p class=\"who\"><span>{}</span><span>{}</span></p></header>\n",
        lang.code(),
        chapter.slug,
        lang.code(),
        words.back_to_chapter(),
        words.chapter_number(here),
        words.worksheet_name(),
        words.worksheet_date(),
    );
    let _ = write!(out, "<p>{}</p>", introduction.unwrap_or_default());
    figure(&mut out, chapter, lang, &session.cluster.snapshot());
    out.push_str("<ol class=\"steps\">");
    steps.iter().for_each(|text| task(&mut out, text));
    let _ = write!(
        out,
        "</ol></main>\n<section class=\"answers\"><h2>{}: {title}</h2><p class=\"how\">{}</p><ol>",
        words.worksheet_answers(),
        words.worksheet_computed(KUBERNETES_VERSION),
    );
    for (text, answer) in steps.iter().zip(&answers) {
        solved(&mut out, text, answer);
    }
    out.push_str("</ol></section>\n</body>\n</html>\n");
    out
}

/// The topology at the beginning, or room for it where there is none yet.
fn figure(out: &mut String, chapter: &Chapter, lang: Lang, now: &Snapshot) {
    let words = lang.words();
    let (scene, picture) = whole(chapter, lang, now);
    if scene.lanes.iter().all(|lane| lane.shapes.is_empty()) {
        let names: Vec<&str> = chapter.lanes.iter().map(|lane| lane.name.of(words)).collect();
        let _ = write!(
            out,
            "<figure class=\"empty\"><figcaption><strong>{}</strong> {}</figcaption></figure>",
            escape(&names.join(", ")),
            words.worksheet_draw()
        );
        return;
    }
    let _ = write!(out, "<figure data-lanes=\"{}\">{picture}</figure>", chapter.lanes.len());
}

/// A step to do, with what can be predicted and room for what was seen.
fn task(out: &mut String, text: &StepText) {
    let _ = write!(out, "<li><p>{}</p>", html(&text.task));
    if !text.options.is_empty() {
        let _ = write!(out, "<p class=\"ask\">{}</p><ul class=\"boxes\">", html(&text.question));
        for (_, option) in &text.options {
            let _ = write!(out, "<li>{}</li>", html(option));
        }
        out.push_str("</ul>");
    }
    out.push_str("<div class=\"room\"><p></p><p></p></div></li>");
}

/// What came of a step.
fn solved(out: &mut String, text: &StepText, answer: &Answer) {
    let _ = write!(out, "<li><p class=\"task\">{}</p>", html(&text.task));
    if !text.options.is_empty() {
        let _ = write!(out, "<p class=\"ask\">{}</p><ul class=\"boxes\">", html(&text.question));
        for (id, option) in &text.options {
            let holds = answer.held == Some(id.as_str());
            let mark = if holds { " class=\"holds\"" } else { "" };
            let _ = write!(out, "<li{mark}>{}</li>", html(option));
        }
        out.push_str("</ul>");
    }
    out.push_str("<pre>");
    for ran in &answer.ran {
        let times = if ran.times > 1 { format!("   × {}", ran.times) } else { String::new() };
        let printed = trimmed(&ran.printed);
        let command = escape(&ran.command);
        let printed = if printed.is_empty() { printed } else { format!("{printed}\n") };
        let _ = write!(out, "<b>$ {command}</b>{times}\n{}", escape(&printed));
    }
    out.push_str("</pre>");
    if !text.seen.is_empty() {
        let _ = write!(out, "<p>{}</p>", html(&text.seen));
    }
    out.push_str("</li>");
}

/// As much of an output as fits a page.
fn trimmed(text: &str) -> String {
    let text = text.trim_end();
    let mut lines: Vec<String> = text.lines().take(LINES).map(short).collect();
    if text.lines().count() > LINES {
        lines.push("…".to_owned());
    }
    lines.join("\n")
}

fn short(line: &str) -> String {
    if line.chars().count() <= COLUMNS {
        return line.to_owned();
    }
    let kept: String = line.chars().take(COLUMNS - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chapters::CHAPTERS;
    use crate::still::tests::unbalanced;

    #[test]
    fn every_chapter_has_a_sheet_in_every_language_with_its_steps_and_their_answers() {
        let sheets = worksheets();
        assert_eq!(sheets.len(), CHAPTERS.len() * Lang::ALL.len());
        for (chapter, lang) in answers::all() {
            let (_, sheet) =
                sheets.iter().find(|(name, _)| *name == path(chapter, lang)).expect("a sheet");
            let (tasks, answers) = sheet.split_once("class=\"answers\"").expect("answers");
            assert!(tasks.contains(&format!("<h1>{}</h1>", escape(chapter.title(lang)))));
            assert_eq!(tasks.matches("class=\"room\"").count(), chapter.steps.len());
            assert_eq!(answers.matches("<p class=\"task\">").count(), chapter.steps.len());
            assert_eq!(answers.matches("<pre>").count(), chapter.steps.len());
            let back = format!("href=\"../?chapter={}&amp;lang={}\"", chapter.slug, lang.code());
            assert!(sheet.contains(&back));
            assert!(!sheet.contains("<script") && !sheet.contains("src="), "{}", chapter.slug);
        }
    }

    #[test]
    fn of_every_prediction_the_outcome_that_the_run_bears_out_is_marked_and_no_other() {
        for (chapter, lang) in answers::all() {
            let sheet = page(chapter, lang);
            let (tasks, answers) = sheet.split_once("class=\"answers\"").expect("answers");
            assert!(!tasks.contains("class=\"holds\""), "the answers stand at the end");
            let asks = chapter.steps.iter().filter(|step| step.prediction.is_some()).count();
            assert_eq!(answers.matches("class=\"holds\"").count(), asks, "{}", chapter.slug);
            let texts = steps(chapter, lang);
            let played = answers::play(chapter, lang);
            for ((answer, text), step) in played.iter().zip(&texts).zip(chapter.steps) {
                assert_eq!(answer.held.is_some(), step.prediction.is_some());
                let Some(held) = answer.held else { continue };
                let option = text.options.iter().find(|(id, _)| id == held).expect("its text");
                let marked = format!("<li class=\"holds\">{}</li>", html(&option.1));
                assert!(answers.contains(&marked), "{}: {marked}", chapter.slug);
            }
        }
    }

    fn steps(chapter: &Chapter, lang: Lang) -> Vec<StepText> {
        let blocks = blocks(chapter, lang).into_iter();
        let step = |block| if let Block::Step(step) = block { Some(step) } else { None };
        blocks.filter_map(step).collect()
    }

    #[test]
    fn what_is_opened_is_closed() {
        for (name, sheet) in worksheets() {
            assert_eq!(unbalanced(&sheet), Vec::<&str>::new(), "{name}");
        }
    }

    #[test]
    fn an_output_is_cut_where_the_page_ends() {
        let long = "x".repeat(200);
        assert_eq!(trimmed(&long).chars().count(), COLUMNS);
        assert_eq!(trimmed(&"a\n".repeat(20)).lines().count(), LINES + 1);
        assert_eq!(trimmed("a\nb\n"), "a\nb");
    }
}
