//! Where the words are inside of a shape.

use super::geometry::{Rect, rect, within};
use super::metrics::Metrics;
use super::scene::PodParts;
use super::text::{Font, text_width};

/// The room for the words *in memory* in any language.
const MEMORY_LABEL: f64 = 68.0;
/// The button *Visit*.
pub(super) const VISIT: (f64, f64) = (84.0, 32.0);

/// The parts of a pod's card, with a counter in memory or without.
pub(super) fn card(area: Rect, metrics: &Metrics, counter: Option<u64>) -> PodParts {
    let counts = counter.is_some();
    let padding = padding(area, metrics);
    let (x, y) = (area.x + padding, area.y + metrics.animal);
    let width = area.width - 2.0 * padding;
    let line = |top: f64, height: f64| rect(x, y + top, width, height);
    let none = Rect::default();
    if metrics.small {
        let second = line(23.0, 25.0);
        return PodParts {
            glyph: rect(x, y + 9.0, 10.0, 10.0),
            head: none,
            tail: rect(x + 12.0, y + 5.0, width - 12.0, 18.0),
            status: if counts { none } else { second },
            memory_label: none,
            memory: if counts { line(25.0, 20.0) } else { none },
            button: line(48.0, 24.0),
        };
    }
    let digits = counter.map_or(0.0, |count| text_width(&count.to_string(), Font::NUMBER));
    let beside = width >= MEMORY_LABEL + digits.max(26.0);
    let status_lines = if counts && !beside { 1.0 } else { 2.0 };
    let (memory_label, memory) = match (counts, beside) {
        (false, _) => (none, none),
        (true, true) => (
            rect(x, y + 78.0, MEMORY_LABEL, 18.0),
            rect(x + MEMORY_LABEL, y + 74.0, width - MEMORY_LABEL, 24.0),
        ),
        (true, false) => (line(60.0, 15.0), line(75.0, 24.0)),
    };
    PodParts {
        glyph: rect(x, y + 26.0, 12.0, 12.0),
        head: line(6.0, 15.0),
        tail: rect(x + 16.0, y + 22.0, width - 16.0, 20.0),
        status: line(44.0, 15.0 * status_lines),
        memory_label,
        memory,
        button: line(102.0, 26.0),
    }
}

/// Wide cards have more air, as far as the longest common status still fits.
fn padding(area: Rect, metrics: &Metrics) -> f64 {
    const LONGEST_STATUS: f64 = 66.0;
    if metrics.small {
        return metrics.padding + 1.0;
    }
    within(((area.width - STATUS_ICON - LONGEST_STATUS) / 2.0).floor(), 6.0, 8.0)
}

/// What the icon before a status takes of its line.
pub const STATUS_ICON: f64 = 14.2;

/// The parts of a ghost.
pub(super) fn ghost(area: Rect, metrics: &Metrics) -> PodParts {
    let (x, y, width) = (area.x + metrics.padding, area.y, area.width - 2.0 * metrics.padding);
    let (glyph, tail) = (rect(x, y + 5.0, 9.0, 9.0), rect(x + 12.0, y + 1.0, width - 12.0, 17.0));
    let mut parts = PodParts { glyph, tail, ..PodParts::default() };
    if !metrics.small {
        parts.status = rect(x, y + 18.0, width, 15.0);
    }
    parts
}

/// The width of a service's pill for a name.
pub(super) fn service_width(name: &str, lane: f64, metrics: &Metrics) -> f64 {
    let needed = text_width(name, Font::NAME).ceil() + VISIT.0 + 16.0 + 8.0 + 6.0;
    within(needed, 186.0, (lane - 2.0 * metrics.margin).min(340.0))
}

/// The places of the name and the button in a service's pill.
pub(super) fn service(area: Rect) -> (Rect, Rect) {
    let inset = (area.height - VISIT.1) / 2.0;
    let button = rect(area.right() - inset - VISIT.0, area.y + inset, VISIT.0, VISIT.1);
    let text = rect(area.x + 16.0, area.y, button.x - 8.0 - area.x - 16.0, area.height);
    (text, button)
}

/// The place of the file's contents in a volume.
pub(super) fn volume_text(area: Rect, metrics: &Metrics) -> Rect {
    let (top, height) = if metrics.small { (29.0, 18.0) } else { (54.0, 48.0) };
    let inset = metrics.padding;
    rect(area.x + inset, area.y + top, area.width - 2.0 * inset, height)
}

/// The place of the contents in a file of a container.
pub(super) fn file_text(area: Rect, metrics: &Metrics) -> Rect {
    let (top, height) = if metrics.small { (10.0, 20.0) } else { (42.0, 48.0) };
    let inset = metrics.padding;
    rect(area.x + inset, area.y + top, area.width - 2.0 * inset, height)
}

/// The room that contents of files have inside of their place.
pub(super) const FILE_INSET: f64 = 3.0;
