//! Prints what `index.html` shows before the app takes over: a line with the slugs of the chapters,
//! one with the codes of the languages, then the pages. The site's build reads it.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::io::Result<()> {
    use state_lab::still;
    use std::io::Write;
    let (slugs, languages) = (still::slugs(), still::languages());
    write!(std::io::stdout(), "{slugs}\n{languages}\n{}", still::pages())
}

#[cfg(target_arch = "wasm32")]
fn main() {}
