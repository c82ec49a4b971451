//! The page as it is before the app takes over, and where the app cannot run: for each chapter and
//! language the text and a still picture of the topology, as HTML that is written at build time.
//!
//! Beside it stand the worksheets, pages of their own to print, the topologies as pictures, and
//! what the packages for learning platforms have to know of each chapter.
//!
//! Everything stands where the app will put it and has the app's classes, so that one style sheet
//! serves both and nothing moves when the app comes.

mod answers;
mod courses;
mod prose;
mod stage;
mod worksheet;

pub use self::courses::{Course, courses};
pub use self::stage::pictures;
pub use self::worksheet::worksheets;

use crate::api::markup::escape;
use crate::chapters::{CHAPTERS, number};
use crate::i18n::Lang;
use crate::lesson::{Chapter, Equipment, SEED};
use std::fmt::Write as _;

/// Every chapter in every language, to stand where the app will be. A page is shown where
/// `data-page` of the document's root names it; without that, all are.
pub fn pages() -> String {
    let mut rules = String::new();
    let mut pages = String::new();
    for lang in Lang::ALL {
        for chapter in CHAPTERS {
            let id = format!("{}.{}", chapter.slug, lang.code());
            let _ = write!(
                rules,
                "{}:root[data-page=\"{id}\"] [data-page=\"{id}\"]",
                if rules.is_empty() { "" } else { "," }
            );
            page(&mut pages, chapter, lang, &id);
        }
    }
    let hidden = ":root[data-page] [data-page]{display:none}";
    // For what has no still, such as a challenge.
    pages.push_str("\n<p class=\"notice\" data-page=\"\">…</p>");
    rules.push_str(",:root[data-page=\"\"] [data-page=\"\"]");
    format!("<style>{hidden}{rules}{{display:contents}}</style>{pages}\n")
}

/// The slugs of the chapters, for the script that chooses the page to show.
pub fn slugs() -> String {
    let slugs: Vec<&str> = CHAPTERS.iter().map(|chapter| chapter.slug).collect();
    slugs.join(" ")
}

/// The codes of the languages, the one for readers of no other first.
pub fn languages() -> String {
    Lang::ALL.map(Lang::code).join(" ")
}

fn page(out: &mut String, chapter: &Chapter, lang: Lang, id: &str) {
    let session = chapter.begin(Equipment::SETUP, SEED, Box::new(chapter.directory(lang)));
    let snapshot = session.cluster.snapshot();
    let words = lang.words();
    let _ = write!(
        out,
        "\n<div class=\"still\" data-page=\"{id}\" id=\"{id}\" lang=\"{}\">{}\
         <main class=\"page\" data-lanes=\"{}\">{}{}<div class=\"lower\"><section \
         class=\"survived\"><h2>{}</h2><p class=\"empty\">{}</p></section></div></main></div>",
        lang.code(),
        head(chapter, lang),
        chapter.lanes.len(),
        prose::article(chapter, lang, &snapshot),
        stage::section(chapter, lang, &snapshot),
        words.what_survived(),
        escape(words.nothing_deleted()),
    );
}

fn head(chapter: &Chapter, lang: Lang) -> String {
    let words = lang.words();
    let here = words.chapter_of(number(chapter.slug).unwrap_or(1), CHAPTERS.len());
    let mut links = String::new();
    for other in Lang::ALL {
        let current = if other == lang { " aria-current=\"true\"" } else { "" };
        let (code, name) = (other.code(), other.native_name());
        let address = address(chapter, other);
        let _ = write!(
            links,
            "<a href=\"{address}\" lang=\"{code}\" hreflang=\"{code}\"{current}>{name}</a>"
        );
    }
    format!(
        "<header class=\"top\"><span class=\"brand\">State Lab</span><span class=\"where\">{here}\
         </span><div class=\"settings\"><nav class=\"languages\" aria-label=\"{}\">{links}</nav>\
         </div></header>",
        words.languages()
    )
}

