//! What an unquoted YAML scalar means: Kubernetes reads YAML as version 1.1 had it.

use crate::api::decimal::Decimal;
use serde_json::{Number, Value};

/// What a scalar stands for when neither quotes nor a tag say so.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    /// `~`, `null` or nothing at all.
    Null,
    /// `true`, `yes`, `on`, `y` and their opposites.
    Bool(bool),
    /// A whole number in base 2, 8, 10 or 16.
    Int(Number),
    /// A number with a point or an exponent; a whole one is kept as an integer.
    Float(Number),
    /// `.inf` or `.nan`, in the words of Go, which cannot write them as JSON.
    NotFinite(&'static str),
    /// A date or a moment. It stays text, but text that looks like it must be quoted.
    Timestamp,
    /// `<<`: the value's entries are merged into the mapping.
    Merge,
    /// Text.
    Text,
}

impl Scalar {
    /// The scalar's tag, as error messages name it.
    pub(super) fn tag(&self) -> &'static str {
        match self {
            Self::Null => "!!null",
            Self::Bool(_) => "!!bool",
            Self::Int(_) => "!!int",
            Self::Float(_) | Self::NotFinite(_) => "!!float",
            Self::Timestamp => "!!timestamp",
            Self::Merge => "!!merge",
            Self::Text => "!!str",
        }
    }

    /// The JSON value of the scalar that was written as `text`.
    pub(super) fn into_value(self, text: &str) -> Result<Value, String> {
        Ok(match self {
            Self::Null => Value::Null,
            Self::Bool(yes) => Value::Bool(yes),
            Self::Int(number) | Self::Float(number) => Value::Number(number),
            Self::NotFinite(words) => return Err(format!("json: unsupported value: {words}")),
            Self::Timestamp | Self::Merge | Self::Text => Value::String(text.to_owned()),
        })
    }
}

/// Resolves a plain scalar.
// Models sigs.k8s.io/yaml/goyaml.v2/resolve.go resolve
pub(super) fn resolve(text: &str) -> Scalar {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Scalar::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Scalar::Bool(false);
        }
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        ".nan" | ".NaN" | ".NAN" => return Scalar::NotFinite("NaN"),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Scalar::NotFinite("+Inf");
        }
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::NotFinite("-Inf"),
        "<<" => return Scalar::Merge,
        _ => {}
    }
    match text.as_bytes()[0] {
        b'.' => float(text).map_or(Scalar::Text, Scalar::Float),
        b'+' | b'-' | b'0'..=b'9' => {
            if is_timestamp(text) {
                return Scalar::Timestamp;
            }
            let plain = text.replace('_', "");
            match integer(&plain) {
                Some(number) => Scalar::Int(number),
                None => float(&plain).map_or(Scalar::Text, Scalar::Float),
            }
        }
        _ => Scalar::Text,
    }
}

/// A whole number as Go reads it: `12`, `0x1f`, `0b11`, and octal as `017` or `0o17`.
fn integer(text: &str) -> Option<Number> {
    let negative = text.starts_with('-');
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let bytes = unsigned.as_bytes();
    let (digits, base) = match bytes {
        [b'0', b'x' | b'X', ..] => (&unsigned[2..], 16),
        [b'0', b'o' | b'O', ..] => (&unsigned[2..], 8),
        [b'0', b'b' | b'B', ..] => (&unsigned[2..], 2),
        [b'0', _, ..] => (&unsigned[1..], 8),
        _ => (unsigned, 10),
    };
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, base).ok()?;
    match negative {
        true if magnitude <= 1 << 63 => Some(Number::from((magnitude as i64).wrapping_neg())),
        true => None,
        false if text.starts_with('+') && magnitude > i64::MAX as u64 => None,
        false => Some(Number::from(magnitude)),
    }
}

/// A decimal number with a point or an exponent.
fn float(text: &str) -> Option<Number> {
    let number = Decimal::parse(text)?;
    // Go writes a whole number without a point, and reads it back as an integer.
    match number.whole() {
        Some(whole) => Some(Number::from(whole)),
        None => Some(number.number()),
    }
}

