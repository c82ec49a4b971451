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
    /// Whether it is made of Debian, of Alpine otherwise.
    pub is_debian: bool,
    /// Whether the model knows what is in it.
    pub is_known: bool,
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
    /// Google's sample of that version, which greets with its name.
    Hello(char),
    /// Runs until it is stopped.
    Forever,
    /// Ends by itself after a while.
    Ends { after: i64, code: i32 },
}

/// How long a process that ends by itself runs, in milliseconds.
pub const SHORT_LIFE: i64 = 2000;

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
const NGINX_PAGE: &str = "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n\
    <style>\nhtml { color-scheme: light dark; }\nbody { width: 35em; margin: 0 auto;\n\
    font-family: Tahoma, Verdana, Arial, sans-serif; }\n</style>\n\
    </head>\n<body>\n<h1>Welcome to nginx!</h1>\n<p>If you see this page, the nginx web server is \
    successfully installed and\nworking. Further configuration is required.</p>\n\n\
    <p>For online documentation and support please refer to\n\
    <a href=\"http://nginx.org/\">nginx.org</a>.<br/>\nCommercial support is available at\n\
    <a href=\"http://nginx.com/\">nginx.com</a>.</p>\n\n\
    <p><em>Thank you for using nginx.</em></p>\n</body>\n</html>\n";

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

/// Whether an image's name can be read.
/// Models github.com/distribution/reference ParseNormalizedNamed.
///
/// # Errors
/// Why it cannot.
pub fn check_name(image: &str) -> Result<(), String> {
    let invalid = "invalid reference format".to_owned();
    let (host, rest) = match image.split_once('/') {
        Some((host, rest))
            if host.contains(['.', ':'])
                || host == "localhost"
                || host != host.to_ascii_lowercase() =>
        {
            (host, rest)
        }
        _ => ("", image),
    };
    let path = rest.split_once(':').map_or(rest, |(path, _)| path);
    if path != path.to_ascii_lowercase() {
        let library = if host.is_empty() && !path.contains('/') { "library/" } else { "" };
        return Err(format!("{invalid}: repository name ({library}{path}) must be lowercase"));
    }
    let (named, digest) = match rest.split_once('@') {
        Some((named, digest)) => (named, Some(digest)),
        None => (rest, None),
    };
    let (path, tag) = match named.split_once(':') {
        Some((path, tag)) => (path, Some(tag)),
        None => (named, None),
    };
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let part = |part: &str| {
        let inside = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.ends_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(inside)
            && !["..", "._", "_.", ".-", "-.", "_-", "-_", "___"].iter().any(|it| part.contains(it))
    };
    let is_host = host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c));
    let is_tag = |tag: &str| {
        let inside = |c: char| word(c) || c == '.' || c == '-';
        tag.starts_with(word) && tag.chars().all(inside) && tag.len() <= 128
    };
    let is_digest = |digest: &str| {
        let hexadecimal = digest.split_once(':').map_or("", |(_, hexadecimal)| hexadecimal);
        hexadecimal.len() >= 32 && hexadecimal.chars().all(|c| c.is_ascii_hexdigit())
    };
    let fits = path.split('/').all(part) && is_host;
    let ends = tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
    if fits && ends { Ok(()) } else { Err(invalid) }
}

/// The image of that name. Its behaviour follows from its name alone.
pub fn find(image: &str) -> Rc<Image> {
    let name = short_name(image);
    let is_visits = matches!(name, "visits" | "nodejs-stateful");
    let program = match name {
        _ if is_visits => Program::Visits,
        _ if image.contains("crash") => Program::Ends { after: SHORT_LIFE, code: 1 },
        _ if image.contains("exit0") => Program::Ends { after: SHORT_LIFE, code: 0 },
        "busybox" | "busyboxplus" | "alpine" | "debian" | "debian-base" | "ubuntu" => {
            Program::Ends { after: SHORT_LIFE, code: 0 }
        }
        "nginx" | "nginx-slim" | "httpd" => Program::Nginx,
        "hello-app" => Program::Hello(if image.ends_with(":2.0") { '2' } else { '1' }),
        _ => Program::Forever,
    };
    let is_debian = !image.contains("alpine")
        && matches!(
            name,
            "nginx" | "nginx-slim" | "httpd" | "debian" | "debian-base" | "ubuntu" | "mysql"
        );
    let mut files = base_files(is_debian);
    if program == Program::Nginx || image.contains("curl") {
        files.write("usr/bin/curl", "");
    }
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
        is_debian,
        is_known: is_node || program != Program::Forever,
        program,
        ignores_term: image.contains("slow"),
    })
}

/// What a small Linux brings: that of Debian has bash, but does without some of busybox' programs.
fn base_files(is_debian: bool) -> Directory {
    const DIRECTORIES: &str = "bin dev home lib media mnt opt proc root run sbin srv sys tmp \
                               usr/bin usr/local var/log var/run";
    let mut files = Directory::default();
    for path in DIRECTORIES.split(' ') {
        files.make_directory(path);
    }
    files.write("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    for applet in super::shell::APPLETS {
        if !(is_debian && matches!(*applet, "ash" | "nslookup" | "ps" | "wget")) {
            files.write(&format!("bin/{applet}"), "");
        }
    }
    if is_debian {
        for program in ["bash", "apt", "apt-get"] {
            files.write(&format!("bin/{program}"), "");
        }
        files.write("etc/debian_version", "12.8\n");
        files.write("etc/os-release", "NAME=\"Debian GNU/Linux\"\nID=debian\nVERSION_ID=\"12\"\n");
    } else {
        files.write("etc/alpine-release", "3.20.3\n");
        files.write("etc/os-release", "NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.20.3\n");
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
