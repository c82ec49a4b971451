//! Prompts: what stands before a command in a terminal, in the shapes that notes are full of.

use regex::Regex;
use std::sync::LazyLock;

/// The shapes, each with an example. What follows is a blank or the end of the line.
const SHAPES: &[(&str, &str)] = &[
    (r"[$%❯»]", "$ kubectl get pods"),
    (r"\[?[\w.-]+@[\w.-]+[^$#%❯➜»]{0,60}[$#%❯➜»]", "user@host:~$ kubectl get pods"),
    (r"[\w.-]+ (?:[~/]\S* )?[$➜❯»]", "controlplane ~ ➜  kubectl get pods"),
    (r"➜ +(?:[~/]\S*|\S+ git:\(\S*\)(?: ✗)?)", "➜  ~ kubectl get pods"),
    (r"➜", "➜ kubectl get pods"),
    (r"(?:~|/[\w./-]*) [#$]", "/app # ls"),
    (r"(?:ba|da|z)?sh-?[\d.]*[$#]", "sh-5.1# ls"),
    (r"(?:PS )?[A-Z]:\\[^>]*>", r"PS C:\Users\me> kubectl get pods"),
];

static PROMPT: LazyLock<Regex> = LazyLock::new(|| {
    let shapes: Vec<&str> = SHAPES.iter().map(|(shape, _)| *shape).collect();
    let environment = r"(?:\([\w.-]+\) )?";
    let pattern = format!(r"^ *{environment}(?:{})(?:\s+|$)", shapes.join("|"));
    Regex::new(&pattern).expect("a pattern")
});

/// The prompt at the start of a line, without the blanks behind it, and the command.
pub fn split(line: &str) -> Option<(&str, &str)> {
    let end = PROMPT.find(line)?.end();
    Some((line[..end].trim(), line[end..].trim_end()))
}

/// A prompt that is known already, behind output that ended without a newline, as in
/// `{"visits":3}/app #`. Gives what is before it as well. A single character could be anything.
pub fn split_behind<'a>(line: &'a str, known: &[String]) -> Option<(&'a str, &'a str, &'a str)> {
    let known = known.iter().filter(|prompt| prompt.chars().count() > 2);
    known.filter_map(|prompt| behind(line, prompt)).next()
}

fn behind<'a>(line: &'a str, prompt: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let at = line.find(prompt)?;
    let (prompt, rest) = line[at..].split_at(prompt.len());
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    (at > 0 && ends).then(|| (&line[..at], prompt, rest.trim()))
}

/// Whether a prompt is so short that the host's and a container's may look the same.
pub fn is_bare(prompt: &str) -> bool {
    prompt.chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_recognised_and_output_is_not() {
        for (_, example) in SHAPES {
            let (prompt, command) = split(example).unwrap_or_else(|| panic!("{example}"));
            assert!(matches!(command, "kubectl get pods" | "ls"), "{prompt:?} {command:?}");
        }
        for (line, command) in [
            ("(venv) me@laptop dir % ls", "ls"),
            ("[me@host notes]$ ls", "ls"),
            ("root@web-0:/app# ls -l", "ls -l"),
            ("controlplane $ ls", "ls"),
            ("➜  notes git:(main) ✗ ls", "ls"),
            ("/app #", ""),
            ("$", ""),
        ] {
            assert_eq!(split(line).map(|(_, command)| command), Some(command), "{line}");
        }
        for line in [
            "NAME   READY   STATUS",
            "web-0   1/1     Running   0          66s",
            "$HOME is a variable",
            "# a comment",
            "pod/web-0 created",
            "Name:         web-0",
            "",
        ] {
            assert_eq!(split(line), None, "{line}");
        }
    }

    #[test]
    fn a_prompt_behind_output_is_found_if_it_is_known() {
        let known = ["$".to_owned(), "/app #".to_owned()];
        assert_eq!(split_behind("{}/app # ls", &known), Some(("{}", "/app #", "ls")));
        assert_eq!(split_behind("{}/app #", &known), Some(("{}", "/app #", "")));
        assert_eq!(split_behind("costs 3 $ a day", &known), None);
    }
}
