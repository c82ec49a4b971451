//! The page as a reader has it: found by role and name, clicked, typed into, looked at.

use std::cell::RefCell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use http::Method;
use serde_json::{Value, json};
use xtask::http::Shared;
use xtask::site::Site;
use xtask::{dist, single, workspace};

use crate::driver::Driver;
use crate::node::Node;

/// How long a reader would wait before calling it broken.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(25);
/// The site must work in any folder, so it is tested in one.
const BASE: &str = "/lab/";
/// The folder of pages that embed it.
const NOTES: &str = "/notes/";
/// What pages for authors write for the folder of the site.
const EXAMPLE: &str = "https://lab.example";
const FIND: &str = include_str!("find.js");

/// One page in a browser of its own.
pub struct Page {
    /// The browser.
    pub driver: Driver,
    /// Where the page is; what follows of an address is put behind it.
    base: String,
    /// Where else it may ask for something: the site that it embeds.
    embedded: Option<String>,
    /// What the console said and what was asked of the network, as far as it was collected.
    errors: RefCell<Vec<String>>,
    /// What is in errors that are faults of the page around, and known.
    pub forgiven: RefCell<Vec<&'static str>>,
    requests: RefCell<Vec<String>>,
}

/// Opens the finished site at this address (`?lang=en`) and runs a test on it. Whatever the test does,
/// an error in the console or a request to another host fails it; a failure leaves a screenshot.
pub fn visit(address: &str, test: impl FnOnce(&Page)) {
    let site = Site::read(&dist::folder()).expect("dist/ can be read");
    assert!(site.files.contains_key("index.html"), "no site in dist/: run cargo xtask dist");
    visit_site(site, address, test);
}

/// The same for any site.
pub fn visit_site(site: Site, address: &str, test: impl FnOnce(&Page)) {
    let page = Page::at(serve(site, BASE));
    page.check(|| {
        page.go(address);
        test(&page);
    });
}

/// The same for a site that is no application of ours; the test loads of it what it wants.
pub fn visit_pages(site: Site, test: impl FnOnce(&Page)) {
    let page = Page::at(serve(site, BASE));
    page.check(|| test(&page));
}

/// Serves a site for as long as the test lives, and says where.
fn serve(site: Site, base: &str) -> String {
    let listener = xtask::http::listen(0).expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("a bound port"));
    xtask::http::serve(listener, Shared::fixed(site, base));
    format!("{origin}{base}")
}

/// The same for the page as one file, opened from disk, after a script of the test's.
pub fn visit_file(script: &str, address: &str, test: impl FnOnce(&Page)) {
    let file = dist::folder().join(single::NAME);
    assert!(file.is_file(), "no {} in dist/: run cargo xtask dist", single::NAME);
    let page = Page::at(format!("file://{}", file.display()));
    page.run_before(script);
    page.check(|| {
        page.go(address);
        test(&page);
    });
}

/// Opens a page that embeds the finished site, which is of another origin: `{lab}` in its HTML stands
/// for the folder of the site. Otherwise as [`visit`].
pub fn visit_host(html: &str, test: impl FnOnce(&Page)) {
    let html = format!("<!doctype html><link rel=\"icon\" href=\"data:,\">{html}");
    let mut notes = Site::default();
    notes.files.insert("index.html".to_owned(), html.replace("{lab}", EXAMPLE).into_bytes());
    visit_notes(notes, "", |_| {}, test);
}

/// The same for whole notes at an address in them, after something is done with the empty page.
pub fn visit_notes(
    mut notes: Site,
    address: &str,
    before: impl FnOnce(&Page),
    test: impl FnOnce(&Page),
) {
    let lab = serve(Site::read(&dist::folder()).expect("dist/ can be read"), BASE);
    for (path, bytes) in &mut notes.files {
        if [".html", ".js"].iter().any(|kind| path.ends_with(kind)) {
            let text = String::from_utf8_lossy(bytes);
            *bytes = text.replace(EXAMPLE, lab.trim_end_matches('/')).into_bytes();
        }
    }
    let page = Page { embedded: Some(lab), ..Page::at(serve(notes, NOTES)) };
    before(&page);
    page.check(|| {
        page.load(address);
        test(&page);
    });
}

/// Opens a browser for a test in which the application does not start, or not at once: it goes where
/// it wants and expects what errors there are.
pub fn visit_still(test: impl FnOnce(&Page)) {
    let site = Site::read(&dist::folder()).expect("dist/ can be read");
    test(&Page::at(serve(site, BASE)));
}

impl Page {
    fn at(base: String) -> Page {
        let page = Page {
            driver: Driver::start(),
            base,
            embedded: None,
            errors: RefCell::default(),
            forgiven: RefCell::default(),
            requests: RefCell::default(),
        };
        page.resize(1440, 900);
        page
    }

