//! A chapter's text as the page draws it: lines of HTML, and the places of what is more than text.
//!
//! The page begins with the text that stands in its HTML for everybody whom the app does not reach,
//! which `still` writes and reads; once the rest has loaded, the chapters and the challenges tell
//! their texts themselves.

use crate::challenges;
use crate::chapters;
use crate::i18n::Lang;
use crate::lesson::text::{Block, Extra, StepText, blocks, html};

/// A piece of a text. Its lines are HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A heading inside the chapter.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A list without order, with the elements of its items.
    List(String),
    /// A step with its texts.
    Step(Step),
    /// The place of something that is more than text.
    Extra(Extra),
}

/// The texts of a step; see [`StepText`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Which step.
    pub id: String,
    /// What to do.
    pub task: String,
    /// What helps to do it, from vague to concrete.
    pub hints: Vec<String>,
    /// What to predict before doing it; empty if nothing is.
    pub question: String,
    /// The texts of the outcomes that can be predicted, in the order of the outcomes.
    pub options: Vec<String>,
    /// What the reader has just seen, once it is done.
    pub seen: String,
}

/// The text of the chapter or challenge with that slug; an author's own scenario has none.
pub fn text(slug: &str, lang: Lang) -> Vec<Piece> {
    let of_challenge = || challenges::find(slug).map(|challenge| &challenge.prose);
    let prose = chapters::prose(slug).or_else(of_challenge);
    let blocks = prose.map(|prose| blocks(prose.get(lang))).unwrap_or_default();
    blocks.into_iter().map(Piece::from).collect()
}

impl From<Block> for Piece {
    fn from(block: Block) -> Piece {
        match block {
            Block::Heading(line) => Piece::Heading(html(&line)),
            Block::Paragraph(line) => Piece::Paragraph(html(&line)),
            Block::List(items) => {
                let items = items.iter().map(|item| format!("<li>{}</li>", html(item)));
                Piece::List(items.collect())
            }
            Block::Step(text) => Piece::Step(text.into()),
            Block::Extra(extra) => Piece::Extra(extra),
        }
    }
}

impl From<StepText> for Step {
    fn from(text: StepText) -> Step {
        Step {
            task: html(&text.task),
            hints: text.hints.iter().map(|hint| html(hint)).collect(),
            question: html(&text.question),
            options: text.options.iter().map(|(_, option)| html(option)).collect(),
            seen: html(&text.seen),
            id: text.id,
        }
    }
}
