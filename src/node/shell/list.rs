//! `ls`: in columns on a terminal, one name a line otherwise, or with details.

use super::interpreter::{Interpreter, Io};
use crate::node::files::{Entry, Listed, resolve};

/// The width of the terminal that columns are made for.
const WIDTH: usize = 140;

/// What was asked for.
#[derive(Clone, Copy, Default)]
struct Options {
    all: bool,
    long: bool,
    single: bool,
    directory: bool,
}

/// Models busybox coreutils/ls.c.
pub fn run(shell: &mut Interpreter<'_>, arguments: &[String], io: &mut Io) -> i32 {
    let mut options = Options { single: !shell.is_terminal, ..Options::default() };
    let mut paths: Vec<&str> = Vec::new();
    for argument in arguments {
        match argument.strip_prefix('-').filter(|flags| !flags.is_empty()) {
            Some(flags) => {
                for flag in flags.chars() {
                    match flag {
                        'a' | 'A' => options.all = true,
                        'l' => options.long = true,
                        '1' => options.single = true,
                        'd' => options.directory = true,
                        'h' | 'F' | 'r' | 't' | 'R' | '-' => {}
                        _ => {
                            io.err(format!("ls: unrecognized option: {flag}"));
                            return 1;
                        }
                    }
                }
            }
            None => paths.push(argument),
        }
    }
    if paths.is_empty() {
        paths.push(".");
    }
    list(shell, options, &paths, io)
}

fn list(shell: &mut Interpreter<'_>, options: Options, paths: &[&str], io: &mut Io) -> i32 {
    let mut code = 0;
    let (mut files, mut directories): (Vec<Listed>, Vec<&str>) = (Vec::new(), Vec::new());
    for path in paths {
        let full = resolve(&shell.session.directory, path);
        let (run, disks) = shell.files();
        match run.entry(disks, &full) {
            Some(Entry::Directory) if !options.directory => directories.push(path),
            Some(entry) => files.push(Listed {
                name: (*path).to_owned(),
                is_directory: entry == Entry::Directory,
                size: match entry {
                    Entry::File(contents) => contents.len(),
                    Entry::Directory => 0,
                },
            }),
            None => {
                io.err(format!("ls: {path}: No such file or directory"));
                code = 1;
            }
        }
    }
    let mut is_first = files.is_empty();
    if !files.is_empty() {
        let printed = print(shell, options, &files);
        io.out(printed);
    }
    for path in directories {
        let full = resolve(&shell.session.directory, path);
        let (run, disks) = shell.files();
        let mut children = run.list(disks, &full);
        if options.all {
            for name in ["..", "."] {
                let (name, size) = (name.to_owned(), 0);
                children.insert(0, Listed { name, is_directory: true, size });
            }
        }
        children.retain(|child| options.all || !child.name.starts_with('.'));
        if paths.len() > 1 {
            let gap = if is_first { "" } else { "\n" };
            io.out(format!("{gap}{path}:\n"));
        }
        is_first = false;
        if options.long {
            let blocks: usize = children.iter().map(|child| blocks(child) * 4).sum();
            io.out(format!("total {blocks}\n"));
        }
        let printed = print(shell, options, &children);
        io.out(printed);
    }
    code
}

/// Blocks of 4 KiB that something takes.
fn blocks(child: &Listed) -> usize {
    if child.is_directory { 1 } else { child.size.div_ceil(4096) }
}

fn print(shell: &Interpreter<'_>, options: Options, listed: &[Listed]) -> String {
    if options.long {
        let date = super::applets::date_parts(shell.now);
        let stamp = format!("{} {:>2} {}", date.month, date.day, &date.clock[..5]);
        return listed.iter().map(|child| long(child, &stamp)).collect();
    }
    let names: Vec<&str> = listed.iter().map(|child| child.name.as_str()).collect();
    if options.single {
        return names.iter().map(|name| format!("{name}\n")).collect();
    }
    columns(&names)
}

fn long(child: &Listed, stamp: &str) -> String {
    let (mode, links) = if child.is_directory { ("drwxr-xr-x", 2) } else { ("-rw-r--r--", 1) };
    let size = if child.is_directory { 4096 } else { child.size };
    format!("{mode}    {links} root     root     {size:>9} {stamp} {}\n", child.name)
}

/// Names in columns, downwards first.
fn columns(names: &[&str]) -> String {
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0) + 2;
    let count = (WIDTH / width).max(1);
    let rows = names.len().div_ceil(count);
    let mut text = String::new();
    for row in 0..rows {
        let mut padding = 0;
        for name in names.iter().skip(row).step_by(rows) {
            text.push_str(&" ".repeat(padding));
            text.push_str(name);
            padding = width - name.chars().count();
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn columns_are_as_wide_as_the_longest_name_and_two_blanks() {
        assert_eq!(columns(&["a", "bcd", "ef"]), "a    bcd  ef\n");
        assert_eq!(columns(&[]), "");
    }
}
