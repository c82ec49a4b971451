//! Chromium and its driver: found, or installed where the system's package manager allows it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace;

const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC_BROWSER: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
const INSTALL: &str = "install Chromium and chromedriver (on Debian: apt-get install chromium \
                       chromium-driver), or name them in CHROME and CHROMEDRIVER";

/// What a test's browser is started with beside `headless`: nothing of its own on the network, no
/// graphics card, and no sandbox, which root cannot have.
pub const ARGUMENTS: [&str; 7] = [
    "no-sandbox",
    "disable-gpu",
    "disable-dev-shm-usage",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "no-first-run",
];

/// The two programs that a browser test needs.
pub struct Browser {
    /// Chromium or Chrome.
    pub chrome: PathBuf,
    /// The driver of the same version.
    pub driver: PathBuf,
}

/// The browser of this machine; installs it where it lacks and the machine lets us.
pub fn ensure() -> Result<Browser> {
    if let Some(found) = find() {
        return Ok(found);
    }
    if !may_install() {
        bail!("{INSTALL}");
    }
    println!("installing Chromium and its driver with apt-get");
    install().context(INSTALL)?;
    find().context(INSTALL)
}

/// The browser of this machine, if it has one.
pub fn find() -> Option<Browser> {
    let chrome = named("CHROME")
        .or_else(|| workspace::on_path(&BROWSERS))
        .or_else(|| Some(PathBuf::from(MAC_BROWSER)).filter(|path| path.is_file()))?;
    let driver = named("CHROMEDRIVER").or_else(|| workspace::on_path(&["chromedriver"]))?;
    Some(Browser { chrome, driver })
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| !path.as_os_str().is_empty())
}

/// Only root may use apt-get; a person is told what to install instead of being asked for a password.
fn may_install() -> bool {
    let root = workspace::stdout(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    root && Path::new("/etc/debian_version").exists() && workspace::on_path(&["apt-get"]).is_some()
}

/// Package servers fail now and then, also in the middle of a set of packages, so each try mends first.
fn install() -> Result<()> {
    const TRIES: usize = 3;
    let mut last = Ok(());
    for _ in 0..TRIES {
        last = apt(&["update"]).and_then(|()| {
            apt(&["install", "--no-install-recommends", "chromium", "chromium-driver"])
        });
        if last.is_ok() {
            return last;
        }
        // What this cannot mend, the next try reports.
        let _ = apt(&["--fix-broken", "install"]);
    }
    last
}

fn apt(args: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command.args(["--yes", "--quiet=2"]).args(args).env("DEBIAN_FRONTEND", "noninteractive");
    workspace::run(&mut command)
}
