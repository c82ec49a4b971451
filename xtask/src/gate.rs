//! The whole gate: every check in order, with a line of progress each, and the sums at the end.
//!
//! A failed step does not hide what the later ones have to say; it shows at the end and in the exit
//! status.

use std::fs;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::browser::{self, Browser};
use crate::site::Site;
use crate::tally::{self, Tally};
use crate::workspace::{self, WASM_TARGET};
use crate::{dist, tools};

/// Runs everything.
pub fn whole() -> Result<ExitCode> {
    let mut gate = Gate::new(11);
    gate.step("tools", |_| set_up());
    gate.step("format", |_| workspace::run(workspace::cargo().args(["fmt", "--all", "--check"])));
    gate.step("clippy", |_| clippy(&["--workspace", "--all-targets"]));
    let page = ["--lib", "--test", "web", "--target", WASM_TARGET];
    gate.step("clippy of the page", |_| clippy(&page));
    gate.step("documentation", |_| {
        let document = ["doc", "--no-deps", "--document-private-items"];
        workspace::run(workspace::cargo().args(document).env("RUSTDOCFLAGS", "-D warnings"))
    });
    gate.step("model tests", |tally| {
        tally::run(workspace::cargo().args(["test", "--no-fail-fast"]), tally)
    });
    let own = ["test", "--package", "xtask", "--lib"];
    gate.step("xtask tests", |tally| tally::run(workspace::cargo().args(own), tally));
    gate.step("page tests in a browser", |tally| page_tests(None, tally));
    let built = gate.step("site", |_| dist::build().map(drop));
    gate.step("end-to-end tests of the site", |tally| {
        ensure!(built, "there is no site to test");
        end_to_end(None, tally)
    });
    gate.step("weight", |_| {
        ensure!(built, "there is no site to weigh");
        dist::weigh(&Site::read(&dist::folder())?)
    });
    Ok(gate.finish())
}

/// Runs only the tests whose names contain the filter, for the time of writing them.
pub fn only(filter: &str) -> Result<ExitCode> {
    let mut gate = Gate::new(4);
    gate.step("tools", |_| set_up());
    let native = ["test", "--no-fail-fast", filter];
    gate.step("model tests", |tally| tally::run(workspace::cargo().args(native), tally));
    gate.step("page tests in a browser", |tally| page_tests(Some(filter), tally));
    gate.step("end-to-end tests of the site", |tally| {
        dist::build()?;
        end_to_end(Some(filter), tally)
    });
    Ok(gate.finish())
}

/// What has run so far.
struct Gate {
    steps: usize,
    /// Name, time, and why it failed if it did.
    done: Vec<(&'static str, Duration, Option<String>)>,
    tally: Tally,
}

impl Gate {
    fn new(steps: usize) -> Gate {
        Gate { steps, done: Vec::new(), tally: Tally::default() }
    }

    /// Runs one step and says whether it passed.
    fn step(&mut self, name: &'static str, body: impl FnOnce(&mut Tally) -> Result<()>) -> bool {
        println!("\n==> [{}/{}] {name}", self.done.len() + 1, self.steps);
        let started = Instant::now();
        let outcome = body(&mut self.tally);
        let error = outcome.err().map(|error| format!("{error:#}"));
        if let Some(error) = &error {
            println!("FAILED: {error}");
        }
        self.done.push((name, started.elapsed(), error));
        self.done.last().is_some_and(|(.., error)| error.is_none())
    }

    /// Prints the steps and, as the very last line, the sum of all test runs.
    fn finish(self) -> ExitCode {
        println!();
        for (name, time, error) in &self.done {
            let verdict = if error.is_none() { "ok" } else { "FAILED" };
            println!("{verdict:6} {:6.1} s  {name}", time.as_secs_f32());
        }
        let mut failed_steps = 0;
        for (name, _, error) in &self.done {
            if let Some(error) = error {
                failed_steps += 1;
                println!("FAILED {name}: {error}");
            }
        }
        // A step that failed without a failing test (format, say) still counts as one failure.
        let failed = self.tally.failed.max(failed_steps);
        println!("{} passed, {failed} failed", self.tally.passed);
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn set_up() -> Result<()> {
    tools::wasm_target()?;
    tools::wasm_test_tools()?;
    let browser = browser::ensure()?;
    println!("{}", workspace::stdout(Command::new(browser.driver).arg("--version"))?);
    Ok(())
}

fn clippy(what: &[&str]) -> Result<()> {
    let mut clippy = workspace::cargo();
    workspace::run(clippy.arg("clippy").args(what).args(["--", "--deny", "warnings"]))
}

/// The tests of `tests/web.rs`, which run as wasm in Chromium.
fn page_tests(filter: Option<&str>, tally: &mut Tally) -> Result<()> {
    let tools = tools::wasm_test_tools()?;
    let browser = find_browser()?;
    let capabilities = workspace::target_dir()?.join("webdriver.json");
    let options = serde_json::json!({
        "goog:chromeOptions": { "binary": browser.chrome, "args": browser::ARGUMENTS },
    });
    fs::write(&capabilities, options.to_string())?;
    let mut tests = match filter {
        None => {
            let mut wasm_pack = Command::new(&tools.wasm_pack);
            wasm_pack
                .current_dir(workspace::root())
                .args(["test", "--headless", "--chrome", "--chromedriver"])
                .arg(&browser.driver)
                .args([".", "--test", "web"]);
            wasm_pack
        }
        // wasm-pack takes no filter; this is what it would run.
        Some(filter) => {
            let mut cargo = workspace::cargo();
            cargo
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
                .env("CHROMEDRIVER", &browser.driver)
                .args(["test", "--target", WASM_TARGET, "--test", "web", filter]);
            cargo
        }
    };
    tests
        .env("PATH", workspace::path_with(&tools.folders)?)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities);
    tally::run(&mut tests, tally)
}

/// The tests of `xtask/tests/e2e/`, which drive Chromium through the finished site.
fn end_to_end(filter: Option<&str>, tally: &mut Tally) -> Result<()> {
    let browser = find_browser()?;
    let mut tests = workspace::cargo();
    tests
        .args(["test", "--package", "xtask", "--test", "e2e"])
        .args(filter)
        .env("CHROME", &browser.chrome)
        .env("CHROMEDRIVER", &browser.driver);
    tally::run(&mut tests, tally)
}

fn find_browser() -> Result<Browser> {
    browser::find().context("there is no Chromium to test with")
}
