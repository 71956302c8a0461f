//! Runs the shell transcripts of `tests/cli/`: each `$` line in bash, its output and exit code compared to the letter.
//!
//! `NONOVERLAP_ACCEPT=1` writes what came out into the transcripts, for a look at the difference; `NONOVERLAP_COMMAND` names
//! another build of the command than the one beside this test.

#![allow(clippy::expect_used, reason = "a test that cannot build its world fails by saying so")]

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let names: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let world = World::new(&folder);
    let (mut passed, mut failed) = (0, 0);
    for transcript in transcripts(&folder, &names) {
        if is_for_release(&transcript) && env::var_os("NONOVERLAP_COMMAND").is_none() {
            println!("skipped: {} takes an optimised build, named by NONOVERLAP_COMMAND", transcript.display());
            continue;
        }
        let expected = fs::read_to_string(&transcript).expect("a transcript is UTF-8");
        let found = world.played(&expected);
        if found == expected {
            passed += 1;
            continue;
        }
        if env::var_os("NONOVERLAP_ACCEPT").is_some() {
            fs::write(&transcript, &found).expect("the transcript can be written");
            passed += 1;
            continue;
        }
        failed += 1;
        println!("{}: the output is another one", transcript.display());
        print_difference(&expected, &found);
    }
    fs::remove_dir_all(&world.folder).expect("the folder of this run can be removed");
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The transcripts whose names hold one of the words; all without words.
fn transcripts(folder: &Path, words: &[String]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the transcripts can be listed");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .filter(|path| words.is_empty() || words.iter().any(|word| path.to_string_lossy().contains(word)))
        .collect();
    files.sort();
    files
}

/// Whether a transcript would take minutes with a build that is not optimised.
fn is_for_release(transcript: &Path) -> bool {
    transcript.file_stem().is_some_and(|name| name.to_string_lossy().ends_with("-release"))
}

fn print_difference(expected: &str, found: &str) {
    let same = expected.lines().zip(found.lines()).take_while(|(one, other)| one == other).count();
    for (sign, text) in [('-', expected), ('+', found)] {
        text.lines().skip(same).take(8).for_each(|line| println!("    {sign}{line}"));
    }
}

/// A folder with the files of `tests/cli/files/`, and the command on PATH.
struct World {
    folder: PathBuf,
    path: String,
}

impl World {
    fn new(transcripts: &Path) -> Self {
        let folder = env::temp_dir().join(format!("nonoverlap-cli-{}", std::process::id()));
        let command = env::var_os("NONOVERLAP_COMMAND").unwrap_or_else(|| env!("CARGO_BIN_EXE_nonoverlap").into());
        copy(&transcripts.join("files"), &folder);
        fs::create_dir(folder.join("bin")).expect("a folder for the command");
        // Below each folder of tools too, for a PATH that has nothing else.
        for tools in ["bin", "tools/none", "tools/denied", "tools/docker"] {
            symlink(&command, folder.join(tools).join("nonoverlap")).expect("a link to the command");
        }
        let system = env::var("PATH").expect("PATH is set");
        let path = format!("{}:{system}", folder.join("bin").display());
        Self { folder, path }
    }

    /// The transcript as it comes out: every line that is no output is kept.
    fn played(&self, transcript: &str) -> String {
        let mut lines = transcript.lines().peekable();
        let mut out = String::new();
        while let Some(line) = lines.next() {
            out.push_str(line);
            out.push('\n');
            let Some(command) = line.strip_prefix("$ ") else { continue };
            out.push_str(&self.run(command));
            while lines.next_if(|line| !line.starts_with("[exit ")).is_some() {}
            lines.next();
        }
        out
    }

    /// What a line prints, both streams in the order of writing, and how it ends.
    fn run(&self, line: &str) -> String {
        let mut shell = Command::new("bash");
        shell.args(["-c", &format!("exec 2>&1\n{line}")]).current_dir(&self.folder).env_clear();
        let output = shell.env("PATH", &self.path).env("LANG", "en_US.UTF-8").output().expect("bash runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        format!("{text}{end}[exit {}]\n", output.status.code().expect("an exit code"))
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of this run");
    for entry in fs::read_dir(from).expect("the files can be listed") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            // Permissions go along.
            fs::copy(&path, &target).expect("a file of this run");
        }
    }
}
