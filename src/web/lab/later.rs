//! What loads once the page stands: the commands, which nobody needs before the first click.
//!
//! In a build with the feature `split` they are a wasm of their own. In any other they are at hand
//! from the start.

use crate::kubectl::shell::programs::Programs;

/// What the shells can run from the start; none if that must load.
#[cfg(not(feature = "split"))]
pub fn at_hand() -> Option<Programs> {
    Some(crate::kubectl::shell::programs::ALL)
}

/// What the shells can run from the start; none if that must load.
#[cfg(feature = "split")]
pub fn at_hand() -> Option<Programs> {
    None
}

/// Loads what is not at hand; none if it cannot be had now.
#[cfg(not(feature = "split"))]
pub async fn load() -> Option<Programs> {
    at_hand()
}

/// Loads what is not at hand; none if it cannot be had now.
#[cfg(feature = "split")]
pub async fn load() -> Option<Programs> {
    split::all().await.ok()
}

#[cfg(feature = "split")]
mod split {
    use crate::kubectl::shell::programs::{self, Programs};
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    #[wasm_split(commands, fallible)]
    pub fn all() -> Result<Programs, SplitLoaderError> {
        Ok(programs::ALL)
    }
}
