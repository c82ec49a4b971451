//! What holds for the first embed of a page, whatever the page was built with.

use serde_json::json;

use crate::page::{Page, visit_notes};

/// Keeps what embeds tell the page around, from before any script of its own.
const LISTEN: &str = "window.told = [];
for (const name of ['ready', 'change', 'error'])
  addEventListener(`statelab:${name}`, ({ detail }) => told.push({ name, detail }));";

/// The frame of the embed.
pub const FRAME: &str =
    "return document.querySelector('state-lab')?.shadowRoot?.querySelector('iframe')";

/// Opens a page that a host has built. Its reader wants no motion, so that nothing has to be waited
/// for that the page's own lines do not ask for.
pub fn visit(host: &str, address: &str, test: impl FnOnce(&Page)) {
    let notes = xtask::hosts::pages(host).expect("the host's pages");
    let before = |page: &Page| {
        page.run_before(LISTEN);
        page.prefer("prefers-reduced-motion", "reduce");
    };
    visit_notes(notes, address, before, test);
}

/// How often the embeds have told the page around of this.
pub fn told(page: &Page, name: &str) -> usize {
    let told = page.eval(&format!("return told.filter((it) => it.name === '{name}').length"));
    told.as_u64().expect("a number") as usize
}

/// How wide and how high the frame is, and how wide and high what is in it has become, all in
/// pixels of the layout.
pub struct Size {
    pub frame: (i64, i64),
    pub contents: (i64, i64),
}

pub fn size(page: &Page) -> Size {
    let pair = |script: &str| {
        let pair = page.eval(script);
        (pair[0].as_i64().expect("a width"), pair[1].as_i64().expect("a height"))
    };
    let frame = pair(&format!(
        "const frame = (() => {{ {FRAME} }})(); return [frame.clientWidth, frame.clientHeight]"
    ));
    let contents = page.inside(FRAME, || {
        pair(
            "const { height } = document.querySelector('#embed').getBoundingClientRect();
             return [Math.max(innerWidth, document.documentElement.scrollWidth), Math.ceil(height)]",
        )
    });
    Size { frame, contents }
}

/// Waits for the embed, deletes a pod in it, and looks at what came of it.
pub fn works(page: &Page) {
    page.until("the embed is ready", || told(page, "ready") == 1);
    let command = json!("kubectl delete pod nodejs-stateful-1");
    let ran = page.settle(&format!("document.querySelector('state-lab').run({command})"));
    assert_eq!(ran.expect("it runs")["output"], "pod \"nodejs-stateful-1\" deleted\n");
    assert!(told(page, "change") > 0);
    assert_eq!(told(page, "error"), 0);
    page.inside(FRAME, || {
        page.find("button", "Delete pod nodejs-stateful-1").click();
    });
}

/// Waits until the embed is as high as what it shows, and nothing in it is cut at its side.
pub fn fits(page: &Page) {
    page.until("its height", || {
        let size = size(page);
        size.frame == size.contents && size.frame.1 > 200
    });
}
