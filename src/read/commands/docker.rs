//! `docker network create` and `docker swarm init`, also of Podman and nerdctl.

use super::Command;
use crate::read::address::{address, number, prefix};
use crate::read::{DockerNetwork, EngineFact, Item, NetworkSource, NetworkSubnet};
use crate::text::{Located, Span, offset};

/// What a command sets, with the name of the command.
pub(super) fn items(command: &Command<'_>) -> Vec<(&'static str, Item)> {
    let program = match command.program() {
        "docker" => NetworkSource::Compose,
        "podman" | "nerdctl" => NetworkSource::Podman,
        _ => return Vec::new(),
    };
    match (command.word(1), command.word(2)) {
        ("network", "create") => {
            network(command, program).map(|network| ("network create", Item::from(network))).into_iter().collect()
        }
        ("swarm", "init") => swarm(command).into_iter().map(|fact| ("swarm init", Item::Engine(fact))).collect(),
        _ => Vec::new(),
    }
}

/// Options of `network create` that take no value.
const SWITCHES: &[&str] =
    &["--internal", "--attachable", "--ingress", "--ipv6", "--config-only", "--disable-dns", "--ignore"];

/// An option with its value, or an argument with an empty option.
struct Argument<'a> {
    option: &'a str,
    value: Located<&'a str>,
}

/// The arguments behind the two words that name what is done.
fn arguments<'a>(command: &Command<'a>) -> Vec<Argument<'a>> {
    let mut arguments = Vec::new();
    let mut words = command.words.iter().skip(3).copied().peekable();
    while let Some(word) = words.next() {
        let (option, value) = match word.value.split_once('=').filter(|_| word.value.starts_with('-')) {
            _ if !word.value.starts_with('-') => ("", Some(word)),
            // A quote behind the sign parts the value from it.
            Some((option, "")) => (option, words.next()),
            Some((option, value)) => {
                (option, Some(Located::new(value, Span { start: word.span.end - offset(value.len()), ..word.span })))
            }
            None if SWITCHES.contains(&word.value) => (word.value, Some(Located::new("true", word.span))),
            None => (word.value, words.next()),
        };
        arguments.extend(value.map(|value| Argument { option, value }));
    }
    arguments
}

/// The network that will be made; `None` where the engine chooses the subnet.
fn network(command: &Command<'_>, source: NetworkSource) -> Option<DockerNetwork> {
    let arguments = arguments(command);
    let all = |option: &'static str| {
        arguments.iter().filter(move |argument| argument.option == option).map(|argument| argument.value)
    };
    let prefixes = |option| all(option).filter_map(|value| Some(Located::new(prefix(value.value)?, value.span)));
    let gateways: Vec<_> =
        all("--gateway").filter_map(|value| Some(Located::new(address(value.value)?, value.span))).collect();
    let ranges: Vec<_> = prefixes("--ip-range").collect();
    let subnets: Vec<_> = prefixes("--subnet")
        .map(|subnet| NetworkSubnet {
            subnet,
            range: ranges.iter().find(|range| subnet.value.contains(&range.value)).copied(),
            gateway: gateways.iter().find(|gateway| subnet.value.contains(&gateway.value)).copied(),
            reserved: Vec::new(),
        })
        .collect();
    if subnets.is_empty() {
        return None;
    }
    let bridge =
        all("--opt").chain(all("-o")).find_map(|option| option.value.strip_prefix("com.docker.network.bridge.name="));
    let span = command.span()?;
    let nothing = Located::new("", Span { end: span.start, ..span });
    Some(DockerNetwork {
        name: all("").next_back().unwrap_or(nothing).map(str::to_owned),
        id: None,
        driver: all("--driver").chain(all("-d")).last().map(|driver| driver.value.to_owned()),
        scope: None,
        subnets,
        bridge: bridge.map(str::to_owned),
        ingress: all("--ingress").count() > 0,
        internal: all("--internal").count() > 0,
        made_with: None,
        source,
        containers: Vec::new(),
        labels: Vec::new(),
        span,
    })
}

/// A swarm with pools of its own.
fn swarm(command: &Command<'_>) -> Vec<EngineFact> {
    let (mut pools, mut size) = (Vec::new(), None);
    for Argument { option, value } in arguments(command) {
        match option {
            "--default-addr-pool" => {
                pools.extend(prefix(value.value).map(|pool| EngineFact::SwarmPool(Located::new(pool, value.span))));
            }
            "--default-addr-pool-mask-length" => {
                size = number(value.value).map(|size| EngineFact::SwarmSize(Located::new(size, value.span)));
            }
            _ => {}
        }
    }
    let span = command.span().filter(|_| !pools.is_empty());
    let active = span.map(|span| EngineFact::Swarm(Located::new(true, span)));
    active.into_iter().chain(pools).chain(size).collect()
}
