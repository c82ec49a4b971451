//! The lost update by hand, in the page.

use serde_json::json;

use crate::page::{Page, visit};

/// How many acts are told, and what both pods have in memory.
const GAME: &str = "const game = document.querySelector('.interleave');
    return [game.querySelectorAll('ol li').length,
        ...[...game.querySelectorAll('.held')].map((held) => held.textContent)]";

/// Clicks the button of that name of one of the two pods.
fn act(page: &Page, writer: usize, name: &str) {
    page.eval(&format!(
        "const pod = document.querySelectorAll('.interleave [role=group]')[{writer}];
         [...pod.querySelectorAll('button')].find((it) => it.textContent === '{name}').click()"
    ));
}

#[test]
fn the_game_of_two_pods_begins_anew_with_the_cluster() {
    visit("?chapter=shared-volume&lang=en&clock=instant", |page| {
        page.find("button", "Play two pods").click();
        page.find("region", "Play two pods");
        act(page, 0, "Read");
        act(page, 0, "Add 1");
        act(page, 1, "Read");
        page.until("three acts", || {
            page.eval(GAME) == json!([3, "has 1 in hand", "has 0 in hand"])
        });
        page.find("button", "Reset").click();
        page.until("a new game", || {
            page.eval(GAME) == json!([0, "has not read yet", "has not read yet"])
        });
        act(page, 1, "Read");
        page.until("its first act", || page.eval(GAME)[0] == 1);
    });
}
