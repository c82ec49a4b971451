//! The outlines of what is not a box, as the data of SVG paths.

use crate::diagram::geometry::{Rect, px};

/// The outline of a cylinder.
pub fn cylinder(area: Rect) -> String {
    let ry = if area.height < 80.0 { 6.0 } else { 10.0 };
    let (rx, top, side) = (area.width / 2.0, area.y + ry, area.height - 2.0 * ry);
    format!(
        "M{x} {y}a{rx} {ry} 0 0 1 {w} 0v{side}a{rx} {ry} 0 0 1 -{w} 0za{rx} {ry} 0 0 0 {w} 0",
        x = px(area.x),
        y = px(top),
        rx = px(rx),
        ry = px(ry),
        w = px(area.width),
        side = px(side)
    )
}

/// The outline of a claim: a ticket with a notch at either side.
pub fn ticket(area: Rect) -> String {
    let (corner, notch) = (6.0, 5.0);
    let (across, side) = (area.width - 2.0 * corner, area.height / 2.0 - corner - notch);
    format!(
        "M{x} {y}h{w}a{c} {c} 0 0 1 {c} {c}v{s}a{n} {n} 0 0 0 0 {d}v{s}a{c} {c} 0 0 1 -{c} {c}\
         h-{w}a{c} {c} 0 0 1 -{c} -{c}v-{s}a{n} {n} 0 0 0 0 -{d}v-{s}a{c} {c} 0 0 1 {c} -{c}z",
        x = px(area.x + corner),
        y = px(area.y),
        w = px(across),
        s = px(side),
        c = px(corner),
        n = px(notch),
        d = px(2.0 * notch)
    )
}

/// The sign of an identity in a square: a tag for pods without one, else one of six shapes.
pub fn glyph(identity: Option<usize>, area: Rect) -> String {
    let (x, y, s) = (area.x, area.y, area.width);
    let at = |u: f64, v: f64| format!("{} {}", px(x + u * s), px(y + v * s));
    let polygon = |points: &[(f64, f64)]| {
        let points: Vec<String> = points.iter().map(|(u, v)| at(*u, *v)).collect();
        format!("M{}z", points.join("L"))
    };
    let Some(identity) = identity else {
        return polygon(&[(0.0, 0.1), (0.6, 0.1), (1.0, 0.5), (0.6, 0.9), (0.0, 0.9)]);
    };
    match identity % 6 {
        0 => {
            let (r, d) = (px(s / 2.0), px(s));
            format!("M{}a{r} {r} 0 0 1 {d} 0a{r} {r} 0 0 1 -{d} 0z", at(0.0, 0.5))
        }
        1 => polygon(&[(0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95)]),
        2 => polygon(&[(0.5, 0.0), (1.0, 0.95), (0.0, 0.95)]),
        3 => polygon(&[(0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)]),
        4 => polygon(&[(0.5, 0.0), (1.0, 0.4), (0.8, 1.0), (0.2, 1.0), (0.0, 0.4)]),
        _ => polygon(&[
            (0.33, 0.0),
            (0.67, 0.0),
            (0.67, 0.33),
            (1.0, 0.33),
            (1.0, 0.67),
            (0.67, 0.67),
            (0.67, 1.0),
            (0.33, 1.0),
            (0.33, 0.67),
            (0.0, 0.67),
            (0.0, 0.33),
            (0.33, 0.33),
        ]),
    }
}
