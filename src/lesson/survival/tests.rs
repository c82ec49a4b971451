//! Each thing that can become of a deleted pod, with the rows and the sentence about it.

mod facts;

use super::*;
use crate::i18n::Lang;

const RAN: &str = "nodejs-stateless-6d5f9c7b8-x2m4t";
const CAME: &str = "nodejs-stateless-6d5f9c7b8-nnnnn";

fn pod(name: &str, uid: &str, count: u64) -> PodFacts {
    PodFacts {
        name: name.to_owned(),
        uid: uid.to_owned(),
        ip: format!("10.244.1.{}", uid.len()),
        node: "node01".to_owned(),
        status: "Running".to_owned(),
        runs: true,
        counter: Some(count),
        file: (count > 0).then(|| format!("{{\"visits\":{count}}}")),
        ..PodFacts::default()
    }
}

fn claim(name: &str, uid: &str, volume: &str) -> Option<ClaimFacts> {
    let (name, uid, volume) = (name.to_owned(), uid.to_owned(), volume.to_owned());
    Some(ClaimFacts { name, uid, volume })
}

fn owner(is_set: bool) -> Owner {
    Owner { is_set, controlled: true, desired: Some(3), wants_successor: true }
}

/// A Deployment's pod that had counted so much and has been replaced.
fn stateless(counted: u64) -> Survival {
    Survival {
        before: pod(RAN, "old", counted),
        after: Some(pod(CAME, "newer", 0)),
        owner: owner(false),
        ..Survival::default()
    }
}

/// Three pods share a claim; this one's count, what the file said, and what it says now.
fn shared(counted: u64, left: u64, now: u64) -> Survival {
    let mut survival = stateless(counted);
    let after = survival.after.as_mut().expect("it was replaced");
    for (facts, count) in [(&mut survival.before, left), (after, now)] {
        facts.place = Place::Claim;
        facts.claim = claim("shared-claim", "c1", "shared-volume");
        facts.sharers = 3;
        facts.file = (count > 0).then(|| format!("{{\"visits\":{count}}}"));
    }
    survival.after.as_mut().expect("it was replaced").counter = Some(now);
    remain(&mut survival, now);
    survival
}

/// A StatefulSet's pod with a claim of its own.
fn stateful(counted: u64, now: u64) -> Survival {
    let mut survival = Survival {
        before: pod("web-1", "old", counted),
        after: Some(pod("web-1", "newer", now)),
        owner: owner(true),
        ..Survival::default()
    };
    let after = survival.after.as_mut().expect("it was replaced");
    for facts in [&mut survival.before, after] {
        facts.place = Place::Claim;
        facts.claim = claim("data-web-1", "c1", "volume-2");
        facts.sharers = 1;
    }
    remain(&mut survival, now);
    survival
}

fn remain(survival: &mut Survival, count: u64) {
    survival.remains = Remains {
        claim: survival.before.claim.clone(),
        volume_phase: Some("Bound".to_owned()),
        volume_is_node_directory: false,
        file: (count > 0).then(|| format!("{{\"visits\":{count}}}")),
    };
}

fn waiting(survival: &mut Survival, status: &str, reason: &str) {
    let after = survival.after.as_mut().expect("it was replaced");
    after.runs = false;
    after.counter = None;
    after.ip.clear();
    after.status = status.to_owned();
    after.reason = reason.to_owned();
}

#[track_caller]
fn says(survival: &Survival, visits: Option<u64>, en: &str, id: &str) {
    let sentence = survival.sentence(visits);
    assert_eq!(sentence.get(Lang::En), en);
    assert_eq!(sentence.get(Lang::Id), id);
}

/// The verdicts in the order of the rows: `=` kept, `~` changed, `x` lost, `r` read again, `.`
/// none.
fn verdicts(survival: &Survival) -> String {
    let sign = |row: &Row| match row.verdict {
        Verdict::Kept => '=',
        Verdict::Changed => '~',
        Verdict::Lost => 'x',
        Verdict::Reread => 'r',
        Verdict::None => '.',
    };
    survival.rows().iter().map(sign).collect()
}

