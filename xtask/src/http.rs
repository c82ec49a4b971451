//! A small server for a site: `GET` and `HEAD` on 127.0.0.1, one thread for each connection.
//!
//! It serves developers and tests only; the finished site is for any static host.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::site::Site;

const RELOAD_SCRIPT: &str = include_str!("reload.js");
const RELOAD_SCRIPT_PATH: &str = "xtask-reload.js";
const RELOAD_EVENTS_PATH: &str = "xtask-reload";
/// A request's head is cut off here, so that a stray client cannot fill the memory.
const MAX_HEAD: u64 = 16 * 1024;

/// A site that can be exchanged while it is served.
#[derive(Clone)]
pub struct Shared {
    inner: Arc<Inner>,
}

struct Inner {
    /// The site and its version.
    current: Mutex<(Arc<Site>, String)>,
    changed: Condvar,
    /// Whether pages are told to load themselves anew.
    reload: bool,
    /// The folder under which the site appears, such as `/` or `/lab/`.
    base: String,
}

impl Shared {
    /// A site that stays as it is, served under `base`.
    pub fn fixed(site: Site, base: &str) -> Shared {
        Shared::new(site, base, false)
    }

    /// A site whose pages load themselves anew when it is exchanged.
    pub fn reloading(site: Site) -> Shared {
        Shared::new(site, "/", true)
    }

    fn new(site: Site, base: &str, reload: bool) -> Shared {
        let version = site.version();
        let current = Mutex::new((Arc::new(site), version));
        let base = base.to_string();
        Shared { inner: Arc::new(Inner { current, changed: Condvar::new(), reload, base }) }
    }

    /// Serves another site from now on.
    pub fn exchange(&self, site: Site) {
        let version = site.version();
        // A thread that panicked while it held the lock left a whole pair behind.
        let mut current = self.inner.current.lock().unwrap_or_else(PoisonError::into_inner);
        *current = (Arc::new(site), version);
        self.inner.changed.notify_all();
    }

    fn current(&self) -> (Arc<Site>, String) {
        self.inner.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for a version other than this one; `None` when it has not come in time.
    fn other_version(&self, known: &str, timeout: Duration) -> Option<String> {
        let current = self.inner.current.lock().unwrap_or_else(PoisonError::into_inner);
        let (current, _) = self
            .inner
            .changed
            .wait_timeout_while(current, timeout, |(_, version)| version == known)
            .unwrap_or_else(PoisonError::into_inner);
        Some(current.1.clone()).filter(|version| version != known)
    }
}

/// Listens on a port of 127.0.0.1; 0 takes a free one.
pub fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .with_context(|| format!("port {port} is taken; choose another with --port"))
}

/// Answers requests for as long as the process lives.
pub fn serve(listener: TcpListener, site: Shared) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let site = site.clone();
            // A client that goes away in the middle is no concern of ours.
            thread::spawn(move || drop(answer(stream, &site)));
        }
    });
}

fn answer(mut stream: TcpStream, shared: &Shared) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let Some((method, address)) = request(&stream)? else {
        return Ok(());
    };
    if method != "GET" && method != "HEAD" {
        return respond(&mut stream, "405 Method Not Allowed", "text/plain", b"GET or HEAD", false);
    }
    let (path, query) = address.split_once('?').unwrap_or((&address, ""));
    let head_only = method == "HEAD";
    let Some(path) = path.strip_prefix(shared.inner.base.as_str()) else {
        return respond(&mut stream, "404 Not Found", "text/plain", b"not found", head_only);
    };
    if shared.inner.reload && path == RELOAD_EVENTS_PATH {
        return tell_of_changes(stream, shared, query);
    }
    let (site, version) = shared.current();
    match body(&site, path, shared.inner.reload.then_some(version.as_str())) {
        Some((kind, bytes)) => respond(&mut stream, "200 OK", kind, &bytes, head_only),
        None => respond(&mut stream, "404 Not Found", "text/plain", b"not found", head_only),
    }
}

