//! JSON as Go reads it: the same texts are refused, in the same words.
//!
//! Models encoding/json/scanner.go and decode.go.

use super::decimal::{self, Decimal, is_fraction};
use super::go;
use serde_json::{Map, Number, Value};
use std::fmt;

/// How deep objects and lists may be nested. Go allows 10,000, which are too many for the stack of
/// a page.
const DEEPEST: usize = 128;

/// A text that is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// Something that may not be there.
    Character {
        /// The byte.
        found: u8,
        /// What it stands in, or what was looked for: `in string literal`.
        place: String,
    },
    /// The text ends too early.
    End,
    /// Objects and lists are nested too deep.
    TooDeep,
    /// A number that is too large for a float64.
    Number(String),
}

impl fmt::Display for Invalid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Invalid::Character { found, place } => {
                write!(out, "invalid character '{}' {place}", quoted(*found))
            }
            Invalid::End => out.write_str("unexpected end of JSON input"),
            Invalid::TooDeep => out.write_str("exceeded max depth"),
            Invalid::Number(text) => {
                write!(out, "json: cannot unmarshal number {text} into Go value of type float64")
            }
        }
    }
}

// Models scanner.go quoteChar
fn quoted(byte: u8) -> String {
    let mut quoted = String::new();
    match char::from(byte) {
        '\'' => quoted.push_str(r"\'"),
        '"' => quoted.push('"'),
        other => go::escape(other, &mut quoted),
    }
    quoted
}

/// The value that a text is.
pub fn parse(text: &str) -> Result<Value, Invalid> {
    let mut reader = Reader::new(text);
    let value = reader.value()?;
    match reader.next_byte() {
        None => Ok(value),
        Some(_) => reader.invalid("after top-level value"),
    }
}

