//! The processes of a container that one command has begun, and the pipes between them.
//!
//! Each is a [`Task`], which goes on until it has to wait: for a moment, for another one, or for
//! input. At one moment all go on in turn until every one of them waits. So a script needs no
//! thread, and a copy of it goes on independently.

use super::interpreter::{Interpreter, Io};
use super::session::Session;
use super::task::{Frame, Task, Wait};
use crate::api::clock::Millis;
use crate::node::container::FileError;
use std::rc::Rc;

/// How many steps all may make at a moment. What goes on without a pause for so long is stopped
/// until a while later, and then may make far fewer: it waits for something in its own way.
const BUDGET: u32 = 20_000;
const SPINNING_BUDGET: u32 = 500;
const SPINNING_PAUSE: i64 = 1000;
/// How many steps one makes before it is the next one's turn.
const TURN: u32 = 200;
/// How many ends are remembered that nobody has asked for.
const MOST_ENDS: usize = 64;

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
    next_pid: u32,
    born: Vec<Task>,
    ended: Vec<(u32, i32)>,
    printed: String,
    killed: Vec<u32>,
    alive: Vec<u32>,
    /// Whether the line that was typed has come to its end, and the shell goes on.
    pub is_back: bool,
}

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
        let mut table = Table {
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
            alive: vec![first],
            is_back: false,
        };
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
            Wait::Input(number) => self.table.is_readable(number),
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

impl Table {
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

    /// Whether something can be read, or never will be.
    pub fn is_readable(&self, number: u32) -> bool {
        let found = self.pipes.iter().find(|pipe| pipe.number == number);
        found.is_none_or(|pipe| !pipe.text.is_empty() || pipe.writer.is_none())
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
    fn close(&mut self, pid: u32, input: &Stream, is_shared: bool) {
        for pipe in &mut self.pipes {
            if pipe.writer == Some(pid) {
                pipe.writer = None;
            }
            pipe.is_broken |= !is_shared && *input == Stream::Pipe(pipe.number);
        }
    }

    /// Writes to a stream. False if there is nobody left to read it.
    pub fn write(&mut self, stream: &Stream, text: &str, shell: &mut Interpreter<'_>) -> bool {
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
        Ok(before) => run.write(disks, path, &format!("{before}{text}")),
        Err(_) => run.write(disks, path, text),
    }
}
