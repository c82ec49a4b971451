//! Text that has to fit: an estimate of its width, and names shortened so that the part that tells
//! objects apart stays whole.
//!
//! The widths are those of a wide sans-serif (DejaVu Sans), because the page uses the reader's own
//! fonts: what fits here fits with every common one.

/// How a text is set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Font {
    /// Size in CSS pixels.
    pub size: f64,
    /// All characters have the same width.
    pub mono: bool,
    /// Bold.
    pub bold: bool,
}

impl Font {
    /// Small print: the shared part of a name, kinds, statuses.
    pub const LABEL: Font = Font { size: 12.0, mono: false, bold: false };
    /// Names of services, claims and volumes.
    pub const NAME: Font = Font { size: 12.0, mono: false, bold: true };
    /// The status of a pod: 11 px, its letters a little closer.
    pub const STATUS: Font = Font { size: 10.7, mono: false, bold: false };
    /// The part of a pod's name that tells it apart.
    pub const TAIL: Font = Font { size: 15.0, mono: true, bold: true };
    /// The same on a small card.
    pub const SMALL_TAIL: Font = Font { size: 13.0, mono: true, bold: true };
    /// The counter in memory.
    pub const NUMBER: Font = Font { size: 20.0, mono: false, bold: true };
    /// Contents of files and paths; a column of the narrowest lane holds `{"visits":`.
    pub const FILE: Font = Font { size: 11.1, mono: true, bold: false };
}

/// The width of a text in CSS pixels, rather too large than too small.
pub fn text_width(text: &str, font: Font) -> f64 {
    let ems: u32 = text.chars().map(|c| if font.mono { 602 } else { milli_em(c) }).sum();
    let weight = if font.bold && !font.mono { 1.13 } else { 1.0 };
    f64::from(ems) / 1000.0 * font.size * weight
}

fn milli_em(character: char) -> u32 {
    match character {
        'i' | 'j' | 'l' | '\'' => 278,
        'I' | '.' | ',' | ' ' | '|' | ':' | ';' => 337,
        'f' | 't' | '-' | '/' | '(' | ')' | '[' | ']' | '!' => 392,
        'r' => 411,
        's' | 'z' | 'c' => 550,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' => 990,
        'k' | 'v' | 'x' | 'y' | 'J' => 592,
        'a' | 'e' | 'o' | 'L' | 'F' | 'T' | 'P' => 615,
        'a'..='z' | '0'..='9' | '{' | '}' | '_' | 'E' | 'S' => 636,
        'A'..='Z' => 750,
        '"' => 460,
        character if character.is_ascii() => 840,
        _ => 1000,
    }
}

/// A name in two parts: what it shares with its siblings, and what tells it from them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The whole name.
    pub full: String,
    /// The shared part as it is drawn: whole, shortened to `…-stateful-`, or empty.
    pub head: String,
    /// The telling part as it is drawn.
    pub tail: String,
}

/// Splits `name` after `head` bytes and shortens both parts for two lines of their own.
pub fn stacked(name: &str, head: usize, width: f64, tail_font: Font) -> Label {
    let (head, tail) = name.split_at(head);
    Label {
        full: name.to_owned(),
        head: keep_end(head, width, Font::LABEL),
        tail: keep_both_ends(tail, width, tail_font),
    }
}

/// Splits `name` after `head` bytes and shortens the parts to fit one line together.
pub fn inline(name: &str, head: usize, width: f64, font: Font) -> Label {
    let (head, tail) = name.split_at(head);
    let tail_width = text_width(tail, font);
    let (head, tail) = if text_width(head, font) + tail_width <= width {
        (head.to_owned(), tail.to_owned())
    } else if !head.is_empty() && tail_width + text_width("…", font) <= width {
        (keep_end(head, width - tail_width, font), tail.to_owned())
    } else {
        (String::new(), keep_both_ends(tail, width, font))
    };
    Label { full: name.to_owned(), head, tail }
}

