//! The site as a part of other pages, which are of another origin.

use fantoccini::key::Key;
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use crate::page::{Page, visit_host};

/// A page that keeps all that embeds tell it, with one embed.
const HOST: &str = r#"<html lang="en"><title>Notes</title>
<script>
  window.told = [];
  for (const name of ["ready", "change", "goal", "error"])
    addEventListener(`statelab:${name}`, ({ target, detail }) =>
      told.push({ name, id: target.id, detail }));
</script>
<script type="module" src="{lab}/embed.js"></script>
<h1>Notes</h1>"#;

pub fn host(body: &str) -> String {
    format!("{HOST}{body}")
}

/// The frame of the embed with that id.
pub fn frame(id: &str) -> String {
    format!("return document.getElementById('{id}')?.shadowRoot?.querySelector('iframe')")
}

/// What an embed has told under that name.
pub fn told(page: &Page, id: &str, name: &str) -> Vec<Value> {
    let told = page.eval("return told");
    let told = told.as_array().expect("a list").iter();
    let of_it = told.filter(|it| it["id"] == id && it["name"] == name);
    of_it.map(|it| it["detail"].clone()).collect()
}

pub fn wait_until_ready(page: &Page, id: &str) {
    page.until(&format!("{id} is ready"), || !told(page, id, "ready").is_empty());
}

/// What a command prints in an embed.
pub fn run(page: &Page, id: &str, command: &str) -> String {
    let ran = page.settle(&format!("document.getElementById('{id}').run({})", json!(command)));
    ran.expect("it runs")["output"].as_str().expect("text").to_owned()
}

/// How high a frame is and how high it would be.
fn heights(page: &Page, id: &str) -> (i64, i64) {
    let outer = page.eval(&format!(
        "return document.getElementById('{id}').shadowRoot.querySelector('iframe').clientHeight"
    ));
    let inner = page.inside(&frame(id), || {
        page.eval(
            "return Math.ceil(document.querySelector('#embed').getBoundingClientRect().height)",
        )
    });
    (outer.as_i64().expect("a number"), inner.as_i64().expect("a number"))
}

const TWO: &str = r#"<state-lab id="one" chapter="topologies" lang="en" clock="instant"></state-lab>
<p>Between</p>
<state-lab id="two" chapter="data-path" lang="id" clock="instant"
  controls="delete visit survived terminal events"></state-lab>"#;

#[test]
fn several_embeds_have_a_cluster_each_and_tell_the_page_around_what_happens() {
    visit_host(&host(TWO), |page| {
        wait_until_ready(page, "one");
        page.eval("document.getElementById('two').scrollIntoView()");
        wait_until_ready(page, "two");
        let name = "pod \"nodejs-stateful-1\" deleted\n";
        assert_eq!(run(page, "one", "kubectl delete pod nodejs-stateful-1"), name);
        assert!(!told(page, "one", "change").is_empty());
        assert_eq!(told(page, "two", "change"), [Value::Null; 0]);
        page.inside(&frame("two"), || {
            page.find("button", "Hapus pod nodejs-stateful-0").click();
            page.find("table", "Apa yang bertahan");
            let tabs = page.names("tab");
            assert_eq!(tabs, ["Terminal", "Event"]);
        });
        let changes = told(page, "two", "change");
        assert!(
            changes.iter().any(|it| it["said"].as_str().unwrap().contains("nodejs-stateful-0"))
        );
        let snapshot = page.settle("document.getElementById('one').snapshot()").expect("a moment");
        let items = snapshot["items"].as_array().expect("objects");
        let pods = items.iter().filter(|it| it["kind"] == "Pod");
        assert!(pods.count() >= 9, "{snapshot}");
        page.settle("document.getElementById('one').reset()").expect("it begins anew");
    });
}

#[test]
fn a_step_alone_begins_where_the_steps_before_it_end_and_shows_what_its_command_prints() {
    const STEP: &str = r#"<state-lab id="one" chapter="stateless" step="look" lang="en"
      clock="instant" controls="delete visit"></state-lab>"#;
    visit_host(&host(STEP), |page| {
        wait_until_ready(page, "one");
        page.inside(&frame("one"), || {
            page.find("button", "Run kubectl get pods").click();
            let output = page.find("region", "Output of kubectl get pods").text();
            let ages: BTreeSet<_> =
                output.lines().skip(1).filter_map(|line| line.split(' ').next_back()).collect();
            page.until("what one has seen", || {
                let shown = page.eval("return document.querySelector('.seen')?.textContent");
                shown.to_string().contains("says that one is younger")
            });
            assert_eq!(ages.len(), 2, "{output}");
        });
    });
}

