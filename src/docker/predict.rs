//! What the engine takes next, with the reasons.
//!
//! `restart` and `refusal` are about the next start of dockerd with this file. `next` is about a state that exists: now, or,
//! where the file waits for a restart, the state after it with docker0 where it is then ([`Moment`]).

use ipnet::IpNet;

use super::allocator::{Family, Space};
use super::bridge::{Device, can_exist};
use super::config::go::parse_cidr;
use super::engine::{DefaultBridge, Engine, Outlook};
use super::occupied::Occupied;
use super::pools::default_pools;
use super::rules::Change;
use super::{Allocation, Config, Existing, Host, Moment, Pool, Prediction, Refusal, Restart, Version};
use crate::problem::Message;

/// What an engine of this version does next on this host: docker0's subnet, the next `count` allocations, and why not.
///
/// The networks in `existing` keep their subnets. A docker0 among them (`bridge` or `docker0`) keeps its address, unless the
/// file is not in effect yet and its restart moves docker0: then all of `next` is of the state after that restart. Up to 26,
/// where blocks are taken round robin, `next` begins where a restart of dockerd puts the cursor. What the file is refused for
/// is set aside for `next`.
pub fn predict(version: Version, config: &Config, host: &Host, existing: &[Existing], count: usize) -> Prediction {
    let mut engine = Engine::stopped_with(version, config, host, existing);
    let (pools, avoided) = (engine.pools(), engine.avoided());
    let fresh = Space::new(pools.usable.clone(), engine.order());
    let mut space = fresh.clone();
    hold(&mut space, existing.iter().filter(|network| !network.global && !network.is_default_bridge()));
    let started = engine.start();
    let present: Vec<IpNet> = subnets(existing.iter().filter(|network| network.is_default_bridge())).collect();
    let restart = restart(&present, &started);
    let waits = restart.docker0_moves && !is_in_effect(version, config, &pools.usable, &present);
    let bridge = match () {
        () if present.is_empty() => coming(version, config, &started),
        () if waits => Bridge::Kept(restart.docker0.clone()),
        () => Bridge::Kept(present.clone()),
    };
    let until_restart = if waits { running(&engine, existing, &present, count) } else { Vec::new() };

    let mut next = bridge.hold_in(&mut space, version);
    let ahead = Outlook::of(&space, &avoided, count.saturating_sub(next.len()));
    let remaining = ahead.remaining.saturating_add(next.len() as u64);
    next.extend(ahead.next);
    next.truncate(count);
    let docker0_is_dynamic = bridge.is_dynamic();
    Prediction {
        engine: version,
        docker0: bridge.subnets(&next),
        docker0_is_dynamic,
        restart,
        unknown: unknown(version, config, host, existing),
        refusal: started.err(),
        moment: if waits { Moment::AfterRestart } else { Moment::Now },
        next,
        until_restart,
        remaining,
        capacity: capacity(fresh, version, config),
        pools: pools.fates,
        skipped: ahead.skipped,
    }
}

/// What a running engine takes next: the state of `engine`, whose networks are `existing` now.
///
/// For one that was brought there by its own steps: with the file in effect, after a restart and networks made since.
pub fn predict_running(engine: &Engine, existing: &[Existing], count: usize) -> Prediction {
    let (version, config) = (engine.version(), engine.config());
    let pools = engine.pools();
    let ahead = engine.outlook(count);
    let docker0: Vec<IpNet> = subnets(existing.iter().filter(|network| network.is_default_bridge())).collect();
    Prediction {
        engine: version,
        refusal: None,
        next: ahead.next,
        moment: Moment::Now,
        until_restart: Vec::new(),
        restart: Restart { docker0: docker0.clone(), docker0_moves: false },
        docker0,
        docker0_is_dynamic: false,
        remaining: ahead.remaining,
        capacity: capacity(Space::new(pools.usable, engine.order()), version, config),
        pools: pools.fates,
        skipped: ahead.skipped,
        unknown: unknown(version, config, engine.host(), existing),
    }
}

