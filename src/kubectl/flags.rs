//! Flags: what a command accepts, and how a command line is read against it.

use super::failure::Failure;

/// A flag of a command.
#[derive(Debug)]
pub struct Flag {
    /// The long name, without dashes.
    pub name: &'static str,
    /// The letter, if it has one.
    pub short: Option<char>,
    /// What it takes.
    pub takes: Takes,
    /// One line for `--help`.
    pub help: &'static str,
}

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing: it is on when given; `--name=false` turns it off.
    Switch,
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// Text, or this text if the flag stands alone (`--dry-run`).
    TextOr(&'static str),
}

impl Flag {
    /// A switch.
    pub const fn switch(name: &'static str, help: &'static str) -> Flag {
        Flag { name, short: None, takes: Takes::Switch, help }
    }

    /// A flag that takes text.
    pub const fn text(name: &'static str, help: &'static str) -> Flag {
        Flag { name, short: None, takes: Takes::Text, help }
    }

    /// A flag that takes a whole number.
    pub const fn number(name: &'static str, help: &'static str) -> Flag {
        Flag { name, short: None, takes: Takes::Number, help }
    }

    /// A flag that takes text and stands for `alone` without.
    pub const fn text_or(name: &'static str, alone: &'static str, help: &'static str) -> Flag {
        Flag { name, short: None, takes: Takes::TextOr(alone), help }
    }

    /// The same flag with a letter.
    pub const fn letter(mut self, letter: char) -> Flag {
        self.short = Some(letter);
        self
    }
}

/// `-f`, as most commands know it.
pub const FILENAME: Flag =
    Flag::text("filename", "The files that contain the configurations.").letter('f');
/// `-R`, which goes with `-f`.
const RECURSIVE: Flag =
    Flag::switch("recursive", "Process the directory used in -f, --filename recursively.")
        .letter('R');
/// `--validate`, as the commands know it that send what a file says.
pub const VALIDATE: Flag = Flag::text_or(
    "validate",
    "strict",
    "Must be one of: strict (or true), warn, ignore (or false).",
);
/// `-n`, which every command knows.
pub const NAMESPACE: Flag =
    Flag::text("namespace", "The namespace scope for this CLI request.").letter('n');
/// `-l`, as most commands know it.
pub const SELECTOR: Flag = Flag::text(
    "selector",
    "Selector (label query) to filter on, supports '=', '==', '!=', 'in', 'notin'. Matching \
     objects must satisfy all of the specified label constraints.",
)
.letter('l');
/// `-o`, as most commands know it.
pub const OUTPUT: Flag = Flag::text("output", "Output format.").letter('o');
/// `--template`, which goes with `-o`.
const TEMPLATE: Flag =
    Flag::text("template", "Template string to use when -o=go-template, -o=jsonpath.");
/// `-c`, of the commands that go into a container.
pub const CONTAINER: Flag = Flag::text("container", "Container name.").letter('c');
/// `-q`, of the commands that attach to one.
pub const QUIET: Flag =
    Flag::switch("quiet", "Only print output from the remote session.").letter('q');
/// `-i`, of the same.
pub const STDIN: Flag = Flag::switch("stdin", "Pass stdin to the container").letter('i');
/// `-t`, of the same.
pub const TTY: Flag = Flag::switch("tty", "Stdin is a TTY").letter('t');
/// `--dry-run`.
pub const DRY_RUN: Flag = Flag::text_or(
    "dry-run",
    "unchanged",
    "Must be \"none\", \"server\", or \"client\". If client strategy, only print the object that \
     would be sent, without sending it. If server strategy, submit server-side request without \
     persisting the resource.",
);
/// `--record`, which is deprecated: it is neither in the help nor completed.
pub const RECORD: Flag = Flag::switch("record", "Record current kubectl command in the object.");
/// `-h`, which every command knows.
pub const HELP: Flag = Flag::switch("help", "Show help.").letter('h');
/// `-A`.
pub const ALL_NAMESPACES: Flag = Flag::switch(
    "all-namespaces",
    "If present, list the requested object(s) across all namespaces.",
)
.letter('A');

/// The flags that every command knows.
pub const GLOBAL: &[Flag] = &[HELP, NAMESPACE];

/// The flags about the connection, which every command knows and whose list is only in
/// `kubectl options`.
pub const CONNECTION: &[Flag] = &[
    Flag::text("context", "The name of the kubeconfig context to use"),
    Flag::text("kubeconfig", "Path to the kubeconfig file to use for CLI requests."),
    Flag::text("request-timeout", "How long to wait before giving up on a single request."),
    Flag::number("v", "Number for the log level verbosity").letter('v'),
];

/// Where the command stands among the words after `kubectl`: global flags may come before it.
pub fn command_at(words: &[impl AsRef<str>]) -> Option<usize> {
    let mut at = 0;
    while let Some(name) = words.get(at)?.as_ref().strip_prefix('-') {
        let name = name.trim_start_matches('-');
        let takes_next = GLOBAL.iter().chain(CONNECTION).any(|flag| {
            let letter = flag.short.is_some_and(|short| name.chars().eq([short]));
            flag.takes != Takes::Switch && (name == flag.name || letter)
        });
        at += if takes_next { 2 } else { 1 };
    }
    Some(at)
}

