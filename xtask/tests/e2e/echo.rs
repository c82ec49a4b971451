//! What a step's command has printed, on screens where the terminal is far from the step.

use serde_json::json;

use crate::accessible::faults;
use crate::page::visit;

/// How far below its button the output begins, in pixels.
const BELOW_ITS_BUTTON: &str = "
    const output = document.querySelector('.echo');
    const button = output.parentElement.querySelector('.run');
    return output.getBoundingClientRect().top - button.getBoundingClientRect().bottom";

#[test]
fn on_a_phone_the_output_of_a_step_stands_below_its_button() {
    visit("?chapter=stateless&lang=id&clock=instant", |page| {
        page.resize(390, 844);
        page.find("button", "Jalankan kubectl get pods").click();
        let name = "Output dari kubectl get pods";
        let output = page.find("region", name).text();
        assert!(output.starts_with("NAME "), "{output}");
        assert_eq!(output.matches(" Running ").count(), 3, "{output}");
        let gap = page.eval(BELOW_ITS_BUTTON).as_f64().unwrap_or(f64::NAN);
        assert!((0.0..20.0).contains(&gap), "{gap}");
        assert_eq!(faults(page), json!([]));

        // Where the terminal is in sight, once is enough.
        let is_shown = || page.names("region").iter().any(|region| region == name);
        page.resize(1440, 900);
        assert!(!is_shown());
        page.resize(390, 844);
        assert!(is_shown());
        page.find("button", "Atur ulang").click();
        page.until("the output is of a cluster that is gone", || !is_shown());
    });
}

#[test]
fn a_step_that_is_done_names_the_pod_that_it_has_deleted() {
    visit("?chapter=stateless&lang=en&clock=instant", |page| {
        let deletes = || -> Vec<String> {
            let names = page.names("button").into_iter();
            names.filter(|name| name.starts_with("Run kubectl delete pod")).collect()
        };
        let at_first = deletes();
        for _ in 0..3 {
            page.find("button", "Visit").click();
        }
        let before = deletes();
        let [button] = &before[..] else { panic!("{before:?}") };
        page.find("button", button).click();
        let done = "return [...document.querySelectorAll('[data-step]')]
            .find((it) => it.querySelector('.run')?.ariaLabel.includes('delete pod')).dataset.state";
        page.until("the step is done", || page.eval(done) == "done");
        assert_eq!(deletes(), before);
        page.find("button", "Reset").click();
        page.until("the step is open again", || page.eval(done) != "done");
        assert_eq!(deletes(), at_first);
    });
}

#[test]
fn the_output_is_that_of_the_last_time_the_step_was_run() {
    visit("?chapter=stateless&lang=en&clock=instant", |page| {
        page.resize(390, 844);
        let visit = page.find("button", "Run curl http://node01:30000");
        let fits = "const output = document.querySelector('.echo');
            return output.scrollWidth <= output.clientWidth";
        let seen = std::cell::RefCell::new(std::collections::BTreeSet::new());
        for _ in 0..4 {
            visit.click();
            let output = page.find("region", "Output of curl http://node01:30000");
            page.until("another answer", || seen.borrow_mut().insert(output.text()));
            assert_eq!(page.eval(fits), true, "the count is at the end of the line");
        }
    });
}
