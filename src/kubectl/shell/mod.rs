//! The shell around kubectl: a line is read into pipelines, and runs as a job that can wait.
//!
//! While `kubectl exec -it` has a container's shell open, lines go there instead.

pub mod builtins;
pub mod files;
pub mod filters;
pub mod syntax;
pub mod words;

mod alias;
mod condition;
mod expand;
mod here;
mod http;
mod pipe;
mod printf;
pub mod programs;
mod script;
mod setup;
mod shape;
mod watch;
mod xargs;

use self::files::Files;
use self::programs::{Line, Programs};
use self::syntax::Wrong;
use self::words::Variables;
use super::client::Client;
use super::command::{Context, Opened, Outcome, Progress, Waiting};
use super::complete::Completion;
use super::kubeconfig::Kubeconfig;
use super::output::{Output, Style};

/// What stands before a line of this shell.
pub const PROMPT: &str = "$ ";
/// What stands before a line that goes on with the one before.
const MORE: &str = "> ";
/// How many commands a line may begin before the cluster has its turn.
const BUDGET: u32 = 1000;

/// A text as a word of a command line, quoted where it has to be.
pub fn quote(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || ":/.-_".contains(c);
    if text.chars().all(plain) && !text.is_empty() {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// A shell with its working directory.
pub struct Shell {
    programs: Programs,
    files: Box<dyn Files>,
    variables: Variables,
    /// Lines with which something has begun that is not complete yet.
    begun: Option<String>,
    container: Option<Opened>,
    config: Kubeconfig,
}

/// A line that runs.
pub struct Job(Work);

impl Job {
    /// Whether the line may go on for ever though it never waits for ever.
    pub fn repeats(&self) -> bool {
        matches!(&self.0, Work::Line(line) if line.repeats())
    }
}

enum Work {
    /// A line that goes on with the next one.
    Nothing,
    /// A line for the shell in a container.
    Container(String),
    /// What a container's shell leaves to do that has ended.
    Ending(Box<dyn Waiting>),
    /// What is still to do of a line for this shell.
    Line(Box<dyn Line>),
    /// A line that cannot be read, and why.
    Refused(String),
}

impl Shell {
    /// A shell in a directory, with what it can run.
    pub fn new(programs: Programs, files: Box<dyn Files>) -> Shell {
        Shell {
            programs,
            files,
            variables: Variables::new(),
            begun: None,
            container: None,
            config: Kubeconfig::default(),
        }
    }

    /// Learns to run something else.
    pub fn learn(&mut self, programs: Programs) {
        self.programs = programs;
    }

    /// What stands before the next line: `$ `, `> ` if it goes on with the one before, or the
    /// prompt of the container that is open.
    pub fn prompt(&self) -> String {
        if self.begun.is_some() {
            return MORE.to_owned();
        }
        let opened = self.container.as_ref();
        opened.map_or_else(|| PROMPT.to_owned(), |opened| opened.shell.prompt())
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

    /// Gives up a line that goes on with the one before, and that as well.
    pub fn forget_line(&mut self) {
        self.begun = None;
        if let Some(opened) = &mut self.container {
            opened.shell.forget_line();
        }
    }

    /// Whether the next line goes on with the one before.
    pub fn wants_more(&self) -> bool {
        self.begun.is_some() || self.container.as_ref().is_some_and(|it| it.shell.wants_more())
    }

    /// Whether it can run that line.
    pub fn understands(&self, line: &str) -> bool {
        !matches!((self.programs.read)(line), Err(Wrong::Syntax(_)))
    }

    /// Reads a line. Nothing runs before the job is polled; a line that is not complete runs only
    /// with what follows.
    pub fn start(&mut self, line: &str) -> Job {
        if self.container.is_some() {
            return Job(Work::Container(line.to_owned()));
        }
        let text = match self.begun.take() {
            Some(begun) => format!("{begun}\n{line}"),
            None => line.to_owned(),
        };
        Job(match (self.programs.read)(&text) {
            Ok(line) => Work::Line(line),
            Err(Wrong::Syntax(message)) => Work::Refused(message),
            Err(Wrong::Incomplete) => {
                self.begun = Some(text);
                Work::Nothing
            }
        })
    }

    /// Goes on with a job as far as it gets. Poll it again after the cluster has changed or the
    /// moment has come that it waits for.
    pub fn poll(&mut self, job: &mut Job, client: &mut Client<'_>, out: &mut Output) -> Progress {
        match &mut job.0 {
            Work::Nothing => Progress::Done(0),
            Work::Container(line) => {
                let line = std::mem::take(line);
                let outcome = (self.programs.contained)(&line, &mut self.context(client, out));
                if let Ok(Outcome::Wait(waiting)) = outcome {
                    job.0 = Work::Ending(waiting);
                    return self.poll(job, client, out);
                }
                let code = pipe::finish(outcome, out);
                if self.container.is_none() {
                    self.set_code(code);
                }
                Progress::Done(code)
            }
            Work::Ending(waiting) => {
                let code = match waiting.poll(&mut self.context(client, out)) {
                    Ok(Progress::Done(code)) => code,
                    Ok(waiting) => return waiting,
                    Err(failure) => pipe::finish(Err(failure), out),
                };
                self.set_code(code);
                Progress::Done(code)
            }
            Work::Refused(message) => {
                const SYNTAX_ERROR: i32 = 2;
                out.complain(Style::Error, &format!("bash: {message}"));
                self.set_code(SYNTAX_ERROR);
                Progress::Done(SYNTAX_ERROR)
            }
            Work::Line(line) => {
                let (mut opened, mut signal, mut budget) = (None, None, BUDGET);
                let world = pipe::World {
                    client,
                    files: &mut *self.files,
                    variables: &mut self.variables,
                    opened: &mut opened,
                    config: &mut self.config,
                    signal: &mut signal,
                    budget: &mut budget,
                };
                let progress = line.poll(world, out);
                if opened.is_some() {
                    self.container = opened;
                }
                progress
            }
        }
    }

    fn context<'a, 'c>(
        &'a mut self,
        client: &'a mut Client<'c>,
        out: &'a mut Output,
    ) -> Context<'a, 'c> {
        let (files, opened) = (&mut *self.files, &mut self.container);
        Context { client, out, files, stdin: None, opened, config: &mut self.config }
    }

    /// What the word before the cursor could become. A container's shell completes nothing.
    pub fn complete(&self, line: &str, cursor: usize, client: &Client<'_>) -> Completion {
        if self.container.is_some() {
            return Completion { start: cursor, ..Completion::default() };
        }
        (self.programs.complete)(line, cursor, &*self.files, client)
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
mod depth_tests;
#[cfg(test)]
mod syntax_tests;
#[cfg(test)]
mod tests;