/// An object with these members. Where values go into it that are JSON already, the macro would
/// copy them by way of a serializer.
pub fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Reads values that follow each other.
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Before the first value.
    pub fn new(text: &'a str) -> Self {
        Reader { text, at: 0, depth: 0 }
    }

    /// How many bytes have been read.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Whether another value follows. Its first byte is the next then.
    pub fn has_more(&mut self) -> bool {
        self.next_byte().is_some()
    }

    /// The next value.
    pub fn value(&mut self) -> Result<Value, Invalid> {
        const LOOKING: &str = "looking for beginning of value";
        match self.next_byte() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::list),
            Some(b'"') => self.string().map(Value::String),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ => self.invalid(LOOKING),
        }
    }

    /// The next byte that is no white space.
    fn next_byte(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Whether the next byte is that one, which then has been read.
    fn takes(&mut self, wanted: u8) -> bool {
        let is_it = self.peek() == Some(wanted);
        self.at += usize::from(is_it);
        is_it
    }

    /// The next byte may not be there.
    fn invalid<T>(&self, place: &str) -> Result<T, Invalid> {
        Err(match self.peek() {
            Some(found) => Invalid::Character { found, place: place.to_owned() },
            None => Invalid::End,
        })
    }

    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        if self.depth == DEEPEST {
            return Err(Invalid::TooDeep);
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value, Invalid> {
        let mut members = Map::new();
        if self.next_byte() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            if self.next_byte() != Some(b'"') {
                return self.invalid("looking for beginning of object key string");
            }
            let name = self.string()?;
            self.next_byte();
            if !self.takes(b':') {
                return self.invalid("after object key");
            }
            members.insert(name, self.value()?);
            self.next_byte();
            if self.takes(b'}') {
                return Ok(Value::Object(members));
            }
            if !self.takes(b',') {
                return self.invalid("after object key:value pair");
            }
        }
    }

    fn list(&mut self) -> Result<Value, Invalid> {
        let mut items = Vec::new();
        if self.next_byte() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.next_byte();
            if self.takes(b']') {
                return Ok(Value::Array(items));
            }
            if !self.takes(b',') {
                return self.invalid("after array element");
            }
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Invalid> {
        for letter in word.bytes() {
            if !self.takes(letter) {
                let wanted = char::from(letter);
                return self.invalid(&format!("in literal {word} (expecting '{wanted}')"));
            }
        }
        Ok(value)
    }

    fn digits(&mut self, place: &str) -> Result<(), Invalid> {
        if !self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return self.invalid(place);
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Number, Invalid> {
        let start = self.at;
        self.takes(b'-');
        // Nothing may follow a zero in front but a point or an exponent.
        if !self.takes(b'0') {
            self.digits("in numeric literal")?;
        }
        if self.takes(b'.') {
            self.digits("after decimal point in numeric literal")?;
        }
        if self.takes(b'e') || self.takes(b'E') {
            let _signed = self.takes(b'+') || self.takes(b'-');
            self.digits("in exponent of numeric literal")?;
        }
        // As Go does, which has it as a float64 and writes that down again.
        let text = &self.text[start..self.at];
        let number = match decimal::number(text) {
            fraction if is_fraction(&fraction) => Decimal::parse(text).map(|it| it.number()),
            whole => Some(whole),
        };
        number.ok_or_else(|| Invalid::Number(text.to_owned()))
    }

    fn string(&mut self) -> Result<String, Invalid> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let rest = &self.text[self.at..];
            let end = rest.find(|c: char| c == '"' || c == '\\' || c < ' ').unwrap_or(rest.len());
            string.push_str(&rest[..end]);
            self.at += end;
            if self.takes(b'"') {
                return Ok(string);
            }
            if !self.takes(b'\\') {
                return self.invalid("in string literal");
            }
            string.push(self.escaped()?);
        }
    }

    /// What stands behind a backslash.
    fn escaped(&mut self) -> Result<char, Invalid> {
        let letter = match self.peek() {
            Some(plain @ (b'"' | b'\\' | b'/')) => char::from(plain),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return self.invalid("in string escape code"),
        };
        self.at += 1;
        Ok(letter)
    }

    /// A character by its number, or by the two halves of it; half a character becomes U+FFFD.
    fn unicode(&mut self) -> Result<char, Invalid> {
        let first = self.hexadecimal()?;
        if let Some(letter) = char::from_u32(first) {
            return Ok(letter);
        }
        let (start, is_first) = (self.at, first < 0xdc00);
        if is_first && self.takes(b'\\') && self.peek() == Some(b'u') {
            let second = self.hexadecimal()?;
            if (0xdc00..0xe000).contains(&second) {
                let both = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(both).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        self.at = start;
        Ok(char::REPLACEMENT_CHARACTER)
    }

    /// The four digits behind a `u`.
    fn hexadecimal(&mut self) -> Result<u32, Invalid> {
        let mut number = 0;
        for _ in 0..4 {
            self.at += 1;
            match self.peek().and_then(|byte| char::from(byte).to_digit(16)) {
                Some(digit) => number = number * 16 + digit,
                None => return self.invalid("in \\u hexadecimal character escape"),
            }
        }
        self.at += 1;
        Ok(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_are_read_as_the_values_that_they_are() {
        let text = " {\"a\": [1, -2, true, false, null, [], {}],\r\n\t\"\": \"\u{fc}\", \"b\": 1, \
                    \"b\": 18446744073709551615} ";
        let value = json!({"a": [1, -2, true, false, null, [], {}], "": "ü", "b": u64::MAX});
        assert_eq!(parse(text), Ok(value));
        for (text, number) in [
            ("0.50", "0.5"),
            ("-0.25e-3", "-0.00025"),
            ("3.0", "3"),
            ("1E+3", "1000"),
            ("1e21", "1e+21"),
        ] {
            let value = parse(text).unwrap();
            assert_eq!(value.as_number().map(Number::as_str), Some(number));
        }
    }

    #[test]
    fn escapes_are_resolved_and_half_characters_replaced() {
        for (text, value) in [
            (r#""\ud83d\ude00""#, "😀"),
            (r#""\ud83dx""#, "\u{fffd}x"),
            (r#""\ud83d\n""#, "\u{fffd}\n"),
            (r#""\ud83d\u0041""#, "\u{fffd}A"),
            (r#""\ude00""#, "\u{fffd}"),
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        ] {
            assert_eq!(parse(text), Ok(json!(value)), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused_in_the_words_of_go() {
        for (text, error) in [
            ("", "unexpected end of JSON input"),
            ("[1, ", "unexpected end of JSON input"),
            ("\"a", "unexpected end of JSON input"),
            ("{'a': 1}", r"invalid character '\'' looking for beginning of object key string"),
            ("{\"a\": 1,}", "invalid character '}' looking for beginning of object key string"),
            ("{\"a\" 1}", "invalid character '1' after object key"),
            ("{\"a\": 1 \"b\"}", "invalid character '\"' after object key:value pair"),
            ("[1 2]", "invalid character '2' after array element"),
            ("[1,]", "invalid character ']' looking for beginning of value"),
            ("{} x", "invalid character 'x' after top-level value"),
            ("nul!", "invalid character '!' in literal null (expecting 'l')"),
            ("tru", "unexpected end of JSON input"),
            ("01", "invalid character '1' after top-level value"),
            ("-x", "invalid character 'x' in numeric literal"),
            ("1.x", "invalid character 'x' after decimal point in numeric literal"),
            ("1e+x", "invalid character 'x' in exponent of numeric literal"),
            ("\"\n\"", r"invalid character '\n' in string literal"),
            ("\"\u{1b}[0m\"", r"invalid character '\x1b' in string literal"),
            ("\u{7}", r"invalid character '\a' looking for beginning of value"),
            ("\\", r"invalid character '\\' looking for beginning of value"),
            ("[1e400]", "json: cannot unmarshal number 1e400 into Go value of type float64"),
            (r#""\x""#, "invalid character 'x' in string escape code"),
            (r#""\u12g4""#, r"invalid character 'g' in \u hexadecimal character escape"),
            ("ä", "invalid character 'Ã' looking for beginning of value"),
        ] {
            assert_eq!(parse(text).map_err(|it| it.to_string()), Err(error.to_owned()), "{text}");
        }
        assert_eq!(parse(&"[".repeat(DEEPEST + 1)), Err(Invalid::TooDeep));
        assert_eq!(parse(&"[".repeat(DEEPEST)), Err(Invalid::End));
    }

    #[test]
    fn values_follow_each_other() {
        let mut reader = Reader::new("{} [2]\n 3 ");
        let mut values = Vec::new();
        while reader.has_more() {
            values.push((reader.at(), reader.value().unwrap()));
        }
        assert_eq!(values, [(0, json!({})), (3, json!([2])), (8, json!(3))]);
    }
}
