//! What templates make of objects.

use super::Template;
use serde_json::{Value, json};

fn pod() -> Value {
    json!({
        "metadata": {"name": "web-0", "labels": {"b": "2", "a": "1"}},
        "spec": {
            "containers": [
                {"name": "nginx", "image": "nginx:1", "ports": [{"containerPort": 80}]},
                {"name": "side", "image": "busybox"},
            ],
            "replicas": 3, "uid": 1_000_000, "on": true, "none": null,
        },
    })
}

fn render(text: &str) -> String {
    let template = match Template::parse(text) {
        Ok(template) => template,
        Err(words) => return words,
    };
    template.render(&pod()).unwrap_or_else(|(_, words)| words)
}

#[test]
fn templates_walk_through_objects() {
    for (text, expected) in [
        ("{{range $i, $c := .spec.containers}}{{$c.image}}{{end}}", "nginx:1busybox"),
        ("{{range $i, $c := .spec.containers}}{{$i}}:{{.name}} {{end}}", "0:nginx 1:side "),
        ("{{range $k, $v := .metadata.labels}}{{$k}}={{$v}},{{end}}", "a=1,b=2,"),
        ("{{range .spec.nothing}}x{{else}}none{{end}}", "none"),
        ("{{.spec.replicas}} {{.spec.uid}} {{.spec.on}} {{.no}}", "3 1e+06 true <no value>"),
        ("{{.metadata.labels}} {{.spec.none}}", "map[a:1 b:2] <no value>"),
        ("{{if .spec.on}}yes{{else}}no{{end}}", "yes"),
        ("{{if .no}}a{{else if eq .metadata.name \"web-0\"}}b{{else}}c{{end}}", "b"),
        ("{{with .metadata}}{{.name}} {{$.spec.replicas}}{{end}}", "web-0 3"),
        ("{{(index .spec.containers 1).name}} {{index .metadata.labels \"a\"}}", "side 1"),
        ("{{len .spec.containers}} {{.metadata.name | len}}", "2 5"),
        (
            "{{printf \"%s has %d and %v|%-5s|%q\" .metadata.name 2 .spec.replicas \"x\" \"y\"}}",
            "web-0 has 2 and 3|x    |\"y\"",
        ),
        ("{{printf \"%d %s\" .spec.replicas}}", "%!d(float64=3) %!s(MISSING)"),
        ("{{println .metadata.name 1}}{{print 1 2 \"a\" 3}}", "web-0 1\n1 2a3"),
        ("a {{- /* words */ -}} b {{- \" c\" -}}  d", "ab cd"),
        ("{{$n := \"x\"}}{{if true}}{{$n = \"y\"}}{{end}}{{$n}}", "y"),
        ("{{and .no 1}} {{or .no \"z\"}} {{not .no}} {{lt 1 2}}", "<no value> z true true"),
        ("{{range .spec.containers}}{{.name}}{{break}}{{end}}", "nginx"),
        ("{{\"d2Vi\" | base64decode}} {{exists .spec \"on\"}}", "web true"),
    ] {
        assert_eq!(render(text), expected, "{text}");
    }
}

#[test]
fn what_is_missing_has_no_value_however_deep() {
    for text in ["{{.no}}", "{{.no.such.field}}", "{{$x := .no.such}}{{$x.field}}"] {
        assert_eq!(render(text), "<no value>", "{text}");
    }
    assert_eq!(render("{{with .no.such}}a{{else}}b{{end}}"), "b");
}

#[test]
fn what_is_wrong_with_a_template_is_told_as_go_tells_it() {
    for (text, expected) in [
        ("{{.a", "error parsing template {{.a, template: output:1: unclosed action"),
        (
            "{{nope .a}}",
            "error parsing template {{nope .a}}, template: output:1: function \"nope\" not defined",
        ),
        (
            "\n{{$x}}",
            "error parsing template \n{{$x}}, template: output:2: undefined variable \"$x\"",
        ),
        ("{{range .a}}", "error parsing template {{range .a}}, template: output:1: unexpected EOF"),
        ("x{{end}}", "error parsing template x{{end}}, template: output:1: unexpected {{end}}"),
        (
            "{{.items[0].x}}",
            "error parsing template {{.items[0].x}}, template: output:1: bad character U+005B '['",
        ),
        (
            "{{.metadata.name.x}}",
            "error executing template \"{{.metadata.name.x}}\": template: output:1:11: executing \
             \"output\" at <.metadata.name.x>: can't evaluate field x in type interface {}",
        ),
        (
            "{{index .spec.containers 7}}",
            "error executing template \"{{index .spec.containers 7}}\": template: output:1:2: \
             executing \"output\" at <index .spec.containers 7>: error calling index: index out \
             of range: 7",
        ),
        (
            "{{eq .spec.replicas 3}}",
            "error executing template \"{{eq .spec.replicas 3}}\": template: output:1:2: executing \
             \"output\" at <eq .spec.replicas 3>: error calling eq: incompatible types for \
             comparison",
        ),
    ] {
        assert_eq!(render(text), expected, "{text}");
    }
}

#[test]
fn printf_pads_and_cuts_as_go_does_and_no_further_than_a_million() {
    for (text, expected) in [
        (
            "{{printf \"[%.2s|%5.1s|%-4d|%04d|%+d|%.3d]\" \"abc\" \"xy\" 7 -7 7 7}}",
            "[ab|    x|7   |-007|+7|007]",
        ),
        (
            "{{printf \"[%f|%.1f|%6.2f]\" .spec.replicas .spec.replicas .spec.replicas}}",
            "[3.000000|3.0|  3.00]",
        ),
        ("{{printf \"[%*d|%-*d|%.*s]\" 3 1 3 2 1 \"ab\"}}", "[  1|2  |a]"),
        ("{{printf \"[%*d|%.*d]\" 2000000 1 \"x\" 2}}", "[%!(BADWIDTH)1|%!(BADPREC)2]"),
        ("{{printf \"%99999999999999999999d\" 1}}", "%!(NOVERB)%!(EXTRA int=1)"),
        ("{{printf \"%.99999999999f\" .spec.replicas}}", "%!(NOVERB)%!(EXTRA float64=3)"),
        (
            "{{printf \"%70000d\" 1 | len}} {{printf \"%.70000f\" .spec.replicas | len}}",
            "70000 70002",
        ),
    ] {
        assert_eq!(render(text), expected, "{text}");
    }
}
