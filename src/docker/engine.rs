//! A machine's life: dockerd starts, stops, dies, reads its file again; networks come and go; the host reboots.
//!
//! ```text
//! daemon.json ─┐                        ┌─ docker0: deleted and made again at every start
//! network store ├─ start ─▶ running ────┤
//! interfaces ──┘                        └─ other networks: restored as they were, whatever the file says
//! ```
//!
//! What survives is written in the store; the position of the round robin is not. The stored docker0 is put back on
//! its interface before anything else, so that neither a reboot nor deleting the interface frees its subnet.
//!
//! Not modelled: containers. With containers running under live-restore dockerd does not touch docker0 at all.

mod create;
mod outlook;
mod start;
mod swarm;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Bound;
use std::rc::Rc;

use ipnet::IpNet;

pub use create::{Driver, IpamRequest, NetworkRequest};
pub use outlook::Outlook;

use super::allocator::{Cursor, Family, Order, Space};
use super::bridge::DOCKER0;
use super::network::{Subnet, SubnetRequest, allocate};
use super::occupied::Occupied;
use super::pools::{Pools, global_id, local_pools, ula_base};
use super::reserved::reserved;
use super::rules::Change;
use super::{Config, Existing, Host, Pool, Version};

/// A machine with one engine.
#[derive(Clone, Debug)]
pub struct Engine {
    version: Version,
    /// daemon.json as it lies on the disk.
    config: Config,
    host: Rc<Host>,
    /// What the host keeps free: looked up again when the host changes.
    avoided: Rc<Occupied>,
    /// The addresses of bridges, by interface.
    bridges: BTreeMap<String, Vec<IpNet>>,
    store: Store,
    running: Option<Running>,
}

/// What the engine keeps in its data directory.
#[derive(Clone, Debug, Default)]
struct Store {
    networks: BTreeMap<String, Network>,
    /// The network named `bridge` and the interface it is on.
    bridge: Option<(String, Network)>,
}

/// What is in memory only.
#[derive(Clone, Debug)]
struct Running {
    local: Space,
    /// The address space of overlay networks, in a Swarm.
    global: Option<Space>,
}

/// A network that exists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Its subnets in the order they were allocated: IPv4 first.
    pub subnets: Vec<Subnet>,
    /// Subnets that are listed with it and not in use: an IPv6 subnet of a network without IPv6, up to 28.
    pub unused: Vec<IpNet>,
    driver: Driver,
    parent: Option<String>,
}

/// docker0 after a start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DefaultBridge {
    /// Its subnets, IPv4 first; none if `bridge` is `none`.
    pub subnets: Vec<Subnet>,
    /// An IPv6 subnet that is listed and not in use: `fixed-cidr-v6` without `ipv6`, up to 27.
    pub unused: Vec<IpNet>,
    /// Its IPv4 subnet was taken from the pools at this start.
    pub dynamic: bool,
}

impl Engine {
    /// An engine that was installed and never started.
    pub fn new(version: Version, config: Config, host: Host) -> Self {
        let bridges = host.bridges.iter().cloned().collect();
        let avoided = Rc::new(reserved(version, &host));
        Self { version, config, host: Rc::new(host), avoided, bridges, store: Store::default(), running: None }
    }

    /// An engine that was stopped with these networks in its store, each under its [`Existing::key`].
    pub fn stopped_with(version: Version, config: &Config, host: &Host, existing: &[Existing]) -> Self {
        let mut engine = Self::new(version, config.clone(), host.clone());
        for (index, network) in existing.iter().enumerate().filter(|(_, network)| !network.global) {
            let kept =
                Network { subnets: network.subnets.iter().map(|&net| kept(net)).collect(), ..Network::default() };
            if network.is_default_bridge() {
                let addresses = kept.subnets.iter().map(Subnet::address).collect();
                engine.bridges.entry(DOCKER0.to_owned()).or_insert(addresses);
                engine.store.bridge = Some((DOCKER0.to_owned(), kept));
            } else {
                engine.store.networks.insert(network.key(index), kept);
            }
        }
        engine
    }

    /// Stops dockerd, or kills it: what is in memory is lost either way.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Reboots the host while dockerd is stopped: every bridge of the engine is gone, its store is not.
    pub fn reboot(&mut self) {
        self.stop();
        self.remove_interface(DOCKER0);
    }

