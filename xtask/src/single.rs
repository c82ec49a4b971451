//! The whole page as one file that opens from disk with a double click, with no network at all.
//!
//! Modules cannot be imported from disk, so the scripts of the site stand in the page as one module,
//! and so does what they would fetch: the wasm, packed, as text.

use std::io::Write as _;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::site::Site;

/// What the file is called.
pub const NAME: &str = "state-lab.html";
const UNPACK: &str = include_str!("unpack.js");
/// What the file does not have: pages that are files of their own.
const WITHOUT: &str = "<style>a[href^=\"worksheets/\"]{display:none}</style>";

/// The file, made of a finished site.
pub fn page(site: &Site) -> Result<String> {
    let index = text(site, "index.html")?;
    let mut page = String::new();
    let mut packed = String::new();
    for line in index.lines() {
        if let Some(path) = between(line, "<link rel=\"stylesheet\" href=\"", "\">") {
            let style = text(site, path)?;
            ensure!(!style.contains("</style") && !style.contains("url("), "{path} names others");
            page.push_str(&format!("<style>{style}</style>{WITHOUT}\n"));
        } else if let Some(path) = between(line, "<link rel=\"icon\" href=\"", "\">") {
            let icon = base64(bytes(site, path)?);
            page.push_str(&format!(
                "<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">\n"
            ));
        } else if let Some((path, rest)) =
            line.strip_prefix("<script src=\"").and_then(|it| it.split_once('"'))
        {
            let rest = rest.replacen("</script>", &format!("{}</script>", text(site, path)?), 1);
            page.push_str(&format!("<script{rest}\n"));
        } else if let Some(path) = between(line, "<script type=\"module\" src=\"", "\"></script>") {
            let script = script(site, path, &mut packed)?;
            page.push_str(&format!("<script type=\"module\">\n{script}</script>\n"));
        } else if line == "</body>" {
            page.push_str(&packed);
            page.push_str(&manifests(site)?);
            page.push_str("</body>\n");
        } else if !line.contains("rel=\"modulepreload\"") && !line.contains("rel=\"preload\"") {
            page.push_str(line);
            page.push('\n');
        }
    }
    ensure!(!page.contains("=\"assets/"), "{NAME} names a file of the site");
    Ok(page)
}

/// The files that the page offers to download.
fn manifests(site: &Site) -> Result<String> {
    let mut all = String::new();
    for path in site.files.keys().filter(|path| path.starts_with("manifests/")) {
        let file = text(site, path)?;
        ensure!(!file.contains("</script"), "{path} would end before its end");
        all.push_str(&format!(
            "<script type=\"text/plain\" data-file=\"{path}\">{file}</script>\n"
        ));
    }
    Ok(all)
}

/// The loader, the glue and what loads later as one module. What is packed goes into the page.
fn script(site: &Site, loader: &str, packed: &mut String) -> Result<String> {
    let loader = text(site, loader)?;
    let name = between(loader, "import init from \"./", "\";").context("no glue")?;
    let mut glue = text(site, &format!("assets/{name}"))?.to_owned();
    let loader = without(loader, &format!("import init from \"./{name}\";"))?;
    let mut later = String::new();
    if let Some(line) = glue.lines().find(|line| line.starts_with("import * as ")) {
        let alias = between(line, "import * as ", " from").context("an import without a name")?;
        let path = between(line, "from \"./", "\"").context("an import without a file")?;
        let own = text(site, &format!("assets/{path}"))?;
        later = enclosed(own, alias, &format!("import {{ initSync }} from \"./{name}\";"))?;
        glue = without(&glue, line)?;
    }
    ensure!(!glue.contains("\nimport "), "the glue imports something else");
    // The loader calls by its own name what the glue exports as its default.
    let start = between(&glue, "initSync, ", " as default").context("the glue starts nothing")?;
    let start = format!("const init = {start};\n");
    let mut script = format!("{UNPACK}{later}{glue}\n{start}{loader}");
    let address = address(&script, "css").context("nothing has a look of its own")?;
    let name = between(&address, "\"./", "\"").context("a look without a name")?;
    let look = base64(bytes(site, &format!("assets/{name}"))?);
    script = script.replace(&address, &format!("\"data:text/css;base64,{look}\""));
    while let Some(address) = self::address(&script, "wasm") {
        let path = between(&address, "\"./", "\"").context("wasm without a name")?;
        let stem = path.trim_end_matches(".wasm");
        script = script.replace(&format!("fetch({address})"), &format!("unpack(\"{stem}\")"));
        script = script.replace(&address, &format!("unpack(\"{stem}\")"));
        let wasm = base64(&gzip(bytes(site, &format!("assets/{path}"))?)?);
        packed.push_str(&format!("<script type=\"text/plain\" data-part=\"{stem}\">{wasm}"));
        packed.push_str("</script>\n");
    }
    ensure!(!script.contains("</script"), "a script would end before its end");
    Ok(script)
}

