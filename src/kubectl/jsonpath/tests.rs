//! What a real kubectl printed for the same templates and the same object.

use serde_json::json;

use super::*;

fn object() -> Value {
    json!({
        "metadata": {"name": "x", "labels": {"app": "web", "a.b/c": "z"}},
        "num": 5,
        "f": 1.5,
        "big": 12_345_678,
        "t": true,
        "nul": null,
        "list": [1, "two", {"k": "v<"}, [3, 4]],
        "status": {"conditions": [
            {"type": "Ready", "status": "True", "n": 1},
            {"type": "Other", "status": "False", "n": 2},
        ]},
        "spec": {"containers": [
            {"name": "a", "image": "i1", "ports": [{"p": 80}, {"p": 81}]},
            {"name": "b", "image": "i2"},
        ]},
    })
}

fn printed(template: &str) -> String {
    let path = JsonPath::parse(template).unwrap_or_else(|error| panic!("{template}: {error}"));
    path.render(&object()).unwrap_or_else(|error| panic!("{template}: {error}"))
}

#[test]
fn templates_print_what_kubectl_prints() {
    for (template, expected) in [
        // Fields, and text outside of braces.
        ("{.metadata.name}", "x"),
        ("{ .metadata.name }", "x"),
        ("{$.metadata.name} {@.metadata.name}", "x x"),
        (".metadata.name", ".metadata.name"),
        ("name={.metadata.name}", "name=x"),
        ("{.num} {.f} {.t} {.nul} {.big}", "5 1.5 true null 12345678"),
        ("{.nope}{.metadata.nope.nope}{.list.foo}", ""),
        ("{.metadata.labels}", "{\"a.b/c\":\"z\",\"app\":\"web\"}"),
        (r"{.metadata.labels.a\.b/c}", "z"),
        ("{.metadata.labels['app']}", "web"),
        (r"{.metadata.labels['a\.b/c']}", "z"),
        ("{.metadata['name','labels']}", "x {\"a.b/c\":\"z\",\"app\":\"web\"}"),
        // Arrays.
        ("{.list}", "[1,\"two\",{\"k\":\"v\\u003c\"},[3,4]]"),
        ("{.list[*]}", "1 two {\"k\":\"v\\u003c\"} [3,4]"),
        ("{.list[0]} {.list[-1]} {.list[]}", "1 [3,4] 1"),
        ("{.list[0:2]}", "1 two"),
        ("{.list[-2:]}", "{\"k\":\"v\\u003c\"} [3,4]"),
        ("{.list[::2]}", "1 {\"k\":\"v\\u003c\"}"),
        ("{.list[0,1]}", "1 two"),
        ("{.spec.containers[1:].name}", "b"),
        ("{.spec.containers[*].ports[*].p}", "80 81"),
        ("{.spec.containers.name}", ""),
        ("{..name}", "x a b"),
        ("{.metadata.labels.*}", "z web"),
        // Conditions.
        ("{.status.conditions[?(@.type==\"Ready\")].status}", "True"),
        ("{.status.conditions[?(@.type=='Ready')].status}", "True"),
        ("{.status.conditions[?(@.type != 'Ready')].type}", "Other"),
        ("{.status.conditions[?(@.n>1)].type}", "Other"),
        ("{.status.conditions[?(@.n>=1)].type}", "Ready Other"),
        ("{.status.conditions[?(@.nope==1)].type}", ""),
        ("{.spec.containers[?(@.ports)].name}", "a"),
        // Literals and ranges.
        ("{.metadata.name}{\"\\n\"}", "x\n"),
        ("{'single'}{\"a\\\"b\\u0041\"}{5}{true}", "singlea\"bA5true"),
        ("{range .spec.containers[*]}{.name}{\"\\t\"}{.image}{\"\\n\"}{end}!", "a\ti1\nb\ti2\n!"),
        ("{range .spec.containers[*]}{.name},", "a,b,,"),
        ("{range .nope[*]}{.name}{end}-", "-"),
        (
            "{range .spec.containers[*]}[{.name}: {range .ports[*]}{.p};{end}]{end}",
            "[a: 80;81;][b: ]",
        ),
    ] {
        assert_eq!(printed(template), expected, "{template}");
    }
}

#[test]
fn nothing_in_braces_is_the_whole_object() {
    assert_eq!(printed("{}"), to_json_compact(&object()));
}

#[test]
fn a_template_that_cannot_be_read_is_refused_in_the_words_of_kubectl() {
    for (template, words) in [
        ("{.a", "unclosed action"),
        ("{.a[x]}", "invalid array index x"),
        ("{.a[\"app\"]}", "invalid array index \"app\""),
        ("{.a[1", "unterminated array"),
        ("{.a[?(@.n==\"a\"]}", "unterminated filter"),
        ("{.a[?(@.n==1)}", "unclosed array expect ]"),
        ("{\"a}", "unterminated quoted string"),
        ("{....a}", "invalid multiple recursive descent"),
        ("{.a!}", ""),
        ("{!}", "unrecognized character in action: U+0021 '!'"),
    ] {
        let error = JsonPath::parse(template).map(|_| ()).err();
        let expected = format!("error parsing jsonpath {template}, {words}");
        assert_eq!(error, (!words.is_empty()).then_some(expected), "{template}");
    }
}

#[test]
fn a_template_that_fails_shows_itself_and_the_object() {
    for (template, words) in [
        ("{.list[9]}", "array index out of bounds: index 9, length 2"),
        ("{.list[0:9]}", "array index out of bounds: index 8, length 2"),
        ("{.name[0]}", "string is not array or slice"),
        ("{.list[?(@.a==1)]}{end}", "not in range, nothing to end"),
        ("{foo}", "unrecognized identifier foo"),
        ("{.name[?(@.a)]}", "x is not array or slice and cannot be filtered"),
        ("{.list[?(@==\"a\")]}", "incompatible types for comparison"),
    ] {
        let path = JsonPath::parse(template).unwrap();
        let error = path.render(&json!({"list": [1, 2], "name": "x"})).unwrap_err();
        let quoted = template.replace('"', "\\\"");
        let expected = format!(
            "error executing jsonpath \"{quoted}\": Error executing template: {words}. \
             Printing more information for debugging the template:\n\
             \ttemplate was:\n\t\t{template}\n\
             \tobject given to jsonpath engine was:\n\
             \t\tmap[string]interface {{}}{{\"list\":[]interface {{}}{{1, 2}}, \"name\":\"x\"}}\
             \n\n\n"
        );
        assert_eq!(error, expected);
    }
}

#[test]
fn lenient_paths_become_templates() {
    for path in ["metadata.name", ".metadata.name", "{metadata.name}", "{.metadata.name}"] {
        assert_eq!(relaxed(path).as_deref(), Ok("{.metadata.name}"));
    }
    assert!(relaxed("{.a}{.b}").is_err());
}
