//! Pods as livestock and pets: another animal takes a sheep's place, a pet comes back as itself.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::page::{Page, visit};

const ADDRESS: &str = "?chapter=livestock-and-pets&lang=en&clock=instant&seed=7";
const SWITCH: &str = "Livestock and pets";
/// The pods, each with its animal and how that feels.
const ANIMALS: &str = "return [...document.querySelectorAll('[data-kind=Pod]')].map((pod) => {
    const animal = pod.querySelector('.animal');
    return [pod.dataset.name, animal?.dataset.animal ?? null, animal?.dataset.mood ?? null];
})";
/// What assistive technology is told of the stage.
const NAMES: &str = "return [...document.querySelectorAll('.stage [aria-label], .stage button')]
    .map((it) => it.ariaLabel ?? it.textContent)";

/// The animals by the names of their pods, with how they feel.
fn animals(page: &Page) -> BTreeMap<String, (String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("none").to_string();
    let list = page.eval(ANIMALS);
    let pods = list.as_array().into_iter().flatten();
    pods.map(|pod| (text(&pod[0]), (text(&pod[1]), text(&pod[2])))).collect()
}

/// Waits until every pod has an animal that is well.
fn all_well(page: &Page, count: usize) -> BTreeMap<String, (String, String)> {
    page.wait_for("animals that are well", || {
        let animals = animals(page);
        let well = animals.values().filter(|(_, mood)| mood == "well").count();
        (well == count && animals.len() == count).then_some(animals)
    })
}

fn pressed(page: &Page) -> Option<String> {
    page.find("button", SWITCH).attribute("aria-pressed")
}

#[test]
fn another_sheep_takes_a_sheep_s_place_and_a_pet_comes_back_as_itself() {
    visit(ADDRESS, |page| {
        page.find("group", "nodejs-stateful-1, Running");
        assert_eq!(pressed(page).as_deref(), Some("false"), "the plain drawing is the default");
        assert!(animals(page).values().all(|(animal, _)| animal == "none"));
        let names = page.eval(NAMES);

        page.find("button", SWITCH).click();
        let before = all_well(page, 6);
        assert_eq!(page.eval(NAMES), names, "names stay as they are");
        page.screenshot("pets");
        let pet = before["nodejs-stateful-1"].clone();
        let kinds: Vec<&str> = before.values().map(|(animal, _)| animal.as_str()).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == "sheep").count(), 3, "{kinds:?}");
        assert_eq!(kinds.iter().filter(|kind| **kind == pet.0).count(), 1, "{kinds:?}");

        page.find("button", "Delete pod nodejs-stateful-1").click();
        let after = all_well(page, 6);
        assert_eq!(after, before, "the successor is recognisably the same");

        let sheep = before.keys().find(|name| name.starts_with("nodejs-stateless")).cloned();
        let sheep = sheep.expect("a pod of the Deployment");
        page.find("button", &format!("Delete pod {sheep}")).click();
        page.until("another pod", || !animals(page).contains_key(&sheep));
        let after = all_well(page, 6);
        let new = after.iter().find(|(name, _)| !before.contains_key(*name));
        let (name, (animal, _)) = new.expect("the sheep's successor has another name");
        assert_eq!(animal, "sheep");
        let tag =
            format!("return document.querySelector('[data-name={name}] .who').textContent.trim()");
        let tag = page.eval(&tag);
        assert!(name.ends_with(tag.as_str().expect("a tag")), "{name} bears the tag {tag}");

        page.go(ADDRESS);
        all_well(page, 6);
        assert_eq!(pressed(page).as_deref(), Some("true"), "the choice is kept");
        page.find("button", SWITCH).click();
        page.until("the plain drawing", || animals(page).values().all(|(it, _)| it == "none"));
    });
}

#[test]
fn an_animal_is_ill_asleep_or_not_there_yet_as_its_pod_is() {
    visit("?chapter=livestock-and-pets&lang=en&clock=paused&seed=7", |page| {
        page.find("button", SWITCH).click();
        let before = all_well(page, 6);
        page.type_command("kubectl delete pod nodejs-stateful-1 --wait=false");
        let mood = |name: &str| animals(page).get(name).map(|(_, mood)| mood.clone());
        page.until("it lies down", || mood("nodejs-stateful-1").as_deref() == Some("asleep"));
        page.screenshot("pets-asleep");
        for wanted in ["coming", "well"] {
            page.until(wanted, || {
                page.find("button", "Step").click();
                mood("nodejs-stateful-1").as_deref() == Some(wanted)
            });
        }
        assert_eq!(animals(page), before);
        page.type_command("kubectl set image statefulset nodejs-stateful visits=nonexistent:1");
        page.until("the new one is ill", || {
            page.find("button", "Step").click();
            mood("nodejs-stateful-2").as_deref() == Some("ill")
        });
        let ill = animals(page)["nodejs-stateful-2"].0.clone();
        assert_eq!(ill, before["nodejs-stateful-2"].0, "it is the same pet all the same");
        page.screenshot("pets-ill");
    });
}

#[test]
fn where_the_browser_keeps_nothing_the_switch_works_and_lasts_from_chapter_to_chapter() {
    visit(ADDRESS, |page| {
        page.run_before(
            "Object.defineProperty(window, 'localStorage', {
                get() { throw new DOMException('forbidden', 'SecurityError'); } })",
        );
        page.go(ADDRESS);
        page.find("button", SWITCH).click();
        all_well(page, 6);
        page.find("link", "Previous chapter").click();
        page.until("animals in the other chapter", || {
            let animals = animals(page);
            animals.len() == 9 && animals.values().all(|it| it.0 != "none")
        });
        assert_eq!(pressed(page).as_deref(), Some("true"));
    });
}

#[test]
fn on_a_narrow_screen_the_animals_stay_inside_their_cards_and_the_switch_on_the_stage() {
    for width in [320, 390, 768, 1440] {
        visit("?chapter=topologies&lang=id&clock=instant&seed=7", |page| {
            page.resize(width, 900);
            page.find("button", "Ternak dan peliharaan").click();
            all_well(page, 9);
            page.until("every animal inside of its card", || {
                page.eval(
                    "const inside = (it, box) => box.left - 1 <= it.left
                         && it.right <= box.right + 1 && box.top - 1 <= it.top && it.bottom <= box.bottom + 1;
                     const of = (it) => it.getBoundingClientRect();
                     return [...document.querySelectorAll('.animal')].every((it) => {
                         const pod = it.closest('.pod');
                         return inside(of(it), of(pod))
                             && [...pod.querySelectorAll('.who, .fact, .delete')].every(
                                 (part) => inside(of(part), of(pod)));
                     }) && inside(of(document.querySelector('.animals')),
                         of(document.querySelector('.stage')))",
                ) == true
            });
            page.screenshot(&format!("pets-{width}"));
        });
    }
}
