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

/// Waits for the embed, deletes a pod in it by a command and more by hand, and hears of both.
pub fn works(page: &Page) {
    page.until("the embed is ready", || told(page, "ready") == 1);
    let command = json!("kubectl delete pod nodejs-stateful-1");
    let ran = page.settle(&format!("document.querySelector('state-lab').run({command})"));
    assert_eq!(ran.expect("it runs")["output"], "pod \"nodejs-stateful-1\" deleted\n");
    let before = told(page, "change");
    assert!(before > 0);
    // A mouse meets what it is over, also where the page around is scaled or scrolled.
    click(page, "Delete one pod in every lane");
    page.until("the change", || told(page, "change") > before);
    assert_eq!(told(page, "error"), 0);
}

/// Presses and lifts the mouse over a button of the embed. The driver's own click knows nothing of
/// frames that are scaled.
fn click(page: &Page, name: &str) {
    let button = "[...document.querySelectorAll('button')].find((it) => it.textContent.trim() ===";
    let middle = page.inside(FRAME, || {
        page.find("button", name);
        page.eval(&format!(
            "const button = {button} {});
             button.scrollIntoView({{ block: 'nearest' }});
             const {{ x, y, width, height }} = button.getBoundingClientRect();
             return [x + width / 2, y + height / 2]",
            json!(name)
        ))
    });
    let place = page.eval(&format!(
        "const frame = (() => {{ {FRAME} }})();
         const {{ x, y, width }} = frame.getBoundingClientRect();
         const scale = width / frame.clientWidth;
         return {middle}.map((it, at) => [x, y][at] + it * scale)"
    ));
    for kind in ["mousePressed", "mouseReleased"] {
        let mouse = json!({
            "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1,
        });
        page.devtools("Input.dispatchMouseEvent", &mouse);
    }
}

/// Waits until the embed is as high as what it shows, and nothing in it is cut at its side.
pub fn fits(page: &Page) {
    page.until("its height", || {
        let size = size(page);
        size.frame == size.contents && size.frame.1 > 200
    });
}

/// Waits until the embed is dark, or light.
pub fn turns(page: &Page, dark: bool) {
    page.until(if dark { "a dark embed" } else { "a light embed" }, || {
        let dark_now = "return matchMedia('(prefers-color-scheme: dark)').matches";
        page.inside(FRAME, || page.eval(dark_now)) == dark
    });
}
