//! One process: a stack of what it is in the middle of. Every step takes the uppermost frame, does
//! a little, and puts back what is left to do.

use super::expand::{Halt, Known};
use super::interpreter::{Interpreter, Io};
use super::parse::parse;
use super::prepare::prepare;
use super::session::Session;
use super::syntax::{Command, List, What};
use super::table::{Stream, Streams, Table};
use crate::api::clock::Millis;
use std::rc::Rc;

/// A process.
#[derive(Clone, Debug)]
pub struct Task {
    /// The state of its shell; while it is its turn, that is in the interpreter's hands.
    pub session: Session,
    /// Its input and outputs.
    pub streams: Streams,
    /// What it waits for.
    pub wait: Wait,
    /// How it has ended, if it has.
    pub code: Option<i32>,
    pub(super) frames: Vec<Frame>,
    /// Those that it has begun and that nobody waits for.
    pub(super) children: Vec<u32>,
}

/// What a process waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum Wait {
    /// It goes on.
    Nothing,
    /// A moment.
    Until(Millis),
    /// What never comes.
    Ever,
    /// The end of another process.
    End(u32),
    /// More to read in a pipe than so many letters.
    Input(u32, usize),
}

/// What a process is in the middle of.
#[derive(Clone, Debug)]
pub enum Frame {
    /// A list, of which so many have begun.
    List(List, usize),
    /// A command whose words are being expanded.
    Command(Rc<Command>, Known),
    /// A condition that is being tried, or the arm behind it that runs; with its number.
    If(Rc<Command>, usize),
    /// A loop: whether its condition is being tried, how often it held, and the code of its body.
    While { command: Rc<Command>, tries: bool, rounds: u32, code: i32 },
    /// A loop over values, of which these are left, the next one last.
    For { command: Rc<Command>, values: Vec<String> },
    /// The outcome is turned round.
    Not,
    /// A pipeline, with its processes.
    Pipeline { pids: Vec<u32>, pipes: Vec<u32>, codes: Vec<i32> },
    /// The output of a command that is put in place of it.
    Output { pid: u32, pipe: u32 },
    /// Another process is waited for.
    Child(u32),
    /// `wait`, and for which.
    Wait(Vec<u32>),
    /// Streams are put back to where they led, and these pipes are forgotten.
    Streams(Box<Streams>, Vec<u32>),
    /// A function, with the arguments from before and the variables that were its own.
    Call { arguments: Rc<Vec<String>>, locals: Vec<(String, Option<String>)> },
    /// The code from before a command that must not change it.
    Code(i32),
    /// A program that is about to start.
    Program(Rc<Vec<String>>),
    /// A program that reads a pipe, and its code so far.
    Reader { words: Rc<Vec<String>>, code: Option<i32> },
    /// `tail -f`: files and how much of each has been seen.
    Tail { files: Vec<(Rc<str>, usize)> },
    /// A pause has passed.
    Slept,
    /// Whoever has typed a line may type the next one.
    Prompt,
    /// The process has taken over and never comes to an end by itself.
    Serves,
}

/// After so many rounds a loop is taken to go on as it has so far.
const OFTEN: u32 = 3;

impl Task {
    /// A process that begins with that.
    pub fn new(session: Session, streams: Streams, frames: Vec<Frame>) -> Task {
        let children = Vec::new();
        Task { session, streams, wait: Wait::Nothing, code: None, frames, children }
    }

    /// The processes whose end it waits for.
    pub fn awaited(&self) -> &[u32] {
        match self.frames.last() {
            Some(Frame::Pipeline { pids, .. } | Frame::Wait(pids)) => pids,
            Some(Frame::Child(pid) | Frame::Output { pid, .. }) => std::slice::from_ref(pid),
            _ => &[],
        }
    }

