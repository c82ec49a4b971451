//! The files: of the terminal's directory, in the pods, on the volumes.

use crate::api::pod::Pod;
use crate::api::storage::PersistentVolume;
use crate::apiserver::snapshot::{File, Snapshot};
use crate::web::lab::Lab;
use leptos::prelude::*;

/// A directory and what is in it.
type Tree = (String, Vec<File>);

/// The pane.
pub fn view(lab: Lab, here: Signal<bool>) -> AnyView {
    let words = lab.words();
    let pods = Memo::new(move |_| {
        if !here.get() {
            return Vec::new();
        }
        lab.snapshot.with(|snapshot| in_pods(snapshot))
    });
    let volumes = Memo::new(move |_| {
        if !here.get() {
            return Vec::new();
        }
        lab.snapshot.with(|snapshot| on_volumes(snapshot))
    });
    // What the reader sees here counts like what the terminal shows.
    Effect::new(move |_| {
        let trees = [pods.get(), volumes.get()].concat();
        let files = trees.iter().flat_map(|(_, files)| files);
        let text: String = files.map(|file| file.contents.as_str()).collect();
        if !text.is_empty() {
            lab.showed(&text);
        }
    });
    view! {
        <div class="trees">
            <section>
                <h3>{words.files_in_pods()}</h3>
                {trees(lab, pods)}
            </section>
            <section>
                <h3>{words.files_on_volumes()}</h3>
                {trees(lab, volumes)}
            </section>
            <section>
                <h3>{words.files_of_terminal()}</h3>
                <ul class="tree">{move || directory(lab)}</ul>
            </section>
        </div>
    }
    .into_any()
}

fn directory(lab: Lab) -> AnyView {
    // A command may have written a file.
    lab.screen.track();
    let names = lab.directory().into_iter().map(|name| view! { <li>{name}</li> });
    names.collect_view().into_any()
}

fn in_pods(snapshot: &Snapshot) -> Vec<Tree> {
    let pods = snapshot.objects.list::<Pod>();
    let trees = pods.filter_map(|pod| {
        let facts = snapshot.containers.get(&pod.metadata.uid)?;
        let directory = format!("{}:{}", pod.metadata.name, facts.data_directory);
        Some((directory, facts.files.clone()))
    });
    trees.collect()
}

fn on_volumes(snapshot: &Snapshot) -> Vec<Tree> {
    let volumes = snapshot.objects.list::<PersistentVolume>();
    let trees = volumes.map(|volume| {
        let name = &volume.metadata.name;
        (name.clone(), snapshot.volumes.get(name).cloned().unwrap_or_default())
    });
    trees.collect()
}

fn trees(lab: Lab, trees: Memo<Vec<Tree>>) -> AnyView {
    let words = lab.words();
    let tree = move |(directory, files): Tree| {
        let empty = files.is_empty().then(|| view! { <li class="label">{words.empty()}</li> });
        let files = files.into_iter().map(|file| {
            view! {
                <li>
                    <span class="label">{file.path} " "</span>
                    <pre>{file.contents}</pre>
                </li>
            }
        });
        view! {
            <li>
                {directory}
                <ul>{empty} {files.collect_view()}</ul>
            </li>
        }
    };
    view! { <ul class="tree">{move || trees.get().into_iter().map(tree).collect_view()}</ul> }
        .into_any()
}
