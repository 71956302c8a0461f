//! What is taken: everything in the paste that a new Docker range must not touch, and what it had better not touch.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::analysis::Context;
use crate::facts::{self, DockerSubnet, Facts, Network, OwnedRange, Owner, Role, State};
use crate::net::neighbours::{self, Cloud, Firmness, Neighbour};
use crate::net::{self, AddrSet};
use crate::problem::{Arg, Message};
use crate::read::{Way, ways};

/// A range that is in use, and by what. The words are made for the few claims that are named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim<'a> {
    /// The range.
    pub(super) net: IpNet,
    holder: Holder<'a>,
}

/// Who has a range.
#[derive(Clone, Copy, Debug)]
enum Holder<'a> {
    Network(&'a Network),
    OtherMachine(&'a OwnedRange),
    Docker(&'a DockerSubnet),
    Neighbour(&'static Neighbour),
    /// What the key says of the range alone.
    Other(&'static str),
}

/// All claims of a paste.
#[derive(Clone, Debug)]
pub(super) struct Claims<'a> {
    /// Every range in use, in the order of the paste.
    pub(super) list: Vec<Claim<'a>>,
    /// The addresses in use: never taken.
    pub(super) taken: AddrSet,
    /// Addresses that others usually use: taken only where nothing else is left.
    pub(super) neighbours: AddrSet,
    /// These, and what a route of the host throws away: that is the milder of the two.
    pub(super) shunned: AddrSet,
    /// The well-known neighbours that count here.
    pub(super) known: Vec<&'static Neighbour>,
    /// Clouds that the paste shows.
    pub(super) clouds: BTreeSet<Cloud>,
}

impl Claim<'_> {
    /// Who has it, in words.
    pub(super) fn what(&self) -> Message {
        match self.holder {
            Holder::Network(network) => {
                let key = match network.role {
                    Role::Target => "plan.claim.target",
                    Role::OnLink | Role::Routed => "plan.claim.route",
                    _ if network.planned => "plan.claim.planned",
                    _ => "plan.claim.network",
                };
                named(key, network.net, network.name.as_deref())
            }
            Holder::OtherMachine(range) => named("plan.claim.other-machine", range.net, range.name.as_deref()),
            Holder::Docker(subnet) => Message::new("plan.claim.docker")
                .with("net", Arg::Docker(subnet.net))
                .with("name", Arg::Code(subnet.name.clone())),
            Holder::Neighbour(row) => neighbour(row),
            Holder::Other(key @ "plan.claim.swarm") => Message::new(key).with("net", Arg::Docker(self.net)),
            Holder::Other(key) => Message::new(key).with("net", Arg::Yours(self.net)),
        }
    }
}

impl<'a> Claims<'a> {
    /// Collects them. `leaving` are subnets of Docker's that the plan moves away. Those of networks are still there when dockerd
    /// starts with the new file, and count; docker0's own is given up by then.
    pub(super) fn of(context: Context<'a>, leaving: &[IpNet]) -> Self {
        let (facts, clouds) = (context.facts, &context.survey.clouds);
        let claim = |network: &'a Network| Claim { net: network.net, holder: Holder::Network(network) };
        let in_use = facts.networks.iter().filter(|network| network.role != Role::Blocked);
        let mut list: Vec<_> = in_use.map(claim).collect();
        list.extend(host_claims(facts));
        list.extend(others_claims(facts));
        list.extend(docker_claims(facts, leaving));
        list.extend(swarm_claims(facts));
        let known: Vec<_> = private_neighbours(clouds).collect();
        let firm = known.iter().copied().filter(|row| is_firm(row, clouds));
        list.extend(firm.map(|row| Claim { net: row.net, holder: Holder::Neighbour(row) }));
        let blocked = facts.networks.iter().filter(|network| network.role == Role::Blocked).map(|network| network.net);
        Self {
            taken: AddrSet::of(list.iter().map(|claim| claim.net)),
            neighbours: AddrSet::of(known.iter().map(|row| row.net)),
            shunned: AddrSet::of(known.iter().map(|row| row.net).chain(blocked)),
            list,
            known,
            clouds: clouds.clone(),
        }
    }

    /// `busy` with what had better not be touched beside it, the quietest choice first.
    pub(super) fn quietest_first(&self, busy: &AddrSet) -> impl Iterator<Item = AddrSet> {
        let beside = [Some(&self.shunned), Some(&self.neighbours), None];
        beside.into_iter().map(|more| more.map_or_else(|| busy.clone(), |more| busy.union(more)))
    }

    /// A free and quiet range of a length; 10/8 has the most room.
    pub(super) fn free(&self, length: u8) -> Option<IpNet> {
        let busy = self.taken.union(&self.shunned);
        net::private_blocks().into_iter().find_map(|block| busy.first_free(block, length))
    }

    /// The first claim that a range touches.
    pub(super) fn on(&self, range: IpNet) -> Option<&Claim<'a>> {
        self.list.iter().find(|claim| net::overlaps(claim.net, range))
    }

    /// Well-known neighbours that a range touches.
    pub(super) fn near(&self, range: IpNet) -> impl Iterator<Item = &'static Neighbour> {
        self.known.iter().copied().filter(move |row| net::overlaps(row.net, range))
    }
}

