//! Real programs that build notes and slides, each with an embed as `docs/embedding/` says it.
//!
//! Every host is a small template in `xtask/hosts/`, with the same lines as its page for authors. It
//! is set up in the target folder, with the program of a pinned version in that folder alone, and
//! what it builds is then driven through Chromium.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::tally::{self, Tally};
use crate::{browser, dist, site, workspace};

/// The release of mdBook that is tried.
const MDBOOK: &str = "0.5.4";

/// A program that builds notes or slides.
struct Host {
    /// The name of its template, and with `_` of the module that tests it.
    name: &'static str,
    /// What the machine must have: names of the program, and what to install where none is there.
    needs: &'static [(&'static [&'static str], &'static str)],
    /// Its page in `docs/embedding/`, with the lines that its template has.
    docs: &'static str,
    /// Installs what it needs within its folder and builds its pages there.
    build: fn(&Path) -> Result<()>,
    /// The folder within its own in which the pages are then.
    pages: &'static str,
}

const NODE: (&[&str], &str) = (&["node"], "install Node.js 20 or newer (https://nodejs.org)");
const NPM: (&[&str], &str) = (&["npm", "npm.cmd"], "install npm, which comes with Node.js");
const PYTHON: (&[&str], &str) = (
    &["python3", "python"],
    "install Python 3.11 or newer with venv (on Debian: apt-get install python3-venv)",
);

const HOSTS: [Host; 5] = [
    Host { name: "mdbook", needs: &[], docs: "mdbook.md", build: mdbook, pages: "book" },
    // A deck is nothing but its page and the library beside it.
    Host { name: "reveal", needs: &[NODE, NPM], docs: "reveal.md", build: npm_install, pages: "" },
    Host { name: "sphinx", needs: &[PYTHON], docs: "sphinx.md", build: sphinx, pages: "html" },
    Host {
        name: "jupyter-book",
        needs: &[PYTHON],
        docs: "sphinx.md",
        build: jupyter_book,
        pages: "_build/html",
    },
    Host {
        name: "docusaurus",
        needs: &[NODE, NPM],
        docs: "docusaurus.md",
        build: docusaurus,
        pages: "build",
    },
];

/// Sets up these hosts, or all of them, and tests the embeds in what they build.
pub fn run(names: &[String]) -> Result<ExitCode> {
    let all: Vec<&str> = HOSTS.iter().map(|host| host.name).collect();
    if let Some(strange) = names.iter().find(|name| !all.contains(&name.as_str())) {
        bail!("no such host: {strange}; there are {}", all.join(", "));
    }
    let chosen = |host: &&Host| names.is_empty() || names.iter().any(|name| name == host.name);
    let chosen: Vec<&Host> = HOSTS.iter().filter(chosen).collect();
    let missing: Vec<&str> = chosen.iter().flat_map(|host| host.missing()).collect();
    if let Some(first) = missing.first() {
        bail!("{first}");
    }
    let browser = browser::ensure()?;
    if dist::folder().join("embed.v1.js").is_file() {
        println!("taking dist/ as it is; `cargo xtask dist` builds it anew");
    } else {
        println!("building dist/");
        dist::build()?;
    }
    for host in &chosen {
        let started = Instant::now();
        println!("\n==> {}, as {} says", host.name, host.docs().display());
        println!("in {}", folder(host.name)?.display());
        host.set_up().with_context(|| host.name)?;
        println!("{} is built ({:.1} s)", host.name, started.elapsed().as_secs_f32());
    }
    println!("\n==> the embeds in Chromium");
    let mut tests = workspace::cargo();
    tests
        .args(["test", "--package", "xtask", "--test", "hosts", "--"])
        .args(chosen.iter().map(|host| host.tests()))
        .env("CHROME", &browser.chrome)
        .env("CHROMEDRIVER", &browser.driver);
    let mut tally = Tally::default();
    let outcome = tally::run(&mut tests, &mut tally);
    println!("{} passed, {} failed", tally.passed, tally.failed);
    outcome.map(|()| ExitCode::SUCCESS)
}

