//! Words and blocks of a shell. Names come from pastes and may be hostile: whatever they hold, they stay one word.

use crate::text::end_mark;

/// A word that the shell takes as it stands: quoted unless it is plain.
///
/// Control characters are left out; no name of Docker's has any, and a newline would hide what a command does.
pub(super) fn quote(word: &str) -> String {
    let word: String = word.chars().filter(|c| !c.is_control()).collect();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@%+,-".contains(c);
    if !word.is_empty() && !word.starts_with('-') && word.chars().all(is_plain) {
        return word;
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// What a block uses beside the shell's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// `$SUDO` before a command: nothing for root, `sudo` for everybody else.
    Root,
    /// `docker`, through sudo for those who may not speak with the engine themselves.
    Docker,
    /// `$record`: the folder that keeps what was there before.
    Record,
}

/// A command that stands alone: pasted, as a script, as root or through sudo. It stops at the first thing that fails, and does
/// not take the shell with it into which it was pasted.
///
/// `record` is the folder for [`Use::Record`].
pub(super) fn block<L: AsRef<str>>(uses: &[Use], record: &str, lines: impl IntoIterator<Item = L>) -> String {
    let makes = uses.iter().map(|one| match one {
        Use::Root => "SUDO=$([ \"$(id -u)\" = 0 ] || echo sudo)\n".to_owned(),
        // `env` finds the program, not this function.
        Use::Docker => "docker ps > /dev/null 2>&1 || [ \"$(id -u)\" = 0 ] || \
             docker() { sudo --preserve-env=COMPOSE_FILE env docker \"$@\"; }\n"
            .to_owned(),
        Use::Record => format!("record=~/{record}\nmkdir -p \"$record\"\n"),
    });
    let mut text = "(\nset -euo pipefail\n".to_owned();
    text.extend(makes);
    for line in lines {
        text += line.as_ref();
        text.push('\n');
    }
    text.push(')');
    text
}

/// Ends a block with a sentence that says why; `why` has no quote, `$` or backslash of its own.
pub(super) fn stop(why: &str) -> String {
    format!("{{ echo \"{why}\" >&2; exit 1; }}")
}

/// Lines inside an `if` or a loop; none of them may hold a text that is written as it stands.
pub(super) fn indented(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().map(|line| format!("  {line}")).collect()
}

/// A command that writes a text to a file, whatever the text holds. `path` is a word of the shell.
pub(super) fn write_file(path: &str, text: &str) -> String {
    let mark = end_mark("END_OF_FILE", text);
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("$SUDO tee {path} > /dev/null <<'{mark}'\n{text}{end}{mark}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_one_word() {
        for (word, expected) in [
            ("web_default", "web_default"),
            ("", "''"),
            ("a b", "'a b'"),
            ("$(reboot)", "'$(reboot)'"),
            ("x'; rm -rf / #", r"'x'\''; rm -rf / #'"),
            ("--help", "'--help'"),
            ("two\nlines", "twolines"),
            ("~root", "'~root'"),
        ] {
            assert_eq!(quote(word), expected);
        }
    }

    #[test]
    fn a_text_with_the_end_mark_in_it_is_written_whole() {
        let command = write_file("/etc/docker/daemon.json", "{\nEND_OF_FILE\n}");
        assert!(command.ends_with("{\nEND_OF_FILE\n}\nEND_OF_FILE_"), "{command}");
        assert!(command.starts_with("$SUDO tee /etc/docker/daemon.json > /dev/null <<'END_OF_FILE_'\n"), "{command}");
    }

    #[test]
    fn a_block_makes_what_it_uses() {
        let block = block(&[Use::Root, Use::Record], "before", ["$SUDO true"]);
        assert_eq!(
            block,
            "(\nset -euo pipefail\nSUDO=$([ \"$(id -u)\" = 0 ] || echo sudo)\nrecord=~/before\nmkdir -p \"$record\"\n$SUDO true\n)"
        );
    }
}
