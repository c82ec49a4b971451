//! Chapters, their steps, and how far a reader is.
//!
//! A chapter is content only (see `chapters/`): a text per language, a cluster to begin with, the
//! lanes to show, and steps. A step has a goal, which is a question to the cluster, so it is done
//! in whatever way the reader reaches it: a button, the terminal or a manifest. It also has a
//! solution, which a test plays.

pub mod beliefs;
pub mod challenge;
pub mod glossary;
pub mod interleave;
pub mod matrix;
pub mod own;
pub mod path;
pub mod prediction;
pub mod progress;
pub mod session;
pub mod stated;
pub mod survival;
pub mod text;
pub mod why;

#[cfg(test)]
mod process_tests;
#[cfg(test)]
pub mod testing;

use self::prediction::Prediction;
use self::progress::Progress;
pub use self::session::Equipment;
use self::session::Session;
use crate::api::clock::Millis;
use crate::api::order;
use crate::api::pod::Pod;
use crate::api::{Key, Kind};
use crate::apiserver::snapshot::Snapshot;
use crate::cluster::Scenario;
use crate::i18n::{Lang, Localized, Words};
use crate::kubectl::shell::files::{Files, MemoryFiles};

/// The seed of a reader who asks for none: the still pages show the same cluster as the page. With
/// this one, the three visits that the first chapter asks for do not go to three different pods.
pub const SEED: u64 = 9;

/// A chapter. Its number is its place in [`crate::chapters::CHAPTERS`].
pub struct Chapter {
    /// Its name in the page's address.
    pub slug: &'static str,
    /// What it is called. Its text stands apart, for the page has it already when the app begins.
    pub title: Localized<&'static str>,
    /// The cluster that it plays in.
    pub setting: Setting,
    /// What the stage shows, from left to right.
    pub lanes: &'static [Lane],
    /// What lies in the terminal's directory.
    pub files: &'static [TerminalFile],
    /// What has happened when the reader comes in; the cluster has settled then.
    pub setup: &'static [Setup],
    /// The steps that the reader has done already, as their solutions do them.
    pub before: &'static [Step],
    /// The steps, in the order of the text.
    pub steps: &'static [Step],
}

impl Chapter {
    /// The title.
    pub fn title(&self, lang: Lang) -> &'static str {
        self.title.get(lang)
    }

    /// The step with that id.
    pub fn step(&self, id: &str) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The files of the terminal's directory, in that language.
    pub fn directory(&self, lang: Lang) -> MemoryFiles {
        MemoryFiles::new(self.files.iter().map(|file| (file.name, *file.contents.get(lang))))
    }

    /// The chapter's cluster as the reader finds it, with a terminal in that directory.
    pub fn begin(&self, equipment: Equipment, seed: u64, directory: Box<dyn Files>) -> Session {
        self.begin_as_reader(equipment, seed, directory).session
    }

    /// The same, with how far the reader is and what they did: the steps before are their doing.
    pub fn begin_as_reader(
        &self,
        equipment: Equipment,
        seed: u64,
        directory: Box<dyn Files>,
    ) -> Begun {
        let mut session = Session::with(equipment, &self.setting.scenario(), seed, directory);
        for event in self.setup {
            event.happen(&mut session);
        }
        session.cluster.settle(LONGEST_SETTLING);
        let mut progress = Progress::new(&session.cluster.snapshot());
        let (start, mut played) = (session.cluster.now(), Vec::new());
        for command in self.before.iter().flat_map(|step| step.solution) {
            let resolved = resolve(command, &session.cluster.snapshot());
            let line = resolved.unwrap_or_else(|| (*command).to_owned());
            let (from, ran) = (session.cluster.now(), progress.run(&mut session, &line));
            let until = session.cluster.now();
            progress.settle(&mut session);
            played.push(Played { line, from, until, code: ran.code });
        }
        Begun { session, progress, start, played }
    }

    /// The text of a file in the terminal's directory, in that language.
    pub fn file(&self, name: &str, lang: Lang) -> Option<&'static str> {
        let file = self.files.iter().find(|file| file.name == name)?;
        Some(file.contents.get(lang))
    }
}

/// A chapter as its reader finds it.
pub struct Begun {
    /// The session.
    pub session: Session,
    /// How far they are.
    pub progress: Progress,
    /// When the chapter began.
    pub start: Millis,
    /// What they have done since then, one after the other.
    pub played: Vec<Played>,
}

/// A command that was run to its end.
pub struct Played {
    /// The line.
    pub line: String,
    /// When it began.
    pub from: Millis,
    /// When it had ended.
    pub until: Millis,
    /// Its exit status.
    pub code: i32,
}

/// Milliseconds after which a cluster that does not come to rest is shown as it is.
pub const LONGEST_SETTLING: i64 = 600_000;

