//! The terms that a text uses, explained at their first use. They are found in the text, not marked
//! in it.

use crate::i18n::{Lang, Localized};

/// A term.
pub struct Term {
    /// How it is written, in every language: whole words, in any case.
    pub names: Localized<&'static [&'static str]>,
    /// What it is.
    pub meaning: Localized<&'static str>,
}

/// A term that a text uses for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// Its place among [`TERMS`].
    pub term: usize,
    /// In which run of the text it is.
    pub run: usize,
    /// Where it begins there, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The first uses of all terms in a text, in their order. The text comes in runs, pieces that are
/// written in one style; a term does not reach over their ends.
pub fn first_uses<'a>(runs: impl Iterator<Item = &'a str>, lang: Lang) -> Vec<Use> {
    let mut uses: Vec<Use> = Vec::new();
    for (run, text) in runs.enumerate() {
        let mut at = 0;
        while let Some(character) = text[at..].chars().next() {
            match term_at(text, at, lang) {
                // A term inside a longer one is not a use of its own.
                Some((term, end)) => {
                    if uses.iter().all(|other| other.term != term) {
                        uses.push(Use { term, run, start: at, end });
                    }
                    at = end;
                }
                None => at += character.len_utf8(),
            }
        }
    }
    uses
}

/// The longest term that begins there, and where it ends.
fn term_at(text: &str, at: usize, lang: Lang) -> Option<(usize, usize)> {
    let begins = text[..at].chars().next_back().is_none_or(|c| !is_of_word(c) && c != '-');
    if !begins {
        return None;
    }
    let names = TERMS
        .iter()
        .enumerate()
        .flat_map(|(term, entry)| entry.names.get(lang).iter().map(move |name| (term, *name)));
    let here = names.filter(|(_, name)| {
        let found = text.get(at..at + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name))
            && ends(&text[at + name.len()..])
    });
    here.map(|(term, name)| (term, at + name.len())).max_by_key(|(_, end)| *end)
}

/// Whether a word ends before this rest of the text. What Indonesian adds with a hyphen belongs to
/// the word and is not part of the term.
fn ends(rest: &str) -> bool {
    match rest.strip_prefix('-') {
        Some(suffix) => suffix.starts_with("nya"),
        None => rest.chars().next().is_none_or(|c| !is_of_word(c)),
    }
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// A term that is written in the same way in every language.
const fn term(names: &'static [&'static str], meaning: Localized<&'static str>) -> Term {
    Term { names: Localized { en: names, id: names }, meaning }
}

