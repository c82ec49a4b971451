//! A running pipeline: commands one after the other, the output of each the input of the next.

use super::files::Files;
use super::filters::{self, FILTERS};
use super::script::{Block, Resolver, Signal};
use super::syntax::{Command, How, What};
use super::words::{Variables, Word};
use super::{alias, builtins};
use crate::kubectl::client::Client;
use crate::kubectl::command::{Context, Opened, Outcome, Progress, Waiting};
use crate::kubectl::failure::Failure;
use crate::kubectl::kubeconfig::Kubeconfig;
use crate::kubectl::output::{Output, Segment, Style};
use std::collections::VecDeque;

/// What a pipeline works with.
pub struct World<'a, 'c> {
    pub client: &'a mut Client<'c>,
    pub files: &'a mut dyn Files,
    pub variables: &'a mut Variables,
    pub opened: &'a mut Option<Opened>,
    pub config: &'a mut Kubeconfig,
    /// What a command has said to the loop around it.
    pub signal: &'a mut Option<Signal>,
    /// How many commands may still begin before others have their turn.
    pub budget: &'a mut u32,
}

impl<'c> World<'_, 'c> {
    /// The same for somebody else.
    pub fn again(&mut self) -> World<'_, 'c> {
        World {
            client: self.client,
            files: self.files,
            variables: self.variables,
            opened: self.opened,
            config: self.config,
            signal: self.signal,
            budget: self.budget,
        }
    }
}

/// A pipeline and how far it is.
pub struct Pipe {
    rest: VecDeque<Command>,
    resolving: Option<Resolver>,
    running: Option<Running>,
    input: Option<String>,
    /// The exit code of the first `grep` that a stream has flowed through, if it found nothing.
    code: i32,
}

/// A command that waits.
struct Running {
    task: Task,
    /// What it has written and has not yet been passed on.
    written: Output,
    streams: Streams,
    found: bool,
}

enum Task {
    Command(Box<dyn Waiting>),
    Block(Box<Block>),
}

/// Where the streams of a command go.
#[derive(Default)]
struct Streams {
    output: Option<(String, bool)>,
    errors: Option<(String, bool)>,
    input: Option<String>,
    merged: bool,
    /// All goes where errors go.
    complains: bool,
}

impl Pipe {
    /// A pipeline that has not started.
    pub fn new(commands: &[Command]) -> Pipe {
        let rest = commands.iter().cloned().collect();
        Pipe { rest, resolving: None, running: None, input: None, code: 0 }
    }

    /// Goes on as far as it gets.
    pub fn poll(&mut self, mut world: World<'_, '_>, out: &mut Output) -> Progress {
        loop {
            if let Some(running) = self.running.take() {
                match self.go_on(running, &mut world, out) {
                    Progress::Done(code) => self.code = code,
                    waiting => return waiting,
                }
            }
            if self.resolving.is_none() {
                if self.rest.is_empty() {
                    return Progress::Done(self.code);
                }
                if *world.budget == 0 {
                    // A real shell does about so much in a second.
                    let until = Some(world.client.now + 1000);
                    return Progress::Waiting { until, ends_when_quiet: false };
                }
                *world.budget -= 1;
                self.resolving = self.rest.pop_front().map(Resolver::new);
            }
            let Some(mut resolver) = self.resolving.take() else { continue };
            if let Some(waiting) = resolver.poll(world.again(), out) {
                self.resolving = Some(resolver);
                return waiting;
            }
            if let Some(code) = self.begin(resolver.command, &mut world, out) {
                self.code = code;
                if *world.signal == Some(Signal::Abandon) {
                    return Progress::Done(code);
                }
            }
        }
    }

    /// Starts a command; none if it waits.
    fn begin(
        &mut self,
        command: Command,
        world: &mut World<'_, '_>,
        out: &mut Output,
    ) -> Option<i32> {
        let streams = match Streams::new(&command, world) {
            Ok(streams) => streams,
            Err(message) => {
                out.complain(Style::Error, &message);
                return Some(1);
            }
        };
        self.start(command.what, streams, world, out).unwrap_or_else(|message| {
            *world.signal = Some(Signal::Abandon);
            out.complain(Style::Error, &format!("bash: {message}"));
            Some(1)
        })
    }

