//! What the engine takes next, with the reasons.
//!
//! Two questions are answered at once. `next` is about now: the networks that exist keep what they have, docker0 too.
//! `restart` and `refusal` are about the next start of dockerd with this file.

use ipnet::IpNet;

use super::allocator::{Family, Space, Step};
use super::bridge::Device;
use super::config::go::parse_cidr;
use super::engine::{DefaultBridge, Engine};
use super::occupied::Occupied;
use super::rules::Change;
use super::{Allocation, Config, Existing, Host, Prediction, Refusal, Restart, Skipped, Version};
use crate::net::{Relation, relation};
use crate::problem::Message;

/// What an engine of this version does next on this host: docker0's subnet, the next `count` allocations, and why not.
///
/// The networks in `existing` keep their subnets. A docker0 among them (`bridge` or `docker0`) keeps its address even
/// where a restart would move it; [`Prediction::restart`] says so. Up to 26, where blocks are taken round robin, `next`
/// begins where a restart of dockerd puts the cursor. What the file is refused for is set aside for `next`.
pub fn predict(version: Version, config: &Config, host: &Host, existing: &[Existing], count: usize) -> Prediction {
    let mut engine = Engine::stopped_with(version, config, host, existing);
    let (pools, avoided) = (engine.pools(), engine.avoided());
    let fresh = Space::new(pools.usable.clone(), engine.order());
    let mut space = fresh.clone();
    hold(&mut space, existing.iter().filter(|network| !network.global && !network.is_default_bridge()));
    let started = engine.start();
    let present: Vec<IpNet> = subnets(existing.iter().filter(|network| network.is_default_bridge())).collect();
    let bridge = if present.is_empty() { coming(version, config, &started) } else { Bridge::Kept(present.clone()) };

    let mut next = bridge.hold_in(&mut space, version);
    let rest = look(&space, &avoided, count.saturating_sub(next.len()));
    let remaining = tally(&space, &avoided).saturating_add(next.len() as u64);
    next.extend(rest.next);
    next.truncate(count);
    let docker0_is_dynamic = bridge.is_dynamic();
    Prediction {
        engine: version,
        docker0: bridge.subnets(&next),
        docker0_is_dynamic,
        restart: restart(&present, &started),
        unknown: unknown(version, config, host, existing),
        refusal: started.err(),
        next,
        remaining,
        capacity: capacity(fresh, version, config),
        pools: pools.fates,
        skipped: rest.skipped,
    }
}

/// Where docker0's subnet comes from, as far as the question is about now.
enum Bridge {
    /// It exists, or the configuration names it, or there is none.
    Kept(Vec<IpNet>),
    /// It takes the next block of the pools, and IPv6 subnets beside it.
    Next(Vec<IpNet>),
    /// It takes a block that 20.10 chose by itself.
    Elected(Vec<IpNet>),
}

impl Bridge {
    /// Marks its subnets as taken; what of them counts as an allocation comes back.
    fn hold_in(&self, space: &mut Space, version: Version) -> Vec<Allocation> {
        let (Self::Kept(held) | Self::Elected(held)) = self else { return Vec::new() };
        for subnet in held {
            space.hold(subnet.trunc(), None);
        }
        let elected = matches!(self, Self::Elected(_)) && !version.has(Change::BridgeIsAllocated);
        // With IPv6 pools before the IPv4 ones 20.10 elects an IPv6 block, which is no allocation of IPv4.
        let first = held.first().filter(|net| elected && Family::of(**net) == Family::V4);
        first.map(|&subnet| Allocation { subnet, inside: None }).into_iter().collect()
    }

    fn is_dynamic(&self) -> bool {
        !matches!(self, Self::Kept(_))
    }

    fn subnets(&self, next: &[Allocation]) -> Vec<IpNet> {
        match self {
            Self::Kept(held) | Self::Elected(held) => held.clone(),
            Self::Next(v6) => next.iter().take(1).map(|first| first.subnet).chain(v6.iter().copied()).collect(),
        }
    }
}

