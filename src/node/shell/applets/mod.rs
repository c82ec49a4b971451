//! The little programs of a container, as busybox has them.

mod files;
mod lines;
mod network;
mod process;
mod text;

use super::escape::{Place, unescaped};
use super::interpreter::{Interpreter, Io};
use super::list;
use super::session::Dialect;
use crate::api::clock::Millis;
use crate::node::container::FileError;
use crate::node::files::resolve;

/// Runs a program by its name.
pub fn run(shell: &mut Interpreter<'_>, name: &str, arguments: &[String], io: &mut Io) -> i32 {
    match name {
        "ls" => list::run(shell, arguments, io),
        "cat" => files::cat(shell, arguments, io),
        "echo" => echo(shell.session.dialect, arguments, io),
        "pwd" => say(io, &shell.session.directory.clone()),
        "hostname" => process::hostname(shell, arguments, io),
        "whoami" => say(io, "root"),
        "id" => say(io, "uid=0(root) gid=0(root) groups=0(root)"),
        "uname" => say(io, if arguments.is_empty() { "Linux" } else { "Linux x86_64" }),
        "date" => lines::date(shell.now, arguments, io),
        "seq" => lines::seq(arguments, io),
        "printf" => lines::print(shell, arguments, io),
        "sort" | "uniq" => lines::order(shell, name, arguments, io),
        "cut" => lines::cut(shell, arguments, io),
        "tr" => lines::translate(arguments, io),
        "sed" => lines::edit(shell, arguments, io),
        "basename" | "dirname" => files::part_of_path(name, arguments, io),
        "env" | "printenv" => environment(shell, arguments, io),
        "true" => 0,
        "false" => 1,
        "touch" => files::each(shell, arguments, io, "touch", files::touch),
        "mkdir" => files::make_directories(shell, arguments, io),
        "rm" => files::remove(shell, arguments, io),
        "rmdir" => files::each(shell, arguments, io, "rmdir", files::remove_directory),
        "cp" | "mv" => files::copy(shell, name, arguments, io),
        "head" | "tail" => text::part(shell, name, arguments, io),
        "wc" => text::count(shell, arguments, io),
        "grep" => text::grep(shell, arguments, io),
        "tee" => files::tee(shell, arguments, io),
        "chmod" | "chown" => files::change_mode(shell, name, arguments, io),
        "ps" => process::ps(shell, io),
        "apt" | "apt-get" | "curl" | "nslookup" | "wget" => {
            network::run(shell, name, arguments, io)
        }
        "node" => process::node(arguments, io),
        _ => 0,
    }
}

pub fn say(io: &mut Io, line: &str) -> i32 {
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

/// As many lines as `head` prints.
pub fn head_lines(arguments: &[String]) -> usize {
    text::lines_wanted(arguments).0
}

/// The contents of a file, by its path from the working directory.
pub(super) fn read(shell: &mut Interpreter<'_>, path: &str) -> Result<String, FileError> {
    let full = resolve(&shell.session.directory, path);
    let (run, disks) = shell.files();
    run.read(disks, &full).map(|contents| contents.to_string())
}

/// The inputs of a program: its files, or what is piped to it. Faults are told and counted.
pub(super) fn inputs(
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

pub fn split_flags(arguments: &[String]) -> (Vec<&str>, Vec<&str>) {
    let is_flag = |word: &&str| word.starts_with('-') && word.len() > 1;
    arguments.iter().map(String::as_str).partition(is_flag)
}

fn echo(dialect: Dialect, arguments: &[String], io: &mut Io) -> i32 {
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
        let (written, goes_on) = unescaped(&text, Place::Echo, dialect);
        (text, newline) = (written, newline && goes_on);
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
