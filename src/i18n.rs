//! Languages, and the words of the interface.
//!
//! To add a word: one row in `i18n/words.rs` (fixed) or in `i18n/phrases.rs` (with parameters).
//! A row has one text per language, so a missing translation does not compile; a phrase whose
//! text in some language leaves out a parameter does not compile either. Use it as
//! `lang.words().visit()` or `lang.words().delete_pod(name)`.
//!
//! To add a language: a variant of [`Lang`], a field of [`Localized`], and its column in the two
//! macros; everything untranslated then fails to compile.
//!
//! Kubernetes' own words (pod, volume, node, claim, Running, …) are the same in all languages.
//! Texts of the chapters are not here but in `chapters/`.

mod phrases;
mod words;

/// A language of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    En,
    /// Indonesian.
    Id,
}

impl Lang {
    /// Every language, in the order in which the page offers them.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Id];

    /// The code in the page's address and in `lang` attributes.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Id => "id",
        }
    }

    /// The language of a code, also with a region (`en-GB`) and in any case.
    pub fn from_code(code: &str) -> Option<Lang> {
        let primary = code.split(['-', '_']).next().unwrap_or_default();
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// What the language calls itself.
    pub const fn native_name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Id => "Bahasa Indonesia",
        }
    }

    /// The words of the interface in this language.
    pub const fn words(self) -> Words {
        Words(self)
    }
}

/// Something that exists once per language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Localized<T> {
    /// In English.
    pub en: T,
    /// In Indonesian.
    pub id: T,
}

impl<T> Localized<T> {
    /// The one in that language.
    pub const fn get(&self, lang: Lang) -> &T {
        match lang {
            Lang::En => &self.en,
            Lang::Id => &self.id,
        }
    }
}

impl<T: Copy> Localized<T> {
    /// The same in every language, for names that nobody translates.
    pub const fn same(value: T) -> Localized<T> {
        Localized { en: value, id: value }
    }
}

/// The words of the interface in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(Lang);

impl Words {
    /// The language.
    pub const fn lang(self) -> Lang {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::words::WORDS;
    use super::*;

    #[test]
    fn a_language_is_found_by_its_code_with_or_without_a_region() {
        assert_eq!(Lang::from_code("id"), Some(Lang::Id));
        assert_eq!(Lang::from_code("en-GB"), Some(Lang::En));
        assert_eq!(Lang::from_code("ID_id"), Some(Lang::Id));
        assert_eq!(Lang::from_code("fr"), None);
        assert_eq!(Lang::from_code(""), None);
    }

    #[test]
    fn every_word_says_something_in_every_language() {
        for (name, word) in WORDS {
            for lang in Lang::ALL {
                let text = word.get(lang);
                assert!(!text.is_empty() && text.trim() == *text, "{name} in {}", lang.code());
            }
        }
    }

    #[test]
    fn the_english_names_are_those_that_authors_and_checks_rely_on() {
        let words = Lang::En.words();
        assert_eq!(words.delete_pod("nodejs-stateful-1"), "Delete pod nodejs-stateful-1");
        assert_eq!(words.pod_group("nodejs-stateful-1", "Running"), "nodejs-stateful-1, Running");
        let names = [
            (words.topology(), "Topology"),
            (words.lane_no_volume(), "No volume"),
            (words.lane_shared_volume(), "One shared volume"),
            (words.lane_volume_per_pod(), "One volume per pod"),
            (words.visit(), "Visit"),
            (words.delete_in_every_lane(), "Delete one pod in every lane"),
            (words.what_survived(), "What survived"),
            (words.tab_terminal(), "Terminal"),
            (words.tab_browser(), "Browser"),
            (words.tab_files(), "Files"),
            (words.tab_manifest(), "Manifest"),
            (words.tab_events(), "Events"),
            (words.terminal_input(), "Terminal input"),
            (words.terminal_output(), "Terminal output"),
            (words.manifest(), "Manifest"),
            (words.pause(), "Pause"),
            (words.play(), "Play"),
            (words.step(), "Step"),
            (words.undo(), "Undo"),
            (words.reset(), "Reset"),
            (words.history(), "History"),
            (words.chapters(), "Chapters"),
        ];
        for (word, name) in names {
            assert_eq!(word, name);
        }
    }
}
