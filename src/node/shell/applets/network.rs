//! Programs that ask the network. Only a running container has one.

use super::split_flags;
use crate::node::dns::Answer;
use crate::node::files::resolve;
use crate::node::network::NetworkError;
use crate::node::shell::curl::Curl;
use crate::node::shell::interpreter::{Interpreter, Io, has_program};

/// Runs one of them: `apt`, `curl`, `nslookup` or `wget`.
pub fn run(shell: &mut Interpreter<'_>, name: &str, arguments: &[String], io: &mut Io) -> i32 {
    match name {
        "apt" | "apt-get" => apt(shell, arguments, io),
        "curl" => curl(shell, arguments, io),
        "nslookup" => nslookup(shell, arguments, io),
        _ => wget(shell, arguments, io),
    }
}

/// There is nothing outside the cluster to fetch from, so that only what is there can be had.
fn apt(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    const MIRROR: &str = "http://deb.debian.org/debian";
    const WHY: &str = "Temporary failure resolving 'deb.debian.org'";
    let (_, words) = split_flags(arguments);
    let Some((action, packages)) = words.split_first() else { return 0 };
    let read = "Reading package lists... Done\n";
    if *action == "update" {
        io.out(format!("Err:1 {MIRROR} bookworm InRelease\n  {WHY}\n{read}"));
        io.err(format!("W: Failed to fetch {MIRROR}/dists/bookworm/InRelease  {WHY}"));
        io.err(
            "W: Some index files failed to download. They have been ignored, or old ones used \
             instead.",
        );
        return 0;
    }
    let more = "Building dependency tree... Done\nReading state information... Done\n";
    io.out(format!("{read}{more}"));
    for package in packages {
        let (run, disks) = shell.files();
        if !has_program(run, disks, "/", package) {
            io.err(format!("E: Unable to locate package {package}"));
            return 100;
        }
        io.out(format!("{package} is already the newest version.\n"));
    }
    io.out("0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n");
    0
}

fn curl(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let curl = match Curl::read(arguments) {
        Ok(curl) => curl,
        Err(message) => {
            io.err(message);
            return 2;
        }
    };
    let mut answer = curl.answer(shell.fetch(&curl.url));
    if let Some(body) = answer.body {
        match curl.file.as_deref() {
            None | Some("-") => io.out(body),
            Some("/dev/null") => {}
            Some(file) => {
                let path = resolve(&shell.session.directory, file);
                let (run, disks) = shell.files();
                if run.write(disks, &path, &body).is_err() {
                    answer.error = Some(format!("curl: (23) Failure writing output to {file}"));
                    answer.code = 23;
                }
            }
        }
    }
    if let Some(error) = answer.error {
        io.err(error);
    }
    io.out(answer.written_out);
    answer.code
}

/// Answers as busybox 1.36 does, or as 1.28 where the image is that.
fn nslookup(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (_, words) = split_flags(arguments);
    let Some(name) = words.first().copied() else {
        io.err("BusyBox v1.36.1 multi-call binary.\n\nUsage: nslookup HOST [DNS_SERVER]");
        return 1;
    };
    let Some((server, answer)) = shell.look_up(name) else {
        io.err(";; connection timed out; no servers could be reached");
        return 1;
    };
    if shell.image().ends_with("busybox:1.28") {
        return nslookup_1_28(name, &server, answer, io);
    }
    // These have the program of BIND.
    let is_bind = ["agnhost", "dnsutils", "netshoot"].iter().any(|it| shell.image().contains(it));
    let mark = if is_bind { '#' } else { ':' };
    io.out(format!("Server:\t\t{server}\nAddress:\t{server}{mark}53\n\n"));
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

/// It has the names of the addresses looked up as well.
fn nslookup_1_28(name: &str, server: &str, answer: Option<Answer>, io: &mut Io) -> i32 {
    const SERVER: &str = "kube-dns.kube-system.svc.cluster.local";
    io.out(format!("Server:    {server}\nAddress 1: {server} {SERVER}\n\n"));
    let Some(answer) = answer else {
        io.err(format!("nslookup: can't resolve '{name}'"));
        return 1;
    };
    io.out(format!("Name:      {name}\n"));
    for (index, (address, host)) in answer.addresses.iter().zip(&answer.hosts).enumerate() {
        io.out(format!("Address {}: {address} {host}\n", index + 1));
    }
    0
}

fn wget(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
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
            let reason = if status == 403 { "Forbidden" } else { "Not Found" };
            io.err(format!("wget: server returned error: HTTP/1.1 {status} {reason}"));
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
        Err(NetworkError::EmptyReply) => {
            io.err("wget: error getting response");
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
