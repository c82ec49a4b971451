//! What kubectl reads, and its words for what it cannot read.

use serde_json::json;

use super::*;

fn values(text: &str) -> Vec<Value> {
    let documents = parse_documents(text).unwrap_or_else(|error| panic!("{text}\n{error}"));
    documents.into_iter().map(|document| document.value).collect()
}

fn refusal(text: &str) -> String {
    match parse_documents(text) {
        Ok(documents) => panic!("{text} was read as {documents:?}"),
        Err(error) => error.message,
    }
}

/// The words after `error converting YAML to JSON: yaml: `.
fn yaml_refusal(text: &str) -> String {
    let message = refusal(text);
    let words = message.strip_prefix("error converting YAML to JSON: yaml: ");
    words.unwrap_or_else(|| panic!("{message}")).to_owned()
}

#[test]
fn a_manifest_in_every_yaml_style_is_read() {
    let text = "\
apiVersion: v1 # the core group
kind: Pod
metadata: {name: \"x\", labels: {app: y, 'tier': \"y\"}}
spec:
  containers:
  - name: a
    args: [\"--port=80\", '-v', it's]
    command:
    - sh
    - -c
    - |
      echo a
        echo b
  - name: b
    note: >-
      one
      line
    other: a plain scalar
      on two lines
    empty:
    url: http://example.org:80/#top
";
    let expected = json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "x", "labels": {"app": true, "tier": "y"}},
        "spec": {"containers": [
            {
                "name": "a",
                "args": ["--port=80", "-v", "it's"],
                "command": ["sh", "-c", "echo a\n  echo b\n"],
            },
            {
                "name": "b",
                "note": "one line",
                "other": "a plain scalar on two lines",
                "empty": null,
                "url": "http://example.org:80/#top",
            },
        ]},
    });
    assert_eq!(values(text), [expected]);
}

#[test]
fn documents_know_the_line_on_which_they_start() {
    let text = "# first\n---\n# comment\na: 1\n---\n---   \n\n# nothing\n---\nnull\n---\n\nb: 2\n";
    let lines: Vec<usize> =
        parse_documents(text).unwrap().iter().map(|document| document.line).collect();
    assert_eq!(values(text), [json!({"a": 1}), json!({"b": 2})]);
    assert_eq!(lines, [4, 13]);
}

#[test]
fn nothing_to_read_is_no_document() {
    for text in ["", "\n", "# nothing here\n", "---\n", "---\n---\n# x\n", "~", "\u{feff}"] {
        assert_eq!(values(text), Vec::<Value>::new(), "{text:?}");
    }
}

#[test]
fn text_that_is_no_mapping_is_read_as_what_it_is() {
    assert_eq!(values("hello world\n"), [json!("hello world")]);
    assert_eq!(values("[1, a]"), [json!([1, "a"])]);
    assert_eq!(values("- a: 1\n- b"), [json!([{"a": 1}, "b"])]);
}

