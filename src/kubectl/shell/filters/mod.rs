//! The commands that pipes lead to.

mod awk;
mod fields;
mod lines;
mod sed;

use self::awk::awk;
use self::fields::{base64, cut, tr};
use self::lines::{head, sort, tail, uniq, wc};
use self::sed::sed;
use super::files::Files;
use crate::node::shell::expression::Expression;

/// What a filter made of its input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filtered {
    /// Its output.
    pub text: String,
    /// What it complains about, a line each.
    pub errors: Vec<String>,
    /// Its exit code.
    pub code: i32,
}

/// A filter: its words after its name, its input, and the files it may read instead.
pub type Filter = fn(&[String], &str, &dyn Files) -> Filtered;

/// The filters by name.
pub const FILTERS: &[(&str, Filter)] = &[
    ("awk", awk),
    ("base64", base64),
    ("cut", cut),
    ("grep", grep),
    ("head", head),
    ("sed", sed),
    ("sort", sort),
    ("tail", tail),
    ("tr", tr),
    ("uniq", uniq),
    ("wc", wc),
];

/// Whether a filter treats each line for itself, so that it can follow a stream.
pub fn is_line_by_line(name: &str) -> bool {
    matches!(name, "cut" | "grep" | "sed")
}

fn wrong(code: i32, message: String) -> Filtered {
    Filtered { text: String::new(), errors: vec![message], code }
}

/// Options and other words: `-n 3`, `-n3`, `-vi`. `with_value` lists the letters that take one.
struct Options {
    letters: Vec<(char, String)>,
    words: Vec<String>,
}

fn options(
    name: &str,
    known: &str,
    with_value: &str,
    words: &[String],
) -> Result<Options, Filtered> {
    let mut read = Options { letters: Vec::new(), words: Vec::new() };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--" {
            read.words.extend(words.cloned());
            break;
        }
        let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
            read.words.push(word.clone());
            continue;
        };
        if letters.starts_with('-') {
            return Err(wrong(2, format!("{name}: unrecognized option '{word}'")));
        }
        for (index, letter) in letters.char_indices() {
            if with_value.contains(letter) {
                let rest = &letters[index + letter.len_utf8()..];
                let value = if rest.is_empty() { words.next().cloned() } else { Some(rest.into()) };
                let Some(value) = value else {
                    let message = format!("{name}: option requires an argument -- '{letter}'");
                    return Err(wrong(2, message));
                };
                read.letters.push((letter, value));
                break;
            }
            if !known.contains(letter) {
                return Err(wrong(2, format!("{name}: invalid option -- '{letter}'")));
            }
            read.letters.push((letter, String::new()));
        }
    }
    Ok(read)
}

impl Options {
    fn has(&self, letter: char) -> bool {
        self.letters.iter().any(|(given, _)| *given == letter)
    }

    fn value(&self, letter: char) -> Option<&str> {
        self.letters.iter().find(|(given, _)| *given == letter).map(|(_, value)| value.as_str())
    }
}

/// The named files joined, or the input if none are named.
fn input(
    name: &str,
    paths: &[String],
    stdin: &str,
    files: &dyn Files,
    errors: &mut Vec<String>,
) -> String {
    if paths.is_empty() {
        return stdin.to_owned();
    }
    let mut text = String::new();
    for path in paths {
        match files.read(path) {
            _ if path == "-" => text.push_str(stdin),
            Some(file) => text.push_str(&file),
            None => errors.push(format!("{name}: {path}: No such file or directory")),
        }
    }
    text
}

fn grep(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    match try_grep(words, stdin, files) {
        Ok(filtered) | Err(filtered) => filtered,
    }
}

