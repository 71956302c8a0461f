//! A Swarm's own addresses: ingress and overlay networks from the global pools, `docker_gwbridge` from the local ones.
//!
//! The global pools are set at `swarm init` and nowhere else. Neither routes nor nameservers nor
//! `default-address-pools` matter to them (measured on 20.10.24 to 29.7.2).

use ipnet::IpNet;

use super::create::{Driver, NetworkRequest, not_running};
use super::{Engine, Network};
use crate::docker::Pool;
use crate::docker::allocator::{Family, Space};
use crate::docker::errors::Reason;
use crate::docker::network::{SubnetRequest, allocate};
use crate::docker::occupied::Occupied;
use crate::docker::pools::{default_swarm_pool, in_order};

/// The network that publishes ports of services.
const INGRESS: &str = "ingress";
/// The bridge through which containers on overlay networks reach the host and beyond.
const GATEWAY_BRIDGE: &str = "docker_gwbridge";

impl Engine {
    /// `docker swarm init --default-addr-pool … --default-addr-pool-mask-length …`; no pool means 10.0.0.0/8, no
    /// length 24.
    pub fn swarm_init(&mut self, pools: &[IpNet], length: Option<u8>) -> Result<(), Reason> {
        let length = length.unwrap_or(default_swarm_pool().size);
        if let Some(pool) = pools.iter().find(|pool| pool.prefix_len() > length) {
            let text = format!("invalid CIDR: \"{pool}\". Subnet size is too small for pool: {length}");
            return Err(Reason::new("swarm-pool-size", text));
        }
        let configured = pools.iter().map(|&base| Pool { base, size: length });
        let pools = if pools.is_empty() { vec![default_swarm_pool()] } else { configured.collect() };
        let space = Space::new(in_order(self.version, pools), self.order());
        let running = self.running.as_mut().ok_or_else(not_running)?;
        running.global = Some(space);
        let ingress = self.create_overlay(&[])?;
        self.store.networks.insert(INGRESS.to_owned(), ingress);
        if !self.store.networks.contains_key(GATEWAY_BRIDGE) {
            self.create(&NetworkRequest { name: GATEWAY_BRIDGE.to_owned(), ..NetworkRequest::default() })?;
        }
        Ok(())
    }

    /// An overlay network: it exists at once, and stays without a subnet if the one it asks for is taken.
    pub(super) fn create_overlay(&mut self, asked: &[SubnetRequest]) -> Result<Network, Reason> {
        let version = self.version;
        let running = self.running.as_mut().ok_or_else(not_running)?;
        let Some(space) = running.global.as_mut() else {
            return Err(Reason::new("no-swarm", "This node is not a swarm manager."));
        };
        let request = asked.first().copied().unwrap_or_default();
        let given = allocate(version, space, Family::V4, &request, &Occupied::default());
        Ok(Network { subnets: given.into_iter().collect(), driver: Driver::Overlay, ..Network::default() })
    }
}
