//! What a reader has to see after an action comes into sight, and stays within reach.

use crate::page::{Page, visit};

/// Whether all of an element is inside of the window, and inside of the tools, if it is one.
const IN_SIGHT: &str = "
    const inside = (one, all) => one.top >= all.top - 1 && one.bottom <= all.bottom + 1;
    const it = document.querySelector(SELECTOR).getBoundingClientRect();
    const tools = document.querySelector('.lower').getBoundingClientRect();
    return it.height > 0 && inside(it, tools) && it.bottom <= innerHeight + 1";

fn in_sight(page: &Page, selector: &str) -> bool {
    page.eval(&IN_SIGHT.replace("SELECTOR", &format!("'{selector}'"))) == true
}

#[test]
fn what_a_step_prints_and_what_a_deletion_leaves_come_into_sight_in_turn() {
    visit("?chapter=stateless&lang=en&clock=instant", |page| {
        page.resize(1440, 900);
        page.find_starting("button", "Run kubectl delete pod").click();
        page.until("the table in sight", || in_sight(page, ".survived thead"));
        page.find("tab", "Events").click();
        page.find("button", "Run kubectl get pods").click();
        page.until("the output in sight", || in_sight(page, ".terminal"));
        page.find_starting("button", "Delete pod").click();
        page.until("the table in sight again", || in_sight(page, ".survived thead"));
    });
}

#[test]
fn who_deletes_in_the_terminal_keeps_it_in_sight() {
    visit("?chapter=stateless&lang=en&clock=instant", |page| {
        page.resize(1440, 900);
        page.run("kubectl get pods");
        page.run("kubectl delete pod --all");
        let input = page.find("textbox", "Terminal input");
        page.until("the table", || page.names("table").iter().any(|name| name == "What survived"));
        input.click();
        page.run("kubectl delete pod --all");
        assert!(in_sight(page, ".prompt-line"));
    });
}

#[test]
fn however_many_pods_there_are_the_terminal_stays_within_reach() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        page.run("kubectl scale deployment nodejs-stateless --replicas=20");
        page.run("kubectl scale statefulset nodejs-stateful --replicas=20");
        page.until("the pods", || {
            page.eval("return document.querySelectorAll('.more').length") == 2
        });
        for (width, height) in [(1440, 900), (1366, 650), (1024, 768)] {
            page.resize(width, height);
            page.find("textbox", "Terminal input").click();
            page.until("the prompt in sight", || in_sight(page, ".prompt-line"));
        }
        let more =
            page.eval("return [...document.querySelectorAll('.more')].map((it) => it.innerText)");
        assert_eq!(more, serde_json::json!(["+9", "+9"]));
        page.resize(390, 844);
        let stage = page.eval("return document.querySelector('.stage').offsetHeight / innerHeight");
        assert!(stage.as_f64().is_some_and(|part| part < 0.6), "{stage} of the window");
    });
}

#[test]
fn pasted_lines_run_one_after_the_other() {
    const PASTE: &str = "
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', 'echo one\\r\\necho two\\necho three');
        const paste = { clipboardData, bubbles: true, cancelable: true };
        document.querySelector('.prompt-line input')
            .dispatchEvent(new ClipboardEvent('paste', paste))";
    visit("?chapter=stateless&lang=en&clock=instant", |page| {
        page.run("echo zero");
        page.eval(PASTE);
        let output = page.find("log", "Terminal output");
        page.until("both lines", || output.text().ends_with("$ echo one\none\n$ echo two\ntwo"));
        let line = page.eval("return document.querySelector('.prompt-line input').value");
        assert_eq!(line, "echo three");
    });
}

#[test]
fn the_browser_offers_an_address_once_something_is_deployed() {
    visit("?chapter=hands-on&lang=en&clock=instant", |page| {
        page.find("tab", "Browser").click();
        page.find("button", "Reload").click();
        assert!(!page.find("tabpanel", "Browser").text().contains("curl"), "nothing was asked for");
        page.find("button", "Run kubectl apply -f statefulset.yaml").click();
        page.find("tab", "Browser").click();
        let address = || page.eval("return document.querySelector('.address input').value");
        page.until("an address", || address() == "http://controlplane:30002");
    });
}