/// A command line, read: flags by name in the order given, and the other words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// The command that they are for (`kubectl get`).
    command: String,
    flags: Vec<(&'static str, String)>,
    /// The words that are no flags.
    pub words: Vec<String>,
    /// How many of the words stood before `--`, if there was one.
    pub dash: Option<usize>,
}

impl Arguments {
    /// Whether the flag was given at all.
    pub fn given(&self, name: &str) -> bool {
        self.flags.iter().any(|(flag, _)| *flag == name)
    }

    /// Whether a switch is on.
    pub fn on(&self, name: &str) -> bool {
        self.text(name).is_some_and(is_true)
    }

    /// Whether what a file says must fit the API without a field too many; see [`VALIDATE`].
    ///
    /// # Errors
    /// The flag has another value, or asks for warnings, which are not modelled.
    // Models kubectl/pkg/cmd/util/helpers.go GetValidationDirective
    pub fn is_strict(&self) -> Result<bool, Failure> {
        match self.text("validate").unwrap_or("strict") {
            "strict" | "true" => Ok(true),
            "ignore" | "false" => Ok(false),
            "warn" => Err(Failure::error("--validate=warn is not modelled")),
            other => Err(Failure::error(format!(
                "invalid - validate option \"{other}\"; must be one of: strict (or true), warn, \
                 ignore (or false)"
            ))),
        }
    }

    /// What `--record` keeps of the command line, if it is given.
    // Models cli-runtime/pkg/genericclioptions/record_flags.go parseCommandArguments
    pub fn recorded(&self) -> Option<String> {
        let words = self.words.iter().map(|word| format!(" {word}"));
        let flags = self.flags.iter().map(|(name, value)| format!(" --{name}={value}"));
        let line = || words.chain(flags).fold(self.command.clone(), |line, next| line + &next);
        self.on(RECORD.name).then(line)
    }

    /// A switch that is on unless it is turned off.
    pub fn on_by_default(&self, name: &str) -> bool {
        self.text(name).is_none_or(is_true)
    }

    /// The last value given for a flag.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.flags.iter().rev().find(|(flag, _)| *flag == name).map(|(_, value)| value.as_str())
    }

    /// The last value given for a flag that takes a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name).and_then(|value| value.parse().ok())
    }

    /// Every value given for a flag that may be repeated or list several with commas.
    pub fn list(&self, name: &str) -> Vec<&str> {
        let values = self.flags.iter().filter(|(flag, _)| *flag == name);
        values.flat_map(|(_, value)| value.split(',')).filter(|value| !value.is_empty()).collect()
    }
}

/// Models strconv.ParseBool.
pub fn is_true(value: &str) -> bool {
    matches!(value, "true" | "True" | "TRUE" | "t" | "T" | "1")
}

/// Reads the words of a command line after the command's own name.
/// `command` is what errors point to (`kubectl get`).
///
/// # Errors
/// A flag is unknown, lacks its value, or has a wrong one.
// Models github.com/spf13/pflag FlagSet.parseArgs
pub fn parse(command: &str, flags: &[Flag], words: &[String]) -> Result<Arguments, Failure> {
    let arguments = Arguments { command: command.to_owned(), ..Arguments::default() };
    let mut reader = Reader { command, flags, words, at: 0, arguments };
    while reader.at < words.len() {
        let word = &words[reader.at];
        reader.at += 1;
        if word == "--" {
            reader.arguments.dash = Some(reader.arguments.words.len());
            reader.arguments.words.extend_from_slice(&words[reader.at..]);
            break;
        } else if let Some(long) = word.strip_prefix("--") {
            reader.long(long)?;
        } else if word.len() > 1 && word.starts_with('-') {
            reader.letters(&word[1..])?;
        } else {
            reader.arguments.words.push(word.clone());
        }
    }
    Ok(reader.arguments)
}

struct Reader<'a> {
    command: &'a str,
    flags: &'a [Flag],
    words: &'a [String],
    at: usize,
    arguments: Arguments,
}

