//! What the shell does itself: simple commands, and those that change its own state.

use super::interpreter::{Interpreter, Io};
use super::prepare::Prepared;
use super::state::own;
use super::table::{Stream, Table};
use super::task::{Frame, Task};
use crate::node::files::resolve;
use std::rc::Rc;

impl Task {
    /// A command that has been expanded: it sets variables, or runs.
    pub(super) fn simple(
        &mut self,
        prepared: Prepared,
        has_run: bool,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        let Prepared { assigned, words, .. } = prepared;
        if shell.session.options.tells && assigned.len() + words.len() > 0 {
            let told = assigned.iter().map(|(name, value)| format!("{name}={}", quoted(value)));
            let told: Vec<String> = told.chain(words.iter().map(|word| quoted(word))).collect();
            self.complain(&format!("+ {}", told.join(" ")), table, shell);
        }
        if words.is_empty() {
            for (name, value) in assigned {
                shell.session.set(&name, value);
            }
            // Otherwise the code is that of the command that was put in place.
            if !has_run {
                shell.session.last_code = 0;
            }
            return;
        }
        let mut before = Vec::new();
        for (name, value) in assigned {
            before.push((name.clone(), shell.session.variable(&name).cloned()));
            shell.session.set(&name, value);
            shell.session.export(&name);
        }
        // Who does nothing else is what it runs from then on.
        let is_replaced = self.frames.is_empty();
        self.run(&words, table, shell);
        for (name, value) in before.into_iter().rev().filter(|_| !is_replaced) {
            shell.session.restore(&name, value);
        }
    }

    /// Runs a command: a function, the shell's own, or a program.
    pub(super) fn run(&mut self, words: &[String], table: &mut Table, shell: &mut Interpreter<'_>) {
        let mut words = words;
        while let [name, next, ..] = words
            && PASSED_OVER.contains(&name.as_str())
            && next != "-v"
            && shell.session.function(name).is_none()
        {
            words = &words[1..];
        }
        let (name, arguments) = (words[0].as_str(), &words[1..]);
        if let Some(body) = shell.session.function(name) {
            return self.call(words, body, table, shell);
        }
        let number = arguments.first().and_then(|word| word.parse::<i32>().ok());
        let last = shell.session.last_code;
        match name {
            "exit" => return self.exit(number.unwrap_or(last) & 255, shell),
            "return" => return self.leave_function(number.unwrap_or(last), table, shell),
            "break" | "continue" => {
                return self.leave_loop(name == "break", number.unwrap_or(1), table, shell);
            }
            "exec" => return self.replace(arguments, shell),
            "eval" => return self.begin(&arguments.join(" "), table, shell),
            "." | "source" => return self.source(arguments, table, shell),
            "wait" => return self.wait_for(arguments, shell),
            "read" => return self.read_line(arguments, table, shell),
            "local" | "declare" | "typeset" => {
                shell.session.last_code = self.declare(arguments, shell);
                return;
            }
            "command" | "builtin" if arguments.len() > 1 && arguments[0] == "-v" => {
                return self.which(&arguments[1], table, shell);
            }
            "type" | "which" if !arguments.is_empty() => {
                return self.which(&arguments[0], table, shell);
            }
            _ => {}
        }
        let mut io = Io::default();
        match own(name, arguments, &mut io, shell) {
            Some(code) => {
                shell.session.last_code = code;
                self.tell(io, table, shell);
            }
            None => self.program(words, table, shell),
        }
    }

    /// Sends what was printed to where it belongs; a process that nobody listens to ends.
    pub(super) fn tell(&mut self, io: Io, table: &mut Table, shell: &mut Interpreter<'_>) {
        const BROKEN_PIPE: i32 = 141;
        if !table.deliver(io, &self.streams, shell) {
            self.code = Some(BROKEN_PIPE);
        }
    }

    fn call(
        &mut self,
        words: &[String],
        body: Rc<super::syntax::Command>,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        const DEEPEST: usize = 1000;
        if self.frames.len() > DEEPEST {
            self.complain("Segmentation fault", table, shell);
            self.code = Some(139);
            return;
        }
        let mut inner = vec![shell.session.arguments[0].clone()];
        inner.extend_from_slice(&words[1..]);
        let arguments = std::mem::replace(&mut shell.session.arguments, Rc::new(inner));
        self.frames.push(Frame::Call { arguments, locals: Vec::new() });
        self.frames.push(Frame::Command(body, Default::default()));
    }

    fn leave_function(&mut self, code: i32, table: &mut Table, shell: &mut Interpreter<'_>) {
        while let Some(frame) = self.frames.pop() {
            let is_call = matches!(frame, Frame::Call { .. });
            self.undo(frame, table, shell);
            if is_call {
                break;
            }
        }
        shell.session.last_code = code;
    }

    fn leave_loop(
        &mut self,
        ends: bool,
        levels: i32,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        let is_loop = |frame: &Frame| matches!(frame, Frame::While { .. } | Frame::For { .. });
        shell.session.last_code = 0;
        if !self.frames.iter().any(is_loop) {
            return;
        }
        let mut left = levels.max(1);
        while let Some(frame) = self.frames.pop() {
            if matches!(frame, Frame::Call { .. }) {
                self.frames.push(frame);
                return;
            }
            if is_loop(&frame) {
                left -= 1;
                if left == 0 {
                    if !ends {
                        self.frames.push(match frame {
                            Frame::While { command, rounds, code, .. } => {
                                Frame::While { command, tries: false, rounds, code }
                            }
                            frame => frame,
                        });
                    }
                    return;
                }
            }
            self.undo(frame, table, shell);
        }
    }

