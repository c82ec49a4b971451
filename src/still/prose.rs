//! A chapter's text as HTML.

use super::address;
use crate::api::markup::escape;
use crate::apiserver::KUBERNETES_VERSION;
use crate::apiserver::snapshot::Snapshot;
use crate::chapters::{CHAPTERS, blocks, number};
use crate::i18n::Lang;
use crate::lesson::text::{self, Block, Inline, StepText, html};
use crate::lesson::{Chapter, resolve};
use std::fmt::Write as _;

/// The text with its steps, none of them done, and the way to other chapters.
pub fn article(chapter: &Chapter, lang: Lang, now: &Snapshot) -> String {
    let words = lang.words();
    let number = number(chapter.slug).unwrap_or(1);
    let mut text = String::new();
    let mut step = 0;
    for block in blocks(chapter, lang) {
        let _ = match block {
            Block::Heading(line) => write!(text, "<h2>{}</h2>", html(&line)),
            Block::Paragraph(line) => write!(text, "<p>{}</p>", html(&line)),
            Block::List(items) => {
                let items = items.iter().map(|item| format!("<li>{}</li>", html(item)));
                write!(text, "<ul>{}</ul>", items.collect::<String>())
            }
            Block::Extra(extra) => write!(
                text,
                "<p><button type=\"button\" class=\"button\" data-extra=\"{}\" disabled>{}\
                 </button></p>",
                extra.name(),
                extra.label(words)
            ),
            Block::Step(words) => {
                step += 1;
                write!(text, "{}", self::step(chapter, lang, &words, step, now))
            }
        };
    }
    let here = number - 1;
    let turn = |at: Option<usize>, class: &str, text: &str| {
        let chapter = at.and_then(|at| CHAPTERS.get(at));
        chapter.map_or_else(String::new, |chapter| {
            let address = address(chapter, lang);
            format!("<div><a class=\"{class}\" href=\"{address}\">{text}</a></div>")
        })
    };
    let mut links = String::new();
    for other in CHAPTERS {
        let current = if other.slug == chapter.slug { " aria-current=\"page\"" } else { "" };
        let (to, title) = (address(other, lang), escape(other.title(lang)));
        let _ = write!(links, "<li><a href=\"{to}\"{current}>{title}</a></li>");
    }
    format!(
        "<div class=\"column\"><article class=\"prose\"><p class=\"eyebrow\">{}</p><h1>{}</h1>\
         <div class=\"text\">{text}</div><div class=\"turn\">{}{}</div><p class=\"version\"><a \
         href=\"{}\">{}</a></p></article><div class=\"others\"><nav class=\"chapters\" \
         aria-label=\"{}\"><ol>{links}</ol></nav><p class=\"version\">{}</p></div></div>",
        words.chapter_number(number),
        escape(chapter.title(lang)),
        turn(here.checked_sub(1), "button", words.previous_chapter()),
        turn(Some(here + 1), "button main", words.next_chapter()),
        words.worksheet_address(chapter.slug),
        words.worksheet(),
        words.chapters(),
        words.models_version(KUBERNETES_VERSION),
    )
}

/// A step: the first is the one to do now. Its command can be clicked once the app is there.
fn step(chapter: &Chapter, lang: Lang, text: &StepText, number: usize, now: &Snapshot) -> String {
    let words = lang.words();
    let (state, said) = match number {
        1 => ("now", words.step_now()),
        _ => ("open", words.step_open()),
    };
    let command = chapter.step(&text.id).and_then(|step| resolve(step.command?, now));
    let command = command.map_or_else(String::new, |command| {
        format!(
            "<button type=\"button\" class=\"run\" disabled>{}</button>",
            text::command(&command)
        )
    });
    format!(
        "<div class=\"step\" data-id=\"{}\" data-state=\"{state}\"><span class=\"mark\" \
         aria-hidden=\"true\">{number}</span><div><p><span class=\"said\">{said}: </span>{}\
         </p>{}{command}<p class=\"seen\">{}</p></div></div>",
        text.id,
        html(&text.task),
        question(text, lang),
        html(&text.seen),
    )
}

/// What a step lets the reader predict, once the app is there.
fn question(text: &StepText, lang: Lang) -> String {
    if text.options.is_empty() {
        return String::new();
    }
    let option = |(_, text): &(String, Vec<Inline>)| {
        format!("<label><input type=\"radio\"><span>{}</span></label>", html(text))
    };
    format!(
        "<fieldset class=\"predict\" disabled><legend>{}</legend>{}<p>{}</p></fieldset>",
        html(&text.question),
        text.options.iter().map(option).collect::<String>(),
        escape(lang.words().predict()),
    )
}