/// Whether the text is one of the forms of a date or moment that YAML 1.1 knows.
// Models sigs.k8s.io/yaml/goyaml.v2/resolve.go parseTimestamp
fn is_timestamp(text: &str) -> bool {
    let Some((year, rest)) = text.split_once('-') else { return false };
    if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let Some((month, rest)) = rest.split_once('-') else { return false };
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (day, clock) = rest.split_at(length);
    if !number_within(month, 1, 12) || !number_within(day, 1, 31) {
        return false;
    }
    match clock.as_bytes().first() {
        None => true,
        Some(b' ') => is_clock(&clock[1..], false),
        Some(b'T' | b't') => is_clock(&clock[1..], true),
        Some(_) => false,
    }
}

/// Whether the text is a time of day, with its zone where it needs one.
fn is_clock(text: &str, zoned: bool) -> bool {
    let mut parts = text.splitn(3, ':');
    let (Some(hour), Some(minute), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (second, mut rest) = rest.split_at(digits(rest));
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    let zone = match rest.as_bytes() {
        [] => !zoned,
        b"Z" => zoned,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            zoned && [h1, h2, m1, m2].iter().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    };
    let in_day = number_within(hour, 0, 23) && number_within(minute, 0, 59);
    in_day && number_within(second, 0, 59) && zone
}

/// Whether the text is a number of one or two digits within the bounds.
fn number_within(text: &str, least: u8, most: u8) -> bool {
    let short = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    short && text.parse::<u8>().is_ok_and(|number| (least..=most).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> String {
        match resolve(text).into_value(text) {
            Ok(value) => value.to_string(),
            Err(words) => words,
        }
    }

    #[test]
    fn yaml_1_1_has_many_words_for_true_and_false() {
        for text in ["y", "Y", "yes", "Yes", "YES", "true", "TRUE", "on", "On"] {
            assert_eq!(value(text), "true", "{text}");
        }
        for text in ["n", "N", "no", "NO", "false", "False", "off", "OFF"] {
            assert_eq!(value(text), "false", "{text}");
        }
        for text in ["yEs", "oN", "tRUE", "yes!", "t"] {
            assert_eq!(resolve(text), Scalar::Text, "{text}");
        }
    }

    #[test]
    fn numbers_may_have_another_base_or_underscores() {
        for (text, json) in [
            ("0", "0"),
            ("-0", "0"),
            ("+5", "5"),
            ("0x1F", "31"),
            ("-0x1f", "-31"),
            ("017", "15"),
            ("0o17", "15"),
            ("0b11", "3"),
            ("-0b11", "-3"),
            ("1_000", "1000"),
            ("08", "8"),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("18446744073709551615", "18446744073709551615"),
            ("1.5", "1.5"),
            // Every digit counts: what is written must be read as the same number again.
            ("8.888888888888889e+33", "8.888888888888889e+33"),
            ("1.50", "1.5"),
            ("1.5e3", "1500"),
            ("1e3", "1000"),
            ("-.5", "-0.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1.0", "1"),
            ("00.5", "0.5"),
        ] {
            assert_eq!(value(text), json, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_text() {
        for text in [
            "1:30", "1Gi", "500m", "10.0.0.1", "1,000", "0x", "0xg", "1e", "1e+", "-", "+", ".",
            "..", "--1", "1-2", "_1", "1.2.3", "v1", "1e400", "0b12",
        ] {
            assert_eq!(resolve(text), Scalar::Text, "{text}");
        }
    }

    #[test]
    fn dates_stay_text_but_are_known_as_dates() {
        for text in [
            "2001-01-01",
            "2001-1-1",
            "2026-11-23T19:38:09Z",
            "2026-11-23t19:38:09.123+07:00",
            "2026-11-23 9:8:7",
        ] {
            assert_eq!(resolve(text), Scalar::Timestamp, "{text}");
        }
        for text in ["2001-13-01", "2001-01", "2001-01-01T", "2001-01-01T10:00Z", "20-01-01"] {
            assert_eq!(resolve(text), Scalar::Text, "{text}");
        }
    }
}
