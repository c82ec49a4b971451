//! What regular expressions match.

use super::expression::Expression;

fn letters(text: &str) -> Vec<char> {
    text.chars().collect()
}

#[test]
fn expressions_find_groups() {
    let found = |expression: &str, text: &str| {
        let text = letters(text);
        let groups = Expression::read(expression, true, false).ok()?.find(&text, 0)?;
        let group = |range: Option<(usize, usize)>| {
            range.map_or("-".to_owned(), |(from, to)| text[from..to].iter().collect())
        };
        Some(groups.into_iter().map(group).collect::<Vec<_>>().join("|"))
    };
    assert_eq!(found("-([0-9]+)$", "web-0-12").as_deref(), Some("-12|12"));
    assert_eq!(found("^(a|bc)*d?$", "abcbc").as_deref(), Some("abcbc|bc"));
    assert_eq!(found("x{2,3}", "axxxx").as_deref(), Some("xxx"));
    assert_eq!(found("^(.*?)[[:space:]]+(.*?)$", "a 1").as_deref(), Some("a 1|a|1"));
    assert_eq!(found("^$", "a"), None);
    assert_eq!(found("(a", "a"), None);
    let basic = Expression::read("\\(a*\\)+", false, false).unwrap();
    assert_eq!(basic.find(&letters("baa+"), 0).unwrap()[1], Some((1, 3)));
}

fn matches(expression: &str, extended: bool, text: &str) -> bool {
    let expression = Expression::read(expression, extended, false).unwrap();
    expression.find(&letters(text), 0).is_some()
}

#[test]
fn basic_and_extended_syntax_differ_in_what_is_escaped() {
    assert!(matches("a+b", false, "a+b") && !matches("a+b", true, "a+b"));
    assert!(matches("a+b", true, "xaab") && matches(r"a\+b", false, "aab"));
    assert!(matches("^(Pulled|Pulling) ", true, "Pulling image"));
    assert!(matches(r"^\(Pulled\|Pulling\) ", false, "Pulled image"));
    assert!(!matches("^Pull", false, "a Pull"));
}

#[test]
fn classes_repetition_and_anchors() {
    assert!(matches("^web-[0-9]*$", false, "web-12"));
    assert!(!matches("^web-[0-9]*$", false, "web-x"));
    assert!(matches("[^a-c]", false, "abcd") && !matches("[^a-c]", false, "abc"));
    assert!(matches("(ab)+c", true, "ababc") && !matches("(ab)+c", true, "ac"));
    assert!(matches("colou?r", true, "color"));
    assert!(matches("a.c", false, "abc") && matches("", false, ""));
}

#[test]
fn the_longest_match_is_found() {
    let range = |expression: &str, text: &str| {
        Expression::read(expression, true, true).unwrap().find_range(&letters(text), 0)
    };
    assert_eq!(range("name: .*", "serviceName: web"), Some((7, 16)));
    assert_eq!(range("s|service", "service"), Some((0, 7)));
}

#[test]
fn long_texts_and_long_expressions_are_tried_within_bounds() {
    let long = "ab".repeat(5_000);
    assert!(matches("^.*b$", true, &long) && matches("^[ab]*a.$", true, &long));
    assert!(!matches("(ab)*c", true, &long) && !matches(".*c", true, "a"));
    assert!(matches(&"a".repeat(5_000), true, &"a".repeat(5_000)));
    assert!(!matches(&"a*".repeat(5_000), true, "") || matches("a*a?b{0,2}", true, ""));
    assert!(matches("^a{2,3}b{2}$", true, "aaabb") && !matches("^a{2}$", true, "aaa"));
    assert!(matches("^*a", true, "a") && matches("(a|b*)*c", true, "abbac"));
}

#[test]
fn what_is_wrong_is_said_as_grep_says_it() {
    let wrong = |text: &str, extended| Expression::read(text, extended, false).err();
    assert_eq!(wrong("(a", true), Some("Unmatched ( or \\("));
    assert_eq!(wrong("a)", true), Some("Unmatched ) or \\)"));
    assert_eq!(wrong("[a", false), Some("Unmatched [, [^, [:, [., or [="));
    assert_eq!(wrong("a\\", false), Some("Trailing backslash"));
    assert_eq!(wrong("a{x}", true), Some("Invalid content of \\{\\}"));
    assert_eq!(wrong("(a", false), None);
}
