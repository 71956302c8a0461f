//! A compiler that can build for wasm32.
//!
//! In this order: the one that runs this program, if it has the target; the same after `rustup target add`; the
//! distribution's own, whose packages come without the target's standard library, so that is compiled once from the sources the
//! distribution ships.

mod distribution;

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use anyhow::{Result, ensure};

use crate::console::say;
use crate::process::{answer_of, find, path_with, run_logged};

/// The target of the page.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The target of the command as one program: static, for any Linux on this kind of machine.
pub const STATIC: &str =
    if cfg!(target_arch = "x86_64") { "x86_64-unknown-linux-musl" } else { "aarch64-unknown-linux-musl" };

/// The programs of the page, each with the feature that it takes.
pub const PROGRAMS: [(&str, &str); 2] = [("nonoverlap-page", "web"), ("nonoverlap-core", "core")];

/// A Rust installation to build the page with.
#[derive(Clone, Debug)]
pub struct Rust {
    /// The folder of a toolchain of our own making; none for the one that runs this program.
    own: Option<PathBuf>,
}

impl Rust {
    /// The installation that runs this program.
    pub fn ambient() -> Self {
        Self { own: None }
    }

    /// Its cargo, ready for arguments.
    pub fn cargo(&self) -> Result<Command> {
        let mut command = match (&self.own, env::var_os("CARGO")) {
            (None, Some(cargo)) => Command::new(cargo),
            _ => Command::new("cargo"),
        };
        self.choose_for(&mut command, &[])?;
        Ok(command)
    }

    /// Lets a program that calls cargo or rustc by name find these ones, and the tools in `folders`.
    pub fn choose_for(&self, command: &mut Command, folders: &[PathBuf]) -> Result<()> {
        let mut first = folders.to_vec();
        if let Some(own) = &self.own {
            first.insert(0, own.join("bin"));
            // rustup's stand-ins for cargo and rustc obey the variable, should one of them be called nevertheless.
            command.env("RUSTUP_TOOLCHAIN", own).env_remove("CARGO").env_remove("RUSTC").env_remove("RUSTDOC");
        }
        command.env("PATH", path_with(&first)?);
        if let Some(flag) = without_cargos_folder() {
            for target in [WASM, STATIC] {
                let name = target.to_uppercase().replace('-', "_");
                command.env(format!("CARGO_TARGET_{name}_RUSTFLAGS"), &flag);
            }
        }
        Ok(())
    }
}

/// The flag by which what goes out names no folder of the machine it was built on: panics say where in the sources they are. None where
/// the folder's name cannot be a part of a list of flags.
fn without_cargos_folder() -> Option<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    let sources = home.join("registry").join("src");
    let flag = format!("--remap-path-prefix={}=", sources.to_str()?);
    (!flag.contains(char::is_whitespace)).then_some(flag)
}

/// A Rust installation that has the wasm32 target, set up if necessary.
pub fn with_wasm() -> Result<Rust> {
    let ambient = Rust::ambient();
    if has_wasm() {
        return Ok(ambient);
    }
    if let Some(own) = distribution::ready()? {
        return Ok(Rust { own: Some(own) });
    }
    if rustup_adds_target() {
        return Ok(ambient);
    }
    Ok(Rust { own: Some(distribution::set_up()?) })
}

/// A Rust installation that can format and lint for the machine itself.
pub fn with_lints(page: &Rust) -> Result<Rust> {
    let ambient = Rust::ambient();
    if has_lints(&ambient) {
        return Ok(ambient);
    }
    let mut rustup = Command::new("rustup");
    let add = rustup.args(["component", "add", "clippy", "rustfmt"]);
    if find("rustup", &[]).is_some() && run_logged("rustup: adding clippy and rustfmt", add).is_ok() {
        return Ok(ambient);
    }
    ensure!(has_lints(page), "neither clippy nor rustfmt is there, and rustup could not add them");
    Ok(page.clone())
}

fn has_lints(rust: &Rust) -> bool {
    ["clippy", "fmt"]
        .iter()
        .all(|part| rust.cargo().is_ok_and(|mut cargo| answer_of(cargo.args([part, "--version"])).is_some()))
}

fn has_wasm() -> bool {
    let Some(sysroot) = answer_of(Command::new("rustc").args(["--print", "sysroot"])) else { return false };
    let libraries = PathBuf::from(sysroot.trim()).join("lib/rustlib").join(WASM).join("lib");
    fs::read_dir(libraries).is_ok_and(|mut files| {
        files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
    })
}

/// Makes sure of the standard library for another target.
pub fn add_target(target: &str) -> Result<()> {
    ensure!(find("rustup", &[]).is_some(), "the standard library for {target} comes by rustup, which is not here");
    run_logged(&format!("rustup: adding {target}"), Command::new("rustup").args(["target", "add", target]))
}

fn rustup_adds_target() -> bool {
    if find("rustup", &[]).is_none() {
        return false;
    }
    let added = run_logged("rustup: adding the wasm32 target", Command::new("rustup").args(["target", "add", WASM]));
    if added.is_err() {
        say("rustup could not fetch the wasm32 target; trying the distribution's Rust");
    }
    added.is_ok() && has_wasm()
}
