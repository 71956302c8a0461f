//! What an engine must be like after the steps, and after the way back.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;
use nonoverlap::Report;
use nonoverlap::net;
use nonoverlap::plan::Offer;
use serde_json::Value;

use crate::inside::shell;

/// How many networks are made once the steps are done.
pub(crate) const NEXT: usize = 8;

/// The networks of an engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Engine {
    /// Subnets by the network's name.
    pub(crate) networks: BTreeMap<String, Vec<IpNet>>,
    /// Options that are neither subnets nor names, by the network's name.
    options: BTreeMap<String, Value>,
    /// Each container's name, network and aliases, as words.
    containers: Vec<BTreeSet<String>>,
}

impl Engine {
    /// What the engine says now; `None` where none runs.
    pub(crate) fn look() -> Option<Self> {
        let text = shell("docker network ls -q | xargs docker network inspect").ok()?;
        let list: Vec<Value> = serde_json::from_str(&text).ok()?;
        let name = |network: &Value| network["Name"].as_str().unwrap_or_default().to_owned();
        let networks = list.iter().map(|network| (name(network), subnets(network))).collect();
        let kept = ["Driver", "EnableIPv6", "Internal", "Attachable", "Options", "Labels"];
        let options = |network: &Value| kept.iter().map(|key| network[*key].clone()).collect::<Value>();
        let options = list.iter().map(|network| (name(network), options(network))).collect();
        let format = "{{.Name}}{{range $net, $end := .NetworkSettings.Networks}} {{$net}}{{range $end.Aliases}} {{.}}{{end}}{{end}}";
        let boxes = shell(&format!("docker ps -aq | xargs -r docker inspect -f '{format}'")).ok()?;
        Some(Self { networks, options, containers: boxes.lines().map(words).collect() })
    }

    fn all(&self) -> impl Iterator<Item = (&str, IpNet)> {
        self.networks.iter().flat_map(|(name, nets)| nets.iter().map(move |net| (name.as_str(), *net)))
    }
}

fn words(line: &str) -> BTreeSet<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

fn subnets(network: &Value) -> Vec<IpNet> {
    let parts = network["IPAM"]["Config"].as_array().into_iter().flatten();
    parts.filter_map(|part| part["Subnet"].as_str()?.parse().ok()).map(|net: IpNet| net.trunc()).collect()
}

/// What is wrong after the steps: nothing that the paste names is overlapped unless that was announced, everybody is where they
/// were, and the next networks come where they were promised.
pub(crate) fn after(report: &Report, offer: &Offer, before: Option<&Engine>, now: &Engine) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(before) = before {
        // docker0's own options follow the file, also one that waited for its restart.
        for (name, options) in before.options.iter().filter(|(name, _)| *name != "bridge") {
            match now.options.get(name) {
                None => wrong.push(format!("network {name} is gone")),
                Some(have) if have != options => wrong.push(format!("network {name} has {have}, not {options}")),
                Some(_) => {}
            }
        }
        // Docker itself adds an alias when a container is connected.
        let is_there = |one: &&BTreeSet<String>| !now.containers.iter().any(|have| have.is_superset(one));
        let lost = before.containers.iter().filter(is_there);
        wrong.extend(lost.map(|one| format!("container {one:?}: now {:?}", now.containers)));
        let moved = before.networks.iter().filter(|(name, nets)| now.networks.get(*name) != Some(nets));
        moved.for_each(|(name, _)| println!("did move {}", if name == "bridge" { "docker0" } else { "a network" }));
    }
    let made = make_next();
    let promised = offer.candidate.as_ref().map_or(0, |candidate| candidate.networks.min(NEXT as u64));
    if (made.len() as u64) < promised {
        wrong.push(format!("{} of {promised} networks promised could be made", made.len()));
    }
    let Some(later) = Engine::look() else { return vec!["the engine is down after new networks".to_owned()] };
    wrong.extend(overlaps(report, offer, &later));
    wrong
}

fn make_next() -> Vec<usize> {
    (0..NEXT).filter(|number| shell(&format!("docker network create next{number}")).is_ok()).collect()
}

/// Overlaps with what the paste names that nobody announced.
fn overlaps(report: &Report, offer: &Offer, later: &Engine) -> Vec<String> {
    let says_left = offer.cautions.iter().any(|caution| caution.key == "plan.caution.left");
    let solved: BTreeSet<_> = offer.solves.iter().map(|clash| (clash.docker, clash.other)).collect();
    let clashes = report.problems.iter().flat_map(|problem| &problem.clashes);
    let announced: BTreeSet<_> =
        clashes.map(|clash| (clash.docker, clash.other)).filter(|pair| says_left && !solved.contains(pair)).collect();
    let in_use: BTreeSet<IpNet> = report
        .facts
        .networks
        .iter()
        .filter(|network| network.role != nonoverlap::facts::Role::Blocked)
        .map(|network| network.net)
        .collect();
    let mut wrong = Vec::new();
    for (name, net) in later.all() {
        for other in in_use.iter().filter(|other| net::overlaps(net, **other)) {
            // A route as wide as a private block is a claim only where people named it.
            if !announced.contains(&(net, *other)) {
                wrong.push(format!("{name} {net} lies on {other}"));
            }
        }
    }
    wrong
}

/// What is wrong after the way back: every network is where it was.
pub(crate) fn back(before: Option<&Engine>, now: &Engine) -> Vec<String> {
    let Some(before) = before else { return Vec::new() };
    let differs = before.networks.iter().filter(|(name, nets)| now.networks.get(*name) != Some(nets));
    differs.map(|(name, nets)| format!("back, {name} is {:?}, not {nets:?}", now.networks.get(name))).collect()
}

/// The old file is there again; only docker0's address may be written out in it.
pub(crate) fn file_back(old: &str, now: &str) -> Option<String> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|_| serde_json::json!({}));
    let (old, now) = (read(old), read(now));
    let differs = |key: &&String| key.as_str() != "bip" && old.get(key) != now.get(key);
    let keys =
        |file: &Value| file.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let all: BTreeSet<_> = keys(&old).into_iter().chain(keys(&now)).collect();
    let wrong: Vec<_> = all.iter().filter(differs).collect();
    (!wrong.is_empty()).then(|| format!("back, the file differs in {wrong:?}"))
}
