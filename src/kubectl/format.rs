//! Output formats: what `-o` asks for.

use super::custom_columns::CustomColumns;
use super::failure::Failure;
use super::jsonpath::JsonPath;
use super::output::{Output, Style};
use super::resource;
use super::table::TableWriter;
use super::template::Template;
use crate::api::Object;
use crate::api::json;
use crate::manifest::emit;
use serde_json::Value;

/// An output format.
#[derive(Clone, Debug)]
pub enum Format {
    /// A table.
    Table {
        /// With all columns.
        wide: bool,
    },
    /// `-o json`
    Json,
    /// `-o yaml`
    Yaml,
    /// `-o name`
    Name,
    /// `-o jsonpath=…`
    JsonPath(JsonPath),
    /// `-o jsonpath-as-json=…`
    JsonPathAsJson(JsonPath),
    /// `-o custom-columns=…`
    CustomColumns(CustomColumns),
    /// `-o go-template=…`
    Template(Template),
}

/// The formats that kubectl knows.
const ALLOWED: &str = "custom-columns,custom-columns-file,go-template,go-template-file,json,\
                       jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,\
                       yaml";

impl Format {
    /// Reads the value of `-o`; none is the plain table.
    ///
    /// # Errors
    /// There is no such format, or its template is wrong.
    // Models kubectl/pkg/cmd/get/get_flags.go ToPrinter
    pub fn parse(text: Option<&str>) -> Result<Format, Failure> {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(Format::Table { wide: false });
        };
        let (name, template) = match text.split_once('=') {
            Some((name, template)) => (name, Some(template)),
            None => (text, None),
        };
        match (name, template) {
            ("wide", None) => Ok(Format::Table { wide: true }),
            (word, None) if word.eq_ignore_ascii_case("json") => Ok(Format::Json),
            (word, None) if word.eq_ignore_ascii_case("yaml") => Ok(Format::Yaml),
            (word, None) if word.eq_ignore_ascii_case("name") => Ok(Format::Name),
            ("jsonpath", Some(template)) => {
                JsonPath::parse(template).map(Format::JsonPath).map_err(Failure::error)
            }
            ("custom-columns", spec) => CustomColumns::parse(spec.unwrap_or_default())
                .map(Format::CustomColumns)
                .map_err(Failure::error),
            ("jsonpath-as-json", Some(template)) => {
                JsonPath::parse(template).map(Format::JsonPathAsJson).map_err(Failure::error)
            }
            ("go-template" | "template", Some(template)) => {
                Template::parse(template).map(Format::Template).map_err(Failure::error)
            }
            ("jsonpath" | "jsonpath-as-json" | "go-template" | "template", None) => {
                Err(Failure::error("template format specified but no template given"))
            }
            (name, _) if ALLOWED.split(',').any(|allowed| allowed == name) => Err(Failure::error(
                format!("the output format \"{name}\" is not part of this model"),
            )),
            _ => Err(no_printer(text, ALLOWED)),
        }
    }

    /// Reads the value of `-o` of a command that prints no tables.
    ///
    /// # Errors
    /// There is no such format, or its template is wrong.
    // Models cli-runtime/pkg/genericclioptions/print_flags.go ToPrinter
    pub fn parse_printer(text: Option<&str>) -> Result<Format, Failure> {
        let allowed =
            ALLOWED.split(',').filter(|name| !name.starts_with("custom-") && *name != "wide");
        let allowed: Vec<&str> = allowed.collect();
        let name = text.unwrap_or_default().split('=').next().unwrap_or_default();
        let lower = name.to_ascii_lowercase();
        let is_plain = matches!(lower.as_str(), "json" | "yaml" | "name");
        if !is_plain && !allowed.contains(&name) {
            return Err(no_printer(text.unwrap_or_default(), &allowed.join(",")));
        }
        Format::parse(text)
    }

    /// Prints one object that stands for itself.
    ///
    /// # Errors
    /// The template does not fit it.
    pub fn print_one(&self, object: &Object, out: &mut Output) -> Result<(), Failure> {
        match self {
            Format::Name => {
                let kind = resource::of_kind(object.kind()).qualified_singular();
                out.line(Style::Plain, &format!("{kind}/{}", object.metadata().name));
                Ok(())
            }
            Format::CustomColumns(columns) => {
                print_columns(columns, &[object.to_json()], !columns.headless, out)
            }
            _ => self.print_value(&object.to_json(), out),
        }
    }

    /// Prints what a file says of an object, whose kind and name are given for `-o name`.
    ///
    /// # Errors
    /// The template does not fit it.
    pub fn print_document(
        &self,
        value: &Value,
        (kind, name): (String, &str),
        out: &mut Output,
    ) -> Result<(), Failure> {
        match self {
            Format::Name => {
                out.line(Style::Plain, &format!("{kind}/{name}"));
                Ok(())
            }
            _ => self.print_value(value, out),
        }
    }

    /// Prints several objects as a list.
    ///
    /// # Errors
    /// The template does not fit them.
    pub fn print_list(&self, objects: &[Object], out: &mut Output) -> Result<(), Failure> {
        match self {
            Format::Name => objects.iter().try_for_each(|object| self.print_one(object, out)),
            Format::CustomColumns(columns) => {
                let items: Vec<Value> = objects.iter().map(Object::to_json).collect();
                print_columns(columns, &items, !columns.headless, out)
            }
            _ => {
                let items: Vec<Value> = objects.iter().map(Object::to_json).collect();
                let list = json::object([
                    ("apiVersion", "v1".into()),
                    ("items", items.into()),
                    ("kind", "List".into()),
                    ("metadata", json::object([("resourceVersion", "".into())])),
                ]);
                self.print_value(&list, out)
            }
        }
    }

    /// Prints several objects as a list of no version.
    ///
    /// # Errors
    /// The template does not fit them.
    // Models k8s.io/api/core/v1 List
    pub fn print_plain_list(&self, items: Vec<Value>, out: &mut Output) -> Result<(), Failure> {
        if matches!(self, Format::Json) {
            // It is a struct of Go, whose fields are written in their own order.
            let items = emit::to_json(&items.into()).trim_end().replace('\n', "\n    ");
            let head =
                r#""kind": "List", "apiVersion": "v1", "metadata": {}, "#.replace(", ", ",\n    ");
            let text = format!("{{\n    {head}\"items\": {items}\n}}\n");
            out.print(Style::Plain, &text);
            return Ok(());
        }
        let list = json::object([
            ("apiVersion", "v1".into()),
            ("items", items.into()),
            ("kind", "List".into()),
            ("metadata", json::object([])),
        ]);
        self.print_value(&list, out)
    }

    /// Prints what is no object of the API.
    ///
    /// # Errors
    /// The template does not fit it.
    pub fn print_value(&self, value: &Value, out: &mut Output) -> Result<(), Failure> {
        let text = match self {
            Format::Json => emit::to_json(value),
            Format::JsonPath(template) => template.render(value).map_err(Failure::error)?,
            Format::Template(template) => match template.render(value) {
                Ok(text) => text,
                Err((told, words)) => {
                    out.print(Style::Plain, &told);
                    return Err(Failure::error(words));
                }
            },
            Format::JsonPathAsJson(template) => {
                emit::to_json(&template.find(value).map_err(Failure::error)?.into())
            }
            _ => emit::to_yaml(value),
        };
        out.print(Style::Plain, &text);
        Ok(())
    }
}

// Models cli-runtime/pkg/genericclioptions/print_flags.go NoCompatiblePrinterError
fn no_printer(format: &str, allowed: &str) -> Failure {
    Failure::error(format!(
        "unable to match a printer suitable for the output format \"{format}\", allowed formats \
         are: {allowed}"
    ))
}

/// Prints a table whose columns the reader has chosen.
///
/// # Errors
/// A column's path does not fit an object.
// Models kubectl/pkg/cmd/get/customcolumn.go PrintObj
pub fn print_columns(
    columns: &CustomColumns,
    objects: &[Value],
    headings: bool,
    out: &mut Output,
) -> Result<(), Failure> {
    let mut rows = Vec::new();
    if headings {
        rows.push(columns.headings());
    }
    for object in objects {
        rows.push(columns.row(object).map_err(Failure::error)?);
    }
    let text = TableWriter::new().write(&rows);
    let first = text.find('\n').map_or(0, |end| end + 1);
    let (heading, rest) = text.split_at(if headings { first } else { 0 });
    out.print(Style::Heading, heading);
    out.print(Style::Plain, rest);
    Ok(())
}
