//! When the program has a bug, the reader sees it: what it is, what reproduces it, and a way on.

use crate::i18n::Lang;
use leptos::prelude::document;
use leptos::web_sys::Element;
use std::cell::RefCell;
use std::panic::PanicHookInfo;

/// How many commands are kept to reproduce a bug.
const MOST_COMMANDS: usize = 200;

/// What reproduces the state of the page.
struct About {
    chapter: &'static str,
    lang: Lang,
    seed: u64,
    commands: Vec<String>,
}

impl About {
    /// Before the first chapter has begun.
    const NOTHING: About = About { chapter: "", lang: Lang::En, seed: 0, commands: Vec::new() };
}

thread_local! {
    // A panic hook gets nothing but the panic, so what it has to show must lie ready for it.
    static ABOUT: RefCell<About> = const { RefCell::new(About::NOTHING) };
}

/// A chapter begins anew.
pub fn about(chapter: &'static str, lang: Lang, seed: u64) {
    ABOUT.with_borrow_mut(|about| *about = About { chapter, lang, seed, commands: Vec::new() });
}

/// The page goes on in another language.
pub fn speak(lang: Lang) {
    ABOUT.with_borrow_mut(|about| about.lang = lang);
}

/// The reader has run a command.
pub fn did(line: &str) {
    ABOUT.with_borrow_mut(|about| {
        if about.commands.len() < MOST_COMMANDS {
            about.commands.push(line.to_owned());
        }
    });
}

/// From now on a bug shows itself in the page.
pub fn watch() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        show(info);
    }));
}

/// Puts the message in place of the page. Nothing here may panic.
fn show(info: &PanicHookInfo<'_>) -> Option<()> {
    let about = ABOUT.with(|about| about.try_borrow().ok().map(|about| about.text()));
    let (lang, text) = about?;
    let words = lang.words();
    let page = |id| document().get_element_by_id(id);
    let app = page("app").or_else(|| page("embed"))?;
    app.set_text_content(None);
    let bug = add(&app, "section", "")?;
    // An attribute that cannot be set is missed, but the message stands.
    let _ = bug.set_attribute("class", "bug");
    let _ = bug.set_attribute("role", "alert");
    add(&bug, "h1", words.bug_heading())?;
    add(&bug, "p", words.bug_text())?;
    add(&bug, "h2", words.bug_commands())?;
    add(&bug, "pre", &format!("{text}\n{info}"))?;
    let reset = add(&bug, "a", words.reset())?;
    let _ = reset.set_attribute("class", "button main");
    let _ = reset.set_attribute("href", "");
    Some(())
}

fn add(parent: &Element, name: &str, text: &str) -> Option<Element> {
    let element = document().create_element(name).ok()?;
    element.set_text_content(Some(text));
    parent.append_child(&element).ok()?;
    Some(element)
}

impl About {
    fn text(&self) -> (Lang, String) {
        let head = format!("chapter {}, seed {}", self.chapter, self.seed);
        (self.lang, [head, self.commands.join("\n")].join("\n"))
    }
}
