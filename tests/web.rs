//! The page in a browser, run by `wasm-pack test`: found and used by its accessible names alone.
#![cfg(target_arch = "wasm32")]

use leptos::prelude::{document, window};
use leptos::task::tick;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{Element, HtmlElement};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// The page at an address, mounted for one test.
struct Page(HtmlElement);

impl Page {
    async fn open(query: &str) -> Page {
        window()
            .history()
            .unwrap()
            .replace_state_with_url(&JsValue::NULL, "", Some(query))
            .unwrap();
        let app: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&app).unwrap();
        state_lab::web::app::mount(app.clone());
        tick().await;
        Page(app)
    }

    /// The element of that kind with exactly that accessible name.
    fn find(&self, selector: &str, name: &str) -> HtmlElement {
        within(&self.0, selector, name)
    }

    async fn click(&self, element: &HtmlElement) {
        element.click();
        tick().await;
    }

    /// Visits a lane once; says which pod answered, and with which count in its memory.
    async fn visit(&self, lane: &str) -> (String, u64) {
        let lane = self.find("section", lane);
        let before = pods(&lane);
        self.click(&within(&lane, "button", "Visit")).await;
        let answered = pods(&lane).into_iter().find(|pod| !before.contains(pod));
        let pod = answered.expect("a pod has counted");
        (pod.name, pod.counter.expect("it counts"))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// A pod as the page shows it.
#[derive(Clone, Debug, PartialEq)]
struct Pod {
    name: String,
    uid: String,
    status: String,
    counter: Option<u64>,
}

fn all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let inside = root.get_elements_by_tag_name("*");
    let elements = (0..inside.length()).filter_map(|at| inside.item(at));
    let found = elements.filter(|element| element.matches(selector).unwrap());
    found.filter_map(|element| element.dyn_into().ok()).collect()
}

fn name_of(element: &HtmlElement) -> String {
    let label = element.get_attribute("aria-label");
    label.unwrap_or_else(|| element.text_content().unwrap_or_default()).trim().to_owned()
}

fn within(root: &Element, selector: &str, name: &str) -> HtmlElement {
    let mut found = all(root, selector).into_iter().filter(|element| name_of(element) == name);
    found.next().unwrap_or_else(|| panic!("no {selector} named {name:?}"))
}

fn pods(lane: &Element) -> Vec<Pod> {
    let groups = all(lane, "[role=group][data-kind=Pod]");
    let pods = groups.iter().map(|group| {
        let label = name_of(group);
        let (name, status) = label.split_once(", ").expect("a name, then a status");
        let counter = group.query_selector(".count").unwrap();
        Pod {
            name: name.to_owned(),
            uid: group.get_attribute("data-uid").unwrap(),
            status: status.to_owned(),
            counter: counter.and_then(|count| count.text_content()?.parse().ok()),
        }
    });
    pods.collect()
}

fn file_on(lane: &Element, volume: &str) -> String {
    let selector = format!("[data-kind=PersistentVolume][data-name={volume}] .bytes");
    let bytes = lane.query_selector(&selector).unwrap();
    bytes.and_then(|bytes| bytes.get_attribute("title")).unwrap_or_default()
}

fn saved(count: u64) -> String {
    format!("{{\"visits\":{count}}}")
}

#[wasm_bindgen_test]
async fn without_a_volume_a_new_pod_starts_at_nothing() {
    let page = Page::open("?lang=en&chapter=topologies&clock=instant").await;
    for _ in 0..3 {
        page.visit("No volume").await;
    }
    let lane = page.find("section", "No volume");
    let before = pods(&lane);
    page.click(&page.find("button", "Delete one pod in every lane")).await;
    let after = pods(&lane);
    let new: Vec<&Pod> =
        after.iter().filter(|pod| before.iter().all(|old| old.uid != pod.uid)).collect();
    assert_eq!((after.len(), new.len()), (3, 1), "{after:?}");
    assert!(before.iter().all(|old| old.name != new[0].name), "it has a name of its own");
    assert_eq!((new[0].status.as_str(), new[0].counter), ("Running", Some(0)));
}

#[wasm_bindgen_test]
async fn on_a_shared_volume_a_new_pod_reads_what_the_last_writer_left_and_visits_are_lost() {
    let page = Page::open("?lang=en&chapter=topologies&clock=instant").await;
    let (mut visits, mut last) = (0, 0);
    let lane = page.find("section", "One shared volume");
    // Three pods share six visits, so no pod has counted all of them.
    for _ in 0..6 {
        last = page.visit("One shared volume").await.1;
        visits += 1;
    }
    let volume = lane.query_selector("[data-kind=PersistentVolume]").unwrap().unwrap();
    let volume = volume.get_attribute("data-name").unwrap();
    assert_eq!(file_on(&lane, &volume), saved(last));
    assert!(last < visits, "{last} of {visits} visits are left");
    let before = pods(&lane);
    page.click(&page.find("button", "Delete one pod in every lane")).await;
    let new = pods(&lane).into_iter().find(|pod| before.iter().all(|old| old.uid != pod.uid));
    assert_eq!(new.expect("a successor").counter, Some(last));
}

#[wasm_bindgen_test]
async fn a_pod_of_the_stateful_set_comes_back_under_its_name_and_goes_on_counting() {
    let page = Page::open("?lang=en&chapter=topologies&clock=instant").await;
    let lane_name = "One volume per pod";
    let lane = page.find("section", lane_name);
    let pod = || pods(&lane).into_iter().find(|pod| pod.name == "nodejs-stateful-1").unwrap();
    let volume = "nodejs-statefulset-volume-2";
    for _ in 0..3 {
        page.visit(lane_name).await;
    }
    while pod().counter == Some(0) {
        page.visit(lane_name).await;
    }
    let before = pod();
    let counted = before.counter.unwrap();
    assert_eq!(file_on(&lane, volume), saved(counted));

    page.click(&page.find("button", "Delete one pod in every lane")).await;
    let after = pod();
    assert_ne!(after.uid, before.uid, "another pod under the same name");
    assert_eq!((after.status.as_str(), after.counter), ("Running", Some(counted)));
    assert_eq!(file_on(&lane, volume), saved(counted), "the same volume with the same file");

    while page.visit(lane_name).await.0 != "nodejs-stateful-1" {}
    assert_eq!(pod().counter, Some(counted + 1));
    assert_eq!(file_on(&lane, volume), saved(counted + 1));
}

#[wasm_bindgen_test]
async fn a_click_shows_the_command_that_it_stands_for() {
    let page = Page::open("?lang=en&chapter=topologies&clock=instant").await;
    page.click(&page.find("button", "Delete pod nodejs-stateful-0")).await;
    page.visit("One volume per pod").await;
    let log = page.find("[role=log]", "Terminal output").text_content().unwrap();
    assert!(log.contains("$ kubectl delete pod nodejs-stateful-0\n"), "{log}");
    assert!(log.contains("pod \"nodejs-stateful-0\" deleted\n"), "{log}");
    assert!(log.contains("$ curl http://node01:30002\n"), "{log}");
}

#[wasm_bindgen_test]
async fn the_indonesian_page_has_its_own_words_for_all_names() {
    let page = Page::open("?lang=id&chapter=topologies&clock=instant").await;
    let lane = page.find("section", "Satu volume per pod");
    within(&lane, "button", "Kunjungi");
    page.find("button", "Hapus pod nodejs-stateful-1");
    page.find("button", "Hapus satu pod per jalur");
    assert_eq!(document().document_element().unwrap().get_attribute("lang").unwrap(), "id");
}
