//! Waiting for the commands: the page stands before they have loaded, and what is clicked in the
//! meantime is done when they have.

use super::{Lab, later};
use crate::kubectl::output::{Segment, Style};
use crate::web::browser;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long the page is left alone before the commands load without having been asked for.
const IDLE_MS: u32 = 200;

/// Something that was asked for.
pub type Action = Box<dyn FnOnce(Lab)>;

impl Lab {
    /// Loads the commands in a quiet moment, unless the reader saves data: then the first click
    /// does.
    pub(super) fn prepare(self) {
        if self.ready.get_untracked() || browser::saves_data() {
            return;
        }
        spawn_local(async move {
            TimeoutFuture::new(IDLE_MS).await;
            // The page may have gone on to another chapter.
            if !self.ready.is_disposed() {
                self.when_ready(|_| ());
            }
        });
    }

    /// Does something with the commands, as soon as they are at hand.
    pub(super) fn when_ready(self, action: impl FnOnce(Lab) + 'static) {
        if self.ready.get_untracked() {
            return action(self);
        }
        let is_first = self.waiting.try_update_value(|waiting| {
            let is_first = waiting.is_none();
            waiting.get_or_insert_default().push(Box::new(action));
            is_first
        });
        if is_first == Some(true) {
            spawn_local(self.load());
        }
    }

    async fn load(self) {
        let programs = later::load().await;
        let Some(actions) = self.waiting.try_update_value(Option::take) else { return };
        match programs {
            Some(programs) => {
                self.core.update_value(|core| core.learn(programs));
                self.ready.set(true);
                actions.into_iter().flatten().for_each(|action| action(self));
            }
            // Asked for again, it loads again.
            None => self.complain(self.words().commands_missing()),
        }
    }

    fn complain(self, text: &str) {
        let segment = Segment { style: Style::Error, text: format!("{text}\n"), stderr: true };
        self.screen.update(|screen| {
            screen.begin(u64::MAX, "", "");
            screen.print(u64::MAX, vec![segment]);
        });
        self.said.set(text.to_owned());
    }
}
