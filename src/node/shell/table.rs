//! What the processes of a command have in common: the pipes between them, and how they ended.

use super::interpreter::{Interpreter, Io};
use super::task::{Task, Wait};
use crate::node::container::FileError;
use std::rc::Rc;

/// How many processes there may be at a time.
const MOST_TASKS: usize = 200;
/// No file grows larger than that.
const LARGEST: usize = 1 << 24;

/// What a command is run for, which decides what becomes of programs that the model does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Somebody wants to see what it says: a program that is missing is missing.
    Asked,
    /// It is a container's process, which ends well or, in the end, runs for ever.
    Main,
    /// It is the process of a container that initialises its pod, or a probe: it ends well.
    Helper,
}

/// A stream of a process.
#[derive(Clone, Debug, PartialEq)]
pub enum Stream {
    /// Nothing comes from there and all goes there.
    Null,
    /// Whoever has begun the command sees it.
    Screen,
    /// The log of the container.
    Log,
    /// A pipe, by its number.
    Pipe(u32),
    /// A file, to whose end is written.
    File(Rc<str>),
}

/// The input, the output and the errors of a process.
pub type Streams = [Stream; 3];

/// What has been written and not yet read.
#[derive(Clone, Debug)]
pub struct Pipe {
    number: u32,
    /// The text.
    pub text: String,
    /// Who writes; none once there is no more to come.
    writer: Option<u32>,
    /// Whether there is nobody left who could read it.
    is_broken: bool,
}

/// What all processes of a command have in common.
#[derive(Clone, Debug)]
pub struct Table {
    /// What it is run for.
    pub role: Role,
    /// Whether what is seen goes to a terminal.
    pub is_terminal: bool,
    /// Whether it is seen in the container's log, and not by who has begun the command.
    pub is_logged: bool,
    /// Whether the first one has been told to end and has not yet taken notice.
    pub is_told: bool,
    pipes: Vec<Pipe>,
    next_pipe: u32,
    pub(super) next_pid: u32,
    pub(super) born: Vec<Task>,
    pub(super) ended: Vec<(u32, i32)>,
    pub(super) printed: String,
    pub(super) killed: Vec<u32>,
    /// How many letters have been written since it was looked.
    pub(super) written: usize,
    pub(super) alive: Vec<u32>,
    /// Whether the line that was typed has come to its end, and the shell goes on.
    pub is_back: bool,
}

impl Table {
    /// A table with nothing but a first process.
    pub fn new(role: Role, first: u32) -> Table {
        Table {
            role,
            is_terminal: false,
            is_logged: false,
            is_told: false,
            pipes: Vec::new(),
            next_pipe: 0,
            next_pid: first + 1,
            born: Vec::new(),
            ended: Vec::new(),
            printed: String::new(),
            killed: Vec::new(),
            written: 0,
            alive: vec![first],
            is_back: false,
        }
    }

    /// A pipe that already holds all that will ever be in it.
    pub fn text(&mut self, text: String) -> Stream {
        let number = self.pipe(None);
        if let Some(pipe) = self.pipe_mut(number) {
            pipe.text = text;
        }
        Stream::Pipe(number)
    }

    /// A new pipe, by its number.
    pub fn pipe(&mut self, writer: Option<u32>) -> u32 {
        let number = self.next_pipe;
        self.next_pipe += 1;
        self.pipes.push(Pipe { number, text: String::new(), writer, is_broken: false });
        number
    }

    /// The pipe of a number.
    pub fn pipe_mut(&mut self, number: u32) -> Option<&mut Pipe> {
        self.pipes.iter_mut().find(|pipe| pipe.number == number)
    }

    /// Forgets a pipe, with what is left in it.
    pub fn drop_pipe(&mut self, number: u32) -> String {
        let found = self.pipes.iter().position(|pipe| pipe.number == number);
        found.map_or_else(String::new, |at| self.pipes.remove(at).text)
    }

