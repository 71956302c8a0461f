//! A network that somebody made by hand: recorded, emptied, removed, made again with its options, filled again.

use std::net::IpAddr;

use ipnet::IpNet;

use super::owner::Handle;
use super::{Maker, subnets_of};
use crate::facts::DockerSubnet;
use crate::facts::interfaces::first_address;
use crate::net;
use crate::plan::shell::{Use, block, indented, quote, stop};
use crate::read::{DockerNetwork, MadeWith, NetworkSubnet};

/// What the block uses.
const USES: &[Use] = &[Use::Docker, Use::Record];

/// A network and how it is made, as words of the shell.
struct Recipe {
    /// Lines that set `name`, and whatever `options` names.
    find: Vec<String>,
    /// Options that come back as they are, with a blank behind each.
    options: String,
    /// The options of the new subnet, with a blank behind each.
    new: String,
    /// The same of the old one.
    old: String,
    /// The subnet that leaves.
    leaves: IpNet,
}

/// Which way a network goes.
#[derive(Clone, Copy)]
enum Way {
    /// To its new subnet.
    There,
    /// To the subnet that it had.
    Back,
}

/// A network whose options the paste shows: the commands, and those that make it again as it was.
pub(super) fn shown(
    maker: &mut Maker<'_, '_>,
    subnet: &DockerSubnet,
    network: &DockerNetwork,
    also: &[IpNet],
    wanted: Option<IpNet>,
) -> (Vec<String>, Vec<String>) {
    let leaves = |part: &&NetworkSubnet| part.subnet.value.trunc() == subnet.net;
    let old = network.subnets.iter().find(leaves);
    let new =
        old.and_then(|old| new_subnet(maker, old, wanted)).or_else(|| wanted.map(|net| format!("--subnet {net} ")));
    let goes = |part: &&NetworkSubnet| leaves(part) || also.contains(&part.subnet.value.trunc());
    let stay = network.subnets.iter().filter(|part| !goes(part));
    let gone_v6 = network.subnets.iter().filter(goes).find(|part| part.subnet.value.addr().is_ipv6());
    let new_v6 = gone_v6.and_then(|_| maker.aside_v6()).map(|net| format!("--subnet {net} "));
    let recipe = Recipe {
        find: vec![format!("name={}", quote(&subnet.name))],
        options: options(network) + &stay.map(subnet_options).collect::<String>(),
        new: new.unwrap_or_default() + &new_v6.unwrap_or_default(),
        old: network.subnets.iter().filter(goes).map(subnet_options).collect(),
        leaves: subnet.net,
    };
    let record = maker.job.record();
    (vec![command(&recipe, record, Way::There)], vec![command(&recipe, record, Way::Back)])
}

/// A network of which only a name, or the beginning of its id, is known: its labels are asked, and what it was made with.
pub(super) fn unknown(
    maker: &mut Maker<'_, '_>,
    subnet: &DockerSubnet,
    handle: Handle<'_>,
    wanted: Option<IpNet>,
) -> (Vec<String>, Vec<String>) {
    let wanted = if subnet.net.addr().is_ipv6() { maker.aside_v6() } else { wanted };
    let recipe = Recipe {
        find: Vec::new(),
        options: "\"${options[@]}\" ".to_owned(),
        new: wanted.map(|net| format!("--subnet {net} ")).unwrap_or_default(),
        old: format!("--subnet {} ", subnet.net),
        leaves: subnet.net,
    };
    let record = maker.job.record();
    let either = |composed: Vec<String>, by_hand: Vec<String>| {
        let mut lines = super::owner::find(handle);
        lines.push("if [ -n \"$project\" ]; then".to_owned());
        lines.extend(indented(composed));
        lines.push("else".to_owned());
        lines.extend(indented(asked_options(subnet.net).into_iter().chain(by_hand).collect()));
        lines.push("fi".to_owned());
        block(USES, record, lines)
    };
    let down_and_up = super::compose::down_and_up("\"$project\"", "\"$name\"", subnet.net, wanted);
    let there = either(down_and_up, remake(&recipe, Way::There));
    let back = either(vec!["echo \"$project is of Compose and stays\"".to_owned()], remake(&recipe, Way::Back));
    (vec![block(&[Use::Docker], record, [super::owner::ask(handle)]), there], vec![back])
}

