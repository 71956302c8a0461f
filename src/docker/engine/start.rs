//! A start of dockerd: the stored networks come back, docker0 is deleted and made again.

use ipnet::IpNet;

use super::{DefaultBridge, Driver, Engine, Network, Running};
use crate::docker::allocator::{Family, Space, elect};
use crate::docker::bridge::{self, Asked, DOCKER0, Device};
use crate::docker::config::{class, start};
use crate::docker::errors::{Reason, bridges_conflict, no_block_elected};
use crate::docker::network::{Subnet, allocate};
use crate::docker::occupied::Occupied;
use crate::docker::pools::Pools;
use crate::docker::rules::Change;
use crate::docker::{Refusal, SkipReason};
use crate::net::{self, overlaps};

impl Engine {
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
        let made = match Device::of(&self.config) {
            Device::Off => {
                self.bridges.remove(DOCKER0);
                DefaultBridge::default()
            }
            device => self.make_bridge(&device, &pools, &mut local)?,
        };
        self.running = Some(Running { local, global: None });
        Ok(made)
    }

    /// A key of the file that this release does not know yet.
    fn unknown_key(&self) -> Option<Refusal> {
        self.config.bip6.as_ref().filter(|_| !self.version.has(Change::BridgeIpv6Allocated))?;
        let text = "unable to configure the Docker daemon with file daemon.json: the following directives don't match any \
                    configuration option: bip6";
        Some(Refusal {
            class: class::UNKNOWN_KEY.to_owned(),
            text: text.to_owned(),
            keys: vec!["bip6".to_owned()],
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
        let present = self.bridges.get(device.name()).cloned().unwrap_or_default();
        if present.is_empty() && self.is_unseen(device) {
            return Ok(DefaultBridge::default());
        }
        let avoided = self.avoided();
        let mut asked = bridge::asked(self.version, &self.config, &present)
            .map_err(|reason| reason.initialising("", &["fixed-cidr-v6"]))?;
        let dynamic = asked.v4.subnet.is_none();
        if let Some(refusal) = self.no_dynamic_bridge(pools).filter(|_| dynamic) {
            return Err(refusal);
        }
        if let Some(elected) = self.elect_block(pools, &present, &avoided)? {
            asked.v4.subnet.get_or_insert(elected);
        }
        let mut subnets = self.allocate_bridge(local, &asked, &avoided, if dynamic { POOLS } else { OWN })?;
        self.check_bridge(device, &subnets)?;
        self.put_addresses(device, pools, &mut subnets, dynamic);
        let unused = bridge::unused(self.version, &self.config);
        let network = Network { subnets: subnets.clone(), unused: unused.clone(), ..Network::default() };
        self.store.bridge = Some((device.name().to_owned(), network));
        Ok(DefaultBridge { subnets, unused, dynamic })
    }

    /// A bridge of the user's of which nothing is known: neither that it exists nor that it does not.
    fn is_unseen(&self, device: &Device) -> bool {
        let Device::Named(name) = device else { return false };
        !self.bridges.contains_key(name) && self.host.other_interfaces.is_none() && bridge::can_exist(name)
    }

    /// Why docker0 cannot live in a block of the configured pools, whatever the host looks like.
    fn no_dynamic_bridge(&self, pools: &Pools) -> Option<Refusal> {
        let impossible = || pools.impossible.contains(&Family::V4).then(|| start::block(self.version, 33)).flatten();
        start::dynamic(&self.config, self.version).or_else(impossible)
    }

    /// The block that 20.10 looks for, even where `bip` makes it needless: it does not start without one.
    fn elect_block(&self, pools: &Pools, present: &[IpNet], avoided: &Occupied) -> Result<Option<IpNet>, Refusal> {
        let has_v4 = present.iter().any(|&net| Family::of(net) == Family::V4);
        if has_v4 || self.version.has(Change::BridgeIsAllocated) {
            return Ok(None);
        }
        let elected = elect(&pools.usable, &self.visible_to_election(avoided));
        elected.map(Some).ok_or_else(no_block_elected)
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

    fn allocate_bridge(
        &self,
        local: &mut Space,
        asked: &Asked,
        avoided: &Occupied,
        keys: &[&str],
    ) -> Result<Vec<Subnet>, Refusal> {
        let requests = [(Family::V4, Some(&asked.v4), keys), (Family::V6, asked.v6.as_ref(), V6)];
        let mut subnets = Vec::new();
        for (family, request, keys) in requests {
            let Some(request) = request else { continue };
            let subnet = allocate(self.version, local, family, request, avoided)
                .map_err(|reason| reason.creating_bridge(self.version, keys))?;
            if let Some(refusal) = start::gateway(&self.config, self.version, subnet.subnet, subnet.gateway) {
                return Err(refusal);
            }
            subnets.push(subnet);
        }
        Ok(subnets)
    }

    /// What the bridge driver checks after the addresses are allocated.
    fn check_bridge(&self, device: &Device, subnets: &[Subnet]) -> Result<(), Refusal> {
        if subnets.iter().any(|subnet| net::is_default(subnet.subnet) && Family::of(subnet.subnet) == Family::V4) {
            let empty = Reason::new(class::PREFIX_INVALID, "ipv4 pool is empty");
            return Err(empty.creating_bridge(self.version, OWN));
        }
        if let Device::Named(name) = device {
            self.check_named(name).map_err(|reason| reason.creating_bridge(self.version, &["bridge"]))?;
        }
        self.check_conflicts(device.name(), subnets).map_err(|reason| reason.creating_bridge(self.version, OWN))
    }

    fn check_named(&self, name: &str) -> Result<(), Reason> {
        if self.bridges.contains_key(name) {
            return Ok(());
        }
        if !bridge::can_exist(name) {
            let text = "failed to check bridge interface existence: numerical result out of range";
            return Err(Reason::new(class::BRIDGE_MISSING, text));
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
    pub(super) fn check_conflicts(&self, interface: &str, subnets: &[Subnet]) -> Result<(), Reason> {
        let others = self.networks().map(|(_, network)| network).filter(|network| network.driver == Driver::Bridge);
        for other in others.flat_map(|network| &network.subnets) {
            if let Some(mine) = subnets.iter().find(|mine| overlaps(mine.subnet, other.subnet)) {
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

/// The keys to blame where docker0's IPv4 subnet comes from the pools.
const POOLS: &[&str] = &["default-address-pools"];
/// The keys to blame where the file gives it.
const OWN: &[&str] = &["bip", "fixed-cidr"];
/// The keys to blame for its IPv6 subnet.
const V6: &[&str] = &["ipv6", "bip6", "fixed-cidr-v6", "default-address-pools"];
