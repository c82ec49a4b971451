//! The library as wasm, with the JavaScript glue that wasm-bindgen makes for it.
//!
//! wasm-bindgen is linked in, so its version is pinned by Cargo.lock and nothing has to be installed
//! to build or serve the page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::arrange::arrange;
use crate::imports::shorten;
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
    /// What loads later: wasm, and the JavaScript that loads it, by file names. The module and the
    /// glue name them.
    pub parts: BTreeMap<String, Vec<u8>>,
    /// JavaScript that dependencies bring with them, by the path that the glue imports it from.
    pub snippets: BTreeMap<String, Vec<u8>>,
}

/// Compiles the library and generates its glue.
pub fn build(profile: Profile) -> Result<Output> {
    tools::wasm_target()?;
    same_wasm_bindgen()?;
    let (profile_name, profile_folder) = profile.names();
    let release = profile == Profile::Release;
    let args = ["rustc", "--package", "state-lab", "--lib", "--target", WASM_TARGET];
    let mut compile = workspace::cargo();
    compile.args(args).args(["--profile", profile_name]);
    if release {
        compile.args(["--config", &without_paths()?]);
        // Where the pieces of the program lie is needed to take it apart.
        compile.args(["--features", "split", "--", "-Clink-arg=--emit-relocs"]);
    }
    workspace::run(&mut compile)?;
    let target = workspace::target_dir()?;
    let input = target.join(WASM_TARGET).join(profile_folder).join(format!("{STEM}.wasm"));
    let folder = target.join("wasm-bindgen").join(profile_folder);
    // Snippets of an earlier build would otherwise stay and be shipped.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut parts = BTreeMap::new();
    let mut main = input.clone();
    if release {
        let taken_apart = target.join("wasm-split");
        main = taken_apart.join(format!("{STEM}.wasm"));
        parts = take_apart(&fs::read(input)?, &taken_apart, &main)?;
    }
    Bindgen::new()
        .input_path(&main)
        // The parts use what the main module exports to them.
        .keep_lld_exports(release)
        .web(true)?
        .typescript(false)
        .debug(!release)
        .remove_name_section(release)
        .remove_producers_section(release)
        .generate(&folder)
        .context("wasm-bindgen could not process the library")?;
    let mut output = read(&folder, parts)?;
    if release {
        let (wasm, glue) = shorten(&output.wasm, &output.glue)?;
        output = Output { wasm: arrange(&wasm)?, glue, ..output };
    }
    Ok(output)
}

/// A setting of Cargo's that keeps the folders of this machine out of the module, where a panic
/// would name the file that it began in.
fn without_paths() -> Result<String> {
    let metadata = workspace::stdout(workspace::cargo().args(["metadata", "--format-version=1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata names no packages")?;
    let manifests = packages.iter().filter(|package| !package["source"].is_null());
    let manifests = manifests.filter_map(|package| package["manifest_path"].as_str());
    let of_packages = manifests.filter_map(|path| Path::new(path).parent()?.parent());
    let mut folders: BTreeSet<PathBuf> = of_packages.map(Path::to_owned).collect();
    let toolchain = workspace::stdout(Command::new("rustc").args(["--print", "sysroot"]))?;
    folders.insert(Path::new(&toolchain).join("lib/rustlib/src"));
    let flags = folders.iter().map(|folder| format!("--remap-path-prefix={}=", folder.display()));
    let flags = serde_json::to_string(&flags.collect::<Vec<_>>())?;
    Ok(format!("target.{WASM_TARGET}.rustflags={flags}"))
}

/// Takes the library's wasm apart: what only a function for later needs becomes a part of its own.
fn take_apart(wasm: &[u8], folder: &Path, main: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    let glue = format!("./{STEM}.js");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = folder;
    options.main_out_path = main;
    options.main_module = &glue;
    wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the library could not be taken apart: {error:#}"))?;
    let mut parts = BTreeMap::new();
    for (name, bytes) in crate::site::files_in(folder)? {
        if folder.join(&name) != main {
            let bytes = if name.ends_with(".wasm") { arrange(&bytes)? } else { bytes };
            parts.insert(name, bytes);
        }
    }
    Ok(parts)
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

fn read(folder: &Path, parts: BTreeMap<String, Vec<u8>>) -> Result<Output> {
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
        parts,
        snippets,
    })
}
