//! What the check has found, for a terminal.

use super::{Checked, Mismatch, Verdict};
use crate::kubectl::output::{Output, Style};

/// What has become of the notes of a name.
pub struct Report<'a> {
    /// What the notes are called.
    pub name: &'a str,
    /// Their commands.
    pub checked: &'a [Checked],
}

impl Report<'_> {
    /// Whether something is not as printed.
    pub fn differs(&self) -> bool {
        self.checked.iter().any(|checked| matches!(checked.verdict, Verdict::Differs(_)))
    }

    /// The lines that differ, below the command that prints them, and the sums.
    pub fn output(&self) -> Output {
        let mut out = Output::new();
        for checked in self.checked {
            if let Verdict::Differs(mismatches) = &checked.verdict {
                let command = checked.command.lines().next().unwrap_or_default();
                out.line(Style::Heading, &format!("{}:{}: $ {command}", self.name, checked.line));
                for run in mismatches.chunk_by(|one, next| one.got.is_none() && next.got.is_none())
                {
                    self.tell_run(run, &mut out);
                }
            }
        }
        self.sums(&mut out);
        out
    }

    /// Tells lines that follow each other and are all missing by the first and their number.
    fn tell_run(&self, run: &[Mismatch], out: &mut Output) {
        const FEW: usize = 3;
        let (told, rest) = run.split_at(if run.len() > FEW { 1 } else { run.len() });
        told.iter().for_each(|mismatch| self.tell(mismatch, out));
        if let Some(last) = rest.last() {
            let (name, line, count) = (self.name, last.line, rest.len());
            out.line(Style::Plain, &format!("{name}:{line}: and {count} more up to this line"));
        }
    }

    fn tell(&self, mismatch: &Mismatch, out: &mut Output) {
        let place = format!("{}:{}: ", self.name, mismatch.line);
        let said = |text: &Option<String>| match text.as_deref() {
            None => "no such line".to_owned(),
            Some("") => "an empty line".to_owned(),
            Some(text) => text.to_owned(),
        };
        out.print(Style::Plain, &place);
        out.line(Style::Ok, &format!("expected {}", said(&mismatch.expected)));
        out.print(Style::Plain, &place);
        out.print(Style::Error, &format!("got      {}", said(&mismatch.got)));
        let note = if mismatch.note.is_empty() { "" } else { " — " };
        out.line(Style::Warning, &format!("{note}{}", mismatch.note));
    }

    fn sums(&self, out: &mut Output) {
        let count = |of: fn(&Verdict) -> bool| {
            self.checked.iter().filter(|checked| of(&checked.verdict)).count()
        };
        let printed = count(|verdict| *verdict == Verdict::AsPrinted);
        let ran = count(|verdict| *verdict == Verdict::Ran);
        let differ = count(|verdict| matches!(verdict, Verdict::Differs(_)));
        let mut unknown: Vec<&str> = Vec::new();
        for checked in self.checked {
            if let Verdict::NotRun(program) = &checked.verdict
                && !unknown.contains(&program.as_str())
            {
                unknown.push(program);
            }
        }
        let all = self.checked.len();
        let commands = if all == 1 { "command" } else { "commands" };
        out.print(Style::Plain, &format!("{all} {commands}, {printed} as printed"));
        if ran > 0 {
            out.print(Style::Plain, &format!(", {ran} only run"));
        }
        if !unknown.is_empty() {
            let skipped = count(|verdict| matches!(verdict, Verdict::NotRun(_)));
            let programs = unknown.join(", ");
            out.print(Style::Warning, &format!(", {skipped} not known to the model ({programs})"));
        }
        if differ > 0 {
            let verb = if differ == 1 { "differs" } else { "differ" };
            out.print(Style::Error, &format!(", {differ} {verb}"));
        }
        out.print(Style::Plain, "\n");
    }
}
