//! How scripts are read.

use super::parse::parse;
use super::syntax::{Connector, Piece, Redirect, Target, What, Word};

fn text(text: &str, quoted: bool) -> Piece {
    Piece::Text { text: text.to_owned(), quoted }
}

fn words(line: &str) -> Vec<Word> {
    match &parse(line).unwrap()[0].commands[0].what {
        What::Simple(words) => words.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn quotes_keep_words_together() {
    let words = words("echo 'a b' \"c $X\"d");
    assert_eq!(words[1], [text("a b", true)]);
    let variable = Piece::Variable { name: "X".to_owned(), change: None, quoted: true };
    assert_eq!(words[2], [text("c ", true), variable, text("d", false)]);
}

#[test]
fn pipes_lists_and_redirections_are_told_apart() {
    let script = parse("cat x 2>/dev/null | wc -l && echo ok >> log; pwd").unwrap();
    assert_eq!(script.len(), 3);
    assert_eq!(script[0].commands.len(), 2);
    assert_eq!(script[1].connector, Connector::And);
    let to = Target::Write { append: true, file: vec![text("log", false)] };
    assert_eq!(script[1].commands[0].redirects, [Redirect { stream: 1, to }]);
}

#[test]
fn a_line_that_cannot_be_read_says_why() {
    let why = |line: &str| parse(line).unwrap_err().message().to_owned();
    assert_eq!(why("echo 'a"), "syntax error: unterminated quoted string");
    assert_eq!(why("| x"), "syntax error: unexpected \"|\"");
    assert_eq!(why("done"), "syntax error: unexpected \"done\"");
    assert_eq!(why("if true; fi"), "syntax error: unexpected \"fi\"");
    assert_eq!(why("echo (a)"), "syntax error: unexpected \"(\"");
    let end = "syntax error: unexpected end of file";
    assert_eq!(why("while true; do x"), format!("{end} (expecting \"done\")"));
    assert_eq!(why("a &&"), end);
    assert!(parse("").unwrap().is_empty());
}

#[test]
fn compound_commands_nest() {
    let script = "set -ex\n[[ $HOSTNAME =~ -([0-9]+)$ ]] || exit 1\nif [[ $x -eq 0 ]]; then\n  \
                  cp a b\nelse # no\n  case $x in 1|2) : ;; *) echo \"${x%%-*}\"\n esac\nfi\n\
                  for i in $(seq 1 $((2 + x))); do { echo $i; } > /x; done; f() { (ls); }";
    let list = parse(script).unwrap();
    assert_eq!(list.len(), 6);
    let is_endless = |script: &str| match &parse(script).unwrap()[0].commands[0].what {
        What::While { is_endless, .. } => *is_endless,
        _ => false,
    };
    assert!(is_endless("while :; do date; sleep 1; done"));
    assert!(!is_endless("while true; do if x; then break; fi; done"));
    assert!(!is_endless("until nslookup x; do sleep 2; done"));
}

#[test]
fn what_is_nested_too_deeply_is_refused() {
    const MANY: usize = 5_000;
    let opens = [
        "f() ",
        "f() { ",
        "echo $(",
        "echo \"$(",
        "$((",
        "((",
        "echo ${x:-",
        "echo \"${x:-$((",
        "if ",
        "while ",
        "{ ",
        "( ",
        "[[ ! ",
        "[[ ( ",
        "function f ",
        "case a in a) ",
        "for i in a; do ",
        "x=$(if ",
    ];
    for open in opens {
        let _ = parse(&open.repeat(MANY));
    }
    for open in opens.into_iter().filter(|open| !open.starts_with("[[") && *open != "((") {
        let why = parse(&open.repeat(MANY)).unwrap_err().message().to_owned();
        assert_eq!(why, "syntax error: nested too deeply", "{open}");
    }
    let inner = format!("[[ {}a ]]", "! ".repeat(MANY));
    assert_eq!(parse(&inner).unwrap_err().message(), "syntax error: nested too deeply");
    assert!(parse(&format!("[[ {}a ]]", "a && ".repeat(MANY))).is_ok());
    assert!(parse(&format!("{}a", "a && ".repeat(MANY))).is_ok());
}
