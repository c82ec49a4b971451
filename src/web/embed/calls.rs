//! What the page around an embed asks for, done; and what it is told of.

use super::host::Host;
use super::protocol::{Call, Request, answer};
use super::view::Open;
use crate::api::pod::Pod;
use crate::apiserver::KUBERNETES_VERSION;
use crate::apiserver::snapshot::{File, Snapshot};
use crate::i18n::Words;
use crate::lesson::own::{self, Manifest, Own};
use crate::lesson::stated::Stated;
use crate::web::browser;
use crate::web::lab::Lab;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value, json};

/// How many goals are watched at most.
const MOST_GOALS: usize = 100;

/// The goals that the author states, and which of them are reached. A copy is a handle to the same.
#[derive(Clone, Copy)]
pub struct Goals {
    host: Host,
    all: StoredValue<Vec<(String, Stated, bool)>, LocalStorage>,
}

impl Goals {
    /// No goals yet.
    pub fn new(host: Host) -> Goals {
        Goals { host, all: StoredValue::new_local(Vec::new()) }
    }

    /// One more.
    ///
    /// # Errors
    /// What is wrong with the goal, or that there are too many.
    pub fn add(self, text: &str) -> Result<(), String> {
        let stated = Stated::parse(text).map_err(|why| format!("goal \"{text}\": {why}"))?;
        let added = self.all.try_update_value(|all| {
            let fits = all.len() < MOST_GOALS;
            if fits && all.iter().all(|(known, ..)| known != text) {
                all.push((text.to_owned(), stated, false));
            }
            fits
        });
        match added {
            Some(true) => Ok(()),
            _ => Err(format!("at most {MOST_GOALS} goals are watched")),
        }
    }

    /// Looks at a moment and tells of the goals that are reached now or no longer.
    pub fn look(self, snapshot: &Snapshot) {
        let news = self.all.try_update_value(|all| {
            let mut news = Vec::new();
            for (text, stated, reached) in all {
                let now = stated.holds(snapshot);
                if std::mem::replace(reached, now) != now {
                    news.push((text.clone(), now));
                }
            }
            news
        });
        for (goal, reached) in news.unwrap_or_default() {
            self.host.tell("goal", json!({ "goal": goal, "reached": reached }));
        }
    }
}

/// Does what the page around asks for.
pub fn serve(
    host: Host,
    open: RwSignal<Open, LocalStorage>,
    lab: RwSignal<Option<Lab>>,
    goals: Goals,
    words: Words,
) {
    host.tell("listening", json!({}));
    host.listen(move |Request { id, call }| {
        let reply = move |result| host.post(&answer(id, result));
        let done = Ok(Value::Null);
        match (call, lab.get_untracked()) {
            (Call::Begin(manifests), _) => {
                let begun = begin(manifests, words);
                reply(begun.as_ref().map(|_| Value::Null).map_err(Clone::clone));
                open.set(begun.map_or_else(Open::Wrong, Open::Own));
            }
            (Call::Fail(what), _) => {
                reply(done);
                open.set(Open::Wrong(words.not_had(&what)));
            }
            (Call::Goal(goal), lab) => {
                reply(goals.add(&goal).map(|()| Value::Null));
                if let Some(lab) = lab {
                    lab.snapshot.with_untracked(|snapshot| goals.look(snapshot));
                }
            }
            (_, None) => reply(Err("nothing has begun yet".to_owned())),
            (Call::Run(command), Some(lab)) => lab.run_out(&command, move |ended| {
                reply(match ended {
                    Some(ended) => Ok(json!({ "output": ended.text, "code": ended.code })),
                    None => Err("the cluster began anew before the command ended".to_owned()),
                });
            }),
            (Call::Snapshot, Some(lab)) => reply(Ok(lab.snapshot.with_untracked(|it| moment(it)))),
            (Call::Reset, Some(lab)) => {
                lab.reset();
                reply(done);
            }
        }
    });
}

fn begin(manifests: Vec<Manifest>, words: Words) -> Result<Own, String> {
    if manifests.is_empty() {
        return Err(words.no_manifests().to_owned());
    }
    own::chapter(manifests)
}

/// A moment as JSON: the objects as the API server has them, and what it does not know.
fn moment(snapshot: &Snapshot) -> Value {
    let contents = |files: &[File]| -> Value {
        let files = files.iter().map(|it| (it.path.clone(), it.contents.clone().into()));
        Value::Object(files.collect::<Map<_, _>>())
    };
    let volumes = snapshot.volumes.iter().map(|(name, files)| (name.clone(), contents(files)));
    let counters = snapshot.objects.list::<Pod>().filter_map(|pod| {
        let counter = snapshot.containers.get(&pod.metadata.uid)?.counter?;
        Some((pod.metadata.name.clone(), counter.into()))
    });
    json!({
        "milliseconds": snapshot.now.0,
        "items": snapshot.objects.all().map(|object| object.to_json()).collect::<Vec<_>>(),
        "volumes": volumes.collect::<Map<_, _>>(),
        "counters": counters.collect::<Map<_, _>>(),
    })
}

/// Tells the page around of what happens in a chapter.
pub fn watch(host: Host, lab: Lab, goals: Goals) {
    host.tell("ready", json!({ "chapter": lab.chapter.slug, "kubernetes": KUBERNETES_VERSION }));
    Effect::new(move |before: Option<()>| {
        lab.snapshot.with(|snapshot| {
            if before.is_some() {
                let said = lab.said.get_untracked();
                let moment = lab.moment().map(|moment| moment.write());
                let milliseconds = snapshot.now.0;
                let detail = json!({
                    "said": said, "milliseconds": milliseconds, "moment": moment
                });
                host.tell("change", detail);
            }
            goals.look(snapshot);
        });
    });
    Effect::new(move |before: Option<usize>| {
        let done = lab.done.get();
        let guesses = lab.guesses.get_untracked();
        let steps = lab.chapter.steps.iter().zip(guesses);
        for (step, guess) in steps.take(done).skip(before.unwrap_or(0)) {
            let right = guess.predicted.map(|predicted| Some(predicted) == guess.held);
            host.tell("goal", json!({ "goal": step.id, "reached": true, "predicted": right }));
        }
        done
    });
}

/// Begins with manifests that lie somewhere, if there are any.
pub fn fetch(sources: Vec<String>, open: RwSignal<Open, LocalStorage>, words: Words) {
    if sources.is_empty() {
        return;
    }
    spawn_local(async move {
        let mut manifests = Vec::new();
        for source in sources {
            let Some(text) = browser::fetch(&source).await else {
                return open.set(Open::Wrong(words.not_had(&source)));
            };
            let path = source.split(['?', '#']).next().unwrap_or_default();
            let name = path.rsplit('/').next().unwrap_or_default();
            manifests.push(Manifest { name: name.to_owned(), text });
        }
        open.set(begin(manifests, words).map_or_else(Open::Wrong, Open::Own));
    });
}
