//! The table of what survives what: filled in the page, and a row of it seen in the topology.

use crate::page::{Page, visit};

const ADDRESS: &str = "?chapter=beyond&lang=en&clock=paused";

#[test]
fn the_table_is_filled_in_the_page_and_a_row_of_it_is_shown_in_the_topology() {
    visit(ADDRESS, |page| {
        page.find("button", "Compute by running the model").click();
        page.until("the whole table", || {
            page.eval("return document.querySelector('.matrix table')?.ariaBusy") == "false"
        });
        page.screenshot("matrix");
        let [kept, changed, lost, yet] = ["=kept", "≠changed", "✕lost", "…not there yet"];
        for (action, cells) in [
            ("Delete the pod", [kept, changed, changed, kept, kept, kept]),
            ("Let the container crash", [kept; 6]),
            ("Delete the StatefulSet", [lost, lost, lost, kept, kept, kept]),
            ("Lose its node", [yet, yet, yet, kept, kept, kept]),
        ] {
            assert_eq!(row(page, action), cells, "{action}");
        }

        // What the reader has done before is not in the way.
        page.run("kubectl scale statefulset nodejs-stateful --replicas=1");
        page.find("button", "Show: Delete the StatefulSet").click();
        let output = page.find("log", "Terminal output");
        page.until("the command", || {
            let text = output.text();
            text.contains("$ kubectl delete statefulset nodejs-stateful\n")
                && !text.contains("--replicas=1")
        });
        page.until("no pod", || count(page, "Pod") == 0);
        assert_eq!(count(page, "PersistentVolumeClaim"), 3);
        assert_eq!(row(page, "Lose its node")[3], kept, "the table stays");
        page.screenshot("matrix-row");

        // All three pods have gone; what is told is what the row was about.
        let survived = page.find("table", "What survived").text();
        assert!(survived.contains("nodejs-stateful-1"), "{survived}");
        assert!(!survived.contains("nodejs-stateful-2"), "{survived}");
    });
}

#[test]
fn the_table_stays_in_another_language() {
    visit(ADDRESS, |page| {
        page.find("button", "Compute by running the model").click();
        page.until("a row", || {
            page.eval("return document.querySelector('.matrix .sign')?.textContent") == "="
        });
        page.find("link", "Bahasa Indonesia").click();
        page.until("the rest of the table", || {
            page.eval("return document.querySelector('.matrix table')?.ariaBusy") == "false"
        });
        let [same, other] = ["=tetap", "≠berubah"];
        assert_eq!(row(page, "Hapus pod"), [same, other, other, same, same, same]);
        assert_eq!(row(page, "Buat container crash"), [same; 6]);
    });
}

/// The cells of a row, each as its sign and its word.
fn row(page: &Page, action: &str) -> Vec<String> {
    let script = format!(
        "const heads = [...document.querySelectorAll('.matrix tbody th')];
         const head = heads.find((it) => it.firstChild.textContent === '{action}');
         return [...head.parentNode.querySelectorAll('td')].map((it) =>
             [...it.childNodes].map((part) => part.textContent).join(''));"
    );
    serde_json::from_value(page.eval(&script)).expect("the cells of a row")
}

fn count(page: &Page, kind: &str) -> u64 {
    let script = format!("return document.querySelectorAll('[data-kind=\"{kind}\"]').length");
    page.eval(&script).as_u64().expect("a number")
}
