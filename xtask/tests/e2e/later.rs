//! What loads once the page stands: with the first click at the latest, and again if it failed.

use fantoccini::key::Key;
use xtask::site::LATER;

use crate::page::{Page, visit, visit_still};

const SAVES_DATA: &str =
    "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })";
const ADDRESS: &str = "?lang=en&chapter=topologies&clock=instant";

fn has_asked_for_the_rest(page: &Page) -> bool {
    page.requests().iter().any(|url| url.contains(LATER) && url.ends_with(".wasm"))
}

/// What the terminal shows.
fn terminal(page: &Page) -> String {
    page.find("log", "Terminal output").text()
}

#[test]
fn the_rest_loads_after_everything_else_without_being_asked_for() {
    visit(ADDRESS, |page| {
        page.until("the rest", || has_asked_for_the_rest(page));
        let requests = page.requests();
        let place = |part: &str| requests.iter().position(|url| url.contains(part));
        assert!(place(LATER) > place("_bg-"), "{requests:?}");
    });
}

#[test]
fn a_reader_who_saves_data_loads_the_rest_with_the_first_click() {
    visit_still(|page| {
        page.run_before(SAVES_DATA);
        page.go(ADDRESS);
        let button = page.find("button", "Delete one pod in every lane");
        assert!(!has_asked_for_the_rest(page));
        button.click();
        page.until("the command's answer", || {
            terminal(page).contains("pod \"nodejs-stateful-1\" deleted")
        });
        assert!(has_asked_for_the_rest(page));
    });
}

#[test]
fn a_tab_completes_a_word_before_any_command_has_run() {
    visit(ADDRESS, |page| {
        // It is of what loads later.
        page.find("button", "Livestock and pets");
        let tab = char::from(Key::Tab);
        page.find("textbox", "Terminal input").type_keys(&format!("kubectl del{tab}"));
        let typed = "return document.querySelector('.prompt-line input').value";
        page.until("the whole word", || page.eval(typed) == "kubectl delete ");
    });
}

#[test]
fn a_pod_is_visited_and_deleted_before_the_rest_has_loaded_and_then_it_is_told_what_survived() {
    visit_still(|page| {
        page.run_before(SAVES_DATA);
        page.go(ADDRESS);
        page.block(&[LATER]);
        page.find("region", "One volume per pod").find("button", "Visit").click();
        page.until("an answer", || terminal(page).contains("Hello from Pod nodejs-stateful-"));
        page.find("button", "Delete pod nodejs-stateful-1").click();
        page.until("the command's answer", || {
            terminal(page).contains("pod \"nodejs-stateful-1\" deleted")
        });
        assert_eq!(page.names("table"), [""; 0], "who tells what survived has not loaded");
        let text = page.eval("return document.querySelector('main').innerText").to_string();
        assert!(!text.contains("Delete a pod, and this table"), "{text}");
        page.block(&[]);
        page.find("button", "Delete pod nodejs-stateful-2").click();
        page.find("table", "What survived");
    });
}

#[test]
fn a_click_while_the_connection_is_gone_says_so_and_the_next_one_works() {
    visit_still(|page| {
        page.run_before(SAVES_DATA);
        page.go("?lang=en&chapter=stateless&clock=instant");
        page.block(&[LATER]);
        page.find("button", "Run kubectl get pods").click();
        page.until("the complaint", || terminal(page).contains("could not be loaded"));
        page.block(&[]);
        page.find("button", "Run kubectl get pods").click();
        page.until("the command's answer", || terminal(page).contains("RESTARTS"));
    });
}

#[test]
fn a_pane_that_could_not_load_says_so_and_loads_when_it_is_chosen_again() {
    visit_still(|page| {
        page.run_before(SAVES_DATA);
        page.go("?chapter=topologies&lang=en&clock=instant");
        page.block(&[LATER]);
        page.find("tab", "Files").click();
        let pane = || page.find("tabpanel", "Files").text();
        page.until("the reason", || pane().contains("could not be loaded"));
        page.block(&[]);
        page.find("tab", "Terminal").click();
        page.find("tab", "Files").click();
        page.until("the files", || pane().contains("nodejs-shared-volume"));
    });
}

/// The lines of the first text in an element, with all that can be predicted.
const LINES: &str =
    "const lines = (element) => [...element.querySelector('.text').querySelectorAll(
    'h2, :scope > p, :scope > ul, .step > div > p:first-of-type, legend, label > span',
)].map((line) => line.textContent.trim());";

#[test]
fn until_the_rest_has_loaded_the_text_is_that_of_the_page() {
    visit_still(|page| {
        page.run_before(SAVES_DATA);
        // Between them they have everything that a text may have.
        for (chapter, lang) in [("shared-volume", "id"), ("data-path", "en"), ("beyond", "id")] {
            page.go(&format!("?chapter={chapter}&lang={lang}&clock=instant"));
            let shown = page.eval(&format!("{LINES} return lines(document);"));
            let written = page.eval(&format!(
                "{LINES}
                const request = new XMLHttpRequest();
                request.open('GET', location.pathname, false);
                request.send();
                const page = new DOMParser().parseFromString(request.responseText, 'text/html');
                return lines(page.getElementById('{chapter}.{lang}'));"
            ));
            assert_eq!(shown, written, "{chapter} {lang}");
            assert!(written.as_array().is_some_and(|lines| lines.len() > 5), "{written}");
            assert!(!has_asked_for_the_rest(page));
        }
        let followed = "Ikuti satu kunjungan";
        page.go("?chapter=data-path&lang=id&clock=instant");
        page.find("button", followed);
    });
}
