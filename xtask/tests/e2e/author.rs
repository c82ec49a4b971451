//! What authors ask of embeds: in vain, too much, and what the whole page is told of it.

use xtask::dist;
use xtask::site::Site;

use crate::embed::{frame, host, run, told, wait_until_ready};
use crate::page::{Page, visit, visit_host, visit_site};

/// What a page draws: the pods with their uids.
fn pods(page: &Page) -> String {
    let script = "return [...document.querySelectorAll('[data-kind=Pod]')]
        .map((it) => `${it.dataset.name} ${it.dataset.uid}`).sort().join('\\n')";
    page.eval(script).as_str().expect("text").to_owned()
}

#[test]
fn the_way_to_the_whole_page_leads_to_the_same_cluster() {
    let body = r#"<state-lab id="one" chapter="stateless" step="look" seed="7" lang="en"
        clock="instant" controls="delete visit"></state-lab>"#;
    let (mut to, mut before) = (String::new(), String::new());
    visit_host(&host(body), |page| {
        wait_until_ready(page, "one");
        page.inside(&frame("one"), || {
            page.find("button", "Run kubectl get pods").click();
            page.until("the step is done", || {
                page.eval("return document.querySelector('.step').dataset.state") == "done"
            });
            page.find_starting("button", "Delete pod nodejs-stateless-").click();
            let link = "return document.querySelector('.home a').getAttribute('href')";
            page.until("the link", || {
                page.eval(link).as_str().is_some_and(|to| to.matches("delete%20pod").count() == 2)
            });
            to = page.eval(link).as_str().expect("text").to_owned();
            before = pods(page);
        });
    });
    let to = to.trim_start_matches("./").replace('#', "&clock=instant#");
    assert!(to.starts_with("?chapter=stateless&lang=en&seed=7&"), "{to}");
    visit(&to, |page| page.until("the same cluster", || pods(page) == before));
}

#[test]
fn what_an_author_asks_for_in_vain_is_said_and_told_and_left_out() {
    let of = |attributes: &str| format!(r#"<state-lab id="one" {attributes}></state-lab>"#);
    for (attributes, named, shown) in [
        (r#"chapter="nonsense" lang="en""#, "chapter=nonsense", true),
        (r#"chapter="stateless" step="nope" lang="en""#, "step=nope", true),
        (r#"lang="xx" theme="pink" seed="abc" clock="foo" controls="foo clock""#, "lang=xx", true),
        (r#"src="nope.yaml" lang="en""#, "Could not be loaded: nope.yaml: 404", false),
        (r#"scenario="own" lang="id""#, "Tidak ada manifest awal.", false),
    ] {
        visit_host(&host(&of(attributes)), |page| {
            page.forgiven.borrow_mut().extend(["/nope.yaml", "/still/nonsense."]);
            page.until(named, || !told(page, "one", "error").is_empty());
            if shown {
                wait_until_ready(page, "one");
            }
            page.inside(&frame("one"), || {
                page.until("it is said", || {
                    let text = page.eval("return document.body.innerText");
                    text.as_str().is_some_and(|text| text.contains(named))
                });
                page.until("the stage", || (page.names("region").is_empty()) != shown);
            });
            let told = told(page, "one", "error");
            assert_eq!(told.len(), 1, "{told:?}");
            let message = told[0]["message"].as_str().expect("text");
            let all: Vec<&str> = if named == "lang=xx" {
                vec!["lang=xx", "theme=pink", "seed=abc", "clock=foo", "controls=foo"]
            } else {
                vec![named]
            };
            assert!(all.iter().all(|named| message.contains(named)), "{message}");
        });
    }
}

#[test]
fn workloads_that_are_not_drawn_are_counted() {
    let deployment = |at: usize| {
        format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web-{at}}}\n\
             spec:\n  selector: {{matchLabels: {{app: web-{at}}}}}\n  template:\n    \
             metadata: {{labels: {{app: web-{at}}}}}\n    \
             spec: {{containers: [{{name: web, image: nginx}}]}}\n"
        )
    };
    let all: Vec<String> = (1..=6).map(deployment).collect();
    let body = format!(
        r#"<state-lab id="one" lang="en" clock="instant">
        <script type="application/yaml">{}</script></state-lab>"#,
        all.join("---\n")
    );
    visit_host(&host(&body), |page| {
        wait_until_ready(page, "one");
        page.inside(&frame("one"), || {
            let text = page.eval("return document.querySelector('.embed .notice').innerText");
            assert!(text.to_string().contains("not drawn: 2"), "{text}");
        });
        assert_eq!(told(page, "one", "error").len(), 1);
        assert_eq!(run(page, "one", "kubectl get deploy -o name").lines().count(), 6);
    });
}

#[test]
fn the_policy_that_the_notes_for_authors_name_lets_all_of_the_site_work() {
    const POLICY: &str = "<head>\n<meta http-equiv=\"Content-Security-Policy\" \
        content=\"script-src 'self' 'wasm-unsafe-eval'\">";
    let mut site = Site::read(&dist::folder()).expect("dist/ can be read");
    for page in ["index.html", "embed.html"] {
        let html = String::from_utf8(site.files[page].clone()).expect("UTF-8");
        site.files.insert(page.to_owned(), html.replacen("<head>", POLICY, 1).into_bytes());
    }
    visit_site(site, "?chapter=stateless&lang=id&theme=dark&clock=instant", |page| {
        assert_eq!(page.eval("return document.documentElement.dataset.theme"), "dark");
        // Not where it is: the drawing may yet find its room.
        let delete = |name: &str| {
            page.find_starting("button", name);
            page.eval("document.querySelector('[data-kind=Pod] .delete').click()");
        };
        delete("Hapus pod nodejs-stateless-");
        page.find("table", "Apa yang bertahan");
        page.load("embed.html?chapter=stateless&lang=en&clock=instant");
        delete("Delete pod nodejs-stateless-");
        page.find("table", "What survived");
    });
}

#[test]
fn an_embed_keeps_nothing_and_knows_nothing_of_what_the_whole_page_keeps() {
    visit("?chapter=stateless&lang=en", |page| {
        let choose = "const select = document.querySelector('.theme select');
            select.value = 'dark'; select.dispatchEvent(new Event('change', { bubbles: true }))";
        page.eval(choose);
        let kept = || page.eval("return JSON.stringify(Object.entries(localStorage).sort())");
        page.until("it is kept", || kept().to_string().contains("dark"));
        let before = kept();
        page.load("embed.html?chapter=stateless&lang=en");
        page.find("button", "Livestock and pets").click();
        page.until("it is pressed", || {
            let pressed = "return document.querySelector('.animals').getAttribute('aria-pressed')";
            page.eval(pressed) == "true"
        });
        assert_eq!(page.eval("return document.documentElement.dataset.theme"), "auto");
        assert_eq!(kept(), before);
    });
}
