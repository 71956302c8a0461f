//! The short form of a link, made to be read and to be typed into documentation by hand:
//! `vpc=172.16.0.0/12&reach=172.17.48.6&bip=172.17.0.1/16&engine=29`.
//!
//! It is read generously (other names of the keys, capitals, repeated keys, `;` and commas between values) and written
//! only where reading it gives the very same session back.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{OWNERS, Read, language, owner_of};
use crate::session::{MOST_NETWORKS, Opened};
use crate::text::Slot;

/// Longer pastes are no pleasure to read in a link.
const LONGEST: usize = 240;

/// The short form of a session; `None` where it cannot say everything.
pub(super) fn write(opened: &Opened) -> Option<String> {
    let mut parts = Vec::new();
    let list = opened.inputs.texts.get(&Slot::Networks).map_or("", String::as_str);
    for (key, is_address) in [("vpc", false), ("reach", true)] {
        let of_kind = |line: &&str| line.parse::<IpAddr>().is_ok() == is_address;
        let values: Vec<_> = list.lines().filter(of_kind).collect();
        if !values.is_empty() {
            parts.push(format!("{key}={}", values.join(",")));
        }
    }
    if let Some(file) = opened.inputs.texts.get(&Slot::DaemonJson) {
        parts.extend(file_parts(file)?);
    }
    let engine = opened.engine.map(|version| format!("engine={version}"));
    let platform = opened.platform.map(|platform| format!("platform={platform}"));
    let networks = opened.wish.networks.map(|n| format!("networks={n}"));
    let size = opened.wish.size.map(|n| format!("size={n}"));
    let trace = (!opened.trace.is_empty()).then(|| format!("trace={}", opened.trace));
    parts.extend([engine, platform, networks, size, trace].into_iter().flatten());
    for (key, owner) in OWNERS {
        let ranges: Vec<_> =
            opened.owners.iter().filter(|(_, have)| *have == owner).map(|(range, _)| range.to_string()).collect();
        if !ranges.is_empty() {
            parts.push(format!("{key}={}", ranges.join(",")));
        }
    }
    let text = parts.join("&");
    let is_plain = text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"=&,./:-_".contains(&b));
    (is_plain && read(&text).opened == *opened).then_some(text)
}

/// Reads the short form. What means nothing here is named in the answer, never an error.
pub(super) fn read(fragment: &str) -> Read {
    let fragment = fragment.replace(';', "&");
    let mut found = Found::default();
    for (key, value) in form_urlencoded::parse(fragment.as_bytes()) {
        let value = value.trim();
        if !value.is_empty() && !found.take(&key.trim().to_ascii_lowercase(), value) {
            found.unknown.push(format!("{key}={value}"));
        }
    }
    found.finish()
}

/// What has been read so far.
#[derive(Default)]
struct Found {
    opened: Opened,
    networks: Vec<String>,
    routes: Vec<String>,
    file: File,
    unknown: Vec<String>,
}

/// The keys of daemon.json that the short form can name.
#[derive(Default, PartialEq, Eq)]
struct File {
    bip: Option<String>,
    fixed_cidr: Option<String>,
    pools: Vec<(String, u8)>,
}

impl Found {
    /// Takes one pair; `false` where the key or its value means nothing here.
    fn take(&mut self, key: &str, value: &str) -> bool {
        let wish = &mut self.opened.wish;
        match key {
            "vpc" | "vpcs" | "net" | "nets" | "cidr" | "cidrs" | "reach" | "ip" | "address" | "peer" => {
                self.networks.extend(parts(value));
                true
            }
            "route" | "routes" => {
                self.routes.extend(parts(value));
                true
            }
            "docker" | "existing" => {
                let lines: Vec<_> = parts(value).collect();
                self.opened.inputs.texts.insert(Slot::Docker, lines.join("\n") + "\n");
                true
            }
            // A message or a piece of any output, as it is: it may hold commas.
            "any" | "paste" | "error" => {
                let text = self.opened.inputs.texts.entry(Slot::Any).or_default();
                text.push_str(value);
                text.push('\n');
                true
            }
            "bip" => keep(&mut self.file.bip, Some(value.to_owned())),
            "fixed-cidr" | "fixed_cidr" => keep(&mut self.file.fixed_cidr, Some(value.to_owned())),
            "pool" | "pools" | "default-address-pools" => self.take_pools(value),
            "engine" | "docker-engine" | "version" => keep(&mut self.opened.engine, value.parse().ok()),
            "platform" | "host" | "os" => keep(&mut self.opened.platform, value.parse().ok()),
            "networks" | "want" => {
                keep(&mut wish.networks, value.parse::<u32>().ok().map(|n| n.clamp(1, MOST_NETWORKS)))
                    || self.take("vpc", value)
            }
            "size" => keep(&mut wish.size, prefix_length(value).map(|n| n.clamp(8, 30))),
            "range" => keep(&mut wish.range, value.parse::<IpNet>().ok()),
            "trace" => {
                value.clone_into(&mut self.opened.trace);
                true
            }
            key if owner_of(key).is_some() => self.take_owners(key, value),
            "lang" | "language" | "hl" => keep(&mut self.opened.language, language(value)),
            _ => false,
        }
    }

