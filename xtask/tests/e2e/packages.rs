//! A chapter as a course, in a page that is to it what a learning platform is: with the SCORM 1.2
//! API of a library that platforms use, and what is kept between visits.

use serde_json::{Value, json};
use xtask::site::Site;
use xtask::{dist, scorm, still};

use crate::page::{Page, visit_pages};

/// scorm-again as its authors publish it.
const RUNTIME: &str = include_str!("vendor/scorm-again-3.4.3.scorm12.min.js");
/// The platform: whatever the course commits is there at the next visit.
const PLATFORM: &str = r#"<!doctype html><html lang="en"><title>Platform</title>
<link rel="icon" href="data:,">
<script src="runtime.js"></script>
<script>
  const calls = JSON.parse(sessionStorage.calls ?? "[]");
  const kept = JSON.parse(sessionStorage.kept ?? "{}");
  window.API = new Scorm12API({ autocommit: false });
  if (kept.core) API.loadFromJSON({ ...kept, core: { ...kept.core, entry: "resume" } }, "cmi");
  for (const name of ["LMSInitialize", "LMSCommit", "LMSFinish"])
    API.on(name, () => {
      calls.push(name);
      sessionStorage.calls = JSON.stringify(calls);
      const { cmi } = API.renderCMIToJSONObject();
      sessionStorage.kept = JSON.stringify(cmi);
    });
</script>
<iframe id="course" src="course/index.html" title="Course" style="width:100%;height:800px"></iframe>"#;
const COURSE: &str = "return document.getElementById('course')";
const LAB: &str = "return document.querySelector('state-lab').shadowRoot.querySelector('iframe')";

/// A platform with the course of a chapter in it.
fn platform(slug: &str, lang: &str) -> Site {
    let site = Site::read(&dist::folder()).expect("dist/ can be read");
    let courses = still::courses().expect("the model tells of its chapters");
    let course = courses.iter().find(|it| it.slug == slug && it.lang == lang).expect("a course");
    let mut platform = Site::default();
    for (path, bytes) in scorm::files(&site, course).expect("the site has all of it") {
        platform.files.insert(format!("course/{path}"), bytes);
    }
    platform.files.insert("index.html".to_owned(), PLATFORM.into());
    platform.files.insert("runtime.js".to_owned(), RUNTIME.into());
    platform
}

/// What the platform was told last under a name.
fn told(page: &Page, name: &str) -> String {
    let value = page.eval(&format!("return API.LMSGetValue('{name}')"));
    value.as_str().expect("text").to_owned()
}

/// How often the course has called that function, in all visits.
fn calls(page: &Page, name: &str) -> usize {
    let calls = page.eval("return JSON.parse(sessionStorage.calls ?? '[]')");
    calls.as_array().expect("a list").iter().filter(|call| *call == name).count()
}

/// Does something in the lab.
fn in_lab<T>(page: &Page, act: impl FnOnce() -> T) -> T {
    page.inside(COURSE, || page.inside(LAB, act))
}

/// What a command prints in the lab.
fn run(page: &Page, command: &str) -> String {
    page.inside(COURSE, || {
        let lab = "document.querySelector('state-lab')";
        let ran = page.settle(&format!("{lab}.run({})", json!(command))).expect("it runs");
        ran["output"].as_str().expect("text").to_owned()
    })
}

fn steps_kept(page: &Page) -> Value {
    let kept: Value = serde_json::from_str(&told(page, "cmi.suspend_data")).expect("JSON");
    kept["done"].clone()
}

#[test]
fn a_platform_hears_of_a_chapter_that_is_left_in_the_middle_and_then_completed() {
    visit_pages(platform("stateless", "en"), |page| {
        page.prefer("prefers-reduced-motion", "reduce");
        page.load("");
        in_lab(page, || {
            let asked = "What will the three pods have in memory then?";
            page.find("group", asked).find("radio", "Each a number of its own").click();
        });
        assert_eq!(told(page, "cmi.core.lesson_status"), "incomplete");
        assert_eq!(told(page, "cmi.core.score.raw"), "", "nothing is judged yet");
        page.until("the first step", || {
            in_lab(page, || page.find("region", "No volume").find("button", "Visit").click());
            steps_kept(page) == json!({ "visit": true })
        });
        assert_eq!(told(page, "cmi.core.score.raw"), "100");
        assert_eq!(told(page, "cmi.core.lesson_status"), "incomplete");
        let names = "kubectl get pods -o name";
        let pods = run(page, names);

        // The reader goes away, and comes back.
        page.load("");
        assert_eq!(calls(page, "LMSFinish"), 1);
        assert_eq!(page.eval("return kept.core.exit"), "suspend");
        in_lab(page, || page.find("region", "No volume").names("button"));
        assert_eq!(run(page, names), pods, "the cluster is where it was");
        assert_eq!(told(page, "cmi.core.entry"), "resume");
        assert_eq!(steps_kept(page), json!({ "visit": true }), "and nothing was unlearned");
        let pod = pods.lines().next().expect("a pod").trim_start_matches("pod/").to_owned();
        in_lab(page, || {
            let asked = "What will the new pod be called?";
            page.find("group", asked);
            let wrong = page.find("group", asked).names("radio")[0].clone();
            page.find("group", asked).find("radio", &wrong).click();
            page.find("region", "No volume").find("button", &format!("Delete pod {pod}")).click();
        });
        page.until("the second step", || steps_kept(page)["delete"] == false);
        assert_eq!(told(page, "cmi.core.score.raw"), "50");
        assert_eq!(told(page, "cmi.core.lesson_status"), "incomplete");
        in_lab(page, || page.type_command("kubectl get pods"));
        page.until("the last step", || told(page, "cmi.core.lesson_status") == "completed");
        page.screenshot("course");

        page.load("");
        assert_eq!(calls(page, "LMSFinish"), 2);
        assert_eq!(page.eval("return kept.core.exit"), "", "there was nothing to go on with");
        assert_eq!(told(page, "cmi.core.lesson_status"), "completed");
        assert_eq!(told(page, "cmi.core.score.raw"), "50");
        assert_eq!(run(page, names).matches(&pod).count(), 0, "what was deleted stays so");
    });
}

