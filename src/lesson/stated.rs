//! Goals that an author states in words, to be checked against a snapshot.
//!
//! ```text
//! goal   = clause { "and" clause }
//! clause = KIND "/" NAME fact
//! fact   = "exists" | "is gone" | "is ready" | "is" STATUS { "on" KIND NAME }
//!        | "holds" TEXT | "has" PATH "=" VALUE
//! ```
//!
//! `KIND` is any word that kubectl takes for a kind, or `claim` or `volume`; `STATUS` is what the
//! column of that name says in `kubectl get`; `TEXT` is the contents of a file and `PATH` a field
//! as `kubectl wait --for=jsonpath` takes it. What has spaces stands in double quotes. Names are
//! those of objects in the namespace `default` or of no namespace. For example:
//!
//! ```text
//! pod/web-1 is Running on claim data-web-1 and volume/pv-2 holds {"visits":3}
//! statefulset/web is ready and deployment/api has status.readyReplicas = 2
//! ```

use super::NAMESPACE;
use crate::api::pod::Pod;
use crate::api::storage::PersistentVolumeClaim;
use crate::api::{Key, Kind, Object};
use crate::apiserver::snapshot::{File, Snapshot};
use crate::kubectl::jsonpath::{JsonPath, relaxed};
use crate::kubectl::printers::printer;
use crate::kubectl::resource;

/// A goal that was stated in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    clauses: Vec<Clause>,
}

/// Something said of one object.
#[derive(Clone, Debug, PartialEq)]
struct Clause {
    key: Key,
    facts: Vec<Fact>,
}

/// What is said of it.
#[derive(Clone, Debug, PartialEq)]
enum Fact {
    Exists,
    Gone,
    Ready,
    Status(String),
    On(Kind, String),
    Holds(String),
    Has(JsonPath, String),
}

impl Stated {
    /// Reads a goal.
    ///
    /// # Errors
    /// It says nothing, or what it says is not of this language: a sentence for its author.
    pub fn parse(text: &str) -> Result<Stated, String> {
        let words = words(text)?;
        let mut clauses = Vec::new();
        let mut rest = words.as_slice();
        while !rest.is_empty() {
            let (clause, after) = clause(rest)?;
            clauses.push(clause);
            rest = match after.split_first() {
                None => &[],
                Some((and, after)) if and == "and" && !after.is_empty() => after,
                Some((word, _)) => return Err(format!("expected \"and\" instead of \"{word}\"")),
            };
        }
        if clauses.is_empty() {
            Err("a goal says something".to_owned())
        } else {
            Ok(Stated { clauses })
        }
    }

    /// Whether it holds in a moment.
    pub fn holds(&self, snapshot: &Snapshot) -> bool {
        self.clauses.iter().all(|clause| clause.holds(snapshot))
    }
}

impl Clause {
    fn holds(&self, snapshot: &Snapshot) -> bool {
        let object = snapshot.objects.object(&self.key);
        self.facts.iter().all(|fact| match (fact, object) {
            (Fact::Gone, object) => object.is_none(),
            (_, None) => false,
            (Fact::Exists, Some(_)) => true,
            (Fact::Ready, Some(object)) => is_ready(object),
            (Fact::Status(wanted), Some(object)) => {
                status(object, snapshot).is_some_and(|status| status == *wanted)
            }
            (Fact::On(kind, name), Some(object)) => is_on(object, *kind, name, snapshot),
            (Fact::Holds(text), Some(object)) => {
                let mut files = files(object, snapshot).iter();
                files.any(|file| file.contents.trim_end() == text.trim_end())
            }
            (Fact::Has(path, value), Some(object)) => {
                let found = path.find(&object.to_json()).unwrap_or_default();
                found.first().is_some_and(|found| {
                    let found = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
                    found == *value
                })
            }
        })
    }
}

/// The words of a goal; what stands in double quotes is one of them, and so is what stands in
/// braces, which a file's contents do.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = Vec::new();
    let (mut quoted, mut depth, mut is_new) = (false, 0_usize, true);
    for character in text.chars() {
        match character {
            '"' if depth == 0 => {
                quoted = !quoted;
                if std::mem::take(&mut is_new) {
                    words.push(String::new());
                }
                continue;
            }
            c if c.is_whitespace() && !quoted && depth == 0 => {
                is_new = true;
                continue;
            }
            '{' if !quoted => depth += 1,
            '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if std::mem::take(&mut is_new) {
            words.push(String::new());
        }
        words.last_mut().expect("a word has begun").push(character);
    }
    if quoted || depth > 0 { Err("a quotation does not end".to_owned()) } else { Ok(words) }
}

