//! `printf` of templates. Models fmt/print.go of Go for what templates hold.

use super::eval::Data;
use crate::api::go::quoted;
use serde_json::Value;

/// The widest that anything is padded to, and the most digits that are asked for.
/// Models fmt/print.go tooLarge.
const WIDEST: usize = 1_000_000;

/// How a value is to look, as it stands between `%` and the verb.
#[derive(Default)]
struct Directive {
    left: bool,
    zeros: bool,
    sign: bool,
    width: Option<usize>,
    precision: Option<usize>,
}

/// Models fmt.Sprintf.
pub fn format(format: &str, arguments: &[Data]) -> String {
    let mut out = String::new();
    let mut left = arguments.iter();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let directive = Directive::read(&mut rest, &mut left, &mut out);
        let Some(verb) = rest.chars().next() else {
            out.push_str("%!(NOVERB)");
            break;
        };
        rest = &rest[verb.len_utf8()..];
        if verb == '%' {
            out.push('%');
            continue;
        }
        match left.next() {
            Some(argument) => directive.write(verb, argument, &mut out),
            None => out.push_str(&format!("%!{verb}(MISSING)")),
        }
    }
    out.push_str(rest);
    let extra: Vec<String> =
        left.map(|data| format!("{}={}", data.type_name(), data.text())).collect();
    if !extra.is_empty() {
        out.push_str(&format!("%!(EXTRA {})", extra.join(", ")));
    }
    out
}

impl Directive {
    /// Reads what stands before a verb.
    fn read(rest: &mut &str, left: &mut std::slice::Iter<'_, Data>, out: &mut String) -> Directive {
        let mut directive = Directive::default();
        let verb = rest.trim_start_matches(['-', '+', '#', ' ', '0']);
        let flags = &rest[..rest.len() - verb.len()];
        *rest = verb;
        directive.left = flags.contains('-');
        directive.zeros = flags.contains('0') && !directive.left;
        directive.sign = flags.contains('+');
        match starred(rest, left) {
            None => directive.width = number(rest),
            Some(Some(width)) => {
                directive.left |= width < 0;
                directive.zeros &= width >= 0;
                directive.width = Some(width.unsigned_abs() as usize);
            }
            Some(None) => out.push_str("%!(BADWIDTH)"),
        }
        if let Some(after) = rest.strip_prefix('.') {
            *rest = after;
            match starred(rest, left) {
                None => directive.precision = Some(number(rest).unwrap_or(0)),
                Some(Some(digits)) if digits >= 0 => directive.precision = Some(digits as usize),
                Some(_) => out.push_str("%!(BADPREC)"),
            }
        }
        directive
    }

    fn write(&self, verb: char, argument: &Data, out: &mut String) {
        let word = self.word(verb, argument);
        let missing = self.width.unwrap_or(0).saturating_sub(word.chars().count());
        if self.left {
            out.push_str(&word);
            out.extend(std::iter::repeat_n(' ', missing));
            return;
        }
        let is_number = matches!(argument, Data::Whole(_) | Data::Json(Value::Number(_)));
        let signs: &[char] = if self.zeros && is_number { &['-', '+'] } else { &[] };
        let unsigned = word.strip_prefix(signs).unwrap_or(&word);
        out.push_str(&word[..word.len() - unsigned.len()]);
        out.extend(std::iter::repeat_n(if self.zeros { '0' } else { ' ' }, missing));
        out.push_str(unsigned);
    }

    /// A value as its verb shows it.
    fn word(&self, verb: char, argument: &Data) -> String {
        let text = match argument {
            Data::Nothing => "<nil>".to_owned(),
            argument => argument.text(),
        };
        let cut = |text: &str| text.chars().take(self.precision.unwrap_or(usize::MAX)).collect();
        match (verb, argument) {
            ('v' | 's', Data::Json(Value::String(text))) => cut(text),
            ('q', Data::Json(Value::String(text))) => quoted(&cut(text)),
            ('d' | 'v', Data::Whole(number)) => {
                let sign = if *number < 0 { "-" } else { self.plus() };
                let digits = number.unsigned_abs().to_string();
                let zeros = self.precision.unwrap_or(0).saturating_sub(digits.len());
                format!("{sign}{}{digits}", "0".repeat(zeros))
            }
            ('f', Data::Json(Value::Number(number))) => {
                // What stands behind so many digits is nothing but zeros.
                const DIGITS: usize = 1_000;
                let number = number.as_f64().unwrap_or_default();
                let (asked, sign) = (self.precision.unwrap_or(6), self.plus());
                let shown = asked.min(DIGITS);
                let sign = if number < 0.0 { "" } else { sign };
                format!("{sign}{number:.shown$}{}", "0".repeat(asked - shown))
            }
            ('v', _)
            | ('t', Data::Json(Value::Bool(_)))
            | ('g', Data::Json(Value::Number(_)))
            | ('s', Data::Json(Value::Array(_) | Value::Object(_))) => text,
            ('T', data) => data.type_name().to_owned(),
            (_, Data::Nothing) => format!("%!{verb}(<nil>)"),
            (_, data) => format!("%!{verb}({}={text})", data.type_name()),
        }
    }

    fn plus(&self) -> &'static str {
        if self.sign { "+" } else { "" }
    }
}

/// The argument that a `*` takes for a number, if there is a `*`; none if it is no such number.
/// Models fmt/print.go intFromArg.
fn starred(rest: &mut &str, left: &mut std::slice::Iter<'_, Data>) -> Option<Option<i64>> {
    *rest = rest.strip_prefix('*')?;
    Some(match left.next() {
        Some(Data::Whole(number)) => {
            Some(*number).filter(|number| number.unsigned_abs() <= WIDEST as u64)
        }
        _ => None,
    })
}

/// A number of the format. Of one that is too large Go gives up the rest, and so the verb.
/// Models fmt/print.go parsenum.
fn number(rest: &mut &str) -> Option<usize> {
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &rest[..rest.len() - after.len()];
    *rest = after;
    if digits.is_empty() {
        return None;
    }
    let number = digits.parse().ok().filter(|number| *number <= WIDEST);
    if number.is_none() {
        *rest = "";
    }
    number
}
