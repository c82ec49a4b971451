//! The reader predicts, the model answers, and the page compares.

use fantoccini::key::Key;

use crate::page::{Page, visit};

/// Clicks a lane's button until a question shows this text.
fn visits_until(page: &Page, lane: &str, button: &str, question: &str, text: &str) {
    let button = page.find("region", lane).find("button", button);
    page.until(text, || {
        button.click();
        page.find("group", question).text().contains(text)
    });
}

/// The text of the radio buttons that are chosen.
fn chosen(page: &Page) -> String {
    let script = "return [...document.querySelectorAll('#app > :not(.still) input:checked')]
        .map((it) => it.parentElement.textContent.trim()).join('|')";
    page.eval(script).as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_wrong_prediction_is_put_right_with_the_belief_behind_it() {
    visit("?chapter=stateless&lang=en&clock=instant&seed=7", |page| {
        let asked = "What will the three pods have in memory then?";
        let question = page.find("group", asked);
        question.find("radio", "All three as many as your visits").click();
        assert_eq!(chosen(page), "All three as many as your visits");
        let belief = "A common misconception is behind it: “Any pod gives the same answer”.";
        visits_until(page, "No volume", "Visit", asked, belief);
        let radios = question.names("radio");
        assert_eq!(
            radios,
            ["All three as many as your visits wrong", "Each a number of its own this happened"]
        );
        let said = page.eval(
            "return [...document.querySelectorAll('[aria-live], [role=status], output')]
                .map((it) => it.textContent).join(' ')",
        );
        assert!(said.to_string().contains("Any pod gives the same answer"), "{said}");
        page.screenshot("predicted-wrong");

        // Whoever acts without choosing is shown what happened, and is not corrected.
        let asked = "What will the new pod be called?";
        let lane = page.find("region", "No volume");
        let buttons = lane.names("button");
        let delete = buttons.iter().find(|name| name.starts_with("Delete pod ")).expect("a button");
        lane.find("button", delete).click();
        page.until("the answer", || {
            let text = page.find("group", asked).text();
            text.contains("You chose nothing") && text.contains("this happened")
        });
        assert!(!chosen(page).contains("random ending"));
        page.find("button", "Reset").click();
        page.until("nothing is chosen any more", || chosen(page).is_empty());
    });
}

#[test]
fn on_a_phone_in_indonesian_the_keyboard_chooses_and_the_prediction_is_right() {
    visit("?chapter=stateless&lang=id&clock=instant&seed=7", |page| {
        page.resize(320, 640);
        let asked = "Setelah itu, berapa hitungan di memori ketiga pod?";
        page.find("group", asked).find("radio", "Ketiganya sebanyak kunjungan Anda").click();
        page.press(&char::from(Key::Down).to_string());
        page.until("the other is chosen", || {
            chosen(page) == "Masing-masing punya hitungan sendiri"
        });
        let (lane, right) = ("Tanpa volume", "Perkiraan Anda tepat.");
        visits_until(page, lane, "Kunjungi", asked, right);
        assert_eq!(chosen(page), "Masing-masing punya hitungan sendiri tepat");
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(page.eval(fits), true);
        page.eval("document.querySelector('#app > :not(.still) .predict').scrollIntoView()");
        page.screenshot("predicted-right-id");
    });
}

#[test]
fn what_is_done_before_its_turn_is_said_to_be_so_and_counts_later() {
    visit("?chapter=topologies&lang=en&clock=instant", |page| {
        let step = |id: &str| {
            let script = format!(
                "const step = document.querySelector('.step[data-step={id}]');
                return step.dataset.state + ': ' + step.querySelector('.seen').innerText"
            );
            page.eval(&script).as_str().unwrap_or_default().to_owned()
        };
        page.find("button", "Delete one pod in every lane").click();
        page.until("the note", || step("delete").starts_with("open: This is so already."));
        assert_eq!(step("visit-again"), "open: ");
        page.screenshot("ahead");
        for lane in ["No volume", "One shared volume"] {
            let visit = page.find("region", lane).find("button", "Visit");
            (0..3).for_each(|_| visit.click());
        }
        let visit = page.find("region", "One volume per pod").find("button", "Visit");
        page.until("the steps count", || {
            visit.click();
            step("visit").starts_with("done") && step("delete").starts_with("done")
        });
        assert!(!step("delete").contains("This is so already."), "{}", step("delete"));
    });
}