fn try_grep(words: &[String], stdin: &str, files: &dyn Files) -> Result<Filtered, Filtered> {
    let mut given = options("grep", "vciEnowq", "eABCm", words)?;
    let pattern = match given.value('e') {
        Some(pattern) => pattern.to_owned(),
        None if given.words.is_empty() => {
            return Err(wrong(2, "Usage: grep [OPTION]... PATTERNS [FILE]...".to_owned()));
        }
        None => given.words.remove(0),
    };
    let pattern = Expression::read(&pattern, given.has('E'), given.has('i'))
        .map_err(|message| wrong(2, format!("grep: {message}")))?;
    let mut filtered = Filtered::default();
    let text = input("grep", &given.words, stdin, files, &mut filtered.errors);
    let number = |letter: char| match given.value(letter).or_else(|| given.value('C')) {
        None => Ok(0),
        Some(text) => text
            .parse::<usize>()
            .map_err(|_| wrong(2, format!("grep: {text}: invalid context length argument"))),
    };
    let (after, before) = (number('A')?, number('B')?);
    let most = given.value('m').map_or(Ok(usize::MAX), str::parse);
    let most = most.map_err(|_| wrong(2, "grep: invalid max count".to_owned()))?;
    let lines: Vec<&str> = text.lines().collect();
    // The first line that is not printed yet, and up to where context follows what was found.
    let (mut count, mut next, mut until) = (0, 0, 0);
    for (index, line) in lines.iter().enumerate() {
        let letters: Vec<char> = line.chars().collect();
        let found = matching(&pattern, &letters, given.has('w'));
        let silent = given.has('c') || given.has('q');
        if count == most || found.is_some() == given.has('v') {
            if index < until && !silent {
                context(&mut filtered.text, index, line, given.has('n'));
                next = index + 1;
            }
            continue;
        }
        count += 1;
        if silent {
            continue;
        }
        let from = index.saturating_sub(before).max(next);
        if next > 0 && from > next && after + before > 0 {
            filtered.text.push_str("--\n");
        }
        for (at, line) in lines.iter().enumerate().take(index).skip(from) {
            context(&mut filtered.text, at, line, given.has('n'));
        }
        (next, until) = (index + 1, index + 1 + after);
        if given.has('n') {
            filtered.text.push_str(&format!("{}:", index + 1));
        }
        match found {
            Some((from, to)) if given.has('o') => filtered.text.extend(&letters[from..to]),
            _ => filtered.text.push_str(line),
        }
        filtered.text.push('\n');
    }
    if given.has('c') {
        filtered.text = format!("{count}\n");
    }
    filtered.code = if !filtered.errors.is_empty() { 2 } else { i32::from(count == 0) };
    Ok(filtered)
}

/// A line beside one that was found.
fn context(text: &mut String, index: usize, line: &str, numbered: bool) {
    if numbered {
        text.push_str(&format!("{}-", index + 1));
    }
    text.push_str(line);
    text.push('\n');
}