    /// Whether more can be read than so many letters, or never will be.
    pub fn has_more(&self, number: u32, seen: usize) -> bool {
        let found = self.pipes.iter().find(|pipe| pipe.number == number);
        found.is_none_or(|pipe| pipe.text.len() > seen || pipe.writer.is_none())
    }

    /// What a process waits for that needs more than a pipe holds now.
    pub fn more(&self, number: u32) -> Wait {
        let found = self.pipes.iter().find(|pipe| pipe.number == number);
        Wait::Input(number, found.map_or(0, |pipe| pipe.text.len()))
    }

    /// Whether no more will be written.
    pub fn is_complete(&self, number: u32) -> bool {
        let found = self.pipes.iter().find(|pipe| pipe.number == number);
        found.is_none_or(|pipe| pipe.writer.is_none())
    }

    /// The number that the next process will have.
    pub fn peek_pid(&self) -> u32 {
        self.next_pid
    }

    /// The number of the next process.
    pub fn next_pid(&mut self) -> u32 {
        self.next_pid += 1;
        self.next_pid - 1
    }

    /// Lets a process begin.
    pub fn begin(&mut self, task: Task) {
        if self.alive.len() >= MOST_TASKS {
            // The kernel does not make any more.
            let pid = task.session.pid;
            self.close(pid, &Stream::Null, true);
            self.ended.push((pid, 2));
            return;
        }
        self.alive.push(task.session.pid);
        self.born.push(task);
    }

    /// How a process has ended, if it has; it is asked once.
    pub fn take_end(&mut self, pid: u32) -> Option<i32> {
        let at = self.ended.iter().position(|(ended, _)| *ended == pid)?;
        Some(self.ended.remove(at).1)
    }

    /// Whether there is a process of that number.
    pub fn has(&self, pid: u32) -> bool {
        self.alive.contains(&pid)
    }

    /// Ends a process.
    pub fn kill(&mut self, pid: u32) {
        self.killed.push(pid);
    }

    /// Nothing more comes from a process, nor does it read any more.
    pub(super) fn close(&mut self, pid: u32, input: &Stream, is_shared: bool) {
        for pipe in &mut self.pipes {
            if pipe.writer == Some(pid) {
                pipe.writer = None;
            }
            pipe.is_broken |= !is_shared && *input == Stream::Pipe(pipe.number);
        }
    }

    /// Writes to a stream. False if there is nobody left to read it.
    pub fn write(&mut self, stream: &Stream, text: &str, shell: &mut Interpreter<'_>) -> bool {
        self.written += text.len();
        match stream {
            Stream::Null => {}
            Stream::Screen if !self.is_logged => self.printed.push_str(text),
            Stream::Screen | Stream::Log => {
                let now = shell.now;
                let log = &mut shell.files().0.log;
                log.tick(now);
                log.push_str(text);
            }
            Stream::Pipe(number) => match self.pipe_mut(*number) {
                Some(pipe) if !pipe.is_broken => pipe.text.push_str(text),
                _ => return false,
            },
            Stream::File(path) => {
                // Where it cannot be written any more, there is nobody to tell.
                let _ = append(path, text, shell);
            }
        }
        true
    }

    /// Sends what a program has printed where its streams lead. False if nobody reads it.
    pub fn deliver(&mut self, io: Io, streams: &Streams, shell: &mut Interpreter<'_>) -> bool {
        let written = io.printed.into_iter().filter(|(_, text)| !text.is_empty());
        written.fold(true, |all, (stream, text)| {
            self.write(&streams[usize::from(stream)], &text, shell) && all
        })
    }
}

/// Writes to the end of a file.
///
/// # Errors
/// It cannot be written.
pub fn append(path: &str, text: &str, shell: &mut Interpreter<'_>) -> Result<(), FileError> {
    let (run, disks) = shell.files();
    match run.read(disks, path) {
        Ok(before) if before.len() + text.len() > LARGEST => Ok(()),
        Ok(before) => run.write(disks, path, &format!("{before}{text}")),
        Err(_) => run.write(disks, path, text),
    }
}
