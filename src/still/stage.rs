//! The stage as a picture: the chapter's lanes as they are when its cluster has settled.

use crate::api::markup::escape;
use crate::apiserver::snapshot::Snapshot;
use crate::chapters::CHAPTERS;
use crate::diagram::svg::{Captions, board, svg};
use crate::diagram::{LaneSpec, Room, Scene, Slots, layout_in};
use crate::i18n::{Lang, Words};
use crate::lesson::{Chapter, Equipment, SEED};
use std::fmt::Write as _;

/// The rooms that a lane is drawn for: the style shows the one that fits the window. A lane that is
/// wider than this has the same drawing in its middle.
const ROOMS: [(&str, f64, bool); 2] = [("low", 300.0, true), ("high", 312.0, false)];
/// The width of a lane in a picture of its own.
const LANE: f64 = 312.0;
/// The width at which a lane that stands alone has all the space that it takes.
const ALONE: f64 = 540.0;

/// The region with the lanes, and the bar below them without the buttons that need the app.
pub fn section(chapter: &Chapter, lang: Lang, now: &Snapshot) -> String {
    let words = lang.words();
    let mut lanes = String::new();
    for (at, lane) in chapter.lanes.iter().enumerate() {
        let name = lane.name.of(words);
        let mut boards = String::new();
        for (class, width, low) in ROOMS {
            let is_high = !low;
            let width = if chapter.lanes.len() == 1 && is_high { ALONE } else { width };
            picture(
                &mut boards,
                chapter,
                lang,
                now,
                (at, class, Room { width, low, animals: false }),
            );
        }
        let _ = write!(
            lanes,
            "<section class=\"lane\"><header class=\"lane-head\"><h2>{name}\
             </h2><p>{}</p></header>{boards}</section>",
            escape(lane.subtitle.of(words)),
        );
    }
    format!(
        "<section class=\"stage\"><div class=\"lanes\" data-lanes=\"{}\">{lanes}\
         </div><div class=\"bar\"><p class=\"loading\">{}</p></div></section>",
        chapter.lanes.len(),
        words.loading(),
    )
}

/// One lane for one room.
fn picture(
    out: &mut String,
    chapter: &Chapter,
    lang: Lang,
    now: &Snapshot,
    (at, class, room): (usize, &str, Room),
) {
    let words = lang.words();
    let scene = layout_in(now, &specs(chapter), &mut Slots::default(), room);
    let title = format!("{}: {}", words.topology(), chapter.lanes[at].name.of(words));
    let captions = captions(words, &title, &[]);
    let empty = scene.lanes[at].shapes.is_empty();
    let _ = write!(out, "<div class=\"board {class}\">{}", board(&scene, at, &captions));
    if empty {
        let _ = write!(out, "<p class=\"nothing\">{}</p>", words.nothing_deployed());
    }
    out.push_str("</div>");
}

/// Every chapter's stage as a picture of its own, to stand where the app is not: the path below the
/// site, and the picture.
pub fn pictures() -> Vec<(String, String)> {
    let each = Lang::ALL.into_iter().flat_map(|lang| CHAPTERS.iter().map(move |it| (*it, lang)));
    let picture = |(chapter, lang): (&'static Chapter, Lang)| {
        let session = chapter.begin(Equipment::SETUP, SEED, Box::new(chapter.directory(lang)));
        let path = format!("still/{}.{}.svg", chapter.slug, lang.code());
        (path, whole(chapter, lang, &session.cluster.snapshot()).1)
    };
    each.map(picture).collect()
}

/// All lanes in one picture, with their names.
pub fn whole(chapter: &Chapter, lang: Lang, now: &Snapshot) -> (Scene, String) {
    let words = lang.words();
    let room = Room { width: LANE, ..Room::default() };
    let scene = layout_in(now, &specs(chapter), &mut Slots::default(), room);
    let lanes = chapter.lanes.iter().map(|lane| (lane.name.of(words), lane.subtitle.of(words)));
    let lanes: Vec<(&str, &str)> = lanes.collect();
    let picture = svg(&scene, &captions(words, words.topology(), &lanes));
    (scene, picture)
}

/// The chapter's lanes, to draw.
fn specs(chapter: &Chapter) -> Vec<LaneSpec> {
    let lanes = chapter.lanes.iter();
    lanes
        .map(|lane| LaneSpec {
            id: lane.id,
            workload: lane.workload_key(),
            service: lane.service_key(),
        })
        .collect()
}

/// The words of a picture with that title.
fn captions<'a>(words: Words, title: &'a str, lanes: &'a [(&'a str, &'a str)]) -> Captions<'a> {
    Captions {
        title,
        lanes,
        in_memory: words.in_memory(),
        in_container: words.in_the_container(),
        claim: words.claim(),
        volume: words.volume(),
    }
}
