//! What dockerd says of a daemon.json: `dockerd --validate` and a start, by version, in its own words.
//!
//! ```text
//! bytes ─ encoding ─▶ text ─ json ─▶ tree ─ directives ─▶ known keys ─ types ─▶ values ─ values ─▶ validated ─ start ─▶ starts
//! ```
//!
//! Each stage may refuse, and the first refusal is the verdict. The order is that of `getConflictFreeConfiguration` and
//! `MergeDaemonConfigurations` in `daemon/config/config.go`.

pub mod class;
mod directives;
mod encoding;
mod fill;
pub mod go;
mod ignored;
pub mod json;
pub mod keys;
pub mod start;
#[cfg(test)]
mod tests;
pub mod types;
mod values;

use serde::{Deserialize, Serialize};

use super::{Config, Refusal, Version};
use json::{Bytes, Ending, Tree, Value};
use values::Settings;

pub use directives::Unknown;
pub use ignored::{Ignored, Why};

/// What the engine says of a file and its flags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The release it holds for.
    pub version: Version,
    /// The text that was read, without a byte order mark. Every range below counts its bytes.
    pub text: String,
    /// Bytes of the file before the text.
    pub skipped: u32,
    /// `dockerd --validate`; `None` for 20.10, which has no such flag.
    pub validate: Option<Verdict>,
    /// A start, as far as file and flags decide it.
    pub start: Verdict,
    /// Keys that the release does not know.
    pub unknown: Vec<Unknown>,
    /// What is accepted and does nothing.
    pub ignored: Vec<Ignored>,
    /// The address settings, as far as the text could be read.
    pub config: Config,
}

impl Judgement {
    /// Whether a start fails only because the text ends early.
    pub fn wants_more(&self) -> bool {
        let is_early = |refusal: &Refusal| {
            ["unexpected end of JSON", "unexpected EOF"].iter().any(|words| refusal.text.contains(words))
        };
        self.start.refusal().is_some_and(is_early)
    }
}

/// Yes, or no and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The engine has nothing against it.
    Accepted,
    /// The engine refuses.
    Refused {
        /// Its words and what is to blame.
        refusal: Refusal,
        /// Where that stands, in the order of the text; empty for a flag.
        spans: Vec<Bytes>,
    },
}

impl Verdict {
    /// The refusal, if it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Accepted => None,
            Self::Refused { refusal, .. } => Some(refusal),
        }
    }
}

/// What the engine says of a daemon.json together with command line flags (name with or without dashes, value; an empty
/// value switches on).
pub fn judge(file: &[u8], flags: &[(String, String)], version: Version) -> Judgement {
    let mut judgement = Judgement {
        version,
        text: String::new(),
        skipped: 0,
        validate: None,
        start: Verdict::Accepted,
        unknown: Vec::new(),
        ignored: Vec::new(),
        config: fill::from_flags(flags, version),
    };
    let refused = read(file, flags, &mut judgement).err();
    let validated = refused.map_or(Verdict::Accepted, |(refusal, spans)| Verdict::Refused { refusal, spans });
    if validated != Verdict::Accepted {
        judgement.start = validated.clone();
    }
    judgement.validate = (version.major >= 23).then_some(validated);
    judgement
}

type Refused = (Refusal, Vec<Bytes>);

/// Goes through the stages. The error is the refusal that `--validate` gives; that of the start alone is put in place.
fn read(file: &[u8], flags: &[(String, String)], judgement: &mut Judgement) -> Result<(), Refused> {
    let version = judgement.version;
    let decoded = encoding::decode(file, version).inspect_err(|_| judgement.text = lossy(file)).map_err(|fault| {
        let span = Bytes { start: fault.at, end: fault.at };
        at(refused(class::ENCODING, file_error(&fault.text), &[]), span)
    })?;
    judgement.text = lossy(&decoded.text);
    judgement.skipped = decoded.skipped;
    let Some(tree) = parse(&decoded.text, version)? else { return Ok(()) };
    let entries = directives::flatten(&tree, version);
    judgement.config = fill::config(&tree, flags, version);
    judgement.unknown = directives::unknown(&entries, version);
    judgement.ignored = ignored::find(&tree, &entries, &judgement.config, version);
    directives::refusal(&tree, &entries, flags, version).map_or(Ok(()), Err)?;
    types(&tree, version)?;
    let settings = Settings { tree: &tree, version, config: &judgement.config };
    if let Some(bad) = values::validate(&settings) {
        let words = if version.major < 23 { "configuration validation from file" } else { MERGED };
        let text = file_error(&format!("{words} failed: {}", bad.text));
        return Err(of_value(&tree, &bad, text));
    }
    if let Some(bad) = values::after_validation(&settings) {
        let text = bad.text.clone();
        return Err(of_value(&tree, &bad, text));
    }
    if let Some((refusal, spans)) = at_start(&settings) {
        judgement.start = Verdict::Refused { refusal, spans };
    }
    Ok(())
}

const MERGED: &str = "merged configuration validation from file and command line flags";

