//! What happened to a deleted pod and to its data, found out from the facts.

use super::{Place, PodFacts, Row, Survival, Trait, Verdict, count_in};

/// What became of the pod and of what it knew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Story {
    pub fate: Fate,
    pub data: Data,
}

/// Who took the place of the deleted pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nobody yet: it is still there.
    Ending,
    /// Nobody yet, although it is gone.
    Awaited,
    /// Nobody, since no controller made it.
    Unwatched,
    /// Nobody, since its workload is gone.
    WorkloadGone,
    /// Nobody, since the workload asks for so many pods and no more.
    ScaledDown(usize),
    /// A pod that does not run yet.
    Waiting,
    /// A pod that runs.
    Running,
}

/// What became of what it had counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// It was in the pod and went with it. `since` is what the successor has counted.
    WentWithPod { counted: u64, since: u64 },
    /// It is in a directory of the node; `same_node` tells whether the successor is there, too.
    OnNode { same_node: Option<bool> },
    /// The claim that it was behind is gone; the volume may be there still.
    ClaimGone,
    /// There is a new claim of that name; it may be bound to another volume.
    NewClaim,
    /// The claim is there, but there never was a file.
    NeverWritten,
    /// The claim is there, but the file is not where the successor looks.
    FileGone { elsewhere: bool },
    /// The claim is that pod's own, and the file is there.
    KeptByItself { count: Option<u64> },
    /// The claim is that pod's own, and the successor has written its first file.
    WrittenSince,
    /// Several pods write the file.
    Mixed { visits: Option<u64>, count: Option<u64>, counted: Option<u64>, left: Option<u64> },
}

pub(super) fn tell(survival: &Survival, visits: Option<u64>) -> Story {
    Story { fate: fate(survival), data: data(survival, visits) }
}

fn fate(survival: &Survival) -> Fate {
    let owner = &survival.owner;
    match &survival.after {
        Some(after) if after.runs => Fate::Running,
        Some(_) => Fate::Waiting,
        None if !owner.controlled => Fate::Unwatched,
        None => match owner.desired {
            None => Fate::WorkloadGone,
            Some(desired) if !owner.wants_successor => Fate::ScaledDown(desired),
            Some(_) if survival.ending => Fate::Ending,
            Some(_) => Fate::Awaited,
        },
    }
}

fn data(survival: &Survival, visits: Option<u64>) -> Data {
    let (before, remains) = (&survival.before, &survival.remains);
    let running = survival.after.as_ref().filter(|after| after.runs);
    let Some(claim) = &before.claim else {
        return match before.place {
            Place::NodeDirectory => {
                let after = survival.after.as_ref().filter(|after| !after.node.is_empty());
                Data::OnNode { same_node: after.map(|after| after.node == before.node) }
            }
            _ => Data::WentWithPod {
                counted: counted(before),
                since: running.and_then(|after| after.counter).unwrap_or(0),
            },
        };
    };
    let Some(claim_now) = &remains.claim else { return Data::ClaimGone };
    if claim_now.uid != claim.uid {
        return Data::NewClaim;
    }
    let file = file_now(survival);
    let mixed = before.sharers > 1;
    match (file, &before.file) {
        (None, None) if !mixed || visits.unwrap_or(0) == 0 => Data::NeverWritten,
        (None, Some(_)) => {
            let moved = running.is_some_and(|after| after.node != before.node);
            Data::FileGone { elsewhere: moved && remains.volume_is_node_directory }
        }
        (file, left) if mixed => Data::Mixed {
            visits,
            count: file.and_then(count_in),
            counted: before.counter,
            left: left.as_deref().and_then(count_in),
        },
        (Some(_), None) => Data::WrittenSince,
        (_, left) => Data::KeptByItself { count: left.as_deref().and_then(count_in) },
    }
}

/// How much would be lost with the pod.
fn counted(before: &PodFacts) -> u64 {
    let in_file = before.file.as_deref().and_then(count_in);
    before.counter.or(in_file).unwrap_or(0)
}

/// The file as the successor sees it; before it runs, as it lies on the volume.
fn file_now(survival: &Survival) -> Option<&str> {
    match survival.after.as_ref().filter(|after| after.runs) {
        Some(after) => after.file.as_deref(),
        None => survival.remains.file.as_deref(),
    }
}

