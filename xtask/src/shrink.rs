//! Programs and scripts in fewer bytes, with nothing left out that does something.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::process::{answer_of, find, run};

/// What wasm-opt does; each is there for what it takes off the compressed program. A function that is called once stays one where it
/// is long. Nothing of a Rust program lies in the first kilobyte of memory, so that what is added to addresses may be folded.
const PASSES: &[&str] = &[
    "--low-memory-unused",
    "--one-caller-inline-max-function-size=20",
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--strip-producers",
    "--strip-target-features",
    "--minify-imports-and-exports-and-modules",
];

/// What a script is.
#[derive(Clone, Copy)]
pub enum Script {
    /// A module: what it does not export is its own.
    Module,
    /// A script like those of old: what stands outermost is everybody's.
    Classic,
}

/// The names by which others call what is in a module, though it does not export them.
const KEPT: &str = "reserved=[__wbg_init]";

/// Rewrites a program and wasm-bindgen's glue for it. Each calls what is in the other by names with hashes in them, which no
/// compression makes shorter; now by one or two letters.
pub fn program(tools: &[PathBuf], wasm: &Path, glue: &Path) -> Result<()> {
    let wasm_opt = find("wasm-opt", tools).context("wasm-opt is not there")?;
    let said = answer_of(Command::new(wasm_opt).args(PASSES).arg(wasm).arg("-o").arg(wasm));
    let names = Names::read(&said.with_context(|| format!("wasm-opt does not take {}", wasm.display()))?)?;
    let text = fs::read_to_string(glue).with_context(|| format!("cannot read {}", glue.display()))?;
    fs::write(glue, names.put_into(&text)?).with_context(|| format!("cannot write {}", glue.display()))
}

/// Rewrites a script without what is there for its readers.
pub fn script(tools: &[PathBuf], file: &Path, kind: Script) -> Result<()> {
    let mut terser = Command::new(find("terser", tools).context("terser is not there")?);
    terser.arg(file).args(["--ecma", "2020", "--compress", "passes=3", "--mangle", KEPT]);
    if let Script::Module = kind {
        terser.arg("--module");
    }
    run(terser.arg("--output").arg(file))
}

/// Short names by long ones.
struct Names {
    /// The one module that a program is given things by, and its name now.
    module: String,
    given: BTreeMap<String, String>,
    taken: BTreeMap<String, String>,
}

/// What wasm-opt calls every module.
const MODULE: &str = "a";

impl Names {
    /// From what wasm-opt prints: `{"imports": [[module, name, short], …], "exports": [[name, short], …]}`.
    fn read(said: &str) -> Result<Self> {
        let said: Value = serde_json::from_str(said).context("wasm-opt did not print the names")?;
        let rows = |list: &str| said[list].as_array().cloned().unwrap_or_default().into_iter();
        let word = |row: &Value, at: usize| row[at].as_str().unwrap_or_default().to_owned();
        let module = rows("imports").next().map(|row| word(&row, 0)).unwrap_or_default();
        ensure!(rows("imports").all(|row| row[0] == *module), "the program imports from more than its glue");
        let given = rows("imports").map(|row| (word(&row, 1), word(&row, 2))).collect();
        let taken = rows("exports").map(|row| (word(&row, 0), word(&row, 1))).collect();
        Ok(Self { module, given, taken })
    }

    /// The glue with the short names: `name: function…` is what it gives, `wasm.name` what it takes.
    fn put_into(&self, glue: &str) -> Result<String> {
        let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
        let (mut rest, mut written, mut given) = (glue, String::with_capacity(glue.len()), 0);
        while let Some(start) = rest.find(is_of_name) {
            let (between, word_on) = rest.split_at(start);
            let (word, after) = word_on.split_at(word_on.find(|letter| !is_of_name(letter)).unwrap_or(word_on.len()));
            written.push_str(between);
            let short = match self.given.get(word).filter(|_| after.starts_with(':')) {
                Some(short) => {
                    given += 1;
                    Some(short)
                }
                None => self.taken.get(word).filter(|_| written.ends_with("wasm.")),
            };
            written.push_str(short.map_or(word, String::as_str));
            rest = after;
        }
        ensure!(given == self.given.len(), "the glue gives {given} of {} things", self.given.len());
        Ok(written.replace(&format!("\"{}\":", self.module), &format!("\"{MODULE}\":")) + rest)
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    const SAID: &str = "{\"imports\": [[\"./p_bg.js\", \"__wbg_now_01\", \"b\"]], \"exports\": [[\"memory\", \"c\"], [\"main\", \"d\"]]}";

    #[test]
    fn glue_and_program_call_each_other_by_the_short_names() {
        let glue = "{ \"./p_bg.js\": { __wbg_now_01: function() { return memory.main; } } } wasm.memory; wasm.memory2; wasm.main(1)";
        let short = Names::read(SAID).and_then(|names| names.put_into(glue));
        let expected = "{ \"a\": { b: function() { return memory.main; } } } wasm.c; wasm.memory2; wasm.d(1)";
        assert_eq!(short.ok().as_deref(), Some(expected));
    }

    #[test]
    fn glue_that_does_not_give_what_the_program_takes_is_an_error() {
        assert!(Names::read(SAID).and_then(|names| names.put_into("wasm.main()")).is_err());
        assert!(Names::read("").is_err());
    }
}
