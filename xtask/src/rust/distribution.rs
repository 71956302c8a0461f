//! The distribution's Rust, with a standard library for wasm32 compiled from the distribution's own sources.
//!
//! Nothing is written into the system's folders: the result is a folder in the user's cache that looks like a toolchain, whose
//! programs are the system's and whose wasm32 library is ours.
//!
//! ```text
//! rust/bin/rustc                  calls /usr/bin/rustc --sysroot rust/
//! rust/lib/rustlib/<host>/lib     link to the system's
//! rust/lib/rustlib/<host>/bin     rust-lld, a link to the system's lld
//! rust/lib/rustlib/wasm32-…/lib   compiled here
//! ```

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::WASM;
use crate::packages::{self, Need};
use crate::place;
use crate::process::{answer_of, find, run_logged};

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
/// Debian's stable releases carry a current Rust under these names, because their browsers are built with it.
const COMPILER: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-clippy", "rustfmt-web"];
const LINKER: Need = Need {
    programs: &["lld", "lld-22", "lld-21", "lld-20", "lld-19", "lld-18", "lld-17", "lld-16", "lld-15", "lld-14"],
    package: "lld",
};
/// Raised when the recipe below changes, so that what an older one made is made again.
const RECIPE: u32 = 1;
const NOT_FOUND: &str = "the Rust that runs this has no wasm32-unknown-unknown target, rustup could not add it, and the \
    system offers no Rust with its sources. Please install the target by hand, for instance\n\n  \
    rustup target add wasm32-unknown-unknown\n  dnf install rust-std-static-wasm32-unknown-unknown\n\nand start again";

/// The toolchain's folder, if it was made before from the compiler that is there now.
pub(super) fn ready() -> Result<Option<PathBuf>> {
    let folder = folder()?;
    let made_by = fs::read_to_string(folder.join("made-by")).ok();
    Ok(made_by.filter(|made_by| Some(made_by) == signature().as_ref()).map(|_| folder))
}

/// Makes the toolchain: packages, standard library, folder.
pub(super) fn set_up() -> Result<PathBuf> {
    if !Path::new(RUSTC).exists() || source().is_none() {
        packages::refresh_lists()?;
        ensure!(packages::offered(COMPILER[0]), "{NOT_FOUND}");
    }
    if packages::offered(COMPILER[0]) {
        packages::ensure_packages("building for the browser", &COMPILER)?;
    }
    packages::ensure_programs("linking for the browser", &[LINKER])?;
    let signature = signature().context(NOT_FOUND)?;
    let source = source().context(NOT_FOUND)?;

    let folder = folder()?;
    let _ = fs::remove_dir_all(&folder);
    let libraries = compile_std()?;
    link_programs(&folder)?;
    link_libraries(&folder, &source)?;
    collect_std(&libraries, &folder)?;
    fs::remove_dir_all(scratch()?)?;
    fs::write(folder.join("made-by"), signature)?;
    Ok(folder)
}

fn folder() -> Result<PathBuf> {
    Ok(place::cache()?.join("rust"))
}

fn scratch() -> Result<PathBuf> {
    Ok(place::cache()?.join("rust-std"))
}

/// What the toolchain was made from; none without the system's compiler.
fn signature() -> Option<String> {
    let version = answer_of(Command::new(RUSTC).arg("-vV"))?;
    Some(format!("recipe {RECIPE}\n{version}"))
}

/// The system's folder of standard libraries, where the compiler's packages put them.
fn system_libraries() -> Option<PathBuf> {
    let sysroot = answer_of(Command::new(RUSTC).args(["--print", "sysroot"]))?;
    Some(PathBuf::from(sysroot.trim()).join("lib/rustlib"))
}

fn source() -> Option<PathBuf> {
    system_libraries().map(|folder| folder.join("src")).filter(|source| source.join("rust/library/std").exists())
}

fn host() -> Option<String> {
    let about = answer_of(Command::new(RUSTC).arg("-vV"))?;
    about.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}

/// Compiles the standard library as part of an empty package and returns the folder that has it.
///
/// `test` is in the list so that `cargo test` works for the target too; the bitcode lets a release build optimise across std.
fn compile_std() -> Result<PathBuf> {
    let package = scratch()?;
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(
        package.join("Cargo.toml"),
        "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[profile.release]\nopt-level = \"s\"\n\
         codegen-units = 1\n[workspace]\n",
    )?;
    let mut cargo = Command::new(CARGO);
    cargo.current_dir(&package).args(["build", "--release", "--target", WASM, "--target-dir", "target"]);
    cargo.arg("-Zbuild-std=std,panic_abort,proc_macro,test");
    // The variable lets a released compiler build its own standard library, as the distribution's own packaging does.
    cargo.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes");
    cargo.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO").env_remove("CARGO_TARGET_DIR");
    run_logged("compiling Rust's standard library for the browser (once)", &mut cargo)?;
    Ok(package.join("target").join(WASM).join("release/deps"))
}

fn link_programs(folder: &Path) -> Result<()> {
    let bin = folder.join("bin");
    fs::create_dir_all(&bin)?;
    let sysroot = folder.display();
    for program in ["rustc", "rustdoc"] {
        write_script(&bin.join(program), &format!("exec /usr/bin/{program} --sysroot '{sysroot}' \"$@\""))?;
    }
    // clippy has no argument for it, but reads the variable.
    write_script(&bin.join("cargo-clippy"), &format!("SYSROOT='{sysroot}' exec /usr/bin/cargo-clippy \"$@\""))?;
    for program in ["cargo", "cargo-fmt", "rustfmt", "clippy-driver"] {
        symlink(Path::new("/usr/bin").join(program), bin.join(program))?;
    }
    Ok(())
}

fn link_libraries(folder: &Path, source: &Path) -> Result<()> {
    let system = system_libraries().context(NOT_FOUND)?;
    let host = host().context(NOT_FOUND)?;
    let ours = folder.join("lib/rustlib");
    fs::create_dir_all(ours.join(&host).join("bin"))?;
    symlink(system.join(&host).join("lib"), ours.join(&host).join("lib"))?;
    symlink(source, ours.join("src"))?;
    let lld = LINKER.programs.iter().find_map(|program| find(program, &[])).context("no lld on PATH")?;
    symlink(lld, ours.join(&host).join("bin/rust-lld"))?;
    Ok(())
}

fn collect_std(built: &Path, folder: &Path) -> Result<()> {
    let libraries = folder.join("lib/rustlib").join(WASM).join("lib");
    fs::create_dir_all(&libraries)?;
    for entry in fs::read_dir(built)? {
        let file = entry?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|kind| kind == "rlib") && !name.starts_with("libempty-") {
            fs::copy(&file, libraries.join(name))?;
        }
    }
    Ok(())
}

fn write_script(file: &Path, line: &str) -> Result<()> {
    fs::write(file, format!("#!/bin/sh\n{line}\n"))?;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))?;
    Ok(())
}
