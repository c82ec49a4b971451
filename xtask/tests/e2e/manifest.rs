//! A manifest is changed and applied in its pane, and the page goes on in another language.

use crate::page::{Page, visit};

const ADDRESS: &str = "?chapter=topologies&lang=en&clock=instant&seed=7";

#[test]
fn a_manifest_is_changed_and_applied_and_a_wrong_one_is_refused_in_kubectl_s_words() {
    visit(ADDRESS, |page| {
        page.find("tab", "Manifest").click();
        replace(page, "replicas: 3", "replicas: 2");
        page.find("button", "Apply").click();
        let answer = page.find("status", "kubectl’s answer");
        page.until("an answer", || answer.text().contains("deployment.apps/nodejs-stateless"));
        assert!(answer.text().contains("deployment.apps/nodejs-stateless configured"));
        page.until("two pods without a volume", || pods(page, "nodejs-stateless").len() == 2);

        // What is taken back is taken back in the file, too.
        page.find("button", "Undo").click();
        page.until("three pods again", || pods(page, "nodejs-stateless").len() == 3);
        page.until("the file of before", || text(page).contains("replicas: 3"));
        page.until("no answer", || answer.text().is_empty());
        replace(page, "replicas: 3", "replicas: 2");
        page.find("button", "Apply").click();
        page.until("two pods again", || pods(page, "nodejs-stateless").len() == 2);

        replace(page, "replicas: 2", "replicas: two");
        page.find("button", "Apply").click();
        page.until("a refusal", || answer.text().contains("unrecognized type: int32"));
        assert_eq!(pods(page, "nodejs-stateless").len(), 2, "{}", answer.text());
        assert!(text(page).contains("replicas: two"), "what was typed is not lost");
    });
}

#[test]
fn the_same_pods_go_on_in_another_language() {
    visit(ADDRESS, |page| {
        let before = page.wait_for("three pods", || {
            let pods = pods(page, "nodejs-stateful");
            (pods.len() == 3).then_some(pods)
        });
        page.run("kubectl get nodes");
        page.find("textbox", "Terminal input").type_keys("half a line");
        page.find("link", "Bahasa Indonesia").click();
        page.find("heading", "Satu aplikasi, tiga topologi");
        assert_eq!(pods(page, "nodejs-stateful"), before);
        let output = page.find("log", "Output terminal").text();
        assert!(output.contains("kubectl get nodes"), "{output}");
        let typed = page.eval("return document.querySelector('.prompt-line input').value");
        assert_eq!(typed, "half a line", "what was being typed is not lost");
        let focus = page.eval("return document.activeElement.textContent");
        assert_eq!(focus, "Bahasa Indonesia", "the focus stays on the link");
    });
}

/// The uids of the pods of a workload that are drawn.
fn pods(page: &Page, workload: &str) -> Vec<String> {
    let script = format!(
        "return [...document.querySelectorAll('[data-kind=Pod][data-name^={workload}]')]\
         .map((pod) => pod.dataset.uid)"
    );
    let uids = page.eval(&script);
    let uids = uids.as_array().into_iter().flatten();
    uids.map(|uid| uid.as_str().expect("a uid").to_string()).collect()
}

/// Types over a part of the manifest.
fn replace(page: &Page, from: &str, to: &str) {
    page.find("textbox", "Manifest");
    page.until(from, || text(page).contains(from));
    page.eval(&format!(
        "const box = document.querySelector('textarea'); \
         box.value = box.value.replace('{from}', '{to}'); \
         box.dispatchEvent(new Event('input', {{ bubbles: true }}))"
    ));
}

fn text(page: &Page) -> String {
    let text = page.eval("return document.querySelector('textarea').value");
    text.as_str().unwrap_or_default().to_string()
}
