//! What the sentences say of claims and volumes that are not as they were.

use super::Survival;
use super::story::{Fate, Story};
use super::words::{Text, say, say_identity};

/// The volume that nothing leads to any more, with what is on it.
fn say_old_volume(to: &mut Text, survival: &Survival) {
    let Some(claim) = survival.before.claim.as_ref().filter(|claim| !claim.volume.is_empty())
    else {
        return;
    };
    let volume = &claim.volume;
    match (&survival.remains.volume_phase, &survival.remains.file) {
        (Some(phase), Some(contents)) => say!(to,
            en: "The volume {volume} is {phase} and still holds {contents}, but no claim leads to \
                 it.",
            id: "Volume {volume} berstatus {phase} dan masih berisi {contents}, tetapi tidak ada \
                 claim yang mengarah ke sana.",
        ),
        (Some(phase), None) => say!(to,
            en: "The volume {volume} is {phase} and holds no file.",
            id: "Volume {volume} berstatus {phase} dan tidak berisi file.",
        ),
        (None, _) => say!(to,
            en: "The volume {volume} is gone as well, and with it the file.",
            id: "Volume {volume} juga sudah tidak ada, begitu pula file-nya.",
        ),
    }
}

pub(super) fn say_claim_gone(to: &mut Text, survival: &Survival) {
    let Some(claim) = &survival.before.claim else { return };
    say!(to,
        en: "The claim {name} is gone.",
        id: "Claim {name} sudah tidak ada.",
        name = claim.name,
    );
    say_old_volume(to, survival);
}

pub(super) fn say_new_claim(to: &mut Text, survival: &Survival, story: &Story) {
    let Some(claim) = &survival.remains.claim else { return };
    let name = &claim.name;
    if claim.volume.is_empty() {
        say!(to,
            en: "The claim {name} is a new one with the old name, and waits for a volume.",
            id: "Claim {name} adalah claim baru dengan nama lama, dan masih menunggu volume.",
        );
    } else {
        say!(to,
            en: "The claim {name} is a new one with the old name, bound to {volume}.",
            id: "Claim {name} adalah claim baru dengan nama lama, terikat ke {volume}.",
            volume = claim.volume,
        );
        let counter = survival.after.as_ref().and_then(|after| after.counter);
        if let Some(counter) = counter.filter(|_| story.fate == Fate::Running) {
            say!(to,
                en: "The new pod is at {counter}.",
                id: "Hitungan pod baru: {counter}.",
            );
        }
    }
    let same = survival.before.claim.as_ref().is_some_and(|old| old.volume == claim.volume);
    if !same {
        say_old_volume(to, survival);
    }
}

pub(super) fn say_never_written(to: &mut Text, survival: &Survival, story: &Story) {
    if story.fate == Fate::Running && survival.owner.is_set {
        say!(to,
            en: "Same name, same claim. There was no file yet, so it starts at nothing.",
            id: "Nama sama, claim sama. File-nya memang belum ada, jadi mulai dari nol.",
        );
        say_identity(to, survival);
    } else {
        let claim = survival.before.claim.as_ref().map_or("", |claim| &claim.name);
        say!(to,
            en: "The claim {claim} is still there; no visit has been written to its volume yet.",
            id: "Claim {claim} masih ada; belum ada kunjungan yang tertulis di volume-nya.",
        );
    }
}

/// There was no file when the old pod was deleted, but there is one now.
pub(super) fn say_written_since(to: &mut Text, survival: &Survival, story: &Story) {
    let running = survival.after.as_ref().filter(|_| story.fate == Fate::Running);
    let count = running.and_then(|after| after.counter);
    match count.filter(|_| survival.owner.is_set) {
        Some(count) => {
            say!(to,
                en: "Same name, same claim. There was no file yet, so it started at nothing, and \
                     is at {count} now.",
                id: "Nama sama, claim sama. Waktu itu file-nya memang belum ada, jadi mulai dari \
                     nol, dan kini hitungannya {count}.",
            );
            say_identity(to, survival);
        }
        None => say!(to,
            en: "There was no file yet when the old pod was deleted; it was written since.",
            id: "Ketika pod lama dihapus, file-nya memang belum ada; file itu baru ditulis \
                 sesudahnya.",
        ),
    }
}

pub(super) fn say_file_gone(to: &mut Text, survival: &Survival, elsewhere: bool) {
    let (Some(claim), Some(contents)) = (&survival.before.claim, &survival.before.file) else {
        return;
    };
    let volume = &claim.volume;
    if elsewhere {
        say!(to,
            en: "The claim is the same, but its volume {volume} is a directory of the node, and \
                 on {node} that is another directory than on {old}: the file is not there.",
            id: "Claim-nya sama, tetapi volume {volume} adalah direktori milik node, dan \
                 direktori di {node} bukan direktori di {old}: file itu tidak ada di sana.",
            node = survival.after.as_ref().map_or("", |after| &after.node),
            old = survival.before.node,
        );
    } else {
        say!(to,
            en: "The claim is the same, but the file on {volume} is gone; it had said {contents}.",
            id: "Claim-nya sama, tetapi file di {volume} sudah tidak ada; tadinya berisi \
                 {contents}.",
        );
    }
}
