//! Words of a POSIX shell. Names come from pastes and may be hostile: whatever they hold, they stay one word.

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

/// A command that writes a text to a file, whatever the text holds.
pub(super) fn write_file(path: &str, text: &str) -> String {
    let mut mark = "END_OF_FILE".to_owned();
    while text.lines().any(|line| line == mark) {
        mark.push('_');
    }
    let end = if text.ends_with('\n') { "" } else { "\n" };
    format!("sudo tee {} > /dev/null <<'{mark}'\n{text}{end}{mark}", quote(path))
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
        assert!(command.starts_with("sudo tee /etc/docker/daemon.json > /dev/null <<'END_OF_FILE_'\n"), "{command}");
    }
}
