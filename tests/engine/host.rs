//! The recorded host as the model wants it: routes, nameservers, bridges.

use std::net::IpAddr;

use ipnet::IpNet;
use nonoverlap::docker::config::{Judgement, judge};
use nonoverlap::docker::{Host, HostRoute, Version};
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

/// daemon.json of a recording, as the engine reads it: an object, or text that is no JSON.
///
/// The engines were run with the packet filter off.
pub(crate) fn judged(file: &Value, version: Version) -> Judgement {
    let text = file.as_str().map_or_else(|| file.to_string(), str::to_owned);
    let flags = ["iptables", "ip6tables"].map(|flag| (flag.to_owned(), "false".to_owned()));
    judge(text.as_bytes(), &flags, version)
}
