//! What a program consists of, as far as splitting it must know.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{
    ElementItems, ExternalKind, FunctionBody, GlobalType, MemoryType, Operator, Parser, Payload, TableType, TypeRef,
};

/// Types, functions, tables, memories and globals by their numbers.
#[derive(Default)]
pub(super) struct Layout {
    /// How many parameters a function of each type takes.
    pub parameters: Vec<usize>,
    /// How many functions the program is given; their numbers come first.
    pub given: u32,
    /// The type of each function, the given ones first.
    pub functions: Vec<u32>,
    /// What the program's own functions consist of.
    pub bodies: Vec<Body>,
    /// Functions that are called by more than their number: through the table, from outside, at the start.
    pub held: BTreeSet<u32>,
    pub tables: Vec<TableType>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<GlobalType>,
}

/// A function's body.
pub(super) struct Body {
    /// Bytes.
    pub size: usize,
    /// The functions it names.
    pub calls: BTreeSet<u32>,
}

impl Layout {
    pub(super) fn of(wasm: &[u8]) -> Result<Self> {
        let mut layout = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            layout.take(payload?)?;
        }
        layout.functions_table()?;
        Ok(layout)
    }

    fn take(&mut self, payload: Payload) -> Result<()> {
        match payload {
            Payload::TypeSection(types) => {
                for ty in types.into_iter_err_on_gc_types() {
                    self.parameters.push(ty?.params().len());
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let TypeRef::Func(ty) = import?.ty else { bail!("the program is given more than functions") };
                    self.functions.push(ty);
                    self.given += 1;
                }
            }
            Payload::FunctionSection(functions) => {
                for ty in functions {
                    self.functions.push(ty?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(memories) => self.memories = memories.into_iter().collect::<Result<_, _>>()?,
            Payload::GlobalSection(globals) => {
                for global in globals {
                    self.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    self.held.extend((export.kind == ExternalKind::Func).then_some(export.index));
                }
            }
            Payload::StartSection { func, .. } => self.held.extend([func]),
            Payload::ElementSection(elements) => {
                for element in elements {
                    let ElementItems::Functions(functions) = element?.items else { continue };
                    for function in functions {
                        self.held.insert(function?);
                    }
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(Body::of(&body)?),
            _ => {}
        }
        Ok(())
    }

    /// The number of the table of functions, and how many it holds.
    pub(super) fn functions_table(&self) -> Result<(u32, u64)> {
        let mut tables = (0..).zip(&self.tables);
        let found = tables.find(|(_, table)| table.element_type.is_func_ref());
        let (number, table) = found.context("the program has no table of functions")?;
        ensure!(table.maximum == Some(table.initial), "the table of functions grows");
        Ok((number, table.initial))
    }
}

impl Body {
    fn of(body: &FunctionBody) -> Result<Self> {
        let mut calls = BTreeSet::new();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } | Operator::RefFunc { function_index } => {
                    calls.insert(function_index);
                }
                Operator::MemoryInit { .. }
                | Operator::DataDrop { .. }
                | Operator::TableInit { .. }
                | Operator::ElemDrop { .. } => {
                    bail!("a function copies from a segment, which the rest of a program cannot")
                }
                Operator::ReturnCall { .. } => bail!("a function ends with a call"),
                _ => {}
            }
        }
        let range = body.range();
        Ok(Self { size: usize::try_from(range.end - range.start)?, calls })
    }
}
