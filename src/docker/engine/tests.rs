//! Lives of machines, each as it was measured on real engines.

use super::*;
use crate::docker::{HostRoute, WrittenPool};

const EVERY: [(u16, u16, u16); 8] =
    [(20, 10, 24), (23, 0, 18), (24, 0, 9), (25, 0, 17), (26, 1, 5), (27, 5, 1), (28, 5, 2), (29, 7, 2)];

fn every() -> impl Iterator<Item = Version> {
    EVERY.into_iter().map(|(major, minor, patch)| Version::new(major, minor, patch))
}

fn net(text: &str) -> IpNet {
    text.parse().unwrap()
}

fn pools(written: &[(&str, i64)]) -> Config {
    let pool = |&(base, size): &(&str, i64)| WrittenPool { base: base.to_owned(), size, null: false };
    Config { pools: written.iter().map(pool).collect(), ..quiet() }
}

/// The engines were measured with the packet filter off.
fn quiet() -> Config {
    Config { iptables: Some(false), ip6tables: Some(false), ..Config::default() }
}

fn host(bridges: &[(&str, &[&str])]) -> Host {
    let bridge =
        |&(name, addresses): &(&str, &[&str])| (name.to_owned(), addresses.iter().map(|text| net(text)).collect());
    Host {
        bridges: bridges.iter().map(bridge).collect(),
        other_interfaces: Some(vec!["lo".to_owned(), "eth0".to_owned()]),
        ..Host::default()
    }
}

/// Starts and gives docker0's subnets, or the class of the refusal.
fn start(engine: &mut Engine) -> Vec<String> {
    match engine.start() {
        Ok(made) => made.subnets.iter().map(|subnet| subnet.subnet.to_string()).collect(),
        Err(refusal) => vec![refusal.class],
    }
}

fn create(engine: &mut Engine, name: &str, subnets: &[&str], ipv6: bool) -> Vec<String> {
    let ipam = |text: &&str| IpamRequest { subnet: Some((*text).to_owned()), ..IpamRequest::default() };
    let ipam = subnets.iter().map(ipam).collect();
    match engine.create(&NetworkRequest { name: name.to_owned(), ipv6, ipam, ..NetworkRequest::default() }) {
        Ok(network) => network.listed().iter().map(ToString::to_string).collect(),
        Err(reason) => vec![reason.class.to_owned()],
    }
}

fn restart(engine: &mut Engine, config: Config) -> Vec<String> {
    engine.stop();
    engine.set_config(config);
    start(engine)
}

#[test]
fn docker0_returns_after_a_reboot_although_bip_is_gone() {
    for version in every() {
        let bip = Config { bip: Some("10.201.0.1/24".to_owned()), ..quiet() };
        let mut engine = Engine::new(version, bip, host(&[]));
        assert_eq!(start(&mut engine), ["10.201.0.0/24"], "{version}");
        engine.reboot();
        assert_eq!(restart(&mut engine, quiet()), ["10.201.0.0/24"], "{version}");
    }
}

#[test]
fn one_start_without_a_bridge_releases_docker0() {
    for version in every() {
        let bip = Config { bip: Some("10.201.0.1/24".to_owned()), ..quiet() };
        let mut engine = Engine::new(version, bip, host(&[]));
        start(&mut engine);
        let off = Config { bridge: Some("none".to_owned()), ..quiet() };
        assert_eq!(restart(&mut engine, off), [""; 0], "{version}");
        assert!(engine.docker0_addresses().is_empty(), "{version}");
        assert_eq!(restart(&mut engine, quiet()), ["172.17.0.0/16"], "{version}");
    }
}

#[test]
fn with_pools_in_the_file_docker0_moves_off_a_new_route_at_a_reboot() {
    for version in every() {
        let mut engine = Engine::new(version, quiet(), host(&[]));
        start(&mut engine);
        engine.reboot();
        engine.set_routes(vec![HostRoute { dst: net("172.17.0.0/20"), on_link: true }]);
        assert_eq!(restart(&mut engine, quiet()), ["172.17.0.0/16"], "{version}: without pools it stays");
        engine.reboot();
        let written = pools(&[("172.17.0.0/16", 16), ("172.18.0.0/16", 16)]);
        assert_eq!(restart(&mut engine, written), ["172.18.0.0/16"], "{version}");
    }
}

#[test]
fn of_several_addresses_the_one_inside_fixed_cidr_is_kept() {
    for version in every() {
        let fixed = Config { fixed_cidr: Some("192.168.201.0/25".to_owned()), ..quiet() };
        let two = host(&[("docker0", &["192.168.200.1/24", "192.168.201.1/24"])]);
        assert_eq!(start(&mut Engine::new(version, fixed, two)), ["192.168.201.0/24"], "{version}");
    }
}

#[test]
fn tiny_subnets_need_23() {
    for version in every() {
        let mut engine = Engine::new(version, quiet(), host(&[]));
        start(&mut engine);
        for subnet in ["10.9.0.0/31", "10.9.1.0/32"] {
            let expected = if version.major >= 23 { subnet } else { "subnet-too-small" };
            assert_eq!(create(&mut engine, subnet, &[subnet], false), [expected], "{version}");
        }
    }
}

#[test]
fn host_bits_in_a_subnet_are_refused_from_25_on() {
    for version in every() {
        let mut engine = Engine::new(version, quiet(), host(&[]));
        start(&mut engine);
        let expected = if version.major >= 25 { "host-bits-set" } else { "10.77.0.0/16" };
        assert_eq!(create(&mut engine, "x", &["10.77.5.9/16"], false), [expected], "{version}");
    }
}

