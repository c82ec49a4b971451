//! The commands that pipes lead to: `grep`, `sed`, `head`, `tail`, `wc`, `sort`, `uniq`.

use super::files::Files;
use super::pattern::Pattern;

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
    ("grep", grep),
    ("head", head),
    ("sed", sed),
    ("sort", sort),
    ("tail", tail),
    ("uniq", uniq),
    ("wc", wc),
];

/// Whether a filter treats each line for itself, so that it can follow a stream.
pub fn is_line_by_line(name: &str) -> bool {
    matches!(name, "grep" | "sed")
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
    let mut given = options("grep", "vciEnowq", "e", words)?;
    let pattern = match given.value('e') {
        Some(pattern) => pattern.to_owned(),
        None if given.words.is_empty() => {
            return Err(wrong(2, "Usage: grep [OPTION]... PATTERNS [FILE]...".to_owned()));
        }
        None => given.words.remove(0),
    };
    let pattern = Pattern::new(&pattern, given.has('E'), given.has('i'))
        .map_err(|message| wrong(2, format!("grep: {message}")))?;
    let mut filtered = Filtered::default();
    let text = input("grep", &given.words, stdin, files, &mut filtered.errors);
    let mut count = 0;
    for (index, line) in text.lines().enumerate() {
        let letters: Vec<char> = line.chars().collect();
        let found = matching(&pattern, &letters, given.has('w'));
        if found.is_some() == given.has('v') {
            continue;
        }
        count += 1;
        if given.has('c') || given.has('q') {
            continue;
        }
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

fn matching(pattern: &Pattern, letters: &[char], whole_words: bool) -> Option<(usize, usize)> {
    let is_word = |letter: &char| letter.is_alphanumeric() || *letter == '_';
    let mut from = 0;
    loop {
        let (start, end) = pattern.find(letters, from)?;
        let inside =
            letters[..start].last().is_some_and(is_word) || letters.get(end).is_some_and(is_word);
        if !whole_words || !inside {
            return Some((start, end));
        }
        from = start + 1;
    }
}

fn sed(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    match try_sed(words, stdin, files) {
        Ok(filtered) | Err(filtered) => filtered,
    }
}

fn try_sed(words: &[String], stdin: &str, files: &dyn Files) -> Result<Filtered, Filtered> {
    let mut given = options("sed", "En", "e", words)?;
    let expressions = given.letters.iter().filter(|(letter, _)| *letter == 'e');
    let mut scripts: Vec<String> = expressions.map(|(_, script)| script.clone()).collect();
    if scripts.is_empty() {
        if given.words.is_empty() {
            return Err(wrong(1, "Usage: sed [OPTION]... {script} [input-file]...".to_owned()));
        }
        scripts.push(given.words.remove(0));
    }
    let extended = given.has('E');
    let commands: Vec<Substitution> = scripts
        .iter()
        .map(|script| substitution(script, extended))
        .collect::<Result<_, _>>()
        .map_err(|message| wrong(1, format!("sed: -e expression #1, {message}")))?;
    let mut filtered = Filtered::default();
    let text = input("sed", &given.words, stdin, files, &mut filtered.errors);
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        let mut line = line.to_owned();
        let mut printed = false;
        for command in &commands {
            let changed = command.apply(&mut line);
            printed |= changed && command.print;
        }
        if !given.has('n') || printed {
            filtered.text.push_str(&line);
            filtered.text.push_str(end);
        }
    }
    filtered.code = if filtered.errors.is_empty() { 0 } else { 2 };
    Ok(filtered)
}

/// `s/pattern/replacement/flags`.
struct Substitution {
    pattern: Pattern,
    replacement: String,
    all: bool,
    print: bool,
}

fn substitution(script: &str, extended: bool) -> Result<Substitution, &'static str> {
    const UNKNOWN: &str = "char 1: unknown command (only s/// is known here)";
    const OPEN: &str = "unterminated `s' command";
    let script = script.trim();
    let rest = script.strip_prefix('s').ok_or(UNKNOWN)?;
    let divider = rest.chars().next().ok_or(OPEN)?;
    if divider.is_alphanumeric() {
        return Err(UNKNOWN);
    }
    let mut parts = vec![String::new()];
    let mut letters = rest[divider.len_utf8()..].chars();
    while let Some(letter) = letters.next() {
        let count = parts.len();
        let last = parts.last_mut().expect("there is always a part");
        if letter == '\\' {
            match letters.next() {
                Some(escaped) if escaped == divider => last.push(divider),
                Some(escaped) => last.extend(['\\', escaped]),
                None => return Err(OPEN),
            }
        } else if letter == divider && count < 3 {
            parts.push(String::new());
        } else {
            last.push(letter);
        }
    }
    let [pattern, replacement, flags] = parts.as_slice() else { return Err(OPEN) };
    if flags.chars().any(|flag| !"gIip".contains(flag)) {
        return Err("unknown option to `s'");
    }
    let ignore_case = flags.contains(['I', 'i']);
    Ok(Substitution {
        pattern: Pattern::new(pattern, extended, ignore_case)?,
        replacement: replacement.clone(),
        all: flags.contains('g'),
        print: flags.contains('p'),
    })
}