/// The method and the address of a request; `None` where the client said nothing.
fn request(stream: &TcpStream) -> Result<Option<(String, String)>> {
    let mut lines = BufReader::new(stream.take(MAX_HEAD)).lines();
    let Some(first) = lines.next().transpose()? else {
        return Ok(None);
    };
    // The rest of the head is read so that closing does not reset the connection.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ').map(str::to_string);
    Ok(words.next().zip(words.next()))
}

fn body(site: &Site, path: &str, reload: Option<&str>) -> Option<(&'static str, Vec<u8>)> {
    if reload.is_some() && path == RELOAD_SCRIPT_PATH {
        return Some(("text/javascript", RELOAD_SCRIPT.into()));
    }
    let path = if path.is_empty() || path.ends_with('/') {
        format!("{path}index.html")
    } else {
        path.to_string()
    };
    let bytes = site.files.get(&path)?;
    let kind = content_type(&path);
    match reload.filter(|_| path.ends_with(".html")) {
        None => Some((kind, bytes.clone())),
        Some(version) => {
            let page = String::from_utf8_lossy(bytes);
            let script = format!("<script src=\"/{RELOAD_SCRIPT_PATH}?{version}\" defer></script>");
            Some((kind, page.replacen("</head>", &format!("{script}\n</head>"), 1).into_bytes()))
        }
    }
}

fn respond(
    stream: &mut TcpStream,
    status: &str,
    kind: &str,
    body: &[u8],
    head_only: bool,
) -> Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nAccess-Control-Allow-Origin: *\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    if !head_only {
        stream.write_all(body)?;
    }
    Ok(stream.flush()?)
}

/// Keeps the connection open and sends one event when the site is another than the page's.
fn tell_of_changes(mut stream: TcpStream, shared: &Shared, known: &str) -> Result<()> {
    stream.write_all(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n",
    )?;
    loop {
        match shared.other_version(known, Duration::from_secs(5)) {
            Some(version) => {
                stream.write_all(format!("data: {version}\n\n").as_bytes())?;
                return Ok(stream.flush()?);
            }
            // A comment, whose only use is to fail once the page is gone.
            None => stream.write_all(b":\n\n")?,
        }
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" | "md" | "yaml" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(text: &str) -> Site {
        let mut site = Site::default();
        site.files.insert("index.html".into(), format!("<head></head>{text}").into_bytes());
        site.files.insert("assets/a.wasm".into(), b"\0asm".to_vec());
        site
    }

    fn ask(shared: Shared, request: &str) -> String {
        let listener = listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        serve(listener, shared);
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn a_site_is_served_in_its_folder_and_nowhere_else() {
        let fixed = || Shared::fixed(site("hello"), "/lab/");
        let page = ask(fixed(), "GET /lab/?lang=id HTTP/1.1\r\n\r\n");
        assert!(page.starts_with("HTTP/1.1 200") && page.ends_with("hello"), "{page}");
        assert!(!page.contains(RELOAD_SCRIPT_PATH), "{page}");
        let wasm = ask(fixed(), "HEAD /lab/assets/a.wasm HTTP/1.1\r\n\r\n");
        assert!(wasm.contains("application/wasm") && wasm.ends_with("\r\n\r\n"), "{wasm}");
        for outside in ["/", "/lab/../Cargo.toml", "/lab/nothing"] {
            let answer = ask(fixed(), &format!("GET {outside} HTTP/1.1\r\n\r\n"));
            assert!(answer.starts_with("HTTP/1.1 404"), "{outside}: {answer}");
        }
    }

    #[test]
    fn a_page_hears_of_the_site_that_replaced_its_own() {
        let shared = Shared::reloading(site("one"));
        let known = site("one").version();
        let page = ask(shared.clone(), "GET / HTTP/1.1\r\n\r\n");
        assert!(page.contains(&format!("{RELOAD_SCRIPT_PATH}?{known}")), "{page}");
        shared.exchange(site("two"));
        let events = ask(shared, &format!("GET /{RELOAD_EVENTS_PATH}?{known} HTTP/1.1\r\n\r\n"));
        assert!(events.contains(&format!("data: {}", site("two").version())), "{events}");
    }
}
