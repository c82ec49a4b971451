//! Prints what the site shows without the app, as one JSON object: the slugs of the chapters, the
//! codes of the languages, the pages that `index.html` shows before the app takes over, and the
//! worksheets and pictures by their paths. The site's build reads it.
//!
//! With the argument `courses` it prints the chapters and their steps instead, for the packages.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::io::Result<()> {
    use serde_json::{Map, Value, json};
    use state_lab::still;
    use std::io::Write;
    if std::env::args().nth(1).as_deref() == Some("courses") {
        let course = |it: still::Course| {
            let step = |(id, predicts)| json!({ "id": id, "predicts": predicts });
            let steps: Vec<Value> = it.steps.into_iter().map(step).collect();
            json!({
                "slug": it.slug, "lang": it.lang, "title": it.title, "outside": it.outside,
                "steps": steps,
            })
        };
        let courses: Vec<Value> = still::courses().into_iter().map(course).collect();
        return write!(std::io::stdout(), "{}", Value::from(courses));
    }
    let files = still::worksheets().into_iter().chain(still::pictures());
    let files = files.map(|(path, text)| (path, Value::from(text)));
    let all = json!({
        "slugs": still::slugs(),
        "languages": still::languages(),
        "pages": still::pages(),
        "files": Value::Object(files.collect::<Map<_, _>>()),
    });
    write!(std::io::stdout(), "{all}")
}

#[cfg(target_arch = "wasm32")]
fn main() {}
