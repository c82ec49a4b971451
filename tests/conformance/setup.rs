//! What happened beside the commands of a recording, as far as it tells: machines that stopped and
//! came back, and objects that were there although no command of it made them.

use crate::recording::{Recording, Step};
use regex::Regex;
use serde_json::Value;
use state_lab::api::clock::Millis;
use state_lab::api::pod::Pod;
use state_lab::cluster::{NodeShape, Scenario, node_lost_at};
use state_lab::lesson::session::Session;
use state_lab::manifest::parse_documents;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Milliseconds before the first command at which the cluster is there.
const BEFORE: i64 = 2_000;

/// Something that happened at a moment.
pub struct Happening {
    /// When.
    pub at: Millis,
    what: What,
}

enum What {
    /// The machine of a node stops, or goes on. Pods had been shown on nodes by then.
    Machine { node: String, runs: bool, placed: Vec<(String, String)> },
    /// Objects are created.
    Apply(String),
}

impl Happening {
    /// Lets it happen.
    pub fn happen(&self, session: &mut Session, nodes: &mut Nodes) {
        match &self.what {
            What::Machine { node, runs, placed } => {
                nodes.learn(node, placed, session);
                session.cluster.set_node_running(&nodes.translate(node), *runs);
            }
            What::Apply(text) => {
                const FILE: &str = "given.yaml";
                session.shell.files_mut().write(FILE, text.clone()).expect("a file in memory");
                let ran = session.run(&format!("kubectl apply -f {FILE}"));
                assert_eq!(ran.code, 0, "{}", ran.output.plain());
            }
        }
    }
}

/// Which node of the model stands for which of the recording. The scheduler picks at random among
/// equal nodes, so when something happens to a node, it has to be the one with the same pods.
#[derive(Default)]
pub struct Nodes {
    swapped: Option<(String, String)>,
}

impl Nodes {
    fn learn(&mut self, node: &str, placed: &[(String, String)], session: &Session) {
        if self.swapped.is_some() {
            return;
        }
        let api = session.cluster.api();
        let here = placed.iter().filter(|(_, on)| on == node);
        let found = here.filter_map(|(pod, _)| {
            let pod = api.get::<Pod>("default", pod)?;
            Some(pod.spec.node_name.clone())
        });
        let other = found.max().unwrap_or_else(|| node.to_owned());
        self.swapped = Some((node.to_owned(), other));
    }

    /// What the model printed with the recording's nodes in place of its own. Rows of nodes are
    /// sorted by name.
    pub fn translate_output(&self, text: String) -> String {
        if self.swapped.is_none() {
            return text;
        }
        let text = self.translate(&text);
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let rows = lines.iter_mut().filter(|line| line.starts_with("node0"));
        let mut sorted: Vec<&str> = rows.map(|line| *line).collect();
        sorted.sort_unstable_by_key(|line| line.split(' ').next());
        let rows = lines.iter_mut().filter(|line| line.starts_with("node0"));
        rows.zip(sorted).for_each(|(row, line)| *row = line);
        lines.concat()
    }

    /// A command, or a name, with the model's nodes in place of those of the recording.
    pub fn translate(&self, text: &str) -> String {
        let Some((one, other)) = &self.swapped else { return text.to_owned() };
        const ASIDE: &str = "\u{1}";
        text.replace(one, ASIDE).replace(other, one).replace(ASIDE, other)
    }
}

/// Everything that happened, in order.
pub fn happenings(recording: &Recording, manifests: &[(String, String)]) -> Vec<Happening> {
    let mut found = machines(recording);
    if recording.steps.iter().any(|step| step.time.is_some()) {
        found.extend(given(recording, manifests));
    }
    found.sort_by_key(|happening| happening.at);
    found
}

/// The cluster as it was when the recording began, started so much earlier: which images its nodes had already is known
/// only from what they pulled. All nodes ran on one machine.
pub fn scenario(recording: &Recording, first: Millis, phase: i64) -> Scenario {
    let pulled = |image: &str| recording.text.contains(&format!("Pulling image \"{image}\""));
    let images =
        ["node:20-alpine", "nodejs-stateful:1.0", "nginx", "nginx:1.25", "nginx:1.27"].into_iter();
    let node = |number: u8| NodeShape {
        name: format!("node{number:02}"),
        address: "192.0.2.2".to_owned(),
        pods: 110,
        role: String::new(),
        provider_id: format!("kubemark://node{number:02}"),
    };
    Scenario {
        nodes: (1..=3).map(node).collect(),
        now: first + -BEFORE,
        started: started(recording, first + -(500_000 + phase)),
        images: images.filter(|image| !pulled(image)).map(str::to_owned).collect(),
        ..Scenario::lab()
    }
}

static STOPS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"kill -STOP kubelet of (\w+)").expect("a pattern"));
static RETURNS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:kill -CONT kubelet of (\w+)|^(\w+) comes back)").expect("a pattern")
});
static LOST: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\^ (\w+) became NotReady here").expect("a pattern"));

/// What notes say of machines happened right after the command before.
fn machines(recording: &Recording) -> Vec<Happening> {
    let mut found = Vec::new();
    let mut at = 0.0;
    let mut placed: Vec<(String, String)> = Vec::new();
    for step in &recording.steps {
        for note in &step.notes {
            let node = |pattern: &Regex| {
                let groups = pattern.captures(note)?;
                groups.iter().skip(1).flatten().next().map(|group| group.as_str().to_owned())
            };
            let (stops, returns) = (node(&STOPS), node(&RETURNS));
            let runs = returns.is_some();
            if let Some(node) = stops.or(returns) {
                let what = What::Machine { node, runs, placed: placed.clone() };
                found.push(Happening { at: millis(at), what });
            }
        }
        for line in step.expected.lines() {
            let mut words = line.split_whitespace();
            let pod = words.next().unwrap_or_default();
            if let Some(node) = words.find(|word| word.starts_with("node0")) {
                placed.retain(|(other, _)| other != pod);
                placed.push((pod.to_owned(), node.to_owned()));
            }
        }
        at = step.time.map_or(at, |(start, seconds)| start + seconds + 0.02);
    }
    found
}

