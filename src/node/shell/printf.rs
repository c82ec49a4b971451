//! `printf`, for the shells of containers and for the one outside.

use super::escape::{Place, escape, lossy, unescaped};
use super::number::{floating, shown, whole};
use super::session::Dialect;
use std::slice::Iter;

/// What `printf` has come to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Printed {
    /// What it prints.
    pub text: String,
    /// What it complains of, without the name of the shell.
    pub faults: Vec<String>,
    /// Its exit code.
    pub code: i32,
}

/// The widest that anything is padded to, and the most digits: nobody prints wider than that.
pub(super) const WIDEST: usize = 10_000;
/// Bytes after which nothing more is printed: they must not take all memory there is.
pub(super) const LONGEST: usize = 1 << 20;

/// Prints a format, again and again as long as it takes arguments and there are any.
// Models bash's builtins/printf.def without `-v`, dash's bltin/printf.c and busybox'
// coreutils/printf.c
pub fn printf(words: &[String], dialect: Dialect) -> Printed {
    let words = words.strip_prefix(&["--".to_owned()]).unwrap_or(words);
    let Some((format, values)) = words.split_first() else {
        let usage = match dialect {
            Dialect::Bash => "printf: usage: printf [-v var] format [arguments]",
            Dialect::Dash => "printf: usage: printf format [arg ...]",
            Dialect::Busybox => "usage: printf FORMAT [ARG]...",
        };
        return Printed { text: String::new(), faults: vec![usage.to_owned()], code: 2 };
    };
    let values = values.iter();
    let mut printer = Printer { dialect, values, bytes: Vec::new(), faults: Vec::new(), code: 0 };
    loop {
        let before = printer.values.len();
        let goes_on = printer.once(format) && printer.bytes.len() < LONGEST;
        if !goes_on || printer.values.len() == before || printer.values.len() == 0 {
            break;
        }
    }
    let Printer { bytes, faults, code, .. } = printer;
    Printed { text: lossy(&bytes), faults, code }
}

struct Printer<'a> {
    dialect: Dialect,
    values: Iter<'a, String>,
    bytes: Vec<u8>,
    faults: Vec<String>,
    code: i32,
}

/// How a value is to look, as it stands between `%` and the letter.
#[derive(Clone, Copy, Default)]
pub(super) struct Directive {
    pub(super) left: bool,
    pub zeros: bool,
    pub plus: bool,
    pub blank: bool,
    /// `#`: with what tells the base, or with all digits.
    pub alternate: bool,
    pub width: usize,
    pub precision: Option<usize>,
}

impl<'a> Printer<'a> {
    /// Prints the format once. Whether it was to its end.
    fn once(&mut self, format: &str) -> bool {
        let mut rest = format;
        while let Some(at) = rest.find(['%', '\\']) {
            self.bytes.extend(rest[..at].bytes());
            let start = &rest[at..];
            rest = &start[1..];
            let goes_on = match start.strip_prefix("%%") {
                Some(after) => {
                    self.bytes.push(b'%');
                    rest = after;
                    true
                }
                None if start.starts_with('\\') => {
                    escape(&mut rest, &mut self.bytes, Place::Format, self.dialect)
                }
                None => self.directive(start, &mut rest),
            };
            if !goes_on || self.bytes.len() > LONGEST {
                return false;
            }
        }
        self.bytes.extend(rest.bytes());
        true
    }

