//! Shells inside the shell.

use super::base_name;
use super::interpreter::Interpreter;
use super::session::Dialect;
use super::state::option;
use super::table::{Stream, Table};
use super::task::{Frame, Task};
use std::rc::Rc;

impl Task {
    /// A shell inside the shell.
    pub(super) fn shell(
        &mut self,
        name: &str,
        arguments: &[String],
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        const DEEPEST: usize = 40;
        let dialect = match base_name(name) {
            "bash" => Dialect::Bash,
            _ if shell.session.dialect == Dialect::Bash => Dialect::Dash,
            _ => shell.session.dialect,
        };
        // The process of a container has but that to do, and so has one that was replaced.
        let is_last = self.frames.is_empty();
        let outer = shell.session.clone();
        shell.session = outer.program(name, dialect);
        let mut words = arguments.iter();
        let (mut script, mut rest) = (None, Vec::new());
        while let Some(word) = words.next() {
            if option(word, words.as_slice().first(), shell) {
                if word.ends_with('o') {
                    words.next();
                }
                if !word.starts_with("--") && word.contains('c') {
                    script = words.next().cloned();
                    rest = words.cloned().collect();
                    break;
                }
                continue;
            }
            rest = std::iter::once(word).chain(words).cloned().collect();
            break;
        }
        let script = match (script, rest.first()) {
            (Some(script), _) => Ok(script),
            (None, Some(file)) => match shell.read(file) {
                Ok(text) => Ok(text.to_string()),
                Err(error) => Err(format!("{file}: can't open '{file}': {error}")),
            },
            (None, None) => Ok(match self.streams[0] {
                Stream::Pipe(number) => {
                    if !table.is_complete(number) {
                        shell.session = outer;
                        let words = [&[name.to_owned()], arguments].concat();
                        self.frames.push(Frame::Program(Rc::new(words)));
                        self.wait = table.more(number);
                        return;
                    }
                    table
                        .pipe_mut(number)
                        .map(|pipe| std::mem::take(&mut pipe.text))
                        .unwrap_or_default()
                }
                _ => String::new(),
            }),
        };
        if rest.is_empty() {
            rest.push(name.to_owned());
        }
        shell.session.arguments = Rc::new(rest);
        match script {
            Err(message) => {
                shell.session = outer;
                self.complain(&message, table, shell);
                shell.session.last_code = 2;
            }
            Ok(script) if is_last => self.begin(&script, table, shell),
            Ok(_) if self.frames.len() > DEEPEST * 20 => shell.session = outer,
            Ok(script) => {
                let frame = Frame::Program(Rc::new(vec!["eval".to_owned(), script]));
                let mut session = std::mem::replace(&mut shell.session, outer);
                let pid = table.next_pid();
                (session.pid, session.number) = (pid, pid);
                table.begin(Task::new(session, self.streams.clone(), vec![frame]));
                self.frames.push(Frame::Child(pid));
            }
        }
    }
}
