//! The tools that build and test the page, each at one version: from PATH if it is there, from `cargo binstall` if that is
//! there, and compiled otherwise.
//!
//! Compiled tools are not optimised: they run for seconds, and optimising them takes minutes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::console::say;
use crate::place;
use crate::process::{answer_of, find, run_logged};
use crate::rust::Rust;

const TRUNK: &str = "0.21.14";
const WASM_OPT: &str = "132";
const BINARYEN: &str = "132.0.0";
const GECKODRIVER: &str = "0.37.1";
const MACHETE: &str = "0.9.2";
const DENY: &str = "0.20.2";
const AXE: &str = "4.14.1";
const TERSER: &str = "5.51.4";

/// A program that a crate brings.
struct CrateTool {
    program: &'static str,
    package: &'static str,
    version: String,
    /// Whether one that is on PATH already will do, by its version.
    accepts: fn(&Self, &str) -> bool,
    features: &'static [&'static str],
}

/// The folders to put in front of PATH for the build, after making sure of trunk, wasm-bindgen, wasm-opt and terser.
pub fn to_build() -> Result<Vec<PathBuf>> {
    let tools = [wasm_bindgen()?, trunk()];
    let (wasm_opt, terser) = (wasm_opt()?, npm_package("terser", TERSER)?.join("node_modules/.bin"));
    let mut folders = crate_tools(&tools)?;
    folders.extend([wasm_opt, terser]);
    Ok(folders)
}

/// The folders of what looks through the dependencies: for licences and sources, and for those that nothing uses.
pub fn for_dependencies() -> Result<Vec<PathBuf>> {
    let newer = |tool: &CrateTool, version: &str| release(version) >= release(&tool.version);
    let tool = |program, version: &str, features| CrateTool {
        program,
        package: program,
        version: version.to_owned(),
        accepts: newer,
        features,
    };
    crate_tools(&[tool("cargo-machete", MACHETE, &[]), tool("cargo-deny", DENY, &["--no-default-features"])])
}

/// The path of geckodriver, after making sure of it.
pub fn geckodriver() -> Result<PathBuf> {
    let tool = CrateTool {
        program: "geckodriver",
        package: "geckodriver",
        version: GECKODRIVER.to_owned(),
        accepts: |_, _| true,
        features: &[],
    };
    let folders = crate_tools(std::slice::from_ref(&tool))?;
    find(tool.program, &folders).context("geckodriver was installed but is not there")
}

/// The script of axe-core, the accessibility checker, after making sure of it.
pub fn axe() -> Result<PathBuf> {
    let package = npm_package("axe-core", AXE)?;
    Ok(package.join("node_modules/axe-core/axe.min.js"))
}

fn trunk() -> CrateTool {
    CrateTool {
        program: "trunk",
        package: "trunk",
        version: TRUNK.to_owned(),
        accepts: |_, version| release(version) >= release(TRUNK),
        // It refuses to be built without TLS, though nothing here lets it download.
        features: &["--no-default-features", "--features", "rustls"],
    }
}

fn wasm_bindgen() -> Result<CrateTool> {
    Ok(CrateTool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version: locked_version("wasm-bindgen")?,
        accepts: |tool, version| version == tool.version,
        features: &["--no-default-features"],
    })
}

/// The version of a package in Cargo.lock: wasm-bindgen's tool and library must be of the same one.
fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string(place::repository().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let entry = format!("name = \"{package}\"\nversion = \"");
    let (_, rest) = lock.split_once(&entry).with_context(|| format!("Cargo.lock does not have {package}"))?;
    let (version, _) = rest.split_once('"').context("Cargo.lock ends within a version")?;
    Ok(version.to_owned())
}

