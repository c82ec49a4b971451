//! Programs that a process runs: shells inside it, those that take their time, and those that the
//! model does not have.

use super::applets;
use super::interpreter::{Interpreter, Io, has_program};
use super::session::Dialect;
use super::table::{Role, Stream, Table};
use super::task::{Frame, Task, Wait};
use super::{OTHERS, SHELLS, base_name};
use crate::node::files::resolve;
use crate::node::images::Program;
use crate::node::visits;
use std::rc::Rc;

/// Programs that read their input where no file is named, with how many words are none.
const READERS: &[(&str, usize)] = &[
    ("cat", 0),
    ("cut", 0),
    ("grep", 1),
    ("head", 0),
    ("sed", 1),
    ("sort", 0),
    ("tail", 0),
    ("tee", usize::MAX),
    ("tr", usize::MAX),
    ("uniq", 0),
    ("wc", 0),
];

/// Those of them that print what they make of a line as soon as it comes.
const STREAMING: &[&str] = &["cat", "grep", "sed", "tee"];

/// How often `tail -f` looks. Models busybox coreutils/tail.c.
const LOOK: i64 = 1000;

impl Task {
    /// Runs a program of the container.
    pub(super) fn program(
        &mut self,
        words: &[String],
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        let program = words[0].as_str();
        let (name, arguments) = (base_name(program), &words[1..]);
        let directory = shell.session.directory.clone();
        let (run, disks) = shell.files();
        let is_there = has_program(run, disks, &directory, program);
        let is_known = run.image.is_known && !OTHERS.contains(&format!(" {name} "));
        let is_asked = table.role == Role::Asked;
        let may_be_there = !is_known && !is_asked;
        let is_shell = SHELLS.contains(&name);
        if !is_there && !is_shell && may_be_there || name == "node" && !is_asked {
            return self.take_over(name, table, shell);
        }
        if !(is_there || is_shell && may_be_there) {
            const NOT_FOUND: i32 = 127;
            let bash = shell.session.dialect == Dialect::Bash;
            let why = if bash { "command not found" } else { "not found" };
            let text = shell.session.complaint(&format!("{program}: {why}"));
            self.complain(&text, table, shell);
            shell.session.last_code = NOT_FOUND;
            return;
        }
        if is_shell {
            return self.shell(program, arguments, table, shell);
        }
        if name == "sleep" {
            return self.sleep(arguments, table, shell);
        }
        if program.contains('/')
            && let Ok(text) = shell.read(program)
            && !text.is_empty()
        {
            let name = if text.lines().next().is_some_and(|it| it.contains("bash")) {
                "bash"
            } else {
                "sh"
            };
            return self.shell(name, words, table, shell);
        }
        if name == "tail"
            && arguments.iter().any(|word| word == "--follow" || is_flag(word, &['f', 'F']))
        {
            return self.follow(arguments, table, shell);
        }
        if let Some((_, others)) = READERS.iter().find(|(reader, _)| *reader == name)
            && files_named(name, arguments) <= *others
            && matches!(self.streams[0], Stream::Pipe(_))
        {
            self.frames.push(Frame::Reader { words: Rc::new(words.to_vec()), code: None });
            return;
        }
        let mut io = Io::default();
        let code = self.applet(name, arguments, &mut io, table, shell);
        shell.session.last_code = code;
        self.tell(io, table, shell);
    }

    fn applet(
        &self,
        name: &str,
        arguments: &[String],
        io: &mut Io,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) -> i32 {
        if name == "kill" {
            return kill(arguments, io, table, shell);
        }
        shell.is_terminal = table.is_terminal && self.streams[1] == Stream::Screen;
        applets::run(shell, name, arguments, io)
    }

    /// A program that the model does not have. It is taken to do what it is there for: the last
    /// one of a container's process is what the container is for, and any other ends well.
    fn take_over(&mut self, name: &str, table: &Table, shell: &mut Interpreter<'_>) {
        shell.session.last_code = 0;
        let is_last = shell.session.pid == 1 && self.is_at_end();
        if table.role != Role::Main || !is_last {
            return;
        }
        let (run, disks) = shell.files();
        run.is_own = true;
        if name == "node" && run.image.program == Program::Visits {
            visits::start(run, disks);
        }
        self.frames.clear();
        self.frames.push(Frame::Serves);
    }

