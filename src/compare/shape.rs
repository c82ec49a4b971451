//! What is compared by shape instead of by letter, and why: `SHAPES`, `NOISE` and `ALIKE`
//! here, and what other files do, named in `ELSEWHERE`: those of this module, and those of the
//! harness that replays recordings. Everything else is compared to the letter.

use super::names::GENERATED;
use regex::Regex;
use std::sync::LazyLock;

/// One thing that differs from run to run: what it looks like, what stands for it, and why.
pub struct Shape {
    /// What it looks like.
    pub pattern: &'static str,
    /// What stands for it where lines are compared.
    pub stands_for: &'static str,
    /// Whether its width varies as well, and with it the gap behind its column.
    pub varies_in_width: bool,
    /// Why it differs.
    pub why: &'static str,
}

/// The list. The order matters: what is longer comes first.
pub const SHAPES: &[Shape] = &[
    Shape {
        pattern: r#"resourceVersion: "\d+""#,
        stands_for: "resourceVersion: <version>",
        varies_in_width: false,
        why: "it counts every write to the cluster since it was made",
    },
    Shape {
        pattern: r"\.[0-9a-f]{16}\b",
        stands_for: ".<moment>",
        varies_in_width: false,
        why: "events are named after the nanosecond",
    },
    Shape {
        pattern: r"Client Version: \S+",
        stands_for: "Client Version: <version>",
        varies_in_width: false,
        why: "the client with which was recorded is not of the cluster's version",
    },
    Shape {
        pattern: r"in [\d.]+m?s \([\d.]+m?s including waiting\)",
        stands_for: "in <took>",
        varies_in_width: false,
        why: "how long a pull waits for others depends on which of them share a node",
    },
    Shape {
        pattern: r"\b(ErrImagePull|ImagePullBackOff) ",
        stands_for: "<pull failed> ",
        varies_in_width: true,
        why: "whether a table shows the failure or the wait after it is a matter of a second",
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
        why: "moments differ with the time that commands and controllers took",
    },
    Shape {
        pattern: r"\b(10\.\d+|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+\b",
        stands_for: "<ip>",
        varies_in_width: true,
        why: "service addresses are random, pod addresses count whatever ran before; which private \
              range they are from is a choice of whoever set the cluster up",
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
];

/// Replaced before anything else, as parts of it look like other things; they are random.
const UID_PATTERN: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/// As wide, so that the columns behind it stay where they are.
const UID_SHAPE: &str = "uuuuuuuu-uuuu-uuuu-uuuu-uuuuuuuuuuuu";
static UID: LazyLock<Regex> = LazyLock::new(|| Regex::new(UID_PATTERN).expect("a pattern"));
/// What the cluster makes up is compared by [`super::names`]; its width varies as well.
static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(GENERATED).expect("a pattern"));
static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    SHAPES.iter().map(|shape| Regex::new(shape.pattern).expect("a valid pattern")).collect()
});

/// Lines that some runs of the same scenario print and others do not, and why.
const NOISE: &[(&str, &str)] = &[
    (
        r"\(combined from similar events\)",
        "which event is told apart last, and which then is the combined one, is random",
    ),
    (
        "ImageGCFailed",
        "the fake container runtime of the recordings keeps no images that could be collected",
    ),
    (
        "FailedScheduling .*pod has unbound immediate PersistentVolumeClaims",
        "how often it is told, and to which pods of several, depends on when the scheduler looks; \
         see hides_an_unbound_claim",
    ),
    ("the object has been modified", "two parts of the cluster wrote at the same moment"),
    (
        "^WaitFor(FirstConsumer|PodScheduled) ",
        "seen only if the binder looks before there is a pod, or before the scheduler is done",
    ),
    (
        "Error: ImagePullBackOff$|Back-off pulling image",
        "seen only if the kubelet looks again before the pod is deleted",
    ),
    (r"\bPull(ing|ed)\b", "what ran on a node before decides which images it has"),
    (
        r"\b(NodeHas\w+|NodeReady|RegisteredNode|Starting|ImageGCFailed)\b.*<node>",
        "nodes tell of the start of the cluster, and how long ago that was is not recorded",
    ),
    (
        r"[1-9]\d* of \d+ updated replicas are available\.\.\.$",
        "pods that become ready at the same moment are told once",
    ),
];

/// Words that stand for one another from run to run, and why.
const ALIKE: &[(&str, &str, &str)] = &[(
    r"\b(ErrImagePull|ImagePullBackOff)\b",
    "<pull fails>",
    "the kubelet tries again after 10 to 15 seconds; which of the two shows in between is chance",
)];

