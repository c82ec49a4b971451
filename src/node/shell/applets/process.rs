//! Programs about processes and conditions, and about who the container is.

use super::{read, say};
use crate::node::shell::interpreter::{Interpreter, Io};

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

pub(super) fn ps(shell: &mut Interpreter<'_>, io: &mut Io) -> i32 {
    let command = shell.command_of_container();
    let run = &*shell.files().0;
    let program = match run.image.program {
        _ if !run.is_own => command.as_str(),
        crate::node::images::Program::Visits => "node app.js",
        crate::node::images::Program::Nginx => "nginx: master process nginx -g daemon off;",
        _ => "main",
    };
    io.out(format!("PID   USER     TIME  COMMAND\n    1 root      0:00 {program}\n"));
    io.out("    7 root      0:00 /bin/sh\n    8 root      0:00 ps\n");
    0
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
