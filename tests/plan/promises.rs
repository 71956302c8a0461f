//! What an offer promises, played through on the model of the engine from the outside: the offered file, the networks in the
//! order of the steps with the subnets that the steps name, eight networks more, and the way back.

use std::collections::BTreeSet;

use ipnet::IpNet;
use nonoverlap::docker::engine::{Engine, IpamRequest, NetworkRequest};
use nonoverlap::docker::{self, Config, Moment};
use nonoverlap::facts::{self, DockerSubnet, Facts, Role, State};
use nonoverlap::net::neighbours::neighbours;
use nonoverlap::net::{self, AddrSet};
use nonoverlap::plan::{Offer, Recreate, Wish};
use nonoverlap::problem::{Arg, Clash, Code, Problem, Severity};
use nonoverlap::text::Slot;
use nonoverlap::{Inputs, Question, Report, examine};

use crate::fixed::{at_the_restart, with_fix};

/// How many networks must come after everything is done, unless the user asks for another number.
const AHEAD: usize = 8;
/// The smallest network that the plan makes.
const LONGEST: u8 = 28;

/// What was asked and answered.
pub(crate) struct Case<'a> {
    /// What is pasted.
    pub(crate) inputs: &'a Inputs,
    /// What is asked.
    pub(crate) question: &'a Question,
    /// The answer.
    pub(crate) report: &'a Report,
}

pub(crate) fn grave(problems: &[Problem]) -> Vec<Clash> {
    let grave = problems.iter().filter(|problem| problem.severity <= Severity::WillBreak);
    grave.flat_map(|problem| problem.clashes.iter().copied()).collect()
}

/// Everything in use, whoever says so: nothing of it may be given to Docker.
pub(crate) fn in_use(facts: &Facts) -> Vec<IpNet> {
    let networks = facts.networks.iter().filter(|network| network.role != Role::Blocked).map(|network| network.net);
    let own = facts.addresses.iter().flat_map(|own| [own.connected, net::host(own.address)]);
    networks.chain(own).collect()
}

/// What is wrong with an answer, and what kind of answer it is.
pub(crate) fn broken_promises(case: &Case<'_>) -> (Vec<String>, Vec<&'static str>) {
    let mut wrong = prediction_is_of_a_state(case);
    let mut kinds = Vec::new();
    if case.report.prediction.moment == Moment::AfterRestart {
        kinds.push("= the file waits for its restart");
    }
    match &case.report.plan.offer {
        None => {
            kinds.push("= nothing offered");
            wrong.extend(unexplained(case));
            kinds.push(kind_of_refusal(case));
            wrong.extend(gives_up_too_early(case, None));
        }
        Some(offer) if !offer.starts => {
            kinds.push("= withheld until the file is repaired");
            wrong.extend(withheld(case, offer));
        }
        Some(offer) => {
            kinds.push("= a fix");
            wrong.extend(of_offer(case, offer, &mut kinds));
        }
    }
    (wrong, kinds)
}

