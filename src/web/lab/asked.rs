//! What the reader asks to be explained: an object of the stage, or a term of the text.

use crate::lesson::Lane;
use leptos::web_sys::Element;

/// Something to explain, and the element that was asked at: the card stands beside it.
#[derive(Clone)]
pub struct Asked {
    /// What the reader has pressed.
    pub at: Element,
    /// What is explained.
    pub about: About,
}

/// What can be explained.
#[derive(Clone)]
pub enum About {
    /// Why something is in a lane: the id of its shape.
    Shape(&'static Lane, String),
    /// What a term means: its place in the glossary.
    Term(usize),
}