/// The first clause, and what follows it.
fn clause(words: &[String]) -> Result<(Clause, &[String]), String> {
    let (subject, rest) = words.split_first().expect("there are words");
    let Some((kind, name)) = subject.split_once('/').filter(|(_, name)| !name.is_empty()) else {
        return Err(format!("expected KIND/NAME instead of \"{subject}\""));
    };
    let key = key(kind, name)?;
    let word = |at: usize| rest.get(at).map(String::as_str);
    let (mut facts, mut used) = match (word(0), word(1)) {
        (Some("exists"), _) => (vec![Fact::Exists], 1),
        (Some("is"), Some("gone")) => (vec![Fact::Gone], 2),
        (Some("is"), Some("ready")) => (vec![Fact::Ready], 2),
        (Some("is"), Some(status)) => (vec![Fact::Status(status.to_owned())], 2),
        (Some("holds"), Some(text)) => (vec![Fact::Holds(text.to_owned())], 2),
        (Some("has"), Some(path)) => {
            let (Some("="), Some(value)) = (word(2), word(3)) else {
                return Err(format!("expected \"= VALUE\" after \"has {path}\""));
            };
            let path = relaxed(path).and_then(|path| JsonPath::parse(&path))?;
            (vec![Fact::Has(path, value.to_owned())], 4)
        }
        (Some(word @ ("is" | "holds")), None) => {
            return Err(format!("nothing follows \"{word}\""));
        }
        (Some(other), _) => {
            return Err(format!("\"{other}\" is none of exists, is, has and holds"));
        }
        (None, _) => return Err(format!("nothing is said of {subject}")),
    };
    while word(used) == Some("on") {
        let (Some(kind), Some(name)) = (word(used + 1), word(used + 2)) else {
            return Err("expected KIND NAME after \"on\"".to_owned());
        };
        facts.push(Fact::On(place(kind)?, name.to_owned()));
        used += 3;
    }
    Ok((Clause { key, facts }, &rest[used..]))
}

fn key(word: &str, name: &str) -> Result<Key, String> {
    let kind = kind(word)?;
    Ok(Key::new(kind, if kind.info().namespaced { NAMESPACE } else { "" }, name))
}

fn kind(word: &str) -> Result<Kind, String> {
    let word = match word {
        "claim" => "pvc",
        "volume" => "pv",
        word => word,
    };
    let resource = resource::find(word).map_err(|failure| failure.text)?;
    resource.model().ok_or_else(|| format!("this cluster has no {}", resource.plural))
}

/// What something can be on.
fn place(word: &str) -> Result<Kind, String> {
    let kind = kind(word)?;
    match kind {
        Kind::Node | Kind::PersistentVolume | Kind::PersistentVolumeClaim => Ok(kind),
        _ => Err(format!("nothing is on a {word}: only on a claim, a volume or a node")),
    }
}

/// What `kubectl get` says in the column *STATUS*; none if it has none.
fn status(object: &Object, snapshot: &Snapshot) -> Option<String> {
    let printer = printer(object.kind());
    let at = printer.columns.iter().position(|column| column.name == "STATUS")?;
    (printer.row)(object, snapshot.now).into_iter().nth(at)
}

/// Whether a pod is ready, or all the pods that a workload wants.
fn is_ready(object: &Object) -> bool {
    match object {
        Object::Pod(pod) => pod.is_ready(),
        Object::Node(_) => {
            let json = object.to_json();
            let conditions = json["status"]["conditions"].as_array();
            conditions.is_some_and(|all| {
                all.iter().any(|it| it["type"] == "Ready" && it["status"] == "True")
            })
        }
        _ => {
            let json = object.to_json();
            let (wanted, ready) = (&json["spec"]["replicas"], &json["status"]["readyReplicas"]);
            wanted.is_number() && wanted.as_i64().unwrap_or(0) == ready.as_i64().unwrap_or(0)
        }
    }
}

fn is_on(object: &Object, kind: Kind, name: &str, snapshot: &Snapshot) -> bool {
    match (object, kind) {
        (Object::Pod(pod), Kind::Node) => pod.spec.node_name == name,
        (Object::Pod(pod), Kind::PersistentVolumeClaim) => claims(pod).any(|claim| claim == name),
        (Object::Pod(pod), _) => claims(pod).any(|claim| {
            let claim = snapshot.objects.get::<PersistentVolumeClaim>(NAMESPACE, claim);
            claim.is_some_and(|claim| claim.spec.volume_name == name)
        }),
        (Object::PersistentVolumeClaim(claim), Kind::PersistentVolume) => {
            claim.spec.volume_name == name
        }
        _ => false,
    }
}

/// The names of the claims that a pod mounts.
fn claims(pod: &Pod) -> impl Iterator<Item = &str> {
    let sources = pod.spec.volumes.iter().filter_map(|it| it.persistent_volume_claim.as_ref());
    sources.map(|source| source.claim_name.as_str())
}

