//! The content: one folder a chapter, with its texts in every language.
//!
//! To add a chapter: a folder with `mod.rs`, `en.md` and `id.md`, and a line in [`CHAPTERS`].

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

use crate::lesson::Chapter;

/// Every chapter, in the order of reading.
pub static CHAPTERS: &[&Chapter] = &[
    &stateless::CHAPTER,
    &shared_volume::CHAPTER,
    &topologies::CHAPTER,
    &livestock_and_pets::CHAPTER,
    &statefulset::CHAPTER,
    &data_path::CHAPTER,
    &hands_on::CHAPTER,
    &beyond::CHAPTER,
];

/// The chapter with that slug.
pub fn find(slug: &str) -> Option<&'static Chapter> {
    CHAPTERS.iter().copied().find(|chapter| chapter.slug == slug)
}

/// The number of the chapter with that slug, from 1.
pub fn number(slug: &str) -> Option<usize> {
    CHAPTERS.iter().position(|chapter| chapter.slug == slug).map(|place| place + 1)
}

#[cfg(test)]
mod predictions;
#[cfg(test)]
mod tests;