#[test]
fn without_a_volume_what_was_counted_goes_with_the_pod() {
    says(
        &stateless(2),
        None,
        "The new pod starts at nothing: the 2 visits that the old one had counted went with it.",
        "Pod baru mulai dari nol: 2 kunjungan yang sudah dihitung pod lama ikut hilang \
         bersamanya.",
    );
    //                                  name uid ip node claim volume counter file
    assert_eq!(verdicts(&stateless(2)), "~~~=..xx");
}

#[test]
fn a_count_that_is_the_same_by_chance_is_not_kept() {
    let mut survival = stateless(2);
    survival.after = Some(pod(CAME, "newer", 2));
    assert_eq!(verdicts(&survival), "~~~=..xx");
    let english = survival.sentence(None).en;
    assert!(english.ends_with("went with it. It has counted 2 visits since."), "{english}");
}

#[test]
fn nothing_counted_is_nothing_lost() {
    says(
        &stateless(0),
        None,
        "The new pod starts at nothing. Nothing was lost, since the old one had counted no visits.",
        "Pod baru mulai dari nol. Tidak ada yang hilang, karena pod lama belum menghitung satu \
         kunjungan pun.",
    );
    assert_eq!(verdicts(&stateless(0)), "~~~=....");
}

#[test]
fn while_the_old_pod_ends_nothing_is_said_to_be_lost_yet_but_why_it_will_be() {
    let mut survival = stateless(1);
    survival.after = None;
    survival.ending = true;
    says(
        &survival,
        None,
        "nodejs-stateless-6d5f9c7b8-x2m4t is ending, and its successor has not been created yet. \
         The 1 visit that it had counted was in its own container, and a container takes its \
         files with it.",
        "nodejs-stateless-6d5f9c7b8-x2m4t sedang dihentikan, dan penggantinya belum dibuat. 1 \
         kunjungan yang sudah dihitungnya ada di dalam container-nya sendiri, dan file di dalam \
         container ikut hilang bersamanya.",
    );
    assert_eq!(verdicts(&survival), "........");
}

#[test]
fn an_empty_dir_lives_as_long_as_its_pod() {
    let mut survival = stateless(4);
    survival.before.place = Place::EmptyDir;
    waiting(&mut survival, "ContainerCreating", "");
    says(
        &survival,
        None,
        "nodejs-stateless-6d5f9c7b8-nnnnn has come in its place, but does not run yet \
         (ContainerCreating). The 4 visits that it had counted were in an emptyDir, which lives \
         only as long as its pod.",
        "nodejs-stateless-6d5f9c7b8-nnnnn sudah dibuat sebagai penggantinya, tetapi belum \
         berjalan (ContainerCreating). 4 kunjungan yang sudah dihitungnya ada di emptyDir, yang \
         umurnya hanya sepanjang umur pod.",
    );
}

#[test]
fn a_shared_file_holds_the_count_of_the_last_writer() {
    let survival = shared(2, 3, 3);
    says(
        &survival,
        Some(7),
        "The old pod had counted 2, but the file said 3: another pod had written it last. The \
         new pod began with what the file said when it started. 7 visits were answered in this \
         lane in all, but the file says 3: every pod writes its own count, and the last writer \
         wins.",
        "Pod lama sudah menghitung 2, tetapi isi file-nya 3: pod lain yang terakhir menulisnya. \
         Pod baru mulai dari isi file itu saat ia dijalankan. Jalur ini sudah menjawab 7 \
         kunjungan, tetapi isi file-nya 3: setiap pod menulis hitungannya sendiri, dan yang \
         terakhir menulislah yang menang.",
    );
    assert_eq!(verdicts(&survival), "~~~===~=");
}

#[test]
fn a_shared_file_may_be_right_by_luck() {
    let survival = shared(3, 3, 3);
    let english = survival.sentence(Some(3)).en;
    assert!(english.starts_with("The file stayed, and said 3 when"), "{english}");
    assert!(english.contains("so far the file says the same"), "{english}");
    assert!(!survival.sentence(None).en.contains("in this lane"), "not without the number");
}

#[test]
fn a_statefulset_whose_pods_share_a_claim_mixes_their_counts_too() {
    let mut survival = shared(2, 3, 3);
    survival.owner = owner(true);
    let english = survival.sentence(Some(7)).en;
    assert!(english.ends_with("and the last writer wins."), "{english}");
}

