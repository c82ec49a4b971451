//! The site as packages for other systems, beside it in `dist/`: courses for learning platforms in
//! `scorm/`, and what a project that is built with npm installs in `npm/`.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

use crate::site::Site;
use crate::{dist, npm, scorm, still, workspace};

/// The folders of the packages, in that of the site.
pub const FOLDERS: [&str; 2] = ["scorm", "npm"];
/// The way to the whole page, which is in no package.
const WITHOUT: &str = "<style>.home{display:none}</style>\n</head>";
/// How what loads later starts its wasm: only if the host calls it wasm, which many platforms do not.
const STREAMED: &str = "WebAssembly.instantiateStreaming(src, imports)";
/// The same whatever the host calls it.
const WHOLE: &str =
    "src.then((it) => it.arrayBuffer()).then((it) => WebAssembly.instantiate(it, imports))";

/// Builds the site if it is not there or older than its sources, and writes the packages.
pub fn run() -> Result<()> {
    let site = dist::up_to_date()?;
    let folder = dist::folder();
    let courses = folder.join(FOLDERS[0]);
    if courses.exists() {
        fs::remove_dir_all(&courses)?;
    }
    fs::create_dir_all(&courses)?;
    for course in still::courses()? {
        let packed = scorm::package(&site, &course)?;
        let file = courses.join(course.file_name());
        fs::write(&file, &packed).with_context(|| file.display().to_string())?;
        println!("{:9} {}", packed.len(), file.display());
    }
    let package = folder.join(FOLDERS[1]);
    npm::package(&site, &workspace::locked_version("state-lab")?)?.write(&package)?;
    println!("{}", package.display());
    Ok(())
}

/// The files of a site that an embed needs: its page, its script, and whatever these name.
pub fn embed(site: &Site) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut named = vec!["embed.html", "embed.js"];
    // Which of the manifests a chapter offers is known to the wasm alone; together they are light.
    named.extend(site.files.keys().map(String::as_str).filter(|it| it.starts_with("manifests/")));
    while let Some(path) = named.pop() {
        if files.contains_key(path) {
            continue;
        }
        let bytes = site.files.get(path).with_context(|| format!("the site has no {path}"))?;
        if [".html", ".js"].iter().all(|kind| !path.ends_with(kind)) {
            files.insert(path.to_owned(), bytes.clone());
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        files.insert(path.to_owned(), text.replace(STREAMED, WHOLE).into_bytes());
        let is_named = |path: &&str| match path.strip_prefix("assets/") {
            // Scripts name each other from within the folder.
            Some(name) => text.contains(&format!("/{name}\"")),
            None => text.contains(&format!("\"{path}\"")),
        };
        named.extend(site.files.keys().map(String::as_str).filter(is_named));
    }
    let page = files.get("embed.html").map_or(&[][..], Vec::as_slice);
    let page = String::from_utf8_lossy(page).replacen("</head>", WITHOUT, 1);
    files.insert("embed.html".to_owned(), page.into_bytes());
    Ok(files)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A site as small as it can be, in which one file names the next.
    pub fn site() -> Site {
        let mut site = Site::default();
        for (path, text) in [
            ("index.html", "<script src=\"assets/main-1.js\"></script>"),
            ("icon.svg", "<svg/>"),
            (
                "embed.html",
                "<head><link href=\"icon.svg\"><script src=\"assets/main-1.js\"></script></head>",
            ),
            ("embed.js", "new URL(\"embed.html\", import.meta.url)"),
            ("embed.d.ts", "export {};"),
            ("embed.v1.js", "new URL(\"embed.v1.html\", import.meta.url)"),
            (
                "assets/main-1.js",
                "import \"./snippets/a.js\"; new URL(\"./lab_bg-1.wasm\"); \
                 WebAssembly.instantiateStreaming(src, imports)",
            ),
            ("assets/snippets/a.js", "import \"../lab-1.js\""),
            ("assets/lab-1.js", "import \"./main-1.js\""),
            ("assets/lab_bg-1.wasm", "\0asm"),
            ("assets/unused-1.js", ""),
            ("manifests/en/a.yaml", "kind: Pod\n"),
            ("still/one.en.svg", "<svg/>"),
            ("still/one.id.svg", "<svg/>"),
            ("worksheets/one.en.html", "<p>One</p>"),
        ] {
            site.files.insert(path.to_owned(), text.into());
        }
        site
    }

    #[test]
    fn an_embed_has_all_that_its_files_name_and_no_more() {
        let files = embed(&site()).unwrap();
        let paths: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(
            paths,
            [
                "assets/lab-1.js",
                "assets/lab_bg-1.wasm",
                "assets/main-1.js",
                "assets/snippets/a.js",
                "embed.html",
                "embed.js",
                "icon.svg",
                "manifests/en/a.yaml",
            ]
        );
        assert!(String::from_utf8_lossy(&files["embed.html"]).contains(WITHOUT));
        assert!(String::from_utf8_lossy(&files["assets/main-1.js"]).contains(WHOLE));
    }

    #[test]
    fn a_site_without_an_embed_makes_no_package() {
        let mut site = site();
        site.files.remove("embed.js");
        assert!(embed(&site).unwrap_err().to_string().contains("embed.js"));
    }
}
