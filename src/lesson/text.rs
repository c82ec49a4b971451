//! The text of a chapter: a small, fixed subset of Markdown, read into blocks that the page draws.
//!
//! What there is: `## heading`, paragraphs, lists (`- item`),
//! `**bold**`, `` `code` ``, `[text](address)`; and steps. A step is its marker, a paragraph that
//! says what to do, a list of hints if it has any, and a quotation that says what one has seen when
//! it is done. Instead of hints there may be a question, with the outcomes that can be predicted:
//!
//! ```text
//! <!-- step: delete -->
//! Delete one pod.
//!
//! - Which command deletes things?
//! - It is `kubectl delete`.
//!
//! > Its successor has another name.
//!
//! <!-- step: look -->
//! Count the pods.
//!
//! ? How many will there be?
//! - (two) Two
//! - (three) Three
//! ```
//!
//! `<!-- matrix -->`, `<!-- interleave -->` and `<!-- path -->` are the places of what is more than
//! text: see [`Extra`].
//!
//! Blocks are separated by empty lines. There is nothing else, so anything else is plain text.

use crate::api::markup::escape;
use crate::i18n::{Localized, Words};

/// A text in every language.
pub type Prose = Localized<&'static str>;

/// A piece of a chapter's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading inside the chapter.
    Heading(Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list without order: its items.
    List(Vec<Vec<Inline>>),
    /// The place of a step, with its texts.
    Step(StepText),
    /// The place of something that is more than text: `<!-- matrix -->` and its like.
    Extra(Extra),
}

/// Something that is more than text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// The table that says what survives what; see [`super::matrix`].
    Matrix,
    /// The lost update by hand; see [`super::interleave`].
    Interleave,
    /// The way of a visit, station by station; see [`super::path`].
    Path,
}

impl Extra {
    /// What the button says that asks for it.
    pub fn label(self, words: Words) -> &'static str {
        match self {
            Extra::Matrix => words.compute_matrix(),
            Extra::Interleave => words.by_hand(),
            Extra::Path => words.follow_visit(),
        }
    }

    /// The name in its marker.
    pub fn name(self) -> &'static str {
        match self {
            Extra::Matrix => "matrix",
            Extra::Interleave => "interleave",
            Extra::Path => "path",
        }
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Extra> {
        let all = [Extra::Matrix, Extra::Interleave, Extra::Path];
        all.into_iter().find(|extra| extra.name() == name)
    }
}

/// The texts of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepText {
    /// Which step: the same as [`super::Step::id`].
    pub id: String,
    /// What to do.
    pub task: Vec<Inline>,
    /// What helps to do it, from vague to concrete.
    pub hints: Vec<Vec<Inline>>,
    /// What to predict before doing it; empty if nothing is.
    pub question: Vec<Inline>,
    /// What can be predicted: the ids of the outcomes, with their texts.
    pub options: Vec<(String, Vec<Inline>)>,
    /// What the reader has just seen, once it is done.
    pub seen: Vec<Inline>,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// `**bold**`.
    Bold(String),
    /// `` `code` ``.
    Code(String),
    /// `[text](address)`.
    Link {
        /// What is shown.
        text: String,
        /// Where it leads.
        address: String,
    },
}

/// How long code may be, in bytes, that a column of the narrowest screens has in one line.
const SHORT: usize = 24;

impl Inline {
    /// Whether a line may break inside of code. A short name or command stays together.
    pub fn may_break(code: &str) -> bool {
        code.len() > SHORT
    }
}

/// A command word by word, as HTML: where it is shown, a line breaks between its words and not at
/// the hyphens of its flags and names.
pub fn command(command: &str) -> String {
    let mut html = String::new();
    for word in command.split(' ') {
        if !html.is_empty() {
            html.push(' ');
        }
        code(word, &mut html);
    }
    html
}

fn code(text: &str, html: &mut String) {
    html.push_str(if Inline::may_break(text) { "<code class=\"long\">" } else { "<code>" });
    html.push_str(&escape(text));
    html.push_str("</code>");
}

/// A line as HTML.
pub fn html(line: &[Inline]) -> String {
    let mut html = String::new();
    for piece in line {
        match piece {
            Inline::Text(text) => html.push_str(&escape(text)),
            Inline::Bold(text) => html.push_str(&format!("<strong>{}</strong>", escape(text))),
            Inline::Code(text) => code(text, &mut html),
            Inline::Link { text, address } => {
                let (address, text) = (escape(address), escape(text));
                html.push_str(&format!("<a href=\"{address}\">{text}</a>"));
            }
        }
    }
    html
}

