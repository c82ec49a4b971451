//! In which order the lines of an output have to stand.

use super::names::{Lines, Names, Of, holds_name};
use super::shape;

/// How an output is arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrangement {
    /// Every line has its place.
    Fixed,
    /// Rows are sorted by name, so those with a name that differs from run to run stand anywhere.
    ByName,
    /// Events: kubectl's `--sort-by` does not keep the order of events of the same second.
    Unordered,
    /// What a rollout says of itself, as often as something changes; changes that come together are
    /// told once.
    Progress,
    /// A watch: what happens to an object has its order; which of several objects is reported first
    /// differs from run to run, and with it how wide the columns are by then.
    Watch,
}

/// Whether a command watches.
pub fn is_watch(command: &str) -> bool {
    command.contains(" -w")
}

fn arrangement(command: &str) -> Arrangement {
    let is_document = ["-o yaml", "-o json", "-oyaml", "-ojson"];
    if is_watch(command) {
        Arrangement::Watch
    } else if command.starts_with("kubectl get events") {
        Arrangement::Unordered
    } else if command.starts_with("kubectl rollout status") {
        Arrangement::Progress
    } else if command.starts_with("kubectl describe")
        || command.starts_with("kubectl rollout")
        || is_document.iter().any(|flag| command.ends_with(flag))
    {
        Arrangement::Fixed
    } else {
        Arrangement::ByName
    }
}

/// How exactly two outputs are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rigour {
    /// To the letter, but for shapes and names.
    Strict,
    /// Besides without what some runs of the same scenario print and others do not.
    Lenient,
}

/// What a command printed, by shape, as lines with their places.
pub fn lines(command: &str, text: &str, names: &mut Names, of: Of, rigour: Rigour) -> Lines {
    let arrangement = arrangement(command);
    let news = (arrangement == Arrangement::Watch && command.starts_with("kubectl get no"))
        .then(|| without_reports(text));
    let blocks = shape::blocks(news.as_deref().unwrap_or(text));
    let is_lenient = rigour == Rigour::Lenient && arrangement != Arrangement::Watch;
    let mut lines = Lines::new();
    for (number, block) in blocks.iter().enumerate() {
        let shaped = block.iter().map(|line| shape::replace(&names.mark(of, line)));
        let mut block: Vec<String> = match arrangement {
            Arrangement::Fixed => shaped.flat_map(one_name_a_line).collect(),
            _ => shaped.collect(),
        };
        if is_lenient {
            // What is left out, or stands for something wider, leaves other gaps between columns.
            let is_list = arrangement == Arrangement::Unordered;
            let folds = is_list || arrangement == Arrangement::ByName && shape::has_alike(&block);
            block = shape::without_noise(&block);
            if folds {
                shape::fold_gaps(&mut block);
            }
        }
        if arrangement == Arrangement::Progress {
            block.dedup();
        }
        match arrangement {
            Arrangement::Watch => lines.extend(by_object(block)),
            Arrangement::Fixed | Arrangement::Progress => lines.extend(fixed(number, block)),
            Arrangement::ByName => lines.extend(by_name(number, block)),
            Arrangement::Unordered => {
                lines.extend(block.into_iter().map(|line| ((number, 0), line)));
            }
        }
    }
    lines
}

/// A watch of nodes without the rows that say nothing new: kubelets report every five minutes, and
/// from which moment on is not known.
fn without_reports(text: &str) -> String {
    let mut known: Vec<(&str, &str)> = Vec::new();
    let mut news = Vec::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (node, status) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if !known.contains(&(node, status)) {
            known.retain(|(other, _)| *other != node);
            known.push((node, status));
            news.push(line);
        }
    }
    news.join("\n")
}

fn fixed(block: usize, lines: Vec<String>) -> Lines {
    let mut placed = Lines::new();
    // Events are sorted by whole seconds, and those of the same second in no order.
    let events = lines.iter().position(|line| line == "Events:").unwrap_or(lines.len());
    // Users of a claim are listed by name, below the first.
    let mut users = None;
    for (index, line) in lines.into_iter().enumerate() {
        let is_user = users.is_some() && line.starts_with("  ") && holds_name(&line);
        if !is_user {
            users = line.starts_with("Used By:").then_some(index + 1);
        }
        let index = if is_user { users.unwrap_or(index) } else { index.min(events + 3) };
        placed.push(((block, index), if is_user { line.trim().to_owned() } else { line }));
    }
    placed
}

/// The first user of a claim stands behind the heading; here it gets a line like the others.
fn one_name_a_line(line: String) -> Vec<String> {
    match line.strip_prefix("Used By:") {
        Some(first) if holds_name(first) => vec!["Used By:".to_owned(), first.to_owned()],
        _ => vec![line],
    }
}

fn by_name(block: usize, lines: Vec<String>) -> Lines {
    let mut rank = 0;
    let place = |line: String| {
        if holds_name(&line) {
            return ((block, usize::MAX), line);
        }
        rank += 1;
        ((block, rank), line)
    };
    lines.into_iter().map(place).collect()
}

/// The rows of each object in one piece, their gaps folded.
fn by_object(rows: Vec<String>) -> Lines {
    let mut objects: Vec<(String, String)> = Vec::new();
    for row in rows {
        let row = row.split_whitespace().collect::<Vec<_>>().join("  ");
        let object = row.split("  ").next().unwrap_or_default().to_owned();
        match objects.iter_mut().find(|(known, _)| *known == object) {
            Some((_, rows)) => {
                rows.push('\n');
                rows.push_str(&row);
            }
            None => objects.push((object, row)),
        }
    }
    objects.into_iter().map(|(_, rows)| ((0, 0), rows)).collect()
}
