//! A folder with a repository that has a daemon.json and a VPC, and the command on PATH.

use std::env;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// A file that the VPC leaves alone, and one that it does not.
pub(crate) const CLEAR: &str = "{\n  \"bip\": \"192.168.200.1/24\",\n  \"default-address-pools\": [{ \"base\": \"192.168.208.0/20\", \"size\": 24 }]\n}\n";
pub(crate) const CLASH: &str = "{\n  \"bip\": \"10.40.8.1/24\"\n}\n";

/// How a check went.
pub(crate) enum Ran {
    Right,
    Wrong(String),
    /// The program that is missing.
    Skipped(&'static str),
}

/// A folder of its own, removed at the end.
pub(crate) struct World {
    pub(crate) folder: PathBuf,
}

impl World {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("nonoverlap-delivery-{}-{number}", std::process::id()));
        let world = Self { folder };
        world.write("deploy/daemon.json", CLEAR);
        world.write("network/vpc.tf", "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.40.0.0/16\"\n}\n");
        fs::create_dir_all(world.folder.join("bin")).expect("a folder for programs");
        symlink(env!("CARGO_BIN_EXE_nonoverlap"), world.folder.join("bin/nonoverlap")).expect("a link");
        // Installing is not what is tested.
        world.program("cargo", "exit 0");
        world
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file of this run");
    }

    /// A program on PATH, as a script.
    pub(crate) fn program(&self, name: &str, script: &str) {
        let path = format!("bin/{name}");
        self.write(&path, &format!("#!/bin/sh\n{script}\n"));
        let path = self.folder.join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a program");
    }

    /// A program with the command on PATH, in this folder.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let path = env::var("PATH").expect("PATH is set");
        command.current_dir(&self.folder).env("PATH", format!("{}:{path}", self.folder.join("bin").display()));
        command.env("LC_ALL", "C.UTF-8").env("HOME", &self.folder);
        command
    }

    /// Lines of a job, each of which must succeed, as CI runs them.
    pub(crate) fn script(&self, lines: &str) -> Output {
        let summary = self.folder.join("summary.md");
        self.command("bash")
            .args(["-eo", "pipefail", "-c", lines])
            .env("GITHUB_STEP_SUMMARY", summary)
            .output()
            .expect("bash runs")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // What is left in the system's own folder for such things hurts nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The text of an example.
pub(crate) fn example(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci").join(name)).expect("an example")
}

/// Whether a program is on PATH.
pub(crate) fn has(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Right where the code is the expected one.
pub(crate) fn ended(output: &Output, code: i32) -> Result<(), String> {
    if output.status.code() == Some(code) {
        return Ok(());
    }
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    Err(format!("{} in place of exit code {code}\n{}", output.status, String::from_utf8_lossy(&text)))
}

impl From<Result<(), String>> for Ran {
    fn from(result: Result<(), String>) -> Self {
        match result {
            Ok(()) => Self::Right,
            Err(why) => Self::Wrong(why),
        }
    }
}
