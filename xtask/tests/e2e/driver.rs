//! A browser and its driver for one test, without `async` for those who use it.

use std::fmt::Debug;
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use url::{ParseError, Url};
use xtask::browser::{self, Browser};

/// How often a driver is started before it is given up.
const ATTEMPTS: usize = 5;

/// Chromium, its driver, and the loop that talks to them; all end when this is dropped.
pub struct Driver {
    runtime: Runtime,
    /// The session.
    pub client: Client,
    process: Child,
    /// Kept open, since a driver that cannot print ends.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts a browser of its own, which shares nothing with any other.
    pub fn start() -> Driver {
        let browser = browser::find().expect("Chromium and chromedriver (see cargo xtask test)");
        let mut started = (0..ATTEMPTS).filter_map(|_| spawn(&browser));
        let (process, output, port) = started.next().expect("chromedriver takes a port");
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let client = runtime.block_on(async {
            let mut builder =
                ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
            let Value::Object(capabilities) = capabilities(&browser) else {
                unreachable!("capabilities are an object");
            };
            builder.capabilities(capabilities);
            builder.connect(&format!("http://127.0.0.1:{port}")).await.expect("a browser session")
        });
        Driver { runtime, client, process, _output: output }
    }

    /// Waits for a command's answer.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Sends a command that the client library does not know, and gives its value.
    pub fn send(&self, method: Method, path: String, body: Option<Value>) -> Value {
        self.try_send(method, path, body).expect("the driver does it")
    }

    /// The same for a command that may fail, as one about an element that is gone.
    pub fn try_send(
        &self,
        method: Method,
        path: String,
        body: Option<Value>,
    ) -> Result<Value, CmdError> {
        let command = Raw { method, path, body: body.map(|body| body.to_string()) };
        self.wait(self.client.issue_cmd(command))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Closing the session ends the browser; ending the driver alone would leave it running.
        let _ = self.runtime.block_on(self.client.clone().close());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts a driver; none if somebody else took the port that it had found free.
fn spawn(browser: &Browser) -> Option<(Child, BufReader<ChildStdout>, u16)> {
    let mut process = Command::new(&browser.driver)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("chromedriver starts");
    let mut output = BufReader::new(process.stdout.take().expect("its output is a pipe"));
    match announced_port(&mut output) {
        Some(port) => Some((process, output, port)),
        None => {
            // It has ended, and is only waited for so that nothing is left of it.
            let _ = process.wait();
            None
        }
    }
}

/// With port 0 the driver takes a free one and says which; none if it ends before that.
fn announced_port(output: &mut impl BufRead) -> Option<u16> {
    let mut line = String::new();
    while output.read_line(&mut line).expect("chromedriver speaks UTF-8") > 0 {
        let port = line.trim().strip_prefix("ChromeDriver was started successfully on port ");
        if let Some(port) = port {
            return Some(port.trim_end_matches('.').parse().expect("a port is a number"));
        }
        line.clear();
    }
    None
}

fn capabilities(browser: &Browser) -> Value {
    let mut arguments = vec!["headless=new"];
    arguments.extend(browser::ARGUMENTS);
    json!({
        "goog:chromeOptions": { "binary": browser.chrome, "args": arguments },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    })
}

/// One command of the WebDriver protocol below `/session/{id}/`.
#[derive(Debug)]
struct Raw {
    method: Method,
    path: String,
    body: Option<String>,
}

impl WebDriverCompatibleCommand for Raw {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.clone())
    }
}
