//! The sentences that say what happened, in every language.
//!
//! Names and Kubernetes' own messages are the same in all languages; everything else is written in
//! each of them, not translated word by word.

use super::storage_words::{
    say_claim_gone, say_file_gone, say_never_written, say_new_claim, say_written_since,
};
use super::story::{Data, Fate, Story};
use super::{Place, PodFacts, Survival};
use crate::i18n::Localized;

/// Appends a sentence in every language; the texts are those of `format!`.
macro_rules! say {
    ($to:expr, en: $en:literal, id: $id:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        $(let $name = &$value;)*
        $to.add(&format!($en), &format!($id));
    }};
}
pub(super) use say;

/// Text that grows sentence by sentence.
#[derive(Default)]
pub(super) struct Text {
    en: String,
    id: String,
}

impl Text {
    pub fn add(&mut self, en: &str, id: &str) {
        for (text, sentence) in [(&mut self.en, en), (&mut self.id, id)] {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(sentence);
        }
    }
}

pub(super) fn sentence(survival: &Survival, story: &Story) -> Localized<String> {
    let mut text = Text::default();
    say_fate(&mut text, survival, &story.fate);
    say_data(&mut text, survival, story);
    Localized { en: text.en, id: text.id }
}

fn say_fate(to: &mut Text, survival: &Survival, fate: &Fate) {
    let name = survival.before.name.as_str();
    let is_set = survival.owner.is_set;
    let kind = if is_set { "StatefulSet" } else { "Deployment" };
    match fate {
        Fate::Ending if is_set => say!(to,
            en: "{name} is ending. Its successor gets the same name, so it can only come when \
                 {name} is gone.",
            id: "{name} sedang dihentikan. Penggantinya akan bernama sama, jadi baru bisa dibuat \
                 setelah {name} benar-benar hilang.",
        ),
        Fate::Ending => say!(to,
            en: "{name} is ending, and its successor has not been created yet.",
            id: "{name} sedang dihentikan, dan penggantinya belum dibuat.",
        ),
        Fate::Awaited if is_set => say!(to,
            en: "{name} is gone, and the StatefulSet has not created it anew yet.",
            id: "{name} sudah tidak ada, dan StatefulSet belum membuatnya kembali.",
        ),
        Fate::Awaited => say!(to,
            en: "{name} is gone, and its successor has not been created yet.",
            id: "{name} sudah tidak ada, dan penggantinya belum dibuat.",
        ),
        Fate::Unwatched => say!(to,
            en: "Nothing takes the place of {name}: no controller looked after it.",
            id: "Tidak ada yang menggantikan {name}: tidak ada controller yang mengurusnya.",
        ),
        Fate::WorkloadGone => say!(to,
            en: "Nothing takes the place of {name}: its {kind} is gone.",
            id: "Tidak ada yang menggantikan {name}: {kind} yang membuatnya sudah tidak ada.",
        ),
        Fate::ScaledDown(desired) => say!(to,
            en: "Nothing takes the place of {name}: the {kind} now asks for {pods}.",
            id: "Tidak ada yang menggantikan {name}: {kind} kini hanya meminta {desired} pod.",
            pods = counted_en(*desired as u64, "pod"),
        ),
        Fate::Waiting => say_waiting(to, survival),
        Fate::Running => {}
    }
}

fn say_waiting(to: &mut Text, survival: &Survival) {
    let Some(after) = &survival.after else { return };
    let (name, status) = (after.name.as_str(), after.status.as_str());
    if survival.owner.is_set {
        say!(to,
            en: "{name} is there again, with a new uid, but does not run yet ({status}).",
            id: "{name} sudah dibuat kembali dengan uid baru, tetapi belum berjalan ({status}).",
        );
    } else {
        say!(to,
            en: "{name} has come in its place, but does not run yet ({status}).",
            id: "{name} sudah dibuat sebagai penggantinya, tetapi belum berjalan ({status}).",
        );
    }
    if !after.reason.is_empty() {
        say!(to,
            en: "The reason: “{reason}”",
            id: "Alasannya: “{reason}”",
            reason = after.reason,
        );
    }
}

fn say_data(to: &mut Text, survival: &Survival, story: &Story) {
    match &story.data {
        Data::WentWithPod { counted, since } => say_loss(to, survival, story, *counted, *since),
        Data::OnNode { same_node } => say_node_directory(to, survival, *same_node),
        Data::ClaimGone => say_claim_gone(to, survival),
        Data::NewClaim => say_new_claim(to, survival, story),
        Data::NeverWritten => say_never_written(to, survival, story),
        Data::FileGone { elsewhere } => say_file_gone(to, survival, *elsewhere),
        Data::WrittenSince => say_written_since(to, survival, story),
        Data::KeptByItself { count } => say_kept(to, survival, story, *count),
        Data::Mixed { visits, count, counted, left } => {
            say_mixed(to, story, *counted, *left);
            say_overwritten(to, *visits, *count);
        }
    }
}

