//! The little programs of a container, as busybox has them.

use super::interpreter::{Interpreter, Io};
use super::list;
use crate::api::clock::Millis;
use crate::node::container::FileError;
use crate::node::files::{Entry, resolve};
use crate::node::network::NetworkError;

/// Runs a program by its name.
pub fn run(shell: &mut Interpreter<'_>, name: &str, arguments: &[String], io: &mut Io) -> i32 {
    match name {
        "ls" => list::run(shell, arguments, io),
        "cat" => cat(shell, arguments, io),
        "echo" => echo(arguments, io),
        "pwd" => say(io, &shell.session.directory.clone()),
        "hostname" => {
            let name = shell.files().0.hostname.clone();
            say(io, &name)
        }
        "whoami" => say(io, "root"),
        "id" => say(io, "uid=0(root) gid=0(root) groups=0(root)"),
        "uname" => say(io, if arguments.is_empty() { "Linux" } else { "Linux x86_64" }),
        "date" => {
            let date = date_parts(shell.now);
            let (weekday, month, day) = (date.weekday, date.month, date.day);
            say(io, &format!("{weekday} {month} {day:>2} {} UTC {}", date.clock, date.year))
        }
        "env" | "printenv" => environment(shell, arguments, io),
        "true" => 0,
        "false" => 1,
        "touch" => each(shell, arguments, io, "touch", touch),
        "mkdir" => make_directories(shell, arguments, io),
        "rm" => remove(shell, arguments, io),
        "rmdir" => each(shell, arguments, io, "rmdir", remove_directory),
        "cp" | "mv" => copy(shell, name, arguments, io),
        "head" | "tail" => part(shell, name, arguments, io),
        "wc" => count(shell, arguments, io),
        "grep" => grep(shell, arguments, io),
        "tee" => tee(shell, arguments, io),
        "sleep" => sleep(shell, arguments, io),
        "kill" => kill(shell, arguments, io),
        "ps" => ps(shell, io),
        "test" | "[" => test(shell, arguments),
        "wget" => wget(shell, arguments, io),
        "node" => node(arguments, io),
        _ => 0,
    }
}

fn say(io: &mut Io, line: &str) -> i32 {
    io.out(format!("{line}\n"));
    0
}

/// A moment in the parts that programs print.
pub struct DateParts {
    /// `Mon`.
    pub weekday: String,
    /// `Nov`.
    pub month: String,
    /// The day of the month.
    pub day: u32,
    /// `19:38:09`.
    pub clock: String,
    /// The year.
    pub year: String,
}

/// The parts of a moment.
pub fn date_parts(now: Millis) -> DateParts {
    // `Mon, 23 Nov 2026 19:38:09 +0000`
    let text = now.time().rfc1123z();
    let parts: Vec<&str> = text.split([' ', ',']).filter(|part| !part.is_empty()).collect();
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    DateParts {
        weekday: part(0).to_owned(),
        day: part(1).parse().unwrap_or(1),
        month: part(2).to_owned(),
        year: part(3).to_owned(),
        clock: part(4).to_owned(),
    }
}

/// The contents of a file, by its path from the working directory.
fn read(shell: &mut Interpreter<'_>, path: &str) -> Result<String, FileError> {
    let full = resolve(&shell.session.directory, path);
    let (run, disks) = shell.files();
    run.read(disks, &full).map(|contents| contents.to_string())
}

/// The inputs of a program: its files, or what is piped to it. Faults are told and counted.
fn inputs(
    shell: &mut Interpreter<'_>,
    name: &str,
    paths: &[&str],
    io: &mut Io,
) -> (Vec<(String, String)>, i32) {
    if paths.is_empty() {
        return (vec![(String::new(), std::mem::take(&mut io.input))], 0);
    }
    let (mut texts, mut code) = (Vec::new(), 0);
    for path in paths {
        match read(shell, path) {
            Ok(text) => texts.push(((*path).to_owned(), text)),
            Err(FileError::IsDirectory) => {
                io.err(format!("{name}: read error: Is a directory"));
                code = 1;
            }
            Err(error) => {
                io.err(format!("{name}: can't open '{path}': {error}"));
                code = 1;
            }
        }
    }
    (texts, code)
}

fn split_flags(arguments: &[String]) -> (Vec<&str>, Vec<&str>) {
    let is_flag = |word: &&str| word.starts_with('-') && word.len() > 1;
    arguments.iter().map(String::as_str).partition(is_flag)
}

fn cat(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (_, paths) = split_flags(arguments);
    if paths.is_empty() {
        let input = std::mem::take(&mut io.input);
        io.out(input);
        return 0;
    }
    let mut code = 0;
    for path in paths {
        let (texts, failed) = inputs(shell, "cat", &[path], io);
        code |= failed;
        for (_, text) in texts {
            io.out(text);
        }
    }
    code
}

