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
mod swarm;

use std::collections::BTreeMap;

use ipnet::IpNet;

pub use create::{Driver, IpamRequest, NetworkRequest};

use super::allocator::{Cursor, Family, Order, Space, elect};
use super::bridge::{self, DOCKER0, Device};
use super::config::{class, start};
use super::errors::{Reason, bridges_conflict, no_block_elected};
use super::network::{Subnet, SubnetRequest, allocate};
use super::occupied::Occupied;
use super::pools::{Pools, global_id, local_pools, ula_base};
use super::reserved::reserved;
use super::rules::Change;
use super::{Config, Existing, Host, Pool, Refusal, SkipReason, Version};

/// A machine with one engine.
#[derive(Clone, Debug)]
pub struct Engine {
    version: Version,
    /// daemon.json as it lies on the disk.
    config: Config,
    host: Host,
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
    /// The addresses on the interface docker0.
    pub addresses: Vec<IpNet>,
    /// Its IPv4 subnet was taken from the pools at this start.
    pub dynamic: bool,
}

impl Engine {
    /// An engine that was installed and never started.
    pub fn new(version: Version, config: Config, host: Host) -> Self {
        let bridges = host.bridges.iter().cloned().collect();
        Self { version, config, host, bridges, store: Store::default(), running: None }
    }

    /// An engine that was stopped with these networks in its store.
    pub(super) fn stopped_with(version: Version, config: &Config, host: &Host, existing: &[Existing]) -> Self {
        let mut engine = Self::new(version, config.clone(), host.clone());
        for (index, network) in existing.iter().filter(|network| !network.global).enumerate() {
            let kept =
                Network { subnets: network.subnets.iter().map(|&net| kept(net)).collect(), ..Network::default() };
            if network.is_default_bridge() {
                let addresses = kept.subnets.iter().map(Subnet::address).collect();
                engine.bridges.entry(DOCKER0.to_owned()).or_insert(addresses);
                engine.store.bridge = Some((DOCKER0.to_owned(), kept));
            } else {
                // Names from a paste need not be unique.
                engine.store.networks.insert(format!("{} {index}", network.name), kept);
            }
        }
        engine
    }

    /// Starts dockerd with the file as it is.
    ///
    /// A start that fails may have deleted docker0's network before: then its address is no longer kept.
    pub fn start(&mut self) -> Result<DefaultBridge, Refusal> {
        if let Some(refusal) = self.unknown_key().or_else(|| start::refusal(&self.config, self.version)) {
            return Err(refusal);
        }
        let pools = self.pools();
        let mut local = Space::new(pools.usable.clone(), self.order());
        for subnet in self.store.networks.values().flat_map(|network| &network.subnets) {
            local.hold(subnet.subnet, subnet.range);
        }
        self.clear_stale_bridge();
        let device = Device::of(&self.config);
        if device == Device::Off {
            self.bridges.remove(DOCKER0);
            self.running = Some(Running { local, global: None });
            return Ok(DefaultBridge::default());
        }
        let made = self.make_bridge(&device, &pools, &mut local)?;
        self.running = Some(Running { local, global: None });
        Ok(made)
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
        self.host.routes = routes;
    }

    /// The nameservers of the resolv.conf that the engine reads, as they are now.
    pub fn set_nameservers(&mut self, nameservers: Vec<std::net::IpAddr>) {
        self.host.nameservers = nameservers;
    }

    /// `ip link del`.
    pub fn remove_interface(&mut self, name: &str) {
        self.bridges.remove(name);
    }

    /// Deletes `network` in the data directory: every network is forgotten.
    pub fn remove_store(&mut self) {
        self.store = Store::default();
    }

    /// Whether dockerd runs.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The networks by name; docker0's is `bridge`.
    pub fn networks(&self) -> BTreeMap<&str, &Network> {
        let default = self.store.bridge.iter().map(|(_, network)| ("bridge", network));
        self.store.networks.iter().map(|(name, network)| (name.as_str(), network)).chain(default).collect()
    }

