//! `kubectl exec`

use super::super::command::{Command, Context, Group, Opened, Outcome, Progress, Waiting, Words};
use super::super::failure::Failure;
use super::super::flags::{Arguments, CONTAINER, NAMESPACE, QUIET, STDIN, TTY};
use super::super::output::Style;
use super::pods::{self, Purpose};
use crate::node::shell::exec::{Exec, State};
use crate::node::shell::{SHELLS, base_name};

/// `exec`
pub const COMMAND: Command = Command {
    name: "exec",
    aliases: &[],
    group: Group::Troubleshooting,
    short: "Execute a command in a container",
    usage: "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
    examples: &[
        "kubectl exec web-0 -- cat data/state.json",
        "kubectl exec -it web-0 -- /bin/sh",
        "kubectl exec deploy/web -- hostname",
    ],
    flags: &[CONTAINER, NAMESPACE, QUIET, STDIN, TTY],
    subcommands: &[],
    words: Words::Pods,
    run,
};

// Models kubectl/pkg/cmd/exec/exec.go Complete, Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let usage = |message: &str| Failure::usage("kubectl exec", message);
    let (before, command) = match arguments.dash {
        Some(dash) => arguments.words.split_at(dash),
        None => (arguments.words.as_slice(), [].as_slice()),
    };
    let Some((word, rest)) = before.split_first() else {
        return Err(Failure::error("pod, type/name or --filename must be specified"));
    };
    if !rest.is_empty() {
        return Err(usage(
            "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead",
        ));
    }
    if command.is_empty() {
        return Err(Failure::error("you must specify at least one command for the container"));
    }
    let namespace = context.namespace(arguments);
    let pod = pods::find(word, &namespace, Purpose::Attach, context)?;
    if pod.is_finished() {
        return Err(Failure::error(format!(
            "cannot exec into a container in a completed pod; current phase is {}",
            pod.status.phase
        )));
    }
    let container = pods::container(&pod, arguments, context)?;
    let shell = match command {
        [shell] if SHELLS.contains(&base_name(shell)) => Some(shell),
        _ => None,
    };
    if let Some(shell) = shell.filter(|_| arguments.on("stdin") && context.stdin.is_none()) {
        let shell = context
            .client
            .runtime
            .open_shell(&pod, &container, shell)
            .map_err(|error| Failure::plain(error.to_string()))?;
        *context.opened = Some(Opened { shell, attached: None });
        return Ok(Outcome::Done);
    }
    let input = context.stdin.filter(|_| arguments.on("stdin"));
    let exec = context.client.runtime.begin_exec(&pod, &container, command, input);
    let exec = exec.map_err(|error| Failure::plain(error.to_string()))?;
    Ok(Outcome::Wait(Box::new(Running { exec })))
}

/// A command whose end is waited for.
struct Running {
    exec: Exec,
}

impl Waiting for Running {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        let client = &mut *context.client;
        let (text, state) = self.exec.poll(client.runtime, Some(client.api), client.now);
        context.out.print(Style::Plain, &text);
        Ok(match state {
            State::Ended(code) => {
                tell_code(code, context);
                Progress::Done(code)
            }
            State::Waiting { until, is_steady } => {
                Progress::Waiting { until, ends_when_quiet: is_steady }
            }
        })
    }
}

/// Says how a command has ended, if not well.
pub fn tell_code(code: i32, context: &mut Context<'_, '_>) {
    if code != 0 {
        let note = format!("command terminated with exit code {code}");
        context.out.complain(Style::Error, &note);
    }
}