/// When the cluster was started. All that is known of the moments at which it does its periodic
/// work is when it noticed that a node was lost.
fn started(recording: &Recording, around: Millis) -> Millis {
    let stopped = machines(recording).first().map(|happening| happening.at);
    let is_lost = |step: &&Step| step.notes.iter().any(|note| LOST.is_match(note));
    let noticed = recording.steps.iter().find(is_lost).and_then(|step| step.time);
    let (Some(stopped), Some((noticed, _))) = (stopped, noticed) else { return around };
    let fits = |started: &Millis| {
        let before = millis(noticed) - node_lost_at(*started, stopped);
        (100..300).contains(&before)
    };
    (0..1000).map(|tries| around + -50 * tries).find(fits).unwrap_or(around)
}

fn millis(seconds: f64) -> Millis {
    Millis((seconds * 1000.0) as i64)
}

/// Objects that the recording shows and that no command of it made: those of a manifest that
/// stands beside the others, and those whose applied form is printed.
fn given(recording: &Recording, manifests: &[(String, String)]) -> Vec<Happening> {
    let commands: Vec<&str> = recording.steps.iter().map(|step| step.command.as_str()).collect();
    let is_used = |file: &str| commands.iter().any(|command| command.contains(file));
    let mut made: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    for (_, text) in manifests.iter().filter(|(file, _)| is_used(file)) {
        made.extend(names(text));
    }
    let aside = |file: &str| !file.contains('/') && !is_used(file);
    for (_, text) in manifests.iter().filter(|(file, _)| aside(file)) {
        let names = names(text);
        let known = names.iter().all(|name| shows(recording, name) && !made.contains(name));
        if known && !names.is_empty() {
            let at =
                names.iter().filter_map(|name| created(recording, name)).min_by(f64::total_cmp);
            found.push((at, text.clone()));
            made.extend(names);
        }
    }
    for value in applied(recording) {
        let name = value["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        if !made.contains(&name) {
            found.push((created(recording, &name), value.to_string()));
            made.insert(name);
        }
    }
    let begin = recording.steps.iter().find_map(|step| step.time).map_or(0.0, |time| time.0);
    let happening = |(at, text): (Option<f64>, String)| Happening {
        at: millis(at.unwrap_or(begin - 1.0)),
        what: What::Apply(text),
    };
    found.into_iter().map(happening).collect()
}

/// The names of the objects in a manifest.
fn names(text: &str) -> Vec<String> {
    let documents = parse_documents(text).unwrap_or_default();
    let name = |value: &Value| value["metadata"]["name"].as_str().map(str::to_owned);
    documents.iter().filter_map(|document| name(&document.value)).collect()
}

/// Whether a table or a name of an object stands somewhere in what was printed.
fn shows(recording: &Recording, name: &str) -> bool {
    recording.steps.iter().any(|step| step.expected.split_whitespace().any(|word| word == name))
}

/// When an object was created that tables show with its age. Ages count from the whole second; it
/// was after the last command that had ended within that.
fn created(recording: &Recording, name: &str) -> Option<f64> {
    let times = || recording.steps.iter().filter_map(|step| step.time);
    let second = recording
        .steps
        .iter()
        .filter_map(|step| {
            let (start, seconds) = step.time?;
            Some(start + seconds - age_of(&step.expected, name)? as f64)
        })
        .min_by(f64::total_cmp)?
        .floor();
    let ended = times().map(|(start, seconds)| start + seconds).rfind(|end| *end < second + 1.0);
    Some(ended.map_or(second, |end| second.max(end + 0.02)))
}

fn age_of(output: &str, name: &str) -> Option<i64> {
    let mut column = None;
    for line in output.lines() {
        if line.starts_with("NAME") {
            // `STORAGECLASS` holds the word as well.
            column = line.find("  AGE").map(|at| at + 2);
            continue;
        }
        let first = line.split_whitespace().next().unwrap_or_default();
        if first == name || first.ends_with(&format!("/{name}")) {
            let cell = line.get(column?..)?.split_whitespace().next()?;
            return seconds(cell);
        }
    }
    None
}

/// `2m5s`
fn seconds(age: &str) -> Option<i64> {
    let (mut sum, mut number) = (0, String::new());
    for letter in age.chars() {
        let unit = match letter {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            digit if digit.is_ascii_digit() => {
                number.push(digit);
                continue;
            }
            _ => return None,
        };
        sum += unit * number.parse::<i64>().ok()?;
        number.clear();
    }
    Some(sum)
}

/// The objects whose last applied form is printed.
fn applied(recording: &Recording) -> Vec<Value> {
    const KEY: &str = "kubectl.kubernetes.io/last-applied-configuration";
    let mut found = Vec::new();
    for (at, _) in recording.text.match_indices(KEY) {
        let rest = &recording.text[at + KEY.len()..];
        let Some(begin) = rest.find('{').filter(|begin| *begin < 20) else { continue };
        let mut values = serde_json::Deserializer::from_str(&rest[begin..]).into_iter::<Value>();
        if let Some(Ok(value)) = values.next() {
            found.push(value);
        }
    }
    found
}