fn echo(arguments: &[String], io: &mut Io) -> i32 {
    let mut words = arguments;
    let (mut newline, mut escapes) = (true, false);
    while let Some(flags) = words.first().and_then(|word| word.strip_prefix('-')) {
        if flags.is_empty() || !flags.chars().all(|flag| "neE".contains(flag)) {
            break;
        }
        newline &= !flags.contains('n');
        escapes |= flags.contains('e');
        words = &words[1..];
    }
    let mut text = words.join(" ");
    if escapes {
        text = text.replace("\\n", "\n").replace("\\t", "\t");
    }
    io.out(if newline { format!("{text}\n") } else { text });
    0
}

fn environment(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    if let Some(name) = arguments.first() {
        let value = shell.session.variable(name).cloned();
        return value.map_or(1, |value| say(io, &value));
    }
    let lines: String =
        shell.session.variables().map(|(name, value)| format!("{name}={value}\n")).collect();
    io.out(lines);
    0
}

/// Does something to each path and tells what goes wrong.
fn each(
    shell: &mut Interpreter<'_>,
    arguments: &[String],
    io: &mut Io,
    name: &str,
    action: fn(&mut Interpreter<'_>, &str) -> Result<(), String>,
) -> i32 {
    let mut code = 0;
    for path in split_flags(arguments).1 {
        let full = resolve(&shell.session.directory, path);
        if let Err(error) = action(shell, &full) {
            io.err(format!("{name}: {path}: {error}"));
            code = 1;
        }
    }
    code
}

fn touch(shell: &mut Interpreter<'_>, path: &str) -> Result<(), String> {
    let (run, disks) = shell.files();
    match run.entry(disks, path) {
        Some(_) => Ok(()),
        None => run.write(disks, path, "").map_err(|error| error.to_string()),
    }
}

fn remove_directory(shell: &mut Interpreter<'_>, path: &str) -> Result<(), String> {
    let (run, disks) = shell.files();
    match run.entry(disks, path) {
        Some(Entry::Directory) if !run.list(disks, path).is_empty() => {
            Err("Directory not empty".to_owned())
        }
        Some(Entry::File(_)) => Err("Not a directory".to_owned()),
        _ => run.remove(disks, path).map_err(|error| error.to_string()),
    }
}

fn make_directories(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (flags, paths) = split_flags(arguments);
    let parents = flags.iter().any(|flag| flag.contains('p'));
    let mut code = 0;
    for path in paths {
        let full = resolve(&shell.session.directory, path);
        let (run, disks) = shell.files();
        let mut outcome = Ok(());
        if parents {
            let inner = full.match_indices('/').map(|(place, _)| &full[..place]);
            for directory in inner.skip(1).chain([full.as_str()]) {
                if outcome.is_ok() && run.entry(disks, directory).is_none() {
                    outcome = run.make_directory(disks, directory);
                }
            }
        } else {
            outcome = run.make_directory(disks, &full);
        }
        if let Err(error) = outcome {
            io.err(format!("mkdir: can't create directory '{path}': {error}"));
            code = 1;
        }
    }
    code
}

fn remove(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (flags, paths) = split_flags(arguments);
    let has = |wanted: char| flags.iter().any(|flag| flag.contains(wanted));
    let (force, recursive) = (has('f'), has('r') || has('R'));
    let mut code = 0;
    for path in paths {
        let full = resolve(&shell.session.directory, path);
        let (run, disks) = shell.files();
        let outcome = match run.entry(disks, &full) {
            None if force => continue,
            Some(Entry::Directory) if !recursive => {
                io.err(format!("rm: '{path}' is a directory"));
                code = 1;
                continue;
            }
            _ => run.remove(disks, &full),
        };
        if let Err(error) = outcome {
            io.err(format!("rm: can't remove '{path}': {error}"));
            code = 1;
        }
    }
    code
}

fn copy(shell: &mut Interpreter<'_>, name: &str, arguments: &[String], io: &mut Io) -> i32 {
    let (_, paths) = split_flags(arguments);
    let [from, to] = paths[..] else {
        io.err(format!("{name}: two paths are needed"));
        return 1;
    };
    let text = match read(shell, from) {
        Ok(text) => text,
        Err(FileError::NotFound) => {
            let what = if name == "mv" { "can't rename" } else { "can't stat" };
            io.err(format!("{name}: {what} '{from}': No such file or directory"));
            return 1;
        }
        Err(error) => {
            io.err(format!("{name}: {from}: {error}"));
            return 1;
        }
    };
    let source = resolve(&shell.session.directory, from);
    let mut target = resolve(&shell.session.directory, to);
    let (run, disks) = shell.files();
    if run.entry(disks, &target) == Some(Entry::Directory) {
        let last = source.rsplit_once('/').map_or("", |(_, last)| last);
        target = resolve(&target, last);
    }
    let mut outcome = run.write(disks, &target, &text);
    if outcome.is_ok() && name == "mv" && source != target {
        outcome = run.remove(disks, &source);
    }
    match outcome {
        Ok(()) => 0,
        Err(error) => {
            io.err(format!("{name}: can't create '{to}': {error}"));
            1
        }
    }
}

fn part(shell: &mut Interpreter<'_>, name: &str, arguments: &[String], io: &mut Io) -> i32 {
    let mut lines = 10;
    let mut paths = Vec::new();
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.strip_prefix('-') {
            Some("n") => lines = words.next().and_then(|n| n.parse().ok()).unwrap_or(lines),
            Some(flag) => {
                let number = flag.strip_prefix('n').unwrap_or(flag);
                lines = number.parse().unwrap_or(lines);
            }
            None => paths.push(word.as_str()),
        }
    }
    let (texts, code) = inputs(shell, name, &paths, io);
    for (_, text) in texts {
        let all: Vec<&str> = text.split_inclusive('\n').collect();
        let skip = if name == "tail" { all.len().saturating_sub(lines) } else { 0 };
        let kept: String = all.into_iter().skip(skip).take(lines).collect();
        io.out(kept);
    }
    code
}

