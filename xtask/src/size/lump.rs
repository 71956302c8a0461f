//! What a program is made of: bytes of its functions by the crate that their names begin with.
//!
//! Code that was put into its caller, or made for a caller's types, counts for the caller.

use std::collections::BTreeMap;

use anyhow::Result;
use wasmparser::{KnownCustom, Name, Parser, Payload};

/// How many crates are told; the others are summed up.
const TOLD: usize = 14;

/// Crates with their bytes, the largest first, and the sum. `program` is the file that cargo writes, which still has names.
pub(super) fn by_crate(program: &[u8]) -> Result<Vec<(String, usize)>> {
    let (mut sizes, mut names, mut imports) = (Vec::new(), BTreeMap::new(), 0);
    for payload in Parser::new(0).parse_all(program) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(usize::try_from(body.range().end - body.range().start)?),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(parts) = section.as_known() {
                    for part in parts {
                        if let Name::Function(map) = part? {
                            for naming in map {
                                let naming = naming?;
                                names.insert(naming.index, format!("{:#}", rustc_demangle::demangle(naming.name)));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut crates: BTreeMap<String, usize> = BTreeMap::new();
    for (index, size) in (imports..).zip(&sizes) {
        let name = names.get(&index).map_or("?", |name| crate_of(name));
        *crates.entry(name.to_owned()).or_default() += size;
    }
    let mut crates: Vec<_> = crates.into_iter().collect();
    crates.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    let rest: usize = crates.iter().skip(TOLD).map(|(_, size)| size).sum();
    crates.truncate(TOLD);
    crates.push(("others".to_owned(), rest));
    crates.push(("all".to_owned(), sizes.iter().sum()));
    Ok(crates)
}

/// The crate in a function's name: `yew` of `<yew::html::Scope<T> as …>::f`.
fn crate_of(name: &str) -> &str {
    let path = name.trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let path = ["dyn ", "mut ", "const "].iter().fold(path, |path, word| path.trim_start_matches(word));
    let end = path.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(path.len());
    if path[end..].starts_with("::") || path[end..].starts_with('[') { &path[..end] } else { "runtime" }
}

#[cfg(test)]
mod tests {
    use super::crate_of;

    #[test]
    fn the_crate_is_the_first_word_of_the_path() {
        for (name, expected) in [
            ("nonoverlap::read::read::h0123", "nonoverlap"),
            ("<yew::html::Scope<T> as core::fmt::Debug>::fmt", "yew"),
            ("<&mut serde_json::Deserializer<R> as serde::Deserializer>::x", "serde_json"),
            ("__wbindgen_malloc", "runtime"),
            ("memcpy", "runtime"),
        ] {
            assert_eq!(crate_of(name), expected, "{name}");
        }
    }
}
