//! A module's functions in the order that compresses best, each once.
//!
//! Rust compiles a generic function for every type, so that a module is full of functions that
//! differ in a number or in nothing at all. Those that do the same become one. The others are put
//! side by side where they resemble each other: what comes again soon after takes less room.

use std::collections::HashMap;
use std::convert::Infallible;
use std::hash::Hash;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, Function, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload,
    TypeRef,
};

/// The module with its functions in order and without custom sections, which only tell where it
/// comes from.
pub fn arrange(wasm: &[u8]) -> Result<Vec<u8>> {
    let code = Code::read(wasm).context("the module cannot be read")?;
    let mut module = Module::new();
    reencode::utils::parse_core_module(&mut code.order(), &mut module, Parser::new(0), wasm)
        .context("the module cannot be written")?;
    Ok(module.finish())
}

/// What a module imports and defines.
#[derive(Default)]
struct Code {
    imported: usize,
    types: Vec<u32>,
    bodies: Vec<Body>,
}

/// What a function does, and apart from that which functions it names.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Body {
    instructions: Vec<u8>,
    /// Every function that it names, in the order in which it does.
    named: Vec<u32>,
}

impl Code {
    fn read(wasm: &[u8]) -> Result<Code> {
        let mut code = Code::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let is_function =
                            matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_));
                        code.imported += usize::from(is_function);
                    }
                }
                Payload::FunctionSection(types) => {
                    code.types = types.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => code.bodies.push(Body::read(&body)?),
                _ => {}
            }
        }
        Ok(code)
    }

    /// Which of the functions do the same, as numbers that such functions share: those that are
    /// alike and name functions that do the same.
    fn classes(&self) -> Vec<usize> {
        let bodies = self.types.iter().zip(&self.bodies);
        let mut classes = numbered(bodies.map(|(of, body)| (of, &body.instructions)));
        loop {
            let refined = numbered(self.bodies.iter().zip(&classes).map(|(body, class)| {
                let named = body.named.iter();
                let named = named.map(|&it| self.local(it).map(|at| classes[at]).ok_or(it));
                (class, named.collect::<Vec<_>>())
            }));
            if refined == classes {
                return classes;
            }
            classes = refined;
        }
    }

    /// The place among the functions that the module defines; an imported one has none.
    fn local(&self, function: u32) -> Option<usize> {
        (function as usize).checked_sub(self.imported)
    }

    fn order(&self) -> Order {
        let classes = self.classes();
        let mut kept: Vec<usize> = Vec::new();
        for (function, class) in classes.iter().enumerate() {
            if *class == kept.len() {
                kept.push(function);
            }
        }
        let mut order: Vec<usize> = (0..kept.len()).collect();
        order.sort_by_key(|&class| (self.types[kept[class]], &self.bodies[kept[class]]));
        let mut places = vec![0; kept.len()];
        for (place, class) in order.iter().enumerate() {
            places[*class] = place;
        }
        let new = classes.iter().map(|class| (self.imported + places[*class]) as u32);
        Order {
            imported: self.imported,
            new: new.collect(),
            kept: order.iter().map(|class| kept[*class]).collect(),
        }
    }
}

/// A number for each value, the same for equal ones, counted from their first appearance.
fn numbered<T: Eq + Hash>(values: impl Iterator<Item = T>) -> Vec<usize> {
    let mut numbers = HashMap::new();
    let mut number = |value| {
        let next = numbers.len();
        *numbers.entry(value).or_insert(next)
    };
    values.map(&mut number).collect()
}

impl Body {
    fn read(body: &FunctionBody<'_>) -> Result<Body, reencode::Error> {
        let mut names = Names::default();
        let mut function = names.new_function_with_parsed_locals(body)?;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            function.instruction(&names.parse_instruction(&mut operators)?);
        }
        Ok(Body { instructions: Function::into_raw_body(function), named: names.0 })
    }
}

/// Notes which functions are named, and makes them all the same.
#[derive(Default)]
struct Names(Vec<u32>);

impl Reencode for Names {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error> {
        self.0.push(function);
        Ok(0)
    }
}