/// The terms.
pub const TERMS: &[Term] = &[
    term(
        &["pod", "pods"],
        Localized {
            en: "The smallest thing that Kubernetes runs: one or more containers that share an \
                 address and volumes, on one node.",
            id: "Satuan terkecil yang dijalankan Kubernetes: satu atau beberapa container yang \
                 berbagi alamat dan volume, di satu node.",
        },
    ),
    term(
        &["container", "containers"],
        Localized {
            en: "A process with a file system of its own, made from an image. What it writes there \
                 is gone when the container is replaced.",
            id: "Proses dengan file system sendiri yang dibuat dari sebuah image. Yang ditulis di \
                 sana hilang ketika container-nya diganti.",
        },
    ),
    term(
        &["image", "images"],
        Localized {
            en: "The files and settings that a container starts from, under a name and a version.",
            id: "Kumpulan file dan pengaturan yang menjadi titik awal container, dengan nama dan \
                 versi.",
        },
    ),
    term(
        &["node", "nodes"],
        Localized {
            en: "A machine of the cluster that runs pods. Its kubelet starts and ends their \
                 containers.",
            id: "Mesin di dalam cluster yang menjalankan pod. Kubelet di sana menjalankan dan \
                 menghentikan container.",
        },
    ),
    term(
        &["cluster"],
        Localized {
            en: "Several machines that one control plane runs as one.",
            id: "Beberapa mesin yang dikelola satu control plane sebagai satu kesatuan.",
        },
    ),
    term(
        &["manifest", "manifests"],
        Localized {
            en: "A file that says what should be there. kubectl apply hands it to the cluster, and \
                 controllers see to it.",
            id: "File yang menyatakan apa yang seharusnya ada. kubectl apply menyerahkannya ke \
                 cluster, lalu controller mewujudkannya.",
        },
    ),
    term(
        &["Deployment", "Deployments"],
        Localized {
            en: "Keeps a number of interchangeable pods, through a ReplicaSet for each version of \
                 their template.",
            id: "Menjaga sejumlah pod yang bisa saling menggantikan, lewat satu ReplicaSet untuk \
                 tiap versi template-nya.",
        },
    ),
    term(
        &["ReplicaSet", "ReplicaSets"],
        Localized {
            en: "Creates or deletes pods until there are as many as it asks for. The names of its \
                 pods end at random.",
            id: "Membuat atau menghapus pod sampai jumlahnya sesuai permintaan. Nama pod-nya \
                 berakhiran acak.",
        },
    ),
    term(
        &["StatefulSet", "StatefulSets"],
        Localized {
            en: "Keeps pods with numbers: each has a name that stays and claims of its own, which \
                 its successor finds again.",
            id: "Menjaga pod yang bernomor: masing-masing punya nama tetap dan claim sendiri, yang \
                 ditemukan lagi oleh penggantinya.",
        },
    ),
    term(
        &["template"],
        Localized {
            en: "The part of a workload that says what each of its pods should be like.",
            id: "Bagian dari sebuah workload yang menyatakan seperti apa tiap pod-nya.",
        },
    ),
    term(
        &["Service", "Services"],
        Localized {
            en: "One name and address in front of all pods that have certain labels. It sends \
                 visits to those that are ready.",
            id: "Satu nama dan alamat di depan semua pod yang punya label tertentu. Kunjungan \
                 diarahkan ke pod yang siap.",
        },
    ),
    term(
        &["headless Service", "headless"],
        Localized {
            en: "A Service without an address of its own: its DNS name leads straight to the pods.",
            id: "Service tanpa alamat sendiri: nama DNS-nya langsung mengarah ke pod.",
        },
    ),
    term(
        &["NodePort"],
        Localized {
            en: "A Service that also answers at a port of every node, from outside the cluster.",
            id: "Service yang juga menjawab di sebuah port pada setiap node, dari luar cluster.",
        },
    ),
    term(
        &["volume", "volumes"],
        Localized {
            en: "A directory that is mounted into containers. Where its files really are decides \
                 how long they live.",
            id: "Direktori yang di-mount ke dalam container. Tempat file-nya sebenarnya berada \
                 menentukan seberapa lama file itu bertahan.",
        },
    ),
    term(
        &["PersistentVolume", "PersistentVolumes"],
        Localized {
            en: "Storage that the cluster knows: an object of its own, which outlives every pod \
                 that uses it.",
            id: "Penyimpanan yang dikenal cluster: objek tersendiri yang bertahan lebih lama \
                 daripada pod mana pun yang memakainya.",
        },
    ),
    term(
        &["PersistentVolumeClaim", "PersistentVolumeClaims", "claim", "claims"],
        Localized {
            en: "A request for storage, a PersistentVolumeClaim. The control plane binds it to one \
                 volume that fits, and pods name the claim, not the volume.",
            id: "Permintaan akan penyimpanan, yaitu PersistentVolumeClaim. Control plane \
                 mengikatnya ke satu volume yang cocok, dan pod menyebut claim-nya, bukan \
                 volume-nya.",
        },
    ),
    term(
        &["uid"],
        Localized {
            en: "The identifier of one object for all time. A later object of the same name has \
                 another.",
            id: "Pengenal satu objek untuk selamanya. Objek lain yang kelak bernama sama punya uid \
                 yang berbeda.",
        },
    ),
    term(
        &["stateless"],
        Localized {
            en: "An application that keeps nothing between two requests that its successor would \
                 need.",
            id: "Aplikasi yang tidak menyimpan apa pun di antara dua permintaan yang akan \
                 dibutuhkan penggantinya.",
        },
    ),
    term(
        &["stateful"],
        Localized {
            en: "An application whose next answer depends on data that it has kept.",
            id: "Aplikasi yang jawaban berikutnya bergantung pada data yang disimpannya.",
        },
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The words that are found, with their runs.
    fn found(runs: &[&'static str], lang: Lang) -> Vec<(usize, &'static str)> {
        let uses = first_uses(runs.iter().copied(), lang);
        uses.iter().map(|it| (it.run, &runs[it.run][it.start..it.end])).collect()
    }

    #[test]
    fn a_term_is_found_once_as_a_whole_word_in_any_case_and_the_longest_one_first() {
        assert_eq!(
            found(&["Pods: a tripod, nodejs-pod.", "A headless service and a pod."], Lang::En),
            [(0, "Pods"), (1, "headless service")]
        );
        assert_eq!(found(&["podman, pod-like, über pod"], Lang::En), [(0, "pod")]);
    }

    #[test]
    fn an_indonesian_suffix_is_no_part_of_the_term() {
        let runs = ["Claim-nya tetap, pod-podnya tidak; sebuah pod-nya juga."];
        assert_eq!(found(&runs, Lang::Id), [(0, "Claim"), (0, "pod")]);
    }

    #[test]
    fn no_meaning_is_empty_and_no_name_has_two() {
        let mut names = Vec::new();
        for lang in Lang::ALL {
            for term in TERMS {
                let meaning = term.meaning.get(lang);
                assert!(meaning.ends_with('.') && meaning.len() > 20, "{meaning}");
                names.extend(term.names.get(lang).iter().map(|name| (lang, *name)));
            }
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
