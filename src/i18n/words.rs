//! The words of the interface that are always the same: one row each, one text per language.

#[cfg(test)]
use super::Localized;
use super::{Lang, Words};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { en: $en:literal, id: $id:literal $(,)? })*) => {
        impl Words {
            $(
                $(#[$doc])*
                pub const fn $name(self) -> &'static str {
                    match self.0 { Lang::En => $en, Lang::Id => $id }
                }
            )*
        }

        /// The fixed words with their names, for the tests.
        #[cfg(test)]
        pub(super) const WORDS: &[(&str, Localized<&str>)] =
            &[$((stringify!($name), Localized { en: $en, id: $id })),*];
    };
}

words! {
    // The page around the lesson.

    /// What the page is, in one sentence: its description.
    tagline {
        en: "Delete a pod and see what is kept and what is forgotten",
        id: "Hapus sebuah pod, lalu lihat apa yang tersimpan dan apa yang terlupa",
    }
    /// The name of the languages' links as a group.
    languages { en: "Languages", id: "Pilihan bahasa" }
    /// The name of the navigation between chapters.
    chapters { en: "Chapters", id: "Daftar bab" }
    /// Goes to the chapter before this one.
    previous_chapter { en: "Previous chapter", id: "Bab sebelumnya" }
    /// Goes to the chapter after this one.
    next_chapter { en: "Next chapter", id: "Bab berikutnya" }
    /// Leads to the chapter as a page to print.
    worksheet { en: "Worksheet to print", id: "Lembar kerja siap cetak" }
    /// The name of the navigation between challenges, and its heading.
    challenges { en: "Challenges", id: "Tantangan" }
    /// Goes to the challenge before this one.
    previous_challenge { en: "Previous challenge", id: "Tantangan sebelumnya" }
    /// Goes to the challenge after this one.
    next_challenge { en: "Next challenge", id: "Tantangan berikutnya" }
    /// Opens the dialog that tells how to have this in another page; also its heading.
    embed_this { en: "Embed this", id: "Sematkan" }
    /// What the dialog is for.
    about_embedding {
        en: "Have what is on the stage in your own page. It runs in the reader’s browser.",
        id: "Tampilkan topologi ini di halaman Anda sendiri. Semuanya berjalan di browser pembaca.",
    }
    /// The choice of a form.
    embed_as { en: "Format", id: "Format" }
    /// A form: the custom element.
    form_element { en: "Element", id: "Elemen" }
    /// A form: a frame.
    form_frame { en: "iframe", id: "iframe" }
    /// A form: an address.
    form_link { en: "Link", id: "Tautan" }
    /// A form: a picture in Markdown that leads to the page.
    form_markdown { en: "Picture with link (Markdown)", id: "Gambar bertautan (Markdown)" }
    /// A form: the whole page as one file.
    form_file { en: "One file to download", id: "Satu file untuk diunduh" }
    /// Whether an embed begins at what is on the stage.
    at_this_moment {
        en: "Begin at this moment, not at the start of the chapter",
        id: "Mulai dari keadaan ini, bukan dari awal bab",
    }
    /// The choice of what an embed shows.
    embed_parts { en: "What it shows", id: "Yang ditampilkan" }
    /// The name of the field with what to paste.
    snippet { en: "What to paste", id: "Kode untuk ditempel" }
    /// It could not be copied, but it is selected.
    copy_by_hand {
        en: "The browser does not allow it: the text is selected, copy it with the keyboard",
        id: "Browser tidak mengizinkan: teksnya sudah terpilih, salin dengan keyboard",
    }
    /// Shows the embed itself.
    preview { en: "Preview", id: "Pratinjau" }
    /// Leads from an embed to the whole page.
    open_in_state_lab { en: "Open in State Lab", id: "Buka di State Lab" }
    /// How far the reader is in the whole course.
    progress { en: "Progress", id: "Kemajuan" }
    /// Begins as a new reader.
    forget_progress { en: "Forget my progress", id: "Hapus kemajuan saya" }
    /// In its place when it was pressed, since nothing brings it back.
    forget_surely {
        en: "Forget all that is done? Press again",
        id: "Hapus semua yang sudah selesai? Tekan sekali lagi",
    }
    /// Marks a challenge that the reader has solved.
    solved { en: "solved", id: "terpecahkan" }
    /// The link for the keyboard that jumps over the prose.
    skip_to_stage { en: "Skip to the topology", id: "Langsung ke topologi" }
    /// The name of the choice between light and dark.
    theme { en: "Theme", id: "Tema" }
    /// A theme.
    theme_light { en: "Light", id: "Terang" }
    /// A theme.
    theme_dark { en: "Dark", id: "Gelap" }
    /// The theme of the reader's system.
    theme_auto { en: "System", id: "Sistem" }
    /// While the page is being fetched.
    loading { en: "Loading the cluster …", id: "Memuat cluster …" }
    /// While an embed waits for what it is to show.
    awaiting_manifests { en: "Waiting for manifests …", id: "Menunggu manifest …" }
    /// When none come.
    no_manifests { en: "There is no manifest to begin with.", id: "Tidak ada manifest awal." }
    /// When what loads later did not come.
    not_loaded {
        en: "The rest of the page could not be loaded. Check the connection and try again.",
        id: "Sisa halaman ini tidak dapat dimuat. Periksa koneksi lalu coba lagi.",
    }
    /// Said when the chapter's cluster begins anew.
    begun_anew { en: "The cluster begins anew.", id: "Cluster dimulai lagi dari awal." }
    /// Closes a panel.
    close { en: "Close", id: "Tutup" }
    /// Copies a text to the clipboard.
    copy { en: "Copy", id: "Salin" }
    /// Said after copying.
    copied { en: "Copied", id: "Tersalin" }
    /// Fetches a manifest as a file.
    download { en: "Download", id: "Unduh" }

    // The steps of a chapter.

    /// The heading of the list of steps.
    steps { en: "Try it", id: "Coba sendiri" }
    /// The state of a step.
    step_done { en: "Done", id: "Selesai" }
    /// The state of the first step that is not done.
    step_now { en: "Now", id: "Sekarang" }
    /// The state of a step after that.
    step_open { en: "To do", id: "Belum" }
    /// Under a step whose goal is reached while one before it is still to do.
    step_early {
        en: "This is so already. It counts once the steps before it are done.",
        id: "Ini sudah terjadi. Langkah ini dihitung setelah langkah-langkah sebelumnya selesai.",
    }
    /// Under the outcomes that a step lets the reader predict.
    predict {
        en: "Choose what you expect, or just try it.",
        id: "Pilih perkiraan Anda, atau langsung saja coba.",
    }
    /// In its place when the step is done and the reader has chosen nothing.
    not_predicted {
        en: "You chose nothing; what happened is marked.",
        id: "Anda tidak memilih; yang terjadi sudah ditandai.",
    }
    /// Marks what the reader has predicted and what has happened.
    predicted_right { en: "right", id: "tepat" }
    /// Marks what the reader has predicted and what has not happened.
    predicted_wrong { en: "wrong", id: "meleset" }
    /// Marks what has happened instead.
    happened { en: "this happened", id: "ini yang terjadi" }
    /// Said when the prediction was right.
    say_predicted_right { en: "It is as you expected.", id: "Perkiraan Anda tepat." }
    /// When every step of the chapter is done.
    chapter_done { en: "All steps done", id: "Semua langkah selesai" }

    // The lost update by hand.

    /// The name of the game.
    by_hand { en: "Play two pods", id: "Perankan dua pod" }
    /// A pod reads its file.
    act_read { en: "Read", id: "Baca" }
    /// A pod adds one to what it has read.
    act_add { en: "Add 1", id: "Tambah 1" }
    /// A pod writes what it has made of it.
    act_write { en: "Write", id: "Tulis" }
    /// A pod that has read nothing.
    holds_nothing { en: "has not read yet", id: "belum membaca" }
    /// Begins the game anew.
    again { en: "Again", id: "Ulangi" }

    /// The way of a visit, station by station: the button that begins it, and its name.
    follow_visit { en: "Follow one visit", id: "Ikuti satu kunjungan" }

    // The stage.

    /// The region with the drawing.
    topology { en: "Topology", id: "Topologi" }
    /// The lane of the Deployment without a volume.
    lane_no_volume { en: "No volume", id: "Tanpa volume" }
    /// The lane of the Deployment whose pods share a volume.
    lane_shared_volume { en: "One shared volume", id: "Satu volume bersama" }
    /// The lane of the StatefulSet.
    lane_volume_per_pod { en: "One volume per pod", id: "Satu volume per pod" }
    /// What the lane without a volume is, under its name.
    about_no_volume {
        en: "Deployment; files live and die with the pod",
        id: "Deployment; file hidup dan mati bersama pod",
    }
    /// What the lane with the shared volume is, under its name.
    about_shared_volume {
        en: "Deployment; one claim in the template",
        id: "Deployment; satu claim di template",
    }
    /// What the lane of the StatefulSet is, under its name.
    about_volume_per_pod {
        en: "StatefulSet; a claim for each pod",
        id: "StatefulSet; satu claim untuk tiap pod",
    }
    /// Sends one visit through the lane's service.
    visit { en: "Visit", id: "Kunjungi" }
    /// The short label of the button on a pod; its name is `delete_pod`.
    delete_pod_short { en: "Delete pod", id: "Hapus pod" }
    /// The button that deletes the same slot in all lanes.
    delete_in_every_lane { en: "Delete one pod in every lane", id: "Hapus satu pod per jalur" }
    /// The label of the counter that a process holds.
    in_memory { en: "in memory", id: "di memori" }
    /// The label of files that are in no volume.
    in_the_container { en: "in the container", id: "di dalam container" }
    /// The label of a claim's shape.
    claim { en: "claim", id: "claim" }
    /// The label of a persistent volume's shape.
    volume { en: "volume", id: "volume" }
    /// The label of a node.
    node { en: "node", id: "node" }
    /// The label of a service.
    service { en: "service", id: "service" }
    /// Marks a pod that has just come into being.
    new_pod { en: "new", id: "baru" }
    /// Where a container or a volume has no file yet.
    no_file { en: "no file yet", id: "tanpa file" }
    /// Where a lane has nothing deployed.
    nothing_deployed { en: "Nothing deployed yet", id: "Belum ada yang di-deploy" }
    /// An edge from a service to a pod.
    edge_selects { en: "selects", id: "memilih" }
    /// An edge from a pod to a claim.
    edge_mounts { en: "mounts", id: "me-mount" }
    /// An edge from a claim to a volume.
    edge_bound { en: "bound to", id: "terikat ke" }
    /// The choice between the two ways to draw pods.
    drawing { en: "Drawing", id: "Gambar" }
    /// Pods as plain boxes.
    drawing_plain { en: "Plain", id: "Polos" }
    /// Pods as livestock and pets.
    drawing_animals { en: "Livestock and pets", id: "Ternak dan peliharaan" }
    /// The drawing as a list, for those who do not see it.
    topology_as_list { en: "The topology as a list", id: "Topologi dalam bentuk daftar" }
    /// The panel with an object's YAML, description and events.
    details { en: "Details", id: "Rincian" }

    // What survived.

    /// The table that compares a deleted pod with its successor.
    what_survived { en: "What survived", id: "Apa yang bertahan" }
    /// Before anything has been deleted.
    nothing_deleted {
        en: "Delete a pod, and this table compares it with its successor.",
        id: "Hapus sebuah pod; tabel ini lalu membandingkannya dengan penggantinya.",
    }
    /// A column.
    before { en: "Before", id: "Sebelum" }
    /// A column.
    after { en: "After", id: "Sesudah" }
    /// A column.
    what_happened { en: "What happened", id: "Apa yang terjadi" }
    /// A row's mark.
    kept { en: "kept", id: "tetap" }
    /// A row's mark.
    changed { en: "changed", id: "berubah" }
    /// A row's mark.
    lost { en: "lost", id: "hilang" }
    /// After the counter of a successor that is the same as its predecessor's.
    read_from_file { en: "(read from the file)", id: "(dibaca dari file)" }
    /// While the successor is not there yet.
    not_yet { en: "not there yet", id: "belum ada" }
    /// A cell without a value.
    none { en: "none", id: "tidak ada" }
    /// A row.
    row_name { en: "Name", id: "Nama" }
    /// A row.
    row_uid { en: "uid", id: "uid" }
    /// A row.
    row_ip { en: "IP", id: "IP" }
    /// A row.
    row_node { en: "Node", id: "Node" }
    /// A row.
    row_claim { en: "Claim", id: "Claim" }
    /// A row.
    row_volume { en: "Volume", id: "Volume" }
    /// A row.
    row_counter { en: "Counter in memory", id: "Hitungan di memori" }
    /// A row.
    row_file { en: "File on disk", id: "File di disk" }

    /// Fills the table that says what survives what.
    compute_matrix {
        en: "Compute by running the model",
        id: "Hitung dengan menjalankan model",
    }

    // The dock.

    /// The name of the row of tabs.
    tools { en: "Tools", id: "Alat" }
    /// A tab.
    tab_terminal { en: "Terminal", id: "Terminal" }
    /// A tab.
    tab_browser { en: "Browser", id: "Browser" }
    /// A tab.
    tab_files { en: "Files", id: "File" }
    /// A tab.
    tab_manifest { en: "Manifest", id: "Manifest" }
    /// A tab.
    tab_events { en: "Events", id: "Event" }
    /// The line in which commands are typed.
    terminal_input { en: "Terminal input", id: "Input terminal" }
    /// What the commands have printed.
    terminal_output { en: "Terminal output", id: "Output terminal" }
    /// The hint in an empty terminal.
    terminal_hint {
        en: "Type a command, for example kubectl get pods. Tab completes, ↑ recalls, \
             Esc then Tab leaves.",
        id: "Ketik perintah, misalnya kubectl get pods. Tab melengkapi, ↑ memanggil ulang, \
             Esc lalu Tab keluar.",
    }
    /// Ends the command that runs.
    interrupt { en: "Interrupt (Ctrl+C)", id: "Hentikan (Ctrl+C)" }
    /// The address bar of the browser pane.
    address { en: "Address", id: "Alamat" }
    /// Opens the address.
    open { en: "Open", id: "Buka" }
    /// Asks for the same address again.
    reload { en: "Reload", id: "Muat ulang" }
    /// Before anything has been asked for.
    no_page_yet { en: "No page opened yet.", id: "Belum ada halaman yang dibuka." }
    /// When nobody answers at that address.
    page_unreachable { en: "No answer from this address", id: "Alamat ini tidak menjawab" }
    /// The heading of the containers' trees.
    files_in_pods { en: "In the pods", id: "Di dalam pod" }
    /// The heading of the volumes' trees.
    files_on_volumes { en: "On the volumes", id: "Di dalam volume" }
    /// The heading of the terminal's own directory.
    files_of_terminal { en: "In the terminal’s directory", id: "Di direktori terminal" }
    /// A directory without files.
    empty { en: "empty", id: "kosong" }
    /// The text of the manifest.
    manifest { en: "Manifest", id: "Manifest" }
    /// The choice of a manifest.
    manifest_file { en: "Manifest file", id: "File manifest" }
    /// Hands the text of the manifest to the cluster.
    apply { en: "Apply", id: "Terapkan" }
    /// Goes back to the file as it is in the terminal's directory.
    discard { en: "Discard changes", id: "Buang perubahan" }
    /// The text of the manifest is not what the file says.
    not_applied_yet { en: "Changed, not applied yet", id: "Diubah, belum diterapkan" }
    /// What kubectl answered when the manifest was applied.
    answer { en: "kubectl’s answer", id: "Jawaban kubectl" }
    /// No events.
    no_events { en: "No events.", id: "Belum ada event." }

    // The clock.

    /// The group of the clock's buttons.
    clock { en: "Clock", id: "Waktu" }
    /// Stops the clock.
    pause { en: "Pause", id: "Jeda" }
    /// Lets the clock run.
    play { en: "Play", id: "Putar" }
    /// Goes to the next thing that happens.
    step { en: "Step", id: "Selangkah" }
    /// Begins the chapter's cluster anew.
    reset { en: "Reset", id: "Atur ulang" }
    /// Goes back to before the last thing that was done.
    undo { en: "Undo", id: "Urungkan" }
    /// The slider over what has been.
    history { en: "History", id: "Riwayat" }
    /// How fast the clock runs.
    speed { en: "Speed", id: "Kecepatan" }

    // When something is wrong.

    /// The heading when the program has a bug.
    bug_heading { en: "State Lab has a bug", id: "Ada bug di State Lab" }
    /// What that means and what to do.
    bug_text {
        en: "The model came to a state that it should never reach. The seed and the commands \
             below reproduce it. A reset starts the chapter’s cluster anew.",
        id: "Model sampai pada keadaan yang seharusnya tidak pernah terjadi. Seed dan perintah \
             di bawah ini mereproduksinya. Atur ulang untuk memulai cluster bab ini dari awal.",
    }
    /// The heading of the list of commands.
    bug_commands { en: "Seed and commands", id: "Seed dan perintah" }

    // The worksheet.

    /// Where who fills it in writes the name.
    worksheet_name { en: "Name", id: "Nama" }
    /// Where the date is written.
    worksheet_date { en: "Date", id: "Tanggal" }
    /// The heading of the answers.
    worksheet_answers { en: "Answers", id: "Jawaban" }
    /// In the frame where there is no topology yet.
    worksheet_draw {
        en: "Nothing is deployed yet. Draw here what you find after the steps.",
        id: "Belum ada yang di-deploy. Gambarkan di sini apa yang Anda temukan setelah \
             langkah-langkahnya.",
    }
    /// Leads from the worksheet to the chapter.
    back_to_chapter { en: "Back to the chapter", id: "Kembali ke bab ini" }

    // The package for a learning platform.

    /// Under a chapter that was made for a learning platform and is open somewhere else.
    outside_of_lms {
        en: "There is no learning platform around this page, so nothing is reported or kept.",
        id: "Halaman ini dibuka di luar LMS, jadi tidak ada yang dilaporkan atau disimpan.",
    }
}
