//! The cluster's events, as `kubectl get events` prints them.

use crate::web::lab::Lab;
use leptos::prelude::*;

/// The pane.
pub fn view(lab: Lab, here: Signal<bool>) -> AnyView {
    let words = lab.words();
    // Ages pass with time, so the table is printed anew every second while it is looked at.
    let text = move || {
        here.get().then(|| {
            lab.elapsed.track();
            lab.snapshot.track();
            lab.look_up("kubectl get events --sort-by=.metadata.creationTimestamp")
        })
    };
    let text = Memo::new(move |_| text().unwrap_or_default());
    view! {
        <pre class="sheet" tabindex="0" aria-label=words.tab_events()>
            {text}
        </pre>
    }
    .into_any()
}
