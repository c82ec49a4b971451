//! The words of the interface that take parameters: one row each, one text per language. A text
//! that leaves out a parameter does not compile.

use super::{Lang, Words};

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $type:ty),+) {
        en: $en:literal, id: $id:literal $(,)?
    })*) => {
        impl Words {
            $(
                $(#[$doc])*
                pub fn $name(self, $($parameter: $type),+) -> String {
                    match self.0 {
                        Lang::En => format!($en, $($parameter = $parameter),+),
                        Lang::Id => format!($id, $($parameter = $parameter),+),
                    }
                }
            )*
        }
    };
}

phrases! {
    /// The button on a pod.
    delete_pod(name: &str) { en: "Delete pod {name}", id: "Hapus pod {name}" }
    /// The name of a lane's Visit button where lanes are not regions, such as in a list.
    visit_lane(lane: &str) { en: "Visit: {lane}", id: "Kunjungi: {lane}" }
    /// The name of a pod's group: it begins with the pod's name and then its status.
    pod_group(name: &str, status: &str) { en: "{name}, {status}", id: "{name}, {status}" }
    /// The button that explains an object of the stage.
    why_here(name: &str) { en: "Why is {name} here?", id: "Mengapa {name} ada di sini?" }
    /// The button that explains the place of something that is missing.
    why_missing(name: &str) { en: "Why is {name} missing?", id: "Mengapa {name} tidak ada?" }
    /// The button that explains why a claim has no volume.
    why_unbound(claim: &str) {
        en: "Why has {claim} no volume?",
        id: "Mengapa {claim} belum punya volume?",
    }
    /// The number of a chapter.
    chapter_number(number: usize) { en: "Chapter {number}", id: "Bab {number}" }
    /// Where the reader is among the chapters.
    chapter_of(number: usize, total: usize) {
        en: "Chapter {number} of {total}",
        id: "Bab {number} dari {total}",
    }
    /// The number of a challenge.
    challenge_number(number: usize) { en: "Challenge {number}", id: "Tantangan {number}" }
    /// Where the reader is among the challenges.
    challenge_of(number: usize, total: usize) {
        en: "Challenge {number} of {total}",
        id: "Tantangan {number} dari {total}",
    }
    /// The button that shows the next hint.
    show_hint(number: usize, total: usize) {
        en: "Show hint {number} of {total}",
        id: "Tampilkan petunjuk {number} dari {total}",
    }
    /// How many commands a challenge takes.
    par(commands: usize) {
        en: "Commands in the shortest known solution: {commands}",
        id: "Jumlah perintah dalam solusi terpendek yang diketahui: {commands}",
    }
    /// How many commands the reader took.
    your_commands(commands: usize) {
        en: "Commands of yours that changed something: {commands}",
        id: "Jumlah perintah Anda yang mengubah sesuatu: {commands}",
    }
    /// What a pod that the reader plays has read or has made of it.
    holds(count: u64) { en: "has {count} in hand", id: "memegang {count}" }
    /// What it has written, and no longer has.
    wrote(count: u64) { en: "has written {count}", id: "sudah menulis {count}" }
    /// A pod has read its file.
    did_read(pod: &str, count: u64) { en: "{pod} read {count}", id: "{pod} membaca {count}" }
    /// A pod has added one.
    did_add(pod: &str, count: u64) {
        en: "{pod} made it {count}, without writing it",
        id: "{pod} menjadikannya {count}, belum ditulis",
    }
    /// A pod has written its file.
    did_write(pod: &str, count: u64) { en: "{pod} wrote {count}", id: "{pod} menulis {count}" }
    /// As many as were added are there.
    nothing_lost(written: u64, grown: u64) {
        en: "Additions written: {written}. What the files hold grew by {grown}. Nothing is lost.",
        id: "Penambahan yang ditulis: {written}. Isi file bertambah {grown}. \
             Tidak ada yang hilang.",
    }
    /// Fewer than were added are there.
    updates_lost(written: u64, grown: u64, lost: u64) {
        en: "Additions written: {written}. What the file holds grew by {grown}. Lost: {lost}. \
             Whoever wrote last had read before the other wrote.",
        id: "Penambahan yang ditulis: {written}. Isi file bertambah {grown}. Hilang: {lost}. \
             Yang menulis terakhir sudah membaca sebelum yang lain menulis.",
    }
    /// How far the reader is in the course.
    chapters_done(done: usize, total: usize) {
        en: "{done} of {total} chapters done",
        id: "{done} dari {total} bab selesai",
    }
    /// How far the reader is in the chapter that is open.
    steps_done(done: usize, total: usize) {
        en: "{done} of {total} steps of this one done",
        id: "{done} dari {total} langkah di halaman ini selesai",
    }
    /// The button that runs a command that the text shows.
    run_command(command: &str) { en: "Run {command}", id: "Jalankan {command}" }
    /// What a command has printed, where it stands by itself.
    output_of(command: &str) { en: "Output of {command}", id: "Output dari {command}" }
    /// Parts of the address that nobody understands.
    unknown_in_address(parts: &str) {
        en: "The address asks for something that is not here ({parts}); this is shown instead.",
        id: "Alamat ini meminta sesuatu yang tidak ada ({parts}); sebagai gantinya tampil ini.",
    }
    /// In place of what an embed was to begin with.
    not_had(what: &str) { en: "Could not be loaded: {what}", id: "Tidak dapat dimuat: {what}" }
    /// More workloads than there is room for.
    not_drawn(count: usize, most: usize) {
        en: "Workloads that run in the cluster and are not drawn: {count} (at most {most} are).",
        id: "Workload yang berjalan di cluster tetapi tidak digambar: {count} \
             (paling banyak {most} yang digambar).",
    }
    /// In place of the choice to begin at this moment.
    too_much_for_a_link(most: usize) {
        en: "This begins at the start of the chapter: more than {most} things have been done, or \
             more than a day has passed, and that is too much for a link. Reset, and do again \
             what matters.",
        id: "Ini mulai dari awal bab: lebih dari {most} hal sudah dilakukan, atau lebih dari \
             sehari berlalu, dan itu terlalu banyak untuk satu tautan. Atur ulang, lalu ulangi \
             yang penting.",
    }
    /// Which version is modelled.
    models_version(version: &str) {
        en: "Models Kubernetes {version}",
        id: "Memodelkan Kubernetes {version}",
    }
    /// How fast the clock runs.
    speed_times(times: &str) { en: "{times}×", id: "{times}×" }
    /// The virtual time since the start.
    elapsed(time: &str) { en: "{time} elapsed", id: "berjalan {time}" }
    /// A link to a manifest as a file.
    download_file(file: &str) { en: "Download {file}", id: "Unduh {file}" }
    /// The heading of the details of an object.
    details_of(object: &str) { en: "Details of {object}", id: "Rincian {object}" }
    /// Under the answer in the browser pane: who answered.
    answered_by(pod: &str) { en: "Answered by {pod}", id: "Dijawab oleh {pod}" }
    /// Where a file lies, in the files pane.
    file_through(mount: &str, claim: &str, volume: &str) {
        en: "{mount} → claim {claim} → volume {volume}",
        id: "{mount} → claim {claim} → volume {volume}",
    }

    // What a screen reader hears when something has changed, and the topology as a list.

    /// A pod has been asked to end.
    say_terminating(pod: &str) { en: "{pod} is terminating.", id: "{pod} sedang dihentikan." }
    /// A pod is gone.
    say_gone(pod: &str) { en: "{pod} is gone.", id: "{pod} sudah tidak ada." }
    /// A pod has come into being.
    say_created(pod: &str) { en: "{pod} has been created.", id: "{pod} dibuat." }
    /// A pod runs.
    say_running(pod: &str) { en: "{pod} is running.", id: "{pod} berjalan." }
    /// A visit was answered.
    say_visit(pod: &str, count: u64) {
        en: "{pod} answered: visit {count}.",
        id: "{pod} menjawab: kunjungan ke-{count}.",
    }
    /// A visit was not answered.
    say_no_answer(service: &str) {
        en: "Nobody behind {service} answered.",
        id: "Tidak ada yang menjawab di balik {service}.",
    }
    /// What the button that takes back would take back.
    undo_of(line: &str) {
        en: "Back to before: {line}",
        id: "Kembali ke sebelum: {line}",
    }
    /// Something has been taken back.
    undone(line: &str) {
        en: "Undone: {line}.",
        id: "Diurungkan: {line}.",
    }
    /// A moment of all that has been.
    moment_of(at: &str, end: &str) {
        en: "{at} of {end}",
        id: "{at} dari {end}",
    }
    /// The same of so many that nobody would listen to their names.
    say_many_terminating(count: usize) {
        en: "{count} pods are terminating.",
        id: "{count} pod sedang dihentikan.",
    }
    say_many_gone(count: usize) { en: "{count} pods are gone.", id: "{count} pod sudah tidak ada." }
    say_many_created(count: usize) {
        en: "{count} pods have been created.",
        id: "{count} pod dibuat.",
    }
    say_many_running(count: usize) {
        en: "{count} pods have begun to run.",
        id: "{count} pod mulai berjalan.",
    }
    say_many_visited(count: usize) {
        en: "{count} pods answered visits.",
        id: "{count} pod menjawab kunjungan.",
    }
    say_many_written(count: usize) {
        en: "The files on {count} volumes have changed.",
        id: "File di {count} volume berubah.",
    }
    /// A volume's file has changed.
    say_volume(volume: &str, contents: &str) {
        en: "{volume} now holds {contents}.",
        id: "{volume} sekarang berisi {contents}.",
    }
    /// A step of the chapter is done.
    say_step_done(step: &str) { en: "Step done: {step}", id: "Langkah selesai: {step}" }
    /// A prediction was wrong because of a belief that is common.
    say_believed(expected: &str, belief: &str) {
        en: "You expected: {expected}. A common misconception is behind it: “{belief}”.",
        id: "Perkiraan Anda: {expected}. Di baliknya ada salah paham yang umum: “{belief}”.",
    }
    /// A prediction was wrong.
    say_predicted_wrong(expected: &str, happened: &str) {
        en: "You expected: {expected}. What happened: {happened}.",
        id: "Perkiraan Anda: {expected}. Yang terjadi: {happened}.",
    }
    /// A pod in the topology as a list.
    list_pod(pod: &str, status: &str, node: &str) {
        en: "Pod {pod}, {status}, on {node}",
        id: "Pod {pod}, {status}, di {node}",
    }
    /// A pod that no node runs yet, in the topology as a list.
    list_pod_without_node(pod: &str, status: &str) {
        en: "Pod {pod}, {status}, on no node yet",
        id: "Pod {pod}, {status}, belum mendapat node",
    }
    /// What a pod mounts, in the topology as a list.
    list_mount(path: &str, claim: &str, volume: &str) {
        en: "mounts at {path} the claim {claim}, bound to the volume {volume}",
        id: "me-mount di {path} claim {claim}, yang terikat ke volume {volume}",
    }
    /// What a pod mounts through a claim that has no volume, in the topology as a list.
    list_unbound(path: &str, claim: &str) {
        en: "mounts at {path} the claim {claim}, which is bound to no volume yet",
        id: "me-mount di {path} claim {claim}, yang belum terikat ke volume mana pun",
    }
    /// What a pod remembers, in the topology as a list.
    list_counter(count: u64) { en: "counter in memory: {count}", id: "hitungan di memori: {count}" }
    /// A file, in the topology as a list.
    list_file(file: &str, contents: &str) {
        en: "{file} holds {contents}",
        id: "{file} berisi {contents}",
    }
    /// Where the worksheet of a chapter is, from the page.
    worksheet_address(slug: &str) {
        en: "worksheets/{slug}.en.html",
        id: "worksheets/{slug}.id.html",
    }
    /// Where the answers of a worksheet come from.
    worksheet_computed(version: &str) {
        en: "From the model of Kubernetes {version}, which has run the commands below. Made-up \
             names, addresses and ages differ from run to run.",
        id: "Dari model Kubernetes {version} yang menjalankan perintah-perintah di bawah. Nama \
             acak, alamat, dan umur berbeda setiap kali dijalankan.",
    }
}