    /// Whether it is in a loop that does not seem to end, or waits for ever.
    pub fn goes_round(&self) -> bool {
        let round = |frame: &Frame| match frame {
            Frame::While { command, rounds, .. } => match &command.what {
                What::While { is_endless, counts, .. } => {
                    *is_endless || *rounds >= OFTEN && !counts
                }
                _ => false,
            },
            Frame::Tail { .. } => true,
            _ => false,
        };
        self.wait == Wait::Ever || self.frames.iter().any(round)
    }

    /// Whether a signal ends what it waits for.
    pub fn is_interruptible(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Wait(_)))
    }

    /// Whether what has just begun is the last that is to be done.
    pub(super) fn is_at_end(&self) -> bool {
        self.frames.iter().all(|frame| match frame {
            Frame::List(list, at) => *at == list.len(),
            Frame::If(..) | Frame::Streams(..) | Frame::Call { .. } => true,
            _ => false,
        })
    }

    /// Does the next little thing.
    pub fn step(&mut self, is_first: bool, table: &mut Table, shell: &mut Interpreter<'_>) {
        if is_first && table.is_told {
            self.heed(table, shell);
        }
        let Some(frame) = self.frames.pop() else { return self.finish(shell) };
        match frame {
            Frame::List(list, at) => self.list(list, at, table, shell),
            Frame::Command(command, known) => self.command(command, known, table, shell),
            Frame::If(command, arm) => self.condition(command, arm, shell),
            Frame::While { command, tries, rounds, code } => {
                self.repeat(command, tries, rounds, code, shell);
            }
            Frame::For { command, mut values } => {
                let What::For { name, body, .. } = &command.what else { return };
                let Some(value) = values.pop() else { return };
                shell.session.set(name, value);
                let body = body.clone();
                self.frames.push(Frame::For { command, values });
                self.frames.push(Frame::List(body, 0));
            }
            Frame::Not => {
                shell.session.last_code = i32::from(shell.session.last_code == 0);
            }
            Frame::Pipeline { pids, pipes, codes } => {
                self.pipeline_ends(pids, pipes, codes, table, shell);
            }
            Frame::Output { pid, pipe } => match table.take_end(pid) {
                Some(code) => {
                    shell.session.last_code = code;
                    let text = table.drop_pipe(pipe);
                    if let Some(Frame::Command(_, known)) = self.frames.last_mut() {
                        known.push(text.trim_end_matches('\n').to_owned());
                    }
                }
                None => self.await_end(pid, Frame::Output { pid, pipe }),
            },
            Frame::Child(pid) => match table.take_end(pid) {
                Some(code) => shell.session.last_code = code,
                None => self.await_end(pid, Frame::Child(pid)),
            },
            Frame::Wait(mut pids) => match pids.first().copied() {
                None => {}
                Some(pid) => match table.take_end(pid) {
                    Some(code) => {
                        shell.session.last_code = code;
                        self.children.retain(|child| *child != pid);
                        pids.remove(0);
                        self.frames.push(Frame::Wait(pids));
                    }
                    None => self.await_end(pid, Frame::Wait(pids)),
                },
            },
            Frame::Streams(before, pipes) => {
                self.streams = *before;
                for pipe in pipes {
                    table.drop_pipe(pipe);
                }
            }
            Frame::Call { arguments, locals } => {
                shell.session.arguments = arguments;
                for (name, value) in locals.into_iter().rev() {
                    shell.session.restore(&name, value);
                }
            }
            Frame::Code(code) => shell.session.last_code = code,
            Frame::Program(words) => self.run(&words, table, shell),
            Frame::Reader { words, code } => self.read_on(words, code, table, shell),
            Frame::Tail { files } => self.look_on(files, table, shell),
            Frame::Slept => shell.session.last_code = 0,
            Frame::Prompt => {
                table.is_back = true;
                self.code = Some(shell.session.last_code);
            }
            Frame::Serves => {
                self.frames.push(Frame::Serves);
                self.wait = Wait::Ever;
            }
        }
    }

    /// The first process does what it has said it would do when it is told to end.
    fn heed(&mut self, table: &mut Table, shell: &mut Interpreter<'_>) {
        const INTERRUPTED: i32 = 143;
        table.is_told = false;
        if self.is_interruptible() {
            self.frames.pop();
            shell.session.last_code = INTERRUPTED;
        }
        let Some(script) = shell.session.on_term.clone() else { return };
        if let Ok(list) = parse(&script) {
            self.frames.push(Frame::Code(shell.session.last_code));
            self.frames.push(Frame::List(list, 0));
        }
    }

    pub(super) fn await_end(&mut self, pid: u32, frame: Frame) {
        self.frames.push(frame);
        self.wait = Wait::End(pid);
    }

    /// Nothing is left to do, except for what was kept for the end.
    fn finish(&mut self, shell: &mut Interpreter<'_>) {
        let code = shell.session.last_code;
        match shell.session.on_exit.take().map(|script| parse(&script)) {
            Some(Ok(list)) => {
                self.frames.push(Frame::Code(code));
                self.frames.push(Frame::List(list, 0));
            }
            _ => self.code = Some(code),
        }
    }

    /// Ends the shell; what was kept for the end is still done.
    pub(super) fn exit(&mut self, code: i32, shell: &mut Interpreter<'_>) {
        self.frames.clear();
        shell.session.last_code = code;
    }

    /// Says something on the stream of errors.
    pub(super) fn complain(&self, text: &str, table: &mut Table, shell: &mut Interpreter<'_>) {
        let mut io = Io::default();
        io.err(text);
        table.deliver(io, &self.streams, shell);
    }

    /// A script begins, or it is said why it cannot be read.
    pub(super) fn begin(&mut self, text: &str, table: &mut Table, shell: &mut Interpreter<'_>) {
        const SYNTAX_ERROR: i32 = 2;
        match parse(text) {
            Ok(list) => {
                shell.session.last_code = 0;
                self.frames.push(Frame::List(list, 0));
            }
            Err(wrong) => {
                let text = shell.session.complaint(wrong.message());
                self.complain(&text, table, shell);
                self.exit(SYNTAX_ERROR, shell);
            }
        }
    }

    /// Expands what a command needs, leads its streams, and begins it.
    fn command(
        &mut self,
        command: Rc<Command>,
        mut known: Known,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        known.rewind();
        let prepared = match prepare(&command, &mut known, shell) {
            Ok(prepared) => prepared,
            Err(Halt::Needs(list)) => {
                let pipe = table.pipe(Some(table.peek_pid()));
                let mut streams = self.streams.clone();
                streams[1] = Stream::Pipe(pipe);
                self.frames.push(Frame::Command(command, known));
                let pid = self.fork(Frame::List(list, 0), streams, table, shell);
                self.frames.push(Frame::Output { pid, pipe });
                return;
            }
            Err(Halt::Fails(message)) => {
                let text = shell.session.complaint(&message);
                self.complain(&text, table, shell);
                // Whoever types goes on.
                if table.is_terminal {
                    shell.session.last_code = 1;
                } else {
                    self.exit(2, shell);
                }
                return;
            }
        };
        let is_exec = matches!(&prepared.words[..], [only] if only == "exec")
            && matches!(command.what, What::Simple(_));
        let before = self.streams.clone();
        let mut pipes = Vec::new();
        for (redirect, text) in command.redirects.iter().zip(&prepared.targets) {
            if let Err(message) = self.redirect(redirect, text, &mut pipes, table, shell) {
                self.streams = before;
                let text = shell.session.complaint(&message);
                self.complain(&text, table, shell);
                shell.session.last_code = 1;
                return;
            }
        }
        if is_exec {
            shell.session.last_code = 0;
            return;
        }
        if !command.redirects.is_empty() {
            self.frames.push(Frame::Streams(Box::new(before), pipes));
        }
        self.enter(&command, prepared, known.has_run, table, shell);
    }
}
