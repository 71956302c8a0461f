//! `cargo xtask dist`: the site ready to serve in `dist/`, and in `release/` what else goes out: the offline page, the command
//! as one static program, what a server needs to be told, a bill of materials, and checksums.
//!
//! ```text
//! build ─▶ dist/     the page, its files compressed beside them, _headers
//!       └▶ release/  nonoverlap.html, nonoverlap-<target>, man page, completions, nginx.conf, Caddyfile,
//!                    object-store.sh, sbom.cdx.json, SHA256SUMS of both folders
//! ```
//!
//! Nothing in them tells when, where or by whom they were made: two runs give equal bytes.

mod command;
pub mod compress;
mod headers;
mod sbom;
mod servers;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::console::say;
use crate::offline::{SINGLE_FILE, files_of};
use crate::rust::{Rust, STATIC, WASM};
use crate::setup::Workshop;
use crate::{build, place, process, setup};

pub use command::program;
pub use headers::{Policy, hashed};

/// The sums of every file of both folders.
const SUMS: &str = "SHA256SUMS";

/// Makes both folders; with `--twice` it makes them again and compares every byte.
pub fn run(arguments: &[String]) -> Result<()> {
    let workshop = setup::to_build()?;
    match arguments {
        [] => with(&workshop),
        [flag] if flag == "--twice" => twice(&workshop),
        _ => bail!("usage: cargo xtask dist [--twice]"),
    }
}

/// Makes both folders with what is set up.
pub fn with(workshop: &Workshop) -> Result<()> {
    build::with(workshop)?;
    let (dist, release) = (place::dist(), place::release());
    let _ = fs::remove_dir_all(&release);
    fs::create_dir_all(&release).with_context(|| format!("cannot make {}", release.display()))?;
    compress::remove_old(&dist)?;
    let policy = Policy::of(&dist)?;
    fs::write(dist.join("_headers"), headers::file(&dist, &policy)?)?;
    compress::beside(&dist)?;
    fs::copy(dist.join(SINGLE_FILE), release.join(SINGLE_FILE))?;
    servers::write(&release, &policy)?;
    fs::write(release.join("sbom.cdx.json"), sbom::text()?)?;
    command::build()?;
    fs::write(release.join(SUMS), sums(&[&dist, &release])?)?;
    say(format_args!("the site is in {}, what else goes out in {}", dist.display(), release.display()));
    Ok(())
}

/// Makes everything, forgets what was compiled of the program itself, and makes it again.
pub fn twice(workshop: &Workshop) -> Result<()> {
    with(workshop)?;
    let first = read(&place::release().join(SUMS))?;
    for target in [WASM, STATIC] {
        let mut cargo = Rust::ambient().cargo()?;
        cargo.current_dir(place::repository());
        process::run_logged(
            "forgetting the program",
            cargo.args(["clean", "--release", "--package", "nonoverlap", "--target", target]),
        )?;
    }
    fs::remove_dir_all(place::dist())?;
    with(workshop)?;
    let second = read(&place::release().join(SUMS))?;
    let differs: Vec<&str> = second.lines().filter(|line| !first.lines().any(|other| other == *line)).collect();
    ensure!(first == second, "made again, these files are others:\n{}", differs.join("\n"));
    say("made again, every byte is the same");
    Ok(())
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

/// A line a file, as `sha256sum --check` takes it from the folder above.
fn sums(folders: &[&Path]) -> Result<String> {
    let mut lines = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        for file in files_of(folder)? {
            let sum = Sha256::digest(fs::read(folder.join(&file))?);
            lines.push(format!("{}  {name}/{file}\n", hexadecimal(&sum)));
        }
    }
    Ok(lines.concat())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}
