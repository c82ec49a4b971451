//! The simulated images: what files they bring and how their process behaves.

use super::files::Directory;
use std::rc::Rc;

/// An image as the nodes know it.
#[derive(Debug)]
pub struct Image {
    /// The files that every container of the image starts with.
    pub files: Directory,
    /// The directory in which the process starts.
    pub working_directory: &'static str,
    /// What the process does.
    pub program: Program,
    /// Whether the process ignores SIGTERM, so that stopping it takes the whole grace period.
    pub ignores_term: bool,
}

/// What the process of a container does when the pod does not give another command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// The visit counter of `public/visits/app.js`.
    Visits,
    /// A web server with its welcome page.
    Nginx,
    /// Runs until it is stopped.
    Forever,
    /// Ends by itself after a while.
    Ends { after: i64, code: i32 },
}

/// How long a process that ends by itself runs, in milliseconds.
const SHORT_LIFE: i64 = 2000;

/// Files of the `visits` image below `/app`, as they are in the repository.
const VISITS_FILES: &[(&str, &str)] = &[
    ("app/Dockerfile", include_str!("../../public/visits/Dockerfile")),
    ("app/Dockerfile.v2", include_str!("../../public/visits/Dockerfile.v2")),
    ("app/app.js", include_str!("../../public/visits/app.js")),
    ("app/node_modules/.package-lock.json", "{\n  \"lockfileVersion\": 3\n}\n"),
    ("app/package-lock.json", include_str!("../../public/visits/package-lock.json")),
    ("app/package.json", include_str!("../../public/visits/package.json")),
];

/// The welcome page of the web server.
pub const NGINX_PAGE: &str = "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n\
    </head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>If you see this page, the nginx web server is \
    successfully installed and\nworking. Further configuration is required.</p>\n</body>\n\
    </html>\n";

/// The last part of an image's name, without registry, tag and digest: `node` of
/// `docker.io/library/node:20-alpine`.
pub fn short_name(image: &str) -> &str {
    let image = image.split_once('@').map_or(image, |(name, _)| name);
    let last = image.rsplit_once('/').map_or(image, |(_, last)| last);
    last.split_once(':').map_or(last, |(name, _)| name)
}

/// Whether no registry has the image.
pub fn is_missing(image: &str) -> bool {
    image.contains("nonexistent")
}

/// Why pulling a missing image fails, in containerd's words.
pub fn pull_error(image: &str) -> String {
    let full = full_reference(image);
    format!(
        "failed to pull and unpack image \"{full}\": failed to resolve reference \"{full}\": pull \
         access denied, repository does not exist or may require authorization: server message: \
         insufficient_scope: authorization failed"
    )
}

/// The image's name with registry, path and tag, as containerd resolves it.
fn full_reference(image: &str) -> String {
    let tagged = match image.rsplit_once('/').map_or(image, |(_, last)| last) {
        last if last.contains(':') || image.contains('@') => image.to_owned(),
        _ => format!("{image}:latest"),
    };
    match tagged.split_once('/') {
        None => format!("docker.io/library/{tagged}"),
        Some((host, _)) if host.contains('.') || host.contains(':') || host == "localhost" => {
            tagged
        }
        Some(_) => format!("docker.io/{tagged}"),
    }
}

/// The image of that name. Its behaviour follows from its name alone.
pub fn find(image: &str) -> Rc<Image> {
    let name = short_name(image);
    let is_visits = matches!(name, "visits" | "nodejs-stateful");
    let program = match name {
        _ if is_visits => Program::Visits,
        _ if image.contains("crash") => Program::Ends { after: SHORT_LIFE, code: 1 },
        _ if image.contains("exit0") => Program::Ends { after: SHORT_LIFE, code: 0 },
        "busybox" | "alpine" | "debian" | "debian-base" | "ubuntu" => {
            Program::Ends { after: SHORT_LIFE, code: 0 }
        }
        "nginx" | "httpd" => Program::Nginx,
        _ => Program::Forever,
    };
    let mut files = base_files();
    if is_visits {
        for (path, contents) in VISITS_FILES {
            files.write(path, *contents);
        }
        files.make_directory("app/data");
    }
    if program == Program::Nginx {
        files.write("usr/share/nginx/html/index.html", NGINX_PAGE);
    }
    let is_node = is_visits || name == "node";
    if is_node {
        files.write("usr/local/bin/node", "");
    }
    Rc::new(Image {
        files,
        working_directory: if is_visits { "/app" } else { "/" },
        program,
        ignores_term: image.contains("slow"),
    })
}

/// What a small Linux brings.
fn base_files() -> Directory {
    let mut files = Directory::default();
    for path in [
        "bin",
        "dev",
        "home",
        "lib",
        "media",
        "mnt",
        "opt",
        "proc",
        "root",
        "run",
        "sbin",
        "srv",
        "sys",
        "tmp",
        "usr/bin",
        "usr/local",
        "var/log",
        "var/run",
    ] {
        files.make_directory(path);
    }
    files.write("etc/alpine-release", "3.20.3\n");
    files.write("etc/os-release", "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.20.3\n");
    files.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    for applet in super::shell::APPLETS {
        files.write(&format!("bin/{applet}"), "");
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_known_by_the_last_part_of_its_name() {
        for (image, name) in [
            ("nodejs-stateful:1.0", "nodejs-stateful"),
            ("registry.example:5000/lab/visits:2", "visits"),
            ("node@sha256:00", "node"),
        ] {
            assert_eq!(short_name(image), name);
        }
        assert_eq!(find("lab/visits").program, Program::Visits);
        assert_eq!(find("crash:1").program, Program::Ends { after: 2000, code: 1 });
        assert_eq!(find("node:20-alpine").program, Program::Forever);
    }

    #[test]
    fn a_missing_image_fails_with_its_full_reference() {
        assert!(
            pull_error("nginx:nonexistent").contains("\"docker.io/library/nginx:nonexistent\"")
        );
        assert!(pull_error("me/nonexistent").contains("\"docker.io/me/nonexistent:latest\""));
    }
}