/// The blocks of a text.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut group: Vec<&str> = Vec::new();
    for line in markdown.lines().map(str::trim_end).chain([""]) {
        if line.is_empty() {
            close(&mut group, &mut blocks);
        } else if let Some(heading) = line.strip_prefix("## ") {
            close(&mut group, &mut blocks);
            blocks.push(Block::Heading(inlines(heading)));
        } else {
            group.push(line);
        }
    }
    blocks
}

/// Turns the lines between two empty lines into a block, or into a part of the step before them.
fn close(group: &mut Vec<&str>, blocks: &mut Vec<Block>) {
    let lines = std::mem::take(group);
    let Some(first) = lines.first() else { return };
    if let Some(id) = marker(first).and_then(|marker| marker.strip_prefix("step: ")) {
        let task = inlines(&lines[1..].join(" "));
        blocks.push(Block::Step(StepText { id: id.to_owned(), task, ..StepText::default() }));
    } else if let Some(extra) = marker(first).and_then(Extra::named) {
        blocks.push(Block::Extra(extra));
    } else if first.starts_with('>') {
        let text: Vec<&str> =
            lines.iter().map(|line| line.strip_prefix('>').unwrap_or(line).trim()).collect();
        let text = inlines(&text.join(" "));
        match blocks.last_mut() {
            Some(Block::Step(step)) if step.seen.is_empty() => step.seen = text,
            _ => blocks.push(Block::Paragraph(text)),
        }
    } else if let (Some(question), Some(Block::Step(step))) =
        (first.strip_prefix("? "), blocks.last_mut())
    {
        let options = lines.iter().position(|line| line.starts_with("- "));
        let (rest, options) = lines[1..].split_at(options.unwrap_or(lines.len()) - 1);
        step.question = inlines(&[&[question], rest].concat().join(" "));
        step.options = list_items(options).iter().map(|item| option(item)).collect();
    } else if first.starts_with("- ") {
        let items = list_items(&lines).iter().map(|item| inlines(item)).collect();
        match blocks.last_mut() {
            Some(Block::Step(step)) if step.seen.is_empty() => step.hints = items,
            _ => blocks.push(Block::List(items)),
        }
    } else {
        blocks.push(Block::Paragraph(inlines(&lines.join(" "))));
    }
}

/// What stands in `<!-- … -->`.
fn marker(line: &str) -> Option<&str> {
    Some(line.strip_prefix("<!--")?.strip_suffix("-->")?.trim())
}

/// The items of a list; a line that begins no item goes on with the one before.
fn list_items(lines: &[&str]) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in lines {
        match (line.strip_prefix("- "), items.last_mut()) {
            (None, Some(item)) => {
                item.push(' ');
                item.push_str(line.trim());
            }
            (start, _) => items.push(start.unwrap_or(line).trim().to_owned()),
        }
    }
    items
}

/// The id and the text of `(id) text`.
fn option(item: &str) -> (String, Vec<Inline>) {
    let parts = item.strip_prefix('(').and_then(|item| item.split_once(") "));
    let (id, text) = parts.unwrap_or(("", item));
    (id.to_owned(), inlines(text))
}

/// The pieces of a line. A mark that is never closed is plain text.
pub fn inlines(text: &str) -> Vec<Inline> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if let Some((inline, length)) = marked(rest) {
            if !plain.is_empty() {
                pieces.push(Inline::Text(std::mem::take(&mut plain)));
            }
            pieces.push(inline);
            rest = &rest[length..];
        } else {
            plain.push(character);
            rest = &rest[character.len_utf8()..];
        }
    }
    if !plain.is_empty() {
        pieces.push(Inline::Text(plain));
    }
    pieces
}

/// The marked piece at the start of a text, and how many bytes it takes.
fn marked(text: &str) -> Option<(Inline, usize)> {
    if let Some(after) = text.strip_prefix("**") {
        let end = after.find("**").filter(|end| *end > 0)?;
        return Some((Inline::Bold(after[..end].to_owned()), end + 4));
    }
    if let Some(after) = text.strip_prefix('`') {
        let end = after.find('`').filter(|end| *end > 0)?;
        return Some((Inline::Code(after[..end].to_owned()), end + 2));
    }
    let after = text.strip_prefix('[')?;
    let middle = after.find("](")?;
    let end = after[middle..].find(')')? + middle;
    let (text, address) = (after[..middle].to_owned(), after[middle + 2..end].to_owned());
    Some((Inline::Link { text, address }, end + 2))
}

