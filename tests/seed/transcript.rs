//! The tutorial's text taken apart: what it types, what it shows, and when it typed it.

/// The tutorial.
pub const TUTORIAL: &str = include_str!("tutorial-id.md");

/// A command of the tutorial and what it shows below.
#[derive(Debug, PartialEq)]
pub struct Typed {
    /// The command line.
    pub command: String,
    /// What the tutorial shows below it.
    pub shown: String,
}

/// The commands in the tutorial's blocks: at the host's prompt and at the container's.
pub fn typed(tutorial: &str) -> Vec<Typed> {
    let mut all: Vec<Typed> = Vec::new();
    let mut in_block = false;
    for line in tutorial.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
            continue;
        }
        if !in_block {
            continue;
        }
        let host = line.strip_prefix("controlplane ~ ➜").map(|command| ("", command));
        // `{"visits":3}/app #` is output without a newline, and the next prompt behind it.
        let command = host.or_else(|| line.split_once("/app #"));
        let (shown, command) = match command {
            Some((shown, command)) => (shown.to_owned(), Some(command.trim())),
            None => (format!("{}\n", line.trim_end_matches('\\')), None),
        };
        if let Some(last) = all.last_mut() {
            last.shown.push_str(&shown);
        }
        if let Some(command) = command.filter(|command| !command.is_empty()) {
            all.push(Typed { command: command.to_owned(), shown: String::new() });
        }
    }
    all
}

/// The cluster address of a service is random, and its column as wide as it happens to be.
pub fn without_address(text: &str) -> String {
    let hide = |line: &str| {
        let Some(at) = line.find("CLUSTER-IP").or_else(|| line.find("172.20.")) else {
            return line.to_owned();
        };
        let end = line[at..].find(' ').map_or(line.len(), |width| at + width);
        // Two cells of the column are always the same; the others are addresses.
        let cell = match &line[at..end] {
            fixed @ ("CLUSTER-IP" | "172.20.0.1") => fixed,
            _ => "<address>",
        };
        format!("{}{cell} {}", &line[..at], line[end..].trim_start())
    };
    text.lines().map(hide).collect::<Vec<_>>().join("\n")
}

/// Seconds after the first `apply` at which the tutorial typed each command. Where it printed an
/// age, the age tells.
pub fn moment_of(command: &str) -> i64 {
    match command {
        "kubectl apply -f statefulset.yaml" => 49,
        "kubectl get all" => 66,
        "kubectl get -f stateful.yaml" => 536,
        "kubectl get pvc" => 551,
        "kubectl get pv" => 573,
        _ => 120,
    }
}
