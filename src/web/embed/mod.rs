//! The page as a part of another page: one stage or one step of a chapter, and an author's own
//! manifests. `embed.html` mounts it; the page around talks to it by messages.

pub mod asked;
pub mod protocol;
pub mod snippet;

#[cfg(target_arch = "wasm32")]
mod calls;
#[cfg(target_arch = "wasm32")]
mod host;
#[cfg(target_arch = "wasm32")]
mod view;

#[cfg(target_arch = "wasm32")]
pub use self::view::{mount, view};
