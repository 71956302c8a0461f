//! How the steps go on a real engine: dockerd starts with the new file while every network of the paste is still there, then
//! networks are made again one by one in the order of the steps.
//!
//! ```text
//! every network there ─ restart ─▶ docker0 anew ─ rm, create ─▶ … ─ rm, create ─▶ what comes next
//!                        │                          │
//!                        refused: Pool overlaps     the pools' next block, or a subnet by name
//! ```

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::analysis::Context;
use crate::docker::engine::{Engine, IpamRequest, NetworkRequest};
use crate::docker::{self, Config, Existing, Host, Prediction, Version};
use crate::facts::{self, DockerSubnet, Facts, State};
use crate::net::{self, AddrSet};
use crate::order;

use super::claims::Claims;

/// The host before the steps.
#[derive(Clone, Debug)]
pub(super) struct Start<'a> {
    /// What the engine sees.
    pub(super) host: &'a Host,
    /// The networks that exist.
    pub(super) existing: Vec<Existing>,
    /// The engine as it stops for the new file.
    stopped: Engine,
    /// How many networks are looked ahead.
    look_ahead: usize,
    /// The subnets that leave.
    leaving: Vec<IpNet>,
    /// The networks to make again, in the order of the steps: those that leave, and what goes down with them.
    turns: Vec<Turn>,
}

/// What is taken down and made again at once: one network, or all of a compose project.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Turn(Vec<Member>);

/// A network in a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    /// Its IPv4 subnet's place in `facts.docker`.
    at: usize,
    /// Its place among the networks that exist; `None` where a compose file has yet to make it.
    existing: Option<usize>,
    /// The subnet must be named, whatever the pools give: a file fixes it, or the network is made by a command of ours.
    named: bool,
    /// Its own subnet, where that need not go.
    keeps: Keeps,
}

/// What becomes of an IPv4 subnet with which nothing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeps {
    /// Something is wrong with it.
    Nothing,
    /// The network is down only because its project is: the pools give it a subnet, or else the compose file its old one.
    IfPoolsHaveNone(IpNet),
    /// Only its IPv6 subnet goes: the command that makes it again names the rest.
    Always(IpNet),
}

/// What comes of the steps.
#[derive(Clone, Debug)]
pub(super) struct Course {
    /// docker0's subnets after the restart, IPv4 first.
    pub(super) docker0: Vec<IpNet>,
    /// The networks that were made again, in order.
    pub(super) made: Vec<Made>,
    /// What the engine does then; where it does not start, why.
    pub(super) prediction: Prediction,
    /// The same after the next start of dockerd, where it differs; once it is asked.
    later: OnceCell<Option<Prediction>>,
    /// The engine then, where it starts; until it is asked what comes later.
    engine: RefCell<Option<Engine>>,
    /// How many networks are looked ahead.
    look_ahead: usize,
    /// The subnets that leave.
    leaving: Vec<IpNet>,
}

impl Course {
    fn new(
        start: &Start<'_>,
        docker0: Vec<IpNet>,
        made: Vec<Made>,
        prediction: Prediction,
        engine: Option<Engine>,
    ) -> Self {
        let (later, look_ahead, leaving) = (OnceCell::new(), start.look_ahead, start.leaving.clone());
        Self { docker0, made, prediction, later, engine: RefCell::new(engine), look_ahead, leaving }
    }

    /// What comes after the next start of dockerd, where that is something else: up to 26 it begins with the first block again.
    pub(super) fn later(&self) -> Option<&Prediction> {
        let find = || {
            let mut engine = self.engine.take()?;
            engine.stop();
            engine.start().ok()?;
            let next = engine.next(self.look_ahead);
            (next != self.prediction.next).then(|| Prediction { next, ..self.prediction.clone() })
        };
        self.later.get_or_init(find).as_ref()
    }

