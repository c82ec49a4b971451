//! The library as wasm, with the JavaScript glue that wasm-bindgen makes for it.
//!
//! wasm-bindgen is linked in, so its version is pinned by Cargo.lock and nothing has to be installed
//! to build or serve the page.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};
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
    read(&folder, parts)
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
            let bytes =
                if name.ends_with(".wasm") { without_custom_sections(&bytes)? } else { bytes };
            parts.insert(name, bytes);
        }
    }
    Ok(parts)
}

/// A module without the sections that only say where it comes from.
fn without_custom_sections(wasm: &[u8]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    let mut kept = wasm.get(..HEADER).context("a part is no wasm")?.to_vec();
    let mut at = HEADER;
    while at < wasm.len() {
        let (size, contents) = leb128(wasm, at + 1).context("a part of the wasm is broken")?;
        let section = wasm.get(at..contents + size).context("a part of the wasm is cut off")?;
        if wasm[at] != CUSTOM {
            kept.extend(section);
        }
        at = contents + size;
    }
    Ok(kept)
}

/// A number of variable length, and where it ends.
fn leb128(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let byte = *bytes.get(at)?;
        at += 1;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((number, at));
        }
    }
    None
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_are_left_out_and_the_others_stay_as_they_are() {
        let header = *b"\0asm\x01\0\0\0";
        let code = [10, 3, 1, 2, 3];
        let custom = [0, 0x82, 0x00, 9, 9];
        let wasm = [&header[..], &custom, &code, &custom].concat();
        assert_eq!(without_custom_sections(&wasm).unwrap(), [&header[..], &code].concat());
        assert!(without_custom_sections(&wasm[..wasm.len() - 1]).is_err());
        assert!(without_custom_sections(b"\0asm").is_err());
    }
}
