//! What `curl` is asked for and what it makes of the answer, wherever it runs.

use crate::node::network::{NetworkError, Response};

/// What `curl` was asked for.
#[derive(Default)]
pub struct Curl {
    /// The address.
    pub url: String,
    /// Where the answer goes, if not to the standard output.
    pub file: Option<String>,
    silent: bool,
    shows_errors: bool,
    fails: bool,
    format: Option<String>,
}

/// What comes of it.
pub struct Answer {
    /// The answer's text, if it is to be shown or kept.
    pub body: Option<String>,
    /// What is complained about.
    pub error: Option<String>,
    /// What `-w` asks for.
    pub written_out: String,
    /// The exit code.
    pub code: i32,
}

impl Curl {
    /// Reads the command line.
    ///
    /// # Errors
    /// A flag is unknown or lacks its value, or there is no address.
    pub fn read(words: &[String]) -> Result<Curl, String> {
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
                    let numeric = |c: char| c.is_ascii_digit() || c == '.';
                    if seconds.is_empty() || !seconds.chars().all(numeric) {
                        return Err(format!(
                            "curl: option {word}: expected a proper numerical parameter"
                        ));
                    }
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
                url => url.clone_into(&mut curl.url),
            }
        }
        match curl.url.is_empty() {
            true => Err("curl: (2) no URL specified".to_owned()),
            false => Ok(curl),
        }
    }

    /// What to do with an answer, or without one.
    pub fn answer(&self, response: Result<Response, NetworkError>) -> Answer {
        let status = response.as_ref().map_or(0, |response| response.status);
        let (mut body, mut error, mut code) = (None, None, 0);
        match response {
            Ok(_) if self.fails && status >= 400 => {
                code = 22;
                error = Some(format!("curl: (22) The requested URL returned error: {status}"));
            }
            Ok(response) => body = Some(response.served.body),
            Err(refused) => {
                code = refused.code();
                error = Some(refused.to_string());
            }
        }
        let error = error.filter(|_| !self.silent || self.shows_errors);
        let format = self.format.as_deref().unwrap_or_default();
        let status = format!("{status:03}");
        let written = format.replace("%{http_code}", &status).replace("%{response_code}", &status);
        let written_out = written.replace("\\n", "\n").replace("\\t", "\t");
        Answer { body, error, written_out, code }
    }
}
