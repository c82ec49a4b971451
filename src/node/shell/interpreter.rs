//! Runs what was parsed: expansion, redirections, pipes, and the shell's own commands.

use super::applets;
use super::parse::{Connector, Redirect, Simple, parse};
use super::session::{Dialect, Session};
use crate::api::clock::Millis;
use crate::api::pod::Pod;
use crate::apiserver::ApiServer;
use crate::node::container::{FileError, Run};
use crate::node::files::resolve;
use crate::node::runtime::Runtime;
use crate::node::volumes::Disks;
use std::rc::Rc;

/// Where the commands run.
pub enum Host<'a> {
    /// In a container that is being started or probed.
    Bare { run: &'a mut Run, disks: &'a mut Disks },
    /// In a running container of the cluster.
    Online {
        runtime: &'a mut Runtime,
        api: Option<&'a mut ApiServer>,
        pod: Rc<Pod>,
        container: String,
        /// Runs a program that asks the network. Only who has a network hands it in, so that what
        /// starts containers need not know such programs.
        networked: Networked,
    },
}

/// Runs a program by its name.
pub type Networked = for<'a> fn(&mut Interpreter<'a>, &str, &[String], &mut Io) -> i32;

/// What one command reads, prints and returns.
#[derive(Debug, Default)]
pub struct Io {
    /// What it reads.
    pub input: String,
    /// What it prints: the stream (1 or 2) and the text.
    pub printed: Vec<(u8, String)>,
}

impl Io {
    /// Prints to the standard output.
    pub fn out(&mut self, text: impl Into<String>) {
        self.printed.push((1, text.into()));
    }

    /// Prints a line to the standard error.
    pub fn err(&mut self, line: impl Into<String>) {
        let mut line = line.into();
        line.push('\n');
        self.printed.push((2, line));
    }
}

/// A shell at work.
pub struct Interpreter<'a> {
    /// Where it runs.
    pub(super) host: Host<'a>,
    /// Its state.
    pub session: Session,
    /// The moment.
    pub now: Millis,
    /// Whether output goes to a terminal.
    pub is_terminal: bool,
    /// The exit code, once `exit` was met.
    pub exited: Option<i32>,
    /// How long was slept in all, in milliseconds; none means for ever.
    pub slept: Option<i64>,
    pub(super) depth: u32,
}

/// How deeply command substitutions and shells may nest.
pub(super) const DEEPEST: u32 = 8;

/// Whether a container has a program.
pub fn has_program(run: &Run, disks: &Disks, directory: &str, program: &str) -> bool {
    if program.contains('/') {
        return run.read(disks, &resolve(directory, program)).is_ok();
    }
    let path = ["/usr/local/bin", "/usr/bin", "/bin"];
    !program.is_empty()
        && path.iter().any(|folder| run.read(disks, &format!("{folder}/{program}")).is_ok())
}