/// The files in a pod's data directory, or on a volume or that of a claim.
fn files<'a>(object: &Object, snapshot: &'a Snapshot) -> &'a [File] {
    let volume = match object {
        Object::Pod(pod) => {
            let facts = snapshot.containers.get(&pod.metadata.uid);
            return facts.map_or(&[], |facts| &facts.files);
        }
        Object::PersistentVolumeClaim(claim) => &claim.spec.volume_name,
        _ => &object.metadata().name,
    };
    snapshot.volumes.get(volume).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Scenario;
    use crate::kubectl::shell::files::MemoryFiles;
    use crate::lesson::session::Session;
    use crate::lesson::{LONGEST_SETTLING, SEED};

    /// A cluster with the StatefulSet of the chapters, after one visit to its first pod.
    fn session() -> Session {
        const MANIFEST: &str = include_str!("../../public/manifests/en/statefulset.yaml");
        let files = Box::new(MemoryFiles::new([("statefulset.yaml", MANIFEST)]));
        let mut session = Session::new(&Scenario::lab(), SEED, files);
        assert_eq!(session.run("kubectl apply -f statefulset.yaml").code, 0);
        session.cluster.settle(LONGEST_SETTLING);
        let visit = "kubectl exec nodejs-stateful-0 -- wget -qO- http://localhost:8080";
        assert_eq!(session.run(visit).code, 0);
        session
    }

    fn holds(session: &Session, goal: &str) -> bool {
        let stated = Stated::parse(goal).unwrap_or_else(|error| panic!("{goal}: {error}"));
        stated.holds(&session.cluster.snapshot())
    }

    const CLAIM: &str = "nodejs-stateful-volume-claim-nodejs-stateful-0";

    #[test]
    fn what_is_stated_is_asked_of_the_cluster() {
        let session = session();
        let volume = {
            let snapshot = session.cluster.snapshot();
            let claim = snapshot.objects.get::<PersistentVolumeClaim>(NAMESPACE, CLAIM);
            claim.expect("the claim").spec.volume_name.clone()
        };
        for goal in [
            "pod/nodejs-stateful-0 is Running".to_owned(),
            format!("pod/nodejs-stateful-0 is Running on claim {CLAIM} on volume {volume}"),
            format!("claim/{CLAIM} is Bound on volume {volume}"),
            format!("volume/{volume} holds {{\"visits\":1}} and pod/x is gone"),
            "po/nodejs-stateful-0 holds {\"visits\":1}".to_owned(),
            "sts/nodejs-stateful is ready and node/node01 is Ready".to_owned(),
            "statefulset/nodejs-stateful has status.readyReplicas = 3".to_owned(),
            "pod/nodejs-stateful-0 has {.status.phase} = \"Running\"".to_owned(),
        ] {
            assert!(holds(&session, &goal), "{goal}");
        }
        for goal in [
            "pod/nodejs-stateful-3 exists",
            "pod/nodejs-stateful-0 is gone",
            "pod/nodejs-stateful-1 holds {\"visits\":1}",
            "pod/nodejs-stateful-0 is Running on claim other",
            "pod/nodejs-stateful-0 is Running and pod/nodejs-stateful-0 is Pending",
            "statefulset/nodejs-stateful is Running",
            "service/nodejs-statefulset-service is ready",
        ] {
            assert!(!holds(&session, goal), "{goal}");
        }
    }

    #[test]
    fn a_goal_follows_what_the_reader_does() {
        let mut session = session();
        let goal = format!("pod/nodejs-stateful-0 is Running on claim {CLAIM}");
        session.run("kubectl delete pod nodejs-stateful-0 --wait=false");
        assert!(!holds(&session, &goal));
        assert!(holds(&session, "pod/nodejs-stateful-0 is Terminating"));
        session.cluster.settle(LONGEST_SETTLING);
        assert!(holds(&session, &goal));
    }

    #[test]
    fn what_is_wrong_with_a_goal_is_said_in_its_own_words() {
        for (goal, error) in [
            ("", "a goal says something"),
            ("web-1 is Running", "expected KIND/NAME instead of \"web-1\""),
            ("pod/web-1", "nothing is said of pod/web-1"),
            ("pod/web-1 is", "nothing follows \"is\""),
            ("pod/web-1 runs", "\"runs\" is none of exists, is, has and holds"),
            ("pod/web-1 exists or", "expected \"and\" instead of \"or\""),
            ("pod/web-1 exists and", "expected \"and\" instead of \"and\""),
            (
                "pod/web-1 is Running on shelf x",
                "the server doesn't have a resource type \"shelf\"",
            ),
            ("pod/web-1 is Running on pod x", "nothing is on a pod: only on a claim"),
            ("pod/web-1 holds \"x", "a quotation does not end"),
            ("pod/web-1 has x", "expected \"= VALUE\" after \"has x\""),
            ("daemonset/x exists", "this cluster has no daemonsets"),
        ] {
            let told = Stated::parse(goal).expect_err(goal);
            assert!(told.contains(error), "{goal}: {told}");
        }
    }
}
