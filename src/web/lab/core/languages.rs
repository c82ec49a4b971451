//! The languages of a page. What is in the cluster is not the same in all of them, for manifests
//! have texts: another language gives other hashes, and so other names of pods. So a moment tells
//! in which language its cluster was made, and when the reader went on in another.

use super::Core;
use crate::i18n::Lang;
use crate::kubectl::shell::files::Files;
use crate::web::moment::{Act, Done};
use crate::web::panic;

/// The languages in which things are.
#[derive(Clone, Copy)]
pub(super) struct Languages {
    /// What the reader reads.
    page: Lang,
    /// The manifests that the cluster was made with.
    pub(super) made: Lang,
    /// The files that the reader has not changed.
    files: Lang,
    /// The same when something was done last.
    told: Lang,
}

impl Languages {
    /// All in one.
    pub(super) fn all(lang: Lang) -> Languages {
        Languages { page: lang, made: lang, files: lang, told: lang }
    }
}

impl Core {
    /// Begins anew; the steps that are done may stay so.
    pub fn reset(&mut self, keeps_steps: bool) {
        self.begin_in(self.languages.page, keeps_steps);
    }

    /// The same with the manifests of a language, whatever the page speaks.
    pub(super) fn begin_in(&mut self, made: Lang, keeps_steps: bool) {
        let (room, page) = (self.room, self.languages.page);
        let progress = std::mem::take(&mut self.progress);
        *self = Core::new(self.chapter, made, self.seed, self.later);
        self.languages.page = page;
        if keeps_steps {
            self.progress = progress;
        }
        self.resize(room);
    }

    /// Goes on in another language: the files that the reader has not changed are in it then.
    pub fn speak(&mut self, lang: Lang) {
        self.languages.page = lang;
        self.show_files();
        panic::speak(lang);
    }

    /// The files are as the page speaks, once all has been done again.
    pub(super) fn show_files(&mut self) {
        self.translate(self.languages.page);
    }

    /// The files are as they were when that was done which is to be done again.
    pub(super) fn restore_files(&mut self) {
        self.translate(self.languages.told);
    }

    /// The files are in that language when the next things are done again.
    pub(super) fn respeak(&mut self, lang: Lang) {
        self.translate(lang);
        self.note_language();
    }

    /// Keeps in which language the files are when something is done, for it may read them.
    pub(super) fn note_language(&mut self) {
        let files = self.languages.files;
        if std::mem::replace(&mut self.languages.told, files) != files {
            let at = self.session.cluster.now() - self.began;
            self.done.push(Done { at, act: Act::Speak(files) });
        }
    }

    fn translate(&mut self, lang: Lang) {
        let before = std::mem::replace(&mut self.languages.files, lang);
        if before == lang {
            return;
        }
        for file in self.chapter.files {
            if self.files.read(file.name).as_deref() == Some(file.contents.get(before)) {
                let written = self.files.write(file.name, (*file.contents.get(lang)).to_owned());
                written.expect("a file that was read can be written");
            }
        }
    }
}