#[test]
fn an_embed_is_as_high_as_what_it_shows_however_wide_it_is() {
    visit_host(&host(TWO), |page| {
        wait_until_ready(page, "one");
        let mut seen = Vec::new();
        for width in [1200, 360, 800] {
            page.resize(width, 900);
            let what = format!("the right height at {width}");
            seen.push(page.wait_for(&what, || {
                let (outer, inner) = heights(page, "one");
                (outer == inner && Some(&outer) != seen.last()).then_some(outer)
            }));
            page.screenshot(&format!("embed-{width}"));
        }
        assert!(seen.iter().all(|height| (200..2000).contains(height)), "{seen:?}");
    });
}

#[test]
fn an_embed_out_of_sight_loads_nothing_until_it_comes_near() {
    let body = r#"<div style="height:400vh"></div><state-lab id="far"></state-lab>"#;
    visit_host(&host(body), |page| {
        page.until("the script", || page.eval("return !!customElements.get('state-lab')") == true);
        let frames = || page.requests().iter().filter(|url| url.contains("embed.html")).count();
        assert_eq!(frames(), 0);
        let heavy = |url: &String| url.contains("/assets/") || url.contains("/still/");
        assert_eq!(page.requests().into_iter().filter(heavy).collect::<Vec<_>>(), [""; 0]);
        page.eval("document.getElementById('far').scrollIntoView()");
        wait_until_ready(page, "far");
        assert_eq!(frames(), 1);
    });
}

#[test]
fn what_an_embed_was_asked_for_goes_on_while_it_is_out_of_sight() {
    let body = r#"<div style="height:400vh"></div><state-lab id="far" chapter="topologies"
        lang="en"></state-lab>"#;
    visit_host(&host(body), |page| {
        let deleted = run(page, "far", "kubectl delete pod nodejs-stateful-1");
        assert_eq!(deleted, "pod \"nodejs-stateful-1\" deleted\n");
        page.until("the successor is ready", || {
            run(page, "far", "kubectl get sts nodejs-stateful").contains("3/3")
        });
        assert_eq!(page.eval("return scrollY"), 0);
        // At rest, time stands still again.
        let now = || {
            let moment = page.settle("document.getElementById('far').snapshot()");
            moment.expect("a moment")["milliseconds"].as_i64()
        };
        page.until("it sleeps", || {
            let before = now();
            thread::sleep(Duration::from_millis(1500));
            now() == before
        });
    });
}

#[test]
fn a_step_is_done_also_where_the_stage_is_below_what_is_seen() {
    let body = r#"<state-lab id="one" chapter="stateless" step="*" lang="en"></state-lab>"#;
    visit_host(&host(body), |page| {
        page.resize(1000, 500);
        wait_until_ready(page, "one");
        let top = "return document.getElementById('stage').getBoundingClientRect().top";
        let button = "[...document.querySelectorAll('.run')]
            .find((it) => it.getAttribute('aria-label').startsWith('Run kubectl delete'))";
        let pods = || {
            let phases = "return [...document.querySelectorAll('[data-kind=Pod]')]
                .map((it) => it.dataset.phase).sort().join()";
            page.eval(phases).as_str().expect("text").to_owned()
        };
        let inside = page.inside(&frame("one"), || {
            page.until("the stage", || pods() == "Running,Running,Running");
            page.eval(&format!("{button}.scrollIntoView({{ block: 'end' }})"));
            page.eval(top).as_f64().expect("a number")
        });
        let outside = "return document.getElementById('one').getBoundingClientRect().top";
        let outside = page.eval(outside).as_f64().expect("a number");
        assert!(outside + inside > 500.0, "the stage is in sight: {outside} {inside}");
        page.inside(&frame("one"), || {
            page.eval(&format!("{button}.click()"));
            page.until("it goes", || pods().contains("Terminating"));
            page.until("its successor runs", || pods() == "Running,Running,Running");
        });
    });
}

#[test]
fn an_embed_near_but_unseen_loads_nothing_until_it_is_shown() {
    for unseen in ["opacity: 0", "visibility: hidden", "display: none"] {
        let body = format!(
            r#"<div id="slide" style="{unseen}"><state-lab id="next" height="300"></state-lab></div>
            <state-lab id="seen" clock="instant"></state-lab>"#
        );
        visit_host(&host(&body), |page| {
            // The other stands after it, and is met after it.
            wait_until_ready(page, "seen");
            assert_eq!(page.eval(&frame("next")), Value::Null, "{unseen}");
            page.eval("document.getElementById('slide').style.cssText = ''");
            wait_until_ready(page, "next");
        });
    }
}