    fn sleep(&mut self, arguments: &[String], table: &mut Table, shell: &mut Interpreter<'_>) {
        match pause(arguments) {
            Ok(Some(milliseconds)) => {
                self.wait = Wait::Until(shell.now + milliseconds);
                self.frames.push(Frame::Slept);
            }
            Ok(None) => {
                self.wait = Wait::Ever;
                self.frames.push(Frame::Slept);
            }
            Err(message) => {
                self.complain(&message, table, shell);
                shell.session.last_code = 1;
            }
        }
    }

    fn follow(&mut self, arguments: &[String], table: &mut Table, shell: &mut Interpreter<'_>) {
        let words: Vec<String> =
            arguments.iter().filter(|word| !is_flag(word, &['f', 'F'])).cloned().collect();
        let retries = arguments.iter().any(|word| is_flag(word, &['F']));
        let mut files = Vec::new();
        let mut io = Io::default();
        for (index, word) in words.iter().enumerate() {
            let is_number = index > 0 && matches!(words[index - 1].as_str(), "-n" | "-c" | "-s");
            if word.starts_with('-') || is_number {
                continue;
            }
            let path: Rc<str> = resolve(&shell.session.directory, word).into();
            match shell.read(word) {
                Ok(text) => files.push((path, text.len())),
                Err(_) if path.starts_with("/dev/") => files.push((path, 0)),
                Err(_) if retries => {
                    io.err(format!("tail: can't open '{word}': No such file or directory"));
                    files.push((path, 0));
                }
                Err(_) => {}
            }
        }
        let there = |word: &&String| word.starts_with('-') || !retries || shell.read(word).is_ok();
        let words: Vec<String> = words.iter().filter(there).cloned().collect();
        let mut code = 0;
        if words.iter().any(|word| !word.starts_with('-')) {
            code = applets::run(shell, "tail", &words, &mut io);
        }
        self.tell(io, table, shell);
        if files.is_empty() {
            shell.session.last_code = code.max(1);
            return;
        }
        self.rest(&files, shell);
        self.frames.push(Frame::Tail { files });
    }

    /// Waits until files are looked at again; what only keeps a container running need not look.
    fn rest(&mut self, files: &[(Rc<str>, usize)], shell: &Interpreter<'_>) {
        let is_idle = files.iter().all(|(path, _)| path.starts_with("/dev/"));
        self.wait = if is_idle { Wait::Ever } else { Wait::Until(shell.now + LOOK) };
    }

    /// Prints what has been added to files since the last look.
    pub(super) fn look_on(
        &mut self,
        mut files: Vec<(Rc<str>, usize)>,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        let mut io = Io::default();
        let has_headers = files.len() > 1;
        for (path, seen) in &mut files {
            let Ok(text) = shell.read(path) else { continue };
            if text.len() < *seen {
                *seen = 0;
            }
            if let Some(added) = text.get(*seen..).filter(|added| !added.is_empty()) {
                if has_headers {
                    io.out(format!("\n==> {path} <==\n"));
                }
                io.out(added);
            }
            *seen = text.len();
        }
        self.rest(&files, shell);
        self.frames.push(Frame::Tail { files });
        self.tell(io, table, shell);
    }