#[test]
fn a_statefulset_keeps_name_claim_and_data() {
    says(
        &stateful(2, 2),
        Some(7),
        "Same name, same claim, same data: it goes on from 2. New uid, new IP.",
        "Nama sama, claim sama, data sama: hitungannya berlanjut dari 2. uid dan IP-nya baru.",
    );
    // Its memory is new: the number in it was read from the file.
    assert_eq!(verdicts(&stateful(2, 2)), "=~~===r=");
    let later = stateful(2, 5).sentence(None);
    assert!(later.en.contains("it went on from 2 and is at 5 now."), "{}", later.en);
    assert_eq!(verdicts(&stateful(2, 5)), "=~~===~~");
}

#[test]
fn a_statefulsets_pod_may_come_back_on_another_node() {
    let mut survival = stateful(2, 2);
    survival.after.as_mut().expect("it was replaced").node = "node03".to_owned();
    let sentence = survival.sentence(None);
    assert!(sentence.en.ends_with("It is on node03 now instead of node01."), "{}", sentence.en);
    let id = "Kini pod ini ada di node03, bukan lagi di node01.";
    assert!(sentence.id.ends_with(id), "{}", sentence.id);
    assert_eq!(verdicts(&survival), "=~~~==r=");
}

#[test]
fn a_directory_of_the_node_does_not_move_with_the_pod() {
    let mut survival = stateful(2, 0);
    survival.after.as_mut().expect("it was replaced").node = "node03".to_owned();
    survival.remains.volume_is_node_directory = true;
    let english = survival.sentence(None).en;
    let why = "volume-2 is a directory of the node, and on node03 that is another directory";
    assert!(english.contains(why), "{english}");
    assert_eq!(verdicts(&survival), "=~~~==~x");
}

#[test]
fn a_file_that_somebody_has_removed_is_said_to_be_gone() {
    let english = stateful(2, 0).sentence(None).en;
    let expected = "The claim is the same, but the file on volume-2 is gone; it had said \
                    {\"visits\":2}.";
    assert_eq!(english, expected);
}

#[test]
fn a_statefulset_waits_until_the_old_pod_is_gone() {
    let mut survival = stateful(2, 2);
    survival.after = None;
    survival.ending = true;
    says(
        &survival,
        None,
        "web-1 is ending. Its successor gets the same name, so it can only come when web-1 is \
         gone. The claim data-web-1 and the volume volume-2 keep the file: {\"visits\":2}.",
        "web-1 sedang dihentikan. Penggantinya akan bernama sama, jadi baru bisa dibuat setelah \
         web-1 benar-benar hilang. Claim data-web-1 dan volume volume-2 tetap menyimpan \
         file-nya: {\"visits\":2}.",
    );
    assert_eq!(verdicts(&survival), "....==.=");
}

#[test]
fn a_successor_that_cannot_be_scheduled_is_said_with_kubernetes_reason() {
    let mut survival = stateful(2, 2);
    waiting(&mut survival, "Pending", "0/3 nodes are available: 3 Insufficient cpu.");
    let sentence = survival.sentence(None);
    let en = "web-1 is there again, with a new uid, but does not run yet (Pending). The reason: \
              “0/3 nodes are available: 3 Insufficient cpu.” The claim";
    assert!(sentence.en.starts_with(en), "{}", sentence.en);
    let id = "web-1 sudah dibuat kembali dengan uid baru, tetapi belum berjalan (Pending). \
              Alasannya: “0/3";
    assert!(sentence.id.starts_with(id), "{}", sentence.id);
}

#[test]
fn a_deleted_claim_leaves_a_volume_that_nothing_leads_to() {
    let mut survival = shared(3, 3, 3);
    waiting(&mut survival, "Pending", "persistentvolumeclaim \"shared-claim\" not found");
    let after = survival.after.as_mut().expect("it was replaced");
    after.claim = claim("shared-claim", "", "");
    survival.remains.claim = None;
    survival.remains.volume_phase = Some("Released".to_owned());
    let sentence = survival.sentence(Some(7));
    let en = "The claim shared-claim is gone. The volume shared-volume is Released and still \
              holds {\"visits\":3}, but no claim leads to it.";
    assert!(sentence.en.ends_with(en), "{}", sentence.en);
    assert_eq!(verdicts(&survival), "~~.=x=.=");
    survival.remains.volume_phase = None;
    survival.remains.file = None;
    let english = survival.sentence(Some(7)).en;
    assert!(english.ends_with("shared-volume is gone as well, and with it the file."), "{english}");
}

