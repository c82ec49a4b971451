//! The terminal on the host: the lab's cluster with its shell, at a prompt or in a pipe.
//!
//! At a terminal it is interactive. Otherwise it reads a command a line, and prints the prompt with
//! the command and then exactly what the command prints. Its exit status is that of the last
//! command. With `check` it runs an author's notes instead.

use state_lab::cluster::Scenario;
use state_lab::kubectl::output::{Output, Style};
use state_lab::kubectl::shell::files::Files;
use state_lab::lesson::session::Session;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: statelab [--seed N] [--dir DIR]\n       \
                     statelab check NOTES.md (see statelab check --help)\n\n  \
                     --seed N    the seed of names, addresses and chance (default 1)\n  \
                     --dir DIR   where `-f` finds files (default: the current directory)\n";

const MISUSED: u8 = 2;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1).peekable();
    if words.next_if(|word| word == "check").is_some() {
        return check_notes(words);
    }
    let options = match Options::read(words) {
        Ok(options) => options,
        Err(message) => {
            complain(&message);
            return ExitCode::from(MISUSED);
        }
    };
    if options.help {
        return finish(io::stdout().write_all(USAGE.as_bytes()).map(|()| 0));
    }
    if let Err(error) = fs::read_dir(&options.directory) {
        let directory = options.directory.display();
        complain(&format!("cannot read the directory {directory}: {error}"));
        return ExitCode::from(MISUSED);
    }
    let files = HostFiles { directory: options.directory, memory: BTreeMap::new() };
    let session = Session::new(&Scenario::lab(), options.seed, Box::new(files));
    let interactive = io::stdin().is_terminal() && io::stdout().is_terminal();
    finish(Terminal { session, interactive }.run())
}

/// The tests of the page compile this program, too, but nobody runs it in a browser.
#[cfg(target_arch = "wasm32")]
fn check_notes(_: impl Iterator<Item = String>) -> ExitCode {
    ExitCode::from(MISUSED)
}

/// Runs notes: 0 if all is as printed, 1 if something differs, 2 if they cannot be run.
#[cfg(not(target_arch = "wasm32"))]
fn check_notes(words: impl Iterator<Item = String>) -> ExitCode {
    use state_lab::check;
    let options = match check::Options::read(words) {
        Ok(options) if options.help => {
            return finish(io::stdout().write_all(check::USAGE.as_bytes()).map(|()| 0));
        }
        Ok(options) => options,
        Err(message) => {
            complain(&message);
            return ExitCode::from(MISUSED);
        }
    };
    let name = options.notes.display().to_string();
    let text = match fs::read_to_string(&options.notes) {
        Ok(text) => text,
        Err(error) => {
            complain(&format!("cannot read {name}: {error}"));
            return ExitCode::from(MISUSED);
        }
    };
    let directory = options.directory.display();
    if let Err(error) = fs::read_dir(&options.directory) {
        complain(&format!("cannot read the directory {directory}: {error}"));
        return ExitCode::from(MISUSED);
    }
    let files = HostFiles { directory: options.directory, memory: BTreeMap::new() };
    match check::check(&text, options.setting, options.seed, Box::new(files)) {
        Ok(checked) => {
            let report = check::Report { name: &name, checked: &checked };
            let coloured = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            let printed = print(&report.output(), coloured, &mut io::stdout().lock());
            finish(printed.map(|()| i32::from(report.differs())))
        }
        Err(fault) => {
            complain(&format!("{name}:{fault}"));
            ExitCode::from(MISUSED)
        }
    }
}

fn complain(message: &str) {
    // Nothing is left to be done if even the error stream is gone.
    let _ = writeln!(io::stderr(), "statelab: {message}");
}

fn finish(outcome: io::Result<i32>) -> ExitCode {
    match outcome {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(1)),
        Err(error) => {
            complain(&format!("the terminal is gone: {error}"));
            ExitCode::FAILURE
        }
    }
}

struct Options {
    seed: u64,
    directory: PathBuf,
    help: bool,
}

