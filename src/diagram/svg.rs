//! A scene as a picture of its own: SVG text, for stills, downloads and tests.
//!
//! Colours are CSS variables with fallbacks, so that the picture follows the page's theme where it
//! is inlined and the reader's where it stands alone.

mod outlines;

pub use self::outlines::{cylinder, glyph, ticket};

use super::geometry::{Rect, px};
use super::scene::*;
use super::text::Label;
use crate::api::Kind;
use crate::api::markup::escape;
use std::fmt::Write as _;

/// The words of a picture; the rest of what is written on it are names.
#[derive(Clone, Debug, PartialEq)]
pub struct Captions<'a> {
    /// The title of the picture.
    pub title: &'a str,
    /// For each lane its title and a line below it.
    pub lanes: &'a [(&'a str, &'a str)],
    /// *in memory*
    pub in_memory: &'a str,
    /// *in the container*
    pub in_container: &'a str,
    /// *claim*
    pub claim: &'a str,
    /// *volume*
    pub volume: &'a str,
}

const HEADER: f64 = 58.0;
const MARGIN: f64 = 12.0;
/// A rem is so many units of a scene, so that larger type makes a larger drawing.
const UNITS_PER_REM: f64 = 16.0;
const STYLE: &str = include_str!("still.css");

/// Writes the scene, its lanes side by side.
pub fn svg(scene: &Scene, captions: &Captions) -> String {
    let lanes = scene.lanes.len() as f64;
    let width = lanes * (scene.size.width + MARGIN) + MARGIN;
    let height = scene.size.height + HEADER + 2.0 * MARGIN + MARGIN;
    let mut out = Writer { out: String::new(), captions, data: true };
    let _ = write!(
        out.out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"state-lab-still\" viewBox=\"0 0 {} {}\" \
         role=\"img\"><title>{}</title><style>{STYLE}</style>",
        px(width),
        px(height),
        escape(captions.title)
    );
    for (at, lane) in scene.lanes.iter().enumerate() {
        let left = MARGIN + at as f64 * (scene.size.width + MARGIN);
        let area = Rect {
            x: 0.0,
            y: -HEADER,
            width: scene.size.width,
            height: scene.size.height + HEADER + MARGIN,
        };
        let _ =
            write!(out.out, "<g transform=\"translate({} {})\">", px(left), px(HEADER + MARGIN));
        out.rect("lane", area, 16.0);
        if let Some((title, line)) = captions.lanes.get(at) {
            out.text("title", 16.0, 26.0 - HEADER, title);
            out.text("line", 16.0, 44.0 - HEADER, line);
        }
        out.lane(lane);
        out.out.push_str("</g>");
    }
    out.out.push_str("</svg>");
    out.out
}

/// Writes one lane as a picture without a frame and without data, to stand in a page that has its
/// style and to be read by people alone.
pub fn board(scene: &Scene, lane: usize, captions: &Captions) -> String {
    let (width, height) = (scene.size.width, scene.size.height);
    let mut out = Writer { out: String::new(), captions, data: false };
    let _ = write!(
        out.out,
        "<svg class=\"state-lab-still\" viewBox=\"0 0 {} {}\" width=\"{}rem\" height=\"{}rem\" \
         role=\"img\" aria-label=\"{}\">",
        px(width),
        px(height),
        width / UNITS_PER_REM,
        height / UNITS_PER_REM,
        escape(captions.title)
    );
    out.lane(&scene.lanes[lane]);
    out.out.push_str("</svg>");
    out.out
}

struct Writer<'a> {
    out: String,
    captions: &'a Captions<'a>,
    /// Each object says which it is.
    data: bool,
}

