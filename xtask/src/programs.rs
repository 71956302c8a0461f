//! The two programs as they go out: shrunk, and the core in two parts.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::offline::files_of;
use crate::painted::{asset, named};
use crate::shrink::{self, Script};
use crate::split;

/// The page's script and program: the names of their files.
pub fn page(dist: &Path, tools: &[PathBuf]) -> Result<(String, String)> {
    let made = Made::by_trunk(dist, "page")?;
    shrink::program(tools, &made.wasm, &made.glue)?;
    shrink::script(tools, &made.glue, Script::Module)?;
    let names =
        (named(dist, "page", "js", &fs::read(&made.glue)?)?, named(dist, "page", "wasm", &fs::read(&made.wasm)?)?);
    made.remove()?;
    Ok(names)
}

/// The core's script, which carries messages too, its program, and the rest of that, which `visits` do without: the names of their
/// files.
pub fn core(dist: &Path, tools: &[PathBuf], visits: &str) -> Result<(String, String, String)> {
    let made = Made::by_trunk(dist, "core")?;
    shrink::program(tools, &made.wasm, &made.glue)?;
    let parts = split::program(&fs::read(&made.wasm)?, &made.glue, visits)?;
    shrink::script(tools, &made.glue, Script::Classic)?;
    let script = fs::read_to_string(&made.glue)? + &asset("core.js")?;
    let names = (
        named(dist, "core", "js", script.as_bytes())?,
        named(dist, "core", "wasm", &parts.first)?,
        named(dist, "rest", "wasm", &parts.rest)?,
    );
    made.remove()?;
    Ok(names)
}

/// What trunk made of a program.
struct Made {
    glue: PathBuf,
    wasm: PathBuf,
    all: Vec<PathBuf>,
}

impl Made {
    fn by_trunk(dist: &Path, name: &str) -> Result<Self> {
        let of_trunk = files_of(dist)?.into_iter().filter(|file| file.starts_with(&format!("nonoverlap-{name}")));
        let all: Vec<PathBuf> = of_trunk.map(|file| dist.join(file)).collect();
        let one = |kind: &str| {
            let found = all.iter().find(|file| file.extension().is_some_and(|ending| ending == kind));
            found.cloned().with_context(|| format!("trunk made no {kind} of the {name}"))
        };
        Ok(Self { glue: one("js")?, wasm: one("wasm")?, all })
    }

    fn remove(self) -> Result<()> {
        self.all.iter().try_for_each(|file| Ok(fs::remove_file(file)?))
    }
}