    /// Prints a value as the format says from `start` on. Whether anything may follow.
    fn directive<'b>(&mut self, start: &'b str, rest: &mut &'b str) -> bool {
        let mut directive = Directive::default();
        while let Some(flag) = rest.chars().next().filter(|flag| "-+ #0".contains(*flag)) {
            match flag {
                '-' => directive.left = true,
                '+' => directive.plus = true,
                ' ' => directive.blank = true,
                '#' => directive.alternate = true,
                _ => directive.zeros = true,
            }
            *rest = &rest[1..];
        }
        let width = self.number(rest).unwrap_or(0);
        directive.left |= width < 0;
        directive.width = bounded(width);
        if let Some(after) = rest.strip_prefix('.') {
            *rest = after;
            let digits = self.number(rest).unwrap_or(0);
            directive.precision = (digits >= 0).then(|| bounded(digits));
        }
        // How large a number is.
        *rest = rest.trim_start_matches(|letter| match self.dialect {
            Dialect::Bash => "hjlLtz".contains(letter),
            Dialect::Busybox => "hlLz".contains(letter),
            Dialect::Dash => false,
        });
        let verb = rest.chars().next();
        let end = start.len() - rest.len() + verb.map_or(0, char::len_utf8);
        let Some(shown) = verb.and_then(|verb| self.value(verb, &directive)) else {
            self.refuse(&start[..end], verb);
            return false;
        };
        *rest = &start[end..];
        let (text, goes_on) = shown;
        self.pad(&text, verb, &directive);
        goes_on
    }

    /// That there is no such directive.
    fn refuse(&mut self, directive: &str, verb: Option<char>) {
        let fault = match (self.dialect, verb) {
            (Dialect::Bash, Some(verb)) => format!("`{verb}': invalid format character"),
            (Dialect::Bash, None) => format!("`{directive}': missing format character"),
            (Dialect::Dash, Some(_)) => format!("{directive}: invalid directive"),
            (Dialect::Dash, None) => "missing format character".to_owned(),
            (Dialect::Busybox, _) => format!("{directive}: invalid format"),
        };
        self.complain(fault);
        self.code = if self.dialect == Dialect::Dash { 2 } else { 1 };
    }

    /// A complaint. Busybox' shell carries it out itself and does not say in which program.
    fn complain(&mut self, fault: String) {
        self.faults.push(match self.dialect {
            Dialect::Busybox => fault,
            _ => format!("printf: {fault}"),
        });
    }

    /// A number of the format, or the value that a `*` takes for it.
    fn number(&mut self, rest: &mut &str) -> Option<i64> {
        if let Some(after) = rest.strip_prefix('*') {
            *rest = after;
            return Some(self.integer().clamp(i64::MIN.into(), i64::MAX.into()) as i64);
        }
        let after = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let digits = &rest[..rest.len() - after.len()];
        *rest = after;
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(i64::MAX))
    }

    /// The next value as a letter shows it, and whether anything may follow; none if there is no
    /// such letter.
    fn value(&mut self, verb: char, directive: &Directive) -> Option<(String, bool)> {
        let cut =
            |text: &str| text.chars().take(directive.precision.unwrap_or(usize::MAX)).collect();
        Some(match verb {
            's' => (cut(self.next()), true),
            'b' => {
                let (text, goes_on) = unescaped(self.next(), Place::Value, self.dialect);
                (cut(&text), goes_on)
            }
            'c' => (self.next().chars().take(1).collect(), true),
            'q' if self.dialect == Dialect::Bash => (quoted(self.next()), true),
            'd' | 'i' => {
                let value = self.integer().clamp(i64::MIN.into(), i64::MAX.into());
                (shown(value, verb, directive), true)
            }
            'o' | 'u' | 'x' | 'X' => {
                let value = self.integer().clamp(i64::MIN.into(), u64::MAX.into());
                (shown((value as u64).into(), verb, directive), true)
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => (floating(self.float(), verb, directive), true),
            _ => return None,
        })
    }

    fn next(&mut self) -> &'a str {
        self.values.next().map_or("", String::as_str)
    }

    /// The next value as a whole number; one that is missing is nothing.
    fn integer(&mut self) -> i128 {
        let Some(text) = self.values.next() else { return 0 };
        if let Some(code) = letter_code(text) {
            return i128::from(code);
        }
        let (value, left) = whole(text);
        let is_out = value > u64::MAX.into() || value < i64::MIN.into();
        self.check(text, left, is_out);
        if left.is_empty() || self.dialect != Dialect::Busybox { value } else { 0 }
    }

    /// The next value as a floating number.
    fn float(&mut self) -> f64 {
        let Some(text) = self.values.next() else { return 0.0 };
        if let Some(code) = letter_code(text) {
            return f64::from(code);
        }
        let (value, left) = super::number::float(text);
        if !text.is_empty() {
            self.check(text, left, value.is_infinite() && !text.contains(['n', 'N']));
        }
        value
    }

    /// Complains of a value that is no number, or of what is `left` behind it.
    fn check(&mut self, text: &str, left: &str, is_out_of_range: bool) {
        let is_nothing = text.is_empty() && self.dialect != Dialect::Busybox;
        let fault = match self.dialect {
            _ if is_nothing || left.is_empty() && !text.is_empty() && !is_out_of_range => return,
            Dialect::Busybox => format!("invalid number '{text}'"),
            Dialect::Bash if left.is_empty() => {
                // It is but a warning.
                self.complain(format!("warning: {text}: Numerical result out of range"));
                return;
            }
            Dialect::Bash if text.starts_with("0x") => format!("{text}: invalid hex number"),
            Dialect::Bash if text.starts_with('0') => format!("{text}: invalid octal number"),
            Dialect::Bash => format!("{text}: invalid number"),
            Dialect::Dash if left.is_empty() => format!("{text}: Numerical result out of range"),
            Dialect::Dash if left.len() == text.len() => format!("{text}: expected numeric value"),
            Dialect::Dash => format!("{text}: not completely converted"),
        };
        self.complain(fault);
        self.code = 1;
    }

    fn pad(&mut self, text: &str, verb: Option<char>, directive: &Directive) {
        let Directive { left, zeros, width, precision, .. } = *directive;
        let missing = width.saturating_sub(text.chars().count());
        let is_whole = verb.is_some_and(|verb| "diouxX".contains(verb));
        let is_float =
            verb.is_some_and(|verb| "eEfFgG".contains(verb)) && !text.contains(['n', 'N']);
        let fills = zeros && !left && (is_float || is_whole && precision.is_none());
        // Zeros stand behind the sign and what tells the base.
        let before = if fills { text.find(|c| !"+- ".contains(c)).unwrap_or(0) } else { 0 };
        let is_hexadecimal = is_whole
            && fills
            && text[before..].starts_with(['0'])
            && text[before + 1..].starts_with(['x', 'X']);
        let (sign, digits) = text.split_at(before + if is_hexadecimal { 2 } else { 0 });
        self.bytes.extend(sign.bytes());
        let fill = if fills { b'0' } else { b' ' };
        self.bytes.extend(std::iter::repeat_n(fill, if left { 0 } else { missing }));
        self.bytes.extend(digits.bytes());
        self.bytes.extend(std::iter::repeat_n(b' ', if left { missing } else { 0 }));
    }
}

