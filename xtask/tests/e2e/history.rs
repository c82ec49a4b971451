//! Going back in what has been: the slider over it, and taking back what was done.

use fantoccini::key::Key;

use crate::page::{Page, visit};

/// The pods' names with their uids and numbers, and what volumes hold; not what is new.
fn stage(page: &Page) -> String {
    let script = "return [...document.querySelectorAll('[data-kind=Pod], [data-kind=PersistentVolume]')]
        .map((it) => `${it.dataset.name} ${it.dataset.uid} ${it.querySelector('.counter')?.textContent}\
             ${it.querySelector('.bytes')?.textContent}`)
        .sort().join('\\n')";
    page.eval(script).as_str().expect("text").to_owned()
}

/// Moves the slider by a key. The whole history is between Home and End.
fn slide(page: &Page, key: Key) {
    page.find("slider", "History").type_keys(&char::from(key).to_string());
}

fn value_text(page: &Page) -> String {
    page.find("slider", "History").attribute("aria-valuetext").unwrap_or_default()
}

#[test]
fn the_past_can_be_looked_at_and_what_was_done_be_taken_back() {
    visit("?lang=en&chapter=topologies&clock=instant", |page| {
        let start = stage(page);
        let lane = page.find("region", "One volume per pod");
        lane.find("button", "Visit").click();
        page.until("a number is written", || stage(page) != start);
        let visited = stage(page);
        page.find("button", "Delete one pod in every lane").click();
        page.find("table", "What survived");
        page.run("kubectl get pods");
        let present = stage(page);
        assert_ne!(present, visited);

        slide(page, Key::Home);
        page.until("the beginning", || stage(page) == start);
        assert!(value_text(page).starts_with("0:00 of 0:"), "{}", value_text(page));
        assert!(!page.find("log", "Terminal output").text().contains("kubectl"));
        // Whoever looks around there takes nothing away from what came after it.
        page.run("kubectl get pvc");
        page.until("claims", || page.find("log", "Terminal output").text().contains("Bound"));
        slide(page, Key::End);
        page.until("the present", || stage(page) == present);
        assert!(page.find("log", "Terminal output").text().contains("kubectl get pods"));

        // What only looked is no step of its own on the way back.
        let undo = page.find("button", "Undo");
        undo.click();
        page.until("the pods are back", || stage(page) == visited);
        let said = page.eval("return document.querySelector('[aria-live]').textContent");
        let said = said.as_str().expect("text").to_owned();
        assert!(said.starts_with("Undone: kubectl delete pod nodejs-stateless-"), "{said}");
        undo.click();
        page.until("the visit is undone", || stage(page) == start);
        assert_eq!(undo.attribute("aria-disabled").as_deref(), Some("true"));
        slide(page, Key::End);
        page.until("nothing is lost", || stage(page) == present);

        // Something else from the past: there is another future now.
        undo.click();
        page.until("the pods are back", || stage(page) == visited);
        page.run("kubectl scale sts nodejs-stateful --replicas=2");
        page.until("a pod less", || !stage(page).contains("nodejs-stateful-2"));
        let other = stage(page);
        slide(page, Key::Home);
        page.until("the beginning", || stage(page) == start);
        slide(page, Key::End);
        page.until("the other present", || stage(page) == other);
    });
}

#[test]
fn what_has_been_happens_again_when_time_passes_unless_it_was_taken_back() {
    visit("?lang=en&chapter=stateless&clock=paused", |page| {
        let before = stage(page);
        let step = |times: usize| {
            for _ in 0..times {
                page.find("button", "Step").click();
            }
        };
        step(3);
        page.find_starting("button", "Delete pod ").click();
        page.until("a successor", || stage(page) != before);
        step(12);
        let after = stage(page);
        slide(page, Key::Home);
        page.until("the beginning", || stage(page) == before);
        step(20);
        page.until("the same successor", || stage(page) == after);
        page.find("button", "Undo").click();
        page.until("the pod is back", || stage(page) == before);
        step(20);
        assert_eq!(stage(page), before);
    });
}

#[test]
fn the_clock_that_going_back_has_stopped_goes_on_with_the_next_deed() {
    visit("?lang=en&chapter=statefulset&clock=realtime", |page| {
        let clock = |name: &str| page.names("button").iter().any(|button| button == name);
        let apply = "Run kubectl apply -f statefulset.yaml";
        page.find("button", apply).click();
        let pod = "return document.querySelector('[data-name=nodejs-stateful-0]')?.dataset.phase";
        page.until("a pod", || !page.eval(pod).is_null());
        page.find("button", "Undo").click();
        page.until("the clock stands", || clock("Play") && page.eval(pod).is_null());
        page.run("kubectl get pods");
        assert!(clock("Play"), "who looks at the past lets it stand");
        page.find("button", apply).click();
        page.until("time goes on", || clock("Pause") && page.eval(pod) == "Running");

        // A clock that the reader has stopped stays so.
        page.find("button", "Pause").click();
        page.find("button", "Undo").click();
        page.find("button", apply).click();
        let log = page.find("log", "Terminal output");
        page.until("it is applied", || log.text().contains("nodejs-stateful created"));
        assert!(clock("Play"));
    });
}

#[test]
fn what_is_seen_again_counts_for_no_step() {
    visit("?lang=en&chapter=stateless&clock=paused", |page| {
        let step = "return document.querySelector('[data-step=visit]').dataset.state";
        let start = stage(page);
        page.find("button", "Step").click();
        for _ in 0..2 {
            page.find("button", "Visit").click();
        }
        let answers = || page.find("log", "Terminal output").text().matches("Visits:").count();
        page.until("both are answered", || answers() == 2);
        let present = stage(page);
        slide(page, Key::Home);
        page.until("the beginning", || stage(page) == start);
        slide(page, Key::End);
        page.until("the present", || stage(page) == present);
        assert_eq!(page.eval(step), "now", "three visits are asked for");
        page.find("button", "Visit").click();
        page.until("the third visit", || page.eval(step) == "done");
    });
}

#[test]
fn where_nothing_changes_a_step_is_a_second_and_what_sleeps_for_years_is_interrupted() {
    visit("?lang=en&chapter=topologies&clock=instant", |page| {
        page.find("button", "Step").click();
        page.until("a second", || value_text(page) == "0:01 of 0:01");
        page.run("kubectl exec nodejs-stateful-0 -- sleep 999999999; echo awake");
        let log = page.find("log", "Terminal output");
        page.until("it is interrupted", || log.text().contains("^C"));
        assert!(!log.text().contains("\nawake"), "{}", log.text());
    });
}