fn count(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (flags, paths) = split_flags(arguments);
    let wants = |flag: char| flags.is_empty() || flags.iter().any(|word| word.contains(flag));
    let (texts, code) = inputs(shell, "wc", &paths, io);
    for (path, text) in texts {
        let mut numbers = Vec::new();
        if wants('l') {
            numbers.push(text.matches('\n').count());
        }
        if wants('w') {
            numbers.push(text.split_whitespace().count());
        }
        if wants('c') {
            numbers.push(text.len());
        }
        let line = match &numbers[..] {
            [one] => one.to_string(),
            many => many.iter().map(|number| format!("{number:>9}")).collect::<Vec<_>>().join(" "),
        };
        let gap = if path.is_empty() { "" } else { " " };
        io.out(format!("{line}{gap}{path}\n"));
    }
    code
}

fn grep(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let (flags, words) = split_flags(arguments);
    let has = |wanted: char| flags.iter().any(|flag| flag.contains(wanted));
    let Some((pattern, paths)) = words.split_first() else {
        io.err("Usage: grep [-vqic] PATTERN [FILE]...");
        return 2;
    };
    let fold = |text: &str| if has('i') { text.to_lowercase() } else { text.to_owned() };
    let pattern = fold(pattern);
    let (texts, failed) = inputs(shell, "grep", paths, io);
    let mut found = 0;
    for (path, text) in &texts {
        for line in text.lines().filter(|line| fold(line).contains(&pattern) != has('v')) {
            found += 1;
            if !has('q') && !has('c') {
                let name = if texts.len() > 1 { format!("{path}:") } else { String::new() };
                io.out(format!("{name}{line}\n"));
            }
        }
    }
    if has('c') {
        io.out(format!("{found}\n"));
    }
    match (found, failed) {
        (_, 1) => 2,
        (0, _) => 1,
        _ => 0,
    }
}

fn tee(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let input = std::mem::take(&mut io.input);
    let mut code = 0;
    for path in split_flags(arguments).1 {
        let full = resolve(&shell.session.directory, path);
        let (run, disks) = shell.files();
        if let Err(error) = run.write(disks, &full, &input) {
            io.err(format!("tee: {path}: {error}"));
            code = 1;
        }
    }
    io.out(input);
    code
}

fn sleep(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
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

fn kill(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
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

fn ps(shell: &mut Interpreter<'_>, io: &mut Io) -> i32 {
    let program = match shell.files().0.image.program {
        crate::node::images::Program::Visits => "node app.js",
        crate::node::images::Program::Nginx => "nginx: master process nginx -g daemon off;",
        _ => "main",
    };
    io.out(format!("PID   USER     TIME  COMMAND\n    1 root      0:00 {program}\n"));
    io.out("    7 root      0:00 /bin/sh\n    8 root      0:00 ps\n");
    0
}

fn test(shell: &mut Interpreter<'_>, arguments: &[String]) -> i32 {
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

fn node(arguments: &[String], io: &mut Io) -> i32 {
    match arguments.first().map(String::as_str) {
        Some("-v" | "--version") => say(io, "v20.18.1"),
        _ => {
            io.err("node: this model runs app.js only as the container's own process");
            1
        }
    }
}
