//! What a shell keeps between commands.

use super::arithmetic;
use super::syntax::Command;
use crate::api::sorted::SortedMap;
use crate::node::container::Run;
use std::rc::Rc;

/// The state of a shell. A copy shares what neither side changes.
#[derive(Clone, Debug)]
pub struct Session {
    /// The working directory.
    pub directory: String,
    /// Which shell it is.
    pub dialect: Dialect,
    /// What it was started as: `sh`, or `/bin/bash`.
    pub(super) name: Rc<str>,
    /// Whether lines are typed into it.
    pub(super) is_interactive: bool,
    /// In which line of its script it is.
    pub(super) line: u32,
    pub(super) last_code: i32,
    /// The number of its process in the container.
    pub(super) pid: u32,
    /// `$$`, which a shell inside of it has as well.
    pub(super) number: u32,
    /// That of the last command that nobody waits for.
    pub(super) last_child: u32,
    /// `$0` and what follows it.
    pub(super) arguments: Rc<Vec<String>>,
    pub(super) options: Options,
    /// What is to be done before the shell ends, and when it is told to.
    pub(super) on_exit: Option<Rc<str>>,
    pub(super) on_term: Option<Rc<str>>,
    variables: Rc<SortedMap<String, Variable>>,
    functions: Rc<SortedMap<String, Rc<Command>>>,
}

#[derive(Clone, Debug)]
struct Variable {
    value: String,
    exported: bool,
}

/// What `set` turns on and off.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// `-e`: the first command that fails ends the shell.
    pub ends_on_failure: bool,
    /// `-u`: variables have to be set.
    pub needs_variables: bool,
    /// `-x`: commands are told before they run.
    pub tells: bool,
    /// `-o pipefail`: a pipeline fails with any of its commands.
    pub pipes_fail: bool,
    /// `-f`: patterns stay as they are.
    pub keeps_patterns: bool,
}

/// The shells, which differ in their prompts and in how they complain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Dialect {
    Busybox,
    Dash,
    Bash,
}

impl Session {
    /// The state of a new shell in a container.
    pub fn new(run: &Run) -> Session {
        /// The number that a shell has as the first that somebody starts besides the container.
        const PID: u32 = 7;
        let variables = run.environment.iter();
        let variable = |value: &str| Variable { value: value.to_owned(), exported: true };
        let variables = variables.map(|(name, value)| (name.to_owned(), variable(value)));
        Session {
            directory: run.working_directory.clone(),
            dialect: if run.image.is_debian { Dialect::Dash } else { Dialect::Busybox },
            name: "sh".into(),
            line: 1,
            pid: PID,
            number: PID,
            arguments: Rc::new(vec!["sh".to_owned()]),
            variables: Rc::new(variables.collect()),
            ..Session::none()
        }
    }

    /// The state of no shell at all, as long as it is nobody's turn.
    pub fn none() -> Session {
        Session {
            directory: String::new(),
            dialect: Dialect::Busybox,
            name: Rc::default(),
            is_interactive: false,
            line: 0,
            last_code: 0,
            pid: 0,
            number: 0,
            last_child: 0,
            arguments: Rc::default(),
            options: Options::default(),
            on_exit: None,
            on_term: None,
            variables: Rc::default(),
            functions: Rc::default(),
        }
    }

    /// The same as the container's first process.
    pub fn first(run: &Run) -> Session {
        Session { pid: 1, number: 1, ..Session::new(run) }
    }

    /// The state of a shell that this one starts as a program: only what is exported is known.
    pub(super) fn program(&self, name: &str, dialect: Dialect) -> Session {
        let mut variables = SortedMap::clone(&self.variables);
        variables.retain(|_, variable| variable.exported);
        Session {
            dialect,
            name: name.into(),
            is_interactive: false,
            line: 1,
            last_code: 0,
            options: Options::default(),
            on_exit: None,
            on_term: None,
            variables: Rc::new(variables),
            functions: Rc::default(),
            number: self.pid,
            ..self.clone()
        }
    }

    /// The variables that programs see, by name.
    pub fn variables(&self) -> impl Iterator<Item = (&String, &String)> {
        let exported = self.variables.iter().filter(|(_, variable)| variable.exported);
        exported.map(|(name, variable)| (name, &variable.value))
    }

    /// The value of a variable.
    pub fn variable(&self, name: &str) -> Option<&String> {
        self.variables.get(name).map(|variable| &variable.value)
    }

    /// Gives a variable a value.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        /// What doubles itself in a loop must not take all memory there is.
        const LONGEST: usize = 1 << 20;
        let mut value = value.into();
        value.truncate(value.floor_char_boundary(LONGEST));
        let variables = Rc::make_mut(&mut self.variables);
        match variables.get_mut(name) {
            Some(variable) => variable.value = value,
            None => drop(variables.insert(name.to_owned(), Variable { value, exported: false })),
        }
    }

    /// Lets programs see a variable.
    pub fn export(&mut self, name: &str) {
        if let Some(variable) = Rc::make_mut(&mut self.variables).get_mut(name) {
            variable.exported = true;
        }
    }

    /// Forgets a variable, or a function of that name.
    pub fn unset(&mut self, name: &str) {
        if self.variables.contains_key(name) {
            Rc::make_mut(&mut self.variables).remove(name);
        } else if self.functions.contains_key(name) {
            Rc::make_mut(&mut self.functions).remove(name);
        }
    }

    /// Puts a variable back to what it was.
    pub(super) fn restore(&mut self, name: &str, before: Option<String>) {
        match before {
            Some(value) => self.set(name, value),
            None => self.unset(name),
        }
    }

    pub(super) fn function(&self, name: &str) -> Option<Rc<Command>> {
        self.functions.get(name).cloned()
    }

    pub(super) fn define(&mut self, name: &str, body: Rc<Command>) {
        Rc::make_mut(&mut self.functions).insert(name.to_owned(), body);
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// What the shell says of it.
    pub(super) fn reckon(&mut self, text: &str) -> Result<i64, String> {
        arithmetic::evaluate(text, self.dialect, self)
    }

    /// A complaint as the shell puts it.
    pub(super) fn complaint(&self, message: &str) -> String {
        let (name, line) = (&self.name, self.line);
        match self.dialect {
            Dialect::Bash if !self.is_interactive => format!("{name}: line {line}: {message}"),
            Dialect::Dash => format!("{name}: {line}: {message}"),
            Dialect::Bash | Dialect::Busybox => format!("{name}: {message}"),
        }
    }
}

impl arithmetic::Variables for Session {
    fn value(&self, name: &str) -> Option<String> {
        self.variable(name).cloned()
    }

    fn assign(&mut self, name: &str, value: String) {
        self.set(name, value);
    }
}
