//! The manifests of the terminal's directory, as their pane reads, changes and applies them.

use super::Lab;
use crate::i18n::Lang;
use leptos::prelude::*;

impl Lab {
    /// Where a manifest lies as a file.
    pub fn manifest_address(self, name: &str) -> String {
        match self.lang() {
            Lang::Id => format!("manifests/{name}"),
            lang => format!("manifests/{}/{name}", lang.code()),
        }
    }

    /// The text of a file in the terminal's directory.
    pub fn read_file(self, name: &str) -> String {
        self.core.try_with_value(|core| core.read_file(name)).flatten().unwrap_or_default()
    }

    /// Takes note of how a manifest is to be, or that it is to stay as its file is.
    pub fn edit(self, name: &'static str, text: Option<String>) {
        self.drafts.update(|drafts| match text {
            Some(text) => drop(drafts.insert(name, text)),
            None => drop(drafts.remove(name)),
        });
    }

    /// Writes a manifest into the terminal's directory and applies it.
    pub fn apply(self, name: &'static str, text: String) {
        self.core.update_value(|core| core.write_file(name, text));
        self.edit(name, None);
        let answer = self.act(&format!("kubectl apply -f {name}"), false);
        self.applied.update(|all| drop(all.insert(name, answer)));
    }
}
