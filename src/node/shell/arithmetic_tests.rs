//! What expressions come to, and what each shell says of those that are wrong.

use super::arithmetic::{Variables, evaluate};
use super::session::Dialect;
use crate::api::sorted::SortedMap;

const SHELLS: [Dialect; 3] = [Dialect::Bash, Dialect::Dash, Dialect::Busybox];

struct Known(SortedMap<String, String>);

impl Variables for Known {
    fn value(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    fn assign(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }
}

fn known() -> Known {
    let known = [("i", "7"), ("e", "1+2"), ("x", "x"), ("n", "-08"), ("z", "")];
    Known(known.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect())
}

fn value(text: &str, dialect: Dialect) -> Result<i64, String> {
    evaluate(text, dialect, &mut known())
}

#[test]
fn every_shell_reckons_alike() {
    for (text, expected) in [
        ("1 + 2*3", 7),
        ("(1+2) * 3", 9),
        ("i+1", 8),
        (" i % 4 ", 3),
        ("-i - -2", -5),
        ("none", 0),
        ("z", 0),
        ("", 0),
        ("1<2", 1),
        ("1<<65", 2),
        ("~0", -1),
        ("!1 || 5 > 4 && 3 != 3", 0),
        ("0 && 1/0", 0),
        ("1 || 1/0", 1),
        ("1 ? 2 : 1/0", 2),
        ("a = i, a", 7),
        ("i *= 2", 14),
        ("i <<= 1", 14),
        ("0x1f + 010", 39),
        ("5 % -3", 2),
    ] {
        for dialect in SHELLS {
            if !(text.contains(',') && dialect == Dialect::Dash) {
                assert_eq!(value(text, dialect), Ok(expected), "{text}");
            }
        }
    }
}

#[test]
fn some_shells_know_more() {
    for (text, expected) in [("2**3**2", 512), ("-2**2", 4), ("16#ff + 10#08", 263), ("e * 2", 6)] {
        assert_eq!(value(text, Dialect::Bash), Ok(expected), "{text}");
        assert_eq!(value(text, Dialect::Busybox), Ok(expected), "{text}");
        assert!(value(text, Dialect::Dash).is_err(), "{text}");
    }
    assert_eq!(value("++3", Dialect::Bash), Ok(3));
    assert_eq!(value("i++ + ++i", Dialect::Bash), Ok(16));
    assert_eq!(value("++i", Dialect::Dash), Ok(7), "to dash these are two signs");
}

#[test]
fn every_shell_has_words_of_its_own_for_what_is_wrong() {
    for (text, bash, dash) in [
        ("1/0", "division by 0 (error token is \"0\")", "division by zero"),
        ("1/0+2 ", "division by 0 (error token is \"0+2 \")", "division by zero"),
        ("i/=0", "division by 0 (error token is \"0\")", "division by zero"),
        ("1 + ", "syntax error: operand expected (error token is \"+ \")", "expecting primary"),
        ("1//2", "syntax error: operand expected (error token is \"/2\")", "expecting primary"),
        ("i=", "syntax error: operand expected (error token is \"=\")", "expecting primary"),
        ("1 2", "syntax error in expression (error token is \"2\")", "expecting EOF"),
        (
            "1.5",
            "syntax error: invalid arithmetic operator (error token is \".5\")",
            "expecting EOF",
        ),
        ("5=3", "attempted assignment to non-variable (error token is \"=3\")", "expecting EOF"),
        ("09", "value too great for base (error token is \"09\")", "expecting EOF"),
        ("1?2", "`:' expected for conditional expression (error token is \"2\")", "expecting ':'"),
    ] {
        let said = |dialect| value(text, dialect).unwrap_err();
        assert_eq!(said(Dialect::Bash), format!("{text}: {bash}"));
        assert_eq!(said(Dialect::Dash), format!("arithmetic expression: {dash}: \"{text}\""));
        let busybox = if text.contains('0') && text.contains('/') {
            "divide by zero"
        } else {
            "arithmetic syntax error"
        };
        assert_eq!(said(Dialect::Busybox), busybox);
    }
    let endless = "x: expression recursion level exceeded (error token is \"x\")";
    assert_eq!(value("x", Dialect::Bash).unwrap_err(), endless);
    assert_eq!(value("e", Dialect::Dash).unwrap_err(), "Illegal number: 1+2");
    assert!(value("n", Dialect::Bash).unwrap_err().contains("value too great for base"));
}

#[test]
fn expressions_nest_only_so_deeply() {
    const MANY: usize = 5_000;
    for dialect in SHELLS {
        for open in ["(", "-", "! ", "i=", "1?", "2**", "1?2:", "i+="] {
            assert!(value(&format!("{}1", open.repeat(MANY)), dialect).is_err(), "{open}");
        }
        let long = format!("{}1", "1+".repeat(MANY));
        assert_eq!(value(&long, dialect), Ok(MANY as i64 + 1));
    }
}
