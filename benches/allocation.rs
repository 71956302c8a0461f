//! How long a prediction takes, and how it grows with routes and networks: `cargo bench --bench allocation`.
//!
//! The pool is 10.0.0.0/8 in /24. The on-link routes are scattered over it, every fourth with a /32 inside, so that the
//! allocators meet an obstacle every few blocks. Each figure is the fastest of a few runs, in milliseconds.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use ipnet::{IpNet, Ipv4Net};
use nonoverlap::docker::{Config, Existing, Host, HostRoute, Version, WrittenPool, predict};

const RUNS: usize = 5;
const ENGINES: [Version; 2] = [Version::new(26, 1, 5), Version::NEWEST];
const ROUTES: [u32; 5] = [0, 1_000, 10_000, 20_000, 40_000];
const NETWORKS: [usize; 3] = [10, 1_000, 10_000];

fn main() {
    let pool = WrittenPool { base: "10.0.0.0/8".to_owned(), size: 24, null: false };
    let config = Config { pools: vec![pool], ..Config::default() };
    println!("{:>8} {:>8} {:>8} {:>8} {:>9}", "engine", "routes", "existing", "next", "ms");
    for engine in ENGINES {
        for routes in ROUTES {
            for networks in NETWORKS {
                measure(engine, &config, routes, 0, networks);
            }
        }
        for existing in [1_000, 2_000, 4_000] {
            measure(engine, &config, 10_000, existing, 1_000);
        }
    }
}

fn measure(engine: Version, config: &Config, routes: u32, existing: u32, networks: usize) {
    let host = Host { routes: (0..routes).map(route).collect(), ..Host::default() };
    let there: Vec<Existing> = (0..existing).map(network).collect();
    let once = || {
        let start = Instant::now();
        let prediction = predict(engine, config, &host, &there, networks);
        assert_eq!(prediction.next.len(), networks);
        start.elapsed()
    };
    let best = (0..RUNS).map(|_| once()).min().unwrap_or(Duration::ZERO);
    println!("{:>8} {routes:>8} {existing:>8} {networks:>8} {:>9.2}", engine.to_string(), best.as_secs_f64() * 1_000.0);
}

/// Route number `index` of a scatter over 10.0.0.0/8; the odd factor visits every /24 once before it repeats.
fn route(index: u32) -> HostRoute {
    let block = index.wrapping_mul(40_503) & 0xffff;
    let length = if index % 4 == 3 { 32 } else { 24 };
    HostRoute { dst: prefix(block << 8, length), on_link: true }
}

fn network(index: u32) -> Existing {
    let block = index.wrapping_mul(52_361) & 0xffff;
    Existing { name: format!("n{index}"), subnets: vec![prefix(block << 8, 24)], global: false }
}

fn prefix(offset: u32, length: u8) -> IpNet {
    let address = Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 0, 0, 0)) | offset);
    IpNet::V4(Ipv4Net::new_assert(address, length))
}