#[test]
fn wide_blocks_of_an_ipv6_pool_are_one_up_to_26() {
    for version in every() {
        for (base, size, blocks) in
            [("fd00:5::/62", 64, if version.major >= 27 { 4 } else { 1 }), ("fd00:5::/64", 68, 16)]
        {
            let mut engine = Engine::new(version, pools(&[("10.60.0.0/16", 24), (base, size)]), host(&[]));
            start(&mut engine);
            let created = (0..20).take_while(|number| create(&mut engine, &format!("n{number}"), &[], true).len() == 2);
            assert_eq!(created.count(), blocks, "{version} {base} in /{size}");
        }
    }
}

#[test]
fn an_ipv6_pool_alone_is_no_pool_for_docker0() {
    for version in every() {
        let mut engine = Engine::new(version, pools(&[("fd00:5::/48", 80)]), host(&[]));
        let expected = if version.major == 20 { "fd00:5::/80" } else { "pools-exhausted" };
        assert_eq!(start(&mut engine), [expected], "{version}");
    }
}

#[test]
fn a_network_without_ipv4_needs_28() {
    for version in every().filter(|version| version.major >= 27) {
        let mut engine = Engine::new(version, quiet(), host(&[]));
        start(&mut engine);
        let request =
            NetworkRequest { name: "x".to_owned(), without_ipv4: true, ipv6: true, ..NetworkRequest::default() };
        let subnets = engine.create(&request).unwrap().listed().len();
        assert_eq!(subnets, if version.major >= 28 { 1 } else { 2 }, "{version}");
    }
}

#[test]
fn from_28_on_a_bridge_has_a_family_and_a_macvlan_network_may_have_none() {
    for version in every() {
        let mut engine = Engine::new(version, quiet(), host(&[]));
        start(&mut engine);
        let neither = |driver: Driver, name: &str| NetworkRequest {
            name: name.to_owned(),
            driver,
            without_ipv4: true,
            ..NetworkRequest::default()
        };
        let bridge = engine.create(&neither(Driver::Bridge, "b")).map_err(|reason| reason.class);
        assert_eq!(bridge.is_err(), version.major >= 28, "{version}");
        assert!(bridge.is_ok() || bridge == Err("no-family"), "{version}");
        let macvlan = engine.create(&neither(Driver::Macvlan, "m")).unwrap();
        assert_eq!(macvlan.listed().is_empty(), version.major >= 28, "{version}");
    }
}

#[test]
fn fixed_cidr_v6_without_ipv6_is_listed_up_to_27() {
    for version in every() {
        let config = Config { fixed_cidr_v6: Some("fd00:1::/64".to_owned()), ..quiet() };
        let made = Engine::new(version, config, host(&[])).start().unwrap();
        assert_eq!(made.subnets.len(), 1, "{version}");
        assert_eq!(made.unused.len(), usize::from(version.major < 28), "{version}");
    }
}

#[test]
fn the_gateway_bridge_of_a_swarm_avoids_routes_and_ingress_does_not() {
    for version in every() {
        let mut engine = Engine::new(version, quiet(), host(&[]));
        start(&mut engine);
        let overlay = NetworkRequest { name: "o".to_owned(), driver: Driver::Overlay, ..NetworkRequest::default() };
        assert_eq!(engine.create(&overlay).unwrap_err().class, "no-swarm", "{version}");
        let routes = ["10.0.0.0/24", "172.18.0.0/16"].map(|dst| HostRoute { dst: net(dst), on_link: true });
        engine.set_routes(routes.to_vec());
        engine.swarm_init(&[], None).unwrap();
        let networks: BTreeMap<_, _> = engine.networks().collect();
        assert_eq!(networks["ingress"].listed(), [net("10.0.0.0/24")], "{version}");
        assert_eq!(networks["docker_gwbridge"].listed(), [net("172.19.0.0/16")], "{version}");
    }
}

#[test]
fn a_bridge_of_the_users_is_named_or_missing() {
    for (says, bridge, expected) in [
        ("its address gives the subnet", "br0", "10.210.0.0/24"),
        ("without an address it takes a block", "br1", "172.17.0.0/16"),
        ("another interface is no bridge", "eth0", "bridge-missing"),
        ("none of that name", "br9", "bridge-missing"),
    ] {
        for version in every() {
            let config = Config { bridge: Some(bridge.to_owned()), ..quiet() };
            let mut engine = Engine::new(version, config, host(&[("br0", &["10.210.0.1/24"]), ("br1", &[])]));
            assert_eq!(start(&mut engine), [expected], "{version}: {says}");
        }
    }
}

#[test]
fn up_to_20_10_14_every_route_but_the_default_one_is_avoided() {
    for (patch, expected) in [(14, "172.18.0.0/16"), (15, "172.17.0.0/16")] {
        let routes = [("172.17.0.0/16", false), ("0.0.0.0/0", false)];
        let routes = routes.map(|(dst, on_link)| HostRoute { dst: net(dst), on_link }).to_vec();
        let mut engine = Engine::new(Version::new(20, 10, patch), quiet(), Host { routes, ..host(&[]) });
        assert_eq!(start(&mut engine), [expected], "20.10.{patch}");
    }
}

#[test]
fn the_ipv6_pool_comes_from_the_engine_id() {
    let known = Host { engine_id: Some("abc".to_owned()), ..host(&[]) };
    let mut engine = Engine::new(Version::NEWEST, Config { ipv6: Some(true), ..quiet() }, known);
    // SHA-256 of "abc" begins ba7816bf8f01cfea; the last 40 bits of these 64 count.
    assert_eq!(start(&mut engine), ["172.17.0.0/16", "fdbf:8f01:cfea::/64"]);
}
