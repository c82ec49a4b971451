//! `curl` and `wget`, from a machine that reaches the nodes.

use crate::kubectl::command::{Context, Outcome};
use crate::kubectl::failure::Failure;
use crate::kubectl::output::Style;
use crate::node::network::{self, From, NetworkError, Response};
use crate::node::shell::curl::Curl;

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

/// `curl`
///
/// # Errors
/// None: it says itself what is wrong.
pub fn curl(words: &[String], context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    let curl = match Curl::read(words) {
        Ok(curl) => curl,
        Err(message) => return Ok(complain(context, &message, 2)),
    };
    let mut answer = curl.answer(get(&curl.url, context));
    if let Some(body) = answer.body
        && let Err(message) = deliver(body, curl.file.as_deref(), context)
    {
        answer.code = 23;
        answer.error = Some(format!("curl: (23) {message}"));
    }
    if let Some(error) = answer.error {
        context.out.complain(Style::Error, &error);
    }
    context.out.print(Style::Plain, &answer.written_out);
    Ok(Outcome::Exit(answer.code))
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