/// The file was in the pod and went with it.
fn say_loss(to: &mut Text, survival: &Survival, story: &Story, counted: u64, since: u64) {
    let running = story.fate == Fate::Running;
    let (visits, is_set) = (counted_en(counted, "visit"), survival.owner.is_set);
    let were = if counted == 1 { "was" } else { "were" };
    match (running, is_set, counted) {
        (true, true, 0) => say!(to,
            en: "Same name, but no volume. Nothing was lost, since the old pod had counted no \
                 visits.",
            id: "Namanya sama, tetapi tanpa volume. Tidak ada yang hilang, karena pod lama belum \
                 menghitung satu kunjungan pun.",
        ),
        (true, true, _) => say!(to,
            en: "Same name, but no volume: the {visits} that the old pod had counted {were} in \
                 its container and went with it.",
            id: "Namanya sama, tetapi tanpa volume: {counted} kunjungan yang sudah dihitung pod \
                 lama ada di dalam container-nya dan ikut hilang bersamanya.",
        ),
        (true, false, 0) => say!(to,
            en: "The new pod starts at nothing. Nothing was lost, since the old one had counted \
                 no visits.",
            id: "Pod baru mulai dari nol. Tidak ada yang hilang, karena pod lama belum menghitung \
                 satu kunjungan pun.",
        ),
        (true, false, _) => say!(to,
            en: "The new pod starts at nothing: the {visits} that the old one had counted went \
                 with it.",
            id: "Pod baru mulai dari nol: {counted} kunjungan yang sudah dihitung pod lama ikut \
                 hilang bersamanya.",
        ),
        (false, _, 0) => say!(to,
            en: "It had counted no visits, so nothing is lost.",
            id: "Pod itu belum menghitung satu kunjungan pun, jadi tidak ada yang hilang.",
        ),
        (false, ..) if survival.before.place == Place::EmptyDir => say!(to,
            en: "The {visits} that it had counted {were} in an emptyDir, which lives only as long \
                 as its pod.",
            id: "{counted} kunjungan yang sudah dihitungnya ada di emptyDir, yang umurnya hanya \
                 sepanjang umur pod.",
        ),
        (false, ..) => say!(to,
            en: "The {visits} that it had counted {were} in its own container, and a container \
                 takes its files with it.",
            id: "{counted} kunjungan yang sudah dihitungnya ada di dalam container-nya sendiri, \
                 dan file di dalam container ikut hilang bersamanya.",
        ),
    }
    if running && since > 0 {
        say!(to,
            en: "It has counted {since} since.",
            id: "Sejak itu sudah terhitung {since} kunjungan.",
            since = counted_en(since, "visit"),
        );
    }
    if running && is_set {
        say_identity(to, survival);
    }
}

fn say_node_directory(to: &mut Text, survival: &Survival, same_node: Option<bool>) {
    let before = &survival.before.node;
    match same_node {
        Some(false) => say!(to,
            en: "Its file is in a directory of {before}, and the new pod is on {after}: it does \
                 not see it.",
            id: "File-nya ada di direktori milik {before}, sedangkan pod baru ada di {after}, \
                 sehingga tidak melihatnya.",
            after = survival.after.as_ref().map_or("", |after| &after.node),
        ),
        _ => say!(to,
            en: "Its file is in a directory of {before} and stays there; only a pod on that node \
                 finds it.",
            id: "File-nya ada di direktori milik {before} dan tetap di sana; hanya pod di node \
                 itu yang menemukannya.",
        ),
    }
}

