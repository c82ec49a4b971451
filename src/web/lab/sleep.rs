//! Time stands still where nobody sees it pass, but for what somebody waits for.

use super::Lab;
use super::core::Core;
use crate::web::browser;
use leptos::prelude::*;

impl Lab {
    /// Whether time stands still, since nobody sees it pass.
    pub(super) fn sleeps(self) -> bool {
        if browser::hidden() {
            // A reader who has gone elsewhere sees the rest when they are back; the page around,
            // which has asked for something, may be waiting.
            return self.awaiting.with_value(Vec::is_empty);
        }
        // What was begun goes on: the stage may be out of sight of the button that began it.
        self.asleep.get_untracked() && self.core.try_update_value(Core::is_under_way) != Some(true)
    }
}
