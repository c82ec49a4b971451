//! Programs about processes, conditions and the network.

use super::{say, split_flags};
use crate::node::files::{Entry, resolve};
use crate::node::network::NetworkError;
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

/// Answers as busybox 1.36 does.
pub(super) fn nslookup(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (_, words) = split_flags(arguments);
    let Some(name) = words.first().copied() else {
        io.err("BusyBox v1.36.1 multi-call binary.\n\nUsage: nslookup HOST [DNS_SERVER]");
        return 1;
    };
    let Some((server, answer)) = shell.look_up(name) else {
        io.err(";; connection timed out; no servers could be reached");
        return 1;
    };
    io.out(format!("Server:\t\t{server}\nAddress:\t{server}:53\n\n"));
    let Some(answer) = answer else {
        io.out(format!("** server can't find {name}: NXDOMAIN\n\n"));
        return 1;
    };
    for address in &answer.addresses {
        io.out(format!("Name:\t{}\nAddress: {address}\n", answer.name));
    }
    io.out("\n".to_owned());
    0
}

pub(super) fn wget(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (_, words) = split_flags(arguments);
    // `-O -` and `-O file` name the output; the address is the last word.
    let Some(url) = words.last().copied() else {
        io.err("wget: missing URL");
        return 1;
    };
    let is_printed = arguments.iter().any(|word| word.ends_with("O-") || word == "-");
    match shell.fetch(url) {
        Ok(response) if response.status >= 400 => {
            let status = response.status;
            io.err(format!("wget: server returned error: HTTP/1.1 {status} Not Found"));
            1
        }
        Ok(response) if is_printed => {
            io.out(response.served.body);
            0
        }
        Ok(response) => save(shell, &response.served.body, io),
        Err(NetworkError::UnknownHost(host)) => {
            io.err(format!("wget: bad address '{host}'"));
            1
        }
        Err(NetworkError::Refused { host, .. }) => {
            io.err(format!("wget: can't connect to remote host ({host}): Connection refused"));
            1
        }
        Err(NetworkError::BadAddress(url)) => {
            io.err(format!("wget: bad address '{url}'"));
            1
        }
    }
}

fn save(shell: &mut Interpreter<'_>, body: &str, io: &mut Io) -> i32 {
    let path = resolve(&shell.session.directory, "index.html");
    let (run, disks) = shell.files();
    if run.entry(disks, &path).is_some() {
        io.err("wget: can't open 'index.html': File exists");
        return 1;
    }
    match run.write(disks, &path, body) {
        Ok(()) => 0,
        Err(error) => {
            io.err(format!("wget: can't open 'index.html': {error}"));
            1
        }
    }
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
