//! `docker network create` and `docker network rm`.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{Engine, Network, Running};
use crate::docker::Version;
use crate::docker::allocator::{Family, Space};
use crate::docker::config::class;
use crate::docker::config::go::{parse_cidr, parse_ip, parse_prefix};
use crate::docker::errors::{Reason, address_refused, gateway_outside, host_bits, range_outside, subnet_missing};
use crate::docker::network::{Subnet, SubnetRequest, allocate};
use crate::docker::occupied::Occupied;
use crate::docker::rules::Change;

/// What a network is made with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Driver {
    /// A bridge on the host.
    #[default]
    Bridge,
    /// Sub-interfaces of a parent; no bridge, no route. ipvlan is alike.
    Macvlan,
    /// Across the nodes of a Swarm; subnets from the Swarm's pools.
    Overlay,
}

/// `docker network create`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkRequest {
    /// The name.
    pub name: String,
    /// `--driver`.
    pub driver: Driver,
    /// `--ipv4=false`; releases before 28 do not know it.
    pub without_ipv4: bool,
    /// `--ipv6`.
    pub ipv6: bool,
    /// `--opt parent=`.
    pub parent: Option<String>,
    /// `--subnet`, `--ip-range` and `--gateway`, as written.
    pub ipam: Vec<IpamRequest>,
}

/// One `--subnet` with what belongs to it, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IpamRequest {
    /// `--subnet`.
    pub subnet: Option<String>,
    /// `--ip-range`.
    pub ip_range: Option<String>,
    /// `--gateway`.
    pub gateway: Option<String>,
}

impl Engine {
    /// Creates a network. An overlay network whose subnet is taken is created all the same, without one.
    pub fn create(&mut self, request: &NetworkRequest) -> Result<Network, Reason> {
        self.check_name(&request.name)?;
        let asked = read_all(self.version, &request.ipam)?;
        let network = match request.driver {
            Driver::Overlay => self.create_overlay(&asked)?,
            Driver::Bridge | Driver::Macvlan => self.create_local(request, &asked)?,
        };
        self.store.networks.insert(request.name.clone(), network.clone());
        Ok(network)
    }

    /// Deletes a network; its subnets are free at once.
    pub fn delete(&mut self, name: &str) -> Result<(), Reason> {
        if is_predefined(name) {
            let text = format!("{name} is a pre-defined network and cannot be removed");
            return Err(Reason::new("network-predefined", text));
        }
        let network = self.store.networks.remove(name);
        let network = network.ok_or_else(|| Reason::new("network-not-found", format!("network {name} not found")))?;
        if let Some(running) = &mut self.running {
            running.release(&network);
        }
        Ok(())
    }

    fn check_name(&self, name: &str) -> Result<(), Reason> {
        if is_predefined(name) {
            let text = format!("operation is not permitted on predefined {name} network ");
            return Err(Reason::new("network-predefined", text));
        }
        if self.store.networks.contains_key(name) {
            return Err(Reason::new("network-name-taken", format!("network with name {name} already exists")));
        }
        Ok(())
    }

    fn create_local(&mut self, request: &NetworkRequest, asked: &[SubnetRequest]) -> Result<Network, Reason> {
        let avoided = self.avoided();
        let version = self.version;
        let running = self.running.as_mut().ok_or_else(not_running)?;
        let subnets = allocate_all(version, &mut running.local, request, asked, &avoided)?;
        let network = Network {
            unused: unused(version, request, asked),
            subnets,
            driver: request.driver,
            parent: request.parent.clone(),
        };
        let checked = self.check_driver(&network);
        if let (Err(_), Some(running)) = (&checked, &mut self.running) {
            running.release(&network);
        }
        checked.map(|()| network)
    }

    /// What the driver refuses once the addresses are allocated.
    fn check_driver(&self, network: &Network) -> Result<(), Reason> {
        if network.driver == Driver::Macvlan {
            return self.check_parent(network);
        }
        // A macvlan network may have neither; a bridge may not (moby, `drivers/bridge`, from 28 on).
        if network.subnets.is_empty() {
            return Err(Reason::new("no-family", "IPv4 or IPv6 must be enabled"));
        }
        if [Family::V4, Family::V6].into_iter().any(|family| network.of(family).count() > 1) {
            return Err(Reason::new("several-subnets", "bridge driver doesn't support multiple subnets"));
        }
        self.check_conflicts("br-ID", &network.subnets)?;
        let refused =
            network.of(Family::V6).find(|subnet| subnet.gateway.is_loopback() || subnet.gateway.is_multicast());
        refused.map_or(Ok(()), |subnet| Err(address_refused(subnet.address())))
    }

    fn check_parent(&self, network: &Network) -> Result<(), Reason> {
        let same = |other: &&Network| other.driver == Driver::Macvlan && other.parent == network.parent;
        match &network.parent {
            Some(parent)
                if !self.version.has(Change::SharedParent)
                    && self.store.networks.values().any(|other| same(&other)) =>
            {
                Err(Reason::new("parent-in-use", format!("network dm-ID is already using parent interface {parent}")))
            }
            _ => Ok(()),
        }
    }
}

