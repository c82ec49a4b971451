//! Programs that make, copy and remove files.

use super::{inputs, read, split_flags};
use crate::node::container::FileError;
use crate::node::files::{Entry, resolve};
use crate::node::shell::interpreter::{Interpreter, Io};
use crate::node::shell::table::append;

pub(super) fn cat(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
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

/// Does something to each path and tells what goes wrong.
pub(super) fn each(
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

pub(super) fn touch(shell: &mut Interpreter<'_>, path: &str) -> Result<(), String> {
    let (run, disks) = shell.files();
    match run.entry(disks, path) {
        Some(_) => Ok(()),
        None => run.write(disks, path, "").map_err(|error| error.to_string()),
    }
}

pub(super) fn remove_directory(shell: &mut Interpreter<'_>, path: &str) -> Result<(), String> {
    let (run, disks) = shell.files();
    match run.entry(disks, path) {
        Some(Entry::Directory) if !run.list(disks, path).is_empty() => {
            Err("Directory not empty".to_owned())
        }
        Some(Entry::File(_)) => Err("Not a directory".to_owned()),
        _ => run.remove(disks, path).map_err(|error| error.to_string()),
    }
}

pub(super) fn make_directories(
    shell: &mut Interpreter<'_>,
    arguments: &[String],
    io: &mut Io,
) -> i32 {
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

pub(super) fn remove(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
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

pub(super) fn copy(
    shell: &mut Interpreter<'_>,
    name: &str,
    arguments: &[String],
    io: &mut Io,
) -> i32 {
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

pub(super) fn tee(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let input = std::mem::take(&mut io.input);
    let (flags, paths) = split_flags(arguments);
    let mut code = 0;
    for path in paths {
        let full = resolve(&shell.session.directory, path);
        let (run, disks) = shell.files();
        let written = match flags.contains(&"-a") {
            true => append(&full, &input, shell),
            false => run.write(disks, &full, &input),
        };
        if let Err(error) = written {
            io.err(format!("tee: {path}: {error}"));
            code = 1;
        }
    }
    io.out(input);
    code
}

/// Changes nothing, since there is but one user; the paths have to exist.
pub(super) fn change_mode(
    shell: &mut Interpreter<'_>,
    name: &str,
    arguments: &[String],
    io: &mut Io,
) -> i32 {
    let Some(mode) = arguments.iter().position(|word| !word.starts_with('-')) else { return 1 };
    let exists = |shell: &mut Interpreter<'_>, path: &str| {
        let (run, disks) = shell.files();
        let missing = || FileError::NotFound.to_string();
        run.entry(disks, path).map(drop).ok_or_else(missing)
    };
    each(shell, &arguments[mode + 1..], io, name, exists)
}

/// `basename PATH [SUFFIX]` and `dirname PATH`
pub(super) fn part_of_path(name: &str, arguments: &[String], io: &mut Io) -> i32 {
    let Some(path) = arguments.first() else { return 1 };
    let (directory, last) = path.trim_end_matches('/').rsplit_once('/').unwrap_or((".", path));
    if name == "dirname" {
        return super::say(io, if directory.is_empty() { "/" } else { directory });
    }
    let suffix = arguments.get(1).map_or("", String::as_str);
    super::say(io, last.strip_suffix(suffix).unwrap_or(last))
}
