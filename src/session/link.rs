//! Share links: the session in the URL's fragment, which browsers never send to a server.
//!
//! ```text
//! #vpc=172.16.0.0/12&reach=172.17.48.6&bip=172.17.0.1/16&engine=29    short input, made to be read and typed
//! #…&mentioned=172.17.0.0/16                                             … with owners that the user named
//! #v1.<base64url of zlib of JSON>                                     everything else
//! ```
//!
//! Both are a promise: a link once made opens for ever. Fields may be added to `Long`, none may change its meaning.

mod short;

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ipnet::IpNet;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;
use serde::{Deserialize, Serialize};

use crate::docker::{Platform, Version};
use crate::examine::Inputs;
use crate::facts::Owner;
use crate::order;
use crate::plan::Wish;
use crate::problem::Message;
use crate::read::Kind;
use crate::session::{MOST_NETWORKS, Opened, Session};
use crate::text::Slot;
use crate::words::Lang;

/// Longest fragment that is offered as a link, in bytes: mail programs and chats cut longer ones.
pub const LONGEST: usize = 8 * 1024;

/// Most bytes that a link may inflate to.
const INFLATED: usize = 8 << 20;

/// The version of the long form that is written.
const VERSION: u32 = 1;

/// Why a link could not be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// Letters were lost or changed on the way.
    Damaged,
    /// A newer version of the page made it.
    Newer,
    /// It unpacks to more than any paste.
    TooLarge,
}

impl LinkError {
    /// What to tell the user.
    pub const fn message(self) -> Message {
        match self {
            Self::Damaged => Message::new("page.link.damaged"),
            Self::Newer => Message::new("page.link.newer"),
            Self::TooLarge => Message::new("page.link.too-large"),
        }
    }
}

/// What a fragment holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The session that it describes.
    pub opened: Opened,
    /// Keys of the short form that mean nothing here, and values that could not be read.
    pub unknown: Vec<String>,
}

/// The long form's content. Names are short because they are sent; the order of fields is that of the output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Long {
    /// Texts by the name of the box.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    t: BTreeMap<String, String>,
    /// Chosen formats by the name of the box.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    k: BTreeMap<String, String>,
    /// The engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<String>,
    /// Where the engine runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<String>,
    /// Networks wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    n: Option<u32>,
    /// Prefix length of each network.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<u8>,
    /// The range typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    r: Option<String>,
    /// Which of the ranked ranges.
    #[serde(skip_serializing_if = "is_zero")]
    c: usize,
    /// The address to trace.
    #[serde(skip_serializing_if = "String::is_empty")]
    a: String,
    /// Owners that the user named, by range.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    o: BTreeMap<String, String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// The fragment of a session, without `#`; empty for an empty session.
pub fn write(session: &Session) -> String {
    let opened = Opened { language: None, ..content(session) };
    if opened == Opened::default() {
        return String::new();
    }
    short::write(&opened).unwrap_or_else(|| write_long(&opened))
}

/// Reads a fragment, with or without `#`. `Ok(None)` where it is not a link of ours at all (`#fix`), or empty.
pub fn read(fragment: &str) -> Result<Option<Read>, LinkError> {
    let fragment = fragment.trim().trim_start_matches('#');
    if let Some((version, body)) = long_form(fragment) {
        if version != VERSION {
            return Err(if version > VERSION { LinkError::Newer } else { LinkError::Damaged });
        }
        return read_long(body).map(|opened| Some(Read { opened, unknown: Vec::new() }));
    }
    Ok(fragment.contains('=').then(|| short::read(fragment)))
}

/// The part of a session that travels.
fn content(session: &Session) -> Opened {
    Opened {
        inputs: session.inputs.clone(),
        engine: session.engine,
        platform: session.platform,
        wish: session.wish.clone(),
        trace: session.trace.clone(),
        owners: session.owners.clone(),
        language: None,
    }
}

/// `v1.abc` in its parts; a version too long for a number counts as the newest.
fn long_form(fragment: &str) -> Option<(u32, &str)> {
    let (version, body) = fragment.strip_prefix('v')?.split_once('.')?;
    let is_number = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| (version.parse().unwrap_or(u32::MAX), body))
}

