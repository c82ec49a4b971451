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

/// A chapter in one language, as a package for a learning platform needs it.
pub struct Course {
    /// The chapter.
    pub slug: String,
    /// The code of the language.
    pub lang: String,
    /// The title of the chapter.
    pub title: String,
    /// What to say where there is no platform.
    pub outside: String,
    /// The steps in their order: `{ id, predicts }`.
    pub steps: Value,
}

impl Course {
    /// What its package is called.
    pub fn file_name(&self) -> String {
        format!("{}.{}.zip", self.slug, self.lang)
    }
}

/// Compiles the model for this machine and lets it tell of every chapter in every language.
pub fn courses() -> Result<Vec<Course>> {
    let all = model(&["courses"])?;
    let course = |it: &Value| {
        let field = |name: &str| {
            let text = it[name].as_str().map(str::to_owned);
            text.with_context(|| format!("a course has no {name}"))
        };
        Ok(Course {
            slug: field("slug")?,
            lang: field("lang")?,
            title: field("title")?,
            outside: field("outside")?,
            steps: it["steps"].clone(),
        })
    };
    all.as_array().context("the courses are no list")?.iter().map(course).collect()
}

/// What the model prints when it is asked so.
fn model(asked: &[&str]) -> Result<Value> {
    let args = ["run", "--quiet", "--package", "state-lab", "--bin", "still", "--"];
    let text = workspace::stdout(workspace::cargo().args(args).args(asked))?;
    serde_json::from_str(&text).context("what the model tells is not whole")
}

/// Compiles the model for this machine and lets it write the pages.
pub fn write() -> Result<Still> {
    let all = model(&[])?;
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