/// A neighbour in words: `AWS VPC (default network)`.
pub(super) fn neighbour(row: &Neighbour) -> Message {
    let what = Message { key: row.what.key().into(), args: Vec::new() };
    Message::new("plan.claim.neighbour")
        .with("owner", Arg::Text(row.owner.to_owned()))
        .with("product", Arg::Text(row.product.to_owned()))
        .with("what", what)
}

/// Neighbours that count on this host and lie where Docker could go.
fn private_neighbours(clouds: &BTreeSet<Cloud>) -> impl Iterator<Item = &'static Neighbour> + use<> {
    let clouds = clouds.clone();
    let counts =
        move |row: &&Neighbour| row.counts_everywhere() || row.cloud.is_some_and(|cloud| clouds.contains(&cloud));
    net::private_blocks().into_iter().flat_map(neighbours::neighbours).filter(counts)
}

/// What a cloud fixes is in use on that cloud's hosts, whether the paste shows it or not.
fn is_firm(row: &Neighbour, clouds: &BTreeSet<Cloud>) -> bool {
    row.firmness == Firmness::Fixed && row.cloud.is_some_and(|cloud| clouds.contains(&cloud))
}

/// What other hosts of the paste have or reach: nothing says that this one does, and a range beside it is as good.
fn others_claims(facts: &Facts) -> impl Iterator<Item = Claim<'_>> {
    let others = facts.ranges.iter().filter(|range| range.owner == Owner::OtherMachine);
    others.map(|range| Claim { net: range.net, holder: Holder::OtherMachine(range) })
}

/// A network with its name.
fn named(key: &'static str, net: IpNet, called: Option<&str>) -> Message {
    Message::new(key).with("net", Arg::Yours(net)).with("name", name(called))
}

/// A name in brackets, or nothing.
fn name(name: Option<&str>) -> Arg {
    Arg::Text(name.map(|name| format!(" ({name})")).unwrap_or_default())
}

fn host_claims(facts: &Facts) -> Vec<Claim<'_>> {
    let claim = |net: IpNet, key: &'static str| Claim { net, holder: Holder::Other(key) };
    let own = facts.addresses.iter().flat_map(|own| [own.connected, net::host(own.address)]);
    let bridges = facts::bridges(&facts.docker);
    // Routes that leave through a bridge of Docker's have no gateway of others.
    let is_foreign = |way: &&Way| !way.dev().is_some_and(|dev| bridges.contains(dev));
    let gateways = ways(facts.routes.iter()).filter(is_foreign).filter_map(Way::via);
    let resolvers = facts.nameservers.iter().chain(&facts.container_resolvers).map(|server| server.value);
    own.filter(|net| net.prefix_len() >= 8)
        .map(|net| claim(net, "plan.claim.host"))
        .chain(gateways.map(|gateway| claim(net::host(gateway), "plan.claim.gateway")))
        .chain(resolvers.map(|server| claim(net::host(server), "plan.claim.nameserver")))
        .collect()
}

fn docker_claims<'a>(facts: &'a Facts, leaving: &[IpNet]) -> impl Iterator<Item = Claim<'a>> {
    let is_there = |subnet: &DockerSubnet| subnet.state == State::Exists && !subnet.is_default_bridge();
    // A docker0 that moves does not go where the file would put it either.
    let docker0_moves = facts.docker.iter().any(|subnet| subnet.is_default_bridge() && leaving.contains(&subnet.net));
    let is_left =
        move |subnet: &DockerSubnet| leaving.contains(&subnet.net) || (docker0_moves && subnet.is_default_bridge());
    let claim = |subnet: &'a DockerSubnet| Claim { net: subnet.net, holder: Holder::Docker(subnet) };
    facts.docker.iter().filter(move |subnet| is_there(subnet) || !is_left(subnet)).map(claim)
}

/// Pools of the Swarm. Of Docker's own 10.0.0.0/8 only the part that 256 overlays fill is kept free.
fn swarm_claims(facts: &Facts) -> Vec<Claim<'_>> {
    let Some(swarm) = &facts.swarm else { return Vec::new() };
    let first: Option<IpNet> = "10.0.0.0/16".parse().ok();
    let pools: Vec<IpNet> = if swarm.pools.is_empty() {
        first.into_iter().collect()
    } else {
        swarm.pools.iter().map(|(net, _)| *net).collect()
    };
    pools.into_iter().map(|net| Claim { net, holder: Holder::Other("plan.claim.swarm") }).collect()
}

#[cfg(test)]
impl Claims<'_> {
    /// Claims on nothing but these prefixes.
    pub(super) fn test(taken: &[IpNet], shunned: &[IpNet]) -> Self {
        let claim = |net: &IpNet| Claim { net: *net, holder: Holder::Other("test.claim") };
        let set = |nets: &[IpNet]| AddrSet::of(nets.iter().copied());
        Self {
            list: taken.iter().map(claim).collect(),
            taken: set(taken),
            neighbours: set(shunned),
            shunned: set(shunned),
            known: private_neighbours(&BTreeSet::new()).collect(),
            clouds: BTreeSet::new(),
        }
    }
}
