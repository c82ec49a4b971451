//! A block of notes to its commands, each with the lines that are printed below it.

use super::notes::{Language, Line};
use super::prompt;
use crate::kubectl::shell::builtins::BUILTINS;
use crate::kubectl::shell::filters::FILTERS;
use crate::kubectl::shell::syntax::{self, Wrong};

/// A command that the notes type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The line on which it begins.
    pub line: usize,
    /// The number of the block that it stands in.
    pub block: usize,
    /// What stands before it; empty where nothing does.
    pub prompt: String,
    /// The command, with all its lines.
    pub command: String,
    /// What the notes show below it, by line. Nothing if only the command is told.
    pub shown: Vec<(usize, String)>,
}

impl Typed {
    /// Whether it runs kubectl.
    pub fn names_kubectl(&self) -> bool {
        let ends = |letter: char| letter.is_whitespace() || "|;&()`$".contains(letter);
        self.command.split(ends).any(|word| matches!(word, "kubectl" | "k"))
    }
}

/// What is run beside kubectl in a block of commands alone, though the model has no such program.
const HOST: &[&str] = &[
    "alias", "apt", "apt-get", "brew", "cd", "chmod", "cp", "docker", "export", "git", "helm",
    "k3d", "k3s", "kind", "minikube", "mkdir", "mv", "nano", "npm", "open", "podman", "rm", "set",
    "source", "ssh", "sudo", "touch", "vi", "vim",
];
/// What a command of the shell itself begins with.
const KEYWORDS: &[&str] = &["for", "if", "until", "while"];

/// The commands of a block, if it is a terminal's at all.
pub fn read(lines: &[Line], language: Language, block: usize) -> Vec<Typed> {
    let mut reader = Reader { block, ..Reader::default() };
    if lines.iter().any(|(_, line)| prompt::split(line).is_some()) {
        reader.prompted(lines);
    } else {
        reader.unprompted(lines, language);
    }
    let mut all = reader.all;
    all.retain(|typed| !typed.command.trim().is_empty());
    for typed in &mut all {
        trim(&mut typed.shown);
    }
    all
}

#[derive(Default)]
struct Reader {
    block: usize,
    all: Vec<Typed>,
    known: Vec<String>,
}

impl Reader {
    /// A block in which prompts tell what is typed.
    fn prompted(&mut self, lines: &[Line]) {
        let mut at = 0;
        while let Some((number, line)) = lines.get(at) {
            at += 1;
            let opened = self.all.iter().any(|typed| opens_shell(&typed.command));
            // Where a container's shell is open, `# ` is its prompt and not a comment.
            let root = || line.strip_prefix("# ").filter(|_| opened).map(|rest| ("#", rest));
            let found = prompt::split(line).or_else(root).map(|(mark, rest)| ("", mark, rest));
            let found = found.or_else(|| prompt::split_behind(line, &self.known));
            let Some((before, mark, command)) = found else {
                self.show(*number, line);
                continue;
            };
            if !before.is_empty() {
                self.show(*number, before);
            }
            if !self.known.iter().any(|known| known == mark) {
                self.known.push(mark.to_owned());
            }
            let (command, used) = whole(command, &lines[at..]);
            at += used;
            self.begin(*number, mark, command);
        }
    }

    /// A block without prompts: commands alone are to be typed; what stands between the calls of
    /// kubectl is what they print otherwise.
    fn unprompted(&mut self, lines: &[Line], language: Language) {
        let code = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
        let first = lines.iter().map(|(_, line)| *line).find(|line| code(line));
        let begins = first.is_some_and(is_kubectl);
        if language == Language::Plain && !begins {
            return;
        }
        let mut at = 0;
        let mut are_commands = true;
        while let Some((number, line)) = lines.get(at) {
            at += 1;
            if is_kubectl(line) || is_command(line) {
                let (command, used) = whole(line, &lines[at..]);
                at += used;
                self.begin(*number, "", command);
            } else {
                are_commands &= !code(line);
            }
        }
        if are_commands {
            return;
        }
        self.all.clear();
        at = 0;
        while let Some((number, line)) = lines.get(at) {
            at += 1;
            if is_kubectl(line) {
                let (command, used) = whole(line, &lines[at..]);
                at += used;
                self.begin(*number, "", command);
            } else {
                self.show(*number, line);
            }
        }
    }

    fn begin(&mut self, line: usize, prompt: &str, command: String) {
        let prompt = prompt.to_owned();
        self.all.push(Typed { line, block: self.block, prompt, command, shown: Vec::new() });
    }

    fn show(&mut self, number: usize, line: &str) {
        if let Some(last) = self.all.last_mut() {
            // A backslash at the end is Markdown's line break.
            let line = line.trim_end().trim_end_matches('\\');
            last.shown.push((number, line.to_owned()));
        }
    }
}

/// A command with the lines that it goes on in, and how many those are.
fn whole(command: &str, following: &[Line]) -> (String, usize) {
    let mut text = command.to_owned();
    for (used, (_, line)) in following.iter().enumerate() {
        if syntax::parse(&text) != Err(Wrong::Incomplete) {
            return (text, used);
        }
        text.push('\n');
        text.push_str(line.strip_prefix("> ").unwrap_or(if *line == ">" { "" } else { line }));
    }
    if syntax::parse(&text) == Err(Wrong::Incomplete) {
        return (command.to_owned(), 0);
    }
    (text, following.len())
}

fn is_kubectl(line: &str) -> bool {
    matches!(line.split_whitespace().next(), Some("kubectl" | "k")) && !line.starts_with(' ')
}

fn is_command(line: &str) -> bool {
    let Some(word) = line.split_whitespace().next() else { return false };
    let assigns = word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
    });
    assigns
        || BUILTINS.iter().any(|(name, _)| *name == word)
        || FILTERS.iter().any(|(name, _)| *name == word)
        || HOST.contains(&word)
        || KEYWORDS.contains(&word)
}

/// Whether a command opens a shell in a container.
fn opens_shell(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().collect();
    let is_open = words.iter().any(|word| matches!(*word, "-it" | "-ti" | "-i" | "--stdin"));
    is_open && words.iter().any(|word| matches!(*word, "exec" | "run" | "attach"))
}

/// Drops what stands between the output and the next command: blank lines, and comments.
fn trim(shown: &mut Vec<(usize, String)>) {
    while shown.last().is_some_and(|(_, line)| line.is_empty() || line.starts_with("# ")) {
        shown.pop();
    }
    let blank = shown.iter().take_while(|(_, line)| line.is_empty()).count();
    shown.drain(..blank);
}
