//! What survived: for each lane the pod that was deleted last, beside what took its place.

use super::browser;
use super::lab::Lab;
use super::later::Later;
use crate::apiserver::snapshot::Snapshot;
use crate::diagram::text::common_head;
use crate::i18n::Words;
use crate::lesson::Lane;
use crate::lesson::survival::{PodFacts, Row, Survival, Trait, Verdict};
use leptos::prelude::*;
use std::rc::Rc;

/// The lines of the table, from top to bottom.
const TRAITS: [Trait; 8] = [
    Trait::Name,
    Trait::Uid,
    Trait::Ip,
    Trait::Node,
    Trait::Claim,
    Trait::Volume,
    Trait::Counter,
    Trait::File,
];

/// A lane in which a pod was deleted.
#[derive(Clone, Debug, PartialEq)]
pub struct Fate {
    /// The name of the lane.
    pub lane: &'static str,
    /// The lines of the comparison.
    pub rows: Vec<Row>,
    /// What happened and why.
    pub sentence: String,
    /// The successor has begun its work: what comes after that says nothing about the deletion.
    pub is_told: bool,
}

/// A pod that was deleted.
#[derive(Clone)]
pub struct Deleted {
    uid: String,
    /// The cluster as it was shown last before that.
    before: Rc<Snapshot>,
    /// The cluster when its successor had begun, and how many visits its lane had answered then.
    after: Option<(Rc<Snapshot>, u64)>,
}

impl Deleted {
    /// A pod, by its uid, that is gone or ending since that moment.
    pub fn new(uid: String, before: Rc<Snapshot>) -> Deleted {
        Deleted { uid, before, after: None }
    }

    /// What has become of it: by now, with so many visits, or by the time that its successor began.
    /// Until what tells of it has loaded, that it was deleted and no more.
    pub fn fate(
        &mut self,
        lane: &Lane,
        (now, visits): (&Rc<Snapshot>, u64),
        later: Option<Later>,
        words: Words,
    ) -> Option<Fate> {
        let Some(later) = later else {
            let lane = lane.name.of(words);
            return Some(Fate { lane, rows: Vec::new(), sentence: String::new(), is_told: false });
        };
        let (after, visits) = self.after.clone().unwrap_or_else(|| (now.clone(), visits));
        let fate = (later.fate)(lane, &self.uid, [&self.before, &after], visits, words)?;
        if fate.is_told {
            self.after = Some((after, visits));
        }
        Some(fate)
    }
}

/// What became of a pod of a lane, by its uid, between two moments. The number is how many visits
/// the lane has answered in all.
pub type FateOf = fn(&Lane, &str, [&Snapshot; 2], u64, Words) -> Option<Fate>;

/// See [`FateOf`].
pub fn fate(
    lane: &Lane,
    uid: &str,
    [before, now]: [&Snapshot; 2],
    visits: u64,
    words: Words,
) -> Option<Fate> {
    let survival = Survival::of(before, now, &lane.workload_key(), uid)?;
    let sentence = survival.sentence(Some(visits)).get(words.lang()).clone();
    let begun = |after: &PodFacts| after.runs && after.counter.is_some();
    let is_told = !survival.ending && survival.after.as_ref().is_some_and(begun);
    Some(Fate { lane: lane.name.of(words), rows: survival.rows(), sentence, is_told })
}

/// The table, or what to do to get one.
pub fn view(lab: Lab) -> AnyView {
    let words = lab.words();
    let table = move || {
        let fates = lab.fates.get();
        if fates.is_empty() {
            return view! { <p class="empty">{words.nothing_deleted()}</p> }.into_any();
        }
        // Who tells what became of pods draws the table as well.
        lab.supply.get().map_or_else(|| ().into_any(), |later| (later.survived)(lab, fates))
    };
    view! {
        <section class="survived">
            <h2 id="survived">{words.what_survived()}</h2>
            {table}
        </section>
    }
    .into_any()
}