impl Running {
    /// Gives the subnets of a network back.
    pub(super) fn release(&mut self, network: &Network) {
        let space = if network.driver == Driver::Overlay { self.global.as_mut() } else { Some(&mut self.local) };
        let Some(space) = space else { return };
        for subnet in &network.subnets {
            space.release(subnet.subnet, subnet.range);
        }
    }
}

impl Network {
    fn of(&self, family: Family) -> impl Iterator<Item = &Subnet> {
        self.subnets.iter().filter(move |subnet| Family::of(subnet.subnet) == family)
    }
}

/// The subnets of a network, IPv4 first; none if one of them is not given.
fn allocate_all(
    version: Version,
    space: &mut Space,
    request: &NetworkRequest,
    asked: &[SubnetRequest],
    avoided: &Occupied,
) -> Result<Vec<Subnet>, Reason> {
    let mut given: Vec<Subnet> = Vec::new();
    for family in families(version, request) {
        for request in of_family(asked, family) {
            match allocate(version, space, family, &request, avoided) {
                Ok(subnet) => given.push(subnet),
                Err(reason) => {
                    for subnet in &given {
                        space.release(subnet.subnet, subnet.range);
                    }
                    return Err(reason);
                }
            }
        }
    }
    Ok(given)
}

fn families(version: Version, request: &NetworkRequest) -> Vec<Family> {
    let v4 = !(request.without_ipv4 && version.has(Change::Ipv4Optional));
    [(Family::V4, v4), (Family::V6, request.ipv6)].into_iter().filter(|(_, on)| *on).map(|(family, _)| family).collect()
}

/// The requests of a family; one for anything if there is none.
fn of_family(asked: &[SubnetRequest], family: Family) -> Vec<SubnetRequest> {
    let own: Vec<_> = asked.iter().filter(|asked| asked.subnet.map(Family::of) == Some(family)).copied().collect();
    if own.is_empty() { vec![SubnetRequest::default()] } else { own }
}

/// IPv6 subnets of a network without IPv6. From 29 on they are dropped.
fn unused(version: Version, request: &NetworkRequest, asked: &[SubnetRequest]) -> Vec<IpNet> {
    if request.ipv6 || version.has(Change::UnusedSubnetsDropped) {
        return Vec::new();
    }
    asked.iter().filter_map(|asked| asked.subnet).filter(|&net| Family::of(net) == Family::V6).collect()
}

fn read_all(version: Version, ipam: &[IpamRequest]) -> Result<Vec<SubnetRequest>, Reason> {
    ipam.iter().map(|request| read(version, request)).collect()
}

/// Reads one request as the release does: from 25 on everything is checked before anything is allocated.
fn read(version: Version, request: &IpamRequest) -> Result<SubnetRequest, Reason> {
    let range = request.ip_range.as_deref().map(|text| prefix(version, text)).transpose()?;
    let gateway = request.gateway.as_deref().and_then(parse_ip);
    let Some(written) = request.subnet.as_deref() else {
        return Err(subnet_missing(version, range, gateway));
    };
    let subnet = prefix(version, written)?;
    if version.has(Change::RequestsValidated) {
        check(version, subnet, range, gateway)?;
    }
    Ok(SubnetRequest { subnet: Some(subnet), range, gateway })
}

fn check(version: Version, subnet: IpNet, range: Option<IpNet>, gateway: Option<IpAddr>) -> Result<(), Reason> {
    if subnet != subnet.trunc() {
        return Err(host_bits(subnet));
    }
    let by_size = version.has(Change::SizeRequests) && subnet.addr().is_unspecified();
    if let Some(range) = range.filter(|range| by_size || !subnet.contains(range)) {
        return Err(range_outside(&range.to_string(), Some(subnet)));
    }
    match gateway.filter(|gateway| by_size || !subnet.contains(gateway)) {
        Some(gateway) => Err(gateway_outside(gateway, Some(subnet))),
        None => Ok(()),
    }
}

fn prefix(version: Version, text: &str) -> Result<IpNet, Reason> {
    if version.has(Change::RequestsValidated) {
        let text_of = |_| format!("invalid network config:\ninvalid subnet {text}: invalid CIDR block notation");
        return parse_prefix(text).map_err(|why| Reason::new(class::PREFIX_INVALID, text_of(why)));
    }
    let read =
        parse_cidr(text).map_err(|why| Reason::new(class::PREFIX_INVALID, format!("Invalid subnet {text} : {why}")));
    read.map(|cidr| cidr.net)
}

fn is_predefined(name: &str) -> bool {
    matches!(name, "bridge" | "host" | "none")
}

pub(super) fn not_running() -> Reason {
    Reason::new("not-running", "Cannot connect to the Docker daemon. Is the docker daemon running?")
}