    /// The addresses on the interface docker0.
    pub fn docker0_addresses(&self) -> &[IpNet] {
        self.bridges.get(DOCKER0).map_or(&[], Vec::as_slice)
    }

    /// The pools of the local address space.
    pub(super) fn pools(&self) -> Pools {
        local_pools(self.version, &self.config, ula_base(self.host.engine_id.as_deref().map(global_id)))
    }

    /// The order in which this release takes blocks, from the beginning.
    pub(super) fn order(&self) -> Order {
        if self.version.has(Change::LowestFirst) { Order::LowestFirst } else { Order::RoundRobin(Cursor::default()) }
    }

    /// What the host keeps free at this moment.
    pub(super) fn avoided(&self) -> Occupied {
        reserved(self.version, &self.host)
    }

    /// A key of the file that this release does not know yet.
    fn unknown_key(&self) -> Option<Refusal> {
        let key =
            self.config.bip6.as_ref().filter(|_| !self.version.has(Change::BridgeIpv6Allocated)).map(|_| "bip6")?;
        Some(Refusal {
            class: "unknown-key".to_owned(),
            text: format!(
                "unable to configure the Docker daemon with file daemon.json: the following directives don't match any \
                 configuration option: {key}"
            ),
            keys: vec![key.to_owned()],
            offset: None,
        })
    }

    /// Deletes the stored docker0, after its interface was put back with its address. With pools in the file, and
    /// without live-restore, the interface goes too, and the address with it.
    fn clear_stale_bridge(&mut self) {
        let Some((interface, network)) = self.store.bridge.take() else { return };
        let addresses = || network.subnets.iter().map(Subnet::address).collect();
        self.bridges.entry(interface).or_insert_with(addresses);
        if !self.config.pools.is_empty() && !self.config.live_restore.unwrap_or_default() {
            self.bridges.remove(DOCKER0);
        }
    }