/// The pages that a host has built.
pub fn pages(name: &str) -> Result<site::Site> {
    let host = HOSTS.iter().find(|host| host.name == name).context("there is such a host")?;
    let folder = folder(name)?.join(host.pages);
    if !folder.is_dir() {
        bail!("nothing is built in {}: run cargo xtask hosts {name}", folder.display());
    }
    site::Site::read(&folder)
}

impl Host {
    /// What to install for it on this machine.
    fn missing(&self) -> Vec<&'static str> {
        let lacks = |(programs, _): &&(&[&str], &str)| workspace::on_path(programs).is_none();
        self.needs.iter().filter(lacks).map(|(_, advice)| *advice).collect()
    }

    /// Its page for authors, from the workspace's root.
    fn docs(&self) -> PathBuf {
        Path::new("docs/embedding").join(self.docs)
    }

    /// How the names of its tests begin.
    fn tests(&self) -> String {
        format!("{}::", self.name.replace('-', "_"))
    }

    /// Lays the template anew beside what is installed already, and builds.
    fn set_up(&self) -> Result<()> {
        let folder = folder(self.name)?;
        let template = site::files_in(&template(self.name))?;
        // What an older template had, and what was built from it, must not be built again.
        for path in template.keys().map(String::as_str).chain([self.pages]) {
            let top = folder.join(path.split('/').next().unwrap_or(path));
            if top != *folder && top.is_dir() {
                fs::remove_dir_all(&top)?;
            }
        }
        for (path, bytes) in &template {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().unwrap_or(&folder))?;
            fs::write(&file, bytes).with_context(|| file.display().to_string())?;
        }
        (self.build)(&folder)
    }
}

fn template(name: &str) -> PathBuf {
    workspace::root().join("xtask/hosts").join(name)
}

fn folder(name: &str) -> Result<PathBuf> {
    Ok(workspace::target_dir()?.join("hosts").join(name))
}

/// Says what is run, and runs it in that folder.
fn run_in(folder: &Path, command: &mut Command) -> Result<()> {
    println!("$ {}", workspace::shown(command));
    workspace::run(command.current_dir(folder))
}

fn mdbook(folder: &Path) -> Result<()> {
    let root = folder.join("tool");
    let program = root.join("bin").join(format!("mdbook{EXE_SUFFIX}"));
    let version = workspace::stdout(Command::new(&program).arg("--version"));
    if version.ok().as_deref() != Some(&format!("mdbook v{MDBOOK}")) {
        println!("installing mdBook {MDBOOK} from source (some minutes, once)");
        let mut install = workspace::cargo();
        install.args(["install", "--locked", "--force", "mdbook", "--version", MDBOOK]);
        // A server of its own is of no use here.
        install.args(["--no-default-features", "--features", "search", "--root"]).arg(&root);
        // The build's own folder is apart from the workspace's, whose settings are for other things.
        install.env_remove("CARGO_TARGET_DIR");
        run_in(folder, &mut install)?;
    }
    run_in(folder, Command::new(program).arg("build"))
}

/// A command of this name, which has another ending where scripts are no programs.
fn npm(program: &str) -> Command {
    Command::new(if cfg!(windows) { format!("{program}.cmd") } else { program.to_owned() })
}

fn npm_install(folder: &Path) -> Result<()> {
    // No package here has anything to do after it was unpacked.
    run_in(folder, npm("npm").args(["install", "--ignore-scripts", "--no-audit", "--no-fund"]))
}

fn docusaurus(folder: &Path) -> Result<()> {
    npm_install(folder)?;
    // Building takes the types away and looks at none.
    run_in(folder, npm("npx").args(["tsc", "--noEmit"]))?;
    // It would ask the registry whether there is a newer one.
    run_in(folder, npm("npx").args(["docusaurus", "build"]).env("NO_UPDATE_NOTIFIER", "1"))
}