    /// Runs a test. Whatever it does, an error in the console or a request to another host fails it;
    /// a failure leaves a screenshot.
    fn check(&self, test: impl FnOnce()) {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            test();
            self.check_manners();
        }));
        if let Err(panic) = outcome {
            let name = thread::current().name().unwrap_or("page").replace("::", "-");
            eprintln!("console: {:#?}", self.errors());
            self.screenshot(&format!("failed-{name}"));
            resume_unwind(panic);
        }
    }

    /// Loads an address within the site and waits until the application stands.
    pub fn go(&self, address: &str) {
        self.load(address);
        self.until("the application stands in #app", || {
            let stands = "#app > :not(.still)";
            self.eval(&format!("return document.querySelector('{stands}') !== null")) == true
        });
    }

    /// Loads an address within the site.
    pub fn load(&self, address: &str) {
        let url = format!("{}{address}", self.base);
        self.driver.wait(self.driver.client.goto(&url)).expect("the address loads");
    }

    /// Runs a script in every page before any of its own.
    pub fn run_before(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
    }

    /// From now on the network fails for addresses with one of these in them.
    pub fn block(&self, parts: &[&str]) {
        let patterns: Vec<String> = parts.iter().map(|part| format!("*{part}*")).collect();
        self.devtools("Network.enable", &json!({}));
        self.devtools("Network.setBlockedURLs", &json!({ "urls": patterns }));
    }

    /// Turns the page's own scripts off.
    pub fn without_scripts(&self) {
        self.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    }

    /// Sets the size of the window's inside.
    pub fn resize(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Sets a media feature such as `prefers-color-scheme` to a value such as `dark`.
    pub fn prefer(&self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", &features);
    }

    /// From now on the page looks as it is printed.
    pub fn on_paper(&self) {
        self.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    }

    /// What a script with `return` gives.
    pub fn eval(&self, script: &str) -> Value {
        self.eval_with(script, vec![])
    }

    fn eval_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.driver.wait(self.driver.client.execute(script, arguments)).expect("the script runs")
    }

    /// What a promise comes to: its value, or what the error says that it was rejected with.
    pub fn settle(&self, promise: &str) -> Result<Value, String> {
        let script = format!(
            "const [done] = arguments; Promise.resolve({promise}).then(
                (value) => done({{ value }}), ({{ message }}) => done({{ message }}))"
        );
        let asked = self.driver.client.execute_async(&script, vec![]);
        let settled = self.driver.wait(asked).expect("the script runs");
        match settled["message"].as_str() {
            Some(message) => Err(message.to_owned()),
            None => Ok(settled["value"].clone()),
        }
    }

    /// Does something inside of the frame that a script with `return` gives.
    pub fn inside<T>(&self, frame: &str, act: impl FnOnce() -> T) -> T {
        let reference = self.wait_for("the frame", || {
            let found = self.eval(frame);
            let id = found.as_object()?.values().next()?.as_str()?.to_owned();
            Some(id)
        });
        let element = Element::from_element_id(self.driver.client.clone(), reference.into());
        self.driver.wait(element.enter_frame()).expect("the frame can be entered");
        let outcome = act();
        self.driver.wait(self.driver.client.enter_parent_frame()).expect("it can be left");
        outcome
    }

    /// Waits until a condition holds.
    pub fn until(&self, what: &str, holds: impl Fn() -> bool) {
        self.wait_for(what, || holds().then_some(()));
    }

    /// Waits until there is something.
    pub fn wait_for<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(Instant::now() < deadline, "waited in vain: {what}");
            thread::sleep(LOOK_EVERY);
        }
    }

    /// Waits for the element with this role and exactly this name.
    pub fn find(&self, role: &str, name: &str) -> Node<'_> {
        self.wait_for(&format!("{role} {name:?}"), || {
            self.look(None, role, name).into_iter().find(|(label, _)| label == name)
        })
        .1
    }

    /// Waits for the first element with this role whose name begins so.
    pub fn find_starting(&self, role: &str, start: &str) -> Node<'_> {
        self.wait_for(&format!("{role} {start:?}…"), || {
            self.look(None, role, start).into_iter().find(|(label, _)| label.starts_with(start))
        })
        .1
    }

    /// The names of all elements that have this role now.
    pub fn names(&self, role: &str) -> Vec<String> {
        self.look(None, role, "").into_iter().map(|(label, _)| label).collect()
    }

    /// Types into whatever has the focus; keys are those of [`fantoccini::key::Key`].
    pub fn press(&self, keys: &str) {
        let mut actions = KeyActions::new("keyboard".to_string());
        for value in keys.chars() {
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.driver
            .wait(self.driver.client.perform_actions(actions))
            .expect("the keys are pressed");
    }

    /// Types a line into the page's terminal.
    pub fn type_command(&self, line: &str) {
        let input = self.find("textbox", "Terminal input");
        input.type_keys(line);
        input.type_keys(&char::from(Key::Enter).to_string());
    }

    /// Types a command that prints something and waits for what it prints.
    pub fn run(&self, line: &str) -> String {
        let output = self.find("log", "Terminal output");
        let count = output.text().matches(line).count();
        self.type_command(line);
        self.wait_for(&format!("an answer to {line:?}"), || {
            let text = output.text();
            let (_, answer) = text.rsplit_once(line)?;
            let answer = answer.trim();
            (text.matches(line).count() > count && !answer.is_empty()).then(|| answer.to_string())
        })
    }

    /// Leaves a picture of the window in the target folder's `e2e/`.
    pub fn screenshot(&self, name: &str) {
        let picture = self.driver.wait(self.driver.client.screenshot()).expect("a picture");
        let folder = workspace::target_dir().expect("a target folder").join("e2e");
        fs::create_dir_all(&folder).expect("a folder for pictures");
        fs::write(folder.join(format!("{name}.png")), picture).expect("the picture is written");
    }

    /// Every address that was asked for so far.
    pub fn requests(&self) -> Vec<String> {
        let mut requests = self.requests.borrow_mut();
        for entry in self.log("performance") {
            let text = entry["message"].as_str().unwrap_or_default();
            let event: Value = serde_json::from_str(text).unwrap_or_default();
            if event["message"]["method"] == "Network.requestWillBeSent" {
                let url = event["message"]["params"]["request"]["url"].as_str();
                requests.push(url.unwrap_or_default().to_string());
            }
        }
        requests.clone()
    }

    /// Every error that the console showed so far.
    pub fn errors(&self) -> Vec<String> {
        let mut errors = self.errors.borrow_mut();
        let severe = self.log("browser").into_iter().filter(|entry| entry["level"] == "SEVERE");
        let forgiven = self.forgiven.borrow();
        let texts = severe.map(|entry| entry["message"].as_str().unwrap_or("?").to_string());
        errors.extend(texts.filter(|text| !forgiven.iter().any(|part| text.contains(part))));
        errors.clone()
    }

    fn check_manners(&self) {
        assert_eq!(self.errors(), [""; 0], "errors in the console");
        let allowed = [Some(self.base.as_str()), self.embedded.as_deref(), Some("data:")];
        let foreign = |url: &String| {
            !allowed.iter().flatten().any(|allowed| url.starts_with(allowed))
                && url != "about:blank"
        };
        let foreign: Vec<String> = self.requests().into_iter().filter(foreign).collect();
        assert_eq!(foreign, [""; 0], "requests to other hosts");
    }

    /// What was logged since the last time.
    fn log(&self, kind: &str) -> Vec<Value> {
        let entries =
            self.driver.send(Method::POST, "se/log".into(), Some(json!({ "type": kind })));
        entries.as_array().cloned().unwrap_or_default()
    }

    /// Sends a command of the browser's own protocol, and gives what it answers.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.driver.send(Method::POST, "goog/cdp/execute".into(), Some(body))
    }

    /// All elements with this role whose name may contain the text, each with its name. The script
    /// narrows the choice down; role and name are what the browser tells assistive technology.
    pub fn look(&self, within: Option<&Node>, role: &str, text: &str) -> Vec<(String, Node<'_>)> {
        let within = within.map_or(Value::Null, |node| json!(node.element));
        let found = self.eval_with(FIND, vec![within, json!(role), json!(text)]);
        let mut nodes = Vec::new();
        for reference in found.as_array().into_iter().flatten() {
            let Some(id) = reference.as_object().and_then(|map| map.values().next()?.as_str())
            else {
                continue;
            };
            // An element that was replaced since then is no longer of interest.
            let Some(true) = self.computed(id, "role").map(|computed| computed == role) else {
                continue;
            };
            let Some(label) = self.computed(id, "label") else {
                continue;
            };
            let client = self.driver.client.clone();
            let element = Element::from_element_id(client, id.to_string().into());
            nodes.push((label, Node { page: self, element }));
        }
        nodes
    }

    fn computed(&self, id: &str, what: &str) -> Option<String> {
        let path = format!("element/{id}/computed{what}");
        let value = self.driver.try_send(Method::GET, path, None).ok()?;
        // Some browsers keep the space around a label's text, which nobody hears.
        value.as_str().map(|value| value.trim().to_string())
    }
}
