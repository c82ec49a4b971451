//! Texts as Go quotes them in its messages.

/// A text as Go prints it with `%q`.
// Models strconv/quote.go Quote
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    text.chars().for_each(|letter| escape(letter, &mut out));
    out.push('"');
    out
}

/// Writes a character as it stands between double quotes.
// Models strconv/quote.go appendEscapedRune
pub fn escape(letter: char, out: &mut String) {
    let short = match letter {
        '"' | '\\' => letter,
        '\x07' => 'a',
        '\x08' => 'b',
        '\x0c' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\x0b' => 'v',
        '\0'..' ' | '\x7f' => return out.push_str(&format!("\\x{:02x}", u32::from(letter))),
        _ if letter.is_control() => {
            return out.push_str(&format!("\\u{:04x}", u32::from(letter)));
        }
        _ => return out.push(letter),
    };
    out.extend(['\\', short]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_printed_is_escaped_as_go_escapes_it() {
        let text = "a\"b\\\x07\x08\x0c\n\r\t\x0b\0\x1b\x7f\u{85}é 'x'";
        assert_eq!(quoted(text), r#""a\"b\\\a\b\f\n\r\t\v\x00\x1b\x7f\u0085é 'x'""#);
    }
}
