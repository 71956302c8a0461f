//! The bill of materials: every crate that is compiled into the page or the command, with its licence and checksum, in the
//! format `CycloneDX`, version 1.5.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::place;
use crate::process::answer_of;
use crate::rust::{Rust, STATIC, WASM};

/// The bill as JSON. It has no time and no number of its own: the same sources give the same bill.
pub(super) fn text() -> Result<String> {
    let lock = fs::read_to_string(place::repository().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let sums = checksums(&lock);
    let mut crates = BTreeMap::new();
    crates.extend(compiled(&["--target", WASM, "--no-default-features", "--features", "web"])?);
    crates.extend(compiled(&["--target", STATIC])?);
    let components: Vec<Value> =
        crates.iter().map(|((name, version), licence)| component(name, version, licence, &sums)).collect();
    let own = json!({ "type": "application", "name": "nonoverlap", "version": env!("CARGO_PKG_VERSION"), "licenses": [{ "expression": "MIT OR Apache-2.0" }] });
    let bill = json!({ "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": { "component": own }, "components": components });
    Ok(format!("{bill:#}\n"))
}

type Crate = (String, String);

/// The crates below the program for a target, with their licences.
fn compiled(words: &[&str]) -> Result<BTreeMap<Crate, String>> {
    let mut cargo = Rust::ambient().cargo()?;
    cargo.current_dir(place::repository());
    cargo
        .args(["tree", "--package", "nonoverlap", "--edges", "normal", "--prefix", "none", "--format", "{p}\t{l}"])
        .args(words);
    let tree = answer_of(&mut cargo).context("cargo tree says nothing")?;
    Ok(tree.lines().filter_map(row).filter(|((name, _), _)| name != "nonoverlap").collect())
}

/// `serde v1.0.228 (proc-macro)<tab>MIT OR Apache-2.0`
fn row(line: &str) -> Option<(Crate, String)> {
    let (package, licence) = line.split_once('\t')?;
    let mut words = package.split(' ');
    let name = words.next()?.to_owned();
    let version = words.next()?.strip_prefix('v')?.to_owned();
    // A tree that was shown before ends in a star.
    Some(((name, version), licence.trim_end_matches(" (*)").to_owned()))
}

fn component(name: &str, version: &str, licence: &str, sums: &BTreeMap<Crate, String>) -> Value {
    let purl = format!("pkg:cargo/{name}@{version}");
    let mut component = json!({ "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl });
    if !licence.is_empty() {
        // The old way to write "or".
        component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
    }
    if let Some(sum) = sums.get(&(name.to_owned(), version.to_owned())) {
        component["hashes"] = json!([{ "alg": "SHA-256", "content": sum }]);
    }
    component
}

/// The checksums of Cargo.lock, by name and version.
fn checksums(lock: &str) -> BTreeMap<Crate, String> {
    let value = |part: &str, key: &str| {
        let line = part.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""))?;
        Some(line.trim_end_matches('"').to_owned())
    };
    let parts = lock.split("[[package]]").skip(1);
    parts.filter_map(|part| Some(((value(part, "name")?, value(part, "version")?), value(part, "checksum")?))).collect()
}

#[cfg(test)]
mod tests {
    use super::{checksums, row};

    #[test]
    fn rows_of_the_tree_and_of_the_lock_are_read() {
        let crate_of = |name: &str, version: &str| (name.to_owned(), version.to_owned());
        assert_eq!(
            row("serde v1.0.2 (proc-macro)\tMIT/Apache-2.0 (*)"),
            Some((crate_of("serde", "1.0.2"), "MIT/Apache-2.0".to_owned()))
        );
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"ab12\"\n\n[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n";
        assert_eq!(checksums(lock).into_iter().collect::<Vec<_>>(), [(crate_of("a", "1.0.0"), "ab12".to_owned())]);
    }
}
