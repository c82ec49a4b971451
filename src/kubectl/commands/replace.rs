//! `kubectl replace`

use super::super::command::{Command, Context, Group, Outcome, Words};
use super::super::documents;
use super::super::failure::Failure;
use super::super::flags::{Arguments, FILENAME, NAMESPACE, OUTPUT, VALIDATE};
use super::super::format::Format;
use super::super::output::Style;
use super::super::resource;

/// `replace`
pub const COMMAND: Command = Command {
    name: "replace",
    aliases: &[],
    group: Group::Advanced,
    short: "Replace a resource by file name or stdin",
    usage: "replace -f FILENAME",
    examples: &["kubectl replace -f pod.yaml"],
    flags: &[FILENAME, NAMESPACE, OUTPUT, VALIDATE],
    subcommands: &[],
    words: Words::Free,
    run,
};

// Models kubectl/pkg/cmd/replace/replace.go Run
fn run(arguments: &Arguments, context: &mut Context<'_, '_>) -> Result<Outcome, Failure> {
    if arguments.list("filename").is_empty() {
        return Err(Failure::error("must specify --filename to replace"));
    }
    let format = match arguments.text("output") {
        None => None,
        format => Some(Format::parse(format)?),
    };
    let strict = arguments.is_strict()?;
    let documents::Documents { read, mut failures } = documents::read(arguments, context)?;
    if read.is_empty() && failures.is_empty() {
        return Err(Failure::error("no objects passed to replace"));
    }
    for document in &read {
        let prefix = format!("error when replacing \"{}\": ", document.file);
        let replaced = document.kind().and_then(|_| {
            let at = |status| Failure::server_at(&prefix, &status);
            let object = document.decode(document.value.clone(), strict).map_err(at)?;
            let object = context.client.api.update(object).map_err(at)?;
            if let Some(format) = &format {
                return format.print_one(&object, context.out);
            }
            let kind = resource::of_kind(object.kind()).qualified_singular();
            context.out.print(Style::Plain, &format!("{kind}/{} ", object.metadata().name));
            context.out.line(Style::Ok, "replaced");
            Ok(())
        });
        if let Err(failure) = replaced {
            failures.push(failure);
        }
    }
    Failure::all(failures)?;
    Ok(Outcome::Done)
}
