//! The first program: what its answers take, with a stub for every function of the rest that it can call.

use anyhow::Result;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, ImportSection, Instruction, Module, TableSection, TypeSection, ValType,
};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, ExportSectionReader, FunctionSectionReader, GlobalSectionReader,
    ImportSectionReader, Parser, TableSectionReader, TypeSectionReader,
};

use super::layout::Layout;
use super::{LOADER, Parting, lent_name};

type Outcome = std::result::Result<(), Error>;

/// The first program.
pub(super) fn program(layout: &Layout, parting: &Parting, wasm: &[u8]) -> Result<Vec<u8>> {
    let (table, held) = layout.functions_table()?;
    let mut first = First {
        layout,
        parting,
        table,
        held: u32::try_from(held)?,
        nothing: u32::try_from(layout.parameters.len())?,
        is_loaded: u32::try_from(layout.globals.len())?,
    };
    let mut module = Module::new();
    first.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

struct First<'a> {
    layout: &'a Layout,
    parting: &'a Parting,
    /// The table of functions, and how many it held before.
    table: u32,
    held: u32,
    /// The type of a function that takes and gives nothing.
    nothing: u32,
    /// The global that tells whether the rest is there.
    is_loaded: u32,
}

impl First<'_> {
    /// What each function of the whole program is here, in order.
    fn place(&self, function: u32) -> Place {
        match (self.parting.rest.binary_search(&function), self.parting.stubs.binary_search(&function)) {
            (Err(_), _) => Place::Here,
            (Ok(_), Ok(at)) => Place::Stub(u32::try_from(at).unwrap_or(u32::MAX)),
            (Ok(_), Err(_)) => Place::Rest,
        }
    }

    fn own(&self) -> impl Iterator<Item = (u32, Place)> {
        (self.layout.given..).take(self.layout.bodies.len()).map(|function| (function, self.place(function)))
    }

    /// The number of the loader among what the program is given.
    fn loader(&self) -> u32 {
        self.layout.given
    }

    /// The number of the function that sees to it that the rest is there: the last one.
    fn load(&self) -> u32 {
        let gone = self.parting.rest.len() - self.parting.stubs.len();
        u32::try_from(self.layout.functions.len() - gone).unwrap_or(u32::MAX) + 1
    }

    /// A stub for the function of this number in the list of stubs.
    fn stub(&self, function: u32, at: u32) -> Function {
        let type_index = self.layout.functions[function as usize];
        let mut stub = Function::new([]);
        stub.instruction(&Instruction::Call(self.load()));
        for parameter in (0..).take(self.layout.parameters[type_index as usize]) {
            stub.instruction(&Instruction::LocalGet(parameter));
        }
        stub.instruction(&Instruction::I32Const((self.held + at).cast_signed()));
        stub.instruction(&Instruction::CallIndirect { type_index, table_index: self.table });
        stub.instruction(&Instruction::End);
        stub
    }

    /// Loads the rest where it is not there yet.
    fn loading(&self) -> Function {
        let mut function = Function::new([]);
        for instruction in [
            Instruction::GlobalGet(self.is_loaded),
            Instruction::I32Eqz,
            Instruction::If(BlockType::Empty),
            Instruction::Call(self.loader()),
            Instruction::I32Const(1),
            Instruction::GlobalSet(self.is_loaded),
            Instruction::End,
            Instruction::End,
        ] {
            function.instruction(&instruction);
        }
        function
    }
}

/// Where a function is.
enum Place {
    /// In the first program.
    Here,
    /// In the rest; here is the stub of this number.
    Stub(u32),
    /// In the rest, and called there alone.
    Rest,
}

impl Reencode for First<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> std::result::Result<u32, Error> {
        if function < self.layout.given {
            return Ok(function);
        }
        let before = |list: &[u32]| list.partition_point(|other| *other < function);
        let gone = before(&self.parting.rest) - before(&self.parting.stubs);
        Ok(function + 1 - u32::try_from(gone).unwrap_or(u32::MAX))
    }

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader<'_>) -> Outcome {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([], []);
        Ok(())
    }

    fn parse_import_section(&mut self, imports: &mut ImportSection, section: ImportSectionReader<'_>) -> Outcome {
        utils::parse_import_section(self, imports, section)?;
        imports.import(LOADER.0, LOADER.1, EntityType::Function(self.nothing));
        Ok(())
    }

    fn parse_function_section(&mut self, functions: &mut FunctionSection, _: FunctionSectionReader<'_>) -> Outcome {
        for (function, _) in self.own().filter(|(_, place)| !matches!(place, Place::Rest)) {
            functions.function(self.layout.functions[function as usize]);
        }
        functions.function(self.nothing);
        Ok(())
    }

    fn parse_table_section(&mut self, tables: &mut TableSection, section: TableSectionReader<'_>) -> Outcome {
        let stubs = self.parting.stubs.len() as u64;
        for (number, table) in (0..).zip(section) {
            let mut table = self.table_type(table?.ty)?;
            if number == self.table {
                table.minimum += stubs;
                table.maximum = Some(table.minimum);
            }
            tables.table(table);
        }
        Ok(())
    }

    fn parse_global_section(&mut self, globals: &mut GlobalSection, section: GlobalSectionReader<'_>) -> Outcome {
        utils::parse_global_section(self, globals, section)?;
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(&mut self, exports: &mut ExportSection, section: ExportSectionReader<'_>) -> Outcome {
        utils::parse_export_section(self, exports, section)?;
        let mut names = (0..).map(lent_name);
        let mut lend = |kind, count: usize| {
            for (number, name) in (0..).take(count).zip(&mut names) {
                exports.export(&name, kind, number);
            }
        };
        lend(ExportKind::Table, self.layout.tables.len());
        lend(ExportKind::Memory, self.layout.memories.len());
        lend(ExportKind::Global, self.layout.globals.len());
        for (function, name) in self.parting.lent.iter().zip(names) {
            exports.export(&name, ExportKind::Func, self.function_index(*function)?);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Outcome {
        let places: Vec<_> = self.own().collect();
        for (body, (function, place)) in section.into_iter().zip(places) {
            match place {
                Place::Here => self.parse_function_body(code, body?)?,
                Place::Stub(at) => _ = code.function(&self.stub(function, at)),
                Place::Rest => {}
            }
        }
        code.function(&self.loading());
        Ok(())
    }

    fn parse_custom_section(&mut self, _: &mut Module, _: CustomSectionReader<'_>) -> Outcome {
        Ok(())
    }
}
