//! The content: one folder a chapter, with its texts in every language.
//!
//! To add a chapter: a folder with `mod.rs`, `en.md` and `id.md`, and a line in [`CHAPTERS`].

mod lanes;
mod manifests;
mod topologies;

use crate::lesson::Chapter;

/// Every chapter, in the order of reading.
pub static CHAPTERS: &[&Chapter] = &[&topologies::CHAPTER];

/// The chapter with that slug.
pub fn find(slug: &str) -> Option<&'static Chapter> {
    CHAPTERS.iter().copied().find(|chapter| chapter.slug == slug)
}

/// The number of the chapter with that slug, from 1.
pub fn number(slug: &str) -> Option<usize> {
    CHAPTERS.iter().position(|chapter| chapter.slug == slug).map(|place| place + 1)
}
