//! `xargs`: the words of its input as arguments of a command.

use super::builtins::dispatch;
use crate::kubectl::command::{Context, Outcome, Progress, Waiting};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::Style;
use std::collections::VecDeque;

/// The exit code if a command has failed.
const ONE_FAILED: i32 = 123;

/// Commands that run one after the other.
struct Xargs {
    commands: VecDeque<Vec<String>>,
    running: Option<Box<dyn Waiting>>,
    code: i32,
}

/// `xargs [-n COUNT | -I TEXT] [COMMAND]`
///
/// # Errors
/// None: it says itself what is wrong.
pub fn xargs(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let mut rest = words.iter();
    let (mut most, mut replaced, mut skips_empty) = (usize::MAX, None, false);
    let mut command: Vec<String> = Vec::new();
    while let Some(word) = rest.next() {
        let mut value = |flag: &str| match &word[flag.len()..] {
            "" => rest.next().cloned(),
            value => Some(value.to_owned()),
        };
        match word.as_str() {
            "-r" | "--no-run-if-empty" => skips_empty = true,
            "-t" => {}
            flag if flag.starts_with("-n") || flag.starts_with("-L") => {
                let count = value("-n").and_then(|count| count.parse::<usize>().ok());
                let Some(count) = count.filter(|count| *count > 0) else {
                    context.out.complain(Style::Error, "xargs: invalid number for -n option");
                    return Ok(Outcome::Exit(1));
                };
                most = count;
            }
            flag if flag.starts_with("-I") => replaced = value("-I"),
            flag if flag.starts_with('-') => {
                let message = format!("xargs: invalid option -- '{}'", flag.trim_matches('-'));
                context.out.complain(Style::Error, &message);
                return Ok(Outcome::Exit(1));
            }
            _ => {
                command.push(word.clone());
                command.extend(rest.by_ref().cloned());
            }
        }
    }
    if command.is_empty() {
        command.push("echo".to_owned());
    }
    let input = context.stdin.take().unwrap_or_default();
    let commands: VecDeque<Vec<String>> = match replaced {
        Some(replaced) => {
            let with = |line: &str| -> Vec<String> {
                command.iter().map(|word| word.replace(&replaced, line)).collect()
            };
            input.lines().map(str::trim).filter(|line| !line.is_empty()).map(with).collect()
        }
        None => {
            let all: Vec<&str> = input.split_whitespace().collect();
            // Without any words the command runs once.
            let parts = if all.is_empty() && !skips_empty { vec![&all[..]] } else { Vec::new() };
            let parts = parts.into_iter().chain(all.chunks(most.min(all.len().max(1))));
            let with = |part: &[&str]| {
                command.iter().cloned().chain(part.iter().map(|word| (*word).to_owned())).collect()
            };
            parts.map(with).collect()
        }
    };
    Ok(Outcome::Wait(Box::new(Xargs { commands, running: None, code: 0 })))
}

impl Waiting for Xargs {
    fn poll(&mut self, context: &mut Context<'_, '_>) -> Result<Progress, Failure> {
        loop {
            if let Some(running) = &mut self.running {
                match running.poll(context) {
                    Ok(Progress::Done(code)) => self.ended(code),
                    Ok(waiting) => return Ok(waiting),
                    Err(failure) => self.failed(&failure, context),
                }
                self.running = None;
            }
            let Some(command) = self.commands.pop_front() else {
                return Ok(Progress::Done(self.code));
            };
            match dispatch(&command, context) {
                Ok(Outcome::Done) => {}
                Ok(Outcome::Exit(code)) => self.ended(code),
                Ok(Outcome::Wait(waiting)) => self.running = Some(waiting),
                Err(failure) => self.failed(&failure, context),
            }
        }
    }
}

impl Xargs {
    fn ended(&mut self, code: i32) {
        const NOT_FOUND: i32 = 127;
        self.code = match code {
            0 => self.code,
            NOT_FOUND => NOT_FOUND,
            _ => ONE_FAILED,
        };
    }

    fn failed(&mut self, failure: &Failure, context: &mut Context<'_, '_>) {
        context.out.complain(Style::Error, failure.text.trim_end_matches('\n'));
        self.ended(1);
    }
}

#[cfg(test)]
mod tests {
    use crate::kubectl::shell::tests::Lab;

    #[test]
    fn words_of_the_input_become_arguments() {
        let mut lab = Lab::new();
        lab.prints("kubectl apply -f pod.yaml", "pod/web created\n");
        lab.prints("kubectl get pods -o name | xargs kubectl delete", "pod \"web\" deleted\n");
        lab.prints("printf '1 2\\n3' | xargs -n 2 echo x", "x 1 2\nx 3\n");
        lab.prints("printf 'a b\\nc\\n' | xargs -I{} echo '<{}>'", "<a b>\n<c>\n");
        lab.prints("printf '' | xargs -r echo x", "");
        lab.prints("printf '' | xargs echo x", "x\n");
        lab.prints(
            "echo a b | xargs -n1 cat; echo $?",
            "cat: a: No such file or directory\ncat: b: No such file or directory\n123\n",
        );
        lab.prints("echo a | xargs no; echo $?", "bash: no: command not found\n127\n");
    }
}