    /// The same, with its streams.
    ///
    /// # Errors
    /// What bash says of a word that stands for nothing.
    fn start(
        &mut self,
        what: What,
        streams: Streams,
        world: &mut World<'_, '_>,
        out: &mut Output,
    ) -> Result<Option<i32>, String> {
        let list = match what {
            What::Simple(words) => words,
            block => {
                let mut values = VecDeque::new();
                if let What::For { words, .. } = &block {
                    for word in words {
                        values.extend(word.expand(world.variables)?);
                    }
                }
                let task = Task::Block(Box::new(Block::new(block, values)));
                let written = Output::new();
                self.running = Some(Running { task, written, streams, found: false });
                return Ok(None);
            }
        };
        let mut words = Vec::new();
        let mut assignments = Vec::new();
        for word in &list {
            match word.assignment() {
                Some(assignment) if words.is_empty() || words[0] == "export" => {
                    assignments.push(assignment);
                }
                _ => words.extend(word.expand(world.variables)?),
            }
        }
        alias::replace(&mut words, world.variables);
        match words.first().map(String::as_str) {
            None | Some("export") => {
                assign(&assignments, world.variables)?;
                return Ok(Some(0));
            }
            Some("alias") => return Ok(Some(alias::alias(&words[1..], world.variables, out))),
            Some("break") => *world.signal = Some(Signal::Break),
            Some("continue") => *world.signal = Some(Signal::Continue),
            Some(_) => {}
        }
        if world.signal.is_some() {
            return Ok(Some(0));
        }
        let stdin = streams.input.clone().or_else(|| self.input.take());
        let mut written = Output::new();
        let outcome = {
            let mut context = Context {
                client: world.client,
                out: &mut written,
                files: world.files,
                stdin: stdin.as_deref(),
                opened: world.opened,
                config: world.config,
            };
            builtins::dispatch(&words, &mut context)
        };
        Ok(match outcome {
            Ok(Outcome::Wait(waiting)) => {
                let task = Task::Command(waiting);
                self.running = Some(Running { task, written, streams, found: false });
                None
            }
            outcome => {
                let code = finish(outcome, &mut written);
                self.pass_on(written, &streams, world, out);
                Some(code)
            }
        })
    }

    fn go_on(
        &mut self,
        mut running: Running,
        world: &mut World<'_, '_>,
        out: &mut Output,
    ) -> Progress {
        let progress = match &mut running.task {
            Task::Block(block) => Ok(block.poll(world.again(), &mut running.written)),
            Task::Command(waiting) => waiting.poll(&mut Context {
                client: world.client,
                out: &mut running.written,
                files: world.files,
                stdin: None,
                opened: world.opened,
                config: world.config,
            }),
        };
        let code = match progress {
            Ok(Progress::Done(code)) => code,
            Ok(waiting) => {
                self.stream(&mut running, world, out);
                self.running = Some(running);
                return waiting;
            }
            Err(failure) => finish(Err(failure), &mut running.written),
        };
        if self.is_streamed(&running.streams) && !self.rest.is_empty() {
            self.stream(&mut running, world, out);
            self.rest.clear();
            return Progress::Done(if running.found { 0 } else { 1 });
        }
        self.pass_on(running.written, &running.streams, world, out);
        Progress::Done(code)
    }

    /// Whether what a waiting command writes can be shown while it still runs.
    fn is_streamed(&self, streams: &Streams) -> bool {
        let line_by_line = |command: &Command| {
            let What::Simple(words) = &command.what else { return false };
            let name = words.first().and_then(Word::plain);
            command.redirects.is_empty()
                && name.is_some_and(filters::is_line_by_line)
                && words.iter().all(|word| word.substitution().is_none())
        };
        streams.output.is_none() && self.rest.iter().all(line_by_line)
    }

