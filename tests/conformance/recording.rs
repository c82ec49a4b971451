//! Reading a recording: its commands, what they printed, and when they ran.

use std::path::Path;

/// One command of a recording.
#[derive(Debug)]
pub struct Step {
    /// Its number in the text, from 1.
    pub number: usize,
    /// The command line.
    pub command: String,
    /// What it printed, both streams.
    pub expected: String,
    /// When it started and how long it took, in seconds; watches ran beside other steps and have
    /// no time of their own.
    pub time: Option<(f64, f64)>,
    /// What the notes before it say, without their `# `.
    pub notes: Vec<String>,
}

/// A recording.
#[derive(Debug)]
pub struct Recording {
    /// The name of the file.
    pub name: String,
    /// Its commands in order.
    pub steps: Vec<Step>,
    /// The whole text, for what has to be known of the cluster before it begins.
    pub text: String,
}

/// Reads `NAME.txt` and, where there is one, `NAME.steps.tsv` beside it.
pub fn read(path: &Path) -> Recording {
    let name = path.file_stem().expect("a file").to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).expect("a recording can be read");
    let mut steps: Vec<Step> = Vec::new();
    let mut notes: Vec<String> = Vec::new();
    for line in text.lines() {
        // Output without a newline at its end stands before the next command on its line.
        let (output, command) = match line.find("$ kubectl ") {
            Some(0) => (None, Some(&line[2..])),
            Some(at) if !line.starts_with('#') && !line.starts_with('$') => {
                (Some(&line[..at]), Some(&line[at + 2..]))
            }
            _ if line.starts_with("$ ") => (None, Some(&line[2..])),
            _ => (Some(line), None),
        };
        if let Some(note) = line.strip_prefix("# ") {
            notes.push(note.to_owned());
        }
        if let (Some(output), Some(step)) = (output, steps.last_mut())
            && !output.starts_with("# ")
        {
            step.expected.push_str(output);
            if command.is_none() {
                step.expected.push('\n');
            }
        }
        if let Some(command) = command {
            let (number, command) = (steps.len() + 1, command.trim_end().to_owned());
            let notes = std::mem::take(&mut notes);
            steps.push(Step { number, command, expected: String::new(), time: None, notes });
        }
    }
    let times = std::fs::read_to_string(path.with_extension("steps.tsv")).unwrap_or_default();
    assign_times(&mut steps, &times);
    Recording { name, steps, text }
}

fn assign_times(steps: &mut [Step], times: &str) {
    let mut rows = times.lines().skip(1).filter_map(|line| {
        let mut fields = line.split('\t').skip(1);
        let (start, seconds) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some((start, seconds, fields.nth(1)?.trim().to_owned()))
    });
    let mut row: Option<(f64, f64, String)> = rows.next();
    for step in steps {
        if let Some((start, seconds, command)) = &row
            && *command == step.command
        {
            step.time = Some((*start, *seconds));
            row = rows.next();
        }
    }
}
