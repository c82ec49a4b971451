//! Numbers as C reads and prints them.

use super::printf::Directive;

/// A whole number at the start of a text, and what is left behind it: all, if there is none.
/// Models strtoimax(3).
pub fn whole(text: &str) -> (i128, &str) {
    let start = text.trim_start_matches([' ', '\t', '\n', '\r']);
    let (negative, digits) = match start.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, start.strip_prefix('+').unwrap_or(start)),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") if digits[2..].starts_with(|c: char| c.is_ascii_hexdigit()) => {
            (16, &digits[2..])
        }
        _ if digits.starts_with('0') => (8, digits),
        _ => (10, digits),
    };
    let left = digits.trim_start_matches(|c: char| c.is_digit(radix));
    if left.len() == digits.len() {
        return (0, text);
    }
    let mut value = 0_i128;
    for digit in digits[..digits.len() - left.len()].chars() {
        let digit = digit.to_digit(radix).unwrap_or(0);
        value = value.saturating_mul(radix.into()).saturating_add(digit.into());
    }
    (if negative { -value } else { value }, left)
}

/// The same for a floating number.
/// Models strtod(3).
pub fn float(text: &str) -> (f64, &str) {
    /// More letters than that tell no number apart from others.
    const LONGEST: usize = 400;
    let start = text.trim_start_matches([' ', '\t', '\n', '\r']);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let end = start.find(|c: char| !is_part(c)).unwrap_or(start.len()).min(LONGEST);
    for end in (1..=end).rev() {
        if let Ok(value) = start[..end].parse() {
            return (value, &start[end..]);
        }
    }
    (0.0, text)
}

/// A whole number in the base of a letter of `printf`, with the digits that are asked for.
pub fn shown(value: i128, verb: char, directive: &Directive) -> String {
    let positive = value.unsigned_abs();
    let (digits, base) = match verb {
        'o' => (format!("{positive:o}"), if directive.alternate && value != 0 { "0" } else { "" }),
        'x' => (format!("{positive:x}"), if directive.alternate && value != 0 { "0x" } else { "" }),
        'X' => (format!("{positive:X}"), if directive.alternate && value != 0 { "0X" } else { "" }),
        _ => (positive.to_string(), ""),
    };
    let is_signed = matches!(verb, 'd' | 'i');
    let digits = if directive.precision == Some(0) && value == 0 { String::new() } else { digits };
    let zeros = directive.precision.unwrap_or(0).saturating_sub(digits.len());
    let sign = match () {
        () if value < 0 => "-",
        () if is_signed => plus(directive),
        () => "",
    };
    format!("{sign}{base}{}{digits}", "0".repeat(zeros))
}

fn plus(directive: &Directive) -> &'static str {
    match (directive.plus, directive.blank) {
        (true, _) => "+",
        (false, true) => " ",
        (false, false) => "",
    }
}

/// A floating number as a letter of `printf` shows it.
pub fn floating(value: f64, verb: char, directive: &Directive) -> String {
    let precision = directive.precision.unwrap_or(6);
    let positive = value.abs();
    let text = match verb.to_ascii_lowercase() {
        _ if value.is_nan() => "nan".to_owned(),
        _ if value.is_infinite() => "inf".to_owned(),
        'e' => exponential(positive, precision),
        'f' => format!("{positive:.precision$}"),
        _ => general(positive, precision.max(1), directive.alternate),
    };
    let sign = if value.is_sign_negative() { "-" } else { plus(directive) };
    let text = if verb.is_ascii_uppercase() { text.to_uppercase() } else { text };
    format!("{sign}{text}")
}

/// `1.500000e+01`
fn exponential(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |it| ('-', it));
    format!("{digits}e{sign}{exponent:0>2}")
}

/// `%g`: whichever is shorter, without the zeros at its end.
fn general(value: f64, digits: usize, keeps_zeros: bool) -> String {
    let scientific = exponential(value, digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
    let size: i64 = exponent.parse().unwrap_or(0);
    let is_plain = size >= -4 && size < digits as i64;
    let places = (digits as i64 - 1 - size).max(0) as usize;
    let plain = if is_plain { format!("{value:.places$}") } else { mantissa.to_owned() };
    let cut = match plain.contains('.') && !keeps_zeros {
        true => plain.trim_end_matches('0').trim_end_matches('.'),
        false => &plain,
    };
    if is_plain { cut.to_owned() } else { format!("{cut}e{exponent}") }
}
