//! What the shell reads.

use super::syntax::*;
use super::words::Variables;

fn words(line: &str) -> Vec<Vec<String>> {
    let mut variables = Variables::from([("N".to_owned(), "a b".to_owned())]);
    let pipelines = parse(line).unwrap();
    let commands = pipelines.iter().flat_map(|pipeline| &pipeline.commands);
    let words = commands.map(|command| match &command.what {
        What::Simple(words) => {
            words.iter().flat_map(|word| word.expand(&mut variables).unwrap()).collect()
        }
        other => panic!("{other:?} is no simple command"),
    });
    words.collect()
}

#[test]
fn quotes_keep_words_together() {
    assert_eq!(words(r#"a 'b  c' "d 'e'" f\ g"#), [["a", "b  c", "d 'e'", "f g"]]);
    assert_eq!(words(r#"-p '{"a":"$N"}'"#), [["-p", r#"{"a":"$N"}"#]]);
    assert_eq!(words("x='1 2'y"), [["x=1 2y"]]);
    assert_eq!(words("a '' b # c"), [["a", "", "b"]]);
}

#[test]
fn variables_split_outside_of_quotes() {
    assert_eq!(words(r#"$N "$N" x$N $M ${N}"#), [["a", "b", "a b", "xa", "b", "a", "b"]]);
    assert_eq!(words("$"), [["$"]]);
    assert_eq!(words("a{1..3} {x,y}z -o={.a}"), [["a1", "a2", "a3", "xz", "yz", "-o={.a}"]]);
    assert_eq!(words("$((1+2)) \"$(( 2 * 3 ))\""), [["3", "6"]]);
}

#[test]
fn operators_need_no_blanks() {
    assert_eq!(words("a;b&&c||d|e\nf"), [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]);
    let pipelines = parse("a 2>&1 | b > f 2>/dev/null").unwrap();
    assert_eq!(pipelines.len(), 1);
    assert_eq!(pipelines[0].commands[0].redirects[0].how, How::ErrorsToOutput);
    assert_eq!(pipelines[0].commands[1].redirects.len(), 2);
    assert_eq!(parse("a | | b"), Err(unexpected("|")));
    assert_eq!(parse("; a"), Err(unexpected(";")));
}

#[test]
fn what_is_open_waits_for_more() {
    for text in [
        "a 'b",
        "a \"$(b",
        "a |",
        "a &&",
        "a \\",
        "cat <<EOF",
        "cat <<EOF\nline",
        "for i in 1 2",
        "for i in 1 2; do a",
        "while a; do b;",
        "if a; then b",
        "if a; then b; else",
    ] {
        assert_eq!(parse(text), Err(Wrong::Incomplete), "{text}");
    }
    assert_eq!(parse("done"), Err(unexpected("done")));
    assert_eq!(parse("for i in 1; do done"), Err(unexpected("done")));
    assert_eq!(parse("for i in 1; echo"), Err(unexpected("echo")));
}

#[test]
fn loops_and_conditions_are_parts_of_pipelines() {
    let list = parse("for i in a b\ndo x $i; done | sort > f; echo for done").unwrap();
    assert_eq!(list.len(), 2);
    assert!(matches!(&list[0].commands[0].what, What::For { name, words, body }
        if name == "i" && words.len() == 2 && body.len() == 1));
    let list = parse("until a; do b; done && if c; then d; elif e; then f; fi").unwrap();
    assert!(matches!(&list[0].commands[0].what, What::While { until: true, .. }));
    assert!(matches!(&list[1].commands[0].what, What::If { arms, otherwise: None }
        if arms.len() == 2));
}

#[test]
fn a_here_document_is_the_text_up_to_its_delimiter() {
    let body = |text: &str| {
        let list = parse(text).unwrap();
        let redirect = &list[0].commands[0].redirects[0];
        assert_eq!(redirect.how, How::Here);
        let mut variables = Variables::from([("N".to_owned(), "a b".to_owned())]);
        (redirect.file.expand(&mut variables).unwrap().concat(), list.len())
    };
    assert_eq!(body("cat <<EOF\na: \"$N\"\n  b\nEOF\necho"), ("a: \"a b\"\n  b\n".into(), 2));
    assert_eq!(body("cat <<'EOF'\n$N\nEOF"), ("$N\n".into(), 1));
    assert_eq!(body("cat <<-EOF\n\tx\n\tEOF"), ("x\n".into(), 1));
    assert_eq!(body("cat <<< hi"), ("hi\n".into(), 1));
}