/// The first address in a script that names a file of a kind: `new URL("./….wasm", …)`.
fn address(script: &str, extension: &str) -> Option<String> {
    const OPEN: &str = "new URL(\"./";
    let close = format!(".{extension}\", import.meta.url)");
    let end = script.find(&close)? + close.len();
    let start = script[..end].rfind(OPEN)?;
    Some(script[start..end].to_owned())
}

/// A module as an object of what it exports, in a scope of its own.
fn enclosed(module: &str, name: &str, import: &str) -> Result<String> {
    let body = without(module, import)?;
    let exports: Vec<&str> =
        body.lines().filter_map(|line| between(line, "export const ", " =")).collect();
    let exports = exports.join(", ");
    let body = body.replace("export const ", "const ");
    ensure!(!body.contains("\nexport ") && !body.contains("\nimport "), "more than constants");
    Ok(format!("const {name} = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();\n"))
}

fn bytes<'a>(site: &'a Site, path: &str) -> Result<&'a [u8]> {
    site.files.get(path).map(Vec::as_slice).with_context(|| format!("the site has no {path}"))
}

fn text<'a>(site: &'a Site, path: &str) -> Result<&'a str> {
    Ok(std::str::from_utf8(bytes(site, path)?)?)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

fn without(text: &str, line: &str) -> Result<String> {
    ensure!(text.matches(line).count() == 1, "expected once: {line}");
    Ok(text.replacen(line, "", 1))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    Ok(packed.finish()?)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let number = group.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for at in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * at)) as usize & 63];
            text.push(if at > group.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_letters_as_browsers_read_them() {
        let coded = [&b""[..], b"f", b"fo", b"foo", b"foobar", &[255, 254]].map(base64);
        assert_eq!(coded, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYmFy", "//4="]);
    }

    fn site() -> Site {
        let mut site = Site::default();
        let index = "<html>\n<link rel=\"icon\" href=\"icon.svg\">\n\
             <link rel=\"stylesheet\" href=\"assets/main-1.css\">\n\
             <link rel=\"modulepreload\" href=\"assets/state_lab-1.js\">\n\
             <script src=\"assets/first-1.js\" data-a=\"1\"></script>\n\
             <script type=\"module\" src=\"assets/main-1.js\"></script>\n<p>Still</p>\n</body>\n";
        for (path, text) in [
            ("index.html", index),
            ("icon.svg", "<svg/>"),
            ("assets/main-1.css", "p { color: red }"),
            ("assets/first-1.js", "first();\n"),
            (
                "assets/main-1.js",
                "import init from \"./state_lab-1.js\";\n\
                 style.href = new URL(\"./split_later-1.css\", import.meta.url);\n\
                 init({ module_or_path: new URL(\"./lab_bg-1.wasm\", import.meta.url) });\n",
            ),
            (
                "assets/state_lab-1.js",
                "import * as later0 from \"./later-1.js\"\nfunction initSync() {}\n\
                 async function start() { later0.load(); }\nexport { initSync, start as default };\n",
            ),
            (
                "assets/later-1.js",
                "import { initSync } from \"./state_lab-1.js\";\n\
                 export const load = () => fetch(new URL(\"./split_a-1.wasm\", import.meta.url));\n",
            ),
            ("manifests/a.yaml", "kind: Pod\n"),
            ("assets/split_later-1.css", "q {}"),
            ("assets/lab_bg-1.wasm", "main"),
            ("assets/split_a-1.wasm", "part"),
        ] {
            site.files.insert(path.to_owned(), text.into());
        }
        site
    }

    #[test]
    fn the_file_has_everything_in_it_and_names_no_other() {
        let page = page(&site()).unwrap();
        assert!(page.contains("<style>p { color: red }</style>"), "{page}");
        assert!(page.contains("data:image/svg+xml;base64,PHN2Zy8+"), "{page}");
        assert!(page.contains("style.href = \"data:text/css;base64,cSB7fQ==\";"), "{page}");
        assert!(page.contains("const init = start;"), "{page}");
        assert!(page.contains("init({ module_or_path: unpack(\"lab_bg-1\") });"), "{page}");
        assert!(page.contains("const load = () => unpack(\"split_a-1\");"), "{page}");
        assert!(page.contains("return { load };"), "{page}");
        for part in ["lab_bg-1", "split_a-1"] {
            assert_eq!(page.matches(&format!("data-part=\"{part}\">H4sI")).count(), 1, "{page}");
        }
        for word in ["assets/", "import {", "import *", "import init", "fetch(", ".wasm"] {
            assert!(!page.contains(word), "{word}: {page}");
        }
        assert!(page.contains("<script data-a=\"1\">first();\n</script>\n"), "{page}");
        assert!(page.contains("data-file=\"manifests/a.yaml\">kind: Pod\n</script>"), "{page}");
        assert!(page.contains("<p>Still</p>"), "{page}");
    }

    #[test]
    fn a_site_that_lacks_something_makes_no_file() {
        let mut site = site();
        site.files.remove("assets/split_a-1.wasm");
        assert!(page(&site).unwrap_err().to_string().contains("split_a-1.wasm"));
    }
}