impl Writer<'_> {
    fn lane(&mut self, lane: &LaneScene) {
        for edge in &lane.edges {
            let kind = edge.kind.name();
            let hue = hue(edge.identity);
            let live = if edge.live { "" } else { " waits" };
            let _ = write!(self.out, "<path class=\"edge{hue}{live}\" d=\"{}\"", edge.path.svg);
            if let Some(kind) = kind.filter(|_| self.data) {
                self.attribute("data-edge", kind);
                self.attribute("data-from", &edge.from);
                self.attribute("data-to", &edge.to);
            }
            self.out.push_str("/>");
        }
        for shape in &lane.shapes {
            self.shape(shape);
        }
    }

    fn shape(&mut self, shape: &Shape) {
        let new = if shape.is_new { " new" } else { "" };
        let _ = write!(self.out, "<g class=\"shape{}{new}\"", hue(shape.identity));
        if let Some(object) = shape.object.as_ref().filter(|_| self.data) {
            self.attribute("data-kind", object.kind);
            self.attribute("data-name", &object.name);
            self.attribute("data-uid", &object.uid);
            if !object.phase.is_empty() {
                self.attribute("data-phase", &object.phase);
            }
        }
        self.out.push('>');
        if let Some(object) = &shape.object {
            let _ = write!(self.out, "<title>{}</title>", escape(&object.name));
        }
        let area = shape.rect;
        let middle = area.x + area.width / 2.0;
        match &shape.body {
            Body::Service(service) => {
                self.rect("box", area, area.height / 2.0);
                self.text("name", service.text.x, area.y + 27.0, &joined(&service.label));
            }
            Body::Pod(pod) => self.pod(shape, pod),
            Body::Mount(mount) => {
                self.rect("mount", area, 4.0);
                self.text("path middle", middle, area.y + 14.0, &mount.label);
            }
            Body::File(file) => {
                self.rect("box vacant", area, 10.0);
                if !shape.small {
                    let words = self.captions.in_container;
                    self.lines("label middle", middle, area.y + 17.0, &words_in_two(words));
                }
                self.file(shape, file.text, file.file.as_ref());
            }
            Body::Claim(claim) => {
                self.path("box", &ticket(area));
                let caption = match claim.status.as_str() {
                    "Bound" => self.captions.claim,
                    status => status,
                };
                self.named(shape, caption, &claim.label);
            }
            Body::Volume(volume) => {
                self.path("box", &cylinder(area));
                let (name, below) = if shape.small { (24.0, 0.0) } else { (34.0, 49.0) };
                self.text("name middle", middle, area.y + name, &joined(&volume.label));
                if below > 0.0 {
                    let bound = volume.status == "Bound";
                    let caption = if bound { &volume.capacity } else { &volume.status };
                    self.text("label middle", middle, area.y + below, caption);
                }
                self.file(shape, volume.text, volume.file.as_ref());
            }
            Body::Vacant(vacant) => match vacant.kind {
                Kind::PersistentVolume => {
                    self.path("box vacant", &cylinder(area));
                    let words = self.captions.volume;
                    self.text("label middle", middle, area.y + area.height / 2.0, words);
                }
                Kind::PersistentVolumeClaim => {
                    self.path("box vacant", &ticket(area));
                    self.named(shape, self.captions.claim, &vacant.label);
                }
                _ => {
                    self.rect("box vacant", area, 12.0);
                    self.text("label middle", middle, area.y + 17.0, &vacant.label.head);
                    self.text("tail middle", middle, area.y + 38.0, &vacant.label.tail);
                }
            },
            Body::More(counts) => {
                self.rect("box vacant", area, 12.0);
                let more = format!("+{}", counts.total);
                self.text("number middle", middle, area.y + area.height / 2.0 + 6.0, &more);
            }
        }
        self.out.push_str("</g>");
    }

    fn pod(&mut self, shape: &Shape, pod: &PodBody) {
        let parts = &pod.parts;
        let class = match (pod.is_ghost, pod.is_leaving) {
            (true, _) => "box ghost leaving",
            (false, true) => "box leaving",
            (false, false) => "box",
        };
        self.rect(class, shape.rect, if pod.is_ghost || shape.small { 8.0 } else { 12.0 });
        self.path("glyph", &glyph(shape.identity, parts.glyph));
        if parts.head.width > 0.0 {
            self.text("label", parts.head.x, parts.head.y + 12.0, &pod.label.head);
        }
        let tail = if pod.is_ghost || shape.small { "tail small" } else { "tail" };
        self.text(tail, parts.tail.x, parts.tail.bottom() - 5.0, &pod.label.tail);
        let status = if !pod.is_ready { "status away" } else { "status" };
        self.lines(status, parts.status.x, parts.status.y + 12.0, &pod.status_lines);
        if let Some(counter) = pod.counter.filter(|_| parts.memory.width > 0.0) {
            if parts.memory_label.width > 0.0 {
                let label = parts.memory_label;
                self.text("label", label.x, label.y + 13.0, self.captions.in_memory);
            }
            let area = parts.memory;
            self.text("number end", area.right(), area.bottom() - 4.0, &counter.to_string());
        }
    }

    fn named(&mut self, shape: &Shape, caption: &str, label: &Label) {
        let middle = shape.rect.x + shape.rect.width / 2.0;
        if !shape.small {
            self.text("label middle", middle, shape.rect.y + 17.0, caption);
        }
        let baseline = shape.rect.bottom() - if shape.small { 9.0 } else { 11.0 };
        self.text("name middle", middle, baseline, &joined(label));
    }

    fn file(&mut self, shape: &Shape, area: Rect, file: Option<&FileView>) {
        let Some(file) = file else {
            let middle = area.x + area.width / 2.0;
            self.text("label middle", middle, area.y + area.height / 2.0 + 4.0, "–");
            return;
        };
        self.rect("file", area, 4.0);
        let left = area.x + super::parts::FILE_INSET;
        let top = if shape.small { 13.0 } else { 27.0 };
        if !shape.small {
            self.text("path", left, area.y + 13.0, &file.name);
        }
        self.lines("data", left, area.y + top, &file.lines);
    }

    fn lines(&mut self, class: &str, x: f64, y: f64, lines: &[String]) {
        for (at, line) in lines.iter().enumerate() {
            self.text(class, x, y + 15.0 * at as f64, line);
        }
    }

    fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        if !text.is_empty() {
            let (x, y, text) = (px(x), px(y), escape(text));
            let _ = write!(self.out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>");
        }
    }

    fn rect(&mut self, class: &str, area: Rect, radius: f64) {
        let _ = write!(
            self.out,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            px(area.x),
            px(area.y),
            px(area.width),
            px(area.height),
            px(radius)
        );
    }

    fn path(&mut self, class: &str, d: &str) {
        let _ = write!(self.out, "<path class=\"{class}\" d=\"{d}\"/>");
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.out, " {name}=\"{}\"", escape(value));
    }
}

