//! Narrow windows: where lines break, what has room, and what a finger can hit.

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

/// What is wrong with the switch of the animals, wherever the lanes are scrolled to.
const FAULTS: &str = r#"
    const box = (it) => it.getBoundingClientRect();
    const text = (element) => {
        const range = new Range();
        range.selectNodeContents(element);
        return range;
    };
    const meet = (a, b) =>
        a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const found = document.querySelector(".animals");
    const word = text(found.querySelector(".word"));
    const faults = [];
    if (box(word).width < 30 || word.getClientRects().length > 2) faults.push("its word");
    const heads = [...document.querySelectorAll(".lane h2")].map(text);
    const controls = [...document.querySelectorAll(".stage :is(button, select)")];
    const others = [...heads, ...controls].filter((it) => it !== found);
    for (const lane of document.querySelectorAll(".lane")) {
        lane.scrollIntoView({ inline: "center", block: "nearest", behavior: "instant" });
        const covered = others.filter((it) => meet(box(found), box(it)));
        faults.push(...covered.map((it) => it.ariaLabel ?? it.textContent ?? it.toString()));
    }
    if (document.documentElement.scrollWidth > innerWidth) faults.push("the page scrolls");
    return faults"#;

#[test]
fn the_switch_of_the_animals_says_what_it_is_and_covers_nothing() {
    for (lang, name) in [("en", "Livestock and pets"), ("id", "Ternak dan peliharaan")] {
        for chapter in ["livestock-and-pets", "shared-volume"] {
            visit(&format!("?chapter={chapter}&lang={lang}&clock=instant"), |page| {
                page.find("button", name);
                for width in [320, 390, 641, 768, 1024, 1200, 1440] {
                    page.resize(width, 900);
                    let what = format!("no fault in {chapter}.{lang} at {width}");
                    page.until(&what, || page.eval(FAULTS) == json!([]));
                }
            });
        }
    }
}

/// What can be clicked and is smaller than a fingertip. A line of the terminal can be hit anywhere
/// in it, a choice by its text, and a link in a sentence is as high as the sentence.
const SMALL: &str = r#"
    const small = [];
    const targets = "button, a[href], select, summary, [role=tab], label";
    for (const target of document.querySelectorAll(targets)) {
        const { width, height } = target.getBoundingClientRect();
        const hidden = width < 2 || target.matches(".skip");
        const within = getComputedStyle(target).display === "inline" && target.closest("p, li, td");
        if (!hidden && !within && Math.min(width, height) < 23.9)
            small.push(`${target.ariaLabel ?? target.textContent}: ${width} × ${height}`);
    }
    return small"#;

#[test]
fn whatever_can_be_clicked_is_large_enough_for_a_finger() {
    for (width, height) in [(320, 640), (1024, 768), (1440, 900)] {
        visit("?chapter=topologies&lang=id&clock=instant", |page| {
            page.resize(width, height);
            page.find("button", "Ternak dan peliharaan");
            page.until("no small targets", || page.eval(SMALL) == json!([]));
        });
    }
}

/// Short pieces of code in the text that stand on two lines, and long ones that reach beyond it.
const TORN: &str = r#"
    const right = document.querySelector(".prose").getBoundingClientRect().right;
    return [...document.querySelectorAll(".prose :not(pre) > code")].filter((code) => {
        const range = new Range();
        range.selectNodeContents(code);
        const lines = [...range.getClientRects()];
        const torn = new Set(lines.map((line) => Math.round(line.top))).size > 1;
        return torn && code.textContent.length < 20 || lines.some((line) => line.right > right);
    }).map((code) => code.textContent)"#;

#[test]
fn a_name_in_the_text_stays_on_its_line() {
    for chapter in ["statefulset", "beyond"] {
        visit(&format!("?chapter={chapter}&lang=en&clock=instant"), |page| {
            for width in [320, 390, 768, 1024, 1440] {
                page.resize(width, 844);
                assert_eq!(page.eval(TORN), json!([]), "at {width} in {chapter}");
            }
        });
    }
}

/// Whether the right edge of the window cuts through a lane.
const CUT: &str = "
    const lanes = [...document.querySelectorAll('.lane')].map((it) => it.getBoundingClientRect());
    return lanes.some(({ left, right }) => left < innerWidth - 12 && right > innerWidth + 12)";

#[test]
fn where_not_every_lane_has_room_a_piece_of_the_next_one_shows() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        for width in [320, 390, 480, 600, 640, 660, 680, 700, 720, 768, 840] {
            page.resize(width, 844);
            page.until(&format!("a piece at {width}"), || page.eval(CUT) == true);
        }
    });
}

/// Whether the other chapters come after the tools in the document, and whether they are below.
const AFTER: &str = "
    const tools = document.querySelector('.dock'), others = document.querySelector('.others');
    const after = tools.compareDocumentPosition(others) & Node.DOCUMENT_POSITION_FOLLOWING;
    const [top, end] = [others.getBoundingClientRect().top, tools.getBoundingClientRect().bottom];
    return [after > 0, top >= end]";

#[test]
fn the_keyboard_goes_from_the_top_to_the_bottom_of_a_single_column() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        for (width, height) in [(390, 844), (1440, 900), (1440, 500), (1024, 768), (800, 600)] {
            page.resize(width, height);
            let single = width < 896 || height < 576;
            page.until(&format!("the order at {width} × {height}"), || {
                page.eval(AFTER)[0] == single
            });
            assert!(!single || page.eval(AFTER)[1] == true, "at {width} × {height}");
        }
    });
}