    /// A program reads what has come: what it needs line by line as soon as there is one,
    /// otherwise when all is there.
    pub(super) fn read_on(
        &mut self,
        words: Rc<Vec<String>>,
        code: Option<i32>,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        let Stream::Pipe(number) = self.streams[0] else { return };
        let name = base_name(&words[0]).to_owned();
        let is_complete = table.is_complete(number);
        let Some(pipe) = table.pipe_mut(number) else { return };
        let lines = pipe.text.rfind('\n').map_or(0, |end| end + 1);
        let enough =
            name == "head" && pipe.text.matches('\n').count() >= applets::head_lines(&words[1..]);
        let part = match () {
            () if is_complete || enough => std::mem::take(&mut pipe.text),
            () if STREAMING.contains(&name.as_str()) && lines > 0 => {
                pipe.text.drain(..lines).collect()
            }
            () => {
                self.frames.push(Frame::Reader { words, code });
                self.wait = table.more(number);
                return;
            }
        };
        let is_first = code.is_none();
        let mut arguments = words[1..].to_vec();
        if name == "tee" && !is_first {
            arguments.push("-a".to_owned());
        }
        let is_over = is_complete || enough;
        let mut io = Io { input: part, printed: Vec::new() };
        // What has been read already decides where the rest is empty.
        let now = match io.input.is_empty() && !is_first {
            true => code.unwrap_or(0),
            false => self.applet(&name, &arguments, &mut io, table, shell),
        };
        let code = code.map_or(now, |before| before.min(now));
        if is_over {
            shell.session.last_code = code;
        } else {
            self.frames.push(Frame::Reader { words, code: Some(code) });
        }
        self.tell(io, table, shell);
    }
}

/// Whether a word has one of those flags: `-f`, or `-qF`.
fn is_flag(word: &str, flags: &[char]) -> bool {
    word.starts_with('-') && !word.starts_with("--") && word.contains(flags)
}

/// How many words name files, or the pattern.
fn files_named(name: &str, arguments: &[String]) -> usize {
    let mut count = 0;
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-n" | "-c" if matches!(name, "head" | "tail") => drop(words.next()),
            "-d" | "-f" | "-c" if name == "cut" => drop(words.next()),
            "-e" if name == "grep" => {}
            "-" => {}
            word if word.starts_with('-') => {}
            _ => count += 1,
        }
    }
    count
}

/// How long a pause is, in milliseconds; none is for ever.
///
/// # Errors
/// What `sleep` says of what it is told.
pub fn pause(arguments: &[String]) -> Result<Option<i64>, String> {
    let mut sum: i64 = 0;
    for text in arguments {
        if matches!(text.as_str(), "infinity" | "inf") {
            return Ok(None);
        }
        let (number, unit) = match text.find(|c: char| !c.is_ascii_digit() && c != '.') {
            Some(place) => text.split_at(place),
            None => (text.as_str(), "s"),
        };
        let factor = match unit {
            "s" => Some(1000),
            "m" => Some(60_000),
            "h" => Some(3_600_000),
            "d" => Some(86_400_000),
            _ => None,
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let digits: String = part.chars().chain("000".chars()).take(3).collect();
        let wrong = || format!("sleep: invalid number '{text}'");
        let factor: i64 = factor.filter(|_| !number.is_empty()).ok_or_else(wrong)?;
        let whole = if whole.is_empty() { "0" } else { whole };
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let part: i64 = digits.parse().map_err(|_| wrong())?;
        sum = sum.saturating_add(whole.saturating_mul(factor) + part * factor / 1000);
    }
    match arguments.is_empty() {
        true => Err("BusyBox v1.36.1 multi-call binary.\n\nUsage: sleep [N]...".to_owned()),
        // No pause lasts longer than any clock runs.
        false => Ok(Some(sum.min(LONGEST))),
    }
}

/// A hundred years.
const LONGEST: i64 = 3_155_760_000_000;

fn kill(arguments: &[String], io: &mut Io, table: &mut Table, shell: &mut Interpreter<'_>) -> i32 {
    let (flags, targets) = applets::split_flags(arguments);
    for target in targets {
        match target.parse::<u32>() {
            // The kernel does not let a container kill its own first process.
            Ok(1) if flags.iter().any(|flag| matches!(*flag, "-9" | "-KILL" | "-SIGKILL")) => {}
            // It does it to itself.
            Ok(1) if table.has(1) => table.is_told |= shell.session.on_term.is_some(),
            Ok(1) => shell.terminate(),
            Ok(pid) if table.has(pid) => {
                if !flags.contains(&"-0") {
                    table.kill(pid);
                }
            }
            _ => {
                io.err(format!("sh: can't kill pid {target}: No such process"));
                return 1;
            }
        }
    }
    0
}
