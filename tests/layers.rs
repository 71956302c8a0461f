//! Holds the layers: a module of the library uses those left of it in the drawing of `src/lib.rs`, and none right of it;
//! crates of the browser are named inside `src/web` only; every file says in its first line what it is for.

#![allow(clippy::expect_used, reason = "a test that cannot build its world fails by saying so")]

use std::fs;
use std::path::{Path, PathBuf};

/// The library's modules from left to right, then its two faces, the command and the page.
const ORDER: &[&str] = &[
    "order", "text", "net", "problem", "read", "docker", "facts", "trace", "analysis", "plan", "examine", "fleet",
    "words", "view", "session", "door", "desk", "cli", "web",
];

/// Uses of a module to its right that are wanted, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// Files that still name each other, to be parted; no pair may be added.
const TANGLED: &[[&str; 2]] = &[
    ["facts/failed", "facts/networks"],
    ["facts/machine", "facts/networks"],
    ["facts/networks", "facts/owners"],
    ["plan/make", "plan/withheld"],
    ["plan/recreate/by_hand", "plan/recreate/owner"],
    ["read/netstat/columns", "read/netstat/row"],
];

/// Crates that need a browser.
const BROWSER_CRATES: &[&str] = &["yew", "web_sys", "gloo", "js_sys", "wasm_bindgen"];

fn sources() -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a source is UTF-8");
                files.push((path, text));
            }
        }
    }
    files.sort();
    files
}

/// The top module a file belongs to: `read` for `src/read.rs` and for `src/read/json.rs`.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("inside src");
    inside.iter().next().expect("a name").to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The code of a file without comments and without its unit tests, which may look to the right.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Modules named behind `crate::` or `nonoverlap::`.
fn named_modules(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for start in ["crate::", "nonoverlap::"] {
        for part in code.split(start).skip(1) {
            let inner = part.strip_prefix('{').map_or_else(
                || vec![part],
                |list| list.split('}').next().unwrap_or(list).split(',').map(str::trim).collect(),
            );
            names.extend(
                inner.iter().map(|name| name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()),
            );
        }
    }
    names
}

#[test]
fn a_module_uses_those_left_of_it_only() {
    let place = |name: &str| ORDER.iter().position(|module| *module == name);
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let own = module(&path);
        let Some(at) = place(&own) else { continue };
        for used in named_modules(&code(&text)) {
            let allowed = EXCEPTIONS.contains(&(own.as_str(), used.as_str()));
            if place(&used).is_some_and(|other| other > at) && !allowed {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_has_its_place() {
    let known = |name: &str| ORDER.contains(&name) || ["lib", "main", "core", "paint"].contains(&name);
    let strangers: Vec<_> = sources().iter().map(|(path, _)| module(path)).filter(|name| !known(name)).collect();
    assert!(strangers.is_empty(), "not in the drawing: {strangers:?}");
}

#[test]
fn browser_crates_stay_inside_the_page() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let own = module(&path);
        // The two programs and what paints the one that draws.
        if ["web", "main", "core", "paint"].contains(&own.as_str()) {
            continue;
        }
        let code = code(&text);
        wrong.extend(
            BROWSER_CRATES
                .iter()
                .filter(|name| code.contains(&format!("{name}::")) || code.contains(&format!("use {name}")))
                .map(|name| format!("{} names {name}", path.display())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The files that a file names by paths from the crate's root or from its own parents, by their module paths.
fn named_files(own: &[String], code: &str, files: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        // Of a chain of `super::` the first one counts.
        let before = &code[..start];
        if before.ends_with("super::") || before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let mut rest = &code[start..];
        let mut path = own.to_vec();
        if let Some(after) = rest.strip_prefix("crate::") {
            (path, rest) = (Vec::new(), after);
        }
        while let Some(after) = rest.strip_prefix("super::") {
            path.pop();
            rest = after;
        }
        for end in ends(rest) {
            let whole: Vec<String> = path.iter().cloned().chain(end).collect();
            let file = (1..=whole.len()).rev().map(|length| whole[..length].to_vec()).find(|part| files.contains(part));
            found.extend(file.filter(|file| file != own));
        }
    }
    found
}

/// The paths that a path with a list at its end stands for: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn ends(text: &str) -> Vec<Vec<String>> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut path = Vec::new();
    let mut rest = text;
    loop {
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split('}').next().unwrap_or(list);
            let with = |end: &str| path.iter().cloned().chain(end.trim().split("::").map(word)).collect();
            return list.split(',').map(with).collect();
        }
        let name = word(rest);
        rest = &rest[name.len()..];
        path.push(name);
        match rest.strip_prefix("::") {
            Some(after) => rest = after,
            None => return vec![path],
        }
    }
}

#[test]
fn no_two_files_name_each_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let path_of = |path: &Path| -> Vec<String> {
        let inside = path.strip_prefix(&root).expect("inside src").with_extension("");
        inside.iter().map(|part| part.to_string_lossy().into_owned()).collect()
    };
    let sources = sources();
    let files: Vec<_> = sources.iter().map(|(path, _)| path_of(path)).collect();
    let uses: Vec<_> =
        sources.iter().zip(&files).map(|((_, text), own)| named_files(own, &code(text), &files)).collect();
    let mut pairs = Vec::new();
    for (one, used) in files.iter().zip(&uses) {
        for (other, back) in files.iter().zip(&uses) {
            // A module and those inside it are one thing told in several files.
            let related = one.starts_with(other) || other.starts_with(one);
            let is_known = TANGLED.contains(&[one.join("/").as_str(), other.join("/").as_str()]);
            if one < other && !related && !is_known && used.contains(other) && back.contains(one) {
                pairs.push(format!("{} and {}", one.join("/"), other.join("/")));
            }
        }
    }
    assert!(pairs.is_empty(), "name each other: {pairs:#?}");
}

#[test]
fn the_page_knows_the_door_and_nothing_behind_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| module(path) == "web") {
        let used = named_modules(&code(&text));
        wrong.extend(used.iter().filter(|name| *name != "door").map(|name| format!("{} uses {name}", path.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Its program carries the whole table of labels, in both languages: what the core says stands in another one.
#[test]
fn the_page_carries_only_labels_that_it_draws() {
    let shown = |path: &Path| {
        module(path) == "web"
            || ["view.rs", "view/owners.rs"].iter().any(|beside_the_door| path.ends_with(beside_the_door))
    };
    let drawn: String = sources().into_iter().filter(|(path, _)| shown(path)).map(|(_, text)| text).collect();
    let labels = include_str!("../src/words/en/page.rs");
    let keys: Vec<&str> = labels.split('"').filter(|part| part.starts_with("page.") && !part.contains(' ')).collect();
    let unused: Vec<&&str> = keys.iter().filter(|key| !drawn.contains(&format!("\"{key}\""))).collect();
    assert!(!keys.is_empty() && unused.is_empty(), "{unused:?}");
}

#[test]
fn only_one_file_of_the_page_talks_to_the_browser() {
    for (path, text) in sources() {
        let is_door = path.ends_with("web/browser.rs") || path.iter().any(|part| part == "browser");
        let code = code(&text);
        let talks = code.contains("web_sys::window") || code.contains("gloo::");
        assert!(is_door || !talks, "{} talks to the browser", path.display());
    }
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let silent: Vec<_> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "{silent:?}");
}