fn say_kept(to: &mut Text, survival: &Survival, story: &Story, count: Option<u64>) {
    let Some(claim) = &survival.before.claim else { return };
    let is_set = survival.owner.is_set;
    let running = survival.after.as_ref().filter(|_| story.fate == Fate::Running);
    let Some(after) = running else {
        let contents = survival.remains.file.clone().unwrap_or_default();
        say!(to,
            en: "The claim {claim} and the volume {volume} keep the file: {contents}.",
            id: "Claim {claim} dan volume {volume} tetap menyimpan file-nya: {contents}.",
            volume = claim.volume, claim = claim.name,
        );
        return;
    };
    match (is_set, went_on(after, count)) {
        (true, Some((from, None))) => say!(to,
            en: "Same name, same claim, same data: it goes on from {from}.",
            id: "Nama sama, claim sama, data sama: hitungannya berlanjut dari {from}.",
        ),
        (true, Some((from, Some(to_now)))) => say!(to,
            en: "Same name, same claim, same data: it went on from {from} and is at {to_now} now.",
            id: "Nama sama, claim sama, data sama: hitungannya berlanjut dari {from} dan kini \
                 {to_now}.",
        ),
        (true, None) => say!(to,
            en: "Same name, same claim, and the file is still there.",
            id: "Nama sama, claim sama, dan file-nya masih ada.",
        ),
        (false, Some((from, None))) => say!(to,
            en: "A new name, but the same claim: it was the only pod that used it, so the new one \
                 goes on from {from}.",
            id: "Namanya baru, tetapi claim-nya sama: hanya pod itu yang memakainya, jadi pod \
                 baru melanjutkan dari {from}.",
        ),
        (false, Some((from, Some(to_now)))) => say!(to,
            en: "A new name, but the same claim: the new pod went on from {from} and is at \
                 {to_now} now.",
            id: "Namanya baru, tetapi claim-nya sama: pod baru melanjutkan dari {from} dan kini \
                 {to_now}.",
        ),
        (false, None) => say!(to,
            en: "A new name, but the same claim, and the file is still there.",
            id: "Namanya baru, tetapi claim-nya sama, dan file-nya masih ada.",
        ),
    }
    if is_set {
        say_identity(to, survival);
    }
}

/// Where the count went on, and where it is now if that is further. None if the two do not fit
/// together, as when somebody else has written the file.
fn went_on(after: &PodFacts, from: Option<u64>) -> Option<(u64, Option<u64>)> {
    let (from, now) = (from?, after.counter?);
    (now >= from).then_some((from, (now > from).then_some(now)))
}

fn say_mixed(to: &mut Text, story: &Story, counted: Option<u64>, left: Option<u64>) {
    match (counted, left) {
        (Some(counted), Some(left)) if counted != left => say!(to,
            en: "The old pod had counted {counted}, but the file said {left}: another pod had \
                 written it last.",
            id: "Pod lama sudah menghitung {counted}, tetapi isi file-nya {left}: pod lain yang \
                 terakhir menulisnya.",
        ),
        (_, Some(left)) if story.fate == Fate::Running => say!(to,
            en: "The file stayed, and said {left} when the old pod was deleted.",
            id: "File-nya tetap ada, dan isinya {left} ketika pod lama dihapus.",
        ),
        _ => {}
    }
    if story.fate == Fate::Running {
        say!(to,
            en: "The new pod began with what the file said when it started.",
            id: "Pod baru mulai dari isi file itu saat ia dijalankan.",
        );
    }
}

/// What the file of several writers is worth.
fn say_overwritten(to: &mut Text, visits: Option<u64>, count: Option<u64>) {
    match (visits, count) {
        (Some(visits), Some(count)) if visits > count => say!(to,
            en: "{answered} in this lane in all, but the file says {count}: every pod writes its \
                 own count, and the last writer wins.",
            id: "Jalur ini sudah menjawab {visits} kunjungan, tetapi isi file-nya {count}: setiap \
                 pod menulis hitungannya sendiri, dan yang terakhir menulislah yang menang.",
            answered = answered_en(visits),
        ),
        (Some(visits), Some(count)) if visits == count && visits > 0 => say!(to,
            en: "{answered} in this lane in all, and so far the file says the same: no pod has \
                 overwritten another's count with a lower one.",
            id: "Jalur ini sudah menjawab {visits} kunjungan, dan sejauh ini isi file-nya sama: \
                 belum ada pod yang menimpa hitungan pod lain dengan angka yang lebih kecil.",
            answered = answered_en(visits),
        ),
        (Some(visits), None) if visits > 0 => say!(to,
            en: "{answered} in this lane in all, but there is no count on the volume.",
            id: "Jalur ini sudah menjawab {visits} kunjungan, tetapi tidak ada hitungan di \
                 volume-nya.",
            answered = answered_en(visits),
        ),
        _ => {}
    }
}

/// What a pod of a StatefulSet does not keep.
pub(super) fn say_identity(to: &mut Text, survival: &Survival) {
    let Some(after) = &survival.after else { return };
    let before = &survival.before;
    if before.ip == after.ip {
        say!(to,
            en: "New uid, and by chance the same IP.",
            id: "uid-nya baru; IP-nya kebetulan sama.",
        );
    } else {
        say!(to, en: "New uid, new IP.", id: "uid dan IP-nya baru.");
    }
    if before.node != after.node {
        say!(to,
            en: "It is on {node} now instead of {old}.",
            id: "Kini pod ini ada di {node}, bukan lagi di {old}.",
            node = after.node, old = before.node,
        );
    }
}

fn counted_en(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}

fn answered_en(visits: u64) -> String {
    let were = if visits == 1 { "was" } else { "were" };
    format!("{} {were} answered", counted_en(visits, "visit"))
}