/// The docker0 of a host that has none: of the start, or of what the file means where it is refused.
fn coming(version: Version, config: &Config, started: &Result<DefaultBridge, Refusal>) -> Bridge {
    match started {
        Ok(made) if made.dynamic && version.has(Change::BridgeIsAllocated) => {
            Bridge::Next(made.subnets.iter().skip(1).map(|subnet| subnet.subnet).collect())
        }
        Ok(made) if made.dynamic => Bridge::Elected(made.subnets.iter().map(|subnet| subnet.subnet).collect()),
        Ok(made) => Bridge::Kept(made.subnets.iter().map(|subnet| subnet.subnet).collect()),
        Err(_) => match (named_subnet(version, config), Device::of(config)) {
            (Some(subnet), _) => Bridge::Kept(vec![subnet]),
            (None, Device::Docker0) => Bridge::Next(Vec::new()),
            (None, Device::Named(_) | Device::Off) => Bridge::Kept(Vec::new()),
        },
    }
}

/// The IPv4 subnet that the file gives docker0 on any host.
fn named_subnet(version: Version, config: &Config) -> Option<IpNet> {
    let cidr = |value: Option<&str>| parse_cidr(value?).ok().map(|cidr| cidr.net);
    cidr(config.bip.as_deref())
        .or_else(|| cidr(config.fixed_cidr.as_deref()).filter(|_| version.has(Change::FixedCidrIsSubnet)))
}

fn restart(present: &[IpNet], started: &Result<DefaultBridge, Refusal>) -> Restart {
    let Ok(made) = started else { return Restart::default() };
    let docker0: Vec<IpNet> = made.subnets.iter().map(|subnet| subnet.subnet).collect();
    let v4 = |nets: &[IpNet]| nets.iter().find(|net| Family::of(**net) == Family::V4).map(IpNet::trunc);
    Restart { docker0_moves: !present.is_empty() && v4(present) != v4(&docker0), docker0 }
}

/// How many IPv4 networks the pools give where nothing is in the way.
fn capacity(mut fresh: Space, version: Version, config: &Config) -> u64 {
    if let Some(subnet) = named_subnet(version, config) {
        fresh.hold(subnet, None);
    }
    tally(&fresh, &Occupied::default())
}

/// The next blocks and what was passed over before them.
struct Looked {
    next: Vec<Allocation>,
    skipped: Vec<Skipped>,
}

fn look(space: &Space, avoided: &Occupied, count: usize) -> Looked {
    let mut looked = Looked { next: Vec::new(), skipped: Vec::new() };
    for step in space.search(Family::V4, avoided) {
        let wanted = count - looked.next.len();
        match step {
            _ if wanted == 0 => break,
            Step::Passed(skipped) => looked.skipped.push(skipped),
            Step::Free(run) if space.taken().covering(run.first).is_some() => break,
            Step::Free(run) => {
                let allocation = |subnet| Allocation { subnet, inside: around(avoided, subnet) };
                looked.next.extend(run.blocks().take(wanted).map(allocation));
            }
        }
    }
    looked
}

/// How many blocks a search gives until the error.
///
/// 27 and later can come upon a block inside a network of Docker's, behind a nested prefix: the bridge driver refuses it
/// then, and the engine offers it again and again.
fn tally(space: &Space, avoided: &Occupied) -> u64 {
    let runs = space.search(Family::V4, avoided).filter_map(|step| match step {
        Step::Free(run) => Some(run),
        Step::Passed(_) => None,
    });
    let given = runs.take_while(|run| space.taken().covering(run.first).is_none());
    u64::try_from(given.map(|run| run.count).fold(0, u128::saturating_add)).unwrap_or(u64::MAX)
}

fn around(avoided: &Occupied, subnet: IpNet) -> Option<IpNet> {
    avoided.covering(subnet).map(|(net, _)| net).filter(|&net| relation(net, subnet) == Relation::Contains)
}

fn hold<'a>(space: &mut Space, networks: impl Iterator<Item = &'a Existing>) {
    for subnet in subnets(networks) {
        space.hold(subnet, None);
    }
}

