//! The library as wasm, with the JavaScript glue that wasm-bindgen makes for it.
//!
//! wasm-bindgen is linked in, so its version is pinned by Cargo.lock and nothing has to be installed
//! to build or serve the page.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::tools;
use crate::workspace::{self, WASM_TARGET};

/// The library's file stem, which names the glue and the wasm.
pub const STEM: &str = "state_lab";

/// How the library is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Quick to compile, and shared with the page's tests.
    Dev,
    /// Small to load.
    Release,
}

impl Profile {
    /// What Cargo calls it, and the folder that Cargo puts its outputs in.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Profile::Dev => ("dev", "debug"),
            Profile::Release => ("wasm-release", "wasm-release"),
        }
    }
}

/// What wasm-bindgen makes of the library.
pub struct Output {
    /// The JavaScript module that loads the wasm.
    pub glue: String,
    /// The module itself.
    pub wasm: Vec<u8>,
    /// JavaScript that dependencies bring with them, by the path that the glue imports it from.
    pub snippets: BTreeMap<String, Vec<u8>>,
}

/// Compiles the library and generates its glue.
pub fn build(profile: Profile) -> Result<Output> {
    tools::wasm_target()?;
    same_wasm_bindgen()?;
    let (profile_name, profile_folder) = profile.names();
    let args = ["build", "--package", "state-lab", "--lib", "--target", WASM_TARGET];
    workspace::run(workspace::cargo().args(args).args(["--profile", profile_name]))?;
    let target = workspace::target_dir()?;
    let input = target.join(WASM_TARGET).join(profile_folder).join(format!("{STEM}.wasm"));
    let folder = target.join("wasm-bindgen").join(profile_folder);
    // Snippets of an earlier build would otherwise stay and be shipped.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let release = profile == Profile::Release;
    Bindgen::new()
        .input_path(&input)
        .web(true)?
        .typescript(false)
        .debug(!release)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate(&folder)
        .context("wasm-bindgen could not process the library")?;
    read(&folder)
}

/// The library and the linked wasm-bindgen speak one version's private language.
fn same_wasm_bindgen() -> Result<()> {
    let library = workspace::locked_version("wasm-bindgen")?;
    let linked = workspace::locked_version("wasm-bindgen-cli-support")?;
    ensure!(
        library == linked,
        "Cargo.lock has wasm-bindgen {library} and wasm-bindgen-cli-support {linked}: \
         give both the same version in Cargo.toml and xtask/Cargo.toml"
    );
    Ok(())
}

fn read(folder: &Path) -> Result<Output> {
    let mut snippets = BTreeMap::new();
    let snippet_folder = folder.join("snippets");
    if snippet_folder.is_dir() {
        for (path, bytes) in crate::site::files_in(&snippet_folder)? {
            snippets.insert(format!("snippets/{path}"), bytes);
        }
    }
    Ok(Output {
        glue: fs::read_to_string(folder.join(format!("{STEM}.js")))?,
        wasm: fs::read(folder.join(format!("{STEM}_bg.wasm")))?,
        snippets,
    })
}