const OWN: &str = r#"<state-lab id="own" lang="en" clock="instant"
  goal="pod/web-1 is Running on claim data-web-1; statefulset/web has spec.replicas = 1; nonsense">
<script type="application/yaml" data-name="web.yaml">
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: nginx, volumeMounts: [{name: data, mountPath: /data}]}]
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], storageClassName: standard, resources: {requests: {storage: 1Gi}}}
</script></state-lab>"#;

#[test]
fn an_author_s_manifests_and_goals_make_a_scenario() {
    visit_host(&host(OWN), |page| {
        wait_until_ready(page, "own");
        let nodes = run(page, "own", "kubectl get sts");
        assert!(nodes.contains("web"), "{nodes}");
        page.until("the wrong goal", || {
            let errors = told(page, "own", "error");
            errors.iter().any(|it| it["message"].as_str().unwrap().contains("nonsense"))
        });
        run(page, "own", "kubectl scale sts web --replicas=1");
        page.until("the goal", || {
            let goal = json!({ "goal": "statefulset/web has spec.replicas = 1", "reached": true });
            told(page, "own", "goal").contains(&goal)
        });
        page.inside(&frame("own"), || {
            page.find("region", "web").find("button", "Delete pod web-0");
        });
    });
}

#[test]
fn a_manifest_that_kubectl_refuses_is_told_to_its_author() {
    let body = r#"<state-lab id="own" lang="en"><script type="application/yaml">
        kind: Pod</script></state-lab>"#;
    visit_host(&host(body), |page| {
        page.until("the error", || {
            let errors = told(page, "own", "error");
            errors.iter().any(|it| it["message"].as_str().unwrap().contains("apiVersion not set"))
        });
        assert_eq!(told(page, "own", "error").len(), 1, "it is told once");
        page.inside(&frame("own"), || page.find_starting("alert", "").text());
    });
}

#[test]
fn hostile_messages_and_faulty_handlers_change_nothing() {
    let body = r#"<iframe id="stranger" srcdoc="<p>A stranger</p>"></iframe>
        <state-lab id="one" chapter="data-path" lang="en" clock="instant"></state-lab>"#;
    visit_host(&host(body), |page| {
        wait_until_ready(page, "one");
        let before = heights(page, "one");
        // From the page around to the embed: nonsense, a wrong version, a circle.
        page.eval(
            "const to = document.getElementById('one').shadowRoot.querySelector('iframe').contentWindow;
             const circle = { statelab: 1 }; circle.circle = circle;
             for (const data of [null, 1, 'x', [], circle, new Map(), { statelab: 1 },
               { statelab: 1, id: 'x', method: 'run' }, { statelab: 9, id: 1, method: 'reset' },
               { statelab: 1, id: 1e300, method: '__proto__' }])
               to.postMessage(data, '*');",
        );
        // From a stranger: what would be right from the page around, and from the embed.
        page.eval(
            "const stranger = document.getElementById('stranger').contentWindow;
             const script = stranger.document.createElement('script');
             script.textContent = `
               const lab = parent.document.getElementById('one').shadowRoot.querySelector('iframe');
               lab.contentWindow.postMessage(
                 { statelab: 1, id: 1, method: 'run', command: 'kubectl delete sts --all' }, '*');
               parent.postMessage({ statelab: 1, event: 'resize', detail: { height: 9 } }, '*');
               parent.postMessage({ statelab: 1, event: 'ready', detail: {} }, '*');`;
             stranger.document.body.append(script);",
        );
        // A fault of the page around in what it does when it is told.
        page.eval(
            "window.faults = 0;
             addEventListener('error', (event) => { faults += 1; event.preventDefault(); });
             addEventListener('statelab:change', () => { throw new Error('fault'); });",
        );
        run(page, "one", "kubectl delete pod nodejs-stateful-0");
        page.until("the fault", || page.eval("return faults > 0") == true);
        assert!(run(page, "one", "kubectl get sts").contains("nodejs-stateful   3/3"));
        assert_eq!(told(page, "one", "ready").len(), 1);
        assert_eq!(heights(page, "one").0, heights(page, "one").1);
        assert!(heights(page, "one").0 >= before.0);
    });
}

