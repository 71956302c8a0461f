//! Values that this release refuses, made to fit one after the other: what dockerd would say next is asked of its model until it
//! has nothing left to say, or until no repair is known. Nothing is switched on that did not run before.

use ipnet::IpNet;

use super::{Draft, Ground, v6, written};
use crate::docker::config::{class, start};
use crate::docker::{Pool, Refusal, WrittenPool};
use crate::facts::interfaces::first_address;
use crate::plan::edit::{Change, PoolText};
use crate::problem::Message;

/// More refusals than one file has.
const MOST: usize = 8;

/// Repairs what the values are refused for, as far as a repair is known.
pub(super) fn mend(draft: &mut Draft, ground: Ground<'_>) {
    for _ in 0..MOST {
        let Some(refusal) = start::refusal(&draft.config, ground.engine) else { return };
        if !repair(draft, ground, &refusal) {
            return;
        }
    }
}

/// One repair; `false` where none is known.
fn repair(draft: &mut Draft, ground: Ground<'_>, refusal: &Refusal) -> bool {
    let key = refusal.keys.first().map_or("", String::as_str);
    match (refusal.class.as_str(), key) {
        (class::IPV6_WITHOUT_SUBNET, _) => ipv6(draft, ground),
        (class::NEEDS_EXPERIMENTAL, _) => {
            draft.config.ip6tables = Some(false);
            switch_off(draft, "ip6tables", "plan.loss.ip6tables-off")
        }
        (class::MTU, _) => {
            draft.config.mtu = Some(DEFAULT_MTU);
            draft.set("mtu", DEFAULT_MTU);
            tell(draft, "plan.loss.mtu", "mtu")
        }
        (class::BRIDGE_AND_BIP | class::ICC_WITHOUT_IPTABLES, _) => false,
        (_, "bip") => bip(draft, ground),
        (_, "default-address-pools") => pools(draft, ground),
        (_, "fixed-cidr-v6") => range_v6(draft, ground),
        (_, "fixed-cidr") => draft.config.fixed_cidr.take().is_some() && remove(draft, "fixed-cidr"),
        (_, "default-gateway") => draft.config.default_gateway.take().is_some() && remove(draft, "default-gateway"),
        (_, "default-gateway-v6") => {
            draft.config.default_gateway_v6.take().is_some() && remove(draft, "default-gateway-v6")
        }
        _ => false,
    }
}

/// What dockerd takes where no `mtu` is set.
const DEFAULT_MTU: i64 = 1500;

/// Up to 27 `ipv6` needs a range. A file that was refused gave nobody IPv6, and switching it on makes the host a router that
/// no longer listens to router advertisements: it is switched off. A flag cannot be switched off by the file; it gets a range.
fn ipv6(draft: &mut Draft, ground: Ground<'_>) -> bool {
    if ground.file.value("ipv6").is_none() {
        return range_v6(draft, ground);
    }
    draft.config.ipv6 = Some(false);
    switch_off(draft, "ipv6", "plan.loss.ipv6-off")
}

fn switch_off(draft: &mut Draft, key: &str, loss: &'static str) -> bool {
    draft.set(key, false);
    tell(draft, loss, key)
}

fn range_v6(draft: &mut Draft, ground: Ground<'_>) -> bool {
    let Some(subnet) = v6::own_subnet(ground).filter(|own| draft.config.fixed_cidr_v6.as_ref() != Some(own)) else {
        return false;
    };
    draft.config.fixed_cidr_v6 = Some(subnet.clone());
    draft.set("fixed-cidr-v6", subnet);
    tell(draft, "plan.loss.range-v6", "fixed-cidr-v6")
}

fn remove(draft: &mut Draft, key: &str) -> bool {
    draft.change(key, Change::Remove);
    tell(draft, "plan.loss.unusable", key)
}

fn tell(draft: &mut Draft, loss: &'static str, key: &str) -> bool {
    draft.losses.push(Message::new(loss).with("key", key));
    true
}

