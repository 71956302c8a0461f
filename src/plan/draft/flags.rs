//! Address settings that dockerd gets as flags. A key may be a flag or stand in the file, not both: where the file must set
//! one of them, all of them move into the file, and the unit starts dockerd without them.

use ipnet::IpNet;

use super::{Draft, Ground};
use crate::docker::Pool;
use crate::docker::config::keys::long_flag;
use crate::plan::edit::{Change, PoolText};

/// Flags that set addresses, with the key of the file that says the same.
const ADDRESSES: &[(&str, &str)] = &[
    ("bip", "bip"),
    ("bip6", "bip6"),
    ("bridge", "bridge"),
    ("default-address-pool", "default-address-pools"),
    ("default-gateway", "default-gateway"),
    ("default-gateway-v6", "default-gateway-v6"),
    ("fixed-cidr", "fixed-cidr"),
    ("fixed-cidr-v6", "fixed-cidr-v6"),
];

/// Whether a flag, as it was written, sets addresses.
pub(in crate::plan) fn is_address(flag: &str) -> bool {
    ADDRESSES.iter().any(|(name, _)| *name == long_flag(flag))
}

/// Moves the address flags into the file where the draft changes one of them, or where the file sets the same: dockerd refuses
/// a key in both places.
pub(super) fn into_file(draft: &mut Draft, ground: Ground<'_>) {
    let flags = ground.facts.config.iter().flat_map(|fact| &fact.flags).map(|(name, ..)| long_flag(name));
    let own: Vec<_> = ADDRESSES.iter().filter(|(name, _)| flags.clone().any(|flag| flag == *name)).collect();
    let is_changed = |key: &str, draft: &Draft| draft.changes.iter().any(|(name, _)| name == key);
    if !own.iter().any(|(_, key)| is_changed(key, draft) || ground.file.value(key).is_some()) {
        return;
    }
    for (name, key) in own {
        if !is_changed(key, draft) {
            keep(draft, key);
        }
        draft.flags_moved.push((*name).to_owned());
    }
}

/// Takes over what the file of another tool sets, where the draft changes anything: a range that is safe stays as it is.
pub(super) fn settings_into_file(draft: &mut Draft, ground: Ground<'_>) {
    if draft.changes.is_empty() {
        return;
    }
    for (key, _) in ground.facts.config.iter().flat_map(|fact| &fact.settings) {
        if !draft.changes.iter().any(|(name, _)| name == key) {
            keep(draft, key);
        }
    }
}

/// Writes what a flag or another tool's file said into the file.
fn keep(draft: &mut Draft, key: &str) {
    let config = &draft.config;
    let text = match key {
        "bip" => &config.bip,
        "bip6" => &config.bip6,
        "bridge" => &config.bridge,
        "default-gateway" => &config.default_gateway,
        "default-gateway-v6" => &config.default_gateway_v6,
        "fixed-cidr" => &config.fixed_cidr,
        "fixed-cidr-v6" => &config.fixed_cidr_v6,
        _ => return keep_pools(draft),
    };
    if let Some(text) = text.clone() {
        draft.set(key, text);
    }
}

fn keep_pools(draft: &mut Draft) {
    let pools = draft.config.pools.iter().filter_map(|pool| {
        let base: IpNet = pool.base.trim().parse().ok()?;
        Some(PoolText::New(Pool { base, size: u8::try_from(pool.size).ok()? }))
    });
    let pools: Vec<_> = pools.collect();
    draft.change("default-address-pools", Change::Pools(pools));
}
