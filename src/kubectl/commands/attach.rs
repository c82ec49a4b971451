//! `kubectl attach`, and what `kubectl run` does once its pod runs.

use super::super::command::{Command, Context, Group, Opened, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, CONTAINER, NAMESPACE, QUIET, STDIN, TTY};
use super::super::output::Style;
use super::exec::tell_code;
use super::pods::{self, Purpose};
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::api::{Key, Kind};
use crate::apiserver::DeleteOptions;
use crate::apiserver::status::Status;
use crate::node::shell::attach::Process;
use crate::node::shell::exec::{Exec, State};
use crate::node::shell::typed::ShellOutput;
use crate::node::shell::{SHELLS, base_name};

/// `attach`
pub const COMMAND: Command = Command {
    name: "attach",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "Attach to a running container",
    usage: "attach (POD | TYPE/NAME) -c CONTAINER [options]",
    examples: &["kubectl attach mypod", "kubectl attach mypod -c ruby-container -i -t"],
    flags: &[CONTAINER, NAMESPACE, QUIET, STDIN, TTY],
    subcommands: &[],
    words: Words::Pods,
    run,
};

// Models kubectl/pkg/cmd/attach/attach.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let [word] = arguments.words.as_slice() else {
        return Err(Failure::error(match arguments.words.len() {
            0 => "at least 1 argument is required for attach".to_owned(),
            count => format!(
                "expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {count}: [{}]",
                arguments.words.join(" ")
            ),
        }));
    };
    let namespace = context.namespace(arguments);
    let pod = pods::find(word, &namespace, Purpose::Attach, context)?;
    if pod.is_finished() {
        return Err(Failure::error(format!(
            "cannot attach a container in a completed pod; current phase is {}",
            pod.status.phase
        )));
    }
    // Models kubectl/pkg/cmd/attach/attach.go containerToAttachTo
    if let Some(name) = arguments.text("container").filter(|name| !name.is_empty())
        && !pods::has_container(&pod, name)
    {
        return Err(Failure::error(format!(
            "cannot attach to the container: container {name} not found in pod {}",
            pod.metadata.name
        )));
    }
    let container = pods::container(&pod, arguments, context)?;
    let spec = pod.spec.every_container().find(|spec| spec.name == container);
    let mut attached = Attached::new(Key::of(&*pod), container.clone(), arguments, context);
    if attached.tty && spec.is_some_and(|spec| !spec.tty) {
        attached.tty = false;
        if !attached.quiet {
            let note =
                format!("error: Unable to use a TTY - container {container} did not allocate one");
            context.out.complain(Style::Plain, &note);
        }
    }
    Ok(Outcome::Wait(Box::new(attached)))
}

/// Somebody who attaches to a container, or waits for its pod to run first.
#[derive(Clone)]
pub struct Attached {
    pod: Key,
    container: String,
    /// Whether the pod is removed afterwards.
    pub removes: bool,
    /// Whether its end is waited for.
    pub waits: bool,
    quiet: bool,
    stdin: bool,
    tty: bool,
    input: Option<String>,
    until: Millis,
    stage: Stage,
    /// The command that has waited for somebody to attach.
    exec: Option<Exec>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Starting,
    /// Shows what the container writes; so much has been shown.
    Watching(usize),
    /// Goes on with the command.
    Running,
    Ending,
}

impl Attached {
    /// Attaches with what the command line asks for.
    pub fn new(
        pod: Key,
        container: String,
        arguments: &Arguments,
        context: &Context<'_, '_>,
    ) -> Attached {
        /// Models kubectl/pkg/cmd/run/run.go defaultPodAttachTimeout, in milliseconds.
        const PATIENCE: i64 = 60_000;
        let stdin = arguments.on("stdin");
        Attached {
            pod,
            container,
            removes: false,
            waits: false,
            quiet: arguments.on("quiet"),
            stdin,
            tty: arguments.on("tty"),
            input: context.stdin.filter(|_| stdin).map(str::to_owned),
            until: context.client.now + PATIENCE,
            stage: Stage::Starting,
            exec: None,
        }
    }

