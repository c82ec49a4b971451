//! The printed text of values, against what a real kubectl printed.

use serde_json::json;

use super::*;
use crate::manifest::parse_documents;

#[test]
fn yaml_is_laid_out_as_kubectl_does() {
    let value = json!({
        "spec": {
            "containers": [
                {"name": "a", "args": ["-v", ["x", ["y"]], {}], "env": [], "ports": [{"p": 80}]},
                {"name": "b"},
            ],
            "selector": {},
            "replicas": 3,
            "paused": false,
            "nothing": null,
        },
        "kind": "Foo",
        "status": {},
    });
    let expected = "\
kind: Foo
spec:
  containers:
  - args:
    - -v
    - - x
      - - \"y\"
    - {}
    env: []
    name: a
    ports:
    - p: 80
  - name: b
  nothing: null
  paused: false
  replicas: 3
  selector: {}
status: {}
";
    assert_eq!(to_yaml(&value), expected);
    assert_eq!(to_yaml(&json!({})), "{}\n");
    assert_eq!(to_yaml(&json!([])), "[]\n");
    assert_eq!(to_yaml(&json!([1, {"a": 2}])), "- 1\n- a: 2\n");
    assert_eq!(to_yaml(&json!("hello")), "hello\n");
}

#[test]
fn a_text_is_quoted_only_where_it_would_mean_something_else() {
    for (text, yaml) in [
        ("plain text", "plain text"),
        ("yes", "\"yes\""),
        ("y", "\"y\""),
        ("oN", "oN"),
        ("null", "\"null\""),
        ("", "\"\""),
        ("123", "\"123\""),
        ("1.5", "\"1.5\""),
        ("1e3", "\"1e3\""),
        ("0x1f", "\"0x1f\""),
        ("08", "\"08\""),
        ("1:30", "\"1:30\""),
        ("2001-01-01", "\"2001-01-01\""),
        ("2026-11-23T19:38:09Z", "\"2026-11-23T19:38:09Z\""),
        ("1Gi", "1Gi"),
        ("10.0.0.1", "10.0.0.1"),
        ("<<", "<<"),
        ("a:b", "a:b"),
        ("a: b", "'a: b'"),
        ("a:", "'a:'"),
        ("a #b", "'a #b'"),
        ("a#b", "a#b"),
        ("-a", "-a"),
        ("- a", "'- a'"),
        ("{a", "'{a'"),
        ("a{", "a{"),
        ("*a", "'*a'"),
        ("%a", "'%a'"),
        ("'a", "'''a'"),
        ("it's", "it's"),
        ("---", "'---'"),
        (" a", "' a'"),
        ("a ", "'a '"),
        ("é", "é"),
        ("tab\tb", "\"tab\\tb\""),
        ("\u{7}", "\"\\a\""),
        ("\u{1f600}", "\"\\U0001F600\""),
        ("a\\b", "a\\b"),
        ("a \nb", "\"a \\nb\""),
    ] {
        assert_eq!(to_yaml(&json!({"k": text})), format!("k: {yaml}\n"));
    }
}

#[test]
fn texts_of_several_lines_become_blocks() {
    for (text, yaml) in [
        ("nl\n", "|\n  nl"),
        ("a\nb", "|-\n  a\n  b"),
        ("a\n  b\n", "|\n  a\n    b"),
        ("a\n\nb\n\n", "|+\n  a\n\n  b\n"),
        (" a\nb", "|2-\n   a\n  b"),
        ("\n", "|2+\n"),
    ] {
        assert_eq!(to_yaml(&json!({"k": text})), format!("k: {yaml}\n"));
    }
}

#[test]
fn long_texts_are_folded_at_the_first_blank_after_80_columns() {
    let long = "very long string ".repeat(9);
    let expected = "k: very long string very long string very long string very long string \
                    very long string\n  very long string very long string very long string \
                    very long string\n";
    assert_eq!(to_yaml(&json!({"k": long.trim()})), expected);
}

#[test]
fn keys_are_in_the_order_of_a_reader() {
    let value = json!({"a10": 1, "a2": 2, "B": 3, "_": 4, "b": 5, "yes": 6, "1": 7, "": 8});
    assert_eq!(to_yaml(&value), "\"\": 8\n_: 4\n\"1\": 7\nB: 3\na2: 2\na10: 1\nb: 5\n\"yes\": 6\n");
}

#[test]
fn what_is_printed_as_yaml_is_read_back_the_same() {
    for recording in RECORDINGS {
        let value: Value = serde_json::from_str(recording).unwrap();
        let documents = parse_documents(&to_yaml(&value)).unwrap();
        assert_eq!(documents.len(), 1);
        assert_eq!(documents[0].value, value);
    }
}

#[test]
fn json_is_printed_byte_for_byte_as_a_real_kubectl_printed_it() {
    for recording in RECORDINGS {
        let value: Value = serde_json::from_str(recording).unwrap();
        assert_eq!(to_json(&value), *recording);
    }
}

#[test]
fn json_escapes_what_go_escapes() {
    let value = json!({"b": "<a href=\"x\">&\u{2028}\u{1}\u{8}\n\\é", "a": [], "c": {}, "d": [1]});
    let text = "\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u2028\\u0001\\b\\n\\\\é\"";
    assert_eq!(to_json_compact(&value), format!("{{\"a\":[],\"b\":{text},\"c\":{{}},\"d\":[1]}}"));
    let lines =
        ["{", "    \"a\": [],", "    \"c\": {},", "    \"d\": [", "        1", "    ]", "}"];
    let value = json!({"a": [], "c": {}, "d": [1]});
    assert_eq!(to_json(&value), lines.join("\n") + "\n");
    assert_eq!(to_json_compact(&json!([1.5, 1000.0, 1e21, null])), "[1.5,1000,1e+21,null]");
}

/// What a real kubectl printed for `-o json`.
const RECORDINGS: &[&str] = &[
    include_str!("../../../tests/recordings/sts-basic.5.json"),
    include_str!("../../../tests/recordings/sts-basic.3.json"),
    include_str!("../../../tests/recordings/table-formats.1.json"),
];