/// Whether all lanes are in sight, in every card the number that it ends with and what it is, and in
/// every file its contents.
const WHOLE: &str = "
    const lanes = document.querySelector('.lanes');
    const right = (it) => it.getBoundingClientRect().right;
    const counts = [...document.querySelectorAll('.pod .count')];
    const labels = [...document.querySelectorAll('.pod .fact .label')];
    const width = (bytes) => {
        const range = new Range();
        range.selectNodeContents(bytes);
        return range.getBoundingClientRect().width;
    };
    const files = [...document.querySelectorAll('.bytes')];
    return lanes.scrollWidth <= lanes.clientWidth && counts.length === 9
        && files.every((it) => width(it) < it.closest('.file').clientWidth - 2)
        && files.every((it) => it.getClientRects().length <= 2)
        && labels.every((label) => label.scrollWidth <= label.clientWidth)
        && counts.every((count) => right(count) < right(count.closest('.pod')))";

#[test]
fn beside_the_text_there_is_room_for_three_lanes() {
    visit("?chapter=topologies&lang=id&clock=instant", |page| {
        for (width, height) in [(1200, 800), (1200, 900), (1280, 900), (1366, 900), (1440, 900)] {
            page.resize(width, height);
            page.until(&format!("all at {width} × {height}"), || page.eval(WHOLE) == true);
        }
    });
}

/// Visits every service until its pods have answered for the hundredth time.
fn visit_often(page: &Page) {
    for port in [30000, 30001, 30002] {
        let line = format!("for i in $(seq 330); do curl http://node01:{port}; done");
        page.find("textbox", "Input terminal").type_keys(&format!("{line}\n"));
    }
    let long = "return document.querySelectorAll('.count[data-long]').length";
    page.until("three digits", || page.eval(long).as_u64() > Some(4));
}

#[test]
fn there_is_room_for_three_digits_in_every_card_and_every_file() {
    visit("?chapter=topologies&lang=id&clock=instant", |page| {
        visit_often(page);
        for width in [1200, 1248, 1280, 1366, 1440] {
            page.resize(width, 900);
            page.until(&format!("all at {width}"), || page.eval(WHOLE) == true);
        }
    });
}

/// What has the focus and lies wholly behind something else, also when the lanes have come to rest.
const BEHIND: &str = r#"(async () => {
    const isSeen = (target) => {
        const { left, right, top, bottom } = target.getBoundingClientRect();
        const across = [left + 3, (left + right) / 2, right - 3];
        const down = [top + 3, (top + bottom) / 2, bottom - 3];
        return across.some((x) => down.some((y) => target.contains(document.elementFromPoint(x, y))));
    };
    const behind = [];
    for (const target of document.querySelectorAll(":is(main, header) :is(button, a, input, select)")) {
        target.focus();
        if (target.offsetWidth < 2 || document.activeElement !== target) continue;
        for (let at = 0; at < 60 && !isSeen(target); at++)
            await new Promise(requestAnimationFrame);
        if (!isSeen(target)) behind.push(target.ariaLabel ?? target.textContent);
    }
    return behind;
})()"#;

#[test]
fn nothing_that_has_the_focus_lies_behind_what_sticks() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        page.find("button", "Livestock and pets");
        for (width, height) in [(320, 256), (640, 400), (320, 640), (390, 844), (1024, 700)] {
            page.resize(width, height);
            assert_eq!(page.settle(BEHIND), Ok(json!([])), "at {width} × {height}");
        }
    });
}

/// What is cut off on the stage where a reader spaces letters, words and lines out, but for the
/// part of names that is shortened anyhow.
const CUT_OFF: &str = r#"
    const style = document.createElement("style");
    style.textContent = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;" +
        " word-spacing: 0.16em !important; }";
    document.head.append(style);
    const cut = [...document.querySelectorAll(".stage *")].filter((it) =>
        it.clientWidth > 2 && !it.matches(".head") && getComputedStyle(it).overflowX === "hidden"
            && it.scrollWidth > it.clientWidth + 1);
    const tall = [...document.querySelectorAll(".delete")].filter((it) => it.offsetHeight > 28);
    style.remove();
    return [...cut, ...tall].map((it) => it.textContent)"#;

#[test]
fn nothing_is_cut_off_where_a_reader_spaces_letters_out() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        page.find("region", "One volume per pod").find("button", "Visit").click();
        for (width, height) in [(1400, 900), (390, 844)] {
            page.resize(width, height);
            page.until(&format!("nothing at {width}"), || page.eval(CUT_OFF) == json!([]));
        }
    });
}

/// Whether three lanes are no wider than a sheet, and what can only be clicked is not there.
const ON_A_SHEET: &str = "
    const lanes = [...document.querySelectorAll('.lane')].map((it) => it.getBoundingClientRect());
    const gone = document.querySelectorAll('.dock, .others, .bar, .delete, .visit');
    const tops = new Set(lanes.map((it) => Math.round(it.top)));
    return lanes.at(-1).right - lanes[0].left < 690 && tops.size === 1
        && [...gone].every((it) => it.getClientRects().length === 0)";

#[test]
fn on_paper_the_lanes_stand_side_by_side_and_nothing_is_there_to_click() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        page.find("button", "Livestock and pets");
        page.on_paper();
        page.until("a sheet", || page.eval(ON_A_SHEET) == true);
        page.screenshot("on-paper");
    });
}

#[test]
fn on_a_tablet_one_sees_that_something_has_survived() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        page.resize(1024, 768);
        page.find("button", "Delete one pod in every lane").click();
        page.find("table", "What survived");
        let top = "return document.querySelector('.survived').getBoundingClientRect().top";
        page.until("the table in sight", || {
            page.eval(top).as_f64().is_some_and(|top| top < 768.0 - 24.0)
        });
    });
}
