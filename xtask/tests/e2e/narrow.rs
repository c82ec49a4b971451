//! Narrow windows: where lines break.

use serde_json::json;

use crate::page::{Page, visit, visit_still};

/// The words of commands that stand on several lines although one has room for them.
const BROKEN: &str = r#"
    const broken = [];
    for (const run of document.querySelectorAll(".run")) {
        const style = getComputedStyle(run);
        const room = run.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const texts = document.createTreeWalker(run, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            for (const word of texts.currentNode.data.matchAll(/\S+/g)) {
                const range = new Range();
                range.setStart(texts.currentNode, word.index);
                range.setEnd(texts.currentNode, word.index + word[0].length);
                const lines = [...range.getClientRects()];
                const width = lines.reduce((sum, line) => sum + line.width, 0);
                if (lines.length > 1 && width < room - 1) broken.push(word[0]);
            }
        }
    }
    return broken"#;

/// The text of every command that is shown.
const COMMANDS: &str = "return [...document.querySelectorAll('.run')]
    .filter((run) => run.getClientRects().length > 0).map((run) => run.textContent)";

#[test]
fn a_command_breaks_between_its_words_and_nowhere_else() {
    let address = "?chapter=beyond&lang=en&clock=instant";
    let whole = "kubectl scale statefulset nodejs-stateful --replicas=0";
    let check = |page: &Page| {
        for width in [320, 390, 1024, 1440] {
            page.resize(width, 844);
            assert_eq!(page.eval(BROKEN), json!([]), "at {width}");
        }
        let commands = page.eval(COMMANDS);
        let commands = commands.as_array().into_iter().flatten();
        assert!(commands.clone().any(|it| it == whole), "{:?}", commands.collect::<Vec<_>>());
    };
    visit(address, |page| {
        page.find("button", &format!("Run {whole}"));
        check(page);
    });
    visit_still(|page| {
        page.run_before("delete window.WebAssembly");
        page.load(address);
        check(page);
    });
}