    // Models kubectl/pkg/cmd/run/run.go handleAttachPod
    fn start(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let pod = self.pod(context)?;
        if pod.is_finished() {
            self.stage = Stage::Watching(0);
            return self.watch(context);
        }
        if !pod.is_ready() {
            if context.client.now >= self.until {
                return Err(Failure::error("timed out waiting for the condition"));
            }
            return Ok(Progress::Waiting { until: Some(self.until), ends_when_quiet: false });
        }
        if !self.quiet {
            let hint = "If you don't see a command prompt, try pressing enter.";
            context.out.complain(Style::Plain, hint);
        }
        let (name, now) = (self.container.clone(), context.client.now);
        let words = match context.client.runtime.process(&pod, &name) {
            Process::Waiting(words) => words,
            Process::Unknown => {
                context.client.runtime.end_process(&pod, &name, 0, now);
                self.stage = Stage::Ending;
                return self.end(context);
            }
            Process::Busy => {
                self.stage = Stage::Watching(0);
                return self.watch(context);
            }
        };
        let is_shell = matches!(&*words, [only] if SHELLS.contains(&base_name(only)));
        let cannot = |error: crate::node::shell::ExecError| Failure::plain(error.to_string());
        if is_shell && self.stdin && self.input.is_none() {
            let shell =
                context.client.runtime.open_shell(&pod, &name, &words[0]).map_err(cannot)?;
            let ending = Attached { stage: Stage::Ending, exec: None, ..self.clone() };
            let attached: Option<Box<dyn Waiting>> = Some(Box::new(ending));
            *context.opened = Some(Opened { shell, attached });
            return Ok(Progress::Done(0));
        }
        let input = self.input.take();
        let exec = context.client.runtime.begin_exec(&pod, &name, &words, input.as_deref());
        self.exec = Some(exec.map_err(cannot)?);
        self.stage = Stage::Running;
        self.go_on(context)
    }

    fn go_on(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let pod = self.pod(context)?;
        let client = &mut *context.client;
        let Some(exec) = &mut self.exec else { return Ok(Progress::Done(0)) };
        let (text, state) = exec.poll(client.runtime, Some(client.api), client.now);
        client.runtime.log_process(&pod, &self.container, &text, client.now);
        context.out.print(Style::Plain, &text);
        match state {
            State::Waiting { until, is_steady } => {
                return Ok(Progress::Waiting { until, ends_when_quiet: is_steady });
            }
            State::Ended(code) => {
                client.runtime.end_process(&pod, &self.container, code, client.now);
            }
        }
        self.stage = Stage::Ending;
        self.end(context)
    }

    fn watch(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let Stage::Watching(shown) = self.stage else { return Ok(Progress::WATCH) };
        let pod = self.pod(context)?;
        let log = context.client.runtime.logs(&pod, &self.container, false).unwrap_or_default();
        context.out.print(Style::Plain, log.get(shown..).unwrap_or_default());
        self.stage = Stage::Watching(log.len());
        if !pod.is_finished() {
            return Ok(Progress::WATCH);
        }
        self.stage = Stage::Ending;
        self.end(context)
    }

    // Models kubectl/pkg/cmd/run/run.go Run
    fn end(&self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let pod = self.pod(context)?;
        if self.waits && !pod.is_finished() {
            return Ok(Progress::CHANGE);
        }
        let name = &pod.metadata.name;
        if self.tty && self.stdin && !self.quiet && pod.spec.restart_policy == "Always" {
            let container = &self.container;
            let note = format!(
                "Session ended, resume using 'kubectl attach {name} -c {container} -i -t' command \
                 when the pod is running"
            );
            context.out.line(Style::Plain, &note);
        }
        self.remove(context)?;
        let state = pod.status.container_statuses.first().map(|status| &status.state);
        let ended = state.and_then(|state| state.terminated.as_ref());
        let Some(ended) = ended.filter(|_| self.waits && pod.status.phase == "Failed") else {
            return Ok(Progress::Done(0));
        };
        let (namespace, reason) = (&pod.metadata.namespace, &ended.reason);
        let text = format!("pod {namespace}/{name} terminated ({reason})\n{}", ended.message);
        context.out.complain(Style::Error, &text);
        Ok(Progress::Done(ended.exit_code))
    }

