//! What stands behind backslashes in `printf`, `echo -e` and `tr`.

use super::session::Dialect;

/// Where escapes are carried out, which makes some of them differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the format of `printf`.
    Format,
    /// In what `%b` prints: `\0101` is `A`, and `\c` ends everything.
    Value,
    /// In what `echo -e` prints: there bash knows no `\101` either.
    Echo,
}

/// A text with its escapes carried out, and whether more may be printed.
pub fn unescaped(text: &str, place: Place, dialect: Dialect) -> (String, bool) {
    let (mut bytes, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find('\\') {
        bytes.extend(rest[..at].bytes());
        rest = &rest[at + 1..];
        if !escape(&mut rest, &mut bytes, place, dialect) {
            return (lossy(&bytes), false);
        }
    }
    bytes.extend(rest.bytes());
    (lossy(&bytes), true)
}

/// Bytes as text.
pub fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Carries out what stands behind a backslash. Whether more may be printed.
// Models bash's builtins/printf.def tescape, dash's bltin/printf.c conv_escape and busybox'
// libbb/process_escape_sequence.c
pub fn escape(rest: &mut &str, bytes: &mut Vec<u8>, place: Place, dialect: Dialect) -> bool {
    let is_bash = dialect == Dialect::Bash;
    let Some(letter) = rest.chars().next() else {
        bytes.push(b'\\');
        return true;
    };
    let after = &rest[letter.len_utf8()..];
    let ends = place != Place::Format || dialect == Dialect::Busybox;
    let simple = match letter {
        'a' => 7,
        'b' => 8,
        'e' => 27,
        'E' if is_bash => 27,
        'f' => 12,
        'n' => b'\n',
        'r' => b'\r',
        't' => b'\t',
        'v' => 11,
        '\\' => b'\\',
        quote @ ('"' | '\'' | '?') if is_bash && place == Place::Format => quote as u8,
        'c' if ends => return false,
        _ => 0,
    };
    if simple != 0 {
        bytes.push(simple);
        *rest = after;
        return true;
    }
    let (digits, radix, most) = match letter {
        '0' if place != Place::Format => (after, 8, 3),
        '0'..='7' if !(is_bash && place == Place::Echo) => (*rest, 8, 3),
        'x' if dialect != Dialect::Dash => (after, 16, 2),
        'u' if is_bash => (after, 16, 4),
        'U' if is_bash => (after, 16, 8),
        _ => (*rest, 2, 0),
    };
    let count = digits.chars().take(most).take_while(|digit| digit.is_digit(radix)).count();
    if count == 0 && !(letter == '0' && most > 0) {
        // It is no escape: the backslash stands for itself.
        bytes.push(b'\\');
        return true;
    }
    let number = u32::from_str_radix(&digits[..count], radix).unwrap_or(0);
    *rest = &digits[count..];
    match letter {
        'u' | 'U' => {
            let letter = char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER);
            bytes.extend(letter.encode_utf8(&mut [0; 4]).bytes());
        }
        _ => bytes.push(number as u8),
    }
    true
}
