//! Web servers that keep nothing: files below a directory, and a greeting.

use super::container::Run;
use super::files::{Entry, resolve};
use super::images::Program;
use super::runtime::Served;
use super::volumes::Disks;

/// What a web server that keeps nothing answers, if the container is one.
pub fn page(run: &Run, disks: &Disks, path: &str) -> Option<Served> {
    match run.image.program {
        Program::Nginx => Some(serve(run, disks, path)),
        Program::Hello(version) => {
            let host = &run.hostname;
            let body = format!("Hello, world!\nVersion: {version}.0.0\nHostname: {host}\n");
            Some(Served { status: 200, body, visits: None, mount: None, file: None })
        }
        _ => None,
    }
}

/// Answers a request. A directory is answered with its `index.html`; one without is not listed.
/// Models github.com/nginx/nginx/src/http/ngx_http_special_response.c.
fn serve(run: &Run, disks: &Disks, path: &str) -> Served {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    let mut file = resolve("/usr/share/nginx/html", path.trim_start_matches('/'));
    let is_directory = run.entry(disks, &file) == Some(Entry::Directory);
    if is_directory {
        file.push_str("/index.html");
    }
    let (status, body) = match run.read(disks, &file) {
        Ok(contents) => (200, contents.to_string()),
        Err(_) => {
            let (status, title) =
                if is_directory { (403, "403 Forbidden") } else { (404, "404 Not Found") };
            let body = format!(
                "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}\
                 </h1></center>\r\n<hr><center>nginx/1.27.3</center>\r\n</body>\r\n</html>\r\n"
            );
            (status, body)
        }
    };
    Served { status, body, visits: None, mount: None, file: None }
}
