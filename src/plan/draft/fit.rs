//! Keys and values that dockerd does not read as they are written, though it is plain what was meant: a number as text, one
//! address in place of a list, a key in capitals, an option outside its object.

use serde_json::Value as Json;

use super::{Draft, written};
use crate::docker::config::keys;
use crate::docker::config::types::Type;
use crate::docker::{Pool, Version};
use crate::plan::edit::{Change, File, PoolText, plain};
use crate::problem::Message;

/// Values get the type that the release reads, and keys the name and the place.
pub(super) fn fit(draft: &mut Draft, file: &File, engine: Version) {
    for member in file.members().unwrap_or_default() {
        let (key, value) = (&*member.key.value, plain(&member.value));
        if keys::is_accepted(key, engine) {
            fit_value(draft, key, &value, engine);
        } else if let Some(name) = spelled(key, engine).filter(|name| file.value(name).is_none()) {
            rename(draft, key, name, &value, engine);
        } else if LOG_OPTIONS.contains(&key) {
            into_log_options(draft, file, key, &value);
        }
    }
}

fn fit_value(draft: &mut Draft, key: &str, value: &Json, engine: Version) {
    // Pools have repairs of their own.
    let kind = keys::find(key, engine).map(|key| key.kind).filter(|_| key != POOLS);
    let Some(new) = kind.and_then(|kind| fitted(kind, value)) else { return };
    apply(draft, key, &new);
    draft.set(key, new);
    draft.losses.push(Message::new("plan.loss.type").with("key", key));
}

const POOLS: &str = "default-address-pools";

/// Options of the usual log drivers, as people write them beside `log-opts`.
const LOG_OPTIONS: &[&str] =
    &["max-size", "max-file", "max-buffer-size", "labels-regex", "env-regex", "compress", "tag"];

/// The value as the type wants it; `None` where it fits, or where nobody can tell what was meant.
fn fitted(kind: Type, value: &Json) -> Option<Json> {
    match (kind, value) {
        (Type::Bool, Json::String(text)) => switch(text).map(Json::Bool),
        (Type::Bool, Json::Number(number)) => number.as_u64().filter(|n| *n < 2).map(|n| Json::Bool(n == 1)),
        (Type::Int | Type::Int64, Json::String(text)) => text.trim().parse::<i64>().ok().map(Json::from),
        (Type::Int | Type::Int64, Json::Number(number)) if number.as_i64().is_none() => whole(number.as_f64()?),
        (Type::Text, Json::Number(_) | Json::Bool(_)) => Some(Json::String(value.to_string())),
        (Type::Text, Json::Array(list)) => match list.as_slice() {
            [Json::String(text)] => Some(Json::String(text.clone())),
            _ => None,
        },
        (Type::List(Type::Text | Type::Ip | Type::Addr), Json::String(text)) => {
            let words = text.split([',', ' ', ';']).filter(|word| !word.is_empty());
            Some(Json::Array(words.map(Json::from).collect()))
        }
        (Type::List(inner), Json::Array(list)) => {
            let new: Vec<_> = list.iter().map(|value| fitted(*inner, value).unwrap_or_else(|| value.clone())).collect();
            (new != *list).then_some(Json::Array(new))
        }
        (Type::Map(inner), Json::Object(map)) => {
            let fit = |value: &Json| fitted(*inner, value).unwrap_or_else(|| value.clone());
            let new: serde_json::Map<_, _> = map.iter().map(|(name, value)| (name.clone(), fit(value))).collect();
            (new != *map).then_some(Json::Object(new))
        }
        (Type::Ip | Type::Addr, Json::String(text)) if text.trim() != text => Some(Json::from(text.trim())),
        _ => None,
    }
}

fn switch(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// A number with nothing but zeros behind the point.
fn whole(number: f64) -> Option<Json> {
    #[allow(clippy::cast_possible_truncation, reason = "the number is whole and small")]
    let whole = (number.fract() == 0.0 && number.abs() < 1e9).then_some(number as i64);
    whole.map(Json::from)
}

/// The key that a name spells in another way: `BIP`, `fixed_cidr`, `logDriver`. A slip of letters is asked about instead.
fn spelled(name: &str, engine: Version) -> Option<&'static str> {
    let bare = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let wanted = bare(name);
    keys::KEYS.iter().filter(|key| key.is_known(engine)).find(|key| bare(key.name) == wanted).map(|key| key.name)
}

fn rename(draft: &mut Draft, old: &str, name: &'static str, value: &Json, engine: Version) {
    let change = if name == POOLS { pools(draft, value) } else { Some(Change::Set(value.clone())) };
    let Some(change) = change else { return };
    draft.change(old, Change::Remove);
    draft.change(name, change);
    apply(draft, name, value);
    draft.losses.push(Message::new("plan.loss.renamed").with("key", old).with("name", name));
    if name != POOLS {
        fit_value(draft, name, value, engine);
    }
}

fn pools(draft: &mut Draft, value: &Json) -> Option<Change> {
    let pool = |value: &Json| {
        let size = u8::try_from(value.get("size")?.as_u64()?).ok()?;
        Some(Pool { base: value.get("base")?.as_str()?.trim().parse().ok()?, size })
    };
    let pools: Vec<Pool> = value.as_array()?.iter().map(pool).collect::<Option<_>>()?;
    draft.config.pools = pools.iter().copied().map(written).collect();
    Some(Change::Pools(pools.into_iter().map(PoolText::New).collect()))
}

/// An option of the log driver that stands beside `log-opts` moves into it.
fn into_log_options(draft: &mut Draft, file: &File, key: &str, value: &Json) {
    let changed = draft.changes.iter().find_map(|(name, change)| match change {
        Change::Set(value) if name == "log-opts" => Some(value.clone()),
        _ => None,
    });
    let options = changed.or_else(|| file.value("log-opts").map(plain));
    let mut options = match options {
        None => serde_json::Map::new(),
        Some(Json::Object(options)) => options,
        Some(_) => return,
    };
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    options.entry(key).or_insert(Json::String(text));
    draft.change(key, Change::Remove);
    draft.change("log-opts", Change::Set(Json::Object(options)));
    draft.losses.push(Message::new("plan.loss.moved").with("key", key).with("into", "log-opts"));
}

/// The address settings follow.
fn apply(draft: &mut Draft, key: &str, value: &Json) {
    let config = &mut draft.config;
    let text = || value.as_str().map(str::to_owned);
    match key {
        "bip" => config.bip = text(),
        "bip6" => config.bip6 = text(),
        "fixed-cidr" => config.fixed_cidr = text(),
        "fixed-cidr-v6" => config.fixed_cidr_v6 = text(),
        "default-gateway" => config.default_gateway = text(),
        "default-gateway-v6" => config.default_gateway_v6 = text(),
        "bridge" => config.bridge = text(),
        "experimental" => config.experimental = value.as_bool(),
        "icc" => config.icc = value.as_bool(),
        "ip6tables" => config.ip6tables = value.as_bool(),
        "iptables" => config.iptables = value.as_bool(),
        "ipv6" => config.ipv6 = value.as_bool(),
        "live-restore" => config.live_restore = value.as_bool(),
        "mtu" => config.mtu = value.as_i64(),
        _ => {}
    }
}
