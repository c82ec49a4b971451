//! `curl` and `wget`, from a machine that reaches the nodes.

use super::builtins::duration;
use crate::kubectl::command::{Context, Outcome};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::Style;
use crate::node::network::{self, From, NetworkError, Response};

fn get(url: &str, context: &mut Context<'_, '_>) -> Result<Response, NetworkError> {
    let client = &mut context.client;
    network::get(client.api, client.runtime, url, From::Outside, client.now)
}

fn complain(context: &mut Context<'_, '_>, message: &str, code: i32) -> Outcome {
    context.out.complain(Style::Error, message);
    Outcome::Exit(code)
}

/// Where an answer goes: a file, or nowhere in particular.
fn deliver(text: String, file: Option<&str>, context: &mut Context<'_, '_>) -> Result<(), String> {
    match file {
        None | Some("-") => context.out.print(Style::Plain, &text),
        Some("/dev/null") => {}
        Some(path) => context.files.write(path, text)?,
    }
    Ok(())
}

/// What `curl` was asked for.
#[derive(Default)]
struct Curl {
    url: Option<String>,
    silent: bool,
    shows_errors: bool,
    fails: bool,
    file: Option<String>,
    format: Option<String>,
}

impl Curl {
    fn read(words: &[String]) -> Result<Curl, String> {
        let mut curl = Curl::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || {
                let missing = || format!("curl: option {word}: requires parameter");
                words.next().cloned().ok_or_else(missing)
            };
            match word.as_str() {
                "-o" | "--output" => curl.file = Some(value()?),
                "-w" | "--write-out" => curl.format = Some(value()?),
                "-m" | "--max-time" | "--connect-timeout" => {
                    let seconds = value()?;
                    duration(&seconds).ok_or_else(|| {
                        format!("curl: option {word}: expected a proper numerical parameter")
                    })?;
                }
                "-X" | "--request" => match value()?.as_str() {
                    "GET" => {}
                    method => return Err(format!("curl: method {method}: is not modelled")),
                },
                "--silent" => curl.silent = true,
                "--show-error" => curl.shows_errors = true,
                "--fail" => curl.fails = true,
                "--location" => {}
                long if long.starts_with("--") => {
                    return Err(format!("curl: option {long}: is unknown"));
                }
                letters if letters.starts_with('-') && letters.len() > 1 => {
                    for letter in letters[1..].chars() {
                        match letter {
                            's' => curl.silent = true,
                            'S' => curl.shows_errors = true,
                            'f' => curl.fails = true,
                            'L' => {}
                            _ => return Err(format!("curl: option -{letter}: is unknown")),
                        }
                    }
                }
                url => curl.url = Some(url.to_owned()),
            }
        }
        Ok(curl)
    }
}

/// `curl`
///
/// # Errors
/// None: it says itself what is wrong.
pub fn curl(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let curl = match Curl::read(words) {
        Ok(curl) => curl,
        Err(message) => return Ok(complain(context, &message, 2)),
    };
    let Some(url) = &curl.url else {
        return Ok(complain(context, "curl: (2) no URL specified", 2));
    };
    let response = get(url, context);
    let status = response.as_ref().map_or(0, |response| response.status);
    let mut code = 0;
    match response {
        Ok(response) if curl.fails && response.status >= 400 => {
            code = 22;
            if !curl.silent || curl.shows_errors {
                let message = format!("curl: (22) The requested URL returned error: {status}");
                context.out.complain(Style::Error, &message);
            }
        }
        Ok(response) => {
            if let Err(message) = deliver(response.served.body, curl.file.as_deref(), context) {
                code = 23;
                context.out.complain(Style::Error, &format!("curl: (23) {message}"));
            }
        }
        Err(error) => {
            code = match error {
                NetworkError::BadAddress(_) => 3,
                NetworkError::UnknownHost(_) => 6,
                NetworkError::Refused { .. } => 7,
            };
            if !curl.silent || curl.shows_errors {
                context.out.complain(Style::Error, &error.to_string());
            }
        }
    }
    if let Some(format) = curl.format {
        let text = format.replace("%{http_code}", &format!("{status:03}"));
        let text = text.replace("%{response_code}", &format!("{status:03}"));
        context.out.print(Style::Plain, &text.replace("\\n", "\n").replace("\\t", "\t"));
    }
    Ok(Outcome::Exit(code))
}

/// `wget`, of which only the quiet form is modelled: the other tells the time of day.
///
/// # Errors
/// None: it says itself what is wrong.
pub fn wget(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let (mut quiet, mut file, mut url) = (false, None, None);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--quiet" {
            quiet = true;
        } else if let Some(name) = word.strip_prefix("--output-document=") {
            file = Some(name.to_owned());
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            let letters = match letters.strip_prefix('q') {
                Some(rest) => {
                    quiet = true;
                    rest
                }
                None => letters,
            };
            match letters.split_at(letters.chars().next().map_or(0, char::len_utf8)) {
                ("", _) => {}
                ("O", "") => file = words.next().cloned(),
                ("O", name) => file = Some(name.to_owned()),
                ("T" | "t", "") => drop(words.next()),
                ("T" | "t", _) => {}
                (letter, _) => {
                    let message = format!("wget: invalid option -- '{}'", letter.trim_matches('-'));
                    return Ok(complain(context, &message, 2));
                }
            }
        } else {
            url = Some(word.clone());
        }
    }
    let Some(url) = url else { return Ok(complain(context, "wget: missing URL", 1)) };
    if !quiet {
        return Ok(complain(context, "wget: only the quiet form (-q) is modelled", 2));
    }
    match get(&url, context) {
        Ok(response) if response.status >= 400 => Ok(Outcome::Exit(8)),
        Ok(response) => {
            let path = url.split('?').next().unwrap_or_default();
            let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let name = if path.ends_with('/') || name.contains(':') { "index.html" } else { name };
            let file = file.unwrap_or_else(|| name.to_owned());
            Ok(match deliver(response.served.body, Some(&file), context) {
                Ok(()) => Outcome::Done,
                Err(message) => complain(context, &format!("{file}: {message}"), 3),
            })
        }
        Err(_) => Ok(Outcome::Exit(4)),
    }
}
