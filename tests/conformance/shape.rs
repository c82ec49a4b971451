//! What is compared by shape instead of by letter, and why. Everything else is compared to the
//! letter.

use regex::Regex;
use std::sync::LazyLock;

/// One thing that differs from run to run: what it looks like, what stands for it, and why.
struct Shape {
    pattern: &'static str,
    stands_for: &'static str,
    /// Whether its width varies as well, and with it the gap behind its column.
    varies_in_width: bool,
    #[allow(dead_code)] // The reason is for the reader of this list.
    why: &'static str,
}

/// The list. The order matters: what is longer comes first.
const SHAPES: &[Shape] = &[
    Shape {
        pattern: r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        stands_for: "<uid>",
        varies_in_width: false,
        why: "uids are random",
    },
    Shape {
        pattern: r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000",
        stands_for: "<time>",
        varies_in_width: false,
        why: "commands and controllers of a real cluster take some time, which differs",
    },
    Shape {
        pattern: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
        stands_for: "<time>",
        varies_in_width: false,
        why: "as above",
    },
    Shape {
        pattern: r"\b10\.\d+\.\d+\.\d+\b",
        stands_for: "<ip>",
        varies_in_width: true,
        why: "service addresses are random, pod addresses count whatever ran before",
    },
    Shape {
        pattern: r"kube-api-access-[a-z0-9]{5}",
        stands_for: "kube-api-access-<suffix>",
        varies_in_width: false,
        why: "generated suffixes are random",
    },
    Shape {
        pattern: r"(service)-[bcdfghjklmnpqrstvwxz2456789]{5}\b",
        stands_for: "$1-<suffix>",
        varies_in_width: false,
        why: "generated suffixes are random",
    },
    Shape {
        pattern: r"(nodejs-stateful)-[456789bcdf]{7,10}\b",
        stands_for: "$1-<hash>",
        varies_in_width: true,
        why: "the hash of a template is over a dump of Go's memory, which nothing else can repeat",
    },
    Shape {
        pattern: r"\bnode0[123](/\d+\.\d+\.\d+\.\d+)?",
        stands_for: "<node>",
        varies_in_width: true,
        why: "the scheduler picks at random among nodes with the same score",
    },
    Shape {
        pattern: r"\b\d+(y\d+d|d\d+h|h\d+m|m\d+s|[ydhms])\b",
        stands_for: "<age>",
        varies_in_width: true,
        why: "ages are a second more or less, as the commands took their time",
    },
    Shape {
        pattern: r"nodejs-statefulset-volume-\d",
        stands_for: "nodejs-statefulset-volume-<n>",
        varies_in_width: false,
        why: "which of several equal volumes a claim gets is random",
    },
];

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    SHAPES.iter().map(|shape| Regex::new(shape.pattern).expect("a valid pattern")).collect()
});

/// The text with everything replaced that is compared by shape. Where the width of something
/// differs from run to run, the gap behind its column counts as a gap of two spaces.
pub fn of(text: &str) -> String {
    text.split("\n\n").map(block).collect::<Vec<_>>().join("\n\n").trim_end().to_owned()
}

/// One table or one paragraph: its lines have their columns in common.
fn block(text: &str) -> String {
    let mut starts: Vec<usize> = text.lines().flat_map(varying_cells).collect();
    starts.sort_unstable();
    starts.dedup();
    let shaped = text.lines().map(|line| {
        let mut line = line.to_owned();
        for start in starts.iter().rev() {
            fold_gap_behind(&mut line, *start);
        }
        replace(&line)
    });
    shaped.collect::<Vec<_>>().join("\n")
}

/// Where the cells begin that hold something of varying width.
fn varying_cells(line: &str) -> Vec<usize> {
    let varying = SHAPES.iter().zip(PATTERNS.iter()).filter(|(shape, _)| shape.varies_in_width);
    varying
        .flat_map(|(_, pattern)| pattern.find_iter(line))
        .map(|found| line[..found.start()].rfind("  ").map_or(0, |gap| gap + 2))
        .collect()
}

fn fold_gap_behind(line: &mut String, start: usize) {
    let begins_a_cell = line.is_char_boundary(start)
        && line[start..].starts_with(|first| first != ' ')
        && (start == 0 || line[..start].ends_with(' '));
    if !begins_a_cell {
        return;
    }
    let Some(gap) = line[start..].find("  ").map(|gap| start + gap) else { return };
    let spaces = line[gap..].len() - line[gap..].trim_start_matches(' ').len();
    line.replace_range(gap..gap + spaces, "  ");
}

fn replace(line: &str) -> String {
    let mut shaped = line.to_owned();
    for (shape, pattern) in SHAPES.iter().zip(PATTERNS.iter()) {
        shaped = pattern.replace_all(&shaped, shape.stands_for).into_owned();
    }
    shaped
}

/// Whether the order of the lines says nothing: kubectl's `--sort-by` does not keep the order of
/// events of the same second.
pub fn is_unordered(command: &str) -> bool {
    command.starts_with("kubectl get events")
}

/// The text with its lines below the header sorted.
pub fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if let Some(rows) = lines.get_mut(1..) {
        rows.sort_unstable();
    }
    lines.join("\n")
}

/// The rows of a watch, object by object, with their gaps folded. When several pods end at the same
/// moment, which of them is reported first differs from run to run, and with it how wide the
/// columns are by then; what happens to each of them, and in which order, does not.
pub fn grouped(text: &str) -> String {
    let mut rows: Vec<String> =
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join("  ")).collect();
    if let Some(rows) = rows.get_mut(1..) {
        rows.sort_by_key(|row| row.split("  ").next().unwrap_or_default().to_owned());
    }
    rows.join("\n")
}
