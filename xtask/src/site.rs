//! All files of the page, in memory: for the server as they are, for `dist/` with hashed names.
//!
//! `index.html` is the template. Three of its tags stand for what is built here:
//! `<link rel="stylesheet" href="style/main.css">`, `<script type="module" src="main.js"></script>` and
//! `<div id="app"></div>`, which holds the still pages until the app takes their place.
//! Everything in `public/` is copied under its own name. All addresses are relative, so the site
//! works in any folder of any host.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::still::Still;
use crate::wasm::{Output, STEM};
use crate::{css, workspace};

const STYLE_TAG: &str = r#"<link rel="stylesheet" href="style/main.css">"#;
const SCRIPT_TAG: &str = r#"<script type="module" src="main.js"></script>"#;
const APP_TAG: &str = r#"<div id="app"></div>"#;
/// How the names of what loads later begin: wasm that the library was split into, and its look.
pub const LATER: &str = "assets/split_";
/// How the name of the script begins that runs before anything is painted.
pub const FIRST_ASSET: &str = "assets/first";
/// What is built only for pages that embed this one.
const EMBED_ASSET: &str = "assets/embed";
const EMBED: &str = include_str!("embed.html");
const EMBED_STYLE_TAG: &str = r#"<link rel="stylesheet" href="style/embed.css">"#;
/// The version of what an embed and the page around it say to each other.
const PROTOCOL: &str = "v1";
/// How the paths of the worksheets begin, to which the page has links.
const WORKSHEETS: &str = "worksheets/";
const LOADER: &str = include_str!("loader.js");
const FIRST: &str = include_str!("first.js");

/// Whether built files carry a hash of their contents in their names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// `assets/main.js`: stable while one develops.
    Plain,
    /// `assets/main-1a2b3c4d5e.js`: may be cached for ever.
    Hashed,
}