impl<'a> Reader<'a> {
    fn find(&self, matches: &dyn Fn(&Flag) -> bool) -> Option<&'a Flag> {
        let with_files = self.flags.iter().any(|flag| flag.name == FILENAME.name);
        let recursive: &[Flag] = if with_files { &[RECURSIVE] } else { &[] };
        let with_output = self.flags.iter().any(|flag| flag.name == OUTPUT.name);
        let template: &[Flag] = if with_output { &[TEMPLATE] } else { &[] };
        let more = GLOBAL.iter().chain(recursive).chain(template).chain(CONNECTION);
        self.flags.iter().chain(more).find(|flag| matches(flag))
    }

    fn next_word(&mut self) -> Option<String> {
        let word = self.words.get(self.at).cloned();
        self.at += 1;
        word
    }

    fn long(&mut self, text: &str) -> Result<(), Failure> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let Some(flag) = self.find(&|flag| flag.name == name) else {
            return Err(Failure::flag(self.command, &format!("unknown flag: --{name}")));
        };
        let value = match (value, flag.takes) {
            (Some(value), _) => value,
            (None, Takes::Switch) => "true".to_owned(),
            (None, Takes::TextOr(alone)) => alone.to_owned(),
            (None, Takes::Text | Takes::Number) => match self.next_word() {
                Some(value) => value,
                None => {
                    let message = format!("flag needs an argument: --{name}");
                    return Err(Failure::flag(self.command, &message));
                }
            },
        };
        self.set(flag, value)
    }

    fn letters(&mut self, text: &str) -> Result<(), Failure> {
        for (index, letter) in text.char_indices() {
            let Some(flag) = self.find(&|flag| flag.short == Some(letter)) else {
                let message = format!("unknown shorthand flag: '{letter}' in -{text}");
                return Err(Failure::flag(self.command, &message));
            };
            let rest = &text[index + letter.len_utf8()..];
            if let Some(value) = rest.strip_prefix('=') {
                return self.set(flag, value.to_owned());
            }
            match flag.takes {
                Takes::Switch => self.set(flag, "true".to_owned())?,
                Takes::TextOr(alone) => self.set(flag, alone.to_owned())?,
                Takes::Text | Takes::Number if !rest.is_empty() => {
                    return self.set(flag, rest.to_owned());
                }
                Takes::Text | Takes::Number => {
                    let Some(value) = self.next_word() else {
                        let message = format!("flag needs an argument: '{letter}' in -{text}");
                        return Err(Failure::flag(self.command, &message));
                    };
                    self.set(flag, value)?;
                }
            }
        }
        Ok(())
    }

    fn set(&mut self, flag: &Flag, value: String) -> Result<(), Failure> {
        let wrong = match flag.takes {
            Takes::Number if value.parse::<i64>().is_err() => Some("ParseInt"),
            Takes::Switch if !is_true(&value) && !is_false(&value) => Some("ParseBool"),
            _ => None,
        };
        if let Some(function) = wrong {
            let name = match flag.short {
                Some(letter) => format!("-{letter}, --{}", flag.name),
                None => format!("--{}", flag.name),
            };
            let message = format!(
                "invalid argument \"{value}\" for \"{name}\" flag: strconv.{function}: parsing \
                 \"{value}\": invalid syntax"
            );
            return Err(Failure::flag(self.command, &message));
        }
        self.arguments.flags.push((flag.name, value));
        Ok(())
    }
}

/// The same for what turns a switch off.
pub fn is_false(value: &str) -> bool {
    matches!(value, "false" | "False" | "FALSE" | "f" | "F" | "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: &[Flag] = &[
        FILENAME,
        OUTPUT,
        Flag::switch("stdin", "").letter('i'),
        Flag::switch("tty", "").letter('t'),
        Flag::number("replicas", ""),
        DRY_RUN,
        RECORD,
    ];

    fn read(line: &str) -> Result<Arguments, String> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        parse("kubectl get", FLAGS, &words).map_err(|failure| failure.text)
    }

    #[test]
    fn values_follow_a_flag_or_are_joined_to_it() {
        let arguments = read("pods -ojson -n kube-system -it --replicas=3 x -f a,b -f c").unwrap();
        assert_eq!(arguments.words, ["pods", "x"]);
        assert_eq!(arguments.text("output"), Some("json"));
        assert_eq!(arguments.text("namespace"), Some("kube-system"));
        assert!(arguments.on("stdin") && arguments.on("tty"));
        assert_eq!(arguments.number("replicas"), Some(3));
        assert_eq!(arguments.list("filename"), ["a", "b", "c"]);
        assert_eq!(arguments.recorded(), None);
    }

    #[test]
    fn what_follows_two_dashes_is_not_read() {
        let arguments = read("pod -it -- ls -l --all").unwrap();
        assert_eq!(arguments.words, ["pod", "ls", "-l", "--all"]);
        assert_eq!(arguments.dash, Some(1));
    }

    #[test]
    fn what_is_recorded_names_words_before_flags() {
        let arguments = read("--replicas=3 deploy/web --record -n a").unwrap();
        assert_eq!(
            arguments.recorded().unwrap(),
            "kubectl get deploy/web --replicas=3 --record=true --namespace=a"
        );
    }

    #[test]
    fn wrong_flags_are_refused_by_name() {
        let wrong = |line| read(line).unwrap_err();
        let hint = "\nSee 'kubectl get --help' for usage.";
        assert_eq!(wrong("--bogus"), format!("error: unknown flag: --bogus{hint}"));
        assert_eq!(wrong("-z"), format!("error: unknown shorthand flag: 'z' in -z{hint}"));
        assert_eq!(wrong("pods -n"), format!("error: flag needs an argument: 'n' in -n{hint}"));
        assert_eq!(
            wrong("--replicas=abc"),
            format!(
                "error: invalid argument \"abc\" for \"--replicas\" flag: strconv.ParseInt: \
                 parsing \"abc\": invalid syntax{hint}"
            )
        );
    }
}
