//! An author's own scenario: a chapter that consists of manifests.

use super::session::Session;
use super::{
    Caption, Chapter, LONGEST_SETTLING, Lane, NAMESPACE, SEED, Setting, Setup, TerminalFile,
};
use crate::api::core::Service;
use crate::api::order;
use crate::api::{Key, Kind, Object};
use crate::apiserver::snapshot::Snapshot;
use crate::cluster::Scenario;
use crate::i18n::Localized;
use crate::kubectl::resource;
use crate::kubectl::shell::files::MemoryFiles;
use crate::kubectl::shell::quote;
use serde_json::Value;

/// The slug of such a chapter: it is no chapter's.
pub const SLUG: &str = "own";
/// How many lanes are drawn at most.
pub const MOST_LANES: usize = 4;

/// A manifest with the name of its file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The name of the file in the terminal's directory.
    pub name: String,
    /// The text.
    pub text: String,
}

/// What an author's manifests make.
#[derive(Clone, Copy)]
pub struct Own {
    /// The chapter.
    pub chapter: &'static Chapter,
    /// How many workloads of it have no lane, since there are more than [`MOST_LANES`].
    pub undrawn: usize,
}

/// The chapter in which these manifests have been applied, one after the other, and which shows
/// their workloads, each with the Service that selects its pods.
///
/// It is never freed: a page has one scenario for as long as it lives, and another few kilobytes
/// with each that its host sends afterwards.
///
/// # Errors
/// What kubectl says of a manifest that it could not apply.
pub fn chapter(manifests: Vec<Manifest>) -> Result<Own, String> {
    let named = manifests.iter().map(|it| (it.name.as_str(), it.text.as_str()));
    let directory = Box::new(MemoryFiles::new(named));
    let mut session = Session::new(&Scenario::lab(), SEED, directory);
    for manifest in &manifests {
        let ran = session.run(&apply(&manifest.name));
        if ran.code != 0 {
            return Err(ran.output.plain().trim_end().to_owned());
        }
    }
    session.cluster.settle(LONGEST_SETTLING);
    let mut lanes = lanes(&mut session, &manifests);
    let undrawn = lanes.len().saturating_sub(MOST_LANES);
    lanes.truncate(MOST_LANES);
    let setup: Vec<Setup> = manifests.iter().map(|it| Setup::Run(keep(apply(&it.name)))).collect();
    let files = manifests.into_iter().map(|Manifest { name, text }| {
        let text = keep(text);
        TerminalFile { name: keep(name), contents: Localized { en: text, id: text } }
    });
    let chapter = Box::leak(Box::new(Chapter {
        slug: SLUG,
        title: Localized { en: "", id: "" },
        setting: Setting::Lab,
        lanes: lanes.leak(),
        files: files.collect::<Vec<_>>().leak(),
        setup: setup.leak(),
        before: &[],
        steps: &[],
    }));
    Ok(Own { chapter, undrawn })
}

