//! Validation: what the API server refuses.

use super::status::Cause;
use crate::api::Object;

/// The faults of a new object, in the order in which the API server lists them.
pub fn create(_object: &Object) -> Vec<Cause> {
    Vec::new()
}

/// The faults of a changed object: invalid as it is now, or changed where it may not change.
pub fn update(_object: &Object, _before: &Object) -> Vec<Cause> {
    Vec::new()
}