/// What is done elsewhere, and why.
#[cfg(test)]
const ELSEWHERE: &[(&str, &str)] = &[
    ("names.rs", "made-up names are random: each must stand for one and the same other name"),
    ("volumes.rs", "which of several equal volumes a claim gets is random"),
    ("order.rs, rows", "rows are sorted by names, and some of them are made up"),
    ("order.rs, events", "events of the same second stand in no order, nor do their ages tell it"),
    ("order.rs, watches", "of objects that change at the same moment any may be reported first"),
    ("order.rs, progress", "a line of progress is told once or twice as the looks fall"),
    ("setup.rs", "what a cluster held before is known only from what is printed of it"),
    ("replay.rs, phases", "the binder's resync has a phase of its own, which is not recorded"),
    ("replay.rs, watches", "when a watch began is not recorded, only when it was printed"),
    ("is_noise", "a pod's first attempts to be scheduled are told as the looks fall"),
    ("blocks", "the newlines at the end of a text end a command's output in the recording"),
];

#[test]
fn every_looseness_has_its_reason() {
    let shapes = SHAPES.iter().map(|shape| shape.why);
    let noise = NOISE.iter().chain(ELSEWHERE).map(|(_, why)| *why);
    let alike = ALIKE.iter().map(|(_, _, why)| *why);
    for why in shapes.chain(noise).chain(alike) {
        assert!(why.split(' ').count() > 3, "{why:?} is no reason");
    }
}

static NOISE_PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    NOISE.iter().map(|(pattern, _)| Regex::new(pattern).expect("a valid pattern")).collect()
});
static ALIKE_PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    ALIKE.iter().map(|(pattern, _, _)| Regex::new(pattern).expect("a valid pattern")).collect()
});

/// The lines without those that may as well be missing, and with words that may as well be others
/// made the same.
pub fn without_noise(lines: &[String]) -> Vec<String> {
    let rest = lines.iter().filter(|line| !is_noise(line, lines));
    let alike = |line: &String| {
        let mut shaped = line.clone();
        for ((_, stands_for, _), pattern) in ALIKE.iter().zip(ALIKE_PATTERNS.iter()) {
            shaped = pattern.replace_all(&shaped, *stands_for).into_owned();
        }
        shaped
    };
    rest.map(alike).collect()
}

/// Whether there are words that stand for one another.
pub fn has_alike(lines: &[String]) -> bool {
    lines.iter().any(|line| ALIKE_PATTERNS.iter().any(|pattern| pattern.is_match(line)))
}

/// Makes every gap between columns one of two spaces.
pub fn fold_gaps(lines: &mut [String]) {
    for line in lines {
        let cells = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty());
        *line = cells.collect::<Vec<_>>().join("  ");
    }
}

/// A pod that got its node may have failed to before, if the scheduler looked before something else
/// was done; and what it fails for later is told only if the pod has changed since.
fn is_noise(line: &str, others: &[String]) -> bool {
    if let Some(failed) = line.strip_prefix("FailedScheduling ") {
        let pod = failed.split(' ').next().unwrap_or_default();
        let (placed, same) = (format!("Scheduled {pod} "), format!("FailedScheduling {pod} "));
        return others.iter().any(|other| {
            other.starts_with(&placed) || other.starts_with(&same) && other.as_str() < line
        });
    }
    NOISE_PATTERNS.iter().any(|pattern| pattern.is_match(line))
}

/// Whether the model is silent about what the recording tells of a pod that never got its node:
/// such a line may be told more or less often, but not never.
pub fn hides_an_unbound_claim(recorded: &str, model: &str) -> bool {
    const UNBOUND: &str = "pod has unbound immediate PersistentVolumeClaims";
    let is_placed = recorded.split_whitespace().any(|word| word == "Scheduled");
    recorded.contains(UNBOUND) && !is_placed && !model.contains(UNBOUND)
}

/// The lines of a text, block by block, uids replaced. Where the width of something differs from
/// run to run, the gap behind its column counts as a gap of two spaces.
pub fn blocks(text: &str) -> Vec<Vec<String>> {
    text.trim_end().split("\n\n").map(block).collect()
}

/// One table or one paragraph: its lines have their columns in common.
fn block(text: &str) -> Vec<String> {
    let text = UID.replace_all(text, UID_SHAPE);
    let mut starts: Vec<usize> = text.lines().flat_map(varying_cells).collect();
    starts.sort_unstable();
    starts.dedup();
    let shaped = text.lines().map(|line| {
        let mut line = line.to_owned();
        for start in starts.iter().rev() {
            fold_gap_behind(&mut line, *start);
        }
        line
    });
    shaped.collect()
}

/// Where the cells begin that hold something of varying width.
fn varying_cells(line: &str) -> Vec<usize> {
    let varying = SHAPES.iter().zip(PATTERNS.iter()).filter(|(shape, _)| shape.varies_in_width);
    varying
        .flat_map(|(_, pattern)| pattern.find_iter(line))
        .chain(NAME.find_iter(line))
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

/// The line with everything replaced that is compared by shape.
pub fn replace(line: &str) -> String {
    let mut shaped = line.to_owned();
    for (shape, pattern) in SHAPES.iter().zip(PATTERNS.iter()) {
        shaped = pattern.replace_all(&shaped, shape.stands_for).into_owned();
    }
    shaped
}