    /// Shows what a waiting command has written so far, through the filters after it.
    fn stream(&mut self, running: &mut Running, world: &mut World<'_, '_>, out: &mut Output) {
        if !self.is_streamed(&running.streams) {
            return;
        }
        if self.rest.is_empty() {
            running.written.take().into_iter().for_each(|segment| out.push(segment));
            return;
        }
        let mut text = running.written.stdout();
        let written = running.written.take();
        written.into_iter().filter(|it| it.stderr).for_each(|segment| out.push(segment));
        for command in &self.rest {
            let What::Simple(words) = &command.what else { continue };
            let words = words.iter().filter_map(|word| word.expand(world.variables).ok());
            let words: Vec<String> = words.flatten().collect();
            let filter = FILTERS.iter().find(|(name, _)| *name == words[0]);
            let Some((_, filter)) = filter else { continue };
            let filtered = filter(&words[1..], &text, world.files);
            for error in &filtered.errors {
                out.complain(Style::Error, error);
            }
            running.found |= filtered.code == 0;
            text = filtered.text;
        }
        out.print(Style::Plain, &text);
    }

    /// Hands the output of a command that has ended to the next one, to a file or to the screen.
    fn pass_on(
        &mut self,
        written: Output,
        streams: &Streams,
        world: &mut World<'_, '_>,
        out: &mut Output,
    ) {
        let mut output = String::new();
        let mut errors = String::new();
        let captured = streams.output.is_some() || !self.rest.is_empty();
        for mut segment in written.segments().iter().cloned() {
            segment.stderr = (segment.stderr || streams.complains) && !streams.merged;
            if segment.stderr && streams.errors.is_some() {
                errors.push_str(&segment.text);
            } else if captured && !segment.stderr {
                output.push_str(&segment.text);
            } else {
                out.push(segment);
            }
        }
        if let Some((path, append)) = &streams.errors {
            self.write(path, errors, *append, world, out);
        }
        match &streams.output {
            Some((path, append)) => {
                self.write(path, output, *append, world, out);
                self.input = Some(String::new());
            }
            None => self.input = Some(output),
        }
    }

    fn write(
        &self,
        path: &str,
        text: String,
        append: bool,
        world: &mut World<'_, '_>,
        out: &mut Output,
    ) {
        if path == "/dev/null" {
            return;
        }
        let before =
            if append { world.files.read(path).unwrap_or_default() } else { String::new() };
        if let Err(message) = world.files.write(path, before + &text) {
            out.complain(Style::Error, &format!("bash: {path}: {message}"));
        }
    }
}

fn assign(assignments: &[(String, Word)], variables: &mut Variables) -> Result<(), String> {
    for (name, value) in assignments {
        let value = value.expand(variables)?.join(" ");
        variables.insert(name.clone(), value);
    }
    Ok(())
}

/// The exit code of a command that has ended, with its last words written.
pub(super) fn finish(outcome: Result<Outcome, Failure>, written: &mut Output) -> i32 {
    match outcome {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Exit(code)) => code,
        Ok(Outcome::Wait(_)) => unreachable!("a waiting command has not ended"),
        Err(failure) => {
            let text = failure.text.trim_end_matches('\n');
            written.push(Segment { text: format!("{text}\n"), style: Style::Error, stderr: true });
            1
        }
    }
}

impl Streams {
    fn new(command: &Command, world: &mut World<'_, '_>) -> Result<Streams, String> {
        let mut streams = Streams::default();
        for redirect in &command.redirects {
            let path = redirect.file.expand(world.variables);
            let path = path.map_err(|message| format!("bash: {message}"))?.join(" ");
            match redirect.how {
                How::Write => streams.output = Some((path, false)),
                How::Append => streams.output = Some((path, true)),
                How::WriteErrors => streams.errors = Some((path, false)),
                How::AppendErrors => streams.errors = Some((path, true)),
                How::ErrorsToOutput => streams.merged = true,
                How::OutputToErrors => streams.complains = true,
                How::OutputToOutput => {}
                How::WriteBoth => {
                    streams.output = Some((path, false));
                    streams.merged = true;
                }
                How::Here => streams.input = Some(path),
                How::Read => match world.files.read(&path) {
                    Some(text) => streams.input = Some(text),
                    None => return Err(format!("bash: {path}: No such file or directory")),
                },
            }
        }
        Ok(streams)
    }
}