    fn remove(&self, context: &mut Context<'_, '_>) -> Result<(), Failure> {
        if !self.removes {
            return Ok(());
        }
        let options = DeleteOptions::default();
        let deleted = context.client.api.delete(&self.pod, &options);
        deleted.map_err(|status| Failure::server(&status))?;
        if !self.quiet {
            context.out.print(Style::Plain, &format!("pod \"{}\" ", self.pod.name()));
            context.out.line(Style::Warning, "deleted");
        }
        Ok(())
    }

    fn pod(&self, context: &Context<'_, '_>) -> Result<std::rc::Rc<Pod>, Failure> {
        let found = context.client.api.get::<Pod>(self.pod.namespace(), self.pod.name());
        found.cloned().ok_or_else(|| Failure::server(&Status::not_found(Kind::Pod, "")))
    }
}

impl Waiting for Attached {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let progress = match self.stage {
            Stage::Starting => self.start(context),
            Stage::Watching(_) => self.watch(context),
            Stage::Running => self.go_on(context),
            Stage::Ending => self.end(context),
        };
        if progress.is_err() && self.stage == Stage::Starting {
            // What it was told is of more interest than why the pod is not removed.
            let _ = self.remove(context);
        }
        progress
    }
}

/// Runs a line in the container's shell that is open. One that was attached to ends with its
/// container.
///
/// # Errors
/// What is left to do fails.
pub fn type_line(line: &str, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let client = &mut *context.client;
    let Some(opened) = &mut *context.opened else { return Ok(Outcome::Done) };
    let ran = opened.shell.run(client.runtime, Some(client.api), line, client.now);
    heed(ran, context)
}

/// A line that was typed into a container's shell and that waits.
#[derive(Default)]
struct Typed {
    /// What is left to do once the shell has ended.
    rest: Option<Box<dyn Waiting>>,
}

impl Waiting for Typed {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        if let Some(rest) = &mut self.rest {
            return rest.poll(context);
        }
        let client = &mut *context.client;
        let Some(opened) = &mut *context.opened else { return Ok(Progress::Done(0)) };
        let ran = opened.shell.go_on(client.runtime, Some(client.api), client.now);
        if let Some(State::Waiting { until, is_steady }) = ran.waits {
            context.out.print(Style::Plain, &ran.text);
            return Ok(Progress::Waiting { until, ends_when_quiet: is_steady });
        }
        match heed(ran, context)? {
            Outcome::Wait(rest) => self.rest.insert(rest).poll(context),
            Outcome::Exit(code) => Ok(Progress::Done(code)),
            Outcome::Done => Ok(Progress::Done(0)),
        }
    }
}

/// Shows what has come of a line. What is left to do where the shell has ended is done.
fn heed(ran: ShellOutput, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    context.out.print(Style::Plain, &ran.text);
    if ran.waits.is_some() {
        return Ok(Outcome::Wait(Box::<Typed>::default()));
    }
    let Some(code) = ran.exited else { return Ok(Outcome::Done) };
    let Some(Opened { shell, attached }) = context.opened.take() else { return Ok(Outcome::Done) };
    if let Some(attached) = attached {
        let client = &mut *context.client;
        client.runtime.end_process(shell.pod(), shell.container(), code, client.now);
        return Ok(Outcome::Wait(attached));
    }
    tell_code(code, context);
    Ok(Outcome::Exit(code))
}