    /// SIGHUP. None of the keys for addresses is read again: it takes a restart.
    pub fn reload(&mut self) {}

    /// Replaces daemon.json.
    pub fn set_config(&mut self, config: Config) {
        self.config = config;
    }

    /// The host's routes as they are now, Docker's own left out. They are read at every allocation.
    pub fn set_routes(&mut self, routes: Vec<super::HostRoute>) {
        Rc::make_mut(&mut self.host).routes = routes;
        self.avoided = Rc::new(reserved(self.version, &self.host));
    }

    /// The nameservers of the resolv.conf that the engine reads, as they are now.
    pub fn set_nameservers(&mut self, nameservers: Vec<std::net::IpAddr>) {
        Rc::make_mut(&mut self.host).nameservers = nameservers;
        self.avoided = Rc::new(reserved(self.version, &self.host));
    }

    /// `ip link del`.
    pub fn remove_interface(&mut self, name: &str) {
        self.bridges.remove(name);
    }

    /// Deletes `network` in the data directory: every network is forgotten.
    pub fn remove_store(&mut self) {
        self.store = Store::default();
    }

    /// The release.
    pub fn version(&self) -> Version {
        self.version
    }

    /// daemon.json as it lies on the disk.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The host as the engine sees it.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Whether dockerd runs.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The networks by name, ascending; docker0's is `bridge`, which no other has.
    pub fn networks(&self) -> impl Iterator<Item = (&str, &Network)> {
        const DEFAULT: &str = "bridge";
        let default = self.store.bridge.iter().map(|(_, network)| (DEFAULT, network));
        let before = self.store.networks.range::<str, _>((Bound::Unbounded, Bound::Excluded(DEFAULT)));
        let behind = self.store.networks.range::<str, _>((Bound::Included(DEFAULT), Bound::Unbounded));
        let before = before.map(|(name, network)| (name.as_str(), network));
        before.chain(default).chain(behind.map(|(name, network)| (name.as_str(), network)))
    }

    /// The addresses on the interface docker0.
    pub fn docker0_addresses(&self) -> &[IpNet] {
        self.bridges.get(DOCKER0).map_or(&[], Vec::as_slice)
    }

    /// The pools of the local address space.
    pub(super) fn pools(&self) -> Pools {
        local_pools(self.version, &self.config, ula_base(self.host.engine_id.as_deref().map(global_id)))
    }

    /// Whether this release always takes the lowest free block.
    pub fn takes_the_lowest(&self) -> bool {
        self.version.has(Change::LowestFirst)
    }

    /// The order in which this release takes blocks, from the beginning.
    pub(super) fn order(&self) -> Order {
        if self.takes_the_lowest() { Order::LowestFirst } else { Order::RoundRobin(Cursor::default()) }
    }

    /// What the host keeps free at this moment.
    pub(super) fn avoided(&self) -> Rc<Occupied> {
        Rc::clone(&self.avoided)
    }
}

impl Existing {
    /// Whether it is docker0's network.
    pub fn is_default_bridge(&self) -> bool {
        matches!(self.name.as_str(), "bridge" | DOCKER0)
    }

    /// The name under which [`Engine::stopped_with`] keeps it: names from a paste need not be unique, so its place in the
    /// list is part of it.
    pub fn key(&self, index: usize) -> String {
        format!("{} {index}", self.name)
    }
}

impl Network {
    /// Its subnets as `docker network inspect` lists them.
    pub fn listed(&self) -> Vec<IpNet> {
        self.subnets.iter().map(|subnet| subnet.subnet).chain(self.unused.iter().copied()).collect()
    }
}

impl Subnet {
    /// The bridge's address with the length of the subnet.
    pub fn address(&self) -> IpNet {
        IpNet::new(self.gateway, self.subnet.prefix_len()).unwrap_or(self.subnet)
    }
}

/// A subnet of which only the prefix is known: its bridge has the first address, as it mostly has.
fn kept(net: IpNet) -> Subnet {
    let net = net.trunc();
    let gateway = SubnetRequest { subnet: Some(net), ..SubnetRequest::default() };
    let mut nothing = Space::new(Vec::<Pool>::new(), Order::LowestFirst);
    let family = Family::of(net);
    allocate(Version::NEWEST, &mut nothing, family, &gateway, &Occupied::default()).unwrap_or(Subnet {
        subnet: net,
        range: None,
        gateway: net.addr(),
    })
}