impl Substitution {
    fn apply(&self, line: &mut String) -> bool {
        let letters: Vec<char> = line.chars().collect();
        let mut result = String::new();
        let mut at = 0;
        let mut from = 0;
        let mut changed = false;
        while let Some((start, end)) = self.pattern.find(&letters, from) {
            changed = true;
            result.extend(&letters[at..start]);
            self.replace(&letters[start..end], &mut result);
            at = end;
            // A match of nothing must not be found again at the same place.
            from = if end > start { end } else { end + 1 };
            if !self.all || from > letters.len() {
                break;
            }
        }
        result.extend(&letters[at..]);
        *line = result;
        changed
    }

    fn replace(&self, matched: &[char], result: &mut String) {
        let mut letters = self.replacement.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '&' => result.extend(matched),
                '\\' => match letters.next() {
                    Some('n') => result.push('\n'),
                    Some('t') => result.push('\t'),
                    Some(escaped) => result.push(escaped),
                    None => {}
                },
                letter => result.push(letter),
            }
        }
    }
}

fn head(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    ends("head", words, stdin, files)
}

fn tail(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    ends("tail", words, stdin, files)
}

fn ends(name: &str, words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    const LINES: usize = 10;
    // `head -3` is the old way to say `head -n 3`.
    let words: Vec<String> = words
        .iter()
        .map(|word| match word.strip_prefix('-') {
            Some(digits) if digits.parse::<usize>().is_ok() => format!("-n{digits}"),
            _ => word.clone(),
        })
        .collect();
    let given = match options(name, "", "n", &words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let count = given.value('n').unwrap_or("10");
    let from_start = count.starts_with('+');
    let Ok(count) = count.trim_start_matches(['+', '-']).parse::<usize>() else {
        return wrong(1, format!("{name}: invalid number of lines: '{count}'"));
    };
    let but_last = given.value('n').is_some_and(|count| count.starts_with('-'));
    let mut filtered = Filtered::default();
    let text = input(name, &given.words, stdin, files, &mut filtered.errors);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let count = if given.value('n').is_some() { count } else { LINES };
    let kept = match (name, from_start, but_last) {
        ("head", _, true) => &lines[..lines.len().saturating_sub(count)],
        ("head", ..) => &lines[..count.min(lines.len())],
        (_, true, _) => &lines[count.saturating_sub(1).min(lines.len())..],
        _ => &lines[lines.len().saturating_sub(count)..],
    };
    filtered.text = kept.concat();
    filtered.code = i32::from(!filtered.errors.is_empty());
    filtered
}

fn wc(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    let given = match options("wc", "lwc", "", words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let mut filtered = Filtered::default();
    let text = input("wc", &given.words, stdin, files, &mut filtered.errors);
    let counts = [
        ('l', text.matches('\n').count()),
        ('w', text.split_whitespace().count()),
        ('c', text.len()),
    ];
    let wanted: Vec<String> = counts
        .iter()
        .filter(|(letter, _)| given.letters.is_empty() || given.has(*letter))
        .map(|(_, count)| count.to_string())
        .collect();
    let line = if let [only] = wanted.as_slice() {
        only.clone()
    } else {
        wanted.iter().map(|count| format!("{count:>8}")).collect()
    };
    let names = given.words.join(" ");
    let blank = if names.is_empty() { "" } else { " " };
    filtered.text = format!("{line}{blank}{names}\n");
    filtered.code = i32::from(!filtered.errors.is_empty());
    filtered
}

fn sort(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    let given = match options("sort", "rnu", "", words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let mut filtered = Filtered::default();
    let text = input("sort", &given.words, stdin, files, &mut filtered.errors);
    let mut lines: Vec<&str> = text.lines().collect();
    if given.has('n') {
        let number = |line: &str| {
            let line = line.trim_start();
            let end = line.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(line.len());
            line[..end].parse::<u64>().unwrap_or(0)
        };
        lines.sort_by(|one, other| number(one).cmp(&number(other)).then(one.cmp(other)));
    } else {
        lines.sort_unstable();
    }
    if given.has('r') {
        lines.reverse();
    }
    if given.has('u') {
        lines.dedup();
    }
    for line in lines {
        filtered.text.push_str(line);
        filtered.text.push('\n');
    }
    filtered.code = if filtered.errors.is_empty() { 0 } else { 2 };
    filtered
}

fn uniq(words: &[String], stdin: &str, files: &dyn Files) -> Filtered {
    let given = match options("uniq", "c", "", words) {
        Ok(given) => given,
        Err(filtered) => return filtered,
    };
    let mut filtered = Filtered::default();
    let text = input("uniq", &given.words, stdin, files, &mut filtered.errors);
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let mut count = 1;
        while lines.next_if_eq(&line).is_some() {
            count += 1;
        }
        if given.has('c') {
            filtered.text.push_str(&format!("{count:>7} "));
        }
        filtered.text.push_str(line);
        filtered.text.push('\n');
    }
    filtered.code = i32::from(!filtered.errors.is_empty());
    filtered
}

#[cfg(test)]
mod tests {
    use super::super::files::MemoryFiles;
    use super::*;

    fn run(line: &str, input: &str) -> (String, i32) {
        let files = MemoryFiles::new([("f", "x\ny\n")]);
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
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
        assert_eq!(run("grep x g", ""), ("grep: g: No such file or directory".into(), 2));
    }

    #[test]
    fn sed_replaces() {
        assert_eq!(run("sed s/a/b/", "aa\n").0, "ba\n");
        assert_eq!(run("sed s/a/<&>/g", "aa").0, "<a><a>");
        assert_eq!(run(r"sed s/3/3\n\x20y/", "r:3\n").0, "r:3\nx20y\n");
        assert_eq!(run("sed -e s/x$/1/ -e s|y|2| f", "").0, "1\n2\n");
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
