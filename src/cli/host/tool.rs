//! Running a tool that only reads, for so long and no longer.

use std::io::{ErrorKind, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nonoverlap::problem::Message;
use serde_json::value::RawValue;

use crate::failure::text;

/// A tool that has said nothing by then hangs, as `docker` does beside an engine that hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a tool gave no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It is not on PATH.
    Missing,
    /// It failed; its last words.
    Failed(String),
    /// It did not end in time.
    Slow,
}

impl Trouble {
    /// What is lacking because of it.
    pub(super) fn message(&self, command: &str) -> Message {
        let message = match self {
            Self::Missing => Message::new("cli.lacks.program"),
            Self::Failed(why) if why.contains("permission denied") => {
                Message::new("cli.lacks.permission").with("why", text(why))
            }
            Self::Failed(why) => Message::new("cli.lacks.failed").with("why", text(why)),
            Self::Slow => Message::new("cli.lacks.slow").with("n", PATIENCE.as_secs()),
        };
        let program = command.split(' ').next().unwrap_or(command);
        message.with("program", program).with("command", command)
    }
}

/// What a tool prints, in the language that programs read.
pub(super) fn run(program: &str, words: &[&str]) -> Result<String, Trouble> {
    let started = Command::new(program)
        .args(words)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = started.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Trouble::Missing,
        _ => Trouble::Failed(error.to_string()),
    })?;
    let (said, hear) = mpsc::channel();
    let (output, errors) = (child.stdout.take(), child.stderr.take());
    thread::spawn(move || {
        let errors = thread::spawn(move || all(errors));
        let output = all(output);
        // Nobody listens any more where patience has run out.
        let _ = said.send((output, errors.join().unwrap_or_default()));
    });
    let Ok((output, errors)) = hear.recv_timeout(PATIENCE) else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(Trouble::Slow);
    };
    match child.wait() {
        Ok(status) if status.success() => Ok(output),
        _ => Err(Trouble::Failed(errors.trim().lines().next().unwrap_or_default().to_owned())),
    }
}

fn all(stream: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    // What came before a break is worth reading.
    let _ = stream.map(|mut stream| stream.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A JSON list with each item on a line of its own, as the tool wrote it: a line is what a finding quotes.
/// `None` where it is no list.
pub(super) fn a_line_an_item(json: &str) -> Option<String> {
    let items: Vec<&RawValue> = serde_json::from_str(json.trim()).ok()?;
    let lines: Vec<&str> = items.iter().map(|item| item.get()).collect();
    Some(if lines.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", lines.join(",\n")) })
}

#[cfg(test)]
mod tests {
    use super::{Trouble, a_line_an_item, run};

    #[test]
    fn a_list_has_a_line_an_item_and_nothing_else_changes() {
        let json = r#"[{"dst":"default","metrics":[{"mtu":1400}]},{"dst":"10.0.0.0/8"}]"#;
        let expected = "[\n{\"dst\":\"default\",\"metrics\":[{\"mtu\":1400}]},\n{\"dst\":\"10.0.0.0/8\"}\n]\n";
        assert_eq!(a_line_an_item(json).as_deref(), Some(expected));
        assert_eq!(a_line_an_item("[]\n").as_deref(), Some("[]\n"));
        assert_eq!(a_line_an_item("default via 10.0.0.1"), None);
    }

    #[test]
    fn a_tool_that_fails_says_why() {
        assert_eq!(run("sh", &["-c", "echo out"]), Ok("out\n".to_owned()));
        assert_eq!(run("sh", &["-c", "echo no >&2; exit 3"]), Err(Trouble::Failed("no".to_owned())));
        assert_eq!(run("no-program-of-this-name", &[]), Err(Trouble::Missing));
    }
}
