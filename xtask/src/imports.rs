//! Short names for what a module imports from its glue, whose own names end in hashes: both files
//! hold every one of them, and nobody reads them.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{ImportSection, Module};
use wasmparser::{ImportSectionReader, Parser, Payload};

/// How wasm-bindgen's names for what it makes begin.
const GENERATED: &str = "__wb";

/// The module and its glue with short names for what the one imports and the other has.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let mut names = Names::default();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                let name = import?.name;
                if name.starts_with(GENERATED) {
                    let next = format!("_{:x}", names.0.len());
                    names.0.entry(name.to_owned()).or_insert(next);
                }
            }
        }
    }
    let mut module = Module::new();
    reencode::utils::parse_core_module(&mut names, &mut module, Parser::new(0), wasm)
        .context("the module cannot be written")?;
    Ok((module.finish(), names.in_text(glue)))
}

/// The short name of each.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn short<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }

    /// A text with the short names.
    fn in_text(&self, text: &str) -> String {
        let mut short = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(GENERATED) {
            let is_part = |letter: char| letter.is_ascii_alphanumeric() || "_$".contains(letter);
            let (before, from) = rest.split_at(start);
            let end = from.find(|letter| !is_part(letter)).unwrap_or(from.len());
            short.push_str(before);
            let stands_alone = !before.ends_with(is_part);
            short.push_str(if stands_alone { self.short(&from[..end]) } else { &from[..end] });
            rest = &from[end..];
        }
        short + rest
    }
}

impl Reencode for Names {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        for import in section.into_imports() {
            let import = import?;
            let of = self.entity_type(import.ty)?;
            imports.import(import.module, self.short(import.name), of);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, TypeSection};

    #[test]
    fn the_module_imports_what_the_glue_has_under_its_short_name() {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        for name in ["__wbg_now_0123456789abcdef", "memory_of_the_page", "__wbg_now"] {
            imports.import("./glue.js", name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        let glue = "{ __wbg_now_0123456789abcdef: () => wasm.__wbg_ptr, memory_of_the_page: 1,\n\
                    __wbg_now: $__wbg_now, __wbg_nowhere: 2 }";

        let (wasm, glue) = shorten(&module.finish(), glue).unwrap();

        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(&wasm) {
            if let Payload::ImportSection(section) = payload.unwrap() {
                names.extend(section.into_imports().map(|import| import.unwrap().name.to_owned()));
            }
        }
        assert_eq!(names, ["_0", "memory_of_the_page", "_1"]);
        assert_eq!(
            glue,
            "{ _0: () => wasm.__wbg_ptr, memory_of_the_page: 1,\n\
             _1: $__wbg_now, __wbg_nowhere: 2 }"
        );
    }
}
