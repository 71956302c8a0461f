//! Findings: one file per code, each a pure check over the same [`Context`], the causes they make, and the verdict over all of
//! them.

mod blind_spot;
mod bridge_covers_address;
mod bridge_covers_network;
mod causes;
mod change_needs_recreate;
mod change_needs_restart;
mod engine_refuses_config;
mod harmful_advice;
mod host_address_in_subnet;
mod host_bits_set;
mod known_neighbour;
mod left_out;
mod neighbour_covers_network;
mod nested_reservation;
mod network_in_public_space;
mod networks_overlap;
mod next_network_collides;
mod overlap;
mod policy_table_shadows_bridge;
mod pools_exhausted;
mod public_space;
mod range_outside_subnet;
mod ranges;
mod resolver_in_subnet;
mod route_inside_bridge;
mod setting_ignored;
mod special_range;
mod swarm_pool_collides;
mod symptom_recognised;
mod verdict;
mod verify;

use ipnet::IpNet;

use crate::docker::config::json::Bytes;
use crate::docker::config::{self, Judgement};
use crate::docker::platform::Seat;
use crate::docker::{Platform, Prediction, Version};
use crate::facts::{DockerSubnet, Facts, Network, Role, State as SubnetState, Survey};
use crate::net;
use crate::order::Order as _;
use crate::problem::{Arg, Code, Message, Problem};
use crate::text::Span;

pub use causes::{Cause, Causes, causes, consequence};
pub use overlap::in_use;
pub use symptom_recognised::unexplained;
pub use verdict::{State, Verdict, empty, verdict};

/// How many networks one finding names, and how many findings one check makes. More say nothing new.
const MOST: usize = 1_000;

/// How many networks that overlap one prefix are looked at.
const LOOKED_AT: usize = 50_000;

/// What every check sees.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// What many ask of the facts.
    pub survey: &'a Survey,
    /// The engine the question is about.
    pub engine: Version,
    /// What the engine will do next.
    pub prediction: &'a Prediction,
    /// What dockerd says of the daemon.json, if one was pasted.
    pub judgement: Option<&'a Judgement>,
    /// How many networks to look ahead.
    pub look_ahead: usize,
}

impl<'a> Context<'a> {
    /// Where bytes of the judged daemon.json stand in its box.
    pub fn place(self, bytes: Bytes) -> Option<Span> {
        let file = self.facts.config.as_ref()?.file?;
        let judgement = self.judgement?;
        let begin = file.start.saturating_add(judgement.skipped);
        // The engine counts bytes and may point into the middle of a character.
        let is_whole = |at: &u32| judgement.text.is_char_boundary(*at as usize);
        let start = (0..=bytes.start).rev().find(is_whole)?;
        let end = (bytes.end..=bytes.end.saturating_add(3)).find(is_whole)?;
        let within = |at: u32| begin.saturating_add(at).min(file.end);
        Some(Span { slot: file.slot, start: within(start), end: within(end) })
    }

    /// Docker's subnets, those left out that the engine asked about would not make: before 23 fixed-cidr alone does not set
    /// docker0's subnet (measured on 20.10.24 and 23.0.18), and up to 27 it does not move a docker0 that is there.
    pub fn subnets(self) -> impl Iterator<Item = &'a DockerSubnet> {
        let config = self.facts.config.as_ref().map(|fact| &fact.config);
        let only_range = config.is_some_and(|config| config.bip.is_none() && config.fixed_cidr.is_some());
        let unset = only_range && self.engine < Version::new(23, 0, 0);
        let afterwards = &self.prediction.restart.docker0;
        self.facts.docker.iter().filter(move |subnet| {
            let is_unset = subnet.net.addr().is_ipv4()
                && match subnet.state {
                    SubnetState::Configured => unset,
                    SubnetState::AfterRestart => unset || !afterwards.is_empty() && !afterwards.contains(&subnet.net),
                    SubnetState::Exists | SubnetState::Composed => false,
                };
            !is_unset && !self.is_on_parent(subnet)
        })
    }

    /// The networks in use that overlap a prefix and of which something holds, in the order of the paste.
    fn meeting(self, net: IpNet, counts: impl Fn(&Network) -> bool) -> Vec<&'a Network> {
        let networks = &self.facts.networks;
        let counts = |at: &usize| networks.get(*at).is_some_and(&counts);
        networks.at(networks.overlapping(net).take(LOOKED_AT).filter(counts).take(MOST)).collect()
    }

    /// Whether a network lies on the link of a card by intention: macvlan and ipvlan containers are hosts of that link, and
    /// reach it.
    fn is_on_parent(self, subnet: &DockerSubnet) -> bool {
        let shares = subnet.driver.as_deref().is_some_and(|driver| matches!(driver, "macvlan" | "ipvlan"));
        let facts = self.facts;
        let on_link = || !self.meeting(subnet.net, |network| network.role == Role::OnLink).is_empty();
        let connected = || facts.addresses.iter().any(|address| net::overlaps(address.connected, subnet.net));
        shares && (!facts.given.routes || on_link() || connected())
    }
}

