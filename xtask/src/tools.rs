//! What the machine must have beside Rust; each is installed, pinned, where it lacks.
//!
//! A tool of another version is left as it is: the pinned one then goes into the target folder, so
//! that a machine's own set-up is added to and never changed.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::{self, WASM_TARGET};

/// The release of wasm-pack that the gate was tried with.
const WASM_PACK: &str = "0.15.1";

/// The release of cargo-fuzz that the fuzz targets were run with.
const CARGO_FUZZ: &str = "0.13.2";

/// The programs that run tests of wasm in a browser.
pub struct WasmTestTools {
    /// wasm-pack of the pinned version.
    pub wasm_pack: PathBuf,
    /// Folders that must come first in `PATH`, so that wasm-pack finds wasm-bindgen.
    pub folders: Vec<PathBuf>,
}

/// Makes sure that the compiler can build for wasm.
pub fn wasm_target() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let print = ["--print", "target-libdir", "--target", WASM_TARGET];
    let libraries = workspace::stdout(Command::new(rustc).args(print))?;
    if PathBuf::from(libraries).is_dir() {
        return Ok(());
    }
    if workspace::on_path(&["rustup"]).is_none() {
        bail!("install Rust's {WASM_TARGET} target (with rustup: rustup target add {WASM_TARGET})");
    }
    println!("installing Rust's {WASM_TARGET} target");
    workspace::run(Command::new("rustup").args(["target", "add", WASM_TARGET]))
}

/// Makes sure of wasm-pack and of the wasm-bindgen that Cargo.lock names.
pub fn wasm_test_tools() -> Result<WasmTestTools> {
    let wasm_bindgen = workspace::locked_version("wasm-bindgen")?;
    let runner = cargo_tool("wasm-bindgen-cli", "wasm-bindgen-test-runner", &wasm_bindgen)?;
    let wasm_pack = cargo_tool("wasm-pack", "wasm-pack", WASM_PACK)?;
    let folder = runner.parent().context("the runner lies in a folder")?.to_path_buf();
    Ok(WasmTestTools { wasm_pack, folders: vec![folder] })
}

/// Makes sure of cargo-fuzz and of the nightly compiler that it needs.
pub fn cargo_fuzz() -> Result<PathBuf> {
    if workspace::on_path(&["rustup"]).is_none() {
        bail!("install rustup: the fuzz targets need its nightly compiler");
    }
    let nightly = ["run", "nightly", "rustc", "--version"];
    if workspace::stdout(Command::new("rustup").args(nightly)).is_err() {
        println!("installing Rust's nightly compiler");
        let install = ["toolchain", "install", "nightly", "--profile", "minimal"];
        workspace::run(Command::new("rustup").args(install))?;
    }
    cargo_tool("cargo-fuzz", "cargo-fuzz", CARGO_FUZZ)
}

/// A program of this version: the one in `PATH`, or the workspace's own, or a new one.
fn cargo_tool(package: &str, program: &str, version: &str) -> Result<PathBuf> {
    let in_path = workspace::on_path(&[program]);
    let own_root = workspace::target_dir()?.join("tools");
    let own = own_root.join("bin").join(format!("{program}{}", std::env::consts::EXE_SUFFIX));
    let candidates = in_path.iter().chain([&own]);
    for candidate in candidates {
        if has_version(candidate, version) {
            return Ok(candidate.clone());
        }
    }
    println!("installing {package} {version} from source (some minutes, once)");
    let mut install = workspace::cargo();
    install.args(["install", "--locked", package, "--version", version]);
    // The build's own folder is apart from the workspace's, whose settings are for other things.
    install.env_remove("CARGO_TARGET_DIR");
    if in_path.is_some() {
        install.arg("--force").arg("--root").arg(&own_root);
    }
    workspace::run(&mut install)
        .with_context(|| format!("install it: cargo install --locked {package}@{version}"))?;
    let installed = workspace::on_path(&[program]).filter(|found| has_version(found, version));
    let home = std::env::home_dir().unwrap_or_default();
    let cargo_home = std::env::var_os("CARGO_HOME").map_or(home.join(".cargo"), PathBuf::from);
    let in_home = cargo_home.join("bin").join(own.file_name().unwrap_or_default());
    installed
        .or_else(|| [own, in_home].into_iter().find(|found| has_version(found, version)))
        .with_context(|| format!("{package} {version} was installed but is not to be found"))
}

/// Says whether `program --version` ends with this version.
fn has_version(program: &PathBuf, version: &str) -> bool {
    let said = workspace::stdout(Command::new(program).arg("--version"));
    said.is_ok_and(|said| said.split_whitespace().nth(1) == Some(version))
}
