//! What survived: the pods that were deleted, beside their successors.

use super::lab::Lab;
use leptos::prelude::*;

/// The section with the table.
pub fn view(lab: Lab) -> AnyView {
    let words = lab.words();
    view! {
        <section class="survived">
            <h2>{words.what_survived()}</h2>
            <p class="empty">{words.nothing_deleted()}</p>
        </section>
    }
    .into_any()
}
