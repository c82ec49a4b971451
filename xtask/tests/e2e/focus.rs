//! Who uses the keyboard does not lose their place, and who listens hears each thing once.

use fantoccini::key::Key;

use crate::page::{Page, visit};

/// What has the focus: its name or text, and the lane that it is in.
fn focused(page: &Page) -> String {
    let script = "const here = document.activeElement;
        const lane = here.closest('.lane')?.ariaLabel ?? 'no lane';
        return `${here.tagName} ${here.ariaLabel ?? here.textContent.trim()}, ${lane}`";
    page.eval(script).as_str().unwrap_or_default().to_owned()
}

fn said(page: &Page) -> String {
    let script = "return document.querySelector('p[aria-live]').textContent";
    page.eval(script).as_str().unwrap_or_default().to_owned()
}

#[test]
fn when_a_deleted_pod_is_gone_the_focus_is_still_in_its_lane() {
    visit("?chapter=topologies&lang=en&clock=realtime", |page| {
        let lane = page.find("region", "No volume");
        let names = lane.names("button");
        let delete = names.iter().find(|name| name.starts_with("Delete pod ")).expect("a button");
        let button = lane.find("button", delete);
        button.type_keys(&Key::Enter.to_string());
        page.until("another place in the lane", || focused(page) == "BUTTON Visit, No volume");
    });
}

#[test]
fn an_exercise_that_opens_and_its_buttons_keep_the_focus() {
    visit("?chapter=shared-volume&lang=en&clock=instant", |page| {
        let open = page.find("button", "Play two pods");
        open.type_keys(&Key::Enter.to_string());
        page.find("region", "Play two pods");
        page.until("the text before it", || !focused(page).starts_with("BODY"));
        let read = page.find("region", "Play two pods").find("button", "Read");
        read.type_keys(&Key::Enter.to_string());
        let add = page.find("region", "Play two pods").find("button", "Add 1");
        page.until("it can be added", || {
            add.attribute("aria-disabled").as_deref() == Some("false")
        });
        let look = "return [...document.querySelectorAll('.interleave [role=group] .button')]
            .map((it) => (it.ariaDisabled === 'true') === (getComputedStyle(it).opacity < 1))";
        let look = page.eval(look);
        assert!(look.as_array().is_some_and(|all| all.iter().all(|it| it == true)), "{look}");
        add.type_keys(&Key::Enter.to_string());
        page.until("it was added", || add.attribute("aria-disabled").as_deref() == Some("true"));
        assert!(focused(page).starts_with("BUTTON Add 1"), "{}", focused(page));
    });
}

#[test]
fn each_act_is_told_once_and_the_same_act_again() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        let visit = page.find("region", "One volume per pod").find("button", "Visit");
        (0..2).for_each(|_| visit.click());
        let log = page.find("log", "Terminal output");
        page.until("two visits", || log.text().matches("Visits:").count() == 2);
        for _ in 0..2 {
            page.find("button", "Undo").click();
        }
        page.until("two told one by one", || said(page).starts_with("Undone: curl"));
        assert_eq!(said(page).matches("Undone").count(), 1, "{}", said(page));
        let first = said(page);
        page.find("button", "Reset").click();
        page.until("the new beginning", || said(page) == "The cluster begins anew.");
        assert_ne!(said(page), first);
        page.find("button", "Reset").click();
        page.until("it is told again", || said(page) == "The cluster begins anew.\u{a0}");
    });
}
