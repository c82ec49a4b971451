//! What the page shows before the app takes over, which the model itself writes.

use anyhow::{Context, Result};

use crate::workspace;

/// The chapters as still pages.
pub struct Still {
    /// The slugs of the chapters, separated by spaces.
    pub slugs: String,
    /// The codes of the languages, likewise; the first is for readers of no other.
    pub languages: String,
    /// The pages as HTML.
    pub pages: String,
}

/// Compiles the model for this machine and lets it write the pages.
pub fn write() -> Result<Still> {
    let args = ["run", "--quiet", "--package", "state-lab", "--bin", "still"];
    let text = workspace::stdout(workspace::cargo().args(args))?;
    let mut lines = text.splitn(3, '\n').map(str::to_owned);
    let mut next = || lines.next().context("the still pages are not whole");
    Ok(Still { slugs: next()?, languages: next()?, pages: next()? })
}