pub(super) fn rows(survival: &Survival) -> Vec<Row> {
    let before = &survival.before;
    let after = survival.after.as_ref();
    // Nobody comes any more: what the pod had of its own is lost for good.
    let final_loss = after.is_none() && !survival.ending && !survival.owner.wants_successor;
    let of_pod = |what: Trait, field: fn(&PodFacts) -> &str| {
        compare(what, some(field(before)), after.and_then(|after| some(field(after))), final_loss)
    };
    let running = after.filter(|after| after.runs);
    let number = |facts: &PodFacts| facts.counter.map(|count| count.to_string());
    let mut counter = compare(
        Trait::Counter,
        number(before),
        running.and_then(number),
        final_loss || running.is_some(),
    );
    if goes_with_pod(before) {
        // The successor counts afresh; that its count may be the same by now means nothing.
        let certain = final_loss || running.is_some();
        let lost = certain && before.counter.is_some_and(|count| count > 0);
        counter.verdict = if lost { Verdict::Lost } else { Verdict::None };
    } else if counter.verdict == Verdict::Kept && after.is_some_and(|it| it.uid != before.uid) {
        // No memory outlives its process. What two of them have in common was in the file.
        let read = before.counter.is_some_and(|count| count > 0);
        counter.verdict = if read { Verdict::Reread } else { Verdict::None };
    }
    vec![
        of_pod(Trait::Name, |facts| &facts.name),
        of_pod(Trait::Uid, |facts| &facts.uid),
        of_pod(Trait::Ip, |facts| &facts.ip),
        of_pod(Trait::Node, |facts| &facts.node),
        claim_row(survival),
        volume_row(survival),
        counter,
        file_row(survival, running, final_loss),
    ]
}

fn claim_row(survival: &Survival) -> Row {
    let before = survival.before.claim.as_ref();
    let own = survival.after.as_ref().and_then(|after| after.claim.as_ref());
    let now = own.filter(|claim| !claim.uid.is_empty()).or(survival.remains.claim.as_ref());
    let mut row = compare(
        Trait::Claim,
        before.map(|claim| claim.name.clone()),
        now.map(|claim| claim.name.clone()),
        true,
    );
    // A claim of the same name need not be the same claim.
    let same = before.map(|claim| &claim.uid) == now.map(|claim| &claim.uid);
    if row.verdict == Verdict::Kept && !same {
        row.verdict = Verdict::Changed;
    }
    row
}

fn volume_row(survival: &Survival) -> Row {
    let before = survival.before.claim.as_ref().and_then(|claim| some(&claim.volume));
    let own = survival.after.as_ref().and_then(|after| after.claim.as_ref());
    let now = own.or(survival.remains.claim.as_ref()).and_then(|claim| some(&claim.volume));
    // Without a claim that leads to it, a volume is still there.
    let left = before.clone().filter(|_| survival.remains.volume_phase.is_some());
    compare(Trait::Volume, before, now.or(left), true)
}

fn file_row(survival: &Survival, running: Option<&PodFacts>, final_loss: bool) -> Row {
    let before = &survival.before;
    let now = file_now(survival).map(str::to_owned);
    let in_pod = before.claim.is_none();
    let certain = !in_pod || final_loss || running.is_some();
    let mut row = compare(Trait::File, before.file.clone(), now, certain);
    if goes_with_pod(before) && row.before.is_some() && certain {
        // What is there now was written by the successor.
        row.verdict = Verdict::Lost;
    }
    row
}

fn goes_with_pod(before: &PodFacts) -> bool {
    matches!(before.place, Place::Container | Place::EmptyDir)
}

/// `certain`: what is not there now will not come any more.
fn compare(what: Trait, before: Option<String>, after: Option<String>, certain: bool) -> Row {
    let verdict = match (&before, &after) {
        (Some(before), Some(after)) if before == after => Verdict::Kept,
        (Some(_), Some(_)) => Verdict::Changed,
        (Some(_), None) if certain => Verdict::Lost,
        _ => Verdict::None,
    };
    Row { what, before, after, verdict }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
