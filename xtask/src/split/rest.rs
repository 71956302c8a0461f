//! The rest of a program: functions, and nothing else of its own.

use anyhow::Result;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, FunctionSection, ImportSection, Module, TableType,
    TypeSection,
};
use wasmparser::{Parser, Payload};

use super::layout::Layout;
use super::{Parting, lent_name};

/// The module whose exports the rest takes.
const FIRST: &str = "a";

/// The rest.
pub(super) fn program(layout: &Layout, parting: &Parting, wasm: &[u8]) -> Result<Vec<u8>> {
    let mut rest = Rest { parting };
    let (mut types, mut code) = (TypeSection::new(), CodeSection::new());
    let mut numbers = layout.given..;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::TypeSection(section) => rest.parse_type_section(&mut types, section)?,
            Payload::CodeSectionEntry(body) => {
                let is_here = numbers.next().is_some_and(|number| parting.rest.binary_search(&number).is_ok());
                if is_here {
                    rest.parse_function_body(&mut code, body)?;
                }
            }
            _ => {}
        }
    }
    let mut module = Module::new();
    module.section(&types);
    module.section(&rest.imports(layout)?);
    let mut functions = FunctionSection::new();
    for function in &parting.rest {
        functions.function(layout.functions[*function as usize]);
    }
    module.section(&functions).section(&rest.elements(layout)?).section(&code);
    Ok(module.finish())
}

struct Rest<'a> {
    parting: &'a Parting,
}

impl Rest<'_> {
    /// Tables, memories and globals keep their numbers; functions of the first program come before those of the rest.
    fn imports(&mut self, layout: &Layout) -> Result<ImportSection> {
        let mut all = Vec::new();
        for table in &layout.tables {
            // However many stubs the first program has.
            all.push(EntityType::Table(TableType { maximum: None, ..self.table_type(*table)? }));
        }
        for memory in &layout.memories {
            all.push(EntityType::Memory(self.memory_type(*memory)?));
        }
        for global in &layout.globals {
            all.push(EntityType::Global(self.global_type(*global)?));
        }
        for function in &self.parting.lent {
            all.push(EntityType::Function(layout.functions[*function as usize]));
        }
        let mut imports = ImportSection::new();
        for (at, entity) in all.into_iter().enumerate() {
            imports.import(FIRST, &lent_name(at), entity);
        }
        Ok(imports)
    }

    /// Puts every function that has a stub into the table, where its stub looks for it.
    fn elements(&mut self, layout: &Layout) -> Result<ElementSection> {
        let (table, held) = layout.functions_table()?;
        let functions: Vec<u32> =
            self.parting.stubs.iter().map(|function| self.function_index(*function)).collect::<Result<_, _>>()?;
        let mut elements = ElementSection::new();
        let from = ConstExpr::i32_const(i32::try_from(held)?);
        elements.active((table != 0).then_some(table), &from, Elements::Functions(functions.into()));
        Ok(elements)
    }
}

impl Reencode for Rest<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> std::result::Result<u32, Error> {
        let at = match self.parting.rest.binary_search(&function) {
            Ok(at) => self.parting.lent.len() + at,
            Err(_) => self.parting.lent.partition_point(|other| *other < function),
        };
        Ok(u32::try_from(at).unwrap_or(u32::MAX))
    }
}