#[test]
fn a_frame_by_hand_works_also_where_it_may_only_run_scripts() {
    let body = r#"<iframe id="frame" data-state-lab sandbox="allow-scripts" width="100%"
        src="{lab}/embed.html?chapter=data-path&lang=en&clock=instant"></iframe>"#;
    visit_host(&host(body), |page| {
        let frame = "return document.getElementById('frame')";
        // The driver knows no names in a frame that is on its own.
        page.inside(frame, || {
            let button = "document.querySelector('[data-name=nodejs-stateful-1] .delete')";
            page.until("the button", || page.eval(&format!("return !!{button}")) == true);
            page.eval(&format!("{button}.click()"));
            let table = "return document.querySelector('.survived table')?.innerText";
            page.until("what survived", || {
                page.eval(table).as_str().is_some_and(|text| text.contains("nodejs-stateful-1"))
            });
        });
        page.until("its height", || {
            let outer = page.eval("return document.getElementById('frame').clientHeight");
            let inner = page.inside(frame, || {
                page.eval("return Math.ceil(embed.getBoundingClientRect().height)")
            });
            outer == inner
        });
    });
}

/// Two frames by hand, of which a page is told by messages alone, as `docs/embedding/iframe.md` has it.
const FRAMES: &str = r#"<html lang="en"><title>Notes</title><script>
  window.heard = { one: [], two: [] };
  addEventListener("message", ({ source, data }) => {
    for (const id of ["one", "two"])
      if (document.getElementById(id)?.contentWindow === source) heard[id].push(data);
  });
  window.ask = (id, request) => document.getElementById(id).contentWindow
    .postMessage({ statelab: 1, ...request }, "*");
</script>
<iframe id="one" width="1000" height="700"
  src="{lab}/embed.html?chapter=data-path&lang=en&clock=instant&controls=delete,terminal"></iframe>
<iframe id="two" width="1000" height="700"
  src="{lab}/embed.html?chapter=data-path&lang=en&clock=instant&origin=https://other.example"></iframe>"#;

#[test]
fn a_frame_by_hand_does_what_messages_ask_and_tells_what_happens() {
    visit_host(FRAMES, |page| {
        let heard = |id: &str| -> Vec<Value> {
            page.eval(&format!("return heard.{id}")).as_array().cloned().unwrap_or_default()
        };
        let event = |name: &str| heard("one").into_iter().filter(|it| it["event"] == name).count();
        let answer = |id: u64| {
            page.wait_for("the answer", || heard("one").into_iter().find(|it| it["id"] == id))
        };
        let ask = |request: Value| page.eval(&format!("ask('one', {request})"));
        page.until("both stand", || {
            let stands = "return !!document.querySelector('[data-name=nodejs-stateful-2]')";
            event("ready") == 1
                && page.inside("return document.getElementById('two')", || page.eval(stands))
                    == true
        });
        let delete = "kubectl delete pod nodejs-stateful-1";
        ask(json!({ "id": 1, "method": "run", "command": delete }));
        let deleted = json!({ "output": "pod \"nodejs-stateful-1\" deleted\n", "code": 0 });
        assert_eq!(answer(1)["result"], deleted);
        page.until("the change", || event("change") > 0);
        ask(json!({ "id": 2, "method": "goal", "goal": "sts/nodejs-stateful is ready" }));
        page.until("the goal", || event("goal") == 1);
        ask(json!({ "id": 3, "method": "snapshot" }));
        assert!(answer(3)["result"]["items"].as_array().is_some_and(|items| items.len() > 20));
        ask(json!({ "id": 4, "method": "fly" }));
        assert_eq!(answer(4)["error"], "there is no method `fly`");
        // What is terminal has room for more, and the frame says how high it is then, and back.
        let height = || {
            let told = heard("one").into_iter().rev().find(|it| it["event"] == "resize");
            told.and_then(|it| it["detail"]["height"].as_i64()).unwrap_or(0)
        };
        let wide = height();
        page.eval("document.getElementById('one').width = 340");
        page.until("another height", || height() != wide);
        page.eval("document.getElementById('one').width = 1000");
        page.until("the height of before", || height() == wide);
        ask(json!({ "id": 5, "method": "reset" }));
        assert_eq!(answer(5)["result"], Value::Null);
        // The other hears and tells https://other.example alone.
        page.eval("ask('two', { id: 1, method: 'run', command: 'kubectl delete sts --all' })");
        ask(json!({ "id": 6, "method": "run", "command": "kubectl get sts -o name" }));
        assert_eq!(answer(6)["result"]["output"], "statefulset.apps/nodejs-stateful\n");
        page.inside("return document.getElementById('two')", || {
            assert_eq!(page.eval("return document.querySelectorAll('[data-kind=Pod]').length"), 3);
        });
        assert_eq!(heard("two"), [Value::Null; 0]);
        page.eval("document.getElementById('one').remove()");
    });
}

