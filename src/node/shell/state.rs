//! The shell's own commands that change nothing but its state.

use super::holds::bracket;
use super::interpreter::{Interpreter, Io};
use super::session::Dialect;
use crate::node::files::{Entry, resolve};
use std::rc::Rc;

/// The commands that need no more than the state of the shell; none if it is none of them.
pub(super) fn own(
    name: &str,
    arguments: &[String],
    io: &mut Io,
    shell: &mut Interpreter<'_>,
) -> Option<i32> {
    Some(match name {
        ":" | "true" | "clear" | "umask" | "ulimit" | "alias" | "shopt" | "hash" => 0,
        "false" => 1,
        "[" | "test" => bracket(shell, name, arguments, io),
        "cd" => change_directory(arguments, io, shell),
        "export" | "readonly" => {
            for word in arguments.iter().filter(|word| !word.starts_with('-')) {
                let name = match word.split_once('=') {
                    Some((name, value)) => {
                        shell.session.set(name, value);
                        name
                    }
                    None => word,
                };
                shell.session.export(name);
            }
            0
        }
        "unset" => {
            for name in arguments.iter().filter(|word| !word.starts_with('-')) {
                shell.session.unset(name);
            }
            0
        }
        "shift" => {
            let count = arguments.first().and_then(|word| word.parse().ok()).unwrap_or(1);
            let mut left = shell.session.arguments.to_vec();
            if left.len() <= count {
                return Some(1);
            }
            left.drain(1..=count);
            shell.session.arguments = Rc::new(left);
            0
        }
        "set" => set(arguments, shell),
        "trap" => trap(arguments, shell),
        "let" => {
            let mut value = 0;
            for word in arguments {
                match shell.session.reckon(word) {
                    Ok(found) => value = found,
                    Err(why) => io.err(shell.session.complaint(&why)),
                }
            }
            i32::from(value == 0)
        }
        _ => return None,
    })
}

/// Reads options; true for a word that is one.
pub(super) fn option(word: &str, next: Option<&String>, shell: &mut Interpreter<'_>) -> bool {
    let Some(letters) = word.strip_prefix(['-', '+']).filter(|letters| !letters.is_empty()) else {
        return false;
    };
    let on = word.starts_with('-');
    let options = &mut shell.session.options;
    for letter in letters.chars() {
        match letter {
            'e' => options.ends_on_failure = on,
            'u' => options.needs_variables = on,
            'x' => options.tells = on,
            'f' => options.keeps_patterns = on,
            'o' => match next.map(String::as_str) {
                Some("pipefail") => options.pipes_fail = on,
                Some("errexit") => options.ends_on_failure = on,
                Some("nounset") => options.needs_variables = on,
                Some("xtrace") => options.tells = on,
                _ => {}
            },
            _ => {}
        }
    }
    true
}

fn set(arguments: &[String], shell: &mut Interpreter<'_>) -> i32 {
    let mut at = 0;
    while let Some(word) = arguments.get(at) {
        if word == "--" {
            at += 1;
            break;
        }
        if !option(word, arguments.get(at + 1), shell) {
            break;
        }
        at += if word.ends_with('o') { 2 } else { 1 };
    }
    if at < arguments.len() || arguments.iter().any(|word| word == "--") {
        let mut all = vec![shell.session.arguments[0].clone()];
        all.extend_from_slice(&arguments[at.min(arguments.len())..]);
        shell.session.arguments = Rc::new(all);
    }
    0
}

fn trap(arguments: &[String], shell: &mut Interpreter<'_>) -> i32 {
    let words: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| *word != "--").collect();
    let Some((script, signals)) = words.split_first() else { return 0 };
    let script: Option<Rc<str>> = if *script == "-" { None } else { Some((*script).into()) };
    for signal in signals {
        match signal.strip_prefix("SIG").unwrap_or(signal) {
            "EXIT" | "0" => shell.session.on_exit.clone_from(&script),
            "TERM" | "15" => shell.session.on_term.clone_from(&script),
            _ => {}
        }
    }
    0
}

fn change_directory(arguments: &[String], io: &mut Io, shell: &mut Interpreter<'_>) -> i32 {
    let variable = |name: &str| shell.session.variable(name).cloned().unwrap_or("/".into());
    let target = match arguments.first().map(String::as_str) {
        None | Some("~") => variable("HOME"),
        Some("-") => variable("OLDPWD"),
        Some(target) => target.to_owned(),
    };
    let path = resolve(&shell.session.directory, &target);
    let (run, disks) = shell.files();
    let entry = run.entry(disks, &path);
    if entry != Some(Entry::Directory) {
        let why = if entry.is_some() { "Not a directory" } else { "No such file or directory" };
        let message = match shell.session.dialect {
            Dialect::Bash => format!("cd: {target}: {why}"),
            Dialect::Dash => format!("cd: can't cd to {target}"),
            Dialect::Busybox => format!("cd: can't cd to {target}: {why}"),
        };
        io.err(shell.session.complaint(&message));
        return 1;
    }
    let before = std::mem::replace(&mut shell.session.directory, path);
    shell.session.set("OLDPWD", before);
    0
}
