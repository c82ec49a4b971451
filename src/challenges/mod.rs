//! The challenges: one folder each, with its texts in every language.
//!
//! To add a challenge: a folder with `mod.rs`, `en.md` and `id.md`, and a line in [`CHALLENGES`].

mod common;
mod deleted_disk;
mod empty_volume;
mod fewer_pods;
mod larger_claims;
mod lost_node;
mod no_endpoints;
mod one_node;
mod own_data;
mod pending_claim;
mod pod_names;
mod released_volume;
mod scaled_down;
mod spare_capacity;
mod stuck_rollout;
mod two_nodes;

use crate::lesson::challenge::Challenge;

/// Every challenge, the easier ones first.
pub static CHALLENGES: &[&Challenge] = &[
    &no_endpoints::CHALLENGE,
    &scaled_down::CHALLENGE,
    &pending_claim::CHALLENGE,
    &stuck_rollout::CHALLENGE,
    &spare_capacity::CHALLENGE,
    &lost_node::CHALLENGE,
    &released_volume::CHALLENGE,
    &fewer_pods::CHALLENGE,
    &pod_names::CHALLENGE,
    &larger_claims::CHALLENGE,
    &two_nodes::CHALLENGE,
    &one_node::CHALLENGE,
    &empty_volume::CHALLENGE,
    &own_data::CHALLENGE,
    &deleted_disk::CHALLENGE,
];

/// The challenge with that slug.
pub fn find(slug: &str) -> Option<&'static Challenge> {
    CHALLENGES.iter().copied().find(|challenge| challenge.chapter.slug == slug)
}

#[cfg(test)]
mod tests;