/// Something that has happened before the reader comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    /// Somebody has run a command, which has succeeded.
    Run(&'static str),
    /// The machine on which the pod of that name runs has stopped.
    StopNodeOf(&'static str),
}

impl Setup {
    /// Lets it happen, to its end.
    pub fn happen(self, session: &mut Session) {
        match self {
            Setup::Run(command) => {
                let ran = session.run(command);
                debug_assert_eq!(ran.code, 0, "{command}\n{}", ran.output.plain());
            }
            Setup::StopNodeOf(pod) => {
                let stopped = Setup::stop_node_of(pod, session);
                debug_assert!(stopped, "the pod runs");
            }
        }
    }

    /// Stops the machine on which the pod of that name runs. Whether there is one.
    pub fn stop_node_of(pod: &str, session: &mut Session) -> bool {
        let pod = session.cluster.api().get::<Pod>(NAMESPACE, pod);
        let node = pod.map_or_else(String::new, |pod| pod.spec.node_name.clone());
        if !node.is_empty() {
            session.cluster.set_node_running(&node, false);
        }
        !node.is_empty()
    }
}

/// Which cluster a chapter plays in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Three nodes, which see the same disk.
    Lab,
    /// The seed tutorial's one node, with its durations.
    Seed,
}

impl Setting {
    /// The cluster before anybody uses it.
    pub fn scenario(self) -> Scenario {
        match self {
            Setting::Lab => Scenario::lab(),
            Setting::Seed => Scenario::seed(),
        }
    }
}

/// A workload with its service, drawn as one column.
#[derive(Clone, Copy, Debug)]
pub struct Lane {
    /// What links and tests call it.
    pub id: &'static str,
    /// Its name.
    pub name: Caption,
    /// What it is, under its name.
    pub subtitle: Caption,
    /// The kind of the workload.
    pub kind: Kind,
    /// The name of the workload; in the chapters also the value of its pods' label `app`.
    pub workload: &'static str,
    /// The name of the service in front of it.
    pub service: &'static str,
}

/// What is written over a lane.
#[derive(Clone, Copy, Debug)]
pub enum Caption {
    /// Words of the interface.
    Words(fn(Words) -> &'static str),
    /// An author's own, the same in every language.
    Text(&'static str),
}

impl Caption {
    /// The text in the language of these words.
    pub fn of(self, words: Words) -> &'static str {
        match self {
            Caption::Words(text) => text(words),
            Caption::Text(text) => text,
        }
    }
}

impl Lane {
    /// Where the workload is in the API.
    pub fn workload_key(&self) -> Key {
        Key::new(self.kind, NAMESPACE, self.workload)
    }

    /// Where the service is in the API.
    pub fn service_key(&self) -> Key {
        Key::new(Kind::Service, NAMESPACE, self.service)
    }
}

/// The namespace of all that the chapters deploy.
pub const NAMESPACE: &str = "default";

/// A file in the terminal's directory. Its name is the same in every language.
#[derive(Clone, Copy, Debug)]
pub struct TerminalFile {
    /// The name.
    pub name: &'static str,
    /// The text.
    pub contents: Localized<&'static str>,
}

/// Whether a step's goal is reached: a question to the cluster as it is now, and to what has
/// happened since the chapter began.
pub type Goal = fn(&Snapshot, &Progress) -> bool;

/// A step. Its texts stand in the chapter's text, under the same id.
pub struct Step {
    /// Its name, unique in the chapter.
    pub id: &'static str,
    /// A command that reaches the goal or leads to it, to show and to run by a click; see
    /// [`resolve`] for its placeholders.
    pub command: Option<&'static str>,
    /// What the reader may predict before doing it.
    pub prediction: Option<&'static Prediction>,
    /// When the step is done.
    pub goal: Goal,
    /// The commands that a test plays, with the cluster settling after each. They may have
    /// placeholders, too.
    pub solution: &'static [&'static str],
}

/// The command with its placeholders filled: `{nodejs-stateful:1}` stands for the name of the
/// pod in that place (from 0) of the workload, in the order of age and name, and
/// `{nodejs-stateful:most}` for that of the first with the most visits in memory, which has the
/// most to lose. None if there is no such pod.
pub fn resolve(command: &str, snapshot: &Snapshot) -> Option<String> {
    let mut resolved = String::new();
    let mut rest = command;
    while let Some((before, after)) = rest.split_once('{') {
        // A patch has braces, too.
        if after.starts_with('"') {
            resolved.push_str(before);
            resolved.push('{');
            rest = after;
            continue;
        }
        let (placeholder, after) = after.split_once('}')?;
        let (app, place) = placeholder.split_once(':')?;
        let mut pods: Vec<&Pod> = progress::pods(snapshot, app).collect();
        order::by_key(&mut pods, |pod| (pod.metadata.creation_timestamp, &pod.metadata.name));
        let place = match place {
            "most" => {
                let counts = pods.iter().map(|pod| progress::counter(snapshot, &pod.metadata.name));
                let counts: Vec<Option<u64>> = counts.collect();
                counts.iter().position(|count| Some(count) == counts.iter().max())?
            }
            place => place.parse().ok()?,
        };
        resolved.push_str(before);
        resolved.push_str(&pods.get(place)?.metadata.name);
        rest = after;
    }
    resolved.push_str(rest);
    Some(resolved)
}
