//! The shell around kubectl: a line is read into pipelines, and runs as a job that can wait.
//!
//! While `kubectl exec -it` has a container's shell open, lines go there instead.

pub mod builtins;
pub mod files;
pub mod filters;
pub mod pattern;
pub mod syntax;

mod pipe;

use self::files::Files;
use self::pipe::Pipe;
use self::syntax::{Pipeline, When};
use super::client::Client;
use super::command::Progress;
use super::complete::{self, Completion};
use super::output::{Output, Style};
use crate::node::shell::ContainerShell;
use std::collections::BTreeMap;
use std::collections::VecDeque;

/// What stands before a line of the shell.
const PROMPT: &str = "$ ";

/// A shell with its working directory.
pub struct Shell {
    files: Box<dyn Files>,
    variables: BTreeMap<String, String>,
    container: Option<ContainerShell>,
}

/// A line that runs.
pub struct Job {
    work: Work,
    code: i32,
}

enum Work {
    /// A line for the shell in a container.
    Container(String),
    /// What is still to do of a line for this shell.
    Line { rest: VecDeque<Pipeline>, pipe: Option<Box<Pipe>> },
    /// A line that cannot be read, and why.
    Refused(String),
}

impl Shell {
    /// A shell in a directory.
    pub fn new(files: Box<dyn Files>) -> Shell {
        Shell { files, variables: BTreeMap::new(), container: None }
    }

    /// What stands before the next line: `$ `, or the prompt of the container that is open.
    pub fn prompt(&self) -> String {
        self.container.as_ref().map_or_else(|| PROMPT.to_owned(), ContainerShell::prompt)
    }

    /// Whether lines go to a container.
    pub fn is_in_container(&self) -> bool {
        self.container.is_some()
    }

    /// The working directory.
    pub fn files(&self) -> &dyn Files {
        &*self.files
    }

    /// The working directory, to put files there.
    pub fn files_mut(&mut self) -> &mut dyn Files {
        &mut *self.files
    }

    /// Reads a line. Nothing runs before the job is polled.
    pub fn start(&mut self, line: &str) -> Job {
        let work = if self.container.is_some() {
            Work::Container(line.to_owned())
        } else {
            match syntax::parse(line) {
                Ok(pipelines) => Work::Line { rest: pipelines.into(), pipe: None },
                Err(message) => Work::Refused(message),
            }
        };
        Job { work, code: 0 }
    }

    /// Goes on with a job as far as it gets. Poll it again after the cluster has changed or the
    /// moment has come that it waits for.
    pub fn poll(&mut self, job: &mut Job, client: &mut Client<'_>, out: &mut Output) -> Progress {
        match &mut job.work {
            Work::Container(line) => {
                let line = std::mem::take(line);
                Progress::Done(self.run_in_container(&line, client, out))
            }
            Work::Refused(message) => {
                const SYNTAX_ERROR: i32 = 2;
                out.complain(Style::Error, &format!("bash: {message}"));
                self.set_code(SYNTAX_ERROR);
                Progress::Done(SYNTAX_ERROR)
            }
            Work::Line { .. } => self.poll_line(job, client, out),
        }
    }

    fn poll_line(&mut self, job: &mut Job, client: &mut Client<'_>, out: &mut Output) -> Progress {
        let Work::Line { rest, pipe } = &mut job.work else { return Progress::Done(job.code) };
        loop {
            let mut running = match pipe.take() {
                Some(running) => running,
                None => {
                    let Some(pipeline) = rest.pop_front() else {
                        return Progress::Done(job.code);
                    };
                    let wanted = match pipeline.when {
                        When::Always => true,
                        When::IfOk => job.code == 0,
                        When::IfFailed => job.code != 0,
                    };
                    if !wanted {
                        continue;
                    }
                    Box::new(Pipe::new(pipeline))
                }
            };
            let mut opened = None;
            let world = pipe::World {
                client,
                files: &mut *self.files,
                variables: &mut self.variables,
                opened: &mut opened,
            };
            let progress = running.poll(world, out);
            if let Some(shell) = opened {
                self.container = Some(shell);
            }
            match progress {
                Progress::Done(code) => {
                    job.code = code;
                    self.set_code(code);
                }
                waiting => {
                    *pipe = Some(running);
                    return waiting;
                }
            }
        }
    }

    fn run_in_container(&mut self, line: &str, client: &mut Client<'_>, out: &mut Output) -> i32 {
        let Some(shell) = &mut self.container else { return 0 };
        let ran = shell.run_online(client.runtime, Some(client.api), line, client.now);
        out.print(Style::Plain, &ran.text);
        let Some(code) = ran.exited else { return 0 };
        self.container = None;
        if code != 0 {
            let note = format!("command terminated with exit code {code}");
            out.complain(Style::Error, &note);
        }
        self.set_code(code);
        code
    }

    /// What the word before the cursor could become. A container's shell completes nothing.
    pub fn complete(&self, line: &str, cursor: usize, client: &Client<'_>) -> Completion {
        if self.container.is_some() {
            return Completion { start: cursor, ..Completion::default() };
        }
        complete::complete(line, cursor, &*self.files, client)
    }

    /// Ends a job, as Ctrl-C does; its exit code is [`INTERRUPTED`].
    pub fn interrupt(&mut self, _job: Job, out: &mut Output) {
        out.line(Style::Plain, "^C");
        self.set_code(INTERRUPTED);
    }

    fn set_code(&mut self, code: i32) {
        self.variables.insert("?".to_owned(), code.to_string());
    }
}

/// The exit code of a command that was ended with Ctrl-C.
pub const INTERRUPTED: i32 = 130;

#[cfg(test)]
mod tests;
