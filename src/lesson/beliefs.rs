//! What is usually believed and is not so, in the words of those who believe it.

use crate::i18n::{Lang, Localized};

/// The belief of a number, from 1.
pub fn belief(number: u8, lang: Lang) -> &'static str {
    let belief = usize::from(number).checked_sub(1).and_then(|place| BELIEFS.get(place));
    belief.map_or("", |belief| belief.get(lang))
}

macro_rules! beliefs {
    ($($en:literal, $id:literal;)*) => { &[$(Localized { en: $en, id: $id }),*] };
}

/// Every belief; its number is its place, from 1.
pub static BELIEFS: &[Localized<&str>] = beliefs! {
    "A StatefulSet replicates my data",
        "StatefulSet mereplikasi data saya";
    "When I delete a StatefulSet or scale it down, its claims go too",
        "Kalau StatefulSet dihapus atau jumlah pod-nya dikurangi, claim-nya ikut terhapus";
    "ReadWriteOnce means that one pod can use the volume",
        "ReadWriteOnce berarti hanya satu pod yang bisa memakai volume itu";
    "The access mode keeps pods from writing at the same time",
        "Access mode mencegah beberapa pod menulis bersamaan";
    "A Deployment with a ReadWriteOnce disk can spread over several nodes",
        "Deployment dengan disk ReadWriteOnce bisa tersebar di beberapa node";
    "Each replica of a Deployment has a claim of its own",
        "Setiap replika Deployment punya claim sendiri";
    "A released volume is free for the next claim",
        "Volume yang sudah Released bisa langsung dipakai claim berikutnya";
    "A claim of the same name gets its old volume back",
        "Claim dengan nama yang sama akan mendapat kembali volume lamanya";
    "Other claims can use what is left of a volume",
        "Sisa ruang di sebuah volume bisa dipakai claim lain";
    "Volume 1 goes to pod 0, volume 2 to pod 1",
        "Volume 1 untuk pod 0, volume 2 untuk pod 1";
    "A claim that I delete is gone at once, even while a pod uses it",
        "Claim yang dihapus langsung hilang, walaupun masih dipakai pod";
    "A Pending claim is an error",
        "Claim yang Pending pasti bermasalah";
    "A Deployment and a StatefulSet replace a pod in the same way",
        "Deployment dan StatefulSet mengganti pod dengan cara yang sama";
    "A stable identity includes a stable IP",
        "Identitas yang stabil berarti IP-nya juga stabil";
    "Every pod of a StatefulSet has a DNS name, with or without a headless Service",
        "Setiap pod StatefulSet otomatis punya nama DNS, tanpa perlu headless Service";
    "Any pod gives the same answer",
        "Pod mana pun memberi jawaban yang sama";
    "When a node is lost, its pods move to another at once",
        "Kalau sebuah node mati, pod-nya langsung pindah ke node lain";
    "Deleting a pod by force is safe",
        "Menghapus pod secara paksa itu aman";
    "When a StatefulSet is deleted, its pods go in order",
        "Kalau StatefulSet dihapus, pod-nya berhenti secara berurutan";
    "Undoing a stuck rollout repairs it",
        "Rollout yang macet beres begitu di-undo";
    "I can change the volumeClaimTemplates of a StatefulSet",
        "volumeClaimTemplates milik StatefulSet bisa diubah";
    "A counter in a shared file counts every visit",
        "Penghitung di file bersama mencatat semua kunjungan";
    "kubectl logs shows only what a pod writes when it starts",
        "kubectl logs hanya menampilkan yang ditulis pod saat mulai";
};
