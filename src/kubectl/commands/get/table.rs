//! The tables of `kubectl get`.

use super::super::super::flags::Arguments;
use super::super::super::output::{Output, Style};
use super::super::super::printers::{self, Printer};
use super::super::super::resource::Resource;
use super::super::super::table::{Column, TableWriter};
use crate::api::Object;
use crate::api::clock::Millis;

/// What the command line says about tables.
#[derive(Clone, Debug)]
pub struct TableOptions {
    wide: bool,
    /// `--no-headers`
    pub no_headers: bool,
    show_labels: bool,
    label_columns: Vec<String>,
    with_namespace: bool,
    show_kind: bool,
}

impl TableOptions {
    /// Reads the options.
    pub fn new(arguments: &Arguments, wide: bool) -> TableOptions {
        TableOptions {
            wide,
            no_headers: arguments.on("no-headers"),
            show_labels: arguments.on("show-labels"),
            label_columns: arguments.list("label-columns").into_iter().map(str::to_owned).collect(),
            with_namespace: arguments.on("all-namespaces"),
            show_kind: arguments.on("show-kind"),
        }
    }

    /// A table that has printed nothing yet.
    pub fn table(&self, resource: &'static Resource, with_kind: bool) -> Table {
        Table {
            options: self.clone(),
            resource,
            with_kind: with_kind || self.show_kind,
            writer: TableWriter::new(),
            headed: self.no_headers,
        }
    }
}

/// A table being printed. It remembers its widths, so that later rows stay below earlier ones.
pub struct Table {
    options: TableOptions,
    resource: &'static Resource,
    with_kind: bool,
    writer: TableWriter,
    headed: bool,
}

impl Table {
    /// Prints rows, with the headings above the first.
    pub fn print(&mut self, objects: &[Object], now: Millis, out: &mut Output) {
        let Some(kind) = self.resource.model() else { return };
        let printer = printers::printer(kind);
        let mut rows = Vec::new();
        let has_heading = !self.headed;
        if has_heading {
            rows.push(self.headings(printer));
            self.headed = true;
        }
        rows.extend(objects.iter().map(|object| self.cells(printer, object, now)));
        let text = self.writer.write(&rows);
        let name = self.name_column(printer);
        for (index, (line, cells)) in text.split_inclusive('\n').zip(&rows).enumerate() {
            if index == 0 && has_heading {
                out.print(Style::Heading, line);
            } else {
                print_row(line, cells, name, out);
            }
        }
    }

    fn headings(&self, printer: &Printer) -> Vec<String> {
        let mut headings = Column::headings(printer.columns, self.options.wide);
        if self.options.with_namespace && self.resource.namespaced {
            headings.insert(0, "NAMESPACE".to_owned());
        }
        for label in &self.options.label_columns {
            let last = label.rsplit('/').next().unwrap_or(label);
            headings.push(last.to_ascii_uppercase());
        }
        if self.options.show_labels {
            headings.push("LABELS".to_owned());
        }
        headings
    }

    fn cells(&self, printer: &Printer, object: &Object, now: Millis) -> Vec<String> {
        let meta = object.metadata();
        let mut row = (printer.row)(object, now);
        let name = printer.columns.iter().position(|column| column.name == "NAME");
        if let (true, Some(name)) = (self.with_kind, name) {
            row[name] = format!("{}/{}", self.resource.qualified_singular(), row[name]);
        }
        let mut cells = Column::cells(printer.columns, self.options.wide, row);
        if self.options.with_namespace && self.resource.namespaced {
            cells.insert(0, meta.namespace.clone());
        }
        for label in &self.options.label_columns {
            cells.push(meta.labels.get(label).cloned().unwrap_or_default());
        }
        if self.options.show_labels {
            cells.push(printers::labels(&meta.labels));
        }
        cells
    }

    /// Which cell holds the name.
    fn name_column(&self, printer: &Printer) -> Option<usize> {
        let shown = printer.columns.iter().filter(|column| self.options.wide || !column.wide);
        let at = shown.into_iter().position(|column| column.name == "NAME")?;
        Some(at + usize::from(self.options.with_namespace && self.resource.namespaced))
    }
}

/// Prints a laid out row cell by cell, each in the style of what it says.
fn print_row(line: &str, cells: &[String], name: Option<usize>, out: &mut Output) {
    let mut rest = line;
    for (index, cell) in cells.iter().enumerate() {
        let style = if Some(index) == name { Style::Name } else { style_of(cell) };
        if style == Style::Plain || cell.is_empty() {
            continue;
        }
        // Cells are separated by blanks, so a cell is found after at least one, or at the start.
        let Some(at) = rest.find(cell.as_str()) else { continue };
        out.print(Style::Plain, &rest[..at]);
        out.print(style, cell);
        rest = &rest[at + cell.len()..];
    }
    out.print(Style::Plain, rest);
}

/// What a word of the STATUS column and the like means.
fn style_of(cell: &str) -> Style {
    match cell {
        "Running" | "Bound" | "Ready" | "Available" | "Active" | "Completed" => Style::Ok,
        "Pending" | "ContainerCreating" | "PodInitializing" | "Terminating" | "Released"
        | "Warning" => Style::Warning,
        "Error" | "Failed" | "Lost" | "NotReady" | "Unknown" | "OOMKilled" => Style::Error,
        cell if cell.ends_with("BackOff") || cell.starts_with("Err") => Style::Error,
        _ => Style::Plain,
    }
}