fn bounded(number: i64) -> usize {
    number.unsigned_abs().min(WIDEST as u64) as usize
}

/// `'A` and `"A` are numbers as well: that of the letter.
fn letter_code(text: &str) -> Option<u32> {
    let letter = text.strip_prefix(['\'', '"'])?;
    Some(letter.chars().next().map_or(0, u32::from))
}

/// A text as a word that bash reads as that text.
/// Models bash's lib/sh/shquote.c sh_backslash_quote and ansic_quote.
fn quoted(text: &str) -> String {
    if text.is_empty() {
        return "''".to_owned();
    }
    if text.contains(char::is_control) {
        let inner: String = text.chars().map(in_dollar_quotes).collect();
        return format!("$'{inner}'");
    }
    let mut quoted = String::new();
    for (at, letter) in text.chars().enumerate() {
        let is_special = " !\"$&'()*,;<>?[\\]^`{|}".contains(letter);
        if is_special || at == 0 && matches!(letter, '#' | '~') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted
}

fn in_dollar_quotes(letter: char) -> String {
    match letter {
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\r' => "\\r".to_owned(),
        '\x1b' => "\\E".to_owned(),
        '\'' | '\\' => format!("\\{letter}"),
        letter if letter.is_ascii_control() => format!("\\{:03o}", u32::from(letter)),
        letter => letter.to_string(),
    }
}
