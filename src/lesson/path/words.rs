//! What happens at each station, in every language.

use super::Visit;
use crate::api::pod::Pod;
use crate::api::pod_mounts::Mounted;
use crate::api::storage::PersistentVolume;
use crate::i18n::Localized;
use crate::lesson::survival::{ClaimFacts, Place, PodFacts, STATE_FILE};
use serde_json::Value;

/// What the stations from the pod on are told of.
pub(super) struct Facts<'a> {
    pub pod: &'a Pod,
    /// The pod just before the visit.
    pub was: &'a PodFacts,
    /// The pod just after it.
    pub is: &'a PodFacts,
    /// The path of the application's file in the container.
    pub file: &'a str,
}

/// A sentence in every language; the texts are those of `format!`.
macro_rules! say {
    (en: $en:literal, id: $id:literal $(,)?) => {
        Localized { en: format!($en), id: format!($id) }
    };
}

pub(super) fn browser(visit: Visit) -> Localized<String> {
    let service = visit.lane.service;
    let answer = visit.answer.trim().lines().next().unwrap_or_default();
    match visit.url {
        Some(url) => say!(
            en: "The browser asks for `{url}`, an address that leads to the Service `{service}`; \
                 what comes back in the end is `{answer}`.",
            id: "Browser meminta `{url}`, alamat yang menuju ke Service `{service}`; yang \
                 akhirnya kembali adalah `{answer}`.",
        ),
        None => say!(
            en: "There is no Service `{service}`, so no address leads to a pod.",
            id: "Tidak ada Service `{service}`, jadi tidak ada alamat yang menuju ke pod.",
        ),
    }
}

pub(super) fn service(name: &str, pod: Option<&str>, ready: usize) -> Localized<String> {
    match (pod, ready) {
        (Some(pod), 1) => say!(
            en: "The Service `{name}` hands the visit to `{pod}`, the only pod that is ready.",
            id: "Service `{name}` meneruskan kunjungan ke `{pod}`, satu-satunya pod yang siap.",
        ),
        (Some(pod), _) => say!(
            en: "The Service `{name}` hands the visit to `{pod}`, one of the {ready} pods that \
                 are ready.",
            id: "Service `{name}` meneruskan kunjungan ke `{pod}`, salah satu dari {ready} pod \
                 yang siap.",
        ),
        (None, 0) => say!(
            en: "No pod behind the Service `{name}` is ready, so nobody takes the visit.",
            id: "Tidak ada pod yang siap di balik Service `{name}`, jadi tidak ada yang menerima \
                 kunjungan itu.",
        ),
        (None, _) => say!(
            en: "Pods that are ready behind the Service `{name}`: {ready}. None of them has \
                 counted the visit.",
            id: "Pod yang siap di balik Service `{name}`: {ready}. Tidak satu pun menghitung \
                 kunjungan itu.",
        ),
    }
}

pub(super) fn pod(facts: &Facts) -> Localized<String> {
    let (name, file) = (&facts.is.name, facts.file);
    let (was, is) = (facts.was.counter.unwrap_or(0), facts.is.counter.unwrap_or(0));
    say!(
        en: "`{name}` adds one to the count in its memory, **{was}\u{a0}→\u{a0}{is}**, \
             and writes it to `{file}`.",
        id: "`{name}` menambah satu pada hitungan di memorinya, **{was}\u{a0}→\u{a0}{is}**, lalu \
             menulisnya ke `{file}`.",
    )
}

pub(super) fn mount(facts: &Facts, mounted: Mounted) -> Localized<String> {
    let (file, path, volume) = (facts.file, mounted.path, mounted.volume);
    if let Some(claim) = volume.claim_name() {
        return say!(
            en: "To the process `{file}` is simply a file; but the claim `{claim}` is mounted at \
                 `{path}`, so what is written there leaves the container.",
            id: "Bagi prosesnya, `{file}` hanyalah sebuah file; tetapi claim `{claim}` di-mount \
                 di `{path}`, sehingga yang ditulis di sana keluar dari container.",
        );
    }
    let Some(directory) = &volume.host_path else {
        let name = &volume.name;
        return say!(
            en: "To the process `{file}` is simply a file; but the emptyDir `{name}` is mounted \
                 at `{path}`, so it is written to a directory that lives as long as the pod.",
            id: "Bagi prosesnya, `{file}` hanyalah sebuah file; tetapi emptyDir `{name}` di-mount \
                 di `{path}`, sehingga tulisan itu masuk ke direktori yang umurnya sepanjang \
                 umur pod.",
        );
    };
    let (directory, node) = (&directory.path, &facts.pod.spec.node_name);
    say!(
        en: "To the process `{file}` is simply a file; but the directory `{directory}` of \
             `{node}` is mounted at `{path}`, so what is written there leaves the container.",
        id: "Bagi prosesnya, `{file}` hanyalah sebuah file; tetapi direktori `{directory}` milik \
             `{node}` di-mount di `{path}`, sehingga yang ditulis di sana keluar dari container.",
    )
}