/// Why nothing is offered, as a kind.
fn kind_of_refusal(case: &Case<'_>) -> &'static str {
    match case.report.plan.no_offer.as_ref().map(|reason| reason.key.as_ref()) {
        Some("plan.no.need") => "= nothing offered: nothing has to change",
        Some("plan.no.space") => "= nothing offered: private space is full",
        Some("plan.no.masked") => "= nothing offered: routes mask the pools",
        Some("plan.no.refused") => "= nothing offered: the file is refused",
        Some("plan.no.cure") => "= nothing offered: no cure",
        _ => "= nothing offered: a wish that cannot be met",
    }
}

/// Nothing is offered without a reason, and what cannot be cured names what is in the way.
fn unexplained(case: &Case<'_>) -> Option<String> {
    let Some(reason) = &case.report.plan.no_offer else { return Some("neither a fix nor a reason".to_owned()) };
    let names = |name: &str| reason.args.iter().any(|(key, value)| *key == name && *value != Arg::List(Vec::new()));
    let is_blocked = matches!(reason.key.as_ref(), "plan.no.cure" | "plan.no.masked" | "plan.no.space");
    (is_blocked && !names("list")).then(|| format!("{} names nothing that is in the way", reason.key))
}

/// A file that dockerd refuses comes without a restart, and its first step is the repair.
fn withheld(case: &Case<'_>, offer: &Offer) -> Vec<String> {
    let mut wrong = Vec::new();
    if !offer.steps.first().is_some_and(|step| step.message.key.starts_with("plan.step.repair")) {
        wrong.push("the first step is no repair".to_owned());
    }
    let commands = offer.steps.iter().flat_map(|step| &step.commands);
    wrong.extend(commands.filter(|command| command.contains("restart")).map(|command| format!("restarts: {command}")));
    if case.report.refusal().is_none() {
        wrong.push("an engine that started does not start any more".to_owned());
    }
    if !says(offer, "plan.caution.refused") {
        wrong.push("does not say that dockerd refuses".to_owned());
    }
    wrong
}

fn says(offer: &Offer, caution: &str) -> bool {
    offer.cautions.iter().any(|message| message.key == caution)
}

fn of_offer(case: &Case<'_>, offer: &Offer, kinds: &mut Vec<&'static str>) -> Vec<String> {
    let mut wrong = ranges_are_fit(case, offer);
    wrong.extend(torn_down_for_nothing(case, offer));
    let leaves = says(offer, "plan.caution.left") || says(offer, "plan.caution.exhausted");
    if leaves && !says(offer, "plan.caution.blocked") {
        wrong.push("does not say what is in the way of the rest".to_owned());
    }
    let at_once = at_the_restart(case.inputs, case.question, case.report);
    if let Some(refusal) = at_once.refusal() {
        wrong.push(format!("at the restart: {}", refusal.text));
        return wrong;
    }
    let later = with_fix(case.inputs, case.question, case.report);
    let left = grave(&later.problems);
    wrong.extend(offer.solves.iter().filter(|clash| left.contains(clash)).map(|clash| format!("left: {clash:?}")));
    let config = at_once.facts.config.as_ref().map(|fact| fact.config.clone()).unwrap_or_default();
    match played(case, offer, &config) {
        Ok(played) => wrong.extend(holds(case, offer, &config, &played, kinds)),
        Err(why) => wrong.push(why),
    }
    wrong
}

/// Ranges that an offer writes are private, nobody's, inside and around nothing that is there at the restart, and away from
/// well-known neighbours while there is a quiet range.
fn ranges_are_fit(case: &Case<'_>, offer: &Offer) -> Vec<String> {
    let Some(candidate) = &offer.candidate else { return Vec::new() };
    let facts = &case.report.facts;
    let pools = candidate.pools.iter().map(|pool| pool.base);
    // A `bip` that only writes down where docker0 is already is no new range.
    let set = facts.docker.iter().filter(|subnet| subnet.is_default_bridge()).map(|subnet| subnet.net);
    let shown: Vec<IpNet> = set.chain(case.report.prediction.docker0.iter().copied()).collect();
    let bip = candidate.bip.iter().map(IpNet::trunc).filter(|bip| !shown.contains(bip));
    let ranges: BTreeSet<IpNet> = pools.chain(bip).chain([candidate.range]).collect();
    let there = others(facts).map(|subnet| subnet.net);
    let taken: Vec<IpNet> = in_use(facts).into_iter().chain(there).collect();
    let mut wrong = Vec::new();
    for &range in &ranges {
        if !net::is_private(range) {
            wrong.push(format!("{range} is not private"));
        }
        wrong.extend(taken.iter().find(|net| net::overlaps(**net, range)).map(|net| format!("{range} touches {net}")));
    }
    let known: Vec<IpNet> = net::private_blocks()
        .into_iter()
        .flat_map(neighbours)
        .filter(|row| row.counts_everywhere() && row.cloud.is_none())
        .map(|row| row.net)
        .collect();
    let is_near = ranges.iter().any(|range| known.iter().any(|net| net::overlaps(*net, *range)));
    if is_near && case.question.wish == Wish::default() && candidate.pools.len() < 2 {
        let facts_taken = taken_for_new_ranges(facts);
        let masked = docker::masked(case.report.engine, &facts::host(facts));
        let all = facts_taken.union(&masked).union(&AddrSet::of(known)).union(&AddrSet::of(cloud_neighbours()));
        let length = candidate.range.prefix_len();
        let quiet = net::private_blocks().into_iter().find_map(|block| all.first_free(block, length));
        wrong.extend(quiet.map(|quiet| format!("{ranges:?} is near a neighbour although {quiet} is quiet")));
    }
    wrong
}

/// A network is taken down only where something is wrong with it; that it is right afterwards is seen when it is played.
fn torn_down_for_nothing(case: &Case<'_>, offer: &Offer) -> Vec<String> {
    let problems = &case.report.problems;
    let misplaced = problems.iter().filter(|problem| matches!(problem.code, Code::PublicSpace | Code::SpecialRange));
    let mut wrong: BTreeSet<IpNet> = misplaced.flat_map(|problem| problem.subnets.iter().copied()).collect();
    wrong.extend(grave(problems).iter().map(|clash| clash.docker));
    let others = offer.recreate.iter().filter(|network| network.name != "bridge");
    let in_vain = others
        .filter(|network| !wrong.contains(&network.subnet) && !network.also.iter().any(|net| wrong.contains(net)));
    in_vain.map(|network| format!("{} is torn down and nothing is solved by it", network.name)).collect()
}

fn cloud_neighbours() -> Vec<IpNet> {
    net::private_blocks()
        .into_iter()
        .flat_map(neighbours)
        .filter(|row| row.cloud.is_some())
        .map(|row| row.net)
        .collect()
}

/// docker0's IPv4 subnets that the paste shows.
fn bridges(facts: &Facts) -> impl Iterator<Item = IpNet> {
    let shown = facts.docker.iter().filter(|subnet| subnet.is_default_bridge() && subnet.state == State::Exists);
    shown.map(|subnet| subnet.net).filter(|net| net.addr().is_ipv4())
}

/// The other networks of Docker's that the paste shows.
fn others(facts: &Facts) -> impl Iterator<Item = &DockerSubnet> {
    facts.docker.iter().filter(|subnet| !subnet.is_default_bridge() && subnet.state == State::Exists)
}

/// What no new range may touch.
fn taken_for_new_ranges(facts: &Facts) -> AddrSet {
    let gateways = facts.routes.iter().filter_map(|route| route.via()).map(net::host);
    let servers = facts.nameservers.iter().chain(&facts.container_resolvers).map(|server| net::host(server.value));
    let there = others(facts).map(|subnet| subnet.net);
    AddrSet::of(in_use(facts).into_iter().chain(gateways).chain(servers).chain(there))
}

/// How the steps went.
struct Played {
    engine: Engine,
    docker0: Option<IpNet>,
    made: Vec<Made>,
}

/// A network that was made again.
struct Made {
    name: String,
    old: IpNet,
    new: IpNet,
}

/// The name in the engine of a network that was made again.
fn again(name: &str) -> String {
    format!("again {name}")
}

/// A network as `docker network create` makes it, with a subnet by name or from the pools.
fn create(engine: &mut Engine, name: String, subnet: Option<IpNet>) -> Result<IpNet, String> {
    let ipam = subnet.map(|net| IpamRequest { subnet: Some(net.to_string()), ..IpamRequest::default() });
    let request = NetworkRequest { name, ipam: ipam.into_iter().collect(), ..NetworkRequest::default() };
    engine.create(&request).map(|network| network.subnets[0].subnet).map_err(|reason| reason.text)
}

/// Plays the steps: the restart with everything there, then each network removed and made again.
fn played(case: &Case<'_>, offer: &Offer, config: &Config) -> Result<Played, String> {
    let facts = &case.report.facts;
    let live_restore = config.live_restore.or(Some(facts.live_restore));
    let config = Config { live_restore, ..config.clone() };
    let existing = facts::existing(facts);
    let mut engine = Engine::stopped_with(case.report.engine, &config, &facts::host(facts), &existing);
    let bridge = engine.start().map_err(|refusal| format!("the restart fails: {}", refusal.text))?;
    let docker0 = bridge.subnets.iter().map(|subnet| subnet.subnet).find(|net| net.addr().is_ipv4());
    let key = |name: &str| existing.iter().position(|network| network.name == name).map(|at| existing[at].key(at));
    let mut made = Vec::new();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for network in offer.recreate.iter().filter(|network| network.name != "bridge") {
        let subnet = others(facts).find(|subnet| subnet.name == network.name).ok_or("makes what is not there")?;
        let together: Vec<&DockerSubnet> = match &subnet.project {
            Some(_) => others(facts).filter(|other| other.project == subnet.project).collect(),
            None => vec![subnet],
        };
        let fresh: Vec<_> = together.into_iter().filter(|subnet| done.insert(&subnet.name)).collect();
        for subnet in &fresh {
            let key = key(&subnet.name).ok_or("no key")?;
            engine.delete(&key).map_err(|reason| reason.text)?;
        }
        for subnet in fresh {
            let keeps = Some(subnet.net).filter(|_| subnet.project.is_none() && !leaves(network, subnet.net));
            let new = create(&mut engine, again(&subnet.name), keeps.or_else(|| by_hand(offer, subnet)))
                .map_err(|reason| format!("{} does not come up again: {reason}", subnet.name))?;
            made.push(Made { name: subnet.name.clone(), old: subnet.net, new });
        }
    }
    Ok(Played { engine, docker0, made })
}

/// Whether a network that is made again gives up a subnet; the others are named in the command.
fn leaves(network: &Recreate, subnet: IpNet) -> bool {
    network.subnet == subnet || network.also.contains(&subnet)
}

/// The subnet that the steps or the compose file give a network by name.
fn by_hand(offer: &Offer, subnet: &DockerSubnet) -> Option<IpNet> {
    let network: Option<&Recreate> = offer.recreate.iter().find(|network| network.name == subnet.name);
    let file = offer.companions.iter().find(|companion| companion.name == "compose.yaml");
    let entry =
        file.and_then(|file| file.text.split(&format!("\n  \"{}\":\n", subnet.name)).nth(1)?.split("subnet: ").nth(1));
    let in_file = entry.and_then(|entry| entry.split_whitespace().next()?.parse().ok());
    network.and_then(|network| network.to).or(in_file)
}

fn holds(
    case: &Case<'_>,
    offer: &Offer,
    config: &Config,
    played: &Played,
    kinds: &mut Vec<&'static str>,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let facts = &case.report.facts;
    let used = AddrSet::of(in_use(facts));
    let announced = says(offer, "plan.caution.left");
    for Made { old, new, .. } in &played.made {
        if used.overlaps(*new) {
            wrong.push(format!("{old} is made again as {new}, which is in use"));
        }
    }
    let docker0 = played.docker0.filter(|net| used.overlaps(*net));
    if let Some(docker0) = docker0.filter(|_| !announced) {
        wrong.push(format!("docker0 comes to lie on {docker0}, unannounced"));
    }
    let mut engine = played.engine.clone();
    let wanted = case.question.wish.networks.map_or(AHEAD, |networks| networks as usize).min(40);
    let mut come = 0;
    for at in 0..wanted {
        let Ok(subnet) = create(&mut engine, format!("more {at}"), None) else { break };
        come += 1;
        if at < AHEAD && used.overlaps(subnet) && !announced {
            wrong.push(format!("the next network {subnet} is in use, unannounced"));
        }
    }
    let is_short = come < wanted.min(AHEAD);
    if is_short && !says(offer, "plan.caution.exhausted") {
        wrong.push(format!("only {come} networks come, unannounced"));
    }
    if let Some(candidate) = offer.candidate.as_ref().filter(|candidate| !candidate.pools.is_empty()) {
        let given = played.made.len() as u64 + come as u64;
        if given < candidate.networks.min(wanted as u64) {
            wrong.push(format!("{} networks are promised, {given} come", candidate.networks));
        }
    }
    if is_short {
        kinds.push("= a fix that is short of networks");
    }
    if docker0.is_some() {
        kinds.push("= a fix that leaves docker0 on a clash");
    }
    if !played.made.is_empty() {
        kinds.push("= a fix that makes networks again");
    }
    if offer.candidate.as_ref().is_some_and(|candidate| candidate.pools.len() > 1) {
        kinds.push("= a fix with several pools");
    }
    if offer.candidate.as_ref().is_some_and(|candidate| candidate.containers < 253) {
        kinds.push("= a fix with smaller networks");
    }
    wrong.extend(gives_up_too_early(case, Some((offer, docker0, is_short))));
    wrong.extend(way_back(case, offer, config, played, kinds));
    wrong
}

/// Nothing is called incurable, and no network is short, while private space has room that the engine takes.
fn gives_up_too_early(case: &Case<'_>, after: Option<(&Offer, Option<IpNet>, bool)>) -> Vec<String> {
    let (facts, report) = (&case.report.facts, case.report);
    let bridge = facts.config.as_ref().and_then(|fact| fact.config.bridge.as_deref());
    if case.question.wish != Wish::default() || bridge.is_some() {
        return Vec::new();
    }
    let taken = taken_for_new_ranges(facts).union(&AddrSet::of(firm(report)));
    let masked = docker::masked(report.engine, &facts::host(facts));
    let room = |busy: &AddrSet| -> u64 {
        let free = |block: IpNet| AddrSet::of([block]).minus(busy).prefixes(block).collect::<Vec<_>>();
        let rests = net::private_blocks().into_iter().flat_map(free).filter(|net| net.prefix_len() <= LONGEST);
        rests.map(|net| 1u64 << (LONGEST - net.prefix_len())).sum()
    };
    let clashes = grave(&report.problems);
    let shown: Vec<IpNet> = bridges(facts).collect();
    let docker0_clashes = match after {
        Some((_, docker0, _)) => docker0.is_some(),
        None => clashes.iter().any(|clash| shown.contains(&clash.docker)),
    };
    let mut wrong = Vec::new();
    let refused = report.refusal().is_some();
    if docker0_clashes && room(&taken) > 0 && !refused {
        wrong.push("docker0 stays on its clash although there is room for it".to_owned());
    }
    let stays = after.is_some_and(|(offer, ..)| {
        let again: Vec<IpNet> = offer.recreate.iter().map(|network| network.subnet).collect();
        let left = others(facts).filter(|subnet| !subnet.is_overlay() && !again.contains(&subnet.net));
        left.into_iter().any(|subnet| clashes.iter().any(|clash| clash.docker == subnet.net))
    });
    let given = after.map_or(0, |(offer, ..)| offer.recreate.len() as u64);
    if stays && room(&taken) > given + 1 && !refused {
        wrong.push("a network stays on its clash although there is room for it".to_owned());
    }
    let is_short = match after {
        Some((_, _, short)) => short,
        None => report.problems.iter().any(|problem| problem.code == Code::PoolsExhausted),
    };
    let is_masked = taken.union(&masked);
    // Networks that are made again take their part of it.
    let again = after.map_or(0, |(offer, ..)| offer.recreate.len());
    if is_short && room(&is_masked) > (AHEAD + again) as u64 && !refused {
        wrong.push("too few networks come although there is room for more".to_owned());
    }
    wrong
}

/// What clouds that the paste shows fix on every host of theirs.
fn firm(report: &Report) -> Vec<IpNet> {
    let clouds = facts::clouds(&report.facts);
    let rows = net::private_blocks().into_iter().flat_map(neighbours);
    rows.filter(|row| row.cloud.is_some_and(|cloud| clouds.contains(&cloud))).map(|row| row.net).collect()
}

/// The way back starts, and docker0 is where it was.
fn way_back(
    case: &Case<'_>,
    offer: &Offer,
    config: &Config,
    played: &Played,
    kinds: &mut Vec<&'static str>,
) -> Vec<String> {
    let has_flags = case.report.facts.config.as_ref().is_some_and(|fact| !fact.flags.is_empty());
    let Some(back) = offer.steps.iter().find(|step| step.message.key == "plan.step.back") else {
        return vec!["there is no way back".to_owned()];
    };
    let old = bridges(&case.report.facts).next();
    let moved = offer.recreate.iter().any(|network| network.name == "bridge");
    if offer.edits.is_empty() || has_flags {
        return Vec::new();
    }
    let was_refused = case.report.refusal().is_some();
    let text = back.commands.iter().find_map(|command| file_in(command)).unwrap_or_default();
    let texts = [(Slot::DaemonJson, text.clone())].into();
    let read = examine(
        &Inputs { texts, ..Inputs::default() },
        &Question { engine: Some(case.report.engine), ..Question::default() },
    );
    let by_file = read.judgement.as_ref().and_then(|judgement| judgement.start.refusal());
    if let Some(refusal) = by_file.filter(|_| !text.is_empty()) {
        return vec![format!("the way back is refused: {}", refusal.text)];
    }
    let mut engine = played.engine.clone();
    if let Err(why) = networks_back(&mut engine, offer, &back.commands, &played.made) {
        return vec![why];
    }
    engine.stop();
    let then = read.facts.config.map(|fact| fact.config.clone()).unwrap_or_default();
    let live_restore = then.live_restore.or(config.live_restore);
    engine.set_config(Config { live_restore, ..then });
    let bridge = match engine.start() {
        Ok(bridge) => bridge,
        // What dockerd could not run with before is no way back; the steps put the new file in place again then.
        Err(_) if was_refused => return Vec::new(),
        Err(refusal) => return vec![format!("the way back fails: {}", refusal.text)],
    };
    let docker0 = bridge.subnets.iter().map(|subnet| subnet.subnet).find(|net| net.addr().is_ipv4());
    if moved && docker0 != old {
        return vec![format!("the way back leads docker0 to {docker0:?}, not {old:?}")];
    }
    if moved {
        kinds.push("= a way back that brings docker0 back");
    }
    Vec::new()
}

/// What the way back does before its restart: networks of hands get their old subnets, projects go down.
fn networks_back(engine: &mut Engine, offer: &Offer, commands: &[String], made: &[Made]) -> Result<(), String> {
    let projects_go = commands.iter().any(|command| command.contains("%.place}\" down"));
    for Made { name, old, .. } in made.iter().rev() {
        let is_undone = offer.recreate.iter().any(|network| network.name == *name && !network.undo.is_empty());
        if is_undone || projects_go {
            engine.delete(&again(name)).map_err(|reason| reason.text)?;
        }
        if is_undone {
            let back = create(engine, format!("back {name}"), Some(*old));
            back.map_err(|reason| format!("{name} does not get {old} back: {reason}"))?;
        }
    }
    Ok(())
}

/// The file that a command writes.
fn file_in(command: &str) -> Option<String> {
    let begin = command.find("\n{").map(|at| at + 1)?;
    let mut values = serde_json::Deserializer::from_str(&command[begin..]).into_iter::<serde_json::Value>();
    values.next()?.ok()?;
    Some(command[begin..begin + values.byte_offset()].to_owned())
}

/// What comes next is of a state that exists: now with docker0 as it is, or after the restart with docker0 where it is then.
fn prediction_is_of_a_state(case: &Case<'_>) -> Vec<String> {
    let (facts, prediction) = (&case.report.facts, &case.report.prediction);
    let config = facts.config.as_ref().map(|fact| fact.config.clone()).unwrap_or_default();
    let mut engine = Engine::stopped_with(case.report.engine, &config, &facts::host(facts), &facts::existing(facts));
    let Ok(bridge) = engine.start() else { return Vec::new() };
    let docker0: Vec<IpNet> = bridge.subnets.iter().map(|subnet| subnet.subnet).collect();
    let next: Vec<IpNet> = prediction.next.iter().map(|next| next.subnet).collect();
    let shown: Vec<IpNet> = bridges(facts).collect();
    if prediction.moment == Moment::Now && !shown.is_empty() && prediction.docker0 != shown {
        return vec![format!("docker0 is {shown:?} now, not {:?}", prediction.docker0)];
    }
    // A bip alone tells that the file is not in effect: a docker0 from its pools may have been another block of theirs. And
    // `ip route` shows no IPv6.
    let v4 = |nets: &[IpNet]| nets.iter().find(|net| net.addr().is_ipv4()).copied();
    let waits = config.bip.is_some() && v4(&shown).is_some() && v4(&docker0) != v4(&shown);
    if waits && prediction.moment == Moment::Now {
        return vec![format!("the file makes docker0 {docker0:?}, it is {shown:?}, and what is next is of now")];
    }
    let is_of_start = prediction.moment == Moment::AfterRestart || (!shown.is_empty() && docker0 == shown);
    let then: Vec<IpNet> = engine.outlook(AHEAD).next.iter().map(|next| next.subnet).collect();
    if is_of_start && next != then {
        return vec![format!("next is {next:?}, an engine would take {then:?}")];
    }
    Vec::new()
}
