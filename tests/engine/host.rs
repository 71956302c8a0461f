//! The recorded host as the model wants it: routes, nameservers, bridges.

use std::net::IpAddr;

use ipnet::IpNet;
use nonoverlap::docker::{Config, Host, HostRoute, WrittenPool};
use serde::Deserialize;
use serde_json::Value;

/// `host` of a recording.
#[derive(Deserialize)]
pub(crate) struct RecordedHost {
    pub ip_route: String,
    pub addrs: Vec<String>,
    pub resolv_conf: String,
    #[serde(default)]
    pub files: Option<String>,
}

impl RecordedHost {
    /// The host before the first start. Bridges without an address are not in the recording.
    pub(crate) fn host(&self) -> Host {
        let mut host = Host {
            routes: self.routes(&self.ip_route),
            nameservers: self.nameservers(&self.resolv_conf),
            other_interfaces: Some(Vec::new()),
            ..Host::default()
        };
        for line in &self.addrs {
            let mut words = line.split_whitespace();
            let (address, name) = (words.next().unwrap().parse::<IpNet>().unwrap(), words.next().unwrap());
            if !is_bridge(name) {
                host.other_interfaces.get_or_insert_default().push(name.to_owned());
                continue;
            }
            match host.bridges.iter_mut().find(|bridge| bridge.0 == name) {
                Some(bridge) => bridge.1.push(address),
                None => host.bridges.push((name.to_owned(), vec![address])),
            }
        }
        host
    }

    /// The routes of a table without Docker's own. A `br-` line that was there before the first start is not Docker's.
    pub(crate) fn routes(&self, table: &str) -> Vec<HostRoute> {
        table.lines().filter(|line| !self.is_dockers(line)).filter_map(route).collect()
    }

    fn is_dockers(&self, line: &str) -> bool {
        let device = line.split_whitespace().skip_while(|&word| word != "dev").nth(1).unwrap_or_default();
        let own = device.starts_with("br-") || device == "docker_gwbridge";
        device == "docker0" || own && !self.ip_route.lines().any(|first| first.trim() == line.trim())
    }

    /// The nameservers of the file that the engine reads.
    pub(crate) fn nameservers(&self, resolv_conf: &str) -> Vec<IpAddr> {
        let written = nameservers(resolv_conf.lines());
        let stub: IpAddr = [127, 0, 0, 53].into();
        match &self.files {
            Some(files) if written == [stub] => nameservers(files.split("echo ")),
            _ => written,
        }
    }
}

fn nameservers<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<IpAddr> {
    let value = |line: &'a str| line.trim_start().strip_prefix("nameserver")?.split_whitespace().next();
    lines.filter_map(value).filter_map(|address| address.parse().ok()).collect()
}

fn is_bridge(name: &str) -> bool {
    name == "docker0" || name.contains("br") || name.starts_with("cni")
}

/// A line of `ip route`; `None` for the default route, for routes that lead nowhere and for next hops.
fn route(line: &str) -> Option<HostRoute> {
    let first = line.split_whitespace().next().filter(|_| !line.starts_with([' ', '\t']))?;
    let dst = first.parse::<IpNet>().ok().or_else(|| first.parse::<IpAddr>().ok().map(IpNet::from))?;
    Some(HostRoute { dst, on_link: line.contains("scope link") })
}

/// daemon.json of a recording. The engines were run with `--iptables=false --ip6tables=false`.
pub(crate) fn config(file: &Value) -> Config {
    let text = |key: &str| file.get(key).and_then(Value::as_str).map(str::to_owned);
    let truth = |key: &str| file.get(key).and_then(Value::as_bool);
    let pools = file.get("default-address-pools").and_then(Value::as_array);
    Config {
        bip: text("bip"),
        bip6: text("bip6"),
        fixed_cidr: text("fixed-cidr"),
        fixed_cidr_v6: text("fixed-cidr-v6"),
        default_gateway: text("default-gateway"),
        default_gateway_v6: text("default-gateway-v6"),
        bridge: text("bridge"),
        ipv6: truth("ipv6"),
        iptables: Some(truth("iptables").unwrap_or(false)),
        ip6tables: Some(truth("ip6tables").unwrap_or(false)),
        icc: truth("icc"),
        live_restore: truth("live-restore"),
        mtu: file.get("mtu").and_then(Value::as_i64),
        pools: pools.into_iter().flatten().map(pool).collect(),
        ..Config::default()
    }
}

fn pool(element: &Value) -> WrittenPool {
    WrittenPool {
        base: element.get("base").and_then(Value::as_str).unwrap_or_default().to_owned(),
        size: element.get("size").and_then(Value::as_i64).unwrap_or_default(),
        null: element.is_null(),
    }
}