/// Every file of a site by its path with `/`.
#[derive(Default)]
pub struct Site {
    /// The contents of each file.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Puts the page together around the compiled library.
    pub fn assemble(library: &Output, still: &Still, names: Names) -> Result<Site> {
        let root = workspace::root();
        let mut site = Site { files: files_in(&root.join("public"))? };
        for (path, page) in &still.files {
            site.files.insert(path.clone(), page.clone().into_bytes());
        }
        let style = css::bundle(&root.join("style/main.css"))?;
        let style = site.add_asset("main", "css", style.into_bytes(), names);
        let wasm = site.add_asset(&format!("{STEM}_bg"), "wasm", library.wasm.clone(), names);
        let (glue, later) = site.add_scripts(library, names)?;
        // Names go into the file that refers to them before that one's own hash is taken.
        let loader = replace_once(LOADER, &format!("./{STEM}.js"), &format!("./{glue}"))?;
        let loader = replace_once(&loader, &format!("./{STEM}_bg.wasm"), &format!("./{wasm}"))?;
        let look = css::bundle(&root.join("style/later.css"))?.into_bytes();
        let look = site.add_asset("split_later", "css", look, names);
        let loader = replace_once(&loader, "./later.css", &format!("./{look}"))?;
        let loader = site.add_asset("main", "js", loader.into_bytes(), names);
        for (path, bytes) in &library.snippets {
            site.files.insert(format!("assets/{path}"), bytes.clone());
        }
        let template = fs::read_to_string(root.join("index.html")).context("reading index.html")?;
        // A file, for a policy of the host may allow no script that stands in a page.
        let first = site.add_asset("first", "js", FIRST.into(), names);
        let first = |chapters: &str| {
            let languages = format!(r#"data-languages="{}""#, still.languages);
            format!("<script src=\"assets/{first}\" {chapters}{languages}></script>")
        };
        // The model is heavy and the still page does without it, so it comes after all else.
        let mut script = vec![
            format!(r#"<link rel="modulepreload" href="assets/{glue}">"#),
            format!(
                r#"<link rel="preload" href="assets/{wasm}" as="fetch" type="application/wasm" crossorigin fetchpriority="low">"#
            ),
            format!(r#"<script type="module" src="assets/{loader}"></script>"#),
        ];
        script.extend(
            later.map(|name| format!(r#"<link rel="modulepreload" href="assets/{name}">"#)),
        );
        let style = format!(r#"<link rel="stylesheet" href="assets/{style}">"#);
        let index = replace_once(&template, STYLE_TAG, &style)?;
        let script = script.join("\n");
        let first_here = first(&format!("data-chapters=\"{}\" ", still.slugs));
        let index = replace_once(&index, SCRIPT_TAG, &format!("{first_here}\n{script}"))?;
        let app = format!("<div id=\"app\">\n{}</div>", still.pages);
        let index = replace_once(&index, APP_TAG, &app)?;
        check_addresses(&index)?;
        site.files.insert("index.html".to_string(), index.into_bytes());
        site.add_embed(&style, &format!("{}\n{script}", first("")), names)?;
        Ok(site)
    }

    /// Adds the page as a part of other pages. Others link to it, so its names never change: not that
    /// of the newest, nor those with a version.
    fn add_embed(&mut self, style: &str, script: &str, names: Names) -> Result<()> {
        let own = css::bundle(&workspace::root().join("style/embed.css"))?;
        let own = self.add_asset("embed", "css", own.into_bytes(), names);
        let own = format!(r#"<link rel="stylesheet" href="assets/{own}">"#);
        let page = replace_once(EMBED, STYLE_TAG, style)?;
        let page = replace_once(&page, EMBED_STYLE_TAG, &own)?;
        let page = replace_once(&page, SCRIPT_TAG, script)?;
        check_addresses(&page)?;
        self.files.insert("embed.html".to_owned(), page.into_bytes());
        for name in ["embed.html", "embed.js", "embed.d.ts"] {
            let (stem, rest) = name.split_once('.').context("a name has an extension")?;
            let file = self.files.get(name).with_context(|| format!("{name} is missing"))?;
            // The script of a version belongs to the page of that version.
            let text = String::from_utf8_lossy(file);
            let text = text.replace("\"embed.html\"", &format!("\"embed.{PROTOCOL}.html\""));
            self.files.insert(format!("{stem}.{PROTOCOL}.{rest}"), text.into_bytes());
        }
        Ok(())
    }

    /// Reads a finished site.
    pub fn read(folder: &Path) -> Result<Site> {
        Ok(Site { files: files_in(folder)? })
    }

    /// Writes every file, in place of what the folder held.
    pub fn write(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        for (path, bytes) in &self.files {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().unwrap_or(folder))?;
            fs::write(&file, bytes).with_context(|| file.display().to_string())?;
        }
        Ok(())
    }

    /// The files that a reader waits for: the page, all that was built for it except for what loads
    /// once the page stands, and whatever else the page names.
    pub fn first_load(&self) -> Vec<&str> {
        let index = self.files.get("index.html").map_or(&[][..], Vec::as_slice);
        let index = String::from_utf8_lossy(index);
        let named = |path: &str| index.contains(&format!("\"{path}\""));
        let loaded = |path: &&str| {
            let built = path.starts_with("assets/")
                && ![LATER, EMBED_ASSET].iter().any(|prefix| path.starts_with(prefix));
            // A link is followed later, if ever.
            let linked = path.starts_with(WORKSHEETS);
            *path == "index.html" || built || named(path) && !linked
        };
        self.files.keys().map(String::as_str).filter(loaded).collect()
    }

    /// A short name for all contents together, which changes when any of them does.
    pub fn version(&self) -> String {
        let mut all = Sha256::new();
        for (path, bytes) in &self.files {
            all.update(path);
            all.update((bytes.len() as u64).to_le_bytes());
            all.update(bytes);
        }
        short(&all.finalize())
    }

    /// Adds the glue, the script that loads what comes later, and that. The two scripts name each
    /// other, so what their names carry is a hash of both. Returns their names.
    fn add_scripts(&mut self, library: &Output, names: Names) -> Result<(String, Option<String>)> {
        let glue = library.glue.clone();
        let mut later = None;
        for (name, bytes) in &library.parts {
            match name.strip_suffix(".wasm") {
                Some(stem) => drop(self.add_asset(stem, "wasm", bytes.clone(), names)),
                None => later = Some((name, String::from_utf8(bytes.clone())?)),
            }
        }
        let Some((link, mut text)) = later else {
            return Ok((self.add_asset(STEM, "js", glue.into_bytes(), names), None));
        };
        for (name, bytes) in &library.parts {
            if let Some(stem) = name.strip_suffix(".wasm") {
                let named = file_name(stem, "wasm", bytes, names);
                text = replace_once(&text, &format!("./{name}"), &format!("./{named}"))?;
            }
        }
        let both = [glue.as_bytes(), text.as_bytes()].concat();
        let glue_name = file_name(STEM, "js", &both, names);
        let link_name = file_name("later", "js", &both, names);
        let text = replace_once(&text, &format!("./{STEM}.js"), &format!("./{glue_name}"))?;
        // The wasm itself knows the script by its old name.
        let (import, renamed) = (format!("from \"./{link}\""), format!("from \"./{link_name}\""));
        let glue = replace_once(&glue, &import, &renamed)?;
        self.files.insert(format!("assets/{glue_name}"), glue.into_bytes());
        self.files.insert(format!("assets/{link_name}"), text.into_bytes());
        Ok((glue_name, Some(link_name)))
    }

    /// Adds a built file and returns its name within `assets/`.
    fn add_asset(&mut self, stem: &str, extension: &str, bytes: Vec<u8>, names: Names) -> String {
        let name = file_name(stem, extension, &bytes, names);
        self.files.insert(format!("assets/{name}"), bytes);
        name
    }
}

/// What a built file is called.
fn file_name(stem: &str, extension: &str, bytes: &[u8], names: Names) -> String {
    match names {
        Names::Plain => format!("{stem}.{extension}"),
        Names::Hashed => format!("{stem}-{}.{extension}", short(&Sha256::digest(bytes))),
    }
}

/// Every file below a folder, by its path with `/`; a folder that is not there has none.
pub fn files_in(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![String::new()];
    while let Some(prefix) = folders.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&prefix)) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_str().context("a file name is not UTF-8")?;
            let path = format!("{prefix}{name}");
            if entry.file_type()?.is_dir() {
                folders.push(format!("{path}/"));
            } else {
                files.insert(path, fs::read(entry.path())?);
            }
        }
    }
    Ok(files)
}

/// Ten hexadecimal digits of a digest tell a site's files apart by far.
fn short(digest: &[u8]) -> String {
    digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

fn replace_once(text: &str, from: &str, to: &str) -> Result<String> {
    let count = text.matches(from).count();
    ensure!(count == 1, "expected once, found {count} times: {from}");
    Ok(text.replacen(from, to, 1))
}

/// An address from the root would break the page in a folder, and another host is never asked.
fn check_addresses(index: &str) -> Result<()> {
    for attribute in ["href=\"", "src=\""] {
        for after in index.split(attribute).skip(1) {
            let address = after.split('"').next().unwrap_or_default();
            if address.starts_with('/') {
                bail!("index.html has an address that is not relative: {address}");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(wasm: &[u8]) -> Output {
        Output {
            glue: "export default function init() {}".to_string(),
            wasm: wasm.to_vec(),
            parts: BTreeMap::new(),
            snippets: BTreeMap::new(),
        }
    }

    fn assemble(library: &Output) -> Site {
        let still = Still {
            slugs: "one two".to_owned(),
            languages: "en id".to_owned(),
            pages: "<h1>Still</h1><a href=\"worksheets/one.en.html\"></a>\n".to_owned(),
            files: [("worksheets/one.en.html".to_owned(), "<p>One</p>".to_owned())].into(),
        };
        Site::assemble(library, &still, Names::Hashed).unwrap()
    }

    fn asset<'a>(site: &'a Site, prefix: &str, suffix: &str) -> (&'a str, &'a str) {
        let (path, bytes) = site
            .files
            .iter()
            .find(|(path, _)| path.starts_with(prefix) && path.ends_with(suffix))
            .unwrap();
        (path, std::str::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_changed_wasm_changes_its_name_and_that_of_the_loader_and_no_other() {
        let one = assemble(&library(b"one"));
        let two = assemble(&library(b"two"));
        for (prefix, suffix) in [("assets/main", ".js"), ("assets/", ".wasm")] {
            assert_ne!(asset(&one, prefix, suffix).0, asset(&two, prefix, suffix).0);
        }
        assert_eq!(asset(&one, "assets/main", ".css").0, asset(&two, "assets/main", ".css").0);
    }

    #[test]
    fn the_page_and_the_loader_name_the_built_files_by_their_hashed_names() {
        let site = assemble(&library(b"wasm"));
        let index = asset(&site, "index.html", "").1;
        let (loader, loader_text) = asset(&site, "assets/main", ".js");
        assert!(index.contains(loader), "{index}");
        assert!(index.contains("<div id=\"app\">\n<h1>Still</h1>"), "{index}");
        assert!(index.contains("data-chapters=\"one two\" data-languages=\"en id\""), "{index}");
        for path in [asset(&site, "assets/state_lab-", ".js").0, asset(&site, "assets/", ".wasm").0]
        {
            assert!(index.contains(path), "{index}");
            assert!(loader_text.contains(path.trim_start_matches("assets/")), "{loader_text}");
        }
    }

    #[test]
    fn no_script_stands_in_a_page() {
        let site = assemble(&library(b"wasm"));
        for path in ["index.html", "embed.html"] {
            let page = std::str::from_utf8(&site.files[path]).unwrap();
            let scripts: Vec<&str> = page.split("<script").skip(1).collect();
            assert_eq!(scripts.len(), 2, "{page}");
            for script in scripts {
                let tag = script.split_once("</script>").unwrap().0;
                assert!(tag.contains(" src=\"assets/") && tag.ends_with('>'), "{tag}");
            }
        }
    }

    #[test]
    fn the_scripts_that_name_each_other_find_each_other_and_the_part_that_loads_later() {
        let mut library = library(b"wasm");
        library.glue = "import * as later from \"./link.js\"; use({ \"./link.js\": later })".into();
        let link = "import { initSync } from \"./state_lab.js\"; fetch(\"./split_part.wasm\")";
        library.parts.insert("link.js".into(), link.into());
        library.parts.insert("split_part.wasm".into(), b"part".to_vec());
        let site = assemble(&library);
        let (glue, glue_text) = asset(&site, "assets/state_lab-", ".js");
        let (link, link_text) = asset(&site, "assets/later-", ".js");
        let (part, _) = asset(&site, LATER, ".wasm");
        let file = |path: &str| path.trim_start_matches("assets/").to_owned();
        assert!(glue_text.contains(&format!("from \"./{}\"", file(link))), "{glue_text}");
        assert!(glue_text.contains("\"./link.js\": later"), "{glue_text}");
        assert!(link_text.contains(&format!("from \"./{}\"", file(glue))), "{link_text}");
        assert!(link_text.contains(&format!("\"./{}\"", file(part))), "{link_text}");
        assert!(!site.first_load().contains(&part) && site.first_load().contains(&link));
    }

    #[test]
    fn worksheets_are_files_of_the_site_and_no_part_of_the_first_load() {
        let site = assemble(&library(b"wasm"));
        assert_eq!(asset(&site, "worksheets/one", ".html").1, "<p>One</p>");
        assert!(!site.first_load().contains(&"worksheets/one.en.html"));
    }

    #[test]
    fn an_address_from_the_root_is_refused() {
        assert!(check_addresses(r#"<img src="/a.png">"#).is_err());
        assert!(check_addresses(r#"<img src="a.png"><a href="?lang=id">"#).is_ok());
    }
}
