//! The content: one folder a chapter, with its texts in every language.
//!
//! To add a chapter: a folder with `mod.rs`, `en.md` and `id.md`, a `mod` line, and a place in
//! [`CHAPTERS`].

pub mod beyond;
mod data_path;
mod hands_on;
pub mod lanes;
mod livestock_and_pets;
pub mod manifests;
mod shared_volume;
mod statefulset;
mod stateless;
mod topologies;

use crate::i18n::{Lang, Localized};
use crate::lesson::Chapter;
use crate::lesson::text::{self, Block, Prose};

/// The tables of the chapters in these folders.
macro_rules! chapters {
    ($($folder:ident),*) => {
        /// Every chapter, in the order of reading.
        pub static CHAPTERS: &[&Chapter] = &[$(&$folder::CHAPTER),*];

        /// Their texts. A table of its own, for the page begins without them: what is shown at
        /// first stands in its HTML.
        static PROSE: &[Prose] = &[$(Localized {
            en: include_str!(concat!(stringify!($folder), "/en.md")),
            id: include_str!(concat!(stringify!($folder), "/id.md")),
        }),*];
    };
}

chapters![
    stateless,
    shared_volume,
    topologies,
    livestock_and_pets,
    statefulset,
    data_path,
    hands_on,
    beyond
];

/// The chapter with that slug.
pub fn find(slug: &str) -> Option<&'static Chapter> {
    CHAPTERS.iter().copied().find(|chapter| chapter.slug == slug)
}

/// The number of the chapter with that slug, from 1.
pub fn number(slug: &str) -> Option<usize> {
    CHAPTERS.iter().position(|chapter| chapter.slug == slug).map(|place| place + 1)
}

/// The text of the chapter with that slug; see [`text`] for what it may contain.
pub fn prose(slug: &str) -> Option<&'static Prose> {
    PROSE.get(number(slug)? - 1)
}

/// The text of a chapter, in pieces to draw.
pub fn blocks(chapter: &Chapter, lang: Lang) -> Vec<Block> {
    prose(chapter.slug).map(|prose| text::blocks(prose.get(lang))).unwrap_or_default()
}

#[cfg(test)]
mod predictions;
#[cfg(test)]
mod tests;