/// The table. It comes into sight when another pod has been deleted.
pub fn table(lab: Lab, fates: Vec<Fate>) -> AnyView {
    let words = lab.words();
    let uid = |fate: &Fate| fate.rows.iter().find(|row| row.what == Trait::Uid)?.before.clone();
    let uids: Vec<String> = fates.iter().filter_map(uid).collect();
    let known = lab.compared.try_update_value(|known| std::mem::replace(known, uids.clone()));
    // Who types in the terminal looks there.
    if known != Some(uids) && !browser::is_typing() {
        request_animation_frame(|| browser::show_tool(".survived", false));
    }
    let lanes = fates.iter().map(|fate| view! { <th scope="col">{fate.lane}</th> });
    let lanes = lanes.collect_view();
    let rows = TRAITS.map(|what| row(words, what, &fates));
    let sentences = fates.iter().map(|fate| {
        view! { <td data-lane=fate.lane>{fate.sentence.clone()}</td> }
    });
    let sentences = sentences.collect_view();
    view! {
        <table aria-labelledby="survived">
            <thead>
                <tr>
                    <td></td>
                    {lanes}
                </tr>
            </thead>
            <tbody>{rows.into_iter().collect_view()}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{words.what_happened()}</th>
                    {sentences}
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

fn row(words: Words, what: Trait, fates: &[Fate]) -> AnyView {
    let cells = fates.iter().map(|fate| match fate.rows.iter().find(|row| row.what == what) {
        Some(row) => cell(words, fate, row),
        None => view! { <td data-lane=fate.lane>"–"</td> }.into_any(),
    });
    let cells = cells.collect_view();
    view! {
        <tr>
            <th scope="row">{name(words, what)}</th>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(words: Words, fate: &Fate, row: &Row) -> AnyView {
    let (mark, sign, said) = mark(words, row.verdict);
    let (before, after) = (row.before.as_deref(), row.after.as_deref());
    let values = match (before, after) {
        (None, None) => view! { <span class="was">{words.none()}</span> }.into_any(),
        (Some(before), Some(after)) if before == after && row.verdict != Verdict::Reread => {
            value(row.what, before, None)
        }
        (before, after) => {
            let lost = row.verdict == Verdict::Lost;
            let gone = if lost { words.none() } else { words.not_yet() };
            let old = before
                .map_or_else(|| words.none().into_any(), |before| value(row.what, before, after));
            let new = after.map_or_else(|| gone.into_any(), |after| value(row.what, after, before));
            view! {
                <span class="was">{old}</span>
                " → "
                {new}
                {(row.verdict == Verdict::Reread).then(|| [" ", words.read_from_file()])}
            }
            .into_any()
        }
    };
    view! {
        <td data-mark=mark data-lane=fate.lane>
            <span class="sign" aria-hidden="true">{sign}</span>
            <span class="said">{said} " "</span>
            {values}
        </td>
    }
    .into_any()
}

/// The name of what is compared.
pub fn name(words: Words, what: Trait) -> &'static str {
    match what {
        Trait::Name => words.row_name(),
        Trait::Uid => words.row_uid(),
        Trait::Ip => words.row_ip(),
        Trait::Node => words.row_node(),
        Trait::Claim => words.row_claim(),
        Trait::Volume => words.row_volume(),
        Trait::Counter => words.row_counter(),
        Trait::File => words.row_file(),
    }
}

/// A verdict: as the style calls it, as a sign, and as a word.
pub fn mark(words: Words, verdict: Verdict) -> (&'static str, &'static str, &'static str) {
    match verdict {
        Verdict::Kept => ("kept", "=", words.kept()),
        Verdict::Changed => ("changed", "≠", words.changed()),
        Verdict::Lost => ("lost", "✕", words.lost()),
        Verdict::Reread | Verdict::None => ("none", "", ""),
    }
}

/// A value, without the part that says nothing beside the other one.
fn value(what: Trait, value: &str, other: Option<&str>) -> AnyView {
    let short = shortened(what, value, other);
    let whole = (short != value).then(|| value.to_owned());
    view! { <code title=whole>{short}</code> }.into_any()
}

fn shortened(what: Trait, value: &str, other: Option<&str>) -> String {
    const UID_DIGITS: usize = 8;
    match what {
        Trait::Uid => {
            let start: String = value.chars().take(UID_DIGITS).collect();
            format!("{start}…")
        }
        Trait::Name => {
            let shared = other.map_or(0, |other| common_head([value, other]));
            if shared == 0 { value.to_owned() } else { format!("…-{}", &value[shared..]) }
        }
        _ => value.to_owned(),
    }
}
