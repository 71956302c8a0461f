//! The engine's version as people write it: `Docker version 28.5.2, build ecc6942`, `Engine: 19.03.8`, `docker-ce 5:24.0.7-1`.

use super::address::prefix_or_host;
use super::signs::Signs;
use super::view::Row;
use crate::text::Located;

/// Names of the engine. `engine` alone is another product's, unless it begins the line.
const NAMES: &[&str] = &["docker", "dockerd", "docker-ce", "docker-ee", "docker.io", "moby", "moby-engine"];

/// Words that may stand between the name and the number; 5 is the epoch of Debian's packages. Compose, Desktop and the API have
/// versions of their own.
const BETWEEN: &[&str] =
    &["version", "engine", "server", "daemon", "community", "ce", "ee", "is", "版本", "版本号", "引擎", "-", "–", "5"];

/// The version that a line names and nothing else with a number that could be an address.
pub(super) fn named_version(row: Row<'_>) -> Option<Located<&str>> {
    // Almost no line names it.
    if row.text.len() > 200 || !row.all_signs().has(Signs::DIGIT.and(Signs::OF_DOCKER)) {
        return None;
    }
    let words: Vec<Located<&str>> = parts(row).into_iter().filter(|word| !word.value.is_empty()).collect();
    let lower = |at: usize| words.get(at).map(|word| word.value.to_lowercase()).unwrap_or_default();
    let is_name = |at: usize| NAMES.contains(&lower(at).as_str()) || (at == 0 && lower(0) == "engine");
    let name = (0..words.len()).find(|&at| is_name(at))?;
    let number = (name + 1..words.len().min(name + 5)).find(|&at| !BETWEEN.contains(&lower(at).as_str()))?;
    let found = words.get(number).copied()?;
    let others = row.words().into_iter().filter(|word| !word.value.contains(found.value));
    let has_address =
        others.into_iter().any(|word| prefix_or_host(word.value.trim_matches([',', '.', ';', '(', ')'])).is_some());
    let version = version(found.value).filter(|_| !has_address)?;
    Some(Located::new(version, row.locate(version)))
}

/// Words without the signs around them, and parted where Latin letters meet others.
fn parts(row: Row<'_>) -> Vec<Located<&str>> {
    let text = row.text;
    let mut cuts = vec![0];
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if is_sign(c) || is_sign(before) || (before.is_ascii() != c.is_ascii()) {
            cuts.push(at);
        }
        before = c;
    }
    cuts.push(text.len());
    let pieces = cuts.windows(2).filter_map(|ends| text.get(ends[0]..ends[1]));
    let pieces = pieces.filter(|piece| !piece.chars().all(is_sign));
    pieces.map(|piece| Located::new(piece, row.locate(piece))).collect()
}

fn is_sign(c: char) -> bool {
    c.is_whitespace() || ":：=,，;；()（）\"'`*_|".contains(c)
}

/// `24.0.5`, `v26.1.4`, `20.10.24+dfsg1`, `24.0.7-1~ubuntu.22.04`: an engine's number, not a client's library or a file format.
fn version(text: &str) -> Option<&str> {
    let text = text.trim_end_matches(['.', '。']);
    let digits = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let mut parts = digits.splitn(3, '.');
    let major: u16 = parts.next()?.parse().ok()?;
    let minor = parts.next()?;
    let patch = parts.next();
    let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let is_whole =
        is_number(minor) && minor.len() <= 6 && patch.is_none_or(|patch| is_number(patch) && !patch.contains(".."));
    let four =
        patch.is_some_and(|patch| patch.split(['-', '+', '~']).next().is_some_and(|number| number.contains('.')));
    (is_whole && !four && (major == 1 || (17..=60).contains(&major))).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::view::View;
    use crate::text::{Slot, Source};

    #[test]
    fn versions_as_people_write_them() {
        for (line, expected) in [
            ("Docker version 28.5.2, build ecc6942", Some("28.5.2")),
            ("Docker version: 20.10.7", Some("20.10.7")),
            ("Engine: 19.03.8", Some("19.03.8")),
            ("docker 24.0.5", Some("24.0.5")),
            ("we run docker 24.0.5 on Ubuntu 22.04", Some("24.0.5")),
            ("Docker Engine v26.1.4", Some("26.1.4")),
            ("- **Docker Engine**: 27.3.1", Some("27.3.1")),
            ("docker-ce 5:24.0.7-1~ubuntu.22.04~jammy", Some("24.0.7-1~ubuntu.22.04~jammy")),
            ("docker-ce=24.0.7-1", Some("24.0.7-1")),
            ("Docker版本：20.10.7", Some("20.10.7")),
            ("docker 20.10", Some("20.10")),
            ("Docker Compose version v2.29.1", None),
            ("Docker Desktop 4.37.1", None),
            ("docker 24.0.5 with bip 10.0.0.1/24", None),
            ("docker 172.17.0.1", None),
            ("engine room 10.1.2.0/24", None),
            ("docker 3.8", None),
        ] {
            let source = Source::new(Slot::Any, line);
            let view = View::new(&source);
            let found = named_version(view.row(1)).map(|version| version.value.trim_start_matches('v'));
            assert_eq!(found, expected, "{line}");
        }
    }
}
