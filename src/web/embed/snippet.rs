//! What an author pastes to have a moment of the stage in their own page.

use super::asked::CONTROLS;
use crate::api::markup::escape;
use crate::i18n::Lang;
use crate::web::route::encode;

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The element `<state-lab>`.
    Element,
    /// A frame by hand.
    Frame,
    /// An address.
    Link,
    /// A picture that leads to the page, in Markdown.
    Markdown,
    /// The whole page as one file to take along.
    File,
}

impl Form {
    /// Every form, in the order in which they are offered.
    pub const ALL: [Form; 5] = [Form::Element, Form::Frame, Form::Link, Form::Markdown, Form::File];

    /// Whether it shows parts of the page that can be chosen.
    pub fn has_controls(self) -> bool {
        matches!(self, Form::Element | Form::Frame)
    }
}

/// What is shared.
#[derive(Clone, Debug)]
pub struct Shared<'a> {
    /// The folder of the site, with a slash at its end.
    pub site: &'a str,
    /// The slug of the chapter.
    pub chapter: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The language.
    pub lang: Lang,
    /// The seed, where it is not the usual one.
    pub seed: Option<u64>,
    /// The parts to show.
    pub controls: &'a [&'static str],
    /// The moment as the end of an address; empty for the beginning of the chapter.
    pub moment: &'a str,
    /// Whether the site has a still picture of the chapter.
    pub has_picture: bool,
}

impl Shared<'_> {
    /// The text to paste.
    pub fn snippet(&self, form: Form) -> String {
        match form {
            Form::Element => self.element(),
            Form::Frame => {
                let (source, title) = (escape(&self.frame()), escape(self.title));
                format!(
                    "<iframe data-state-lab src=\"{source}\" title=\"{title}\" width=\"100%\" \
                     height=\"600\" style=\"border:0\" loading=\"lazy\"></iframe>"
                )
            }
            Form::Link => self.link(),
            Form::Markdown => {
                let title = self.title.replace('\\', "\\\\").replace(['[', ']'], "");
                let (site, chapter, lang) = (self.site, self.chapter, self.lang.code());
                let text = match self.has_picture {
                    true => format!("![{title}]({site}still/{chapter}.{lang}.svg)"),
                    false => title,
                };
                format!("[{text}]({})", self.link())
            }
            // What is taken along begins where its reader opens it.
            Form::File => {
                format!("<a href=\"{}state-lab.html\" download>State Lab</a>", escape(self.site))
            }
        }
    }

    /// The address of the embed itself.
    pub fn frame(&self) -> String {
        let mut address = format!("{}embed.v1.html{}&controls=", self.site, self.query());
        encode(&mut address, &self.controls.join(" "));
        address + self.moment
    }

    fn element(&self) -> String {
        let mut attributes = String::new();
        let mut add = |name: &str, value: &str| {
            attributes.push_str(&format!(" {name}=\"{}\"", escape(value)));
        };
        add("chapter", self.chapter);
        add("lang", self.lang.code());
        if let Some(seed) = self.seed {
            add("seed", &seed.to_string());
        }
        let controls = self.controls.join(" ");
        add("controls", if controls.is_empty() { "none" } else { &controls });
        if !self.moment.is_empty() {
            add("moment", self.moment);
        }
        format!(
            "<script type=\"module\" src=\"{}embed.v1.js\"></script>\n\
             <state-lab{attributes}></state-lab>",
            escape(self.site)
        )
    }

    fn link(&self) -> String {
        format!("{}{}{}", self.site, self.query(), self.moment)
    }

    fn query(&self) -> String {
        let mut query = "?chapter=".to_owned();
        encode(&mut query, self.chapter);
        query.push_str("&lang=");
        query.push_str(self.lang.code());
        if let Some(seed) = self.seed {
            query.push_str(&format!("&seed={seed}"));
        }
        query
    }
}

/// The parts with those that are chosen, in the order of [`CONTROLS`].
pub fn chosen(chosen: &[bool]) -> Vec<&'static str> {
    let parts = CONTROLS.into_iter().zip(chosen);
    parts.filter(|(_, chosen)| **chosen).map(|(part, _)| part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::embed::asked::Asked;

    const SHARED: Shared = Shared {
        site: "https://lab.example/a/",
        chapter: "data-path",
        title: "The path of a \"visit\"",
        lang: Lang::En,
        seed: None,
        controls: &["delete", "terminal"],
        moment: "#at=5&run=5,a%20b",
        has_picture: true,
    };

    #[test]
    fn each_form_tells_of_the_same_moment() {
        let snippets = Form::ALL.map(|form| SHARED.snippet(form));
        assert_eq!(
            snippets,
            [
                "<script type=\"module\" src=\"https://lab.example/a/embed.v1.js\"></script>\n\
                 <state-lab chapter=\"data-path\" lang=\"en\" controls=\"delete terminal\" \
                 moment=\"#at=5&amp;run=5,a%20b\"></state-lab>",
                "<iframe data-state-lab src=\"https://lab.example/a/embed.v1.html?chapter=data-path\
                 &amp;lang=en&amp;controls=delete%20terminal#at=5&amp;run=5,a%20b\" \
                 title=\"The path of a &quot;visit&quot;\" width=\"100%\" height=\"600\" \
                 style=\"border:0\" loading=\"lazy\"></iframe>",
                "https://lab.example/a/?chapter=data-path&lang=en#at=5&run=5,a%20b",
                "[![The path of a \"visit\"](https://lab.example/a/still/data-path.en.svg)]\
                 (https://lab.example/a/?chapter=data-path&lang=en#at=5&run=5,a%20b)",
                "<a href=\"https://lab.example/a/state-lab.html\" download>State Lab</a>",
            ]
        );
    }

    #[test]
    fn an_embed_reads_what_its_snippet_says() {
        let shared = Shared { seed: Some(7), controls: &[], ..SHARED };
        let address = shared.frame();
        let query = address.split_once('?').and_then(|(_, rest)| rest.split_once('#'));
        let asked = Asked::read(query.expect("an address").0);
        assert_eq!(asked.address.chapter.as_deref(), Some("data-path"));
        assert_eq!((asked.address.seed, asked.controls), (Some(7), Vec::new()));
        assert!(shared.snippet(Form::Element).contains("controls=\"none\""));
    }
}