fn command(recipe: &Recipe, record: &str, way: Way) -> String {
    block(USES, record, recipe.find.iter().cloned().chain(remake(recipe, way)))
}

/// The lines that make the network `name` again.
///
/// Whoever is on it is written down before it leaves, with the names it has there, stopped containers too: they name their
/// network by its id and would not start again. What fails on the way leaves a network with everybody on it.
fn remake(recipe: &Recipe, way: Way) -> Vec<String> {
    let Recipe { options, new, old, leaves, .. } = recipe;
    let (is_old, is_other) = match way {
        Way::There => ("yes", ""),
        Way::Back => ("", "yes"),
    };
    let make = match way {
        Way::There => [
            format!("docker network create {options}{new}\"$name\" || {{"),
            "  failed=\"It could not be made with another subnet and has its old one again.\"".to_owned(),
            format!("  docker network create {options}{old}\"$name\""),
            "}".to_owned(),
        ]
        .to_vec(),
        Way::Back => vec![format!("docker network create {options}{old}\"$name\"")],
    };
    let aliases = "{{range (index .NetworkSettings.Networks \"'\"$name\"'\").Aliases}} --alias {{.}}{{end}}";
    let mut lines = vec![
        "list=\"$record\"/\"$name\".containers failed=".to_owned(),
        "touch \"$list\"".to_owned(),
        subnets_of("\"$name\""),
        format!("case $'\\n'$subnets$'\\n' in *$'\\n{leaves}\\n'*) leaves={is_old} ;; *) leaves={is_other} ;; esac"),
        "if [ -n \"$subnets\" ] && [ -n \"$leaves\" ]; then".to_owned(),
        "  docker network inspect \"$name\" > \"$record\"/\"$name\".json".to_owned(),
        "  ids=$(docker ps -aq --no-trunc --filter network=\"$name\")".to_owned(),
        "  for id in $ids; do".to_owned(),
        format!("    grep -qF \"$id\" \"$list\" || docker inspect -f '{{{{.Id}}}}{aliases}' \"$id\" >> \"$list\""),
        "    docker network disconnect \"$name\" \"$id\"".to_owned(),
        "  done".to_owned(),
        "  docker network rm \"$name\" || failed=\"It could not be removed and is as it was.\"".to_owned(),
        "fi".to_owned(),
        "if ! docker network inspect \"$name\" > /dev/null 2>&1; then".to_owned(),
    ];
    lines.extend(indented(make));
    let is_there = "docker inspect \"${line[0]}\" > /dev/null 2>&1";
    lines.extend([
        "fi".to_owned(),
        "on=$(docker ps -aq --no-trunc --filter network=\"$name\")".to_owned(),
        "while read -r -a line <&3; do".to_owned(),
        "  case $on in *\"${line[0]}\"*) continue ;; esac".to_owned(),
        format!("  ! {is_there} || docker network connect \"${{line[@]:1}}\" \"$name\" \"${{line[0]}}\""),
        "done 3< \"$list\"".to_owned(),
        "mv \"$list\" \"$list.done\"".to_owned(),
        format!("[ -z \"$failed\" ] || {}", stop("$failed")),
    ]);
    lines
}

/// The lines that ask the network `name` what it was made with, its other subnets too, and keep the answer: one word a line.
fn asked_options(leaves: IpNet) -> Vec<String> {
    let template = [
        "{{println \"--driver\"}}{{println .Driver}}",
        "{{if .Internal}}{{println \"--internal\"}}{{end}}",
        "{{if .Attachable}}{{println \"--attachable\"}}{{end}}",
        "{{if .EnableIPv6}}{{println \"--ipv6\"}}{{end}}",
        "{{range $key, $value := .Options}}{{println \"--opt\"}}{{printf \"%s=%s\\n\" $key $value}}{{end}}",
        "{{range $key, $value := .Labels}}{{println \"--label\"}}{{printf \"%s=%s\\n\" $key $value}}{{end}}",
    ]
    .concat();
    let others = format!(
        "{{{{range .IPAM.Config}}}}{{{{if ne .Subnet \"{leaves}\"}}}}{{{{println \"--subnet\"}}}}{{{{println .Subnet}}}}\
         {{{{if .Gateway}}}}{{{{println \"--gateway\"}}}}{{{{println .Gateway}}}}{{{{end}}}}{{{{end}}}}{{{{end}}}}"
    );
    vec![
        "kept=\"$record\"/\"$name\".options".to_owned(),
        format!("[ -s \"$kept\" ] || docker network inspect -f '{template}{others}' \"$name\" > \"$kept\""),
        "options=()".to_owned(),
        "while IFS= read -r word; do [ -z \"$word\" ] || options+=(\"$word\"); done < \"$kept\"".to_owned(),
    ]
}

