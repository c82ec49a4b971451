//! A chapter as a course that learning platforms take: a zip file after SCORM 1.2, whose first page
//! shows the chapter's embed and tells the platform of what the reader does in it.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use anyhow::{Context, Result};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::packages;
use crate::site::Site;
use crate::still::Course;

/// What a platform looks for at the root of the zip file.
pub const MANIFEST: &str = "imsmanifest.xml";
/// The page that a platform opens.
const LAUNCH: &str = "index.html";
const PAGE: &str = include_str!("scorm.html");
const SCRIPT: &str = include_str!("scorm.js");
/// How the lab looks in that page, where it has a window to itself.
const STYLE: &str = include_str!("scorm.css");

/// The course as a zip file; the same course is the same bytes.
pub fn package(site: &Site, course: &Course) -> Result<Vec<u8>> {
    zip(&files(site, course)?)
}

/// The files of a course: what its embed needs, the page around it, and the manifest of all.
pub fn files(site: &Site, course: &Course) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = packages::embed(site)?;
    let embed = files.get_mut("embed.html").context("an embed has a page")?;
    let page = String::from_utf8_lossy(embed);
    *embed = page.replacen("</head>", &format!("<style>\n{STYLE}</style>\n</head>"), 1).into();
    let picture = format!("still/{}.{}.svg", course.slug, course.lang);
    let drawn = site.files.get(&picture).with_context(|| format!("the site has no {picture}"))?;
    files.insert(picture, drawn.clone());
    files.insert("scorm.js".to_owned(), SCRIPT.into());
    files.insert(LAUNCH.to_owned(), launch(course).into_bytes());
    let manifest = manifest(course, files.keys().map(String::as_str));
    files.insert(MANIFEST.to_owned(), manifest.into_bytes());
    Ok(files)
}

/// The page that the platform opens.
fn launch(course: &Course) -> String {
    let steps = serde_json::json!({ "steps": course.steps });
    // No text in the data can end the element that it stands in.
    let steps = steps.to_string().replace('<', "\\u003c");
    let page = PAGE.replace("{slug}", &course.slug).replace("{lang}", &course.lang);
    let page = page.replace("{title}", &escape(&course.title));
    page.replace("{outside}", &escape(&course.outside)).replace("{course}", &steps)
}

/// The table of contents, with one unit that consists of these files.
fn manifest<'a>(course: &Course, paths: impl Iterator<Item = &'a str>) -> String {
    let title = escape(&course.title);
    let file = |path: &str| format!("      <file href=\"{}\"/>\n", escape(path));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="state-lab.{slug}.{lang}" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="state-lab">
    <organization identifier="state-lab">
      <title>{title}</title>
      <item identifier="chapter" identifierref="lab" isvisible="true">
        <title>{title}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="lab" type="webcontent" adlcp:scormtype="sco" href="{LAUNCH}">
{files}    </resource>
  </resources>
</manifest>
"#,
        slug = course.slug,
        lang = course.lang,
        files = paths.map(file).collect::<String>(),
    )
}

/// The files as one, with the manifest first.
fn zip(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let (first, rest): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| *path == MANIFEST);
    for (path, bytes) in first.into_iter().chain(rest) {
        archive.start_file(path.as_str(), options)?;
        archive.write_all(bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// A text as it stands in XML and in HTML, also within an attribute.
fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::tests::site;
    use roxmltree::{Document, Node};
    use serde_json::json;
    use std::collections::BTreeSet;
    use std::io::Read as _;
    use zip::ZipArchive;

    fn course() -> Course {
        Course {
            slug: "one".to_owned(),
            lang: "en".to_owned(),
            title: "\"One\" & <only>".to_owned(),
            outside: "Nobody listens".to_owned(),
            steps: json!([{ "id": "</script>", "predicts": true }]),
        }
    }

    fn text(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
        String::from_utf8(files[path].clone()).unwrap()
    }

    /// The elements of that name.
    fn all<'a>(document: &'a Document, name: &str) -> Vec<Node<'a, 'a>> {
        document.descendants().filter(|node| node.tag_name().name() == name).collect()
    }

    #[test]
    fn the_manifest_is_xml_after_scorm_1_2_that_lists_every_other_file() {
        let files = files(&site(), &course()).unwrap();
        let manifest = text(&files, MANIFEST);
        let manifest = Document::parse(&manifest).unwrap();
        let root = manifest.root_element();
        assert_eq!(root.attribute("identifier"), Some("state-lab.one.en"));
        let own = "http://www.imsproject.org/xsd/imscp_rootv1p1p2";
        assert!(
            root.descendants()
                .filter(Node::is_element)
                .all(|node| { node.tag_name().namespace() == Some(own) })
        );
        let [schema] = all(&manifest, "schemaversion")[..] else { panic!("one version") };
        assert_eq!(schema.text(), Some("1.2"));
        for title in all(&manifest, "title") {
            assert_eq!(title.text(), Some("\"One\" & <only>"));
        }
        let [organizations] = all(&manifest, "organizations")[..] else { panic!("one list") };
        let [organization] = all(&manifest, "organization")[..] else { panic!("one order") };
        assert_eq!(organizations.attribute("default"), organization.attribute("identifier"));
        let [item] = all(&manifest, "item")[..] else { panic!("one unit") };
        let [resource] = all(&manifest, "resource")[..] else { panic!("one resource") };
        assert_eq!(item.attribute("identifierref"), resource.attribute("identifier"));
        let adl = "http://www.adlnet.org/xsd/adlcp_rootv1p2";
        assert_eq!(resource.attribute((adl, "scormtype")), Some("sco"));
        assert_eq!(resource.attribute("href"), Some(LAUNCH));
        let listed: BTreeSet<&str> =
            all(&manifest, "file").iter().filter_map(|file| file.attribute("href")).collect();
        let there = files.keys().map(String::as_str).filter(|path| *path != MANIFEST);
        assert_eq!(listed, there.collect());
        assert!(listed.contains("still/one.en.svg") && !listed.contains("still/one.id.svg"));
    }

    #[test]
    fn the_page_has_the_chapter_and_its_steps_and_nothing_is_left_to_fill_in() {
        let page = text(&files(&site(), &course()).unwrap(), LAUNCH);
        assert!(page.contains("<state-lab chapter=\"one\" step=\"*\" lang=\"en\""), "{page}");
        assert!(page.contains("<title>&quot;One&quot; &amp; &lt;only&gt;</title>"), "{page}");
        assert!(page.contains(r#"{"steps":[{"id":"\u003c/script>","predicts":true}]}"#), "{page}");
        for hole in ["{slug}", "{lang}", "{title}", "{course}", "{outside}"] {
            assert!(!page.contains(hole), "{hole}");
        }
    }

    #[test]
    fn the_zip_file_begins_with_the_manifest_and_is_the_same_every_time() {
        let packed = package(&site(), &course()).unwrap();
        assert_eq!(packed, package(&site(), &course()).unwrap());
        let mut archive = ZipArchive::new(Cursor::new(&packed)).unwrap();
        assert_eq!(archive.by_index(0).unwrap().name().unwrap(), MANIFEST);
        let files = files(&site(), &course()).unwrap();
        assert_eq!(archive.len(), files.len());
        for (path, bytes) in &files {
            let mut unpacked = Vec::new();
            archive.by_name(path).unwrap().read_to_end(&mut unpacked).unwrap();
            assert_eq!(unpacked, *bytes, "{path}");
        }
    }
}