fn sphinx(folder: &Path) -> Result<()> {
    // A warning, as of a directive that Sphinx does not know, is a fault of the lines.
    let build = ["--fail-on-warning", "--fresh-env", "--builder", "html", ".", "html"];
    run_in(folder, python(folder, "sphinx-build")?.args(build))
}

fn jupyter_book(folder: &Path) -> Result<()> {
    run_in(
        folder,
        python(folder, "jupyter-book")?.args(["build", "--all", "--warningiserror", "."]),
    )
}

/// A program of the Python packages that the host requires, which are installed beside its pages.
fn python(folder: &Path, program: &str) -> Result<Command> {
    let tool = folder.join("tool");
    let programs = tool.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let command = |name: &str| Command::new(programs.join(format!("{name}{EXE_SUFFIX}")));
    if !programs.is_dir() {
        let python = workspace::on_path(PYTHON.0).context(PYTHON.1)?;
        run_in(folder, Command::new(python).args(["-m", "venv"]).arg(&tool)).context(PYTHON.1)?;
    }
    let install = ["-m", "pip", "install", "--quiet", "--requirement", "requirements.txt"];
    run_in(folder, command("python").args(install))?;
    Ok(command(program))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks of a Markdown text that are not cited within another.
    fn blocks(markdown: &str) -> Vec<Vec<&str>> {
        let mut blocks = Vec::new();
        let mut open: Option<(&str, Vec<&str>)> = None;
        for line in markdown.lines() {
            let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
            match &mut open {
                Some((fence, _)) if line == *fence => blocks.extend(open.take().map(|it| it.1)),
                Some((_, lines)) => lines.push(line),
                None if ticks.len() >= 3 => open = Some((ticks, Vec::new())),
                None => {}
            }
        }
        blocks
    }

    /// Whether a text has these lines one after the other, all of them as far to the right.
    fn has(text: &str, block: &[&str]) -> bool {
        let lines: Vec<&str> = text.lines().collect();
        lines.windows(block.len()).any(|window| {
            let indent = window[0].len() - window[0].trim_start().len();
            let same = |(line, wanted): (&&str, &&str)| {
                if wanted.is_empty() {
                    line.is_empty()
                } else {
                    line.strip_prefix(&window[0][..indent]) == Some(*wanted)
                }
            };
            window.iter().zip(block).all(same)
        })
    }

    #[test]
    fn the_lines_for_authors_are_those_that_are_tried() {
        for host in &HOSTS {
            let page = workspace::root().join(host.docs());
            let page = fs::read_to_string(page).unwrap();
            // Two hosts may have one page.
            let templates = HOSTS.iter().filter(|other| other.docs == host.docs);
            let files = templates.flat_map(|it| site::files_in(&template(it.name)).unwrap());
            let texts: Vec<String> =
                files.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect();
            let blocks = blocks(&page);
            assert!(blocks.len() > 1, "{}: {blocks:?}", host.docs);
            for block in blocks {
                let tried = texts.iter().any(|text| has(text, &block));
                assert!(tried, "{}: no template has\n{}", host.docs, block.join("\n"));
            }
        }
    }

    #[test]
    fn a_block_is_found_as_a_whole_and_however_far_to_the_right() {
        let markdown = "````md\n```html\n<p>\n```\n````\nText\n```\n  a\n\nb\n```\n";
        assert_eq!(blocks(markdown), [vec!["```html", "<p>", "```"], vec!["  a", "", "b"]]);
        assert!(has("x\n    a\n\n    b\n", &["a", "", "b"]));
        assert!(!has("    a\n\n  b\n", &["a", "", "b"]));
        assert!(!has("a\n", &["a", "b"]));
    }

    #[test]
    fn a_name_that_no_host_has_is_told_with_those_that_there_are() {
        let error = run(&["gitbook".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("gitbook") && error.contains("mdbook, reveal"), "{error}");
    }
}
