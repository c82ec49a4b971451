//! The embed as a package for projects that are built with npm. It is made and never published: whoever
//! wants it runs `npm pack` in the folder or installs from there.

use anyhow::{Context, Result, ensure};

use crate::packages;
use crate::site::Site;

const PACKAGE: &str = include_str!("npm.json");
const README: &str = include_str!("npm.md");
/// How the script names the page, and the same for bundlers, which would take along that file alone
/// and none of those that it needs.
const NAMED: &str = "new URL(\"embed.html\", import.meta.url)";
const LEFT_ALONE: &str =
    "new URL(/* webpackIgnore: true */ /* @vite-ignore */ \"embed.html\", import.meta.url)";
const LICENSE: &str = include_str!("../../LICENSE");

/// The files of the package.
pub fn package(site: &Site, version: &str) -> Result<Site> {
    let mut files = packages::embed(site)?;
    let script = files.get_mut("embed.js").context("an embed has a script")?;
    let text = String::from_utf8_lossy(script);
    ensure!(text.matches(NAMED).count() == 1, "embed.js names its page in another way");
    *script = text.replace(NAMED, LEFT_ALONE).into();
    let types = site.files.get("embed.d.ts").context("the site has no embed.d.ts")?;
    files.insert("embed.d.ts".to_owned(), types.clone());
    let pictures = site.files.iter().filter(|(path, _)| path.starts_with("still/"));
    files.extend(pictures.map(|(path, picture)| (path.clone(), picture.clone())));
    for (path, text) in [("package.json", PACKAGE), ("README.md", README), ("LICENSE", LICENSE)] {
        files.insert(path.to_owned(), text.replace("{version}", version).into());
    }
    Ok(Site { files })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::tests::site;
    use crate::workspace;
    use serde_json::Value;

    /// The package of a small site, and what its package.json says.
    fn made() -> (Site, Value) {
        let version = workspace::locked_version("state-lab").unwrap();
        let package = package(&site(), &version).unwrap();
        let told = serde_json::from_slice(&package.files["package.json"]).unwrap();
        (package, told)
    }

    /// Whether a path of package.json, such as `./assets/*` or `assets/`, leads to a file.
    fn leads_somewhere(package: &Site, path: &str) -> bool {
        let path = path.trim_start_matches("./");
        match path.trim_end_matches('*') {
            folder if folder.ends_with('/') => {
                package.files.keys().any(|it| it.starts_with(folder) && it != folder)
            }
            file => package.files.contains_key(file),
        }
    }

    /// The texts in a value, however deep.
    fn texts(value: &Value) -> Vec<&str> {
        match value {
            Value::String(text) => vec![text],
            Value::Array(values) => values.iter().flat_map(texts).collect(),
            Value::Object(values) => values.values().flat_map(texts).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn every_file_that_package_json_names_is_there_and_none_is_left_out() {
        let (package, told) = made();
        let named = ["exports", "files", "types"].map(|field| texts(&told[field])).concat();
        assert!(named.len() > 10, "{named:?}");
        for path in &named {
            assert!(leads_somewhere(&package, path), "{path}");
        }
        let packed: Vec<&str> = texts(&told["files"]);
        // npm takes these three along without being told.
        let always = ["package.json", "README.md", "LICENSE"];
        for path in package.files.keys().filter(|path| !always.contains(&path.as_str())) {
            let is_packed = |entry: &&str| match entry.strip_suffix('/') {
                Some(_) => path.starts_with(entry),
                None => path == entry,
            };
            assert!(packed.iter().any(is_packed), "{path} would stay behind");
        }
    }

    #[test]
    fn bundlers_leave_the_address_of_the_page_alone() {
        let (package, _) = made();
        let script = String::from_utf8_lossy(&package.files["embed.js"]);
        assert!(script.contains("/* @vite-ignore */ \"embed.html\", import.meta.url"), "{script}");
    }

    #[test]
    fn it_has_the_name_the_version_and_the_licence_of_the_project() {
        let (_, told) = made();
        assert_eq!(told["name"], "state-lab");
        let manifest = std::fs::read_to_string(workspace::root().join("Cargo.toml")).unwrap();
        let line = |name: &str| format!("\n{name} = {}\n", told[name]);
        for field in ["version", "license", "name"] {
            assert!(manifest.contains(&line(field)), "{}", line(field));
        }
        assert_eq!(told["type"], "module");
    }
}