    /// Leaves something early, with what is to be put back then.
    fn undo(&mut self, frame: Frame, table: &mut Table, shell: &mut Interpreter<'_>) {
        if let Frame::Streams(..) | Frame::Call { .. } = &frame {
            self.frames.push(frame);
            self.step(false, table, shell);
        }
    }

    /// `exec`: the shell is no more, but for what it has been told about its streams.
    fn replace(&mut self, words: &[String], shell: &mut Interpreter<'_>) {
        if words.is_empty() {
            return;
        }
        self.frames.clear();
        shell.session.on_exit = None;
        shell.session.on_term = None;
        self.frames.push(Frame::Program(Rc::new(words.to_vec())));
    }

    fn source(&mut self, words: &[String], table: &mut Table, shell: &mut Interpreter<'_>) {
        let Some(file) = words.first() else { return };
        match shell.read(file) {
            Ok(text) => self.begin(&text, table, shell),
            Err(error) => {
                let text = shell.session.complaint(&format!(".: can't open '{file}': {error}"));
                self.complain(&text, table, shell);
                self.exit(2, shell);
            }
        }
    }

    fn wait_for(&mut self, words: &[String], shell: &mut Interpreter<'_>) {
        const UNKNOWN: i32 = 127;
        shell.session.last_code = 0;
        let mut pids: Vec<u32> = self.children.clone();
        let words: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
        if let Some(word) = words.first() {
            pids.retain(|pid| pid.to_string() == word.trim_start_matches('%'));
            if pids.is_empty() {
                shell.session.last_code = UNKNOWN;
                return;
            }
        }
        self.frames.push(Frame::Wait(pids));
    }

    /// `local` and `declare`: the variables get their values back when the function ends.
    fn declare(&mut self, words: &[String], shell: &mut Interpreter<'_>) -> i32 {
        for word in words.iter().filter(|word| !word.starts_with('-')) {
            let (name, value) = match word.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (word.as_str(), None),
            };
            let before = shell.session.variable(name).cloned();
            let call = self.frames.iter_mut().rev().find_map(|frame| match frame {
                Frame::Call { locals, .. } => Some(locals),
                _ => None,
            });
            if let Some(locals) = call {
                locals.push((name.to_owned(), before));
            }
            shell.session.set(name, value.unwrap_or_default());
        }
        0
    }

    /// `read`: a line of the input, once there is one.
    fn read_line(&mut self, words: &[String], table: &mut Table, shell: &mut Interpreter<'_>) {
        let flags = |word: &&String| word.starts_with('-') && word.len() > 1;
        let is_raw = words.iter().filter(flags).any(|word| word.contains('r'));
        let names: Vec<String> = words.iter().filter(|word| !flags(word)).cloned().collect();
        let Stream::Pipe(number) = self.streams[0] else {
            shell.session.last_code = 1;
            for name in names {
                shell.session.set(&name, "");
            }
            return;
        };
        let is_complete = table.is_complete(number);
        let separators = shell.session.variable("IFS").cloned();
        let (mut text, mut ended) = (String::new(), true);
        if let Some(pipe) = table.pipe_mut(number) {
            match pipe.text.find('\n') {
                Some(end) => {
                    text = pipe.text.drain(..=end).collect();
                    text.pop();
                    ended = false;
                }
                None if !is_complete => {
                    // It is tried anew when more has come.
                    let mut again = vec!["read".to_owned()];
                    again.extend_from_slice(words);
                    self.frames.push(Frame::Program(Rc::new(again)));
                    self.wait = table.more(number);
                    return;
                }
                None => text = std::mem::take(&mut pipe.text),
            }
        }
        if !is_raw {
            text = text.replace('\\', "");
        }
        let names = if names.is_empty() { vec!["REPLY".to_owned()] } else { names };
        let separators = separators.unwrap_or_else(|| " \t\n".to_owned());
        let within = |c: char| separators.contains(c);
        let mut rest = text.as_str();
        for (index, name) in names.iter().enumerate() {
            rest = rest.trim_matches(|c| within(c) && c.is_ascii_whitespace());
            let is_last = index + 1 == names.len();
            let end = if is_last { None } else { rest.find(within) };
            let (value, after) = rest.split_at(end.unwrap_or(rest.len()));
            shell.session.set(name, value);
            rest = after.strip_prefix(within).unwrap_or(after);
        }
        shell.session.last_code = i32::from(ended);
    }

    fn which(&mut self, name: &str, table: &mut Table, shell: &mut Interpreter<'_>) {
        const OWN: &[&str] = &["cd", "exit", "export", "read", "set", "trap", "wait"];
        let mut io = Io::default();
        let directory = shell.session.directory.clone();
        let (run, disks) = shell.files();
        let folders = ["/usr/local/bin", "/usr/bin", "/bin"];
        let place = folders.iter().map(|folder| format!("{folder}/{name}"));
        let mut places =
            place.chain([resolve(&directory, name)].into_iter().filter(|_| name.contains('/')));
        let found = places.find(|path| run.read(disks, path).is_ok());
        shell.session.last_code = match found {
            Some(path) => super::applets::say(&mut io, &path),
            None if OWN.contains(&name) => super::applets::say(&mut io, name),
            None => 127,
        };
        self.tell(io, table, shell);
    }
}

/// What runs the program behind it as it would run anyway.
const PASSED_OVER: &[&str] = &["command", "builtin", "nohup", "time", "nice"];

/// A word as `set -x` shows it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@%+^".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
