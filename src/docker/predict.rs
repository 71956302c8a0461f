//! What the engine takes next, with the reasons.

use ipnet::IpNet;

use super::allocator::{Cursor, Family, Order, Space, Step};
use super::config::go::parse_cidr;
use super::config::{class, start};
use super::occupied::Occupied;
use super::pools::{local_pools, ula_base};
use super::reserved::reserved;
use super::rules::Change;
use super::{Allocation, Config, Existing, Host, Prediction, Refusal, Restart, Skipped, Version};
use crate::net::{Relation, relation};

/// What an engine of this version does next on this host: docker0's subnet, the next `count` allocations, and why not.
///
/// The networks in `existing` keep their subnets. A docker0 among them (`bridge` or `docker0`) keeps its address here
/// even where a restart would move it. For releases up to 26 `next` begins where a daemon restart leaves the cursor.
pub fn predict(version: Version, config: &Config, host: &Host, existing: &[Existing], count: usize) -> Prediction {
    let pools = local_pools(version, config, ula_base(None));
    let order =
        if version.has(Change::LowestFirst) { Order::LowestFirst } else { Order::RoundRobin(Cursor::default()) };
    let mut space = Space::new(pools.usable, order);
    let empty = space.clone();
    for subnet in existing.iter().filter(|network| !network.global).flat_map(|network| &network.subnets) {
        space.hold_whole(subnet.trunc());
    }
    let present: Vec<IpNet> =
        existing.iter().filter(|network| is_bridge(network)).flat_map(|network| network.subnets.clone()).collect();
    let fixed = configured_subnet(version, config);
    let off = config.bridge.as_deref().is_some_and(|name| !name.is_empty() && name != "docker0");
    let mut docker0 = if present.is_empty() && !off { fixed.into_iter().collect() } else { present };
    for &subnet in &docker0 {
        space.hold_whole(subnet);
    }
    let avoided = reserved(version, host);
    let dynamic = docker0.is_empty() && !off;
    let looked = look(&space, &avoided, count);
    let mut refusal = start::refusal(config, version);
    if dynamic {
        match looked.next.first() {
            Some(first) => docker0.push(first.subnet),
            None => refusal = refusal.or_else(|| exhausted(config, version)),
        }
    }
    Prediction {
        engine: version,
        refusal,
        next: looked.next,
        restart: Restart { docker0: docker0.clone(), docker0_moves: false },
        docker0,
        docker0_is_dynamic: dynamic,
        remaining: tally(&space, &avoided),
        capacity: tally(&empty, &Occupied::default()),
        pools: pools.fates,
        skipped: looked.skipped,
        unknown: Vec::new(),
    }
}

struct Looked {
    next: Vec<Allocation>,
    skipped: Vec<Skipped>,
}

fn look(space: &Space, avoided: &Occupied, count: usize) -> Looked {
    let mut looked = Looked { next: Vec::new(), skipped: Vec::new() };
    for step in space.search(Family::V4, avoided) {
        if looked.next.len() >= count {
            break;
        }
        match step {
            Step::Passed(skipped) => looked.skipped.push(skipped),
            Step::Free(run) => {
                let wanted = count - looked.next.len();
                let allocation = |subnet| Allocation { subnet, inside: containing(avoided, subnet) };
                looked.next.extend(run.blocks().take(wanted).map(allocation));
            }
        }
    }
    looked
}

fn containing(avoided: &Occupied, subnet: IpNet) -> Option<IpNet> {
    avoided.covering(subnet).map(|(net, _)| net).filter(|&net| relation(net, subnet) == Relation::Contains)
}

fn tally(space: &Space, avoided: &Occupied) -> u64 {
    let runs = space.search(Family::V4, avoided).filter_map(|step| match step {
        Step::Free(run) => Some(run.count),
        Step::Passed(_) => None,
    });
    u64::try_from(runs.fold(0u128, u128::saturating_add)).unwrap_or(u64::MAX)
}

fn is_bridge(network: &Existing) -> bool {
    matches!(network.name.as_str(), "bridge" | "docker0")
}

fn configured_subnet(version: Version, config: &Config) -> Option<IpNet> {
    let cidr = |value: &Option<String>| value.as_deref().and_then(|text| parse_cidr(text).ok()).map(|cidr| cidr.net);
    cidr(&config.bip).or_else(|| cidr(&config.fixed_cidr).filter(|_| version.has(Change::FixedCidrIsSubnet)))
}

fn exhausted(config: &Config, version: Version) -> Option<Refusal> {
    start::dynamic(config, version).or_else(|| {
        Some(Refusal {
            class: class::POOLS_EXHAUSTED.to_owned(),
            text: "all predefined address pools have been fully subnetted".to_owned(),
            keys: vec!["default-address-pools".to_owned()],
            offset: None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(prediction: &Prediction) -> Vec<String> {
        prediction.next.iter().map(|allocation| allocation.subnet.to_string()).collect()
    }

    #[test]
    fn a_fresh_host_gets_docker0_and_thirty_networks() {
        for version in [Version::new(20, 10, 24), Version::new(26, 1, 5), Version::NEWEST] {
            let prediction = predict(version, &Config::default(), &Host::default(), &[], 3);
            assert_eq!(shown(&prediction), ["172.17.0.0/16", "172.18.0.0/16", "172.19.0.0/16"], "{version}");
            assert_eq!((prediction.capacity, prediction.remaining), (31, 31), "{version}");
        }
    }
}
