//! What dockerd refuses or what no longer fits, made to fit: the smallest change for each, and every one is told.

use ipnet::IpNet;

use super::{Draft, Ground, Scope};
use crate::docker::{Pool, WrittenPool};
use crate::facts::Facts;
use crate::facts::interfaces::first_address;
use crate::net;
use crate::plan::edit::{Change, File, PoolText};
use crate::problem::Message;
use crate::read::json::{Node, Value};

/// `bridge` and `bip` exclude each other. A bridge that the host shows, and `none`, are meant; another is not there.
pub(super) fn bridge(draft: &mut Draft, facts: &Facts) {
    let Some(bridge) = draft.config.bridge.clone() else { return };
    if draft.config.bip.is_none() {
        return;
    }
    let on_routes = facts.routes.iter().any(|route| route.dev() == Some(&bridge));
    let on_addresses = facts.addresses.iter().any(|address| address.dev == bridge);
    if bridge == "none" || on_routes || on_addresses {
        draft.config.bip = None;
        remove(draft, "bip", "plan.loss.bip-beside-bridge");
    } else {
        draft.config.bridge = None;
        remove(draft, "bridge", "plan.loss.bridge-beside-bip");
    }
}

/// A `bip` that is the network or broadcast address becomes the first address of the same subnet.
pub(super) fn bip(draft: &mut Draft) {
    let Some(bip) = draft.bip().filter(|bip| bip.max_prefix_len() - bip.prefix_len() > 1) else { return };
    if bip.addr() != bip.network() && bip.addr() != bip.broadcast() {
        return;
    }
    let Ok(host) = IpNet::new(first_address(bip.trunc()), bip.prefix_len()) else { return };
    draft.set_bip(host);
    draft.losses.push(Message::new("plan.loss.bip-host").with("old", bip.to_string()).with("new", host.to_string()));
}

/// Pools that stay: `null` elements go, `"size": "24"` becomes a number, and one object becomes a list of one.
pub(super) fn pools(draft: &mut Draft, file: &File) {
    let Some(node) = file.value("default-address-pools") else { return };
    let texts: Vec<_> = draft
        .config
        .pools
        .iter()
        .enumerate()
        .filter(|(_, pool)| !pool.null)
        .map(|(at, pool)| pool_text(node, at, pool))
        .collect();
    let as_written = (0..draft.config.pools.len()).map(PoolText::Kept);
    if matches!(node.value, Value::Array(_)) && as_written.eq(texts.iter().cloned()) {
        return;
    }
    draft.config.pools.retain(|pool| !pool.null);
    draft.change("default-address-pools", Change::Pools(texts));
    draft.losses.push(Message::new("plan.loss.pool-form"));
}

/// An element as it was written, or anew where its size is text.
fn pool_text(node: &Node<'_>, at: usize, pool: &WrittenPool) -> PoolText {
    let elements = match &node.value {
        Value::Array(elements) => elements.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let size = elements.get(at).and_then(|element| match &element.value {
        Value::Object(members) => members.iter().find(|member| member.key.value.eq_ignore_ascii_case("size")),
        _ => None,
    });
    let is_text = size.is_some_and(|member| matches!(member.value.value, Value::String(_)));
    match (is_text, pool.base.trim().parse(), u8::try_from(pool.size)) {
        (true, Ok(base), Ok(size)) => PoolText::New(Pool { base, size }),
        _ => PoolText::Kept(at),
    }
}

/// `fixed-cidr` that does not lie inside docker0's subnet goes, and any where docker0 moves.
pub(super) fn range(draft: &mut Draft, scope: Scope) {
    let Some(text) = draft.config.fixed_cidr.clone() else { return };
    let Some(bip) = draft.bip() else { return };
    let fits = text.trim().parse::<IpNet>().is_ok_and(|range| bip.trunc().contains(&range));
    if !fits || matches!(scope, Scope::Bip | Scope::Both) {
        draft.config.fixed_cidr = None;
        remove(draft, "fixed-cidr", "plan.loss.fixed-cidr");
    }
}

/// `default-gateway` that is not an ordinary address of docker0's subnet goes.
pub(super) fn gateway(draft: &mut Draft, ground: Ground<'_>) {
    let subnet = draft.bridge_subnet(ground.engine).or(ground.docker0.map(|docker0| docker0.trunc()));
    let (Some(text), Some(subnet)) = (draft.config.default_gateway.clone(), subnet) else {
        return;
    };
    let bridge = draft.bip().map_or_else(|| first_address(subnet), |bip| bip.addr());
    let fits = text.trim().parse().is_ok_and(|gateway| {
        let inner = gateway != subnet.network() && gateway != subnet.broadcast() && gateway != bridge;
        net::host(gateway).prefix_len() == 32 && subnet.contains(&gateway) && inner
    });
    if !fits {
        draft.config.default_gateway = None;
        remove(draft, "default-gateway", "plan.loss.default-gateway");
    }
}

fn remove(draft: &mut Draft, key: &str, loss: &'static str) {
    draft.change(key, Change::Remove);
    draft.losses.push(Message { key: loss.into(), args: Vec::new() }.with("key", key));
}
