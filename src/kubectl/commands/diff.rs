//! `kubectl diff`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::documents::{self, Document};
use super::super::failure::Failure;
use super::super::flags::{Arguments, FILENAME, NAMESPACE};
use super::super::output::Style;
use super::apply::{patch_between, unannotated};
use crate::api::{Key, Object};
use crate::apiserver::patch::PatchType;
use crate::manifest::emit::to_yaml;

/// `diff`
pub const COMMAND: Command = Command {
    name: "diff",
    aliases: &[],
    group: Group::Advanced,
    short: "Diff the live version against a would-be applied version",
    usage: "diff -f FILENAME",
    examples: &["kubectl diff -f statefulset.yaml", "cat statefulset.yaml | kubectl diff -f -"],
    flags: &[FILENAME, NAMESPACE],
    subcommands: &[],
    words: Words::Free,
    run,
};

/// Lines around a change that are shown with it.
const AROUND: usize = 3;

// Models kubectl/pkg/cmd/diff/diff.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if !arguments.words.is_empty() {
        let words = arguments.words.join(" ");
        return Err(Failure::usage("kubectl diff", &format!("Unexpected args: [{words}]")));
    }
    if arguments.list("filename").is_empty() {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    let documents::Documents { read, failures } = documents::read(arguments, context)?;
    Failure::all(failures)?;
    let mut differs = false;
    for document in &read {
        let (before, after) = versions(document, context)?;
        if before != after {
            differs = true;
            show(document, &before, &after, context);
        }
    }
    // Models the exit code of diff: 1 if there are differences.
    Ok(Outcome::Exit(i32::from(differs)))
}

/// The object as it is and as it would be.
fn versions(
    document: &Document,
    context: &mut Context<'_, '_>,
) -> Result<(String, String), Failure> {
    let key = Key::new(document.kind()?, &document.namespace, &document.name);
    let at = |status| Failure::server(&status);
    let text = |object: &Object| to_yaml(&object.to_json());
    let mut trial = context.client.api.clone();
    let Some(live) = context.client.object(&key).cloned() else {
        let object = document.decode(document.value.clone(), true).map_err(at)?;
        let mut created = trial.create(object).map_err(at)?;
        created.metadata_mut().resource_version.clear();
        return Ok((String::new(), text(&created)));
    };
    let patch = patch_between(&unannotated(&document.value), &live);
    let (mut merged, _) = trial.patch(&key, PatchType::Strategic, &patch).map_err(at)?;
    // A dry run gives no new version.
    merged.metadata_mut().resource_version.clone_from(&live.metadata().resource_version);
    Ok((text(&live), text(&merged)))
}

fn show(document: &Document, before: &str, after: &str, context: &mut Context<'_, '_>) {
    let resource = document.resource;
    let version = resource.api_version.replace('/', ".");
    let name = format!("{version}.{}.{}.{}", resource.kind, document.namespace, document.name);
    // kubectl makes up the names of the directories.
    let stamp = context.client.now.0.rem_euclid(10_000_000_000);
    let (live, merged) =
        (format!("/tmp/LIVE-{stamp}/{name}"), format!("/tmp/MERGED-{stamp}/{name}"));
    let time = clock(context);
    context.out.line(Style::Heading, &format!("diff -u -N {live} {merged}"));
    context.out.line(Style::Heading, &format!("--- {live}\t{time}"));
    context.out.line(Style::Heading, &format!("+++ {merged}\t{time}"));
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    for line in unified(&edits(&before, &after)) {
        let style = match line.chars().next() {
            Some('+') => Style::Ok,
            Some('-') => Style::Error,
            Some('@') => Style::Name,
            _ => Style::Plain,
        };
        context.out.line(style, &line);
    }
}

/// `2026-11-23 20:06:18.000000000 +0000`
fn clock(context: &Context<'_, '_>) -> String {
    let text = context.client.now.time().to_string();
    let (date, time) = text.split_once('T').unwrap_or((&text, ""));
    let fraction = context.client.now.0.rem_euclid(1000);
    format!("{date} {}.{fraction:03}000000 +0000", time.trim_end_matches('Z'))
}

/// A line that stays, goes or comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit<'a> {
    Keep(&'a str),
    Remove(&'a str),
    Insert(&'a str),
}

/// The fewest edits from one list of lines to the other, removals first.
fn edits<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<Edit<'a>> {
    // How many lines the rests have in common, in order.
    let mut common = vec![vec![0_usize; after.len() + 1]; before.len() + 1];
    for (i, old) in before.iter().enumerate().rev() {
        for (j, new) in after.iter().enumerate().rev() {
            common[i][j] = if old == new {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut edits) = (0, 0, Vec::new());
    while i < before.len() || j < after.len() {
        if i < before.len() && j < after.len() && before[i] == after[j] {
            edits.push(Edit::Keep(before[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < before.len() && (j == after.len() || common[i + 1][j] >= common[i][j + 1]) {
            edits.push(Edit::Remove(before[i]));
            i += 1;
        } else {
            edits.push(Edit::Insert(after[j]));
            j += 1;
        }
    }
    edits
}

/// The edits with some lines around each, as `diff -u` prints them.
fn unified(edits: &[Edit<'_>]) -> Vec<String> {
    let changes: Vec<usize> =
        (0..edits.len()).filter(|at| !matches!(edits[*at], Edit::Keep(_))).collect();
    let mut lines = Vec::new();
    let mut rest = changes.as_slice();
    while let Some(first) = rest.first() {
        let near = rest.windows(2).take_while(|pair| pair[1] - pair[0] <= 2 * AROUND + 1).count();
        let begin = first.saturating_sub(AROUND);
        let end = (rest[near] + AROUND + 1).min(edits.len());
        rest = &rest[near + 1..];
        let count = |range: &[Edit<'_>], old: bool| {
            let counts = |edit: &&Edit<'_>| match edit {
                Edit::Keep(_) => true,
                Edit::Remove(_) => old,
                Edit::Insert(_) => !old,
            };
            range.iter().filter(counts).count()
        };
        let range = |old: bool| {
            let (start, length) = (count(&edits[..begin], old), count(&edits[begin..end], old));
            match length {
                0 => format!("{start},0"),
                1 => format!("{}", start + 1),
                _ => format!("{},{length}", start + 1),
            }
        };
        lines.push(format!("@@ -{} +{} @@", range(true), range(false)));
        lines.extend(edits[begin..end].iter().map(|edit| match edit {
            Edit::Keep(line) => format!(" {line}"),
            Edit::Remove(line) => format!("-{line}"),
            Edit::Insert(line) => format!("+{line}"),
        }));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_with_three_lines_around_them() {
        let numbers: Vec<String> = (1..=20).map(|number| number.to_string()).collect();
        let before: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let mut after = before.clone();
        after[3] = "x";
        after.remove(18);
        assert_eq!(
            unified(&edits(&before, &after)),
            [
                "@@ -1,7 +1,7 @@",
                " 1",
                " 2",
                " 3",
                "-4",
                "+x",
                " 5",
                " 6",
                " 7",
                "@@ -16,5 +16,4 @@",
                " 16",
                " 17",
                " 18",
                "-19",
                " 20",
            ]
        );
        assert_eq!(unified(&edits(&[], &["a"])), ["@@ -0,0 +1 @@", "+a"]);
        assert!(unified(&edits(&["a"], &["a"])).is_empty());
    }
}
