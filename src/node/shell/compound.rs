//! Lists, pipelines, conditions and loops: what comes after what.

use super::expand::Known;
use super::interpreter::Interpreter;
use super::prepare::Prepared;
use super::syntax::{Command, Connector, Item, List, What};
use super::table::{Stream, Streams, Table};
use super::task::{Frame, Task};
use std::rc::Rc;

impl Task {
    pub(super) fn list(
        &mut self,
        list: List,
        at: usize,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        let code = shell.session.last_code;
        let ends = at > 0 && code != 0 && shell.session.options.ends_on_failure;
        if ends && is_heeded(&list, at) && fails_itself(&list[at - 1]) && self.heeds_failure() {
            return self.exit(code, shell);
        }
        let fits = |item: &Item| match item.connector {
            Connector::Then => true,
            Connector::And => code == 0,
            Connector::Or => code != 0,
        };
        let Some(skipped) = list[at..].iter().position(fits) else { return };
        let next = at + skipped;
        let item = list[next].clone();
        shell.session.line = item.line;
        self.frames.push(Frame::List(list, next + 1));
        if item.background {
            return self.background(&item, table, shell);
        }
        if item.negated {
            self.frames.push(Frame::Not);
        }
        match item.commands.as_slice() {
            [command] => self.frames.push(Frame::Command(command.clone(), Known::default())),
            commands => self.pipeline(commands, table, shell),
        }
    }

    /// Whether a command that fails now is none that something depends on.
    fn heeds_failure(&self) -> bool {
        self.frames.iter().all(|frame| match frame {
            Frame::List(list, at) => is_heeded(list, *at),
            Frame::If(command, arm) => match &command.what {
                What::If { arms, .. } => *arm >= arms.len(),
                _ => true,
            },
            Frame::While { tries, .. } => !tries,
            Frame::Not => false,
            _ => true,
        })
    }

    /// A process of its own, with the state of this one.
    pub(super) fn fork(
        &self,
        frame: Frame,
        streams: Streams,
        table: &mut Table,
        shell: &Interpreter<'_>,
    ) -> u32 {
        let mut session = shell.session.clone();
        session.options.ends_on_failure &= self.heeds_failure();
        (session.on_exit, session.on_term) = (None, None);
        let pid = table.next_pid();
        // A shell inside goes on to call itself by the number of the outer one.
        session.pid = pid;
        table.begin(Task::new(session, streams, vec![frame]));
        pid
    }

    fn background(&mut self, item: &Item, table: &mut Table, shell: &mut Interpreter<'_>) {
        let item = Item { background: false, connector: Connector::Then, ..item.clone() };
        let [_, out, err] = self.streams.clone();
        let frame = Frame::List([item].into(), 0);
        let pid = self.fork(frame, [Stream::Null, out, err], table, shell);
        const MOST: usize = 1000;
        if self.children.len() > MOST {
            self.children.remove(0);
        }
        self.children.push(pid);
        shell.session.last_child = pid;
        shell.session.last_code = 0;
    }

    fn pipeline(
        &mut self,
        commands: &[Rc<Command>],
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        let (mut pids, mut pipes) = (Vec::new(), Vec::new());
        let mut input = self.streams[0].clone();
        for (index, command) in commands.iter().enumerate() {
            let is_last = index + 1 == commands.len();
            let mut streams = self.streams.clone();
            streams[0] = input;
            input = Stream::Null;
            if !is_last {
                let pipe = table.pipe(Some(table.peek_pid()));
                pipes.push(pipe);
                input = Stream::Pipe(pipe);
                streams[1] = Stream::Pipe(pipe);
            }
            let frame = Frame::Command(command.clone(), Known::default());
            pids.push(self.fork(frame, streams, table, shell));
        }
        self.frames.push(Frame::Pipeline { pids, pipes, codes: Vec::new() });
    }

    pub(super) fn pipeline_ends(
        &mut self,
        mut pids: Vec<u32>,
        pipes: Vec<u32>,
        mut codes: Vec<i32>,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        while let Some(pid) = pids.first().copied() {
            let Some(code) = table.take_end(pid) else {
                return self.await_end(pid, Frame::Pipeline { pids, pipes, codes });
            };
            codes.push(code);
            pids.remove(0);
        }
        for pipe in pipes {
            table.drop_pipe(pipe);
        }
        let any = codes.iter().rev().find(|code| **code != 0);
        let last = codes.last().copied().unwrap_or(0);
        let fails = shell.session.options.pipes_fail;
        shell.session.last_code = if fails { any.copied().unwrap_or(0) } else { last };
    }

