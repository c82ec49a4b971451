//! The way of one visit: made by the page, then walked station by station with the keyboard.

use fantoccini::key::Key;
use serde_json::Value;

use crate::page::{Page, visit};

const STATIONS: [&str; 7] = ["Browser", "Service", "Pod", "Mount", "Claim", "Volume", "File"];
/// Where the walk is, what it says there, and what a screen reader has been told last.
const HERE: &str = "return [
    document.querySelector('.walk [aria-current]')?.textContent ?? null,
    document.querySelector('.walk > p').textContent,
    document.querySelector('#app > .said').textContent]";
/// The kind of the object around the middle of the ring, whether it is highlighted, and how many
/// dots travel.
const RING: &str = "const { x, y, width, height } =
        document.querySelector('.ring').getBoundingClientRect();
    const [left, top] = [x + width / 2, y + height / 2];
    const holds = (it) => {
        const box = it.getBoundingClientRect();
        return box.x < left && left < box.right && box.y < top && top < box.bottom;
    };
    const found = [...document.querySelectorAll('.object')].find(holds);
    return [found?.dataset.kind ?? found?.className.split(' ')[1], found?.matches('.on') ?? false,
        document.querySelectorAll('.dot').length]";
const EXPECTED: [&str; 7] = [
    "Service",
    "Service",
    "Pod",
    "mount",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "PersistentVolume",
];

/// Waits until the walk is at a station, and gives what it says there.
fn at(page: &Page, station: usize) -> String {
    let name = STATIONS[station];
    page.wait_for(&format!("the station {name}"), || {
        let here = page.eval(HERE);
        let [place, sentence, said] = [0, 1, 2].map(|part| here[part].as_str().unwrap_or(""));
        // The highlight follows the station by a moment.
        let ring = page.eval(RING);
        let marked = ring[0] == EXPECTED[station] && ring[1] == true;
        let told = said == format!("{name}: {sentence}");
        (place == name && told && marked).then(|| sentence.to_string())
    })
}

/// The text in backquotes, as the page shows it, at the end of a sentence.
fn contents(sentence: &str) -> &str {
    let start = sentence.rfind('{').expect("the sentence ends with the contents of a file");
    sentence[start..].trim_end_matches('.')
}

fn key(page: &Page, key: Key) {
    page.press(&char::from(key).to_string());
}

#[test]
fn a_visit_is_walked_with_the_keyboard_from_the_browser_to_the_file_and_back() {
    visit("?chapter=data-path&lang=en&clock=instant&seed=7", |page| {
        page.find("button", "Follow one visit").click();
        let answer = at(page, 0);
        let output = page.find("log", "Terminal output");
        assert!(output.text().contains("$ curl http://node01:30002\n"), "the visit is a command");
        // The focus is where the walk goes on.
        for station in 1..STATIONS.len() {
            key(page, Key::Enter);
            let sentence = at(page, station);
            let count = if station == 2 { "0\u{a0}→\u{a0}1" } else { "" };
            assert!(sentence.contains(count), "{sentence}");
        }
        let file = contents(&at(page, 6)).to_string();
        assert_eq!(file, "{\"visits\":1}");
        key(page, Key::Enter);
        at(page, 6);

        let pod = answer.split("Hello from Pod ").nth(1).and_then(|rest| rest.split('!').next());
        let pod = pod.expect("the answer names the pod").to_string();
        key(page, Key::Left);
        let volume = at(page, 5);
        key(page, Key::Home);
        at(page, 0);
        key(page, Key::Right);
        assert!(at(page, 1).ends_with(&format!("to {pod}, one of the 3 pods that are ready.")));

        let read = page.run(&format!("kubectl exec {pod} -- cat data/state.json"));
        assert!(read.starts_with(&file), "{read}");
        let bound = page.run(&format!(
            "kubectl get pvc nodejs-stateful-volume-claim-{pod} -o jsonpath='{{.spec.volumeName}}'"
        ));
        let bound = bound.split('$').next().unwrap_or_default().split_whitespace().next();
        let bound = bound.expect("the claim is bound").trim_end_matches("statelab:~");
        assert!(volume.contains(bound), "{volume}: {bound}");
        page.find("tab", "Files").click();
        let shown =
            "return [...document.querySelectorAll('.trees pre')].map((it) => it.textContent)";
        let shown = page.eval(shown);
        let shown = shown.as_array().expect("a list of files");
        assert!(!shown.is_empty() && shown.iter().all(|contents| *contents == file), "{shown:?}");

        page.find("button", "Reset").click();
        page.find("button", "Follow one visit");
        assert_eq!(page.eval("return document.querySelector('.ring:not([hidden])')"), Value::Null);
    });
}

#[test]
fn the_walk_speaks_indonesian_and_goes_on_from_the_count_in_the_file() {
    visit("?chapter=data-path&lang=en&clock=instant&seed=7", |page| {
        let pod = "nodejs-stateful-0";
        page.run("kubectl scale statefulset nodejs-stateful --replicas=1");
        page.run("curl http://node01:30002");
        page.find("link", "Bahasa Indonesia").click();
        page.find("button", "Ikuti satu kunjungan").click();
        at(page, 0);
        page.find("region", "Ikuti satu kunjungan");
        key(page, Key::Right);
        let chosen = at(page, 1);
        assert!(chosen.ends_with(&format!("ke {pod}, satu-satunya pod yang siap.")), "{chosen}");
        key(page, Key::Enter);
        assert!(at(page, 2).contains("pada hitungan di memorinya, 1\u{a0}→\u{a0}2"));
        for station in 3..STATIONS.len() {
            key(page, Key::Enter);
            at(page, station);
        }
        let file = at(page, 6);
        let said = "tadinya berisi {\"visits\":1} dan sekarang berisi {\"visits\":2}.";
        assert!(file.ends_with(said), "{file}");
    });
}

#[test]
fn a_dot_travels_each_leg_unless_the_reader_wants_nothing_to_move() {
    for (preference, dots) in [("no-preference", 1), ("reduce", 0)] {
        visit("?chapter=data-path&lang=en&clock=realtime&seed=7", |page| {
            page.prefer("prefers-reduced-motion", preference);
            page.find("button", "Follow one visit").click();
            at(page, 0);
            for (station, name) in STATIONS.iter().enumerate().skip(1) {
                page.find("button", "Next").click();
                assert_eq!(page.eval(RING)[2], dots, "{name} {preference}");
                at(page, station);
            }
        });
    }
}

#[test]
fn on_a_phone_the_stage_stays_in_sight_and_shows_each_station() {
    visit("?chapter=data-path&lang=en&clock=instant&seed=7", |page| {
        page.resize(320, 720);
        page.find("button", "Follow one visit").click();
        for name in &STATIONS[1..] {
            page.find("button", "Next").click();
            page.until("the ring above the text", || {
                page.eval(
                    "const ring = document.querySelector('.ring').getBoundingClientRect();
                     const text = document.querySelector('.walk > p').getBoundingClientRect();
                     const stage = document.querySelector('.stage').getBoundingClientRect();
                     return ring.height > 0 && ring.top >= 0 && ring.bottom <= stage.bottom
                         && text.top >= stage.bottom && text.bottom <= innerHeight",
                ) == true
            });
            let here = page.eval(HERE);
            assert_eq!(here[0], *name);
        }
        page.screenshot("path-phone");
    });
}
