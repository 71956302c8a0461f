//! What a server says with each file: what the page may do, and how long a copy may be kept.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::offline::{SINGLE_FILE, files_of};

/// No page of another site may show this one in a frame; this cannot be said inside a page.
const FRAMES: &str = "frame-ancestors 'none'";

/// Headers of every answer, beside the Content-Security-Policy.
pub const COMMON: [(&str, &str); 4] = [
    (
        "Permissions-Policy",
        "camera=(), clipboard-read=(), clipboard-write=(self), display-capture=(), geolocation=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
];

/// A file whose name changes with its content may be kept for ever; any other is asked for again.
pub const KEEP: &str = "public, max-age=31536000, immutable";
/// Asked for again at each visit; unchanged, it costs an empty answer.
pub const ASK: &str = "no-cache";

/// The Content-Security-Policies as headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Of the page, its workers and the documentation.
    pub site: String,
    /// Of the single file, whose scripts stand inside it.
    pub single: String,
}

impl Policy {
    /// The pages' own policies, which stand in them for hosts that set no headers, and what only a header can say.
    pub fn of(dist: &Path) -> Result<Self> {
        let with_frames = |file: &str| Ok::<_, anyhow::Error>(format!("{}; {FRAMES}", own_policy(&dist.join(file))?));
        Ok(Self { site: with_frames("index.html")?, single: with_frames(SINGLE_FILE)? })
    }
}

fn own_policy(page: &Path) -> Result<String> {
    const TAG: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
    let text = fs::read_to_string(page).with_context(|| format!("cannot read {}", page.display()))?;
    let policy = text.split_once(TAG).and_then(|(_, rest)| rest.split_once('"'));
    let (policy, _) = policy.with_context(|| format!("{} has no Content-Security-Policy", page.display()))?;
    Ok(policy.trim_end_matches([';', ' ']).to_owned())
}

/// Whether a name has the hash of its content in it: `-` and up to 16 hexadecimal digits before a `.` or `_`, as trunk writes
/// them, which leaves zeros in front away.
pub fn hashed(file: &str) -> bool {
    let is_hash = |part: &str| {
        let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
        (12..=16).contains(&digits) && part[digits..].starts_with(['.', '_'])
    };
    file.split('-').skip(1).any(is_hash)
}

/// The common headers, a line each: something in front, between name and value, and behind.
pub(super) fn each(before: &str, between: &str, after: &str) -> String {
    let lines = COMMON.iter().map(|(name, value)| format!("{before}{name}{between}{value}{after}\n"));
    lines.collect::<Vec<_>>().concat()
}

/// `_headers`, which Netlify, Cloudflare and others read. Rules that match one file are joined, so that the pattern for all
/// says only what holds for all; a page's own policy stands in it and is joined too.
pub(super) fn file(dist: &Path, policy: &Policy) -> Result<String> {
    let mut rules = vec![format!("/*\n  Content-Security-Policy: {FRAMES}\n{}", each("  ", ": ", ""))];
    for file in files_of(dist)? {
        if hashed(&file) {
            rules.push(format!("/{file}\n  Cache-Control: {KEEP}\n"));
        }
        if Path::new(&file).extension().is_some_and(|ending| ending == "js") {
            // A worker obeys the policy of its own answer.
            rules.push(format!("/{file}\n  Content-Security-Policy: {}\n", policy.site));
        }
    }
    Ok(rules.concat())
}

#[cfg(test)]
mod tests {
    use super::hashed;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for (file, expected) in [
            ("page-3f2a9c01b7d4e865.wasm", true),
            ("tokens-0123456789abcdef.css", true),
            ("boxes-184bb319876b192.css", true),
            ("index.html", false),
            ("findings/bridge-covers-address.html", false),
            ("app-0123456789abcdef01.js", false),
            ("worker.js", false),
        ] {
            assert_eq!(hashed(file), expected, "{file}");
        }
    }
}