fn crate_tools(tools: &[CrateTool]) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    let mut compiled = false;
    for tool in tools {
        let root = root_of(tool.package, &tool.version)?;
        let bin = root.join("bin");
        if is_version(&bin.join(tool.program), &tool.version) {
            folders.push(bin);
        } else if !on_path(tool) {
            fs::create_dir_all(&root)?;
            if !binstall(tool, &root) {
                compile(tool, &root)?;
                compiled = true;
            }
            folders.push(bin);
        }
    }
    if compiled {
        // What the tools were made of is ten times their size and not needed again.
        let _ = fs::remove_dir_all(scratch()?);
    }
    Ok(folders)
}

fn on_path(tool: &CrateTool) -> bool {
    let version = find(tool.program, &[]).and_then(|program| version_of(&program));
    version.is_some_and(|version| (tool.accepts)(tool, &version))
}

fn is_version(program: &Path, version: &str) -> bool {
    version_of(program).is_some_and(|found| found == version)
}

/// What a program says of itself: `0.2.130` of `wasm-bindgen 0.2.130`, `132` of `wasm-opt version 132 (version_132)`.
fn version_of(program: &Path) -> Option<String> {
    let answer = answer_of(Command::new(program).arg("--version"))?;
    answer.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
}

/// The first two numbers of a version: within one, a trunk understands the same `Trunk.toml`.
fn release(version: &str) -> (u32, u32) {
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

fn binstall(tool: &CrateTool, root: &Path) -> bool {
    if find("cargo-binstall", &[]).is_none() {
        return false;
    }
    let mut cargo = Command::new("cargo");
    cargo.args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"]).arg(root);
    cargo.arg(format!("{}@{}", tool.package, tool.version));
    let done = run_logged(&format!("fetching {} {}", tool.package, tool.version), &mut cargo);
    if done.is_err() {
        say(format_args!("no binary of {} to fetch; compiling it", tool.package));
    }
    done.is_ok()
}

fn compile(tool: &CrateTool, root: &Path) -> Result<()> {
    let what = format!("compiling {} {}", tool.package, tool.version);
    // With the versions its authors tested; without, if the registry no longer has one of them.
    if run_logged(&what, install_command(tool, root)?.arg("--locked")).is_ok() {
        return Ok(());
    }
    say(format_args!("{} does not build with the versions it was locked to; taking newer ones", tool.package));
    run_logged(&what, &mut install_command(tool, root)?)
}

fn install_command(tool: &CrateTool, root: &Path) -> Result<Command> {
    let mut cargo = Rust::ambient().cargo()?;
    cargo.args(["install", "--debug", "--root"]).arg(root).args(tool.features);
    cargo.arg(format!("{}@{}", tool.package, tool.version));
    // One folder for all, so that what two tools share is compiled once.
    cargo.env("CARGO_TARGET_DIR", scratch()?);
    cargo.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    Ok(cargo)
}

fn wasm_opt() -> Result<PathBuf> {
    if let Some(program) = find("wasm-opt", &[])
        && is_version(&program, WASM_OPT)
    {
        return Ok(program.parent().map(PathBuf::from).unwrap_or_default());
    }
    Ok(npm_package("binaryen", BINARYEN)?.join("node_modules/.bin"))
}

fn npm_package(package: &str, version: &str) -> Result<PathBuf> {
    let root = root_of(package, version)?;
    if root.join("node_modules").join(package).join("package.json").exists() {
        return Ok(root);
    }
    ensure!(find("npm", &[]).is_some(), "npm is needed for {package} {version}; please install Node.js");
    fs::create_dir_all(&root)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]).arg(&root);
    run_logged(&format!("fetching {package} {version}"), npm.arg(format!("{package}@{version}")))?;
    Ok(root)
}

/// A folder for each version, so that clones at different versions do not disturb each other.
fn root_of(package: &str, version: &str) -> Result<PathBuf> {
    Ok(place::cache()?.join("tools").join(format!("{package}-{version}")))
}

fn scratch() -> Result<PathBuf> {
    Ok(place::cache()?.join("tools-build"))
}
