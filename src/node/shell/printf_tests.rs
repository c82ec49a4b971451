//! What `printf` and `echo -e` print.

use super::escape::{Place, unescaped};
use super::printf::{LONGEST, WIDEST, printf};
use super::session::Dialect;

/// What it prints, and what it complains of.
fn prints(dialect: Dialect, words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let printed = printf(&words, dialect);
    let faults: String = printed.faults.iter().map(|fault| format!("\n{fault}")).collect();
    format!("{}{faults} {}", printed.text, printed.code)
}

#[test]
fn values_are_shown_as_c_shows_them() {
    for (words, expected) in [
        (
            &["%05.1f|%e|%g|%G|%g", "3.14159", "2", "100000", "1e-9", "1234567"][..],
            "003.1|2.000000e+00|100000|1E-09|1.23457e+06 0",
        ),
        (
            &["%.0f|%5.0e|%#g|%08f|%+f|% f|%-9f|", "2.5", "12345", "1", "inf", "1", "1", "1"],
            "2|1e+04|1.00000|     inf|+1.000000| 1.000000|1.000000 | 0",
        ),
        (
            &["%.3d|%+d|% d|%#x|%#o|%05d|%-05d|", "5", "3", "4", "255", "8", "-3", "3"],
            "005|+3| 4|0xff|010|-0003|3    | 0",
        ),
        (
            &["%#5x|%#06x|%010.3d|%u|%o", "10", "10", "7", "-1", "-2"],
            "  0xa|0x000a|       007|18446744073709551615|1777777777777777777776 0",
        ),
        (
            &["%*d|%-*d|%.*f|%d|%d|%d", "5", "1", "5", "2", "2", "3.14159", "'A", "010", "0x10"],
            "    1|2    |3.14|65|8|16 0",
        ),
        (
            &["%s|%5s|%-3s|%.2s|%c|%5b|%.1b|", "a", "b", "c", "def", "ghi", "x\\n", "yz"],
            "a|    b|c  |de|g|   x\n|y| 0",
        ),
    ] {
        for dialect in [Dialect::Bash, Dialect::Dash, Dialect::Busybox] {
            assert_eq!(prints(dialect, words), expected);
        }
    }
}

#[test]
fn every_shell_has_words_of_its_own_for_what_is_wrong() {
    for (words, bash, dash, busybox) in [
        (
            &["%y|", "1"][..],
            "\nprintf: `y': invalid format character 1",
            "\nprintf: %y: invalid directive 2",
            "\n%y: invalid format 1",
        ),
        (
            &["%5"],
            "\nprintf: `%5': missing format character 1",
            "\nprintf: missing format character 2",
            "\n%5: invalid format 1",
        ),
        (
            &["%d|%d", "x", "1x"],
            "0|1\nprintf: x: invalid number\nprintf: 1x: invalid number 1",
            "0|1\nprintf: x: expected numeric value\nprintf: 1x: not completely converted 1",
            "0|0\ninvalid number 'x'\ninvalid number '1x' 1",
        ),
        (
            &["%d", "99999999999999999999"],
            "9223372036854775807\nprintf: warning: 99999999999999999999: Numerical result out of \
          range 0",
            "9223372036854775807\nprintf: 99999999999999999999: Numerical result out of range 1",
            "9223372036854775807\ninvalid number '99999999999999999999' 1",
        ),
        (&["%d", ""], "0 0", "0 0", "0\ninvalid number '' 1"),
        (&["%d|%s|%f"], "0||0.000000 0", "0||0.000000 0", "0||0.000000 0"),
        (
            &[],
            "\nprintf: usage: printf [-v var] format [arguments] 2",
            "\nprintf: usage: printf format [arg ...] 2",
            "\nusage: printf FORMAT [ARG]... 2",
        ),
    ] {
        assert_eq!(prints(Dialect::Bash, words), bash);
        assert_eq!(prints(Dialect::Dash, words), dash);
        assert_eq!(prints(Dialect::Busybox, words), busybox);
    }
}

#[test]
fn escapes_are_carried_out_as_each_shell_knows_them() {
    let (bash, dash) = (Dialect::Bash, Dialect::Dash);
    assert_eq!(prints(bash, &["\\x41\\101\\u00e9\\xc3\\xa9\\q\\\""]), "AA\u{e9}\u{e9}\\q\" 0");
    assert_eq!(prints(dash, &["\\x41\\101\\q\\\""]), "\\x41A\\q\\\" 0");
    assert_eq!(prints(Dialect::Busybox, &["\\x41\\101\\cno"]), "AA 0");
    assert_eq!(prints(bash, &["%b|no", "\\0101\\101\\cno"]), "AA 0");
    assert_eq!(
        prints(bash, &["%q|", "a b", "it's", "", "a\nb", "a#", "#a"]),
        "a\\ b|it\\'s|''|$'a\\nb'|a#|\\#a| 0"
    );
    let echoed = |text| unescaped(text, Place::Echo, bash);
    assert_eq!(echoed("\\101\\0101\\c\\n"), ("\\101A".to_owned(), false));
}

#[test]
fn nothing_is_wider_than_anybody_prints() {
    let length = |format: &str| {
        let words = [format.to_owned(), "1".to_owned()];
        printf(&words, Dialect::Busybox).text.len()
    };
    assert_eq!(length("%99999999999d"), WIDEST);
    assert_eq!(length("%.99999999999f"), WIDEST + 2);
    assert_eq!(length("%.70000e"), WIDEST + 6);
    assert_eq!(length("%.70000g"), 1);
    let many: Vec<String> = std::iter::once("%9999d")
        .chain(std::iter::repeat_n("1", 9999))
        .map(str::to_owned)
        .collect();
    assert!(printf(&many, Dialect::Bash).text.len() < LONGEST + WIDEST);
}
