//! Points, rectangles and curves: whole CSS pixels, counted from the top left of a lane.

use std::fmt::Write as _;

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// Shorthand for a point.
pub const fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Point {
    /// How far away another point is.
    pub fn distance(self, other: Point) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The point that lies `share` of the way to another one.
    pub fn towards(self, other: Point, share: f64) -> Point {
        point(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)
    }
}

/// Width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// Shorthand for a rectangle.
pub const fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

impl Rect {
    /// The right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The middle of the upper edge.
    pub fn top_center(&self) -> Point {
        point(self.x + self.width / 2.0, self.y)
    }

    /// The middle of the lower edge.
    pub fn bottom_center(&self) -> Point {
        point(self.x + self.width / 2.0, self.bottom())
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Whether the other lies inside of this one, edges included.
    pub fn contains(&self, other: &Rect) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && other.right() <= self.right()
            && other.bottom() <= self.bottom()
    }

    /// Whether a point lies on the border.
    pub fn has_on_border(&self, at: Point) -> bool {
        const CLOSE: f64 = 0.75;
        let across = at.x > self.x - CLOSE && at.x < self.right() + CLOSE;
        let along = at.y > self.y - CLOSE && at.y < self.bottom() + CLOSE;
        let horizontal = (at.y - self.y).abs() < CLOSE || (at.y - self.bottom()).abs() < CLOSE;
        let vertical = (at.x - self.x).abs() < CLOSE || (at.x - self.right()).abs() < CLOSE;
        (across && horizontal) || (along && vertical)
    }
}

/// A line that an edge takes: curves and straight parts, as SVG text and as points to travel on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Path {
    /// The `d` of an SVG path.
    pub svg: String,
    /// The same line as points close together.
    pub points: Vec<Point>,
}

impl Path {
    /// A path that begins here.
    pub fn from(start: Point) -> Path {
        let mut svg = String::from("M");
        write_point(&mut svg, start);
        Path { svg, points: vec![start] }
    }

    /// A straight part.
    pub fn line_to(mut self, end: Point) -> Path {
        if self.last() != end {
            self.svg.push('L');
            write_point(&mut self.svg, end);
            self.points.push(end);
        }
        self
    }

    /// A curve that leaves downwards and arrives downwards, or is straight if it can be.
    pub fn fall_to(self, end: Point) -> Path {
        let start = self.last();
        if start.x == end.x {
            return self.line_to(end);
        }
        let middle = ((start.y + end.y) / 2.0).round();
        self.curve_to(point(start.x, middle), point(end.x, middle), end)
    }

    /// A cubic curve.
    pub fn curve_to(mut self, first: Point, second: Point, end: Point) -> Path {
        const STEPS: u32 = 12;
        let start = self.last();
        self.svg.push('C');
        for (at, control) in [first, second, end].into_iter().enumerate() {
            if at > 0 {
                self.svg.push(' ');
            }
            write_point(&mut self.svg, control);
        }
        for step in 1..=STEPS {
            let share = f64::from(step) / f64::from(STEPS);
            let (a, b, c) = (
                start.towards(first, share),
                first.towards(second, share),
                second.towards(end, share),
            );
            let (d, e) = (a.towards(b, share), b.towards(c, share));
            self.points.push(d.towards(e, share));
        }
        self
    }

    /// Goes on along another path that begins where this one ends.
    pub fn then(mut self, other: &Path) -> Path {
        if let Some(at) = other.svg.find(['L', 'C']) {
            self.svg.push_str(&other.svg[at..]);
            self.points.extend(other.points.iter().skip(1));
        }
        self
    }

    /// Where the path begins.
    pub fn first(&self) -> Point {
        self.points.first().copied().unwrap_or_default()
    }

    /// Where the path ends.
    pub fn last(&self) -> Point {
        self.points.last().copied().unwrap_or_default()
    }
}

fn write_point(svg: &mut String, at: Point) {
    write_px(svg, at.x);
    svg.push(' ');
    write_px(svg, at.y);
}

/// Writes a length in tenths of a pixel. Integers keep the float printer out of the page.
pub fn write_px(out: &mut String, length: f64) {
    let tenths = (length * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    let (whole, rest) = (tenths.abs() / 10, tenths.abs() % 10);
    let _ = match rest {
        0 => write!(out, "{sign}{whole}"),
        _ => write!(out, "{sign}{whole}.{rest}"),
    };
}

/// A length that is no shorter than one and no longer than another. [`f64::clamp`] keeps the float
/// printer in the page, for what it says where the two are the wrong way round.
pub fn within(length: f64, shortest: f64, longest: f64) -> f64 {
    if length < shortest { shortest } else { length.min(longest) }
}

/// A length as text: `12`, `-0.5`.
pub fn px(length: f64) -> String {
    let mut out = String::new();
    write_px(&mut out, length);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_in_tenths() {
        let written: Vec<String> = [0.0, 12.0, 12.54, -0.5, -3.0].map(px).to_vec();
        assert_eq!(written, ["0", "12", "12.5", "-0.5", "-3"]);
    }

    #[test]
    fn a_straight_fall_is_a_line_and_a_sideways_one_a_curve() {
        let start = point(10.0, 0.0);
        assert_eq!(Path::from(start).fall_to(point(10.0, 40.0)).svg, "M10 0L10 40");
        let curve = Path::from(start).fall_to(point(50.0, 40.0));
        assert_eq!(curve.svg, "M10 0C10 20 50 20 50 40");
        assert_eq!(curve.last(), point(50.0, 40.0));
    }
}
