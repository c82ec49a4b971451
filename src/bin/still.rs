//! Prints what the site shows without the app, as one JSON object: the slugs of the chapters, the
//! codes of the languages, the pages that `index.html` shows before the app takes over, and the
//! worksheets and pictures by their paths. The site's build reads it.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::io::Result<()> {
    use serde_json::{Map, Value, json};
    use state_lab::still;
    use std::io::Write;
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
