//! What a script is made of, once it has been read. Lists and commands are shared, so that what
//! runs them can be copied for nothing.

use std::rc::Rc;

/// Commands that run one after the other.
pub type List = Rc<[Item]>;

/// A pipeline of a list, and when it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What decides whether it runs.
    pub connector: Connector,
    /// Whether its outcome is turned round by `!`.
    pub negated: bool,
    /// The commands, each of which reads what the one before prints.
    pub commands: Vec<Rc<Command>>,
    /// Whether nobody waits for it: it ends with `&`.
    pub background: bool,
    /// In which line of the script it begins.
    pub line: u32,
}

/// When a pipeline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connector {
    /// After what is before it.
    Then,
    /// If what is before it has succeeded.
    And,
    /// If what is before it has failed.
    Or,
}

/// A command with its redirections.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// What it does.
    pub what: What,
    /// Where output goes and input comes from.
    pub redirects: Vec<Redirect>,
}

/// What a command does.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Runs a program, or sets variables.
    Simple(Vec<Word>),
    /// `{ …; }`
    Group(List),
    /// `( … )`
    Subshell(List),
    /// `if …; then …; elif …; else …; fi`: conditions with what follows them, and the rest.
    If { arms: Vec<(List, List)>, otherwise: Option<List> },
    /// `while …; do …; done`, or `until`. One is endless whose condition always holds and that
    /// nothing in it leaves; one counts whose condition compares numbers or reads a line.
    While { until: bool, condition: List, body: List, is_endless: bool, counts: bool },
    /// `for NAME in …; do …; done`; without words it goes through the arguments.
    For { name: String, words: Option<Vec<Word>>, body: List },
    /// `case … in …) …;; esac`
    Case { word: Word, arms: Vec<(Vec<Word>, List)> },
    /// `[[ … ]]`
    Test(Test),
    /// `(( … ))`
    Arithmetic(Word),
    /// `NAME() …`
    Function { name: String, body: Rc<Command> },
}

/// A condition between `[[` and `]]`.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `-f file`, or a word that must not be empty.
    Words(Vec<Word>),
    /// `a && b && …`
    All(Vec<Test>),
    /// `a || b || …`
    Any(Vec<Test>),
    /// `! a`
    Not(Box<Test>),
}

/// A redirection of a stream: 0 is the input, 1 the output, 2 are errors.
#[derive(Clone, Debug, PartialEq)]
pub struct Redirect {
    /// The stream.
    pub stream: u8,
    /// Where it leads.
    pub to: Target,
}

impl Redirect {
    /// The word that has to be expanded for it.
    pub fn word(&self) -> Option<&Word> {
        match &self.to {
            Target::Read(word) | Target::Text(word) => Some(word),
            Target::Write { file, .. } => Some(file),
            Target::Same(_) => None,
        }
    }
}

/// Where a stream is led.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// `< file`
    Read(Word),
    /// `> file` or `>> file`
    Write { append: bool, file: Word },
    /// `>&2`
    Same(u8),
    /// `<<END` or `<<<word`: the text itself.
    Text(Word),
}

/// A word is made of pieces.
pub type Word = Vec<Piece>;

/// A piece of a word.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Text as it stands.
    Text { text: String, quoted: bool },
    /// `$NAME` or `${NAME…}`
    Variable { name: String, change: Option<Box<Change>>, quoted: bool },
    /// `$(…)`
    Command { list: List, quoted: bool },
    /// `$((…))`
    Arithmetic { text: Word, quoted: bool },
}

/// What `${NAME…}` makes of the value.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// `-` and `:-`: a word in place of what is not set, or empty.
    Default { empty: bool, word: Word },
    /// `=` and `:=`: which is set as well.
    Assign { empty: bool, word: Word },
    /// `+` and `:+`: a word in place of what is set.
    Alternative { empty: bool, word: Word },
    /// `?` and `:?`: it must be set.
    Required { empty: bool, word: Word },
    /// `#` and `##`, `%` and `%%`: without what fits the pattern at the start or the end.
    Without { at_end: bool, longest: bool, pattern: Word },
    /// `/` and `//`: what fits the pattern is replaced.
    Replace { all: bool, pattern: Word, by: Word },
    /// `:from` and `:from:length`
    Part { from: Word, length: Option<Word> },
    /// `${#NAME}`
    Length,
}

/// Why a script cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It may go on in the next line; otherwise this is wrong.
    Incomplete(String),
    /// In the shell's words.
    Syntax(String),
}

impl Wrong {
    /// The shell's words.
    pub fn message(&self) -> &str {
        match self {
            Wrong::Incomplete(message) | Wrong::Syntax(message) => message,
        }
    }
}