    /// Whether a subnet of Docker's goes with the steps, with or without another in its place.
    pub(super) fn is_gone(&self, facts: &Facts, subnet: &DockerSubnet) -> bool {
        let is_same = |other: &DockerSubnet| other.name == subnet.name;
        let same = |made: &Made| facts.docker.get(made.at).is_some_and(is_same);
        // A network whose IPv4 subnet can go nowhere stays as a whole.
        let has_turn = !subnet.is_overlay()
            && facts.docker.iter().any(|other| is_same(other) && other.net.addr().is_ipv4() && !other.is_overlay());
        self.leaving.contains(&subnet.net) && (!has_turn || self.made.iter().any(same))
    }

    /// The subnets that the compose file of a project must give, because the pools have none.
    pub(super) fn named_of<'a>(&'a self, facts: &'a Facts, project: &'a str) -> impl Iterator<Item = IpNet> + 'a {
        let is_of = move |made: &&Made| {
            facts.docker.get(made.at).is_some_and(|subnet| subnet.project.as_deref() == Some(project))
        };
        self.made.iter().filter(|made| made.named).filter(is_of).map(|made| made.subnet)
    }

    /// The new subnet of a network that is made again.
    pub(super) fn made_of(&self, facts: &Facts, subnet: &DockerSubnet) -> Option<&Made> {
        self.made.iter().find(|made| facts.docker.get(made.at).is_some_and(|other| other.name == subnet.name))
    }
}

/// A network that was made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// The old subnet's place in `facts.docker`.
    pub(super) at: usize,
    /// The new subnet.
    pub(super) subnet: IpNet,
    /// The subnet must be named in the command or the compose file: the pools give none or one that is in use, or what they give
    /// hangs on whether a tunnel is up.
    pub(super) named: bool,
}

impl<'a> Start<'a> {
    /// The host of a paste, of which the networks in `leaving` are to be made again.
    pub(super) fn of(context: Context<'a>, leaving: &[IpNet]) -> Self {
        let facts = context.facts;
        let existing = facts::existing(facts);
        let turns = turns(facts, &existing, leaving);
        let host = &context.survey.host;
        let stopped = Engine::stopped_with(context.engine, &Config::default(), host, &existing);
        Self { host, existing, stopped, look_ahead: context.look_ahead, leaving: leaving.to_vec(), turns }
    }

    /// How many networks are made again.
    pub(super) fn again(&self) -> u64 {
        self.turns.iter().map(|Turn(members)| members.len() as u64).sum()
    }

    /// Whether a full tunnel is up whose halves the engine takes for on-link networks.
    fn hangs_on_a_tunnel(&self) -> bool {
        self.host.routes.iter().any(|route| route.on_link && (1..8).contains(&route.dst.prefix_len()))
    }
}

/// Runs the steps. A network for which there is no clean subnet is left as it is: nothing is torn down for nothing. Where not
/// all of them find one of `size`, smaller ones are tried.
pub(super) fn course(start: &Start<'_>, version: Version, config: &Config, claims: &Claims<'_>, size: u8) -> Course {
    let wide = settled(start, version, config, claims, size);
    if wide.made.len() as u64 == start.again() || wide.prediction.refusal.is_some() {
        return wide;
    }
    let narrow = settled(start, version, config, claims, super::need::LONGEST);
    if narrow.made.len() > wide.made.len() { narrow } else { wide }
}

fn settled(start: &Start<'_>, version: Version, config: &Config, claims: &Claims<'_>, size: u8) -> Course {
    let mut stays = BTreeSet::new();
    loop {
        match run(start, version, config, claims, size, &stays) {
            Ok(course) => return course,
            Err(stuck) => _ = stays.insert(stuck),
        }
    }
}

/// One run; the error is the turn that cannot come up again.
fn run(
    start: &Start<'_>,
    version: Version,
    config: &Config,
    claims: &Claims<'_>,
    size: u8,
    stays: &BTreeSet<usize>,
) -> Result<Course, usize> {
    let mut engine = start.stopped.clone();
    engine.set_config(config.clone());
    let Ok(bridge) = engine.start() else {
        let prediction = docker::predict(version, config, start.host, &start.existing, start.look_ahead);
        return Ok(Course::new(start, Vec::new(), Vec::new(), prediction, None));
    };
    let docker0: Vec<IpNet> = bridge.subnets.iter().map(|subnet| subnet.subnet).collect();
    let aside = if start.turns.is_empty() { Vec::new() } else { aside(&engine, claims) };
    let mut run = Run { start, engine, claims, size, aside, made: Vec::new() };
    for (at, Turn(members)) in start.turns.iter().enumerate().filter(|(at, _)| !stays.contains(at)) {
        for member in members {
            run.remove(member);
        }
        for member in members {
            let made = run.make(member).ok_or(at)?;
            run.made.push(made);
        }
    }
    let existing = existing_after(start, &run.made, &docker0, stays);
    let prediction = docker::predict_running(&run.engine, &existing, start.look_ahead);
    Ok(Course::new(start, docker0, run.made, prediction, Some(run.engine)))
}