fn subnets<'a>(networks: impl Iterator<Item = &'a Existing>) -> impl Iterator<Item = IpNet> {
    networks.flat_map(|network| &network.subnets).map(IpNet::trunc)
}

/// What no paste can tell, or this one does not.
fn unknown(version: Version, config: &Config, host: &Host, existing: &[Existing]) -> Vec<Message> {
    let mut unknown = Vec::new();
    if !(Version::new(20, 10, 0)..Version::new(Version::NEWEST.major + 1, 0, 0)).contains(&version) {
        unknown.push(Message::new("docker.unknown.release").with("version", version.to_string()));
    }
    if !version.has(Change::LowestFirst) && existing.iter().any(|network| !network.global) {
        unknown.push(Message::new("docker.unknown.cursor"));
    }
    if config.ipv6.unwrap_or_default() && version.has(Change::BridgeIpv6Allocated) && host.engine_id.is_none() {
        unknown.push(Message::new("docker.unknown.engine-id"));
    }
    let unseen = |name: &String| host.other_interfaces.is_none() && host.bridges.iter().all(|bridge| bridge.0 != *name);
    if let Some(name) = Device::of(config).named().filter(unseen) {
        unknown.push(Message::new("docker.unknown.bridge").with("bridge", name));
    }
    if config.live_restore.unwrap_or_default() {
        unknown.push(Message::new("docker.unknown.live-restore"));
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::docker::{HostRoute, WrittenPool};

    const ENGINES: [Version; 4] =
        [Version::new(20, 10, 24), Version::new(26, 1, 5), Version::new(27, 5, 1), Version::NEWEST];

    fn net(text: &str) -> IpNet {
        text.parse().unwrap()
    }

    fn pools(written: &[(&str, i64)]) -> Config {
        let pool = |&(base, size): &(&str, i64)| WrittenPool { base: base.to_owned(), size, null: false };
        Config { pools: written.iter().map(pool).collect(), ..Config::default() }
    }

    fn routes(on_link: &[&str]) -> Host {
        let route = |dst: &&str| HostRoute { dst: net(dst), on_link: true };
        Host { routes: on_link.iter().map(route).collect(), ..Host::default() }
    }

    fn existing(networks: &[(&str, &str)]) -> Vec<Existing> {
        let one = |&(name, subnet): &(&str, &str)| Existing {
            name: name.to_owned(),
            subnets: vec![net(subnet)],
            global: false,
        };
        networks.iter().map(one).collect()
    }

    fn next(prediction: &Prediction) -> Vec<String> {
        prediction.next.iter().map(|allocation| allocation.subnet.to_string()).collect()
    }

    #[test]
    fn a_fresh_host_gets_docker0_and_thirty_networks() {
        for version in ENGINES {
            let prediction = predict(version, &Config::default(), &Host::default(), &[], 3);
            assert_eq!(next(&prediction), ["172.17.0.0/16", "172.18.0.0/16", "172.19.0.0/16"], "{version}");
            assert_eq!((prediction.capacity, prediction.remaining), (31, 31), "{version}");
            assert_eq!(
                (prediction.docker0, prediction.docker0_is_dynamic),
                (vec![net("172.17.0.0/16")], true),
                "{version}"
            );
        }
    }

    #[test]
    fn docker0_keeps_its_address_until_a_restart_with_pools() {
        let there = existing(&[("bridge", "172.17.0.0/16"), ("app_default", "172.18.0.0/16")]);
        for version in ENGINES {
            let prediction = predict(version, &pools(&[("10.60.0.0/22", 24)]), &Host::default(), &there, 2);
            assert_eq!(next(&prediction), ["10.60.0.0/24", "10.60.1.0/24"], "{version}");
            assert_eq!(prediction.docker0, [net("172.17.0.0/16")], "{version}");
            assert!(!prediction.docker0_is_dynamic, "{version}");
            assert_eq!(
                prediction.restart,
                Restart { docker0: vec![net("10.60.0.0/24")], docker0_moves: true },
                "{version}"
            );
            assert_eq!((prediction.remaining, prediction.capacity), (4, 4), "{version}");
        }
    }

    #[test]
    fn what_a_restart_makes_of_docker0() {
        let bip = |text: &str| Config { bip: Some(text.to_owned()), ..Config::default() };
        let live = Config { live_restore: Some(true), ..pools(&[("10.60.0.0/22", 24)]) };
        for (says, config, subnet, moves) in [
            ("an empty file leaves it", Config::default(), Some("172.17.0.0/16"), false),
            ("bip moves it", bip("10.200.0.1/24"), Some("10.200.0.0/24"), true),
            ("bip as it is does not", bip("172.17.0.1/16"), Some("172.17.0.0/16"), false),
            ("live-restore keeps it", live, Some("172.17.0.0/16"), false),
            ("a bip on another network ends the start", bip("172.18.0.1/24"), None, false),
        ] {
            let there = existing(&[("docker0", "172.17.0.0/16"), ("app_default", "172.18.0.0/16")]);
            let prediction = predict(Version::NEWEST, &config, &Host::default(), &there, 1);
            let expected = Restart { docker0: subnet.map(net).into_iter().collect(), docker0_moves: moves };
            assert_eq!(prediction.restart, expected, "{says}");
            assert_eq!(prediction.refusal.is_some(), subnet.is_none(), "{says}");
            assert_eq!(
                next(&prediction),
                if says.contains("live") { ["10.60.0.0/24"] } else { ["172.19.0.0/16"] },
                "{says}"
            );
        }
    }

    #[test]
    fn the_steps_name_what_was_in_the_way() {
        let host = routes(&["172.17.0.0/20", "172.20.0.0/14"]);
        let prediction = predict(Version::NEWEST, &Config::default(), &host, &[], 4);
        assert_eq!(next(&prediction), ["172.18.0.0/16", "172.19.0.0/16", "172.24.0.0/16", "172.25.0.0/16"]);
        let skipped: Vec<_> =
            prediction.skipped.iter().map(|skip| (skip.block.to_string(), skip.because.to_string())).collect();
        let expected = [("172.17.0.0/16", "172.17.0.0/20"), ("172.20.0.0/14", "172.20.0.0/14")];
        assert_eq!(skipped, expected.map(|(block, because)| (block.to_owned(), because.to_owned())));
    }

    #[test]
    fn behind_a_nested_prefix_27_goes_on_inside_the_outer_one() {
        let mut host = routes(&["10.0.0.0/20"]);
        host.nameservers.push([10, 0, 0, 2].into());
        let config = pools(&[("10.0.0.0/8", 24)]);
        let prediction = predict(Version::NEWEST, &config, &host, &[], 1);
        assert_eq!(prediction.next, [Allocation { subnet: net("10.0.1.0/24"), inside: Some(net("10.0.0.0/20")) }]);
        let prediction = predict(Version::new(26, 1, 5), &config, &host, &[], 1);
        assert_eq!(prediction.next, [Allocation { subnet: net("10.0.16.0/24"), inside: None }]);
    }

    #[test]
    fn dockerd_does_not_start_without_a_block_for_docker0() {
        let host = routes(&["10.0.0.0/8"]);
        for version in ENGINES {
            let prediction = predict(version, &pools(&[("10.60.0.0/16", 24)]), &host, &[], 3);
            let class = prediction.refusal.map(|refusal| refusal.class);
            assert_eq!(class.as_deref(), Some("pools-exhausted"), "{version}");
            assert_eq!((prediction.next.len(), prediction.remaining, prediction.capacity), (0, 0, 256), "{version}");
        }
    }

    #[test]
    fn a_bip_in_the_pool_is_no_allocation() {
        let config = Config { bip: Some("10.60.1.1/24".to_owned()), ..pools(&[("10.60.0.0/22", 24)]) };
        let prediction = predict(Version::NEWEST, &config, &Host::default(), &[], 9);
        assert_eq!(next(&prediction), ["10.60.0.0/24", "10.60.2.0/24", "10.60.3.0/24"]);
        assert_eq!((prediction.capacity, prediction.remaining, prediction.docker0_is_dynamic), (3, 3, false));
    }
}
