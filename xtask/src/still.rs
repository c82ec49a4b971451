//! What the site shows without the app, which the model itself writes.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::workspace;

/// The chapters as still pages and as worksheets.
pub struct Still {
    /// The slugs of the chapters, separated by spaces.
    pub slugs: String,
    /// The codes of the languages, likewise; the first is for readers of no other.
    pub languages: String,
    /// The pages as HTML.
    pub pages: String,
    /// The worksheets and the pictures, by their paths.
    pub files: BTreeMap<String, String>,
}

/// Compiles the model for this machine and lets it write the pages.
pub fn write() -> Result<Still> {
    let args = ["run", "--quiet", "--package", "state-lab", "--bin", "still"];
    let text = workspace::stdout(workspace::cargo().args(args))?;
    let all: Value = serde_json::from_str(&text).context("the still pages are not whole")?;
    let field = |name: &str| {
        let text = all[name].as_str().map(str::to_owned);
        text.with_context(|| format!("the still pages have no {name}"))
    };
    let files = all["files"].as_object().context("there are no worksheets and pictures")?;
    let file = |(path, text): (&String, &Value)| Some((path.clone(), text.as_str()?.to_owned()));
    Ok(Still {
        slugs: field("slugs")?,
        languages: field("languages")?,
        pages: field("pages")?,
        files: files.iter().filter_map(file).collect(),
    })
}