#[test]
fn aliases_and_merges_are_resolved() {
    let text = "a: &x {b: 1, c: 2}\nd: *x\ne:\n  <<: *x\n  c: 3\nf:\n  <<: [{c: 4}, *x]\n";
    let expected = json!({
        "a": {"b": 1, "c": 2},
        "d": {"b": 1, "c": 2},
        "e": {"b": 1, "c": 3},
        "f": {"b": 1, "c": 4},
    });
    assert_eq!(values(text), [expected]);
    assert_eq!(yaml_refusal("é: {a: *b-1}"), "unknown anchor 'b-1' referenced");
    assert_eq!(yaml_refusal("a: &b {c: *b}"), "anchor 'b' value contains itself");
    assert_eq!(yaml_refusal("<<: 1"), "map merge requires map or sequence of maps as the value");
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..9 {
        let before = format!("*a{},", level - 1).repeat(10);
        text.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    assert_eq!(yaml_refusal(&text), "document contains excessive aliasing");
    assert_eq!(yaml_refusal(&"- ".repeat(1000)), "exceeded max depth of 250");
}

#[test]
fn tags_and_quotes_decide_the_type() {
    let text = "a: !!str 1\nb: '1'\nc: !!int 0x10\nd: !!float 3\ne: !mine 5\nf: \"yes\"\n";
    let expected = json!({"a": "1", "b": "1", "c": 16, "d": 3, "e": "5", "f": "yes"});
    assert_eq!(values(text), [expected]);
    assert_eq!(yaml_refusal("a: !!int abc"), "cannot decode !!str `abc` as a !!int");
}

#[test]
fn keys_become_text_and_the_last_of_equal_keys_wins() {
    let text = "1.5: a\nyes: b\n3: c\na: 1\na: 2\n";
    assert_eq!(values(text), [json!({"1.5": "a", "true": "b", "3": "c", "a": 2})]);
    assert_eq!(
        refusal("~: 1"),
        "error converting YAML to JSON: \
         unsupported map key of type: %!s(<nil>), key: <nil>, value: 1"
    );
    assert_eq!(
        yaml_refusal("image: {{ .Values.image }}"),
        "invalid map key: map[interface {}]interface {}{\".Values.image\":interface {}(nil)}"
    );
    assert_eq!(refusal("a: .nan"), "error converting YAML to JSON: json: unsupported value: NaN");
}

#[test]
fn common_mistakes_are_told_in_the_words_of_kubectl() {
    for (text, words) in [
        // A tab where indentation is expected.
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: x\n",
            "line 4: found character that cannot start any token",
        ),
        ("\ta: b\n", "found character that cannot start any token"),
        ("kind: Pod\n\tname: x\n", "line 2: found a tab character that violates indentation"),
        ("a: b\n\t\n", "line 2: found a tab character that violates indentation"),
        ("a: {b: c}\n\t\n", "line 2: found character that cannot start any token"),
        ("a: @b\n", "found character that cannot start any token"),
        // A colon too few or too many.
        ("apiVersion: v1\nkind\nmetadata:\n", "line 3: could not find expected ':'"),
        ("a: b\nc: d: e\n", "line 2: mapping values are not allowed in this context"),
        ("a: b\n  c: d\n", "line 2: mapping values are not allowed in this context"),
        // Wrong indentation. Go counts the lines of these from 0.
        ("a:\n  b: c\n d: e\n", "line 2: did not find expected key"),
        ("a:\n- b\nc:\n  - d\n e: f\n", "line 4: did not find expected key"),
        ("a:\n  - b\n  c: d\n", "line 2: did not find expected '-' indicator"),
        ("- a\nb: c\n", "line 1: did not find expected '-' indicator"),
        ("a: b\n- c\n", "line 1: did not find expected key"),
        ("a: - b\n", "block sequence entries are not allowed in this context"),
        // Brackets and quotes.
        ("a: b\nc: [d, e\nf: g\n", "line 2: did not find expected ',' or ']'"),
        ("a: b\nc: {d: e\nf: g\n", "line 2: did not find expected ',' or '}'"),
        ("a: b\nc: }\n", "line 1: did not find expected node content"),
        ("a: b\nc: \"d\n", "line 3: found unexpected end of stream"),
        ("a: 'b\nc: d\n", "line 3: found unexpected end of stream"),
        ("a: b\nc: \"\\q\"\n", "line 2: found unknown escape character"),
        ("a: b\nc: 'd' e\n", "line 1: did not find expected key"),
    ] {
        assert_eq!(yaml_refusal(text), words, "{text}");
    }
}

#[test]
fn a_mistake_is_placed_in_the_document_for_kubectl_and_in_the_text_for_an_editor() {
    let text = "a: 1\n---\nb: 2\n---\nc: 3\nd: é: 4\n";
    let error = parse_documents(text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "error converting YAML to JSON: \
         yaml: line 2: mapping values are not allowed in this context"
    );
    assert_eq!((error.line, error.column), (6, 5));
    let read: Vec<Value> = error.read.into_iter().map(|document| document.value).collect();
    assert_eq!(read, [json!({"a": 1}), json!({"b": 2})]);
}

#[test]
fn json_objects_may_follow_each_other() {
    let text = "{\"a\": 1}\n\n{\"b\": [true]} ";
    let documents = parse_documents(text).unwrap();
    assert_eq!(values(text), [json!({"a": 1}), json!({"b": [true]})]);
    assert_eq!((documents[0].line, documents[1].line), (1, 3));
}

#[test]
fn mistakes_in_json_are_told_in_the_words_of_go() {
    for (text, words) in [
        (
            "{\"a\": 1,}",
            "json: offset 9: invalid character '}' looking for beginning of object key string",
        ),
        (
            "{a: b}",
            "json: offset 2: invalid character 'a' looking for beginning of object key string",
        ),
        ("{\"a\" 1}", "json: offset 6: invalid character '1' after object key"),
        ("{\"a\": 1 \"b\"}", "json: offset 9: invalid character '\"' after object key:value pair"),
        ("{\"a\": [1 2]}", "json: offset 10: invalid character '2' after array element"),
        ("{\"a\": x}", "json: offset 7: invalid character 'x' looking for beginning of value"),
        ("{\"a\": [1,]}", "json: offset 10: invalid character ']' looking for beginning of value"),
        ("{\"a\": 1", "unexpected EOF"),
        ("{\"a\": \"b", "unexpected EOF"),
    ] {
        assert_eq!(refusal(text), words, "{text}");
    }
}

#[test]
fn what_is_plain_means_the_same_to_both_readers() {
    let text = "# x\na:\n  - 1\n  - b: x\n    c:\n      d: \"\"\n  - true-ish\n---\ne: /f:1.0\n";
    let documents = parse_documents(text).unwrap().into_iter();
    let expected: Vec<Value> = documents.map(|document| document.value).collect();
    assert_eq!(expected.len(), 2);
    assert_eq!(plain::read(text), Ok(expected));
}

#[test]
fn what_is_not_plain_is_left_to_the_other_reader() {
    for line in ["a: [1]", "a: 'b'", "- &a b", "a", "a: |", "a: b c"] {
        assert!(plain::read(line).is_err(), "{line}");
    }
    assert!(plain::read("a:\n    b: c\n  d: e\n").is_err(), "a line that is in no block");
}
