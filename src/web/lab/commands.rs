//! The commands of the page: run by a click or typed, as soon as what runs them has loaded. What
//! the buttons on the stage stand for runs from the start.

use super::Lab;
use super::jobs::Ended;
use crate::kubectl::output::{Segment, Style};
use crate::web::moment::Act;
use crate::web::route::ClockMode;
use leptos::prelude::*;

/// What waits for a command to end. It gets nothing if the cluster began anew before.
pub(super) type Awaiting = Box<dyn FnOnce(Option<Ended>)>;

impl Lab {
    /// Runs the command that a click stands for, and shows it in the terminal.
    pub fn run(self, line: &str) {
        self.when_understood(line, move |lab, line| drop(lab.act(line, false)));
    }

    /// The same; `then` gets what the command has printed at once.
    pub fn run_then(self, line: &str, then: impl FnOnce(&str) + 'static) {
        self.when_understood(line, move |lab, line| then(&lab.act(line, false)));
    }

    /// The same; `begun` gets the number of the command's block on the terminal's screen, unless
    /// the command has to wait for its turn.
    pub fn run_as(self, line: &str, begun: impl FnOnce(u64) + 'static) {
        self.when_understood(line, move |lab, line| {
            lab.begin(line, false, |block| block.map(begun).unwrap_or_default());
        });
    }

    /// The same; `then` gets the command when it has ended and the page shows what has come of it.
    pub fn run_out(self, line: &str, then: impl FnOnce(Option<Ended>) + 'static) {
        self.when_understood(line, move |lab, line| {
            let wait = |block: Option<u64>| {
                let awaiting: Awaiting = Box::new(then);
                lab.awaiting.update_value(|all| all.extend(block.map(|block| (block, awaiting))));
            };
            lab.begin(line, false, wait);
        });
    }

    /// Runs a line that was typed into the terminal, and remembers it.
    pub fn enter(self, line: &str) {
        self.recall.update_value(|recall| recall.add(line));
        self.typed(line);
    }

    /// Runs a line in the terminal.
    pub fn typed(self, line: &str) {
        let line = line.to_owned();
        self.when_ready(move |lab| drop(lab.act(&line, true)));
    }

    /// Runs a click's line as soon as that can be: now, if the page has begun with what it takes.
    pub(super) fn when_understood(self, line: &str, action: impl FnOnce(Lab, &str) + 'static) {
        if self.core.with_value(|core| core.understands(line)) {
            // What is shown of its effects may have yet to load.
            self.supply.when_ready(|_| ());
            return action(self, line);
        }
        let line = line.to_owned();
        self.when_ready(move |lab| action(lab, &line));
    }

    /// Does something with the commands, as soon as they are at hand.
    pub fn when_ready(self, action: impl FnOnce(Lab) + 'static) {
        self.supply.when_ready(move |later| {
            // The page may have gone on to another chapter.
            if self.lang.is_disposed() {
                return;
            }
            match later {
                Some(later) => {
                    self.core.update_value(|core| core.learn(later));
                    action(self);
                }
                None => self.complain(self.words().not_loaded()),
            }
        });
    }

    /// Shows in the terminal that something of the page itself has failed.
    fn complain(self, text: &str) {
        let segment = Segment { style: Style::Error, text: format!("{text}\n"), stderr: true };
        self.screen.update(|screen| screen.say(segment));
        self.say(text);
    }

    /// Runs a line. Returns what it has printed at once.
    pub(super) fn act(self, line: &str, typed: bool) -> String {
        self.begin(line, typed, |_| ())
    }

    /// The same; `begun` gets the number of the command, if it did not have to wait for its turn.
    pub(super) fn begin(self, line: &str, typed: bool, begun: impl FnOnce(Option<u64>)) -> String {
        self.arrive();
        // What is done now is the present again, and time goes on from there.
        if self.held.get_value() && Act::Type(line.to_owned()).is_deed() {
            self.keep_running(true);
        }
        let to_the_end = !self.running.get_untracked();
        let settle = self.clock == ClockMode::Instant;
        let mut text = String::new();
        self.update(|core| {
            let (block, printed) = core.act(line, typed, to_the_end, settle);
            text = printed;
            begun(block);
        });
        text
    }
}