#[test]
fn an_embed_says_why_an_object_is_there_and_gives_the_focus_back() {
    visit_host(&host(TWO), |page| {
        wait_until_ready(page, "one");
        page.inside(&frame("one"), || {
            let why = "Why is nodejs-stateful-1 here?";
            page.find("button", why).click();
            assert!(page.find("dialog", why).text().contains("StatefulSet nodejs-stateful"));
            page.press(&char::from(Key::Escape).to_string());
            page.until("the card is closed", || page.names("dialog").is_empty());
            let focused = page.eval("return document.activeElement.getAttribute('aria-label')");
            assert_eq!(focused, why);
        });
    });
}

#[test]
fn an_embed_that_is_taken_away_takes_its_memory_with_it() {
    visit_host(&host(""), |page| {
        page.until("the script", || page.eval("return !!customElements.get('state-lab')") == true);
        let measure = || {
            page.devtools("HeapProfiler.collectGarbage", &json!({}));
            let heap = page.devtools("Runtime.getHeapUsage", &json!({}));
            let part = |name: &str| heap[name].as_f64().unwrap_or(0.0);
            part("usedSize") + part("embedderHeapUsedSize") + part("backingStorageSize")
        };
        let alone = measure();
        let mut most: f64 = 0.0;
        for _ in 0..3 {
            page.eval(
                "told.length = 0;
                 const lab = document.createElement('state-lab');
                 lab.id = 'again'; lab.setAttribute('chapter', 'stateless');
                 document.body.append(lab);",
            );
            wait_until_ready(page, "again");
            most = most.max(measure());
            page.eval("document.getElementById('again').remove()");
        }
        // The wasm's memory alone is more than this, so what is measured holds it.
        assert!(most - alone > 2e6, "{alone} {most}");
        page.until("nearly as little as before", || measure() - alone < (most - alone) / 4.0);
    });
}

#[test]
fn an_embed_works_under_a_strict_policy_and_leaves_the_address_of_the_page_alone() {
    let html = r#"<html lang="en"><meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; script-src {lab}/; frame-src {lab}/; img-src {lab}/ data:">
        <title>Notes</title><script type="module" src="{lab}/embed.js"></script>
        <state-lab id="one" chapter="data-path" lang="en" clock="instant"></state-lab>"#;
    visit_host(html, |page| {
        page.eval("location.hash = '#/chapter/2'");
        let length = page.eval("return history.length");
        let deleted = run(page, "one", "kubectl delete pod nodejs-stateful-0");
        assert_eq!(deleted, "pod \"nodejs-stateful-0\" deleted\n");
        page.inside(&frame("one"), || page.find("button", "Reset").click());
        assert!(run(page, "one", "kubectl get sts").contains("3/3"));
        assert_eq!(page.eval("return location.hash"), "#/chapter/2");
        assert_eq!(page.eval("return history.length"), length);
    });
}

#[test]
fn an_embed_is_moved_and_used_before_it_is_there_and_inside_of_a_shadow() {
    let body = r#"<div id="place"></div><div id="shadow"></div>
        <state-lab id="one" chapter="data-path" lang="en" clock="instant"></state-lab>"#;
    visit_host(&host(body), |page| {
        page.until("the script", || page.eval("return !!customElements.get('state-lab')") == true);
        // Asked before it has loaded anything.
        assert!(run(page, "one", "kubectl get sts").contains("3/3"));
        run(page, "one", "kubectl scale sts nodejs-stateful --replicas=2");
        page.until("the change", || !told(page, "one", "change").is_empty());
        let uid = "kubectl get pod nodejs-stateful-0 -o jsonpath={.metadata.uid}";
        let before = run(page, "one", uid);
        page.eval("told.length = 0; place.append(document.getElementById('one'))");
        wait_until_ready(page, "one");
        assert!(run(page, "one", "kubectl get sts").contains("2/2"), "it goes on where it was");
        assert_eq!(run(page, "one", uid), before);
        let gone = page.settle(
            "(() => { const lab = document.getElementById('one'); lab.remove();
            return lab.run('ls'); })()",
        );
        assert_eq!(gone, Err("the embed is not in a page".to_owned()));
        page.eval(
            "const root = document.getElementById('shadow').attachShadow({ mode: 'open' });
             root.innerHTML = '<state-lab id=inner chapter=stateless lang=en></state-lab>';
             window.inner = root.firstChild;",
        );
        let pods = page.settle("inner.run('kubectl get deploy')").expect("it runs");
        assert!(pods["output"].as_str().unwrap().contains("nodejs-stateless"), "{pods}");
    });
}
