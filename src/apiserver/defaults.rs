//! Defaulting: what the API server writes into fields that were left out.

use crate::api::Object;

/// Fills in the defaults of an object; what is set already stays.
pub fn apply(_object: &mut Object) {}
