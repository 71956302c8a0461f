//! The host as it is once the steps of a fix are done.

use ipnet::IpNet;

use super::{Inputs, Question, Report, answer};
use crate::docker::config::keys::long_flag;
use crate::facts::interfaces::{self, owner};
use crate::facts::{OwnedRange, Owner};
use crate::plan::Offer;
use crate::problem::Arg;
use crate::read::{DockerNetwork, Document, Item, WrittenPrefix, read};
use crate::text::{Slot, Source};

/// The report with the fixed file in place and the networks gone that the plan says to make again.
pub fn with_fix(inputs: &Inputs, question: &Question, report: &Report) -> Report {
    let Some(offer) = &report.plan.offer else { return report.clone() };
    let networks = offer.recreate.iter();
    let gone: Vec<IpNet> = networks.flat_map(|network| [&[network.subnet], &*network.also].concat()).collect();
    changed(inputs, question, report, &gone)
}

/// The report with the fixed file in place while every network of the paste is still there: the restart comes before they
/// are made again.
pub fn at_the_restart(inputs: &Inputs, question: &Question, report: &Report) -> Report {
    changed(inputs, question, report, &[])
}

fn changed(inputs: &Inputs, question: &Question, report: &Report, gone: &[IpNet]) -> Report {
    let Some(offer) = &report.plan.offer else { return report.clone() };
    let mut fixed = inputs.clone();
    match report.facts.config.as_ref().and_then(|fact| fact.file) {
        Some(span) => {
            let text = fixed.texts.entry(span.slot).or_default();
            let (start, end) = (span.start as usize, span.end as usize);
            if text.get(start..end).is_some() {
                text.replace_range(start..end, &offer.after);
            }
        }
        None => {
            fixed.texts.insert(Slot::DaemonJson, offer.after.clone());
        }
    }
    let sources: Vec<Source> = fixed.texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
    let (mut documents, mut notes) = (Vec::new(), Vec::new());
    for source in &sources {
        let (more, problems) = read(source, fixed.kinds.get(&source.slot()).copied());
        documents.extend(more);
        notes.extend(problems);
    }
    let moved = flags_moved(offer);
    let inside: Vec<IpNet> =
        report.facts.docker.iter().filter(|subnet| subnet.container.is_some()).map(|subnet| subnet.net).collect();
    for document in &mut documents {
        forget(document, gone, &inside, report);
        document.items.retain(|item| !is_flag(item, &moved));
    }
    answer(documents, notes, &sources, question)
}

/// Flags that the steps take out of the unit.
fn flags_moved(offer: &Offer) -> Vec<String> {
    let args =
        offer.steps.iter().filter(|step| step.message.key == "plan.step.unit").flat_map(|step| &step.message.args);
    let lists = args.filter_map(|(_, value)| if let Arg::List(list) = value { Some(list) } else { None });
    lists.flatten().filter_map(|flag| if let Arg::Code(flag) = flag { Some(flag.clone()) } else { None }).collect()
}

fn is_flag(item: &Item, moved: &[String]) -> bool {
    matches!(item, Item::Flag(flag) if moved.contains(&format!("--{}", long_flag(&flag.name.value))))
}

/// Drops what shows a Docker network that will be made again. `inside` are those that a container's own table shows.
fn forget(document: &mut Document, gone: &[IpNet], inside: &[IpNet], report: &Report) {
    let is_docker = |prefix: &WrittenPrefix| {
        let name = prefix.name.as_ref().map(|name| &*name.value);
        let net = prefix.net.value.trunc();
        let same =
            |range: &OwnedRange| range.net == net && range.name.as_deref() == name && range.owner == Owner::Docker;
        report.facts.ranges.iter().any(same)
    };
    let left =
        |network: &DockerNetwork| network.subnets.iter().all(|subnet| !gone.contains(&subnet.subnet.value.trunc()));
    document.items.retain(|item| match item {
        Item::Route(route) => {
            let net = route.dst.value.trunc();
            let docker =
                route.dev().is_some_and(|dev| owner(dev) == interfaces::Owner::Docker) || inside.contains(&net);
            !docker || !gone.contains(&net)
        }
        Item::Address(address) => !gone.contains(&address.net.value.trunc()),
        Item::DockerNetwork(network) => left(network),
        Item::Prefix(prefix) => !gone.contains(&prefix.net.value.trunc()) || !is_docker(prefix),
        _ => true,
    });
}