/// What dockerd says of a daemon.json beside the flags that were pasted.
pub fn judge(facts: &Facts, file: &str, engine: Version) -> Judgement {
    let flags = facts.config.iter().flat_map(|fact| &fact.flags);
    let flags: Vec<_> = flags.map(|(name, value, _)| (name.clone(), value.clone())).collect();
    config::judge(file.as_bytes(), &flags, engine)
}

type Check = fn(Context<'_>) -> Vec<Problem>;

/// Checks whose findings a change of Docker's ranges or of the file can cure or make.
const CURABLE: &[Check] = &[
    engine_refuses_config::check,
    bridge_covers_address::check,
    bridge_covers_network::check,
    resolver_in_subnet::check,
    host_address_in_subnet::check,
    route_inside_bridge::check,
    policy_table_shadows_bridge::check,
    networks_overlap::check,
    next_network_collides::check,
    pools_exhausted::check,
    swarm_pool_collides::check,
    nested_reservation::check,
    change_needs_recreate::check,
    change_needs_restart::check,
    range_outside_subnet::check,
    setting_ignored::check,
    public_space::check,
    special_range::check,
    blind_spot::check,
];

/// Checks whose findings stay whatever the file says, and those that name no clash.
const OTHERS: &[Check] = &[
    neighbour_covers_network::check,
    known_neighbour::check,
    network_in_public_space::check,
    symptom_recognised::check,
    harmful_advice::check,
    host_bits_set::check,
    left_out::check,
];

/// Every finding, worst first.
pub fn findings(context: Context<'_>) -> Vec<Problem> {
    run(CURABLE.iter().chain(OTHERS), context)
}

/// The findings that a change of Docker's ranges or of the file can cure or make, worst first.
pub fn curable(context: Context<'_>) -> Vec<Problem> {
    run(CURABLE.iter(), context)
}

/// The same one check after the other, as they are asked for: without a word about where one verifies it, and in no order.
pub fn each_curable(context: Context<'_>) -> impl Iterator<Item = Problem> {
    CURABLE.iter().flat_map(move |check| check(context))
}

fn run<'c>(checks: impl Iterator<Item = &'c Check>, context: Context<'_>) -> Vec<Problem> {
    let platform = context.facts.platform.platform;
    let mut problems: Vec<_> = checks.flat_map(|check| left_out::first(check(context))).collect();
    for problem in &mut problems {
        problem.verify = verify::on(platform, std::mem::take(&mut problem.verify));
        problem.details.extend(seat(platform).filter(|_| is_of_the_engine(problem)));
    }
    problems.order();
    problems
}

/// Whether a finding is about subnets of Docker's that meet something else.
fn is_of_the_engine(problem: &Problem) -> bool {
    !problem.clashes.is_empty() && !matches!(problem.code, Code::NeighbourCoversNetwork | Code::NetworksOverlap)
}

/// Where the engine is, if not on the machine whose tables people paste: what it sees, and who is affected.
fn seat(platform: Platform) -> Option<Message> {
    let key = match platform.home().seat {
        Seat::Vm => "finding.seat.vm",
        Seat::Namespace => "finding.seat.namespace",
        Seat::Host | Seat::Windows => return None,
    };
    Some(Message { key: key.into(), args: Vec::new() }.with("product", Arg::Text(platform.home().product.to_owned())))
}

#[cfg(test)]
mod testing;