    pub(super) fn condition(
        &mut self,
        command: Rc<Command>,
        arm: usize,
        shell: &mut Interpreter<'_>,
    ) {
        let What::If { arms, otherwise } = &command.what else { return };
        // Behind the last one the arm that ran has ended.
        let Some((_, body)) = arms.get(arm) else { return };
        let done = Frame::If(command.clone(), arms.len());
        if shell.session.last_code == 0 {
            self.frames.extend([done, Frame::List(body.clone(), 0)]);
        } else if let Some((condition, _)) = arms.get(arm + 1) {
            let condition = Frame::List(condition.clone(), 0);
            self.frames.extend([Frame::If(command.clone(), arm + 1), condition]);
        } else {
            shell.session.last_code = 0;
            if let Some(otherwise) = otherwise {
                self.frames.extend([done, Frame::List(otherwise.clone(), 0)]);
            }
        }
    }

    pub(super) fn repeat(
        &mut self,
        command: Rc<Command>,
        tries: bool,
        rounds: u32,
        code: i32,
        shell: &mut Interpreter<'_>,
    ) {
        let What::While { until, condition, body, .. } = &command.what else { return };
        let last = shell.session.last_code;
        let (list, frame) = if !tries {
            let code = if rounds > 0 { last } else { 0 };
            let command = command.clone();
            (condition.clone(), Frame::While { command, tries: true, rounds, code })
        } else if (last == 0) != *until {
            let (command, rounds) = (command.clone(), rounds + 1);
            (body.clone(), Frame::While { command, tries: false, rounds, code })
        } else {
            shell.session.last_code = code;
            return;
        };
        self.frames.extend([frame, Frame::List(list, 0)]);
    }

    pub(super) fn enter(
        &mut self,
        command: &Rc<Command>,
        prepared: Prepared,
        has_run: bool,
        table: &mut Table,
        shell: &mut Interpreter<'_>,
    ) {
        match &command.what {
            What::Simple(_) => self.simple(prepared, has_run, table, shell),
            What::Group(list) => self.frames.push(Frame::List(list.clone(), 0)),
            What::Subshell(list) => {
                let frame = Frame::List(list.clone(), 0);
                let pid = self.fork(frame, self.streams.clone(), table, shell);
                self.frames.push(Frame::Child(pid));
            }
            What::If { arms, .. } => {
                let Some((condition, _)) = arms.first() else { return };
                let condition = Frame::List(condition.clone(), 0);
                self.frames.extend([Frame::If(command.clone(), 0), condition]);
            }
            What::While { .. } => {
                let (tries, rounds, code) = (false, 0, 0);
                self.frames.push(Frame::While { command: command.clone(), tries, rounds, code });
            }
            What::For { .. } => {
                let mut values = prepared.words;
                values.reverse();
                shell.session.last_code = 0;
                self.frames.push(Frame::For { command: command.clone(), values });
            }
            What::Case { arms, .. } => {
                shell.session.last_code = 0;
                if let Some((_, body)) = prepared.number.and_then(|arm| arms.get(arm as usize)) {
                    self.frames.push(Frame::List(body.clone(), 0));
                }
            }
            What::Test(_) | What::Arithmetic(_) => {
                shell.session.last_code = i32::from(prepared.number == Some(0));
            }
            What::Function { name, body } => {
                shell.session.define(name, body.clone());
                shell.session.last_code = 0;
            }
        }
    }
}

/// Whether nothing depends on the outcome of the item before that place.
fn is_heeded(list: &List, at: usize) -> bool {
    let item = at.checked_sub(1).and_then(|before| list.get(before));
    let next = list.get(at).map_or(Connector::Then, |next| next.connector);
    item.is_none_or(|item| !item.negated && !item.background) && next == Connector::Then
}

/// Whether an item fails by itself, and not with something in it that was heeded already.
fn fails_itself(item: &Item) -> bool {
    match item.commands.as_slice() {
        [command] => !matches!(
            command.what,
            What::Group(_)
                | What::If { .. }
                | What::While { .. }
                | What::For { .. }
                | What::Case { .. }
        ),
        _ => true,
    }
}