fn write_long(opened: &Opened) -> String {
    let texts = &opened.inputs.texts;
    let kinds = &opened.inputs.kinds;
    let long = Long {
        t: order::map(texts.iter().map(|(slot, text)| (slot.name().to_owned(), text.clone()))),
        k: order::map(kinds.iter().map(|(slot, kind)| (slot.name().to_owned(), kind.name().to_owned()))),
        e: opened.engine.map(|version| version.to_string()),
        p: opened.platform.map(|platform| platform.to_string()),
        n: opened.wish.networks,
        s: opened.wish.size,
        r: opened.wish.range.map(|range| range.to_string()),
        c: opened.wish.choice,
        a: opened.trace.clone(),
        o: order::map(
            opened.owners.iter().filter_map(|(range, owner)| Some((range.to_string(), owner_key(*owner)?.to_owned()))),
        ),
    };
    let json = serde_json::to_vec(&long).unwrap_or_default();
    format!("v{VERSION}.{}", BASE64_URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(&json, 9)))
}

fn read_long(body: &str) -> Result<Opened, LinkError> {
    // Chats and mail programs like to end a link with a full stop, and some add padding.
    let body = body.trim_end_matches(['=', '.', ',', ')', '>']);
    let packed = BASE64_URL_SAFE_NO_PAD.decode(body).map_err(|_| LinkError::Damaged)?;
    let json = decompress_to_vec_zlib_with_limit(&packed, INFLATED).map_err(|error| match error.status {
        miniz_oxide::inflate::TINFLStatus::HasMoreOutput => LinkError::TooLarge,
        _ => LinkError::Damaged,
    })?;
    let long: Long = serde_json::from_slice(&json).map_err(|_| LinkError::Damaged)?;
    Ok(opened(long))
}

/// Names that this version does not know are passed over: a format that went away must not lose the text.
fn opened(long: Long) -> Opened {
    let slot = |name: &str| Slot::ALL.into_iter().find(|slot| slot.name() == name);
    let kind = |name: &str| Kind::ALL.iter().copied().find(|kind| kind.name() == name);
    let mut inputs = Inputs::default();
    for (name, text) in long.t.into_iter().filter(|(_, text)| !text.is_empty()) {
        inputs.texts.insert(slot(&name).unwrap_or(Slot::Any), text);
    }
    inputs.kinds = order::map(long.k.iter().filter_map(|(name, chosen)| Some((slot(name)?, kind(chosen)?))));
    Opened {
        inputs,
        engine: long.e.and_then(|text| text.parse::<Version>().ok()),
        platform: long.p.and_then(|text| text.parse::<Platform>().ok()),
        wish: Wish {
            networks: long.n.map(|n| n.clamp(1, MOST_NETWORKS)),
            size: long.s.map(|n| n.clamp(8, 30)),
            range: long.r.and_then(|text| text.parse::<IpNet>().ok()),
            choice: long.c,
        },
        trace: long.a,
        owners: order::map(
            long.o.iter().filter_map(|(range, key)| Some((range.parse::<IpNet>().ok()?.trunc(), owner_of(key)?))),
        ),
        language: None,
    }
}

/// The keys of the short form that name an owner, each with the owner; the long form has the same names.
const OWNERS: &[(&str, Owner)] = &[
    ("yours", Owner::Yours),
    ("planned", Owner::Planned),
    ("docker-range", Owner::Docker),
    ("mentioned", Owner::Mentioned),
];

/// The key of an owner that can be named.
fn owner_key(owner: Owner) -> Option<&'static str> {
    OWNERS.iter().find(|(_, have)| *have == owner).map(|(key, _)| *key)
}

/// The owner of a key.
fn owner_of(key: &str) -> Option<Owner> {
    OWNERS.iter().find(|(have, _)| *have == key).map(|(_, owner)| *owner)
}

/// The language that a word of the short form names.
fn language(text: &str) -> Option<Lang> {
    match text.get(..2)?.to_ascii_lowercase().as_str() {
        "zh" | "cn" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