/// The chapter with one of its steps alone. Its reader begins where the steps before it end if
/// those are `played`, and where the chapter begins otherwise. Like a scenario it is never freed.
/// None if the chapter has no such step.
pub fn step_alone(chapter: &'static Chapter, step: &str, played: bool) -> Option<&'static Chapter> {
    let place = chapter.steps.iter().position(|it| it.id == step)?;
    let (before, rest) = chapter.steps.split_at(place);
    let Chapter { slug, title, setting, lanes, files, setup, .. } = chapter;
    Some(Box::leak(Box::new(Chapter {
        slug,
        title: *title,
        setting: *setting,
        lanes,
        files,
        setup,
        before: if played { before } else { &[] },
        steps: &rest[..1],
    })))
}

fn apply(file: &str) -> String {
    format!("kubectl apply -f {}", quote(file))
}

fn keep(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// The workloads of these files, in the order in which they stand there.
fn lanes(session: &mut Session, manifests: &[Manifest]) -> Vec<Lane> {
    let names = manifests.iter().map(|it| {
        let named = session.run(&format!("kubectl get -f {} -o name", quote(&it.name)));
        named.output.plain()
    });
    let names: String = names.collect();
    let snapshot = session.cluster.snapshot();
    let workloads = names.lines().filter_map(|line| {
        let (kind, name) = line.split_once('/')?;
        let kind = resource::find(kind).ok()?.model()?;
        matches!(kind, Kind::Deployment | Kind::StatefulSet)
            .then(|| Key::new(kind, NAMESPACE, name))
    });
    let lane = |key: Key| {
        let workload = snapshot.objects.object(&key)?;
        let service = service_of(workload, &snapshot).unwrap_or_default();
        let name = keep(key.name().to_owned());
        Some(Lane {
            id: name,
            name: Caption::Text(name),
            subtitle: Caption::Text(key.kind.info().kind),
            kind: key.kind,
            workload: name,
            service: keep(service),
        })
    };
    workloads.filter_map(lane).collect()
}

/// The Service that selects the pods of a workload, one with an address before one without.
fn service_of(workload: &Object, snapshot: &Snapshot) -> Option<String> {
    let json = workload.to_json();
    let labels = json.pointer("/spec/template/metadata/labels")?;
    let selects = |service: &&std::rc::Rc<Service>| {
        let selector = &service.spec.selector;
        let matches = |(key, value): (&String, &String)| {
            labels.get(key).and_then(Value::as_str) == Some(value)
        };
        !selector.is_empty() && selector.iter().all(matches)
    };
    let mut services: Vec<_> = snapshot.objects.list::<Service>().filter(selects).collect();
    order::by_key(&mut services, |service| service.spec.cluster_ip == "None");
    services.first().map(|service| Key::of(service.as_ref()).name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::lesson::Equipment;

    const WEB: &str = "\
apiVersion: v1
kind: Service
metadata: {name: web-headless}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: front}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web-headless
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: {containers: [{name: web, image: nginx}]}
";

    fn manifest(name: &str, text: &str) -> Manifest {
        Manifest { name: name.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn the_workloads_of_the_manifests_are_the_lanes_with_the_services_that_select_their_pods() {
        let Own { chapter, undrawn } = chapter(vec![manifest("my web.yaml", WEB)]).unwrap();
        assert_eq!(undrawn, 0);
        let [lane] = chapter.lanes else { panic!("{:?}", chapter.lanes) };
        assert_eq!((lane.kind, lane.workload, lane.service), (Kind::StatefulSet, "web", "front"));
        let directory = Box::new(chapter.directory(Lang::En));
        let mut session = chapter.begin(Equipment::ALL, SEED, directory);
        let pods = session.run("kubectl get pods -o name").output.plain();
        assert_eq!(pods, "pod/web-0\npod/web-1\n");
    }

    #[test]
    fn what_has_no_lane_is_counted() {
        let all = (1..=6).map(|at| manifest(&format!("{at}.yaml"), &named(&format!("web-{at}"))));
        let Own { chapter, undrawn } = chapter(all.collect()).unwrap();
        assert_eq!((chapter.lanes.len(), undrawn), (MOST_LANES, 2));
    }

    /// The StatefulSet under another name, with the Services of all.
    fn named(name: &str) -> String {
        WEB.replace("{name: web}\n", &format!("{{name: {name}}}\n"))
    }

    #[test]
    fn a_manifest_that_kubectl_refuses_is_refused_in_its_words() {
        let broken = WEB.replace("replicas: 2", "replicas: two");
        let Err(told) = chapter(vec![manifest("web.yaml", &broken)]) else { panic!("applied") };
        assert!(told.contains("spec.replicas") || told.contains("replicas"), "{told}");
        let Err(told) = chapter(vec![manifest("web.yaml", "")]) else { panic!("applied") };
        assert_eq!(told, "error: no objects passed to apply");
    }
}
