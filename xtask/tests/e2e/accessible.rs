//! What axe, the usual checker of accessibility, finds on the pages: nothing.

use serde_json::Value;

use crate::page::{Page, visit};

/// axe-core as its authors publish it.
const AXE: &str = include_str!("vendor/axe-core-4.13.0.min.js");
/// What it found, as `[rule, element]`.
const RUN: &str = "return axe.run(document).then((found) => found.violations.flatMap(
    ({ id, nodes }) => nodes.map(({ html }) => [id, html])))";
/// Whether every stage with objects shows the path of one of them.
const SHOWN: &str = "return !document.querySelector('.object')
    || document.querySelector('.board.lit .object.on') !== null";
const CHAPTERS: [&str; 8] = [
    "stateless",
    "shared-volume",
    "topologies",
    "livestock-and-pets",
    "statefulset",
    "data-path",
    "hands-on",
    "beyond",
];
const SIZES: [(u32, u32); 2] = [(390, 844), (1440, 900)];
const THEMES: [&str; 2] = ["light", "dark"];

/// What axe finds on the page as it is.
pub fn faults(page: &Page) -> Value {
    page.eval(AXE);
    page.eval(RUN)
}

/// Checks a page at every size in every theme.
fn check(page: &Page, chapter: &str, lang: &str) {
    for (width, height) in SIZES {
        page.resize(width, height);
        for theme in THEMES {
            page.go(&format!("?chapter={chapter}&lang={lang}&theme={theme}&clock=instant"));
            page.until("the chapters", || !page.names("navigation").is_empty());
            // What opens in the text is part of it.
            page.eval(
                "document.querySelectorAll('.text > p > button').forEach((it) => it.click())",
            );
            if theme == "dark" {
                // So is the card that explains an object.
                page.eval("document.querySelector('.why')?.click()");
            }
            // So is a lane in which the path of one object is shown.
            page.eval(
                "document.querySelector('.object')?.dispatchEvent(new Event('pointerenter'))",
            );
            page.until("a path, if there is any object", || page.eval(SHOWN) == true);
            let nothing = Value::Array(Vec::new());
            assert_eq!(faults(page), nothing, "{chapter} in {lang}, {width} px, {theme}");
        }
    }
}

#[test]
fn axe_finds_nothing_on_any_chapter() {
    visit("?lang=en", |page| {
        // A page that moves is checked at an arbitrary moment.
        page.prefer("prefers-reduced-motion", "reduce");
        for (place, chapter) in CHAPTERS.iter().enumerate() {
            check(page, chapter, if place % 2 == 0 { "en" } else { "id" });
        }
        let listed =
            "return document.querySelectorAll('nav.chapters')[0].querySelectorAll('a').length";
        assert_eq!(page.eval(listed), CHAPTERS.len(), "every chapter is checked");
        check(page, "stuck-rollout", "en");

        page.eval("document.querySelector('main').append(document.createElement('img'))");
        assert_eq!(page.eval(RUN)[0][0], "image-alt", "a fault is found");
    });
}

/// Whether the chosen tab is told from the others by a line, and whether the history is a line.
const LINES: &str = "
    const line = (it) => getComputedStyle(it).borderBottomColor;
    const [chosen, other] = ['true', 'false'].map((it) =>
        document.querySelector(`[role=tab][aria-selected=${it}]`));
    const track = getComputedStyle(document.querySelector('.timeline'), '::before');
    return line(chosen) !== line(other) && track.borderTopStyle === 'solid'";

#[test]
fn where_the_system_chooses_the_colours_what_is_chosen_is_still_seen() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        page.prefer("forced-colors", "active");
        page.find("slider", "History");
        page.until("the lines", || page.eval(LINES) == true);
    });
}