/// What the paste shows of the network beside its subnets, with a blank behind each word.
fn options(network: &DockerNetwork) -> String {
    let nothing = MadeWith::default();
    let made = network.made_with.as_ref().unwrap_or(&nothing);
    let flags = [
        (network.internal, "--internal"),
        (made.attachable, "--attachable"),
        (made.ipv6, "--ipv6"),
        (made.without_ipv4, "--ipv4=false"),
    ];
    let driver = network.driver.iter().filter(|driver| *driver != "bridge").map(|driver| ("--driver", driver.clone()));
    let ipam = made.ipam_driver.iter().map(|driver| ("--ipam-driver", driver.clone()));
    let pairs = |option: &'static str, list: &[(String, String)]| {
        list.iter().map(|(key, value)| (option, format!("{key}={value}"))).collect::<Vec<_>>()
    };
    let valued = driver
        .chain(ipam)
        .chain(pairs("--ipam-opt", &made.ipam_options))
        .chain(pairs("--opt", &made.options))
        .chain(pairs("--label", &network.labels));
    let valued = valued.map(|(option, value)| format!("{option} {} ", quote(&value)));
    let flags = flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, option)| format!("{option} "));
    valued.chain(flags).collect()
}

/// A subnet as it was given.
fn subnet_options(part: &NetworkSubnet) -> String {
    let gateway = part.gateway.map(|gateway| gateway.value);
    let range = part.range.map(|range| range.value.trunc());
    layout(part.subnet.value.trunc(), gateway, range, &part.reserved)
}

/// The options of a subnet with its layout, with a blank behind each word.
fn layout(net: IpNet, gateway: Option<IpAddr>, range: Option<IpNet>, reserved: &[(String, IpAddr)]) -> String {
    let gateway = gateway.map(|gateway| ("--gateway", gateway.to_string()));
    let range = range.map(|range| ("--ip-range", range.to_string()));
    let reserved = reserved.iter().map(|(name, address)| ("--aux-address", quote(&format!("{name}={address}"))));
    let words = [("--subnet", net.to_string())].into_iter().chain(gateway).chain(range).chain(reserved);
    words.flat_map(|(option, value)| [option.to_owned(), value]).map(|word| word + " ").collect()
}

/// The options of the subnet that takes an old one's place: the same layout in a free range of the same length where the old
/// one had a layout of its own, and nothing where the pools may choose.
fn new_subnet(maker: &mut Maker<'_, '_>, old: &NetworkSubnet, wanted: Option<IpNet>) -> Option<String> {
    let from = old.subnet.value.trunc();
    let first = first_address(from);
    let is_plain = old.range.is_none() && old.reserved.is_empty();
    if is_plain && old.gateway.is_none_or(|gateway| gateway.value == first) {
        return None;
    }
    let to =
        wanted.filter(|net| net.prefix_len() == from.prefix_len()).or_else(|| maker.aside(from, from.prefix_len()))?;
    let moved = |address| moved(address, from, to);
    let range = old.range.and_then(|range| net::prefix(moved(range.value.network()), range.value.prefix_len()));
    let reserved: Vec<_> = old.reserved.iter().map(|(name, address)| (name.clone(), moved(*address))).collect();
    Some(layout(to, old.gateway.map(|gateway| moved(gateway.value)), range, &reserved))
}

/// The address of the same place in another range of the same length.
fn moved(address: IpAddr, from: IpNet, to: IpNet) -> IpAddr {
    let place = net::number(address).saturating_sub(net::number(from.network()));
    net::address(net::number(to.network()) + place, to.network())
}
