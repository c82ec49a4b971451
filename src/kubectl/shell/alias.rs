//! `alias`: other names for the beginnings of commands.

use super::words::Variables;
use crate::kubectl::output::{Output, Style};

/// What stands before an alias among the variables: no variable's name has a blank.
const MARK: &str = "alias ";

/// Puts what the first word of a command stands for in its place.
pub fn replace(words: &mut Vec<String>, variables: &Variables) {
    let name = words.first().map(|name| format!("{MARK}{name}"));
    if let Some(meaning) = name.and_then(|name| variables.get(&name)) {
        words.splice(..1, meaning.split_whitespace().map(str::to_owned));
    }
}

/// `alias NAME=MEANING…` gives names, `alias NAME…` says what they stand for, and `alias` says all.
pub fn alias(words: &[String], variables: &mut Variables, out: &mut Output) -> i32 {
    let mut code = 0;
    let line = |name: &str, meaning: &str| format!("alias {name}='{meaning}'");
    if words.is_empty() {
        let all = variables.iter().filter_map(|(name, it)| Some((name.strip_prefix(MARK)?, it)));
        all.for_each(|(name, meaning)| out.line(Style::Plain, &line(name, meaning)));
    }
    for word in words {
        if let Some((name, meaning)) = word.split_once('=') {
            variables.insert(format!("{MARK}{name}"), meaning.to_owned());
        } else if let Some(meaning) = variables.get(&format!("{MARK}{word}")) {
            out.line(Style::Plain, &line(word, meaning));
        } else {
            out.complain(Style::Error, &format!("bash: alias: {word}: not found"));
            code = 1;
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use crate::kubectl::shell::tests::Lab;

    #[test]
    fn a_command_may_be_called_by_another_name() {
        let mut lab = Lab::new();
        lab.prints("alias kg='kubectl get' k=kubectl", "");
        lab.prints("kg pods", "No resources found in default namespace.\n");
        lab.prints("alias", "alias k='kubectl'\nalias kg='kubectl get'\n");
        lab.prints("alias kg", "alias kg='kubectl get'\n");
        lab.prints("alias x; echo $?", "bash: alias: x: not found\n1\n");
    }
}