pub(super) fn claim(claim: &ClaimFacts, sharers: usize, ends: bool) -> Localized<String> {
    let ClaimFacts { name, uid, volume } = claim;
    if uid.is_empty() {
        return say!(
            en: "There is no claim `{name}` any more; the container still has what was mounted \
                 when it started.",
            id: "Claim `{name}` sudah tidak ada; container masih memegang apa yang di-mount saat \
                 ia dijalankan.",
        );
    }
    if ends {
        return say!(
            en: "The claim `{name}` is being deleted, but stays for as long as a pod uses it; it \
                 holds no data and leads to the volume `{volume}`.",
            id: "Claim `{name}` sedang dihapus, tetapi tetap ada selama masih dipakai pod; claim \
                 itu tidak menyimpan data dan mengarah ke volume `{volume}`.",
        );
    }
    if sharers > 1 {
        return say!(
            en: "The claim `{name}` holds no data, it only leads to the volume `{volume}`; \
                 {sharers} pods go this way, all to the same file.",
            id: "Claim `{name}` tidak menyimpan data, hanya mengarah ke volume `{volume}`; \
                 {sharers} pod lewat jalan ini, semuanya menuju file yang sama.",
        );
    }
    say!(
        en: "The claim `{name}` holds no data; it only leads to the volume `{volume}`, to which \
             it is bound.",
        id: "Claim `{name}` tidak menyimpan data; claim ini terikat ke volume `{volume}` dan \
             hanya mengarah ke sana.",
    )
}

pub(super) fn volume(volume: &PersistentVolume) -> Localized<String> {
    let (name, place) = (&volume.metadata.name, source(volume));
    let (en, id) = (place.en, place.id);
    say!(
        en: "The volume `{name}` stands for the storage; it keeps its files in {en}.",
        id: "Volume `{name}` mewakili penyimpanannya; file-nya disimpan di {id}.",
    )
}

/// Where a volume keeps its files.
fn source(volume: &PersistentVolume) -> Localized<String> {
    let spec = &volume.spec;
    let text = |source: &Option<Value>, field: &str| {
        let field = source.as_ref().and_then(|source| source.get(field)?.as_str());
        field.unwrap_or_default().to_owned()
    };
    if let Some(directory) = &spec.host_path {
        let path = &directory.path;
        return say!(
            en: "the directory `{path}` on the node’s disk",
            id: "direktori `{path}` pada disk node",
        );
    }
    if spec.local.is_some() {
        let path = text(&spec.local, "path");
        return say!(
            en: "`{path}`, a disk of one node",
            id: "`{path}`, sebuah disk milik satu node",
        );
    }
    if spec.nfs.is_some() {
        let (server, path) = (text(&spec.nfs, "server"), text(&spec.nfs, "path"));
        return say!(
            en: "the directory `{path}` of the server `{server}`",
            id: "direktori `{path}` milik server `{server}`",
        );
    }
    let (driver, handle) = (text(&spec.csi, "driver"), text(&spec.csi, "volumeHandle"));
    say!(
        en: "what the driver `{driver}` knows as `{handle}`",
        id: "penyimpanan yang dikenal driver `{driver}` sebagai `{handle}`",
    )
}

pub(super) fn file(facts: &Facts) -> Localized<String> {
    let node = &facts.is.node;
    let place = match facts.is.place {
        Place::Claim => say!(en: "There", id: "Di sana"),
        Place::Container => say!(
            en: "No volume is mounted there, so the way ends in the container:",
            id: "Tidak ada volume yang di-mount di sana, jadi perjalanannya berakhir di dalam \
                 container:",
        ),
        Place::EmptyDir => say!(en: "In the emptyDir", id: "Di dalam emptyDir"),
        Place::NodeDirectory => say!(
            en: "In that directory of `{node}`",
            id: "Di direktori milik `{node}` itu",
        ),
    };
    let (en, id) = (place.en, place.id);
    match (&facts.was.file, &facts.is.file) {
        (_, None) => say!(
            en: "{en} `{STATE_FILE}` does not exist: the visit could not be written.",
            id: "{id} `{STATE_FILE}` tidak ada: kunjungan itu tidak bisa ditulis.",
        ),
        (Some(was), Some(is)) if was == is => say!(
            en: "{en} `{STATE_FILE}` still holds `{is}`: the visit was not written.",
            id: "{id} `{STATE_FILE}` masih berisi `{is}`: kunjungan itu tidak tertulis.",
        ),
        (Some(was), Some(is)) => say!(
            en: "{en} `{STATE_FILE}` held `{was}` and now holds `{is}`.",
            id: "{id} `{STATE_FILE}` tadinya berisi `{was}` dan sekarang berisi `{is}`.",
        ),
        (None, Some(is)) => say!(
            en: "{en} `{STATE_FILE}` did not exist yet and now holds `{is}`.",
            id: "{id} `{STATE_FILE}` tadinya belum ada dan sekarang berisi `{is}`.",
        ),
    }
}