impl<'a> Interpreter<'a> {
    /// A shell that continues a session.
    pub fn new(host: Host<'a>, session: Session, now: Millis) -> Interpreter<'a> {
        let slept = Some(0);
        Interpreter { host, session, now, is_terminal: false, exited: None, slept, depth: 0 }
    }

    /// The container's files, to change them.
    pub fn files(&mut self) -> (&mut Run, &mut Disks) {
        match &mut self.host {
            Host::Bare { run, disks } => (run, disks),
            Host::Online { runtime, pod, container, .. } => {
                runtime.run_mut(pod, container).expect("the container runs while the shell does")
            }
        }
    }

    /// Sends SIGTERM to the container's first process.
    pub fn terminate(&mut self) {
        let now = self.now;
        if let Host::Online { runtime, pod, container, .. } = &mut self.host {
            let state = runtime.pod_mut(pod);
            if let Some(container) = state.and_then(|state| state.container_mut(container))
                && container.run.as_ref().is_some_and(|run| !run.image.ignores_term)
            {
                container.end_at(now, 0);
                runtime.wake(pod, now);
            }
        }
        self.exited.get_or_insert(0);
    }

    /// Runs a line and returns all that was printed.
    pub fn run_line(&mut self, line: &str) -> String {
        let mut io = Io::default();
        self.script(line, &mut io);
        io.printed.into_iter().map(|(_, text)| text).collect()
    }

    /// Runs a program with its arguments and with what is piped into it.
    pub fn run_words(&mut self, words: &[String], input: &str) -> (String, i32) {
        let mut io = Io { input: input.to_owned(), ..Io::default() };
        let code = self.command(words, &mut io);
        (io.printed.into_iter().map(|(_, text)| text).collect(), code)
    }

    /// Runs a script; its exit code is that of the last command.
    pub fn script(&mut self, text: &str, io: &mut Io) -> i32 {
        let script = match parse(text) {
            Ok(script) => script,
            Err(error) => {
                io.err(format!("/bin/sh: {error}"));
                self.session.last_code = 2;
                return 2;
            }
        };
        for (connector, pipeline) in script {
            let succeeded = self.session.last_code == 0;
            match connector {
                Connector::And if !succeeded => continue,
                Connector::Or if succeeded => continue,
                _ => {}
            }
            self.session.last_code = self.pipeline(&pipeline, io);
            if self.exited.is_some() || self.slept.is_none() {
                break;
            }
        }
        self.exited.unwrap_or(self.session.last_code)
    }

    fn pipeline(&mut self, pipeline: &[Simple], io: &mut Io) -> i32 {
        let mut input = io.input.clone();
        let mut code = 0;
        let is_terminal = self.is_terminal;
        for (index, simple) in pipeline.iter().enumerate() {
            let is_last = index + 1 == pipeline.len();
            self.is_terminal = is_terminal && is_last;
            let mut inner = Io { input, printed: Vec::new() };
            code = self.simple(simple, &mut inner);
            input = String::new();
            for (stream, text) in inner.printed {
                if stream == 1 && !is_last {
                    input.push_str(&text);
                } else {
                    io.printed.push((stream, text));
                }
            }
        }
        self.is_terminal = is_terminal;
        code
    }

    fn simple(&mut self, simple: &Simple, io: &mut Io) -> i32 {
        let mut words = Vec::new();
        for word in &simple.words {
            if words.is_empty() && self.assign(word) {
                continue;
            }
            words.extend(self.expand(word));
        }
        for redirect in &simple.redirects {
            let Redirect::Input(word) = redirect else { continue };
            let name = self.expand(word).concat();
            let path = resolve(&self.session.directory, &name);
            let (run, disks) = self.files();
            match run.read(disks, &path) {
                Ok(contents) => io.input = contents.to_string(),
                Err(error) => {
                    io.err(format!("/bin/sh: can't open {name}: {}", short(error)));
                    return 1;
                }
            }
        }
        let outputs: Vec<(u8, bool, String)> = simple
            .redirects
            .iter()
            .filter_map(|redirect| match redirect {
                Redirect::Output { stream, append, file } => {
                    Some((*stream, *append, self.expand(file).concat()))
                }
                _ => None,
            })
            .collect();
        // A redirection makes its file before the command runs.
        for (_, append, file) in &outputs {
            if let Err(message) = self.write_out(file, *append, "") {
                io.err(message);
                return 1;
            }
        }
        let was_terminal = self.is_terminal;
        self.is_terminal &= !outputs.iter().any(|(stream, ..)| *stream == 1);
        let mut inner = Io { input: std::mem::take(&mut io.input), printed: Vec::new() };
        let code = if words.is_empty() { 0 } else { self.command(&words, &mut inner) };
        self.is_terminal = was_terminal;
        self.direct(simple, &outputs, inner, io);
        code
    }

    /// Sends what a command has printed to where its redirections say.
    fn direct(&mut self, simple: &Simple, outputs: &[(u8, bool, String)], inner: Io, io: &mut Io) {
        for (mut stream, text) in inner.printed {
            for redirect in &simple.redirects {
                if let Redirect::Merge { stream: from, into } = redirect
                    && *from == stream
                {
                    stream = *into;
                }
            }
            match outputs.iter().rev().find(|(of, ..)| *of == stream) {
                Some((_, _, file)) => {
                    if let Err(message) = self.write_out(file, true, &text) {
                        io.err(message);
                    }
                }
                None => io.printed.push((stream, text)),
            }
        }
    }

    fn write_out(&mut self, file: &str, append: bool, text: &str) -> Result<(), String> {
        if file == "/dev/null" {
            return Ok(());
        }
        let (path, now) = (resolve(&self.session.directory, file), self.now);
        let (run, disks) = self.files();
        // These are the streams of the container's process, and what comes there is its log.
        if matches!(path.as_str(), "/proc/1/fd/1" | "/proc/1/fd/2") {
            run.log.tick(now);
            run.log.push_str(text);
            return Ok(());
        }
        let before = match run.read(disks, &path) {
            Ok(contents) if append => contents.to_string(),
            _ => String::new(),
        };
        run.write(disks, &path, &format!("{before}{text}"))
            .map_err(|error| format!("/bin/sh: can't create {file}: {}", short_create(error)))
    }

    /// Runs a command: the shell's own, or a program of the image.
    fn command(&mut self, words: &[String], io: &mut Io) -> i32 {
        let arguments = &words[1..];
        match words[0].as_str() {
            "cd" => return self.change_directory(arguments, io),
            "exit" => {
                let code = arguments.first().and_then(|code| code.parse().ok());
                self.exited = Some(code.unwrap_or(self.session.last_code));
                return self.exited.unwrap_or(0);
            }
            "export" => {
                for (name, value) in arguments.iter().filter_map(|word| word.split_once('=')) {
                    self.session.variables.insert(name.to_owned(), value.to_owned());
                }
                return 0;
            }
            "unset" => {
                for name in arguments {
                    self.session.variables.remove(name);
                }
                return 0;
            }
            "clear" | ":" | "set" => return 0,
            _ => {}
        }
        let name = words[0].rsplit_once('/').map_or(words[0].as_str(), |(_, name)| name);
        let directory = self.session.directory.clone();
        let (run, disks) = self.files();
        if !has_program(run, disks, &directory, &words[0]) {
            let program = &words[0];
            io.err(match self.session.dialect {
                Dialect::Bash => format!("bash: {program}: command not found"),
                Dialect::Dash => format!("/bin/sh: 1: {program}: not found"),
                Dialect::Busybox => format!("/bin/sh: {program}: not found"),
            });
            return 127;
        }
        match name {
            "sh" | "ash" | "bash" => self.shell(name, arguments, io),
            _ => applets::run(self, name, arguments, io),
        }
    }

    /// A shell inside the shell.
    fn shell(&mut self, name: &str, arguments: &[String], io: &mut Io) -> i32 {
        if self.depth >= DEEPEST {
            return 1;
        }
        let text = match arguments {
            [flag, text, ..] if flag.starts_with('-') && flag.ends_with('c') => text.clone(),
            [file, ..] if !file.starts_with('-') => {
                let path = resolve(&self.session.directory, file);
                let (run, disks) = self.files();
                match run.read(disks, &path) {
                    Ok(contents) => contents.to_string(),
                    Err(error) => {
                        io.err(format!("{file}: can't open '{file}': {error}"));
                        return 2;
                    }
                }
            }
            _ => std::mem::take(&mut io.input),
        };
        let outer = self.session.clone();
        if name == "bash" {
            self.session.dialect = Dialect::Bash;
        }
        self.depth += 1;
        let code = self.script(&text, io);
        self.depth -= 1;
        self.session = outer;
        self.exited = None;
        code
    }

    fn change_directory(&mut self, arguments: &[String], io: &mut Io) -> i32 {
        let target = match arguments.first().map(String::as_str) {
            None | Some("~") => self.session.variables.get("HOME").cloned().unwrap_or("/".into()),
            Some("-") => self.session.variables.get("OLDPWD").cloned().unwrap_or("/".into()),
            Some(target) => target.to_owned(),
        };
        let path = resolve(&self.session.directory, &target);
        let (run, disks) = self.files();
        if run.entry(disks, &path) != Some(crate::node::files::Entry::Directory) {
            let why = match run.entry(disks, &path) {
                Some(_) => "Not a directory",
                None => "No such file or directory",
            };
            io.err(format!("/bin/sh: cd: can't cd to {target}: {why}"));
            return 1;
        }
        let before = std::mem::replace(&mut self.session.directory, path);
        self.session.variables.insert("OLDPWD".to_owned(), before);
        0
    }
}

/// The words of busybox' shell for a file that cannot be opened.
fn short(error: FileError) -> String {
    match error {
        FileError::NotFound => "no such file".to_owned(),
        error => error.to_string(),
    }
}

/// The words of busybox' shell for a file that cannot be created.
fn short_create(error: FileError) -> String {
    match error {
        FileError::NotFound => "nonexistent directory".to_owned(),
        error => error.to_string(),
    }
}
