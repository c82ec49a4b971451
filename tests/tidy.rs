//! Tidiness is a test: who may use whom, what the model may not name, and what nobody needs.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers: a folder of `src/` and the other folders that it may use.
const LAYERS: &[(&str, &[&str])] = &[
    ("api", &[]),
    ("manifest", &["api"]),
    ("apiserver", &["api"]),
    ("controllers", &["api", "apiserver", "manifest"]),
    ("node", &["api", "apiserver"]),
    ("kubectl", &["api", "apiserver", "manifest", "node"]),
    ("cluster", &["api", "apiserver", "controllers", "node", "kubectl"]),
    ("diagram", &["api", "apiserver"]),
    ("i18n", &[]),
    ("lesson", &["api", "apiserver", "cluster", "kubectl", "i18n"]),
    ("chapters", &["api", "apiserver", "lesson", "i18n"]),
    ("challenges", &["api", "apiserver", "chapters", "lesson", "i18n"]),
    ("compare", &["api", "apiserver"]),
    ("check", &["api", "apiserver", "cluster", "compare", "kubectl", "lesson"]),
    ("still", &["api", "apiserver", "diagram", "i18n", "lesson", "chapters"]),
    (
        "web",
        &[
            "api",
            "manifest",
            "apiserver",
            "controllers",
            "node",
            "kubectl",
            "cluster",
            "diagram",
            "i18n",
            "lesson",
            "chapters",
            "challenges",
        ],
    ),
];

/// Folders that know the browser; everything else is the model and its content.
const BROWSER: &[&str] = &["web"];

/// Lines of a file beyond which it is no longer read in one sitting.
const LONGEST_FILE: usize = 420;
/// Columns of a line.
const LONGEST_LINE: usize = 100;

/// A source file: its path below `src/`, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    /// The layer that the file belongs to: its folder, or its own name at the top.
    fn layer(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap_or_default()
    }

    /// Whether it is the root of the library or of a program.
    fn is_root(&self) -> bool {
        matches!(self.path.as_str(), "lib.rs" | "main.rs") || self.path.starts_with("bin/")
    }

    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let source = root().join("src");
    collect(&source, &source, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(base: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(base, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(base).expect("below src");
            let path_text = below.to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).expect("a source file");
            found.push(Source { path: path_text, text });
        }
    }
}

