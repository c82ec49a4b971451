//! Places on the stage: the scene counts in CSS pixels of a page whose root font has 16 of them,
//! the page in rem, so that the drawing grows with the reader's type.

use crate::diagram::geometry::{Point, Rect, write_px};

/// A length of the scene in rem.
pub fn rem(length: f64) -> String {
    // Integers keep the float printer out of the page.
    let parts = (length * 625.0).round() as i64;
    let sign = if parts < 0 { "-" } else { "" };
    format!("{sign}{}.{:04}rem", parts.abs() / 10_000, parts.abs() % 10_000)
}

/// The value of the style `translate` that moves something from the lane's corner to a place.
pub fn at(rect: Rect) -> String {
    format!("{} {}", rem(rect.x), rem(rect.y))
}

/// Points as the text of an SVG path; `unit` is the length of the scene's pixel on this screen.
pub fn polyline(points: &[Point], unit: f64) -> String {
    let mut path = String::new();
    for (place, point) in points.iter().enumerate() {
        path.push(if place == 0 { 'M' } else { 'L' });
        write_px(&mut path, point.x * unit);
        path.push(' ');
        write_px(&mut path, point.y * unit);
    }
    path
}
