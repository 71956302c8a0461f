//! The core in two programs: what the first answers take, and the rest, which comes once the first is there.
//!
//! ```text
//! core ─ marks ─▶ answers what visits ask first ─▶ the functions that ran
//!   └──────────────── split ─▶ first: those, and a stub for each other that they may call
//!                            └▶ rest: the others, with memory, tables and functions of the first
//! ```
//!
//! A stub looks for its function in the table. The first of them that is called makes the script around the program load the rest,
//! which puts its functions there. Which functions are chosen changes no answer: what is not in the first part is waited for once.

mod first;
mod layout;
mod marks;
mod rest;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs, process};

use anyhow::{Context, Result, ensure};

use crate::place;
use crate::process::answer_of;
use layout::Layout;

/// Answers what visits ask first, and prints which functions ran.
const VISITS: &str = "xtask/src/split/visits.cjs";

/// Where the first program looks for the function that loads the rest: in the script's own names.
const LOADER: (&str, &str) = ("b", "rest");

/// Both programs.
pub struct Parts {
    /// What the first answers take.
    pub first: Vec<u8>,
    /// What comes after it. It takes everything that it is given from the exports of the first, as module `a`.
    pub rest: Vec<u8>,
}

impl Parts {
    fn of(layout: &Layout, parting: &Parting, wasm: &[u8]) -> Result<Self> {
        let parts = Self { first: first::program(layout, parting, wasm)?, rest: rest::program(layout, parting, wasm)? };
        for part in [&parts.first, &parts.rest] {
            wasmparser::validate(part).context("a part of the program is not valid")?;
        }
        Ok(parts)
    }
}

/// Splits a program, whose glue is made for it, by what `visits` run: a list of visits in JSON, each a list of messages, each a pair
/// of asks in base64 and the texts beside them. The glue then gives the first part what loads the rest.
pub fn program(wasm: &[u8], glue: &Path, visits: &str) -> Result<Parts> {
    let layout = Layout::of(wasm)?;
    let ran = ran(&layout, wasm, glue, visits)?;
    let parting = Parting::of(&layout, &ran);
    let parts = Parts::of(&layout, &parting, wasm)?;
    let text = fs::read_to_string(glue).with_context(|| format!("cannot read {}", glue.display()))?;
    let imports = "return {\n            __proto__: null,";
    ensure!(text.matches(imports).count() == 1, "the glue of the core gives its imports in another way");
    fs::write(glue, text.replace(imports, &format!("{imports} \"{}\": self,", LOADER.0)))?;
    Ok(parts)
}

/// The functions that run in these visits.
fn ran(layout: &Layout, wasm: &[u8], glue: &Path, visits: &str) -> Result<BTreeSet<u32>> {
    let folder = env::temp_dir().join(format!("nonoverlap-split-{}", process::id()));
    fs::create_dir_all(&folder)?;
    let (marked, asked) = (folder.join("marked.wasm"), folder.join("visits.json"));
    fs::write(&marked, marks::program(layout, wasm)?)?;
    fs::write(&asked, visits)?;
    let mut node = Command::new("node");
    let said = answer_of(node.arg(place::repository().join(VISITS)).args([glue, &marked, &asked]));
    fs::remove_dir_all(&folder)?;
    let said = said.context("the marked core does not answer")?;
    said.split_whitespace().map(|number| Ok(number.parse()?)).collect()
}

/// Where each function goes.
struct Parting {
    /// Functions that go to the rest, in order.
    rest: Vec<u32>,
    /// Those of them that the first program can call, in order: the first of them stands in the table after all that stood there.
    stubs: Vec<u32>,
    /// Functions of the first program, or given to it, that the rest calls.
    lent: Vec<u32>,
}

/// A function whose body is no longer than a stub for it, in bytes, stays where it is.
const STUB: usize = 16;

impl Parting {
    fn of(layout: &Layout, ran: &BTreeSet<u32>) -> Self {
        let goes = |index: u32, size: usize| !ran.contains(&index) && size > STUB;
        let own = || (layout.given..).zip(&layout.bodies);
        let rest: BTreeSet<u32> =
            own().filter(|(index, body)| goes(*index, body.size)).map(|(index, _)| index).collect();
        let calls_of_first = own().filter(|(index, _)| !rest.contains(index)).flat_map(|(_, body)| &body.calls);
        let stubs: BTreeSet<u32> =
            calls_of_first.chain(&layout.held).filter(|index| rest.contains(index)).copied().collect();
        let calls_of_rest = own().filter(|(index, _)| rest.contains(index)).flat_map(|(_, body)| &body.calls);
        let lent: BTreeSet<u32> = calls_of_rest.filter(|index| !rest.contains(index)).copied().collect();
        let list = |set: BTreeSet<u32>| set.into_iter().collect();
        Self { rest: list(rest), stubs: list(stubs), lent: list(lent) }
    }
}

/// The name under which the first program exports what the rest takes: wasm-opt's names begin with a letter.
fn lent_name(at: usize) -> String {
    at.to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use wasm_encoder::{
        CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
        FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, Module, RefType, TableSection,
        TableType, TypeSection, ValType,
    };

    use super::*;

    /// Function 0 is given; 1 runs and calls 2, which calls 3 and 0; 4 stands in the table; 5 is as short as a stub.
    fn whole() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], [ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("a", "b", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for (calls, length) in [(vec![2], 0), (vec![3, 0], 20), (vec![], 20), (vec![5], 20), (vec![], 0)] {
            functions.function(0);
            let mut body = Function::new([]);
            body.instruction(&Instruction::LocalGet(0));
            for function in calls {
                body.instruction(&Instruction::Call(function));
            }
            for _ in 0..length {
                body.instruction(&Instruction::Nop);
            }
            code.function(body.instruction(&Instruction::End));
        }
        let mut tables = TableSection::new();
        let element_type = RefType::FUNCREF;
        tables.table(TableType { element_type, minimum: 2, maximum: Some(2), table64: false, shared: false });
        let mut globals = GlobalSection::new();
        let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(ty, &ConstExpr::i32_const(0));
        let mut exports = ExportSection::new();
        exports.export("a", ExportKind::Func, 1);
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(1), Elements::Functions(vec![4].into()));
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&tables)
            .section(&globals)
            .section(&exports);
        module.section(&elements).section(&code);
        module.finish()
    }

    #[test]
    fn what_did_not_run_goes_and_leaves_a_stub_where_it_can_be_called() -> Result<()> {
        let whole = whole();
        let layout = Layout::of(&whole)?;
        let parting = Parting::of(&layout, &BTreeSet::from([1]));
        assert_eq!((parting.rest.as_slice(), parting.stubs.as_slice()), ([2, 3, 4].as_slice(), [2, 4].as_slice()));
        assert_eq!(parting.lent, [0, 5]);
        let parts = Parts::of(&layout, &parting, &whole)?;
        wasmparser::validate(&marks::program(&layout, &whole)?)?;
        // Two given, four of its own, and the one that loads the rest; the table has a place for each stub.
        let first = Layout::of(&parts.first)?;
        assert_eq!((first.given, first.functions.len(), first.functions_table()?), (2, 7, (0, 4)));
        Ok(())
    }
}