/// Whether docker0 is where this file puts it, as far as its subnet tells.
fn is_in_effect(version: Version, config: &Config, pools: &[Pool], present: &[IpNet]) -> bool {
    let Some(v4) = present.iter().find(|net| Family::of(**net) == Family::V4) else { return true };
    match (Device::of(config), named_subnet(version, config)) {
        (Device::Off | Device::Named(_), _) => false,
        (Device::Docker0, Some(named)) => named == v4.trunc(),
        (Device::Docker0, None) => is_block(pools, *v4),
    }
}

/// Whether a subnet is a block of a pool.
fn is_block(pools: &[Pool], net: IpNet) -> bool {
    pools.iter().any(|pool| pool.size == net.prefix_len() && pool.base.contains(&net))
}

/// What the engine takes until the restart that moves docker0. The file that it runs with is not in the paste: docker0 in a
/// block of the built-in pools tells that these are in effect; nothing is known otherwise.
fn running(engine: &Engine, existing: &[Existing], present: &[IpNet], count: usize) -> Vec<Allocation> {
    let pools = default_pools();
    if !present.iter().any(|net| is_block(&pools, *net)) {
        return Vec::new();
    }
    let mut space = Space::new(pools.to_vec(), engine.order());
    hold(&mut space, existing.iter().filter(|network| !network.global));
    Outlook::of(&space, &engine.avoided(), count).next
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
    Outlook::of(&fresh, &Occupied::default(), 0).remaining
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
    let unseen = |name: &String| {
        host.other_interfaces.is_none() && host.bridges.iter().all(|bridge| bridge.0 != *name) && can_exist(name)
    };
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
    fn a_prefix_of_all_addresses_and_a_long_name_keep_the_engine_down() {
        // Measured on 20.10.24.
        let version = Version::new(20, 10, 24);
        let refusal =
            |config: &Config| predict(version, config, &Host::default(), &[], 1).refusal.map(|found| found.text);
        let bip = Config { bip: Some("10.0.0.1/0".to_owned()), ..Config::default() };
        assert!(refusal(&bip).is_some_and(|text| text.ends_with("ipv4 pool is empty")));
        for (name, refused) in [("abcdefghijklmnop", true), ("abcdefghijklmno", false)] {
            let config = Config { bridge: Some(name.to_owned()), ..Config::default() };
            assert_eq!(
                refusal(&config).is_some_and(|text| text.ends_with("numerical result out of range")),
                refused,
                "{name}"
            );
        }
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
    fn a_file_that_waits_for_its_restart_is_looked_at_after_it() {
        let there = existing(&[("bridge", "172.17.0.0/16"), ("app_default", "172.18.0.0/16")]);
        for version in ENGINES {
            let prediction = predict(version, &pools(&[("10.60.0.0/22", 24)]), &Host::default(), &there, 2);
            assert_eq!(next(&prediction), ["10.60.1.0/24", "10.60.2.0/24"], "{version}");
            assert_eq!(prediction.moment, Moment::AfterRestart, "{version}");
            let until: Vec<_> = prediction.until_restart.iter().map(|taken| taken.subnet).collect();
            assert_eq!(until, [net("172.19.0.0/16"), net("172.20.0.0/16")], "{version}");
            assert_eq!(prediction.docker0, [net("10.60.0.0/24")], "{version}");
            assert!(!prediction.docker0_is_dynamic, "{version}");
            assert_eq!(
                prediction.restart,
                Restart { docker0: vec![net("10.60.0.0/24")], docker0_moves: true },
                "{version}"
            );
            assert_eq!((prediction.remaining, prediction.capacity), (3, 4), "{version}");
        }
    }

    #[test]
    fn a_docker0_in_a_later_block_of_the_pools_is_in_effect() {
        let there = existing(&[("bridge", "10.60.2.0/24")]);
        for version in ENGINES {
            let prediction = predict(version, &pools(&[("10.60.0.0/22", 24)]), &Host::default(), &there, 2);
            assert!(prediction.restart.docker0_moves, "{version}");
            assert_eq!(prediction.moment, Moment::Now, "{version}");
            assert_eq!(next(&prediction), ["10.60.0.0/24", "10.60.1.0/24"], "{version}");
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
                match says {
                    "live-restore keeps it" => ["10.60.0.0/24"],
                    "bip moves it" => ["172.17.0.0/16"],
                    _ => ["172.19.0.0/16"],
                },
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