impl Options {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options { seed: 1, directory: PathBuf::from("."), help: false };
        while let Some(word) = words.next() {
            let (name, joined) = match word.split_once('=') {
                Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
                None => (word, None),
            };
            let mut value = || {
                let value = joined.clone().or_else(|| words.next());
                value.ok_or_else(|| format!("{name} needs a value\n{USAGE}"))
            };
            match name.as_str() {
                "--seed" => {
                    let text = value()?;
                    let seed = text.parse();
                    options.seed = seed.map_err(|_| format!("`{text}` is no seed\n{USAGE}"))?;
                }
                "--dir" => options.directory = PathBuf::from(value()?),
                "-h" | "--help" => options.help = true,
                other => return Err(format!("unknown argument `{other}`\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

struct Terminal {
    session: Session,
    interactive: bool,
}

impl Terminal {
    fn run(mut self) -> io::Result<i32> {
        let coloured = self.interactive && std::env::var_os("NO_COLOR").is_none();
        let mut code = 0;
        let mut input = io::stdin().lock();
        let mut out = io::stdout().lock();
        loop {
            if self.interactive {
                write!(out, "{}", self.session.shell.prompt())?;
                out.flush()?;
            }
            let mut line = String::new();
            if input.read_line(&mut line)? == 0 {
                break;
            }
            let line = line.trim_end_matches(['\n', '\r']);
            let in_container = self.session.shell.is_in_container();
            if !self.interactive {
                let text = line.trim();
                // What is open takes every line as it is.
                let is_new = !self.session.shell.wants_more();
                if text.is_empty() && is_new {
                    continue;
                }
                // A comment is a note about the commands and stays one in the transcript.
                if text.starts_with('#') && is_new {
                    writeln!(out, "{text}")?;
                    continue;
                }
                writeln!(out, "{}{line}", self.session.shell.prompt())?;
            }
            if !in_container && line.trim() == "exit" {
                break;
            }
            let ran = self.session.run(line);
            code = ran.code;
            print(&ran.output, coloured, &mut out)?;
            out.flush()?;
        }
        if self.session.shell.wants_more() {
            writeln!(out, "bash: syntax error: unexpected end of file")?;
            code = 2;
        }
        if self.interactive {
            writeln!(out)?;
        }
        Ok(code)
    }
}

/// Prints an output, in colours or without.
fn print(output: &Output, coloured: bool, out: &mut dyn Write) -> io::Result<()> {
    for segment in output.segments() {
        let colour = match segment.style {
            _ if !coloured => "",
            Style::Plain => "",
            Style::Heading => "1",
            Style::Name => "36",
            Style::Ok => "32",
            Style::Warning => "33",
            Style::Error => "31",
        };
        if colour.is_empty() {
            out.write_all(segment.text.as_bytes())?;
        } else {
            write!(out, "\u{1b}[{colour}m{}\u{1b}[0m", segment.text)?;
        }
    }
    Ok(())
}

/// The files under a directory. What a command writes outside of it is kept in memory, so that
/// nothing else on the machine is touched.
struct HostFiles {
    directory: PathBuf,
    memory: BTreeMap<String, String>,
}

impl HostFiles {
    /// The real place of a path, if that lies under the directory.
    fn place(&self, path: &str) -> Option<PathBuf> {
        let path = Path::new(path);
        let inside = path.strip_prefix(&self.directory).unwrap_or(path);
        let stays = |part: Component| matches!(part, Component::Normal(_) | Component::CurDir);
        inside.components().all(stays).then(|| self.directory.join(inside))
    }

    fn collect(&self, directory: &Path, depth: usize, names: &mut Vec<String>) {
        const DEEPEST: usize = 3;
        const MOST: usize = 2000;
        let Ok(entries) = fs::read_dir(directory) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if hidden || names.len() >= MOST {
                continue;
            }
            if path.is_dir() {
                if depth < DEEPEST {
                    self.collect(&path, depth + 1, names);
                }
            } else if let Ok(inside) = path.strip_prefix(&self.directory) {
                names.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
}

impl Files for HostFiles {
    fn read(&self, path: &str) -> Option<String> {
        let kept = self.memory.get(path).cloned();
        kept.or_else(|| fs::read_to_string(self.place(path)?).ok())
    }

    fn write(&mut self, path: &str, text: String) -> Result<(), String> {
        match self.place(path) {
            Some(place) => fs::write(place, text).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => "No such file or directory".to_owned(),
                io::ErrorKind::PermissionDenied => "Permission denied".to_owned(),
                _ => error.to_string(),
            }),
            None => {
                self.memory.insert(path.to_owned(), text);
                Ok(())
            }
        }
    }

    fn list(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.collect(&self.directory, 1, &mut names);
        names.sort_unstable();
        names
    }
}