/// A run under way.
struct Run<'a> {
    start: &'a Start<'a>,
    engine: Engine,
    claims: &'a Claims<'a>,
    size: u8,
    /// What a subnet by name keeps clear of, the quietest choice first. It only grows: what is made again keeps its old
    /// subnet claimed.
    aside: Vec<AddrSet>,
    made: Vec<Made>,
}

impl Run<'_> {
    fn key(&self, member: &Member) -> Option<String> {
        let index = member.existing?;
        self.start.existing.get(index).map(|network| network.key(index))
    }

    fn remove(&mut self, member: &Member) {
        if let Some(key) = self.key(member) {
            // It is in the store: `stopped_with` put it there.
            _ = self.engine.delete(&key);
        }
    }

    /// Makes a network: as the pools give it where that is clean, else with a subnet by name.
    fn make(&mut self, member: &Member) -> Option<Made> {
        let name = self.key(member).unwrap_or_else(|| format!("composed {}", member.at));
        if let Keeps::Always(old) = member.keeps {
            let subnet = self.create(&name, Some(old))?;
            return Some(Made { at: member.at, subnet, named: false });
        }
        let given = self.engine.next_subnet();
        if given.is_some_and(|subnet| !self.claims.taken.overlaps(subnet)) {
            // From 27 on what comes next hangs on nothing but what is taken: to name it is to take it, and takes no second search.
            let asked = given.filter(|_| self.engine.takes_the_lowest());
            let subnet = self.create(&name, asked)?;
            let named = member.named || self.start.hangs_on_a_tunnel();
            return Some(Made { at: member.at, subnet, named });
        }
        let kept = match member.keeps {
            Keeps::IfPoolsHaveNone(old) => self.create(&name, Some(old)),
            Keeps::Nothing | Keeps::Always(_) => None,
        };
        let subnet = match kept {
            Some(kept) => kept,
            None => self.create(&name, Some(self.beside()?))?,
        };
        Some(Made { at: member.at, subnet, named: true })
    }

    fn create(&mut self, name: &str, subnet: Option<IpNet>) -> Option<IpNet> {
        let named = subnet.map(|net| IpamRequest { subnet: Some(net.to_string()), ..IpamRequest::default() });
        let ipam = named.into_iter().collect();
        let request = NetworkRequest { name: name.to_owned(), ipam, ..NetworkRequest::default() };
        let made = self.engine.create(&request).ok()?.subnets.first()?.subnet;
        for busy in &mut self.aside {
            busy.add(made);
        }
        Some(made)
    }

    /// A free range for one network beside everything that is there, away from neighbours and the pools where that is possible.
    fn beside(&self) -> Option<IpNet> {
        let free = |busy: &AddrSet, size: u8| {
            let [ten, twelve, sixteen] = net::private_blocks();
            [ten, sixteen, twelve].into_iter().find_map(|block| busy.first_free(block, size))
        };
        let mut sizes = self.size..=super::need::LONGEST;
        sizes.find_map(|size| self.aside.iter().find_map(|busy| free(busy, size)))
    }
}

/// What a subnet by name keeps clear of on an engine that has just started.
fn aside(engine: &Engine, claims: &Claims<'_>) -> Vec<AddrSet> {
    let there = engine.networks().flat_map(|(_, network)| network.subnets.iter().map(|subnet| subnet.subnet));
    let busy = claims.taken.union(&AddrSet::of(there));
    let pools = engine.config().pools.iter().filter_map(|pool| pool.base.trim().parse().ok());
    let beside_pools = busy.union(&AddrSet::of(pools));
    claims.quietest_first(&beside_pools).chain([busy]).collect()
}