/// The order of the functions that a module defines.
struct Order {
    imported: usize,
    /// The new index of each function that the module had.
    new: Vec<u32>,
    /// The old places of those that are kept, in their new order.
    kept: Vec<usize>,
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error> {
        let local = (function as usize).checked_sub(self.imported);
        Ok(local.map_or(function, |local| self.new[local]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        let types: Vec<u32> = section.into_iter().collect::<Result<_, _>>()?;
        for &function in &self.kept {
            functions.function(types[function]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        let bodies: Vec<FunctionBody<'_>> = section.into_iter().collect::<Result<_, _>>()?;
        for function in self.kept.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: CustomSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, ImportSection,
        RefType, TableSection, TableType, TypeSection,
    };

    /// A function that returns a number, or what another function returns.
    #[derive(Clone, Copy)]
    enum Returns {
        Number(i32),
        ResultOf(u32),
    }
    use Returns::{Number, ResultOf};

    /// A module that imports function 0 and defines the others; the last is exported, and a table
    /// holds all of them.
    fn module(functions: &[Returns]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [wasm_encoder::ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("page", "now", EntityType::Function(0));
        let (mut defined, mut code) = (FunctionSection::new(), CodeSection::new());
        for returns in functions {
            defined.function(0);
            let mut function = Function::new([]);
            match returns {
                Number(number) => function.instructions().i32_const(*number),
                ResultOf(other) => function.instructions().call(*other),
            };
            function.instructions().end();
            code.function(&function);
        }
        let count = functions.len() as u32;
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            minimum: u64::from(count),
            maximum: None,
            table64: false,
            shared: false,
        });
        let mut exports = ExportSection::new();
        exports.export("last", ExportKind::Func, count);
        let mut elements = ElementSection::new();
        let all: Vec<u32> = (1..=count).collect();
        elements.active(None, &ConstExpr::i32_const(0), Elements::Functions((&all).into()));
        let custom = wasm_encoder::CustomSection { name: "producers".into(), data: (&[0]).into() };
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&defined).section(&tables);
        module.section(&exports).section(&elements).section(&code).section(&custom);
        module.finish()
    }

    /// What each function returns, as the table lists them and then as the export does: a call is
    /// followed to where it ends.
    fn results(wasm: &[u8]) -> Vec<String> {
        let (code, mut listed) = (Code::read(wasm).unwrap(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::ElementSection(elements) => {
                    for element in elements {
                        let wasmparser::ElementItems::Functions(functions) = element.unwrap().items
                        else {
                            panic!("the table is filled otherwise")
                        };
                        listed.extend(functions.into_iter().map(Result::unwrap));
                    }
                }
                Payload::ExportSection(exports) => {
                    listed.extend(exports.into_iter().map(|export| export.unwrap().index));
                }
                _ => {}
            }
        }
        let result = |mut function: u32| {
            for _ in 0..10 {
                let Some(local) = code.local(function) else { return "imported".to_owned() };
                let body = &code.bodies[local];
                match body.named[..] {
                    [] => return format!("{:?}", body.instructions),
                    [called] => function = called,
                    _ => unreachable!("a function calls one other at most"),
                }
            }
            "calls for ever".to_owned()
        };
        listed.into_iter().map(result).collect()
    }

    fn count(wasm: &[u8]) -> usize {
        Code::read(wasm).unwrap().bodies.len()
    }

    #[test]
    fn functions_that_do_the_same_become_one_and_every_call_still_arrives() {
        // 3 and 4 differ only in which of two equal functions they call.
        let before =
            module(&[Number(9), Number(7), ResultOf(1), Number(9), ResultOf(4), ResultOf(2)]);
        let after = arrange(&before).unwrap();
        assert_eq!(results(&after), results(&before));
        assert_eq!((count(&before), count(&after)), (6, 4));
    }

    #[test]
    fn functions_stay_apart_that_call_others_that_differ() {
        let before = module(&[Number(1), Number(2), ResultOf(1), ResultOf(2), ResultOf(0)]);
        let after = arrange(&before).unwrap();
        assert_eq!(results(&after), results(&before));
        assert_eq!(count(&after), 5);
    }

    #[test]
    fn functions_that_only_call_each_other_become_one() {
        let before = module(&[ResultOf(2), ResultOf(1), ResultOf(3)]);
        let after = arrange(&before).unwrap();
        assert_eq!(results(&after), results(&before));
        assert_eq!(count(&after), 1);
    }

    #[test]
    fn functions_that_resemble_each_other_are_neighbours() {
        let wasm = arrange(&module(&[Number(5), ResultOf(0), Number(3), Number(4)])).unwrap();
        let code = Code::read(&wasm).unwrap();
        let bodies: Vec<&[u8]> = code.bodies.iter().map(|body| &body.instructions[..]).collect();
        assert!(bodies.is_sorted(), "{bodies:?}");
    }

    #[test]
    fn sections_that_only_tell_where_a_module_comes_from_are_left_out() {
        let wasm = arrange(&module(&[Number(1)])).unwrap();
        let mut payloads = Parser::new(0).parse_all(&wasm).map(Result::unwrap);
        assert!(!payloads.any(|payload| matches!(payload, Payload::CustomSection(_))));
        assert!(arrange(&wasm[..wasm.len() - 1]).is_err());
    }
}
