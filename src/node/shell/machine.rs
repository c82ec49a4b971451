//! The processes of a container that one command has begun, and the pipes between them.
//!
//! Each is a [`Task`], which goes on until it has to wait: for a moment, for another one, or for
//! input. At one moment all go on in turn until every one of them waits. So a script needs no
//! thread, and a copy of it goes on independently.

use super::interpreter::Interpreter;
use super::session::Session;
use super::table::{Role, Stream, Table};
use super::task::{Frame, Task, Wait};
use crate::api::clock::Millis;

/// How many steps all may make at a moment. What goes on without a pause for so long is stopped
/// until a while later, and then may make far fewer: it waits for something in its own way.
const BUDGET: u32 = 20_000;
const SPINNING_BUDGET: u32 = 500;
const SPINNING_PAUSE: i64 = 1000;
/// How many steps one makes before it is the next one's turn.
const TURN: u32 = 200;
/// How many ends are remembered that nobody has asked for.
const MOST_ENDS: usize = 4096;
/// So many letters that are written count as one step.
const LETTERS: usize = 256;

/// A command that runs.
#[derive(Clone, Debug)]
pub struct Machine {
    tasks: Vec<Task>,
    table: Table,
    first: u32,
    code: Option<i32>,
    paused: Option<Millis>,
}

impl Machine {
    /// A command that has not begun, with what is piped into it.
    pub fn new(role: Role, session: Session, frame: Frame, input: Option<&str>) -> Machine {
        let first = session.pid;
        let mut table = Table::new(role, first);
        let input = input.map_or(Stream::Null, |text| table.text(text.to_owned()));
        let streams = [input, Stream::Screen, Stream::Screen];
        let task = Task::new(session, streams, vec![frame]);
        Machine { tasks: vec![task], table, first, code: None, paused: None }
    }

    /// Lets it print to a terminal.
    pub fn on_terminal(mut self) -> Machine {
        self.table.is_terminal = true;
        self
    }

    /// Lets it print to the container's log.
    pub fn in_log(mut self) -> Machine {
        self.table.is_logged = true;
        self
    }

    /// Lets something come before what it was made with.
    pub fn then(mut self, frame: Frame) -> Machine {
        self.tasks.iter_mut().for_each(|task| task.frames.push(frame.clone()));
        self
    }

    /// Its exit code, once it has ended.
    pub fn code(&self) -> Option<i32> {
        self.code
    }

    /// What it has printed since this was asked last.
    pub fn take_printed(&mut self) -> String {
        std::mem::take(&mut self.table.printed)
    }

    /// The state of its shell, if that goes on behind the line that was typed.
    pub fn session(&self) -> Option<&Session> {
        self.tasks.first().map(|task| &task.session).filter(|_| self.table.is_back)
    }

    /// Sends SIGTERM to the first process, which takes notice if it has said what to do then.
    /// Whether it has.
    pub fn tell(&mut self) -> bool {
        let heeds = self.tasks.first().is_some_and(|task| task.session.on_term.is_some());
        self.table.is_told |= heeds;
        heeds
    }

    /// When it goes on; none if it has ended or waits for ever.
    pub fn due(&self) -> Option<Millis> {
        const NOW: Millis = Millis(i64::MIN);
        if self.code.is_some() {
            return None;
        }
        if let Some(moment) = self.paused {
            return Some(moment);
        }
        let moments = self.tasks.iter().filter_map(|task| match task.wait {
            Wait::Until(moment) if !self.is_ready(task, NOW) => Some(moment),
            _ => self.is_ready(task, NOW).then_some(NOW),
        });
        moments.min()
    }

    /// Whether it goes round and round, or waits for ever: it is not about to end by itself.
    pub fn is_steady(&self) -> bool {
        self.tasks.first().is_some_and(|task| self.goes_on(task))
    }

    fn goes_on(&self, task: &Task) -> bool {
        let awaited = task.awaited();
        let other = |pid: &u32| self.tasks.iter().find(|task| task.session.pid == *pid);
        task.goes_round() || awaited.iter().filter_map(other).any(|task| self.goes_on(task))
    }

    fn is_ready(&self, task: &Task, now: Millis) -> bool {
        if self.table.is_told && task.session.pid == self.first && task.is_interruptible() {
            return true;
        }
        match task.wait {
            Wait::Nothing => true,
            Wait::Until(moment) => moment <= now,
            Wait::Ever => false,
            Wait::End(pid) => self.table.ended.iter().any(|(ended, _)| *ended == pid),
            Wait::Input(number, seen) => self.table.has_more(number, seen),
        }
    }

    /// Goes on as far as it gets at this moment.
    pub fn run(&mut self, shell: &mut Interpreter<'_>) {
        let mut budget = if self.paused.take().is_some() { SPINNING_BUDGET } else { BUDGET };
        let mut at = 0;
        let mut is_idle = true;
        while self.code.is_none() && !self.tasks.is_empty() {
            if at >= self.tasks.len() {
                if is_idle {
                    return;
                }
                (at, is_idle) = (0, true);
            }
            if self.is_ready(&self.tasks[at], shell.now) {
                is_idle = false;
                self.turn(at, &mut budget, shell);
                if budget == 0 {
                    self.paused = Some(shell.now + SPINNING_PAUSE);
                    return;
                }
            }
            if self.bury() == 0 {
                at += 1;
            }
        }
    }

    /// Lets one process go on for a while.
    fn turn(&mut self, at: usize, budget: &mut u32, shell: &mut Interpreter<'_>) {
        let task = &mut self.tasks[at];
        std::mem::swap(&mut task.session, &mut shell.session);
        task.wait = Wait::Nothing;
        let mut left = TURN;
        while left > 0 && *budget > 0 && task.wait == Wait::Nothing && task.code.is_none() {
            (left, *budget) = (left - 1, *budget - 1);
            let is_first = shell.session.pid == self.first;
            task.step(is_first, &mut self.table, shell);
            let cost = std::mem::take(&mut self.table.written) / LETTERS;
            *budget = budget.saturating_sub(cost as u32);
            if shell.is_over {
                task.code = Some(0);
            }
        }
        std::mem::swap(&mut task.session, &mut shell.session);
        self.tasks.append(&mut self.table.born);
    }

    /// Removes the processes that have ended. How many those were.
    fn bury(&mut self) -> usize {
        let killed = std::mem::take(&mut self.table.killed);
        const KILLED: i32 = 143;
        for task in self.tasks.iter_mut().filter(|task| killed.contains(&task.session.pid)) {
            task.code.get_or_insert(KILLED);
        }
        let mut count = 0;
        let mut at = 0;
        while let Some(task) = self.tasks.get(at) {
            let Some(code) = task.code else {
                at += 1;
                continue;
            };
            let pid = task.session.pid;
            if pid == self.first {
                self.code = Some(code);
            }
            let input = task.streams[0].clone();
            let shares = |other: &Task| other.code.is_none() && other.streams[0] == input;
            let is_shared = self.tasks.iter().any(shares);
            self.table.close(pid, &input, is_shared);
            self.table.alive.retain(|alive| *alive != pid);
            self.table.ended.push((pid, code));
            if self.table.ended.len() > MOST_ENDS {
                self.table.ended.remove(0);
            }
            // The first one stays, since its state may be asked for.
            if self.code.is_none() {
                self.tasks.remove(at);
            } else {
                at += 1;
            }
            count += 1;
        }
        if self.code.is_some() {
            self.tasks.truncate(1);
        }
        count
    }
}