fn joined(label: &Label) -> String {
    format!("{}{}", label.head, label.tail)
}

/// Breaks a caption at the space nearest to its middle.
fn words_in_two(words: &str) -> Vec<String> {
    let middle = words.len() / 2;
    let spaces = words.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at);
    match spaces.min_by_key(|at| at.abs_diff(middle)) {
        Some(at) => vec![words[..at].to_owned(), words[at + 1..].to_owned()],
        None => vec![words.to_owned()],
    }
}

fn hue(identity: Option<usize>) -> String {
    identity.map_or_else(String::new, |identity| format!(" i{}", identity % 5))
}

#[cfg(test)]
mod tests {
    use super::super::Slots;
    use super::super::fixture::scene;
    use super::*;
    use crate::apiserver::fixture::World;

    #[test]
    fn a_still_is_one_piece_of_xml_that_names_every_object() {
        let captions = Captions {
            title: "Three <topologies> & more",
            lanes: &[("No volume", ""), ("One shared volume", ""), ("One volume per pod", "")],
            in_memory: "in memory",
            in_container: "in the container",
            claim: "claim",
            volume: "volume",
        };
        let world = World::topologies();
        let still = svg(&scene(&world, &mut Slots::default(), 320.0), &captions);
        assert!(still.contains("<title>Three &lt;topologies&gt; &amp; more</title>"));
        for tag in ["svg", "g", "text", "title", "style"] {
            let opened = still.matches(&format!("<{tag}>")).count()
                + still.matches(&format!("<{tag} ")).count();
            assert_eq!(opened, still.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        assert!(still.contains("data-kind=\"Pod\" data-name=\"nodejs-stateful-1\""));
        assert!(still.contains("data-edge=\"bound\""));
        // Contents of files are text: quotes are written so that they end no attribute.
        assert!(still.contains("{&quot;visits&quot;:3}"));
        assert!(!still.contains("http://") || still.matches("http").count() == 1);
    }

    #[test]
    fn what_would_be_markup_is_written_as_text() {
        assert_eq!(escape("<a b=\"c\">&'\u{7}\n"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;\n");
    }
}
