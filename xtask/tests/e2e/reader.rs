//! A reader who goes from the first chapter to the last, with the mouse alone or with the keyboard
//! alone, in either language.

use fantoccini::key::Key;

use crate::page::{Page, visit};

/// What things are called in a language.
struct Words {
    lang: &'static str,
    visit: &'static str,
    next: &'static str,
    files: &'static str,
    forget: &'static str,
    forget_surely: &'static str,
}

const ENGLISH: Words = Words {
    lang: "en",
    visit: "Visit",
    next: "Next chapter",
    files: "Files",
    forget: "Forget my progress",
    forget_surely: "Forget all that is done? Press again",
};
const INDONESIAN: Words = Words {
    lang: "id",
    visit: "Kunjungi",
    next: "Bab berikutnya",
    files: "File",
    forget: "Hapus kemajuan saya",
    forget_surely: "Hapus semua yang sudah selesai? Tekan sekali lagi",
};

/// What a reader has at hand.
#[derive(Clone, Copy, PartialEq)]
enum Hand {
    Mouse,
    Keyboard,
}

/// How often something is done for one step before it is called stuck.
const PATIENCE: usize = 60;
/// More than a page has places to stop at.
const STOPS: usize = 250;
/// The id of the step to do now; null when all are done.
const NOW: &str = "return document.querySelector('.step[data-state=now]')?.dataset.step ?? null";
/// The name of its command's button.
const COMMAND: &str = "return document.querySelector(
    '.step[data-state=now] .run:not([hidden])')?.getAttribute('aria-label') ?? null";
const LANES: &str = "return [...document.querySelectorAll('.lane')].map((lane) => lane.ariaLabel)";
/// The name of what has the focus, and the lane that it stands in.
const FOCUS: &str = "const it = document.activeElement;
    return [it.getAttribute('aria-label') ?? it.textContent.trim(),
        it.closest('.lane')?.ariaLabel ?? null]";

impl Hand {
    /// Uses the button, tab or link of that name, in a lane if one is named.
    fn uses(self, page: &Page, role: &str, name: &str, lane: Option<&str>) {
        match (self, lane) {
            (Hand::Mouse, None) => page.find(role, name).click(),
            (Hand::Mouse, Some(lane)) => page.find("region", lane).find(role, name).click(),
            (Hand::Keyboard, _) => {
                let wanted = serde_json::json!([name, lane]);
                let [tab, escape, enter] =
                    [Key::Tab, Key::Escape, Key::Enter].map(|key| char::from(key).to_string());
                let mut stops = 0;
                while page.eval(FOCUS) != wanted {
                    // Where Tab completes words, Escape lets it go on.
                    page.press(&format!("{escape}{tab}"));
                    stops += 1;
                    assert!(stops < STOPS, "the keyboard does not come to {role} {name:?}");
                }
                page.press(&enter);
            }
        }
    }
}

/// Does all steps of the chapter that is open.
fn does_the_steps(page: &Page, hand: Hand, words: &Words) {
    let mut tries = 0;
    let mut before = String::new();
    while let Some(step) = page.eval(NOW).as_str().map(str::to_owned) {
        tries = if step == before { tries + 1 } else { 0 };
        assert!(tries < PATIENCE, "{step} cannot be done");
        // What lies on a volume is read in the files, too, without a command.
        if step == "exec" && tries > 0 {
            let tab = if hand == Hand::Mouse { words.files } else { "Terminal" };
            hand.uses(page, "tab", tab, None);
            if hand == Hand::Keyboard {
                page.press(&char::from(Key::Right).to_string().repeat(2));
            }
            page.until("the next step", || page.eval(NOW) != step.as_str());
        } else if let Some(command) = page.eval(COMMAND).as_str() {
            hand.uses(page, "button", command, None);
        } else {
            for lane in page.eval(LANES).as_array().into_iter().flatten() {
                hand.uses(page, "button", words.visit, lane.as_str());
            }
        }
        before = step;
    }
}

fn reads_everything(hand: Hand, words: &Words) {
    visit(&format!("?lang={}&clock=instant", words.lang), |page| {
        page.prefer("prefers-reduced-motion", "reduce");
        page.go(&format!("?lang={}&clock=instant", words.lang));
        let mut read = 0;
        loop {
            let title = page.eval("return document.querySelector('#app h1').textContent");
            does_the_steps(page, hand, words);
            read += 1;
            if !page.names("link").iter().any(|name| name == words.next) {
                break;
            }
            hand.uses(page, "link", words.next, None);
            page.until("the next chapter", || {
                page.eval("return document.querySelector('#app h1').textContent") != title
            });
        }
        let chapters = "return document.querySelector('nav.chapters').querySelectorAll('a').length";
        assert_eq!(page.eval(chapters), read, "chapters read");
        if hand == Hand::Mouse {
            comes_back(page, words, read);
        }
    });
}

/// What was done is marked and the reader goes on where it ended, until it is to be forgotten.
fn comes_back(page: &Page, words: &Words, read: usize) {
    let title = "return document.querySelector('#app h1').textContent";
    let marks = "return document.querySelector('nav.chapters').querySelectorAll('.icon').length";
    let address = format!("?lang={}&clock=instant", words.lang);
    let last = page.eval(title);
    page.go(&address);
    assert_eq!(page.eval(title), last);
    assert_eq!(page.eval(marks), read);
    page.find("button", words.forget).click();
    page.find("button", words.forget_surely).click();
    page.until("no marks", || page.eval(marks) == 0);
    page.go(&address);
    assert_ne!(page.eval(title), last, "a new reader begins at the beginning");
    assert_eq!(page.eval(marks), 0);
}

#[test]
fn the_mouse_alone_leads_through_every_chapter_in_english() {
    reads_everything(Hand::Mouse, &ENGLISH);
}

#[test]
fn the_mouse_alone_leads_through_every_chapter_in_indonesian() {
    reads_everything(Hand::Mouse, &INDONESIAN);
}

#[test]
fn the_keyboard_alone_leads_through_every_chapter_in_english() {
    reads_everything(Hand::Keyboard, &ENGLISH);
}

#[test]
fn the_keyboard_alone_leads_through_every_chapter_in_indonesian() {
    reads_everything(Hand::Keyboard, &INDONESIAN);
}