/// A `bip` that dockerd does not read is written as it was meant; one that says nothing becomes docker0's own address.
fn bip(draft: &mut Draft, ground: Ground<'_>) -> bool {
    let Some(old) = draft.config.bip.clone() else { return false };
    let meant = meant_prefix(&old).filter(|meant| meant.to_string() != old).map(host_of);
    let Some(new) = meant.or(ground.docker0).filter(|new| new.to_string() != old) else {
        draft.config.bip = None;
        return remove(draft, "bip");
    };
    draft.set_bip(new);
    draft.losses.push(Message::new("plan.loss.bip-form").with("old", old).with("new", new.to_string()));
    true
}

/// The first address where the address is the network itself.
fn host_of(net: IpNet) -> IpNet {
    let is_network = net.addr() == net.network() && net.prefix_len() < net.max_prefix_len();
    let host = is_network.then(|| IpNet::new(first_address(net.trunc()), net.prefix_len()).ok()).flatten();
    host.unwrap_or(net)
}

/// The length of a network for which none is written.
const LENGTH: u8 = 24;

/// An IPv4 prefix as people write it: without a length, with a mask, with spaces or leading zeros.
fn meant_prefix(text: &str) -> Option<IpNet> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (address, length) = text.split_once(['/', '\\']).map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let octets: Vec<u8> = address.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let octets: [u8; 4] = octets.try_into().ok()?;
    let length = match length {
        None => LENGTH,
        Some(length) if length.contains('.') => {
            let mask: std::net::Ipv4Addr = length.parse().ok()?;
            ipnet::ipv4_mask_to_prefix(mask).ok()?
        }
        Some(length) => length.parse().ok()?,
    };
    IpNet::new(octets.into(), length).ok()
}

/// Pools get a base that dockerd reads and a size that fits it; an element that says nothing goes.
fn pools(draft: &mut Draft, ground: Ground<'_>) -> bool {
    let texts = draft.pool_texts();
    let old = std::mem::take(&mut draft.config.pools);
    let mended: Vec<(PoolText, WrittenPool)> =
        texts.into_iter().zip(&old).filter_map(|(text, pool)| mended(text, pool, ground)).collect();
    let (texts, pools): (Vec<_>, Vec<_>) = mended.into_iter().unzip();
    draft.config.pools = pools;
    if draft.config.pools == old {
        return false;
    }
    if texts.is_empty() {
        return remove(draft, "default-address-pools");
    }
    draft.change("default-address-pools", Change::Pools(texts));
    draft.losses.push(Message::new("plan.loss.pool-form"));
    true
}

fn mended(text: PoolText, pool: &WrittenPool, ground: Ground<'_>) -> Option<(PoolText, WrittenPool)> {
    let alone = crate::docker::Config { pools: vec![pool.clone()], ..crate::docker::Config::default() };
    let is_fine = start::refusal(&alone, ground.engine).is_none() && start::dynamic(&alone, ground.engine).is_none();
    let is_v6 = pool.base.parse::<IpNet>().is_ok_and(|base| base.addr().is_ipv6());
    if is_fine || (is_v6 && start::refusal(&alone, ground.engine).is_none()) {
        return Some((text, pool.clone()));
    }
    let base = pool.base.trim().parse().ok().or_else(|| meant_prefix(&pool.base)).filter(|_| !pool.null)?;
    let (usual, longest) = if base.addr().is_ipv4() { (LENGTH, 30) } else { (64, 128) };
    // No container fits beside the gateway into anything longer, and 20.10 makes no network of it.
    if base.prefix_len() > longest {
        return None;
    }
    let written_size = u8::try_from(pool.size).ok().filter(|size| (base.prefix_len()..=longest).contains(size));
    let new = Pool { base, size: written_size.unwrap_or(usual.max(base.prefix_len())) };
    Some((PoolText::New(new), written(new)))
}
