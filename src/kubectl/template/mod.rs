//! `--template` and `-o go-template=`: what Go's templates can, without templates in templates.

mod call;
mod eval;
mod format;
mod parse;

use self::eval::{Data, State};
use self::parse::Node;
use super::failure::Failure;
use super::flags::Arguments;
use super::format::Format;
use crate::api::go::quoted;
use crate::manifest::emit::to_json_compact;
use serde_json::Value;

/// A template that was read.
// Models staging/src/k8s.io/cli-runtime/pkg/printers/template.go GoTemplatePrinter
#[derive(Clone, Debug)]
pub struct Template {
    text: String,
    nodes: Vec<Node>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What kubectl prints after `error: `.
    pub fn parse(text: &str) -> Result<Template, String> {
        let nodes = parse::template(text).map_err(|(at, words)| {
            let line = 1 + text[..at].matches('\n').count();
            format!("error parsing template {text}, template: output:{line}: {words}")
        })?;
        Ok(Template { text: text.to_owned(), nodes })
    }

    /// The text that it makes of an object.
    ///
    /// # Errors
    /// What is printed all the same, and what kubectl prints after `error: `.
    pub fn render(&self, object: &Value) -> Result<String, (String, String)> {
        let mut state = State::new(Data::of(object));
        let failed = match state.run(&self.nodes, &Data::of(object)) {
            Ok(_) => return Ok(state.out),
            Err(failed) => failed,
        };
        let before = &self.text[..failed.at];
        let column = failed.at - before.rfind('\n').map_or(0, |end| end + 1);
        let line = 1 + before.matches('\n').count();
        let words = format!(
            "template: output:{line}:{column}: executing \"output\" at <{}>: {}",
            failed.context, failed.words
        );
        let told = format!(
            "{}Error executing template: {words}. Printing more information for debugging the \
             template:\n\ttemplate was:\n\t\t{}\n\traw data was:\n\t\t{}\n\tobject given to \
             template engine was:\n\t\t{}\n\n",
            state.out,
            self.text,
            to_json_compact(object),
            Data::of(object).text(),
        );
        Err((told, format!("error executing template {}: {words}", quoted(&self.text))))
    }
}

/// The format that `-o` and `--template` ask for together; `parse` reads what stands behind `-o`.
///
/// # Errors
/// There is no such format, or its template is wrong.
// Models cli-runtime/pkg/genericclioptions/kube_template_flags.go ToPrinter
pub fn format(
    arguments: &Arguments,
    parse: fn(Option<&str>) -> Result<Format, Failure>,
) -> Result<Format, Failure> {
    let output = arguments.text("output").unwrap_or_default();
    let (name, value) = match output.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (output, arguments.text("template").filter(|text| !text.is_empty())),
    };
    match (name, value) {
        ("", Some(text)) => parse(Some(&format!("go-template={text}"))),
        ("go-template" | "template" | "jsonpath" | "jsonpath-as-json", Some(text)) => {
            parse(Some(&format!("{name}={text}")))
        }
        _ => parse(arguments.text("output")),
    }
}

#[cfg(test)]
mod tests;