/// Fails with all faults at once.
fn report(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The layers that a line of code names.
fn named_layers(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").map(|(at, found)| {
        let rest = &line[at + found.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn no_layer_uses_a_layer_that_it_may_not_use() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| !source.is_root()) {
        let layer = source.layer();
        let Some((_, may_use)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            faults.push(format!("{}: the layer {layer} is not in the table", source.path));
            continue;
        };
        for (number, line) in source.code_lines() {
            if line.contains("crate::{") {
                faults.push(format!("{}:{number}: a use of several layers at once", source.path));
            }
            for named in named_layers(line) {
                let known = LAYERS.iter().any(|(name, _)| *name == named);
                if known && named != layer && !may_use.contains(&named) {
                    faults.push(format!("{}:{number}: {layer} uses {named}", source.path));
                }
            }
        }
    }
    report(faults);
}

#[test]
fn the_model_names_nothing_that_would_make_it_depend_on_chance_or_on_the_browser() {
    const FORBIDDEN: &[(&str, &str)] = &[
        ("HashMap", "its order is not fixed"),
        ("HashSet", "its order is not fixed"),
        ("SystemTime", "time is handed in"),
        ("Instant::now", "time is handed in"),
        ("web_sys", "only src/web knows the browser"),
        ("wasm_bindgen", "only src/web knows the browser"),
        ("leptos", "only src/web knows the browser"),
        ("gloo", "only src/web knows the browser"),
        ("println!", "the library returns its output"),
        ("unsafe ", "there is no unsafe code"),
    ];
    let mut faults = Vec::new();
    for source in sources() {
        if BROWSER.contains(&source.layer()) || source.path == "main.rs" {
            continue;
        }
        for (number, line) in source.code_lines() {
            for (word, why) in FORBIDDEN {
                // Where no order comes out.
                let is_hidden = *word == "HashMap" && source.path == "api/lookup.rs";
                if line.contains(word) && !is_hidden {
                    faults.push(format!("{}:{number}: {word}: {why}", source.path));
                }
            }
        }
    }
    report(faults);
}

#[test]
fn every_source_file_belongs_to_a_module() {
    let sources = sources();
    let declared: BTreeSet<String> = sources
        .iter()
        .flat_map(|source| {
            let folder = match source.path.as_str() {
                "lib.rs" | "main.rs" => String::new(),
                path => match path.strip_suffix("/mod.rs") {
                    Some(folder) => format!("{folder}/"),
                    None => format!("{}/", path.trim_end_matches(".rs")),
                },
            };
            source
                .code_lines()
                .filter_map(move |(_, line)| {
                    let line = line.trim().trim_start_matches("pub(crate) ");
                    let line = line.trim_start_matches("pub(super) ").trim_start_matches("pub ");
                    let name = line.strip_prefix("mod ")?.strip_suffix(';')?;
                    Some(format!("{folder}{name}"))
                })
                .collect::<Vec<_>>()
        })
        .collect();
    let faults = sources
        .iter()
        .filter(|source| !source.is_root())
        .map(|source| source.path.trim_end_matches(".rs").trim_end_matches("/mod"))
        .filter(|module| !declared.contains(*module))
        .map(|module| format!("src/{module}: no module declares it"))
        .collect();
    report(faults);
}

#[test]
fn the_map_in_lib_rs_names_every_part() {
    let library = fs::read_to_string(root().join("src/lib.rs")).expect("lib.rs");
    let entries = library.lines().filter_map(|line| line.strip_prefix("//! - "));
    let names = entries.filter_map(|entry| entry.split('`').nth(1));
    let map: Vec<&str> = names.collect();
    assert_eq!(map, LAYERS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "in this order");
    let declared = |name: &&str| library.contains(&format!("pub mod {name};"));
    report(map.iter().filter(|name| !declared(name)).map(|it| it.to_string()).collect());
    // Whoever may be used stands before whoever may use it.
    for (place, (name, uses)) in LAYERS.iter().enumerate() {
        let later = LAYERS[place..].iter().find(|(later, _)| uses.contains(later));
        assert_eq!(later, None, "{name} uses what comes after it");
    }
}

#[test]
fn files_and_lines_are_short_enough_to_read() {
    let mut faults = Vec::new();
    for source in sources() {
        let length = source.text.lines().count();
        if length > LONGEST_FILE {
            faults.push(format!("{}: {length} lines", source.path));
        }
        for (index, line) in source.text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > LONGEST_LINE {
                faults.push(format!("{}:{}: {columns} columns", source.path, index + 1));
            }
        }
    }
    report(faults);
}

#[test]
fn every_file_begins_with_what_it_is_for() {
    let faults = sources()
        .iter()
        .filter(|source| !source.path.ends_with("tests.rs") && !source.text.starts_with("//!"))
        .map(|source| format!("{}: no //! header", source.path))
        .collect();
    report(faults);
}

#[test]
fn the_text_speaks_of_the_project_alone() {
    const STRANGE: &[&str] = &["TODO", "FIXME", "XXX", "/work/", "localhost:8080/registry"];
    let mut faults = Vec::new();
    for source in sources() {
        for (index, line) in source.text.lines().enumerate() {
            for word in STRANGE.iter().filter(|word| line.contains(**word)) {
                faults.push(format!("{}:{}: {word}", source.path, index + 1));
            }
        }
    }
    report(faults);
}

#[test]
fn every_custom_property_of_the_style_is_used() {
    let sheets = fs::read_dir(root().join("style"))
        .expect("the style")
        .map(|entry| fs::read_to_string(entry.expect("an entry").path()).expect("a style sheet"));
    let style: String = sheets.collect();
    let users: String = sources().into_iter().map(|source| source.text).collect();
    let lines = style.lines().map(str::trim_start).filter(|line| line.starts_with("--"));
    let names = lines.filter_map(|line| Some(line.split_once(':')?.0));
    let is_used =
        |name: &&str| [&style, &users].iter().any(|it| it.contains(&format!("var({name}")));
    let unused = names.filter(|name| !is_used(name));
    report(unused.map(str::to_owned).collect());
}