/// The networks after the steps.
fn existing_after(start: &Start<'_>, made: &[Made], docker0: &[IpNet], stays: &BTreeSet<usize>) -> Vec<Existing> {
    let turns = start.turns.iter().enumerate().filter(|(at, _)| !stays.contains(at));
    let gone: BTreeSet<usize> =
        order::set(turns.flat_map(|(_, Turn(members))| members.iter().filter_map(|member| member.existing)));
    let bridge = Existing { name: "bridge".to_owned(), subnets: docker0.to_vec(), global: false };
    let stay =
        start.existing.iter().enumerate().filter(|(at, network)| !gone.contains(at) && !network.is_default_bridge());
    let again = made.iter().map(|made| Existing {
        name: format!("again {}", made.at),
        subnets: vec![made.subnet],
        global: false,
    });
    std::iter::once(bridge)
        .filter(|bridge| !bridge.subnets.is_empty())
        .chain(stay.map(|(_, network)| network.clone()))
        .chain(again)
        .collect()
}

/// The turns in the order of the paste. A compose project goes down and comes up as a whole. Overlays take nothing from the
/// local pools and are left out.
fn turns(facts: &Facts, existing: &[Existing], leaving: &[IpNet]) -> Vec<Turn> {
    let local = |subnet: &DockerSubnet| !subnet.is_default_bridge() && !subnet.is_overlay();
    let leaves = |subnet: &DockerSubnet| {
        matches!(subnet.state, State::Exists | State::Composed) && local(subnet) && leaving.contains(&subnet.net)
    };
    let names: BTreeSet<&str> =
        order::set(facts.docker.iter().filter(|subnet| leaves(subnet)).map(|subnet| subnet.name.as_str()));
    let mut turns: Vec<Turn> = Vec::new();
    let mut projects: Vec<&str> = Vec::new();
    let mut seen = BTreeSet::new();
    let members = facts.docker.iter().enumerate().filter(|(_, subnet)| local(subnet) && subnet.net.addr().is_ipv4());
    let leaves = |subnet: &DockerSubnet| names.contains(subnet.name.as_str()) && subnet.state != State::AfterRestart;
    for (at, subnet) in members.clone().filter(|(_, subnet)| leaves(subnet)) {
        match subnet.project.as_deref() {
            Some(project) if projects.contains(&project) => {}
            Some(project) => {
                projects.push(project);
                let same = members.clone().filter(|(_, other)| other.project.as_deref() == Some(project));
                let same = same.filter_map(|(at, other)| {
                    let member = member(facts, existing, at, other, &mut seen)?;
                    let is_fine = !leaving.contains(&other.net);
                    let keeps = if is_fine { Keeps::IfPoolsHaveNone(other.net) } else { Keeps::Nothing };
                    Some(Member { keeps, ..member })
                });
                turns.push(Turn(same.collect()));
            }
            None => {
                let keeps = if leaving.contains(&subnet.net) { Keeps::Nothing } else { Keeps::Always(subnet.net) };
                let member = member(facts, existing, at, subnet, &mut seen);
                turns.extend(member.map(|member| Turn(vec![Member { keeps, ..member }])));
            }
        }
    }
    turns
}

/// A network's entry in a turn; `None` where it has one already.
fn member<'a>(
    facts: &Facts,
    existing: &[Existing],
    at: usize,
    subnet: &'a DockerSubnet,
    seen: &mut BTreeSet<&'a str>,
) -> Option<Member> {
    let exists = subnet.state == State::Exists;
    if !seen.insert(subnet.name.as_str()) {
        return None;
    }
    let place = existing.iter().position(|network| network.name == subnet.name);
    let fixed = facts.docker.iter().any(|other| other.state == State::Composed && other.name == subnet.name);
    let named = fixed || subnet.name == "docker_gwbridge";
    Some(Member { at, existing: place.filter(|_| exists), named, keeps: Keeps::Nothing })
}
