//! Recorded answers against those of the model.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;
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

/// The engine id, and so the 40 bits behind fd00::/8, are not recorded.
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

/// The differences between two error texts, where one or both sides may have none.
pub(crate) fn errors(recorded: Option<&str>, model: Option<&str>) -> Option<String> {
    let (recorded, model) = (recorded.map(normal), model.map(normal));
    (recorded != model).then(|| {
        let text = |side: Option<String>| side.unwrap_or_else(|| "no error".to_owned());
        format!("recorded {:?}, model {:?}", text(recorded), text(model))
    })
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
