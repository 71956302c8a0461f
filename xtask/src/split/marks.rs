//! A program in which every function that runs leaves a mark: a global of its own, exported by the function's number.

use anyhow::Result;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, Instruction, Module, ValType,
};
use wasmparser::{ExportSectionReader, FunctionBody, GlobalSectionReader, Parser};

use super::layout::Layout;

type Outcome = std::result::Result<(), Error>;

/// The program with marks.
pub(super) fn program(layout: &Layout, wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    let mark = u32::try_from(layout.globals.len())?;
    let mut marks = Marks { layout, mark };
    marks.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

struct Marks<'a> {
    layout: &'a Layout,
    /// The number of the next function's global.
    mark: u32,
}

impl Reencode for Marks<'_> {
    type Error = std::convert::Infallible;

    fn parse_global_section(&mut self, globals: &mut GlobalSection, section: GlobalSectionReader<'_>) -> Outcome {
        utils::parse_global_section(self, globals, section)?;
        for _ in &self.layout.bodies {
            let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
            globals.global(ty, &ConstExpr::i32_const(0));
        }
        Ok(())
    }

    fn parse_export_section(&mut self, exports: &mut ExportSection, section: ExportSectionReader<'_>) -> Outcome {
        utils::parse_export_section(self, exports, section)?;
        for (function, global) in (self.layout.given..).zip(self.mark..).take(self.layout.bodies.len()) {
            exports.export(&function.to_string(), ExportKind::Global, global);
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Outcome {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        function.instruction(&Instruction::I32Const(1)).instruction(&Instruction::GlobalSet(self.mark));
        self.mark += 1;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            function.instruction(&self.parse_instruction(&mut operators)?);
        }
        code.function(&function);
        Ok(())
    }
}