#[test]
fn a_moment_too_long_for_a_platform_comes_back_as_far_as_it_fits() {
    visit_pages(platform("stateless", "id"), |page| {
        page.prefer("prefers-reduced-motion", "reduce");
        page.load("");
        run(page, "kubectl scale deploy nodejs-stateless --replicas=2");
        for _ in 0..6 {
            run(page, &format!("echo {}", "a".repeat(900)));
        }
        run(page, "kubectl scale deploy nodejs-stateless --replicas=1");
        page.load("");
        in_lab(page, || page.find("region", "Tanpa volume").names("button"));
        let kept = told(page, "cmi.suspend_data");
        assert!((3000..=4096).contains(&kept.len()), "{}", kept.len());
        let kept: Value = serde_json::from_str(&kept).expect("JSON");
        let moment = kept["moment"].as_str().expect("text");
        assert_eq!(moment.matches("&run=").count(), 5, "{moment}");
        assert!(moment.ends_with(&"a".repeat(900)), "{moment}");
        assert!(run(page, "kubectl get deploy nodejs-stateless").contains("2/2"));
        assert_eq!(calls(page, "LMSFinish"), 1);
    });
}

#[test]
fn what_a_course_works_out_is_right() {
    visit_pages(platform("stateless", "en"), |page| {
        page.load("");
        let of = |expression: &str| {
            let module = "import('/lab/course/scorm.js')";
            page.inside(COURSE, || page.settle(&format!("{module}.then((it) => {expression})")))
                .expect("it is worked out")
        };
        let steps = "[{ id: 'a', predicts: true }, { id: 'b', predicts: true }, { id: 'c' }]";
        let score = |steps: &str, done: &str| of(&format!("it.score({steps}, new Map({done}))"));
        assert_eq!(score(steps, "[['a', null], ['c', null]]"), Value::Null);
        assert_eq!(score(steps, "[['a', false]]"), 0);
        assert_eq!(score(steps, "[['a', false], ['b', true], ['c', null]]"), 50);
        assert_eq!(score("[{ id: 'a' }, { id: 'b' }, { id: 'c' }]", "[['b', null]]"), 33);
        assert_eq!(of("it.span(3_723_450)"), "01:02:03.45");
        assert_eq!(
            of("it.fit('#at=9&run=1,a&end=2,&run=3,b', 32)"),
            "#at=9&run=1,a&end=2,&run=3,b"
        );
        assert_eq!(of("it.fit('#at=9&run=1,a&end=2,&run=3,b', 27)"), "#at=3&run=1,a&end=2,");
        assert_eq!(of("it.fit('#at=9&run=1,a&end=2,&run=3,b', 6)"), "#at=1");
        assert_eq!(of("it.fit('#at=9&run=1,a&end=2,&run=3,b', 4)"), "");
        assert_eq!(of("it.fit('#at=9&lang=id&run=1,a&run=3,b', 28)"), "#at=3&lang=id&run=1,a");
        for damaged in ["", "null", "{", "[]", "{\\\"moment\\\":1}"] {
            let read = format!("it.read(\"{damaged}\", {steps})");
            assert_eq!(of(&format!("[{read}.done.size, {read}.moment]")), json!([0, ""]));
        }
    });
}

#[test]
fn without_a_platform_a_course_works_and_says_that_nothing_is_reported() {
    let mut site = platform("stateless", "id");
    let head = "<!doctype html><html lang=\"id\"><title>Catatan</title><link rel=icon href=data:,>";
    let frame = PLATFORM.lines().last().expect("the frame");
    site.files.insert("index.html".to_owned(), format!("{head}{frame}").into_bytes());
    visit_pages(site, |page| {
        // As if the host did not call wasm by its type, which some do not.
        page.run_before("WebAssembly.instantiateStreaming = undefined");
        page.load("");
        page.inside(COURSE, || {
            page.until("the note", || page.names("status").len() == 1);
            let note = page.eval("return document.getElementById('outside').innerText");
            assert!(note.as_str().unwrap().contains("di luar LMS"), "{note}");
        });
        assert!(run(page, "kubectl get deploy").contains("3/3"));
        page.screenshot("course-alone");
    });
}
