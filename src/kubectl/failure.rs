//! Why a command fails, in kubectl's words.

use crate::apiserver::status::{Reason, Status};

/// What a failed command prints to the error stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The text without its last line break.
    pub text: String,
    /// The text without the word `error: ` before it, as it stands in a list of failures.
    bare: String,
}

impl Failure {
    /// `error: <message>`; a message that begins with that word is not given a second.
    // Models kubectl/pkg/cmd/util/helpers.go checkErr
    pub fn error(message: impl Into<String>) -> Failure {
        let bare = message.into();
        let word = if bare.starts_with("error: ") { "" } else { "error: " };
        Failure { text: format!("{word}{bare}"), bare }
    }

    /// The message without the word `error: ` before it.
    pub fn message(&self) -> &str {
        &self.bare
    }

    /// Text that stands for itself.
    pub fn plain(text: impl Into<String>) -> Failure {
        let text = text.into();
        Failure { bare: text.clone(), text }
    }

    /// A mistake in the command line, with a pointer to `command`'s help.
    // Models kubectl/pkg/cmd/util/helpers.go UsageErrorf
    pub fn usage(command: &str, message: &str) -> Failure {
        let hint = format!("See '{command} -h' for help and examples");
        Failure::error(format!("{message}\n{hint}"))
    }

    /// A flag that is wrong, with a pointer to `command`'s help.
    // Models kubectl/pkg/cmd/cmd.go FlagErrorFunc
    pub fn flag(command: &str, message: &str) -> Failure {
        Failure::error(format!("{message}\nSee '{command} --help' for usage."))
    }

    /// What the API server answered.
    pub fn server(status: &Status) -> Failure {
        Failure::server_at("", status)
    }

    /// What the API server answered, after `prefix` (`error when creating "f.yaml": `).
    // Models kubectl/pkg/cmd/util/helpers.go StandardErrorMessage, checkErr
    pub fn server_at(prefix: &str, status: &Status) -> Failure {
        let reason = status.reason.word();
        let bare = format!("Error from server ({reason}): {prefix}{}", status.message);
        if status.reason != Reason::Invalid {
            return Failure::plain(bare);
        }
        let mut text = match &status.subject {
            Some((kind, name)) => format!("The {} \"{name}\" is invalid: ", kind.info().kind),
            None => "The request is invalid: ".to_owned(),
        };
        let mut causes: Vec<String> = Vec::new();
        for cause in status.causes.iter().map(ToString::to_string) {
            if !causes.contains(&cause) {
                causes.push(cause);
            }
        }
        match causes.as_slice() {
            [] => text.push_str(&format!("{prefix}{}", status.message)),
            [only] => text.push_str(only),
            causes => causes.iter().for_each(|cause| text.push_str(&format!("\n* {cause}"))),
        }
        Failure { text, bare }
    }

    /// Several failures as one; a single one keeps its own text.
    // Models kubectl/pkg/cmd/util/helpers.go MultipleErrors
    pub fn all(mut failures: Vec<Failure>) -> Result<(), Failure> {
        match failures.len() {
            0 => Ok(()),
            1 => Err(failures.remove(0)),
            _ => {
                let lines: Vec<String> = failures.into_iter().map(|failure| failure.bare).collect();
                Err(Failure::plain(lines.join("\n")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Kind;
    use crate::apiserver::status::Cause;

    #[test]
    fn an_invalid_object_with_several_faults_lists_them() {
        let cause =
            |field: &str| Cause { field: field.to_owned(), message: "Required value".to_owned() };
        let one = Status::invalid(Kind::Pod, "x", vec![cause("spec.a")]);
        assert_eq!(Failure::server(&one).text, "The Pod \"x\" is invalid: spec.a: Required value");
        let two = Status::invalid(Kind::Pod, "x", vec![cause("spec.a"), cause("spec.b")]);
        assert_eq!(
            Failure::server(&two).text,
            "The Pod \"x\" is invalid: \n* spec.a: Required value\n* spec.b: Required value"
        );
        let twice = Status::invalid(Kind::Pod, "x", vec![cause("spec.a"), cause("spec.a")]);
        assert_eq!(Failure::server(&twice).text, Failure::server(&one).text);
        let both = Failure::all(vec![Failure::server_at("at f: ", &one), Failure::error("x")]);
        assert_eq!(
            both.unwrap_err().text,
            "Error from server (Invalid): at f: Pod \"x\" is invalid: spec.a: Required value\nx"
        );
    }
}