    /// `mentioned=172.17.0.0/16,10.0.0.0/8`: ranges whose owner the key names; an address is a range of one.
    fn take_owners(&mut self, key: &str, value: &str) -> bool {
        let Some(owner) = owner_of(key) else { return false };
        let range = |part: String| part.parse::<IpNet>().ok().or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from));
        let Some(ranges) = parts(value).map(range).collect::<Option<Vec<_>>>() else { return false };
        self.opened.owners.extend(ranges.into_iter().map(|range| (range.trunc(), owner)));
        true
    }

    /// `172.80.0.0/16-24,10.0.0.0/8:20`: a base, then the size behind `-`, `:` or `@`; /24 where none is written.
    fn take_pools(&mut self, value: &str) -> bool {
        for part in parts(value) {
            let slash = part.find('/').unwrap_or(0);
            let at = part[slash..].find(['-', ':', '@']).map(|at| slash + at);
            let (base, size) = at.map_or((part.as_str(), "24"), |at| (&part[..at], &part[at + 1..]));
            let Some(size) = prefix_length(size) else { return false };
            self.file.pools.push((base.to_owned(), size));
        }
        true
    }

    fn finish(mut self) -> Read {
        let texts = &mut self.opened.inputs.texts;
        for (slot, lines) in [(Slot::Networks, &self.networks), (Slot::Routes, &self.routes)] {
            if !lines.is_empty() {
                texts.insert(slot, lines.join("\n") + "\n");
            }
        }
        if self.file != File::default() {
            texts.insert(Slot::DaemonJson, file_text(&self.file));
        }
        Read { opened: self.opened, unknown: self.unknown }
    }
}

/// The values between commas and line breaks.
fn parts(value: &str) -> impl Iterator<Item = String> {
    value.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned)
}

fn prefix_length(text: &str) -> Option<u8> {
    text.trim_start_matches('/').parse().ok()
}

/// Puts a value that could be read into its place; `false` where there is none.
fn keep<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let is_read = value.is_some();
    if is_read {
        *place = value;
    }
    is_read
}

/// The daemon.json that the short form stands for. Strings go through the JSON printer, so any value is safe.
fn file_text(file: &File) -> String {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    let mut lines = Vec::new();
    lines.extend(file.bip.iter().map(|value| format!("  \"bip\": {}", string(value))));
    lines.extend(file.fixed_cidr.iter().map(|value| format!("  \"fixed-cidr\": {}", string(value))));
    if !file.pools.is_empty() {
        let pool = |(base, size): &(String, u8)| format!("    {{ \"base\": {}, \"size\": {size} }}", string(base));
        let pools: Vec<_> = file.pools.iter().map(pool).collect();
        lines.push(format!("  \"default-address-pools\": [\n{}\n  ]", pools.join(",\n")));
    }
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

/// The pairs of a file made of the keys that the short form knows; `None` where a value has another type.
fn file_parts(text: &str) -> Option<Vec<String>> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let mut parts = Vec::new();
    for key in ["bip", "fixed-cidr"] {
        if let Some(value) = value.get(key) {
            parts.push(format!("{key}={}", value.as_str()?));
        }
    }
    if let Some(pools) = value.get("default-address-pools") {
        let pool =
            |pool: &serde_json::Value| Some(format!("{}-{}", pool.get("base")?.as_str()?, pool.get("size")?.as_u64()?));
        let pools: Option<Vec<_>> = pools.as_array()?.iter().map(pool).collect();
        parts.push(format!("pools={}", pools?.join(",")));
    }
    Some(parts)
}
