//! The page before the application stands, and where it never will.

use serde_json::Value;

use crate::page::visit_still;

/// The places of what the reader looks at, as `[selector, x, y, width]`.
const PLACES: &str = "[...document.querySelectorAll('h1, .stage, .lane, .board, .bar, .text > p')]
    .filter((element) => element.getClientRects().length > 0)
    .map((element) => {
        const { x, y, width } = element.getBoundingClientRect();
        return [element.classList[0] ?? element.tagName, Math.round(x), Math.round(y), Math.round(width)];
    })";

/// Whether everything is where it was, as far as one sees: fonts round to a pixel.
fn is_in_place(now: &Value, before: &Value) -> bool {
    let (Some(now), Some(before)) = (now.as_array(), before.as_array()) else { return false };
    now.len() == before.len()
        && now.iter().zip(before).all(|(now, before)| {
            let near = |at: usize| match (now[at].as_i64(), before[at].as_i64()) {
                (Some(now), Some(before)) => (now - before).abs() <= 2,
                _ => false,
            };
            now[0] == before[0] && (1..=3).all(near)
        })
}

#[test]
fn without_scripts_every_chapter_is_there_with_its_text_and_its_picture() {
    visit_still(|page| {
        page.without_scripts();
        page.load("");
        let titles = page.names("heading");
        for title in ["One application, three topologies", "Satu aplikasi, tiga topologi"] {
            assert!(titles.iter().any(|heading| heading == title), "{title}: {titles:?}");
        }
        let pictures = page.names("image");
        for picture in ["Topology: One volume per pod", "Topologi: Satu volume per pod"] {
            assert!(pictures.iter().any(|name| name == picture), "{picture}: {pictures:?}");
        }
        page.screenshot("without-scripts");
        let text = page.eval("return document.body.innerText").to_string();
        assert!(text.contains("needs JavaScript") && text.contains("memerlukan JavaScript"));
    });
}

#[test]
fn without_webassembly_the_chapter_stays_and_what_is_missing_is_said() {
    visit_still(|page| {
        page.run_before("delete window.WebAssembly");
        page.load("?lang=id&chapter=topologies");
        page.until("the notice", || {
            page.eval("return document.body.innerText").to_string().contains("menolak WebAssembly")
        });
        assert_eq!(page.eval("return document.documentElement.lang"), "id");
        assert_eq!(page.names("heading")[0], "Satu aplikasi, tiga topologi");
        let pictures = page.names("image");
        assert_eq!(pictures.len(), 3, "{pictures:?}");
        let text = page.eval("return document.body.innerText").to_string();
        assert!(!text.contains("this browser refuses") && !text.contains("Memuat cluster"));
        let next = page.find("link", "Bab berikutnya").attribute("href");
        assert_eq!(next.as_deref(), Some("?chapter=livestock-and-pets&lang=id"));
        page.screenshot("without-webassembly");
    });
}

#[test]
fn nothing_moves_when_the_application_takes_over() {
    for (width, height) in [(1440, 1000), (1440, 900), (1024, 768), (390, 844)] {
        for chapter in ["topologies", "stateless", "beyond"] {
            visit_still(|page| {
                page.resize(width, height);
                page.run_before(&format!(
                    "addEventListener('DOMContentLoaded', () => {{ window.before = {PLACES}; }})"
                ));
                page.go(&format!("?lang=en&clock=paused&chapter={chapter}"));
                let before = page.eval("return window.before");
                assert!(before.as_array().is_some_and(|all| all.len() > 4), "{before}");
                let what = format!("{chapter} at {width} × {height} as it was: {before}");
                page.until(&what, || is_in_place(&page.eval(&format!("return {PLACES}")), &before));
            });
        }
    }
}
