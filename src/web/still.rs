//! The texts in the page's HTML, which stand there for everybody whom the app does not reach.
//! `still::prose` writes what is read here.

use super::prose::{Piece, Step};
use crate::i18n::Lang;
use crate::lesson::text::Extra;
use leptos::prelude::document;
use leptos::web_sys::Element;
use std::iter::successors;

/// Empties an element, and keeps what stood in it.
pub fn take(parent: &Element) -> Option<Element> {
    let kept = document().create_element("div").ok()?;
    while let Some(child) = parent.first_child() {
        kept.append_child(&child).ok()?;
    }
    Some(kept)
}

/// The text of a chapter in a language; none where the page's HTML has none.
pub fn text(stills: &Element, slug: &str, lang: Lang) -> Vec<Piece> {
    let place = format!("[id=\"{slug}.{}\"] .text", lang.code());
    let text = stills.query_selector(&place).ok().flatten();
    siblings(text.and_then(|text| text.first_element_child())).map(|it| piece(&it)).collect()
}

/// An element and those after it.
fn siblings(first: Option<Element>) -> impl Iterator<Item = Element> {
    successors(first, Element::next_element_sibling)
}

fn piece(element: &Element) -> Piece {
    let html = element.inner_html();
    match element.tag_name().as_str() {
        "H2" => Piece::Heading(html),
        "UL" => Piece::List(html),
        "DIV" => Piece::Step(step(element)),
        _ => {
            let name = element.first_element_child().and_then(|it| it.get_attribute("data-extra"));
            let extra = name.and_then(|name| Extra::named(&name));
            extra.map_or(Piece::Paragraph(html), Piece::Extra)
        }
    }
}

fn step(element: &Element) -> Step {
    let find = |place: &str| element.query_selector(place).ok().flatten();
    let html = |found: Option<Element>| found.map(|it| it.inner_html()).unwrap_or_default();
    let legend = find("legend");
    let options = siblings(legend.clone()).filter(|it| it.tag_name() == "LABEL");
    Step {
        id: element.get_attribute("data-id").unwrap_or_default(),
        // Behind the word that says how far the step is.
        task: html(find("p")).split_once("</span>").unwrap_or_default().1.to_owned(),
        // Those of challenges, which are in no still page.
        hints: Vec::new(),
        options: options.map(|label| html(label.last_element_child())).collect(),
        question: html(legend),
        seen: html(find(".seen")),
    }
}
