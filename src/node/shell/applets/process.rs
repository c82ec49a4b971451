//! Programs about processes and conditions, and about who the container is.

use super::{read, say, split_flags};
use crate::node::files::{Entry, resolve};
use crate::node::shell::interpreter::{Interpreter, Io};

pub(super) fn sleep(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let text = arguments.first().map_or("", String::as_str);
    if matches!(text, "infinity" | "inf") {
        shell.slept = None;
        return 0;
    }
    let (number, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(place) => text.split_at(place),
        None => (text, "s"),
    };
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => 0,
    };
    match number.parse::<i64>() {
        Ok(number) if factor > 0 => {
            let more = number.saturating_mul(factor * 1000);
            shell.slept = shell.slept.map(|slept| slept.saturating_add(more));
            0
        }
        _ => {
            io.err(format!("sleep: invalid number '{text}'"));
            1
        }
    }
}

/// The host's name; `-f` gives the whole one, which `/etc/hosts` tells, and `-i` the address there.
pub(super) fn hostname(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let name = shell.files().0.hostname.clone();
    let hosts = read(shell, "/etc/hosts").unwrap_or_default();
    let line = hosts.lines().find(|line| line.split_whitespace().skip(1).any(|of| of == name));
    let mut words = line.unwrap_or_default().split_whitespace();
    let (address, whole) = (words.next().unwrap_or("127.0.0.1"), words.next().unwrap_or(&name));
    match arguments.first().map(String::as_str) {
        None | Some("-s") => say(io, &name),
        Some("-f" | "--fqdn") => say(io, whole),
        Some("-d") => say(io, whole.split_once('.').map_or("", |(_, domain)| domain)),
        Some("-i" | "-I") => say(io, address),
        Some(_) => {
            io.err("hostname: sethostname: Operation not permitted");
            1
        }
    }
}

pub(super) fn kill(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (flags, targets) = split_flags(arguments);
    for target in targets {
        match target {
            // The kernel does not let a container kill its own first process.
            "1" if flags.iter().any(|flag| matches!(*flag, "-9" | "-KILL" | "-SIGKILL")) => {}
            "1" => shell.terminate(),
            target => {
                io.err(format!("sh: can't kill pid {target}: No such process"));
                return 1;
            }
        }
    }
    0
}

pub(super) fn ps(shell: &mut Interpreter<'_>, io: &mut Io) -> i32 {
    let program = match shell.files().0.image.program {
        crate::node::images::Program::Visits => "node app.js",
        crate::node::images::Program::Nginx => "nginx: master process nginx -g daemon off;",
        _ => "main",
    };
    io.out(format!("PID   USER     TIME  COMMAND\n    1 root      0:00 {program}\n"));
    io.out("    7 root      0:00 /bin/sh\n    8 root      0:00 ps\n");
    0
}

pub(super) fn test(shell: &mut Interpreter<'_>, arguments: &[String]) -> i32 {
    let words: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| *word != "]").collect();
    let mut at = |path: &str| {
        let full = resolve(&shell.session.directory, path);
        let (run, disks) = shell.files();
        run.entry(disks, &full)
    };
    let number = |text: &str| text.parse::<i64>().unwrap_or(0);
    let holds = match words[..] {
        ["!", ref rest @ ..] => {
            let rest: Vec<String> = rest.iter().map(|word| (*word).to_owned()).collect();
            return i32::from(test(shell, &rest) == 0);
        }
        ["-e", path] => at(path).is_some(),
        ["-f", path] => matches!(at(path), Some(Entry::File(_))),
        ["-d", path] => at(path) == Some(Entry::Directory),
        ["-s", path] => matches!(at(path), Some(Entry::File(text)) if !text.is_empty()),
        ["-n", text] => !text.is_empty(),
        ["-z", text] => text.is_empty(),
        [a, "=" | "==", b] => a == b,
        [a, "!=", b] => a != b,
        [a, "-eq", b] => number(a) == number(b),
        [a, "-ne", b] => number(a) != number(b),
        [a, "-lt", b] => number(a) < number(b),
        [a, "-gt", b] => number(a) > number(b),
        [text] => !text.is_empty(),
        _ => false,
    };
    i32::from(!holds)
}

pub(super) fn node(arguments: &[String], io: &mut Io) -> i32 {
    match arguments.first().map(String::as_str) {
        Some("-v" | "--version") => say(io, "v20.18.1"),
        _ => {
            io.err("node: this model runs app.js only as the container's own process");
            1
        }
    }
}