/// The tree; `None` for an empty file, which is a fine configuration from 23.0 on.
fn parse(text: &[u8], version: Version) -> Result<Option<Tree>, Refused> {
    let ending = if version.major < 23 { Ending::FirstValue } else { Ending::Whole };
    let text = if version.major < 23 { text.to_vec() } else { trimmed(text) };
    if ending == Ending::Whole && text.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let tree = json::parse(&text, ending).map_err(|fault| {
        let mut refusal = refused(class::SYNTAX, json_error(version, &fault.text), &[]);
        refusal.offset = Some(fault.at);
        at(refusal, Bytes { start: fault.at, end: fault.at.saturating_add(1).min(crate::text::offset(text.len())) })
    })?;
    let root = tree.node(Tree::ROOT);
    let misfit = |what: &str, kind: &str, span: Bytes| {
        let text = format!("json: cannot unmarshal {what} into Go value of type {kind}");
        at(refused(class::TYPE, json_error(version, &text), &[]), span)
    };
    if !matches!(root.value, Value::Object(_) | Value::Null) {
        return Err(misfit(types::kind_of(&root.value), "map[string]interface {}", root.span));
    }
    let too_big = |number: &str| number.parse::<f64>().is_ok_and(f64::is_infinite);
    for node in tree.nodes() {
        match &node.value {
            Value::Number(number) if too_big(number) => {
                return Err(misfit(&format!("number {number}"), "float64", node.span));
            }
            _ => {}
        }
    }
    Ok(Some(tree))
}

/// The first value, in the order of the text, that does not fit its key's type.
fn types(tree: &Tree, version: Version) -> Result<(), Refused> {
    for member in tree.members(Tree::ROOT) {
        let Some(key) = keys::find(&member.key, version) else { continue };
        let Some(misfit) = types::misfit(tree, key, member.value, version) else { continue };
        let class = match (misfit.bad_text, key.name) {
            (false, _) | (true, "default-shm-size") => class::TYPE,
            (true, "default-address-pools") => class::POOL_BASE,
            _ => class::ADDRESS,
        };
        return Err(at(refused(class, json_error(version, &misfit.text), &[key.name]), misfit.span));
    }
    let twice = |name: &str| tree.members(Tree::ROOT).iter().rev().find(|member| member.key == name);
    if let (Some(graph), Some(_), ..23) = (twice("graph"), twice("data-root"), version.major) {
        let text = file_error("cannot specify both \"graph\" and \"data-root\" config file options");
        return Err(at(refused(class::TWO_KEYS, text, &["graph", "data-root"]), graph.span));
    }
    Ok(())
}

/// What ends a start although `--validate` is content.
fn at_start(settings: &Settings) -> Option<Refused> {
    let Settings { tree, version, config } = *settings;
    if let Some(bad) = values::at_start(settings) {
        let text = bad.text.clone();
        return Some(of_value(tree, &bad, text));
    }
    let refusal = start::refusal(config, version).or_else(|| start::dynamic(config, version))?;
    let spans = spans_of(tree, &refusal.keys);
    Some((refusal, spans))
}

fn of_value(tree: &Tree, bad: &values::Bad, text: String) -> Refused {
    let refusal = refused(bad.class, text, &[bad.key]);
    let spans = bad.span.map_or_else(|| spans_of(tree, &refusal.keys), |span| vec![span]);
    (refusal, spans)
}

/// Where keys are set: of each the last one, in the order of the text.
fn spans_of(tree: &Tree, keys: &[String]) -> Vec<Bytes> {
    let members = tree.members(Tree::ROOT);
    let last = |key: &String| members.iter().rev().find(|member| member.key == *key);
    let span = |member: &json::Member| Bytes { start: member.span.start, end: tree.node(member.value).span.end };
    let mut spans: Vec<Bytes> = keys.iter().filter_map(last).map(span).collect();
    spans.sort_unstable();
    spans
}

/// A refusal from its parts.
fn refused(class: &str, text: String, keys: &[&str]) -> Refusal {
    Refusal { class: class.to_owned(), text, keys: keys.iter().map(|&key| key.to_owned()).collect(), offset: None }
}

fn at(refusal: Refusal, span: Bytes) -> Refused {
    (refusal, vec![span])
}

fn file_error(why: &str) -> String {
    format!("unable to configure the Docker daemon with file daemon.json: {why}")
}

/// A fault of the JSON. 29.0 began to say so.
fn json_error(version: Version, why: &str) -> String {
    let prefix = if version.major >= 29 { "invalid JSON: " } else { "" };
    file_error(&format!("{prefix}{why}"))
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The text with Unicode's white space around it made plain, as the engine cuts it off before it reads.
fn trimmed(text: &[u8]) -> Vec<u8> {
    let mut out = text.to_vec();
    let Ok(text) = std::str::from_utf8(text) else { return out };
    let (lead, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
    out[..lead].fill(b' ');
    out[end.max(lead)..].fill(b' ');
    out
}
