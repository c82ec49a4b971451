//! A deck of reveal.js, whose second slide has the embed.

use fantoccini::key::Key;
use serde_json::Value;

use crate::embed::{FRAME, size, told, visit, works};
use crate::page::Page;

/// The number of the slide that is shown, from 0.
fn slide(page: &Page) -> Value {
    page.eval("return Reveal.getState().indexh")
}

fn press(page: &Page, key: Key) {
    page.press(&char::from(key).to_string());
}

/// How often the deck has asked for the embed's frame or anything that it needs.
fn asked(page: &Page) -> usize {
    let heavy = |url: &&String| url.contains("/embed.v1.html") || url.contains("/assets/");
    page.requests().iter().filter(heavy).count()
}

/// Opens the deck with that transition and waits until it stands.
fn visit_deck(transition: &str, test: impl FnOnce(&Page)) {
    visit("reveal", &format!("?transition={transition}"), |page| {
        page.until("the deck and the script", || {
            let stands = "return !!window.Reveal?.isReady() && !!customElements.get('state-lab')";
            page.eval(stands) == true
        });
        test(page);
    });
}

#[test]
fn nothing_loads_until_the_slide_comes_whatever_brings_it() {
    for transition in ["slide", "fade", "none", "convex", "zoom"] {
        visit_deck(transition, |page| {
            // What is to be seen is told to the script before a frame is painted, twice to be sure.
            page.settle(
                "new Promise((done) => requestAnimationFrame(() =>
                requestAnimationFrame(() => setTimeout(done, 300))))",
            )
            .expect("frames");
            assert_eq!(asked(page), 0, "{transition}");
            press(page, Key::Right);
            page.until(&format!("the embed after {transition}"), || told(page, "ready") == 1);
            assert_eq!(slide(page), 1);
        });
    }
}

#[test]
fn the_drawing_is_laid_out_for_the_slide_and_scaled_with_it() {
    visit_deck("slide", |page| {
        press(page, Key::Right);
        works(page);
        let mut widths = Vec::new();
        for (width, height) in [(1440, 900), (700, 520), (1920, 1200)] {
            page.resize(width, height);
            let scaled = format!(
                "const frame = (() => {{ {FRAME} }})(); \
                 return frame.getBoundingClientRect().width / frame.clientWidth / Reveal.getScale()"
            );
            page.until("the scale", || {
                page.eval(&scaled).as_f64().is_some_and(|ratio| (ratio - 1.0).abs() < 0.01)
            });
            let size = size(page);
            assert_eq!((size.frame.0, size.frame.1), (size.contents.0, 520), "at {width}");
            widths.push(size.frame.0);
            page.screenshot(&format!("reveal-{width}"));
        }
        assert!(widths.iter().all(|width| *width == 960), "{widths:?}");
    });
}

#[test]
fn keys_beside_the_lab_turn_slides_and_keys_in_it_do_not() {
    visit_deck("slide", |page| {
        press(page, Key::Right);
        works(page);
        // A pod was clicked last, so the keys are the lab's.
        press(page, Key::Right);
        assert_eq!(slide(page), 1);
        page.find("heading", "Delete a pod").click();
        press(page, Key::Right);
        page.until("the next slide", || slide(page) == 2);
        press(page, Key::Left);
        page.until("the slide again", || slide(page) == 1);
        // The lab is as the reader left it.
        assert_eq!(told(page, "ready"), 1);
    });
}