fn matching(pattern: &Expression, letters: &[char], whole_words: bool) -> Option<(usize, usize)> {
    let is_word =
        |letter: &char| letter.is_ascii_alphanumeric() || !letter.is_ascii() || *letter == '_';
    let mut from = 0;
    loop {
        let (start, end) = pattern.find_range(letters, from)?;
        let inside =
            letters[..start].last().is_some_and(is_word) || letters.get(end).is_some_and(is_word);
        if !whole_words || !inside {
            return Some((start, end));
        }
        from = start + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::MemoryFiles;
    use super::*;

    fn run(line: &str, input: &str) -> (String, i32) {
        let words: Vec<&str> = line.split(' ').collect();
        run_words(&words, input)
    }

    fn run_words(words: &[&str], input: &str) -> (String, i32) {
        let files = MemoryFiles::new([("f", "x\ny\n")]);
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let (_, filter) = FILTERS.iter().find(|(name, _)| *name == words[0]).unwrap();
        let filtered = filter(&words[1..], input, &files);
        (filtered.text + &filtered.errors.join("\n"), filtered.code)
    }

    #[test]
    fn grep_keeps_counts_and_inverts() {
        let pods = "web-0 Running\nweb-1 Pending\n";
        assert_eq!(run("grep Run", pods), ("web-0 Running\n".into(), 0));
        assert_eq!(run("grep -v Run", pods), ("web-1 Pending\n".into(), 0));
        assert_eq!(run("grep -ci RUN", pods), ("1\n".into(), 0));
        assert_eq!(run("grep nope", pods), (String::new(), 1));
        assert_eq!(run("grep -vE ^(web-0|x)", pods), ("web-1 Pending\n".into(), 0));
        assert_eq!(run("grep -A1 b", "a\nb\nc\nd\n").0, "b\nc\n");
        assert_eq!(run("grep -n -B 1 -m1 b", "a\nb\nb\n").0, "1-a\n2:b\n");
        assert_eq!(run("grep -C1 x", "x\na\nb\nc\nx\nx\n").0, "x\na\n--\nc\nx\nx\n");
        assert_eq!(run("grep x g", ""), ("grep: g: No such file or directory".into(), 2));
    }

    #[test]
    fn sed_replaces() {
        assert_eq!(run("sed s/a/b/", "aa\n").0, "ba\n");
        assert_eq!(run("sed s/a/<&>/g", "aa").0, "<a><a>");
        assert_eq!(run(r"sed s/3/3\n\x20y/", "r:3\n").0, "r:3\nx20y\n");
        assert_eq!(run("sed -e s/x$/1/ -e s|y|2| f", "").0, "1\n2\n");
        assert_eq!(run(r"sed -E s/(a+)(b)/\2\1/", "aab").0, "baa");
    }

    #[test]
    fn fields_are_cut_out_and_characters_exchanged() {
        assert_eq!(run("cut -d: -f2,4-", "a:b:c:d:e\nf\n").0, "b:d:e\nf\n");
        assert_eq!(run("cut -s -d: -f-2", "a:b:c\nf\n").0, "a:b\n");
        assert_eq!(run("cut -c 2-3", "abcd\n").0, "bc\n");
        assert_eq!(run("cut -f0", "").1, 1);
        assert_eq!(run("tr a-c A-C", "abcd").0, "ABCd");
        assert_eq!(run(r"tr \n :", "a\nb\n").0, "a:b:");
        assert_eq!(run_words(&["tr", "-s", " "], "a   b").0, "a b");
        assert_eq!(run("tr -d b", "abc").0, "ac");
        assert_eq!(run("base64 -d", "c2VjcmV0\n").0, "secret");
        assert_eq!(run("base64", "secret").0, "c2VjcmV0\n");
        assert_eq!(run("base64 -w0", &"a".repeat(60)).0.len(), 80);
        assert_eq!(run("base64", &"a".repeat(60)).0.lines().count(), 2);
        assert_eq!(run("base64 -d", "?"), ("base64: invalid input".into(), 1));
    }

    #[test]
    fn awk_prints_fields_of_the_lines_that_are_chosen() {
        let table = "NAME READY\nweb-0 1/1\nweb-1 0/1\n";
        let awk = |program: &str| run_words(&["awk", program], table).0;
        assert_eq!(awk("{print $1}"), "NAME\nweb-0\nweb-1\n");
        assert_eq!(awk("NR>1 {print $1, $NF}"), "web-0 1/1\nweb-1 0/1\n");
        assert_eq!(awk("NR > 1 { print $1 \":\" NR; }"), "web-0:2\nweb-1:3\n");
        assert_eq!(awk("/web/"), "web-0 1/1\nweb-1 0/1\n");
        assert_eq!(awk("!/web/{print}"), "NAME READY\n");
        assert_eq!(awk("$2==\"1/1\"{print $1}"), "web-0\n");
        assert_eq!(awk("$1 ~ /^web/ {print $9 $0}"), "web-0 1/1\nweb-1 0/1\n");
        assert_eq!(run_words(&["awk", "-F/", "{print $2}"], "a/b\n").0, "b\n");
        let (complaint, code) = run_words(&["awk", "BEGIN {x=1}"], "");
        assert!(complaint.starts_with("awk: this shell knows") && code == 2, "{complaint}");
    }

    #[test]
    fn the_others_cut_count_and_sort() {
        assert_eq!(run("head -n 1", "a\nb\n").0, "a\n");
        assert_eq!(run("head -1", "a\nb\n").0, "a\n");
        assert_eq!(run("tail -n +2", "a\nb\nc\n").0, "b\nc\n");
        assert_eq!(run("tail -1", "a\nb\n").0, "b\n");
        assert_eq!(run("wc -l", "a\nb\n").0, "2\n");
        assert_eq!(run("sort -r", "a\nb\n").0, "b\na\n");
        assert_eq!(run("sort -n", "10\n9\n").0, "9\n10\n");
        assert_eq!(run("uniq -c", "a\na\nb\n").0, "      2 a\n      1 b\n");
    }
}
