//! Build, serve, watch, rebuild, reload.

use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http::{self, Shared};
use crate::site::{Names, Site};
use crate::still::{self, Still};
use crate::wasm::{self, Output, Profile};
use crate::workspace;

const DEFAULT_PORT: u16 = 8080;
/// How many ports after the default one are tried.
const MORE_PORTS: u16 = 20;
/// Asking the file system a few times a second costs less than a library that listens to it.
const LOOK_EVERY: Duration = Duration::from_millis(300);
/// What the library is compiled from, and what is only put around it.
const LIBRARY: [&str; 3] = ["src", "Cargo.toml", "Cargo.lock"];
const PAGE: [&str; 3] = ["index.html", "style", "public"];

/// What the command line may ask for.
#[derive(Default)]
pub struct Options {
    /// The port; without it, the default or the next free one.
    pub port: Option<u16>,
    /// Whether to leave the browser alone.
    pub no_open: bool,
}

impl Options {
    /// Reads `--port N` and `--no-open`.
    pub fn parse(args: &[String]) -> Result<Options> {
        let mut options = Options::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--no-open" => options.no_open = true,
                "--port" => {
                    let port = args.next().context("--port wants a number")?;
                    options.port = Some(port.parse().context("--port wants a number")?);
                }
                other => match other.strip_prefix("--port=") {
                    Some(port) => {
                        options.port = Some(port.parse().context("--port wants a number")?)
                    }
                    None => bail!("serve has no option {other}"),
                },
            }
        }
        Ok(options)
    }
}

/// Serves the page until the process is ended.
pub fn run(options: &Options) -> Result<()> {
    let started = Instant::now();
    // A taken port is told before the build, not after it.
    let listener = listen(options.port)?;
    let address = format!("http://{}/", listener.local_addr()?);
    let mut seen = (fingerprint(&LIBRARY), fingerprint(&PAGE));
    let mut library = wasm::build(Profile::Dev)?;
    let mut still = still::write()?;
    let shared = Shared::reloading(Site::assemble(&library, &still, Names::Plain)?);
    http::serve(listener, shared.clone());
    println!("built in {:.1} s", started.elapsed().as_secs_f32());
    println!("serving {address}");
    std::io::stdout().flush()?;
    if !options.no_open {
        open(&address);
    }
    loop {
        thread::sleep(LOOK_EVERY);
        let now = (fingerprint(&LIBRARY), fingerprint(&PAGE));
        if now == seen {
            continue;
        }
        let started = Instant::now();
        match rebuild(&mut library, &mut still, now.0 != seen.0) {
            Ok(site) => {
                shared.exchange(site);
                println!("rebuilt in {:.1} s", started.elapsed().as_secs_f32());
            }
            Err(error) => eprintln!("error: {error:#}\nstill serving the last good build"),
        }
        seen = now;
    }
}

fn rebuild(library: &mut Output, still: &mut Still, compile: bool) -> Result<Site> {
    if compile {
        *library = wasm::build(Profile::Dev)?;
        *still = still::write()?;
    }
    Site::assemble(library, still, Names::Plain)
}

fn listen(port: Option<u16>) -> Result<TcpListener> {
    match port {
        Some(port) => http::listen(port),
        None => (DEFAULT_PORT..=DEFAULT_PORT + MORE_PORTS)
            .find_map(|port| http::listen(port).ok())
            .context("no free port; name one with --port"),
    }
}

/// A number that changes when a file in these places is written, added or removed.
fn fingerprint(places: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for place in places {
        add(&workspace::root().join(place), &mut hasher);
    }
    hasher.finish()
}

fn add(path: &Path, hasher: &mut DefaultHasher) {
    path.hash(hasher);
    // A file that vanishes between two looks is a change like any other.
    let Ok(metadata) = fs::metadata(path) else {
        return;
    };
    if metadata.is_dir() {
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().for_each(|path| add(path, hasher));
    } else {
        metadata.len().hash(hasher);
        metadata.modified().ok().hash(hasher);
    }
}

/// Opens the page where there is a screen; that it cannot is no error, the address is printed.
fn open(address: &str) {
    let screen = ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some());
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/c", "start"]);
        command
    } else if screen {
        Command::new("xdg-open")
    } else {
        return;
    };
    let quiet = command.arg(address).stdin(Stdio::null()).stdout(Stdio::null());
    drop(quiet.stderr(Stdio::null()).spawn());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Options> {
        Options::parse(&args.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn the_port_is_read_in_both_spellings_and_nothing_else_is_taken() {
        assert_eq!(parsed(&["--port", "9000", "--no-open"]).unwrap().port, Some(9000));
        assert_eq!(parsed(&["--port=9000"]).unwrap().port, Some(9000));
        for wrong in [&["--port"][..], &["--port", "x"], &["--fast"]] {
            assert!(parsed(wrong).is_err(), "{wrong:?}");
        }
    }
}