/// Shortens at the start, at a hyphen if that keeps anything: `…-stateful-`.
pub fn keep_end(text: &str, width: f64, font: Font) -> String {
    if text_width(text, font) <= width {
        return text.to_owned();
    }
    let room = width - text_width("…", font);
    let fits = |at: usize| text_width(&text[at..], font) <= room;
    let Some(cut) = text.char_indices().map(|(at, _)| at).find(|at| fits(*at)) else {
        return if room >= 0.0 { "…".to_owned() } else { String::new() };
    };
    let end = text.len() - 1;
    let hyphen = text[cut..].find('-').map(|at| cut + at).filter(|at| *at < end);
    let cut = hyphen.unwrap_or(cut);
    format!("…{}", &text[cut..])
}

/// Shortens at the end.
pub fn keep_start(text: &str, width: f64, font: Font) -> String {
    if text_width(text, font) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = text_width("…", font);
    for character in text.chars() {
        used += text_width(character.encode_utf8(&mut [0; 4]), font);
        if used > width {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// Shortens in the middle.
pub fn keep_both_ends(text: &str, width: f64, font: Font) -> String {
    if text_width(text, font) <= width {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    for kept in (2..characters.len()).rev() {
        let (start, end) = (kept.div_ceil(2), kept / 2);
        let shortened: String = characters[..start]
            .iter()
            .chain(&['…'])
            .chain(&characters[characters.len() - end..])
            .collect();
        if text_width(&shortened, font) <= width {
            return shortened;
        }
    }
    "…".to_owned()
}

/// Breaks a status such as `ContainerCreating` into at most `lines` lines, at its capitals.
pub fn break_status(text: &str, lines: usize, width: f64, font: Font) -> Vec<String> {
    let starts = |(at, character): (usize, char)| {
        (at > 0 && (character.is_ascii_uppercase() || character == ':')).then_some(at)
    };
    let places = text.char_indices().filter_map(starts).collect();
    break_at(text, places, lines, (width, 0.0), font)
}

/// Breaks the contents of a small file into at most `lines` lines, after `:` and `,`. A number at
/// their end has the room of `DIGITS`, so that the lines stay as they are while it counts.
pub fn break_contents(text: &str, lines: usize, width: f64, font: Font) -> Vec<String> {
    let text = text.trim_end();
    let ends = |(at, character): (usize, char)| {
        (matches!(character, ':' | ',' | '\n') && at + 1 < text.len()).then_some(at + 1)
    };
    let spare = missing_digits(text) as f64 * text_width("0", font);
    let places = text.char_indices().filter_map(ends).collect();
    let broken = break_at(text, places, lines, (width, spare), font);
    let fits = |line: &String| text_width(line, font) <= width;
    let fits_at_the_end = |line: &String| text_width(line, font) + spare <= width;
    if broken.iter().all(fits)
        && broken.last().is_some_and(fits_at_the_end)
        && broken.concat() == text
    {
        return broken;
    }
    // The end of a small JSON file is its value, and that is what the reader looks for.
    let last = text.lines().last().unwrap_or_default();
    let value = last.rfind(':').map(|at| format!("{{…{}", &last[at + 1..]));
    let value = value.filter(|value| text_width(value, font) <= width);
    vec![value.unwrap_or_else(|| keep_end(last, width, font))]
}

/// How many digits a number at the end of a file has room for in any case.
const DIGITS: usize = 3;

/// How many digits fewer than that the number has that ends a small JSON file.
fn missing_digits(text: &str) -> usize {
    let number = text.strip_suffix('}').unwrap_or_default();
    let digits = number.bytes().rev().take_while(u8::is_ascii_digit).count();
    if digits > 0 { DIGITS.saturating_sub(digits) } else { 0 }
}

/// Breaks at the last place that leaves a line no wider than `width`, unless all of it fits there
/// with `spare` to grow.
fn break_at(
    text: &str,
    places: Vec<usize>,
    lines: usize,
    (width, spare): (f64, f64),
    font: Font,
) -> Vec<String> {
    if text_width(text, font) + spare <= width && !text.contains('\n') {
        return vec![text.to_owned()];
    }
    let mut broken: Vec<String> = Vec::new();
    let mut rest = text;
    let mut offset = 0;
    while broken.len() + 1 < lines {
        let fits = |place: &usize| text_width(&text[offset..*place], font) <= width;
        let place = places.iter().copied().filter(|place| *place > offset).take_while(fits).last();
        let Some(place) = place.filter(|_| text_width(rest, font) + spare > width) else { break };
        broken.push(text[offset..place].to_owned());
        (rest, offset) = (&text[place..], place);
    }
    broken.push(keep_start(rest, width, font));
    broken
}

/// Where the part that tells names apart begins: after the last hyphen that all of them share.
/// A single name is split before a number at its end, and else not at all.
pub fn common_head<'a>(names: impl IntoIterator<Item = &'a str>) -> usize {
    let mut names = names.into_iter();
    let Some(first) = names.next() else { return 0 };
    let mut shared: Option<usize> = None;
    for name in names.filter(|name| *name != first) {
        let pairs = first.bytes().zip(name.bytes());
        let same = pairs.take_while(|(a, b)| a == b).count();
        shared = Some(shared.map_or(same, |shared| shared.min(same)));
    }
    match shared {
        Some(same) => {
            first.as_bytes()[..same].iter().rposition(|b| *b == b'-').map_or(0, |at| at + 1)
        }
        None => number_at_end(first).unwrap_or(0),
    }
}

fn number_at_end(name: &str) -> Option<usize> {
    let at = name.rfind('-')? + 1;
    let number = &name[at..];
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_loses_its_start_and_keeps_the_part_that_tells_it_apart() {
        let table = [
            ("nodejs-stateful-0", 16, 200.0, "nodejs-stateful-|0"),
            ("nodejs-stateful-0", 16, 100.0, "…-stateful-|0"),
            ("nodejs-stateful-0", 16, 40.0, "…ul-|0"),
            ("nodejs-stateful-0", 16, 24.0, "…|0"),
            ("shared-data", 0, 100.0, "|shared-data"),
            ("nodejs-shared-claim", 0, 100.0, "|nodejs…claim"),
        ];
        for (name, head, width, expected) in table {
            let label = inline(name, head, width, Font::NAME);
            assert_eq!(format!("{}|{}", label.head, label.tail), expected, "{name} in {width}");
            let drawn = format!("{}{}", label.head, label.tail);
            assert!(text_width(&drawn, Font::NAME) <= width, "{drawn} is wider than {width}");
        }
    }

    #[test]
    fn a_status_breaks_at_its_capitals() {
        let table: [(&str, f64, &[&str]); 4] = [
            ("Running", 72.0, &["Running"]),
            ("ContainerCreating", 72.0, &["Container", "Creating"]),
            ("ImagePullBackOff", 72.0, &["ImagePull", "BackOff"]),
            ("Init:CrashLoopBackOff", 100.0, &["Init:CrashLoop", "BackOff"]),
        ];
        for (status, width, expected) in table {
            assert_eq!(break_status(status, 2, width, Font::LABEL), expected, "{status}");
        }
    }

    #[test]
    fn the_contents_of_a_file_break_after_the_colon_and_never_lose_their_value() {
        let table: [(&str, f64, &[&str]); 6] = [
            ("{\"visits\":3}", 94.0, &["{\"visits\":3}"]),
            ("{\"visits\":314}", 94.0, &["{\"visits\":314}"]),
            ("{\"visits\":3}", 90.0, &["{\"visits\":", "3}"]),
            ("{\"visits\":3}\n", 73.0, &["{\"visits\":", "3}"]),
            ("{\"visits\":12}", 48.0, &["{…12}"]),
            ("", 48.0, &[""]),
        ];
        for (contents, width, expected) in table {
            assert_eq!(break_contents(contents, 2, width, Font::FILE), expected, "{contents}");
        }
    }

    #[test]
    fn siblings_share_their_start_up_to_a_hyphen() {
        let table: [(&[&str], usize); 5] = [
            (&["web-6d5f9c-b7kqz", "web-6d5f9c-b2m4t"], 11),
            (&["volume-1", "volume-12"], 7),
            (&["volume-1"], 7),
            (&["shared-data"], 0),
            (&["alpha", "beta"], 0),
        ];
        for (names, expected) in table {
            assert_eq!(common_head(names.iter().copied()), expected, "{names:?}");
        }
    }
}