/// Where a chapter is in a language: further down the page. Where scripts run the page shows one
/// chapter alone, and its first script makes this an address.
fn address(chapter: &Chapter, lang: Lang) -> String {
    format!("#{}.{}", chapter.slug, lang.code())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::api::Object;
    use crate::api::pod::Pod;
    use crate::apiserver::snapshot::Snapshot;
    use crate::chapters::blocks;
    use crate::lesson::text::Block;
    use serde_json::Value;

    #[test]
    fn every_chapter_is_there_in_every_language_with_its_steps_and_its_lanes() {
        let pages = pages();
        for lang in Lang::ALL {
            for chapter in CHAPTERS {
                let id = format!("id=\"{}.{}\"", chapter.slug, lang.code());
                let page = pages.split(&id).nth(1).expect("the page of a chapter");
                let page = page.split("data-page=").next().expect("its end");
                assert!(page.contains(&format!("<h1>{}</h1>", escape(chapter.title(lang)))));
                let steps = blocks(chapter, lang);
                let steps = steps.iter().filter(|block| matches!(block, Block::Step(_)));
                assert_eq!(page.matches("class=\"step\"").count(), steps.count(), "{id}");
                assert_eq!(page.matches("class=\"lane\"").count(), chapter.lanes.len(), "{id}");
                for lane in chapter.lanes {
                    assert!(page.contains(&format!("<h2>{}</h2>", lane.name.of(lang.words()))));
                }
            }
        }
    }

    #[test]
    fn without_scripts_every_link_within_the_page_leads_to_a_chapter() {
        let pages = pages();
        let links = pages.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
        let links: Vec<&str> = links.collect();
        assert!(links.len() > CHAPTERS.len() * CHAPTERS.len() * Lang::ALL.len());
        for link in links {
            assert!(pages.contains(&format!("id=\"{link}\"")), "{link}");
        }
        assert!(!pages.contains("href=\"?"));
    }

    #[test]
    fn a_picture_shows_the_objects_of_the_chapters_cluster() {
        let pages = pages();
        let page = pages.split("id=\"topologies.en\"").nth(1).expect("the page");
        for pod in ["nodejs-stateful-0", "nodejs-stateful-1", "nodejs-stateful-2"] {
            assert!(page.contains(&format!("<title>{pod}</title>")), "{pod}");
        }
        // Who asks for the objects of the page must find those of the app alone.
        assert!(!pages.contains("data-kind"));
    }

    #[test]
    fn every_topology_is_a_picture_that_stands_alone() {
        let pictures = pictures();
        assert_eq!(pictures.len(), CHAPTERS.len() * Lang::ALL.len());
        for (path, picture) in &pictures {
            assert!(picture.starts_with("<svg xmlns=") && picture.ends_with("</svg>"), "{path}");
        }
        let (_, picture) =
            pictures.iter().find(|(path, _)| path == "still/topologies.id.svg").unwrap();
        assert!(picture.contains("Satu volume per pod") && picture.contains("nodejs-stateful-2"));
    }

    #[test]
    fn what_is_opened_is_closed() {
        assert_eq!(unbalanced(&pages()), Vec::<&str>::new());
    }

    /// The elements that are not closed as often as they are opened.
    pub fn unbalanced(text: &str) -> Vec<&'static str> {
        const TAGS: [&str; 15] = [
            "div", "main", "section", "article", "svg", "g", "p", "li", "ol", "ul", "a", "pre",
            "figure", "header", "span",
        ];
        let open = |tag: &&str| {
            let opened = [format!("<{tag}>"), format!("<{tag} ")];
            let opened: usize = opened.iter().map(|it| text.matches(it).count()).sum();
            opened != text.matches(&format!("</{tag}>")).count()
        };
        TAGS.into_iter().filter(open).collect()
    }

    #[test]
    fn the_first_clicks_come_to_the_same_before_everything_has_loaded() {
        for chapter in CHAPTERS {
            let [little, all] = [Equipment::SETUP, Equipment::ALL].map(|equipment| {
                let directory = Box::new(chapter.directory(Lang::En));
                let mut session = chapter.begin(equipment, 1, directory);
                let mut lines = vec!["kubectl delete pod none".to_owned()];
                for lane in chapter.lanes {
                    let key = lane.service_key();
                    let url = session.cluster.address_of(key.namespace(), key.name());
                    lines.extend(url.map(|url| format!("curl {url}")));
                    let pods = session.cluster.snapshot();
                    let pods = pods.objects.list::<Pod>().map(|pod| &pod.metadata.name);
                    let pods: Vec<&str> = pods.map(String::as_str).collect();
                    lines.push(format!("kubectl delete pod {}", pods.join(" ")));
                    lines.push("curl http://nowhere:1".to_owned());
                }
                // In a cluster without pods there is nothing to delete.
                lines.retain(|line| !line.ends_with("pod "));
                let runs = lines.iter().map(|line| {
                    assert!(session.shell.understands(line), "{line}");
                    let ran = session.run(line);
                    (line.clone(), ran.output.plain(), ran.code)
                });
                (runs.collect::<Vec<_>>(), objects(&session.cluster.snapshot()))
            });
            assert_eq!(little, all, "{}", chapter.slug);
        }
    }

    fn objects(snapshot: &Snapshot) -> Vec<Value> {
        snapshot.objects.all().map(Object::to_json).collect()
    }

    #[test]
    fn what_sets_a_chapter_up_needs_no_more_than_is_there_at_first() {
        for chapter in CHAPTERS {
            let [little, all] = [Equipment::SETUP, Equipment::ALL].map(|equipment| {
                let session = chapter.begin(equipment, 1, Box::new(chapter.directory(Lang::En)));
                session.cluster.snapshot()
            });
            assert_eq!(objects(&little), objects(&all), "{}", chapter.slug);
            let no_pods = all.objects.list::<Pod>().next().is_none();
            assert_eq!(no_pods, chapter.setup.is_empty(), "{}", chapter.slug);
        }
    }
}
