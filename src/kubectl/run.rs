//! Runs a line that begins with `kubectl`.

use super::command::{COMMANDS, Command, Context, Outcome, find};
use super::failure::Failure;
use super::flags;
use super::help;
use super::output::Style;
use super::warnings;
use crate::api::go::quoted;

/// Runs the words after `kubectl`.
///
/// # Errors
/// What the command says when it fails.
pub fn run(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let Some(at) = flags::command_at(words) else {
        let asks_for_help = words.iter().any(|word| word == "-h" || word == "--help");
        if !words.is_empty() && !asks_for_help {
            flags::parse("kubectl", &[], words)?;
        }
        context.out.print(Style::Plain, &help::overview());
        return Ok(Outcome::Done);
    };
    let mut rest = words.to_vec();
    let name = rest.remove(at);
    if name == "help" {
        return help_about(&rest, context);
    }
    let Some(command) = find(COMMANDS, &name) else {
        return Err(help::unknown_command(&name));
    };
    run_command(command, &format!("kubectl {}", command.name), rest, context)
}

fn run_command(
    command: &'static Command,
    path: &str,
    mut words: Vec<String>,
    context: &mut Context<'_, '_>,
) -> Result<Outcome, Failure> {
    if let Some(at) = flags::command_at(&words) {
        if let Some(subcommand) = find(command.subcommands, &words[at]) {
            words.remove(at);
            let path = format!("{path} {}", subcommand.name);
            return run_command(subcommand, &path, words, context);
        }
        help::check_subcommand(path, &words[at])?;
    }
    let arguments = flags::parse(path, command.flags, &words)?;
    if arguments.given(flags::RECORD.name) {
        let note = "Flag --record has been deprecated, --record will be removed in the future";
        context.out.complain(Style::Warning, note);
    }
    if arguments.on("help") {
        context.out.print(Style::Plain, &help::of(command, path));
        return Ok(Outcome::Done);
    }
    warnings::of_dry_run(&arguments, context);
    // What it knows of clusters is in no file; 'config' begins one where there is none.
    let is_home = |path: &&str| path.is_empty() || path.ends_with(".kube/config");
    if let Some(file) = arguments.text("kubeconfig").filter(|file| !is_home(file))
        && !path.starts_with("kubectl config")
        && context.files.read(file).is_none()
    {
        return Err(Failure::error(format!("stat {file}: no such file or directory")));
    }
    if let Some(name) = arguments.text("context")
        && context.config.contexts.iter().all(|known| known.name != name)
    {
        return Err(Failure::error(format!("context {} does not exist", quoted(name))));
    }
    (command.run)(&arguments, context)
}

/// `kubectl help get`
fn help_about(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let mut commands = COMMANDS;
    let mut path = "kubectl".to_owned();
    let mut found: Option<&'static Command> = None;
    for word in words {
        let Some(command) = find(commands, word) else { return Err(help::unknown_topic(words)) };
        path = format!("{path} {}", command.name);
        commands = command.subcommands;
        found = Some(command);
    }
    let text = found.map_or_else(help::overview, |command| help::of(command, &path));
    context.out.print(Style::Plain, &text);
    Ok(Outcome::Done)
}
