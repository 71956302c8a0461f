//! IPv6 that should go moves into a unique local prefix (RFC 4193).

use ipnet::{IpNet, Ipv6Net};

use super::{Draft, Ground, written};
use crate::docker::Pool;
use crate::facts::Facts;
use crate::net;
use crate::plan::edit::{Change, PoolText};
use std::net::Ipv6Addr;

/// Moves `fixed-cidr-v6`, `bip6` and IPv6 pools that lie in a range that should go; all else of IPv6 stays.
pub(super) fn renumber(draft: &mut Draft, ground: Ground<'_>) {
    if ground.leaving.iter().all(|net| net.addr().is_ipv4()) {
        return;
    }
    let Some(site) = site(ground.facts) else { return };
    let is_bad = |text: &Option<String>| {
        let net = text.as_deref().and_then(|text| text.trim().parse::<IpNet>().ok());
        net.is_some_and(|net| net.addr().is_ipv6() && ground.leaving.contains(&net.trunc()))
    };
    if is_bad(&draft.config.fixed_cidr_v6) {
        let subnet = first_subnet(site);
        draft.config.fixed_cidr_v6 = Some(subnet.clone());
        draft.set("fixed-cidr-v6", subnet);
    }
    if is_bad(&draft.config.bip6) {
        let address = format!("{}/64", part(site, 0, 1));
        draft.config.bip6 = Some(address.clone());
        draft.set("bip6", address);
    }
    pools(draft, ground, site);
}

/// docker0's subnet in a unique local prefix.
pub(super) fn own_subnet(ground: Ground<'_>) -> Option<String> {
    site(ground.facts).map(first_subnet)
}

/// The subnet of a network that is made again, by its turn; none is docker0's or of the pools.
pub(in crate::plan) fn subnet_again(facts: &Facts, turn: u16) -> Option<IpNet> {
    let address = part(site(facts)?, AGAIN.checked_add(turn)?, 0);
    Ipv6Net::new(address, 64).ok().map(IpNet::V6)
}

/// The place in the site of the pools' /56.
const POOLS: u16 = 0x100;
/// The place of networks that are made again, behind the pools.
const AGAIN: u16 = 0x200;

fn first_subnet(site: Ipv6Net) -> String {
    format!("{}/64", site.network())
}

fn pools(draft: &mut Draft, ground: Ground<'_>, site: Ipv6Net) {
    let is_bad = |text: &str| {
        let base = text.trim().parse::<IpNet>().map(|base| base.trunc());
        base.is_ok_and(|base| base.addr().is_ipv6() && ground.leaving.iter().any(|net| net::overlaps(*net, base)))
    };
    if !draft.config.pools.iter().any(|pool| is_bad(&pool.base)) {
        return;
    }
    let Ok(base) = Ipv6Net::new(part(site, POOLS, 0), 56) else { return };
    let new = Pool { base: IpNet::V6(base), size: 64 };
    let mut texts = draft.pool_texts();
    let bad: Vec<bool> = draft.config.pools.iter().map(|pool| is_bad(&pool.base)).collect();
    let mut flags = bad.iter();
    draft.config.pools.retain(|_| !flags.next().copied().unwrap_or(false));
    let mut flags = bad.iter();
    texts.retain(|_| !flags.next().copied().unwrap_or(false));
    draft.config.pools.push(written(new));
    texts.push(PoolText::New(new));
    draft.change("default-address-pools", Change::Pools(texts));
}

/// A /48 that nothing in the paste touches, always the same for the same paste. A site that runs many hosts had better draw
/// its own at random, as RFC 4193 asks.
fn site(facts: &Facts) -> Option<Ipv6Net> {
    let seen: Vec<IpNet> = facts.networks.iter().map(|network| network.net).collect();
    (0..16u8).find_map(|salt| {
        let id = seen.iter().fold(fnv(&[salt], BASIS), |hash, net| fnv(net.to_string().as_bytes(), hash));
        // fd00::/8, then the 40 bits that tell one site from another, then zeros.
        let address = Ipv6Addr::from(u128::from(0xfd << 40 | id & 0xff_ffff_ffff) << 80);
        let site = Ipv6Net::new(address, 48).ok()?;
        (!seen.iter().any(|net| net::overlaps(*net, IpNet::V6(site)))).then_some(site)
    })
}

/// An address of a site by its subnet and its last part.
fn part(site: Ipv6Net, subnet: u16, last: u16) -> Ipv6Addr {
    let [a, b, c, ..] = site.network().segments();
    Ipv6Addr::new(a, b, c, subnet, 0, 0, 0, last)
}

/// FNV-1a, 64 bits: a spread of bits that needs no secret.
fn fnv(bytes: &[u8], basis: u64) -> u64 {
    bytes.iter().fold(basis, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
