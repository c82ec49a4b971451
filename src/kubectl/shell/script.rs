//! Running what was read: lists of pipelines, loops and conditions.

use super::pipe::{Pipe, World};
use super::programs::Line;
use super::shape;
use super::syntax::{self, Command, List, What, When, Wrong};
use crate::kubectl::command::Progress;
use crate::kubectl::output::Output;
use std::collections::VecDeque;

/// What leaves a loop, its round, or the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// `break`
    Break,
    /// `continue`
    Continue,
    /// A word cannot be expanded: nothing more of the line is done.
    Abandon,
}

/// Reads a line.
pub fn read(line: &str) -> Result<Box<dyn Line>, Wrong> {
    Ok(Box::new(Script::new(syntax::parse(line)?)))
}

/// A list of pipelines and how far it is.
pub struct Script {
    list: List,
    at: usize,
    pipe: Option<Box<Pipe>>,
    code: i32,
}

impl Script {
    /// A list that has not started.
    pub fn new(list: List) -> Script {
        Script { list, at: 0, pipe: None, code: 0 }
    }
}

impl Line for Script {
    fn repeats(&self) -> bool {
        shape::repeats(&self.list)
    }

    fn poll(&mut self, mut world: World<'_, '_>, out: &mut Output) -> Progress {
        loop {
            let mut running = match self.pipe.take() {
                Some(running) => running,
                None => {
                    let Some(pipeline) = self.list.get(self.at) else {
                        return Progress::Done(self.code);
                    };
                    self.at += 1;
                    let wanted = match pipeline.when {
                        When::Always => true,
                        When::IfOk => self.code == 0,
                        When::IfFailed => self.code != 0,
                    };
                    if !wanted {
                        continue;
                    }
                    Box::new(Pipe::new(&pipeline.commands))
                }
            };
            match running.poll(world.again(), out) {
                Progress::Done(code) => {
                    self.code = code;
                    world.variables.insert("?".to_owned(), code.to_string());
                    if world.signal.is_some() {
                        return Progress::Done(code);
                    }
                }
                waiting => {
                    self.pipe = Some(running);
                    return waiting;
                }
            }
        }
    }
}

/// A loop or a condition and how far it is.
pub struct Block {
    what: What,
    /// The values that a `for` has not had yet.
    values: VecDeque<String>,
    /// Which arm of an `if` it is at.
    arm: usize,
    /// Whether the list that runs is a condition.
    testing: bool,
    running: Option<Script>,
    code: i32,
}

impl Block {
    /// A block that has not started, with the values that its words stand for.
    pub fn new(what: What, values: VecDeque<String>) -> Block {
        Block { what, values, arm: 0, testing: false, running: None, code: 0 }
    }

    /// Goes on as far as it gets.
    pub fn poll(&mut self, mut world: World<'_, '_>, out: &mut Output) -> Progress {
        loop {
            let mut ended = None;
            if let Some(script) = &mut self.running {
                match script.poll(world.again(), out) {
                    Progress::Done(code) => ended = Some(code),
                    waiting => return waiting,
                }
                let is_loop = !matches!(self.what, What::If { .. });
                match *world.signal {
                    Some(Signal::Abandon) => return Progress::Done(1),
                    Some(_) if !is_loop => return Progress::Done(0),
                    Some(Signal::Break) => {
                        *world.signal = None;
                        return Progress::Done(0);
                    }
                    Some(Signal::Continue) => *world.signal = None,
                    None => {}
                }
            }
            match self.next(ended, &mut world) {
                Some(list) => self.running = Some(Script::new(list)),
                None => return Progress::Done(self.code),
            }
        }
    }

    /// What runs after a list that has ended with that code, or first.
    fn next(&mut self, ended: Option<i32>, world: &mut World<'_, '_>) -> Option<List> {
        if !self.testing {
            self.code = ended.unwrap_or(0);
        }
        match &self.what {
            What::Simple(_) => None,
            What::For { name, body, .. } => {
                let value = self.values.pop_front()?;
                world.variables.insert(name.clone(), value);
                Some(body.clone())
            }
            What::While { until, condition, body } => {
                let tested = self.testing;
                self.testing = !tested;
                if tested {
                    return ((ended == Some(0)) != *until).then(|| body.clone());
                }
                Some(condition.clone())
            }
            What::If { arms, otherwise } => {
                match ended {
                    None => {}
                    Some(_) if !self.testing => return None,
                    Some(0) => {
                        self.testing = false;
                        return Some(arms.get(self.arm)?.1.clone());
                    }
                    Some(_) => self.arm += 1,
                }
                self.testing = self.arm < arms.len();
                match arms.get(self.arm) {
                    Some((condition, _)) => Some(condition.clone()),
                    // A rest that has run is not run again.
                    None if self.arm == arms.len() => {
                        self.arm += 1;
                        otherwise.clone()
                    }
                    None => None,
                }
            }
        }
    }
}

/// A command whose `$(…)` are being run, one after the other.
pub struct Resolver {
    /// The command, with the output of those that have run.
    pub command: Command,
    running: Option<(Script, Output)>,
}

impl Resolver {
    /// A command as it was read.
    pub fn new(command: Command) -> Resolver {
        Resolver { command, running: None }
    }

    /// Goes on as far as it gets; none when nothing is left to put in place.
    pub fn poll(&mut self, mut world: World<'_, '_>, out: &mut Output) -> Option<Progress> {
        loop {
            if let Some((script, written)) = &mut self.running {
                match script.poll(world.again(), written) {
                    Progress::Done(_) => {}
                    waiting => return Some(waiting),
                }
                // What is put in place runs in a shell of its own.
                *world.signal = None;
                let text = written.stdout();
                let errors = written.take().into_iter().filter(|segment| segment.stderr);
                errors.for_each(|segment| out.push(segment));
                self.running = None;
                let open = self.command.words_mut().find(|word| word.substitution().is_some());
                open.expect("it was there before").substitute(&text);
            }
            let list = self.command.words_mut().find_map(|word| word.substitution().cloned())?;
            self.running = Some((Script::new(list), Output::new()));
        }
    }
}