#[test]
fn a_claim_of_the_same_name_is_not_the_same_claim() {
    let mut survival = stateful(4, 0);
    let new = claim("data-web-1", "c2", "volume-5");
    survival.after.as_mut().expect("it was replaced").claim.clone_from(&new);
    survival.remains.claim = new;
    survival.remains.volume_phase = Some("Released".to_owned());
    survival.remains.file = survival.before.file.clone();
    says(
        &survival,
        None,
        "The claim data-web-1 is a new one with the old name, bound to volume-5. The new pod is \
         at 0. The volume volume-2 is Released and still holds {\"visits\":4}, but no claim \
         leads to it.",
        "Claim data-web-1 adalah claim baru dengan nama lama, terikat ke volume-5. Hitungan pod \
         baru: 0. Volume volume-2 berstatus Released dan masih berisi {\"visits\":4}, tetapi \
         tidak ada claim yang mengarah ke sana.",
    );
    assert_eq!(verdicts(&survival), "=~~=~~~x");
}

#[test]
fn a_statefulset_without_a_volume_keeps_a_name_and_nothing_else() {
    let mut survival = stateless(2);
    survival.owner = owner(true);
    survival.before.name = "web-1".to_owned();
    survival.after.as_mut().expect("it was replaced").name = "web-1".to_owned();
    says(
        &survival,
        None,
        "Same name, but no volume: the 2 visits that the old pod had counted were in its \
         container and went with it. New uid, new IP.",
        "Namanya sama, tetapi tanpa volume: 2 kunjungan yang sudah dihitung pod lama ada di \
         dalam container-nya dan ikut hilang bersamanya. uid dan IP-nya baru.",
    );
    assert_eq!(verdicts(&survival), "=~~=..xx");
}

#[test]
fn scaled_away_a_pod_leaves_its_claim_and_its_data() {
    let mut survival = stateful(2, 2);
    survival.after = None;
    survival.owner.desired = Some(1);
    survival.owner.wants_successor = false;
    says(
        &survival,
        None,
        "Nothing takes the place of web-1: the StatefulSet now asks for 1 pod. The claim \
         data-web-1 and the volume volume-2 keep the file: {\"visits\":2}.",
        "Tidak ada yang menggantikan web-1: StatefulSet kini hanya meminta 1 pod. Claim \
         data-web-1 dan volume volume-2 tetap menyimpan file-nya: {\"visits\":2}.",
    );
    assert_eq!(verdicts(&survival), "xxxx==x=");
}

#[test]
fn a_pod_without_a_controller_is_not_replaced() {
    let mut survival = stateless(2);
    survival.after = None;
    survival.owner = Owner::default();
    let sentence = survival.sentence(None);
    assert!(sentence.en.contains("no controller looked after it."), "{}", sentence.en);
    survival.owner.controlled = true;
    let sentence = survival.sentence(None);
    assert!(sentence.en.contains("its Deployment is gone."), "{}", sentence.en);
}

#[test]
fn the_only_user_of_a_claim_finds_its_data_again() {
    let mut survival = shared(3, 3, 3);
    survival.before.sharers = 1;
    says(
        &survival,
        Some(3),
        "A new name, but the same claim: it was the only pod that used it, so the new one goes \
         on from 3.",
        "Namanya baru, tetapi claim-nya sama: hanya pod itu yang memakainya, jadi pod baru \
         melanjutkan dari 3.",
    );
}

#[test]
fn a_file_that_never_was_cannot_be_lost() {
    let english = stateful(0, 0).sentence(None).en;
    let expected = "Same name, same claim. There was no file yet, so it starts at nothing. New \
                    uid, new IP.";
    assert_eq!(english, expected);
    assert_eq!(verdicts(&stateful(0, 0)), "=~~===..");
}

#[test]
fn a_file_that_the_successor_has_written_is_not_said_to_have_been_there() {
    says(
        &stateful(0, 3),
        None,
        "Same name, same claim. There was no file yet, so it started at nothing, and is at 3 now. \
         New uid, new IP.",
        "Nama sama, claim sama. Waktu itu file-nya memang belum ada, jadi mulai dari nol, dan \
         kini hitungannya 3. uid dan IP-nya baru.",
    );
    assert_eq!(verdicts(&stateful(0, 3)), "=~~===~.");
}