/// HTML without its elements, for names and announcements. It has been written by [`html`], and a
/// browser may have read and written it since.
pub fn plain(html: &str) -> String {
    let mut text = String::new();
    for (at, piece) in html.split('<').enumerate() {
        let shown = if at == 0 { Some(piece) } else { piece.split_once('>').map(|(_, it)| it) };
        text.push_str(shown.unwrap_or_default());
    }
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];
    for (entity, character) in entities {
        text = text.replace(entity, character);
    }
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    #[test]
    fn a_text_is_read_into_its_blocks() {
        let markdown = "One line\nand the next.\n\n## Then\n- first\n  goes on\n\
                        - second\n\n<!-- matrix -->\n";
        assert_eq!(
            blocks(markdown),
            [
                Block::Paragraph(vec![text("One line and the next.")]),
                Block::Heading(vec![text("Then")]),
                Block::List(vec![vec![text("first goes on")], vec![text("second")]]),
                Block::Extra(Extra::Matrix),
            ]
        );
    }

    #[test]
    fn a_step_takes_the_paragraph_the_hints_and_the_quotation_after_its_marker() {
        let markdown = "<!-- step: delete -->\nDelete `one`\npod.\n\n- Which?\n- Any.\n\n\
                        > Its successor\n> differs.\n\n- End.";
        assert_eq!(
            blocks(markdown),
            [
                Block::Step(StepText {
                    id: "delete".to_owned(),
                    task: vec![text("Delete "), Inline::Code("one".to_owned()), text(" pod.")],
                    hints: vec![vec![text("Which?")], vec![text("Any.")]],
                    seen: vec![text("Its successor differs.")],
                    ..StepText::default()
                }),
                Block::List(vec![vec![text("End.")]]),
            ]
        );
    }

    #[test]
    fn a_step_takes_the_question_with_its_outcomes() {
        let markdown = "<!-- step: look -->\nCount.\n\n? How many\nwill come?\n\
                        - (two) Just\n  `2`\n- (more) More\n\n> Two.";
        assert_eq!(
            blocks(markdown),
            [Block::Step(StepText {
                id: "look".to_owned(),
                task: vec![text("Count.")],
                question: vec![text("How many will come?")],
                options: vec![
                    ("two".to_owned(), vec![text("Just "), Inline::Code("2".to_owned())]),
                    ("more".to_owned(), vec![text("More")]),
                ],
                seen: vec![text("Two.")],
                ..StepText::default()
            })]
        );
        assert_eq!(blocks("? Why"), [Block::Paragraph(vec![text("? Why")])]);
    }

    #[test]
    fn the_words_of_a_command_are_the_command() {
        let command = "kubectl  patch pv a-1 -p '{\"spec\": {}}'";
        let words = super::command(command);
        assert!(words.starts_with("<code>kubectl</code> <code></code> <code>patch"), "{words}");
        assert_eq!(plain(&words), command);
    }

    #[test]
    fn marks_inside_a_line_are_found_and_unclosed_ones_are_plain_text() {
        assert_eq!(
            inlines("**a** `b*` [c d](e/f) g"),
            [
                Inline::Bold("a".to_owned()),
                text(" "),
                Inline::Code("b*".to_owned()),
                text(" "),
                Inline::Link { text: "c d".to_owned(), address: "e/f".to_owned() },
                text(" g"),
            ]
        );
        assert_eq!(inlines("a ** b ` c [d"), [text("a ** b ` c [d")]);
        assert_eq!(inlines("é**ü**"), [text("é"), Inline::Bold("ü".to_owned())]);
        let written = html(&inlines("**a** `b` [c](d?e&f) <&amp;>\u{a0}g"));
        assert_eq!(
            written,
            "<strong>a</strong> <code>b</code> <a href=\"d?e&amp;f\">c</a> \
             &lt;&amp;amp;&gt;\u{a0}g"
        );
        assert_eq!(plain(&written.replace('\u{a0}', "&nbsp;")), "a b c <&amp;>\u{a0}g");
    }
}