    fn make_bridge(&mut self, device: &Device, pools: &Pools, local: &mut Space) -> Result<DefaultBridge, Refusal> {
        let version = self.version;
        let present = self.bridges.get(device.name()).cloned().unwrap_or_default();
        if present.is_empty() && self.is_unseen(device) {
            return Ok(DefaultBridge::default());
        }
        let refuse = |keys: &'static [&'static str]| move |reason: Reason| reason.creating_bridge(version, keys);
        let mut asked = bridge::asked(version, &self.config, &present)
            .map_err(|reason| reason.initialising("", &["fixed-cidr-v6"]))?;
        let avoided = self.avoided();
        let has_v4 = present.iter().any(|&net| Family::of(net) == Family::V4);
        let dynamic = asked.v4.subnet.is_none();
        if let Some(refusal) = self.no_dynamic_bridge(pools).filter(|_| dynamic) {
            return Err(refusal);
        }
        // 20.10 looks for a block even where `bip` makes it needless, and does not start without one.
        if !version.has(Change::BridgeIsAllocated) && !has_v4 {
            let elected = elect(&pools.usable, &self.visible_to_election(&avoided)).ok_or_else(no_block_elected)?;
            asked.v4.subnet = asked.v4.subnet.or(Some(elected));
        }
        let keys: &'static [&'static str] = if dynamic { &["default-address-pools"] } else { &["bip", "fixed-cidr"] };
        let mut subnets = vec![allocate(version, local, Family::V4, &asked.v4, &avoided).map_err(refuse(keys))?];
        if let Some(v6) = &asked.v6 {
            let subnet = allocate(version, local, Family::V6, v6, &avoided).map_err(refuse(&["ipv6"]))?;
            subnets.push(subnet);
        }
        for subnet in &subnets {
            let refusal = start::gateway(&self.config, version, subnet.subnet, subnet.gateway);
            if let Some(refusal) = refusal {
                return Err(refusal);
            }
        }
        self.check_bridge(device, &subnets).map_err(refuse(&["bip", "bridge", "fixed-cidr"]))?;
        self.put_addresses(device, pools, &mut subnets, dynamic);
        self.store.bridge =
            Some((device.name().to_owned(), Network { subnets: subnets.clone(), ..Network::default() }));
        Ok(DefaultBridge { subnets, addresses: self.docker0_addresses().to_vec(), dynamic })
    }

    /// Why docker0 cannot live in a block of the configured pools, whatever the host looks like.
    fn no_dynamic_bridge(&self, pools: &Pools) -> Option<Refusal> {
        let impossible = || pools.impossible.contains(&Family::V4).then(|| start::block(self.version, 33)).flatten();
        start::dynamic(&self.config, self.version).or_else(impossible)
    }

    /// A bridge of the user's of which nothing is known: neither that it exists nor that it does not.
    fn is_unseen(&self, device: &Device) -> bool {
        let Device::Named(name) = device else { return false };
        !self.bridges.contains_key(name) && self.host.other_interfaces.is_none()
    }

    /// What the scan of 20.10 looks at: routes, also those of its own bridges, and nameservers; not what is allocated.
    fn visible_to_election(&self, avoided: &Occupied) -> Occupied {
        let mut visible = avoided.clone();
        let bridges = self.store.networks.values().filter(|network| network.driver == Driver::Bridge);
        for subnet in bridges.flat_map(|network| &network.subnets) {
            visible.add(subnet.subnet, SkipReason::Network);
        }
        visible
    }

    /// What the bridge driver checks after the addresses are allocated.
    fn check_bridge(&self, device: &Device, subnets: &[Subnet]) -> Result<(), Reason> {
        if let Device::Named(name) = device {
            self.check_named(name)?;
        }
        self.check_conflicts(device.name(), subnets)
    }

    fn check_named(&self, name: &str) -> Result<(), Reason> {
        if self.bridges.contains_key(name) {
            return Ok(());
        }
        let is_other = self.host.other_interfaces.iter().flatten().any(|other| other == name);
        let text = if is_other {
            format!("existing interface {name} is not a bridge")
        } else {
            format!("bridge device with non default name {name} must be created manually")
        };
        Err(Reason::new(class::BRIDGE_MISSING, text))
    }

    /// No two bridges may have overlapping subnets, however they got them.
    fn check_conflicts(&self, interface: &str, subnets: &[Subnet]) -> Result<(), Reason> {
        let others = self.networks();
        let others = others.values().filter(|network| network.driver == Driver::Bridge);
        for other in others.flat_map(|network| &network.subnets) {
            if let Some(mine) = subnets.iter().find(|mine| crate::net::overlaps(mine.subnet, other.subnet)) {
                return Err(bridges_conflict(interface, Family::of(mine.subnet)));
            }
        }
        Ok(())
    }

    fn put_addresses(&mut self, device: &Device, pools: &Pools, subnets: &mut [Subnet], dynamic: bool) {
        let odd =
            dynamic && self.version.has(Change::BridgeIsAllocated) && !self.version.has(Change::MappedPoolRefused);
        let mut addresses = self.bridges.remove(device.name()).unwrap_or_default();
        for (subnet, family) in subnets.iter_mut().zip([Family::V4, Family::V6]) {
            let mapped = odd && pools.mapped.iter().any(|base| base.contains(&subnet.subnet));
            let misplaced = bridge::misplaced(subnet.subnet).filter(|_| mapped);
            let address = misplaced.unwrap_or_else(|| subnet.address());
            subnet.gateway = address.addr();
            addresses = bridge::with_address(&addresses, family, address);
        }
        self.bridges.insert(device.name().to_owned(), addresses);
    }
}

impl Existing {
    /// Whether it is docker0's network.
    pub fn is_default_bridge(&self) -> bool {
        matches!(self.name.as_str(), "bridge" | DOCKER0)
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
