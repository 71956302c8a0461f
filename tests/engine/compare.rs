//! Recorded answers against those of the model.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;
use nonoverlap::docker::config::class;
use serde_json::Value;

/// A subnet as both sides know it. What only one side shows is not compared.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub subnet: IpNet,
    pub gateway: Option<IpAddr>,
    pub range: Option<IpNet>,
}

/// The subnets of a recorded `ipam`.
pub(crate) fn recorded_subnets(ipam: &Value) -> Vec<Shown> {
    let entry = |entry: &Value| {
        let text = |key: &str| entry.get(key).and_then(Value::as_str);
        Some(Shown {
            subnet: text("subnet")?.parse::<IpNet>().unwrap().trunc(),
            // 26 and 27 show the address of an IPv6 bridge with its length.
            gateway: text("gateway").map(|gateway| gateway.split('/').next().unwrap().parse().unwrap()),
            range: text("ip_range").map(|range| range.parse::<IpNet>().unwrap().trunc()),
        })
    };
    ipam.as_array().into_iter().flatten().filter_map(entry).collect()
}

/// The differences between two lists of subnets, in any order.
pub(crate) fn subnets(recorded: &[Shown], model: &[Shown]) -> Option<String> {
    let found = |one: &Shown| model.iter().find(|other| same_prefix(one.subnet, other.subnet));
    let agree = |one: &Shown| {
        found(one).is_some_and(|other| {
            let gateway = one.gateway.zip(other.gateway).is_none_or(|(a, b)| same_prefix(a.into(), b.into()));
            gateway && one.range == other.range
        })
    };
    if recorded.len() == model.len() && recorded.iter().all(agree) {
        return None;
    }
    Some(format!("recorded {}, model {}", shown(recorded), shown(model)))
}

fn shown(list: &[Shown]) -> String {
    let one = |shown: &Shown| {
        let part =
            |name: &str, value: Option<String>| value.map(|value| format!(" {name} {value}")).unwrap_or_default();
        let gateway = part("gateway", shown.gateway.map(|gateway| gateway.to_string()));
        format!("{}{gateway}{}", shown.subnet, part("range", shown.range.map(|range| range.to_string())))
    };
    format!("[{}]", list.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// The differences between two sets of prefixes.
pub(crate) fn prefixes(recorded: &[IpNet], model: &[IpNet]) -> Option<String> {
    let sorted = |list: &[IpNet]| list.iter().copied().map(without_engine_id).collect::<BTreeSet<_>>();
    (sorted(recorded) != sorted(model)).then(|| format!("recorded {recorded:?}, model {model:?}"))
}

fn same_prefix(a: IpNet, b: IpNet) -> bool {
    without_engine_id(a) == without_engine_id(b)
}

/// The engine id, and so the 40 bits behind `fd00::/8`, are not recorded.
///
/// The model puts zeros there; no recording configures a range that begins with those zeros.
fn without_engine_id(net: IpNet) -> IpNet {
    match net {
        IpNet::V6(v6) if v6.addr().octets()[0] == 0xfd => {
            let mut octets = v6.addr().octets();
            octets[1..6].fill(0);
            IpNet::new(IpAddr::from(octets), v6.prefix_len()).unwrap()
        }
        _ => net,
    }
}

/// The addresses of an interface, without those that the kernel or the bridge driver put there by themselves.
pub(crate) fn without_link_local(addresses: impl Iterator<Item = IpNet>) -> Vec<IpNet> {
    addresses.filter(|net| !matches!(net.addr(), IpAddr::V6(v6) if v6.segments()[0] == 0xfe80)).collect()
}

/// The differences between two errors, in class and in words, where one or both sides may have none.
pub(crate) fn errors(recorded: Option<&str>, model: Option<(&str, &str)>) -> Option<String> {
    let (class, text) = (recorded.and_then(class_of), recorded.map(normal));
    let (own_class, own_text) = (model.map(|model| model.0), model.map(|model| normal(model.1)));
    let said = |text: Option<String>| text.unwrap_or_else(|| "no error".to_owned());
    if recorded.is_some() && class.is_none() {
        return Some(format!("recorded {:?}, which is of no class", said(text)));
    }
    (class != own_class || text != own_text)
        .then(|| format!("recorded {class:?} {:?}, model {own_class:?} {:?}", said(text), said(own_text)))
}

/// Words in the answers of the API and the class they tell; the others are those of a start.
const CLASSES: &[(&str, &str)] = &[
    ("parent subnet invalid Prefix", "subnet-missing"),
    ("invalid subnet : ", "subnet-missing"),
    ("Invalid subnet  : ", "subnet-missing"),
    ("it should be", "host-bits-set"),
    ("invalid CIDR block notation", "prefix-invalid"),
    ("doesn't contain ip-range", "range-outside"),
    ("doesn't contain this address", "gateway-outside"),
    ("address is out of range", "gateway-outside"),
    ("networks have overlapping IPv", "bridge-overlaps"),
    ("doesn't support multiple subnets", "several-subnets"),
    ("is already using parent interface", "parent-in-use"),
    ("already exists", "network-name-taken"),
    ("not permitted on predefined", "network-predefined"),
    ("is a pre-defined network", "network-predefined"),
    ("not found", "network-not-found"),
    ("Subnet size is too small", "swarm-pool-size"),
    ("not a swarm manager", "no-swarm"),
];

fn class_of(text: &str) -> Option<&'static str> {
    let own = CLASSES.iter().find(|(words, _)| text.contains(words)).map(|&(_, class)| class);
    own.or_else(|| class::of(text))
}

/// An error text without what differs from run to run: ids of networks, the path of the file, the list of all blocks,
/// Go's rendering of an address in memory.
fn normal(text: &str) -> String {
    let text = text.replace("/etc/docker/daemon.json", "daemon.json").replace("<run>/daemon.json", "daemon.json");
    let text = cut(&text, "List: [", "]", "...");
    let text = cut(&text, "mask are not compatible", "\u{0}", "");
    let id = |word: &str| word.len() >= 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split_inclusive([' ', ')', '-', '(', ':'])
        .map(|word| {
            let body = word.trim_end_matches([' ', ')', '-', '(', ':']);
            if id(body) { word.replacen(body, "ID", 1) } else { word.to_owned() }
        })
        .collect()
}

/// Replaces what stands between `open` and the next `close`, or the end of the text.
fn cut(text: &str, open: &str, close: &str, instead: &str) -> String {
    let Some((before, rest)) = text.split_once(open) else { return text.to_owned() };
    let after = rest.split_once(close).map(|(_, after)| format!("{close}{after}")).unwrap_or_default();
    format!("{before}{open}{instead}{after}")
}
