//! Random hosts as nasty as real ones: clouds, VPNs and tunnels, policy tables, Docker's own history, nearly full private space,
//! every kind of daemon.json, also such that dockerd refuses, and wishes.

use std::collections::BTreeMap;

use ipnet::IpNet;
use nonoverlap::net::{self, AddrSet};
use nonoverlap::plan::Wish;
use nonoverlap::text::Slot;
use nonoverlap::{Inputs, Question};

use crate::random::Random;

/// A host with the classes it belongs to.
pub(crate) struct Host {
    /// What is pasted.
    pub(crate) inputs: Inputs,
    /// What is asked.
    pub(crate) question: Question,
    /// What is special about it; counted at the end.
    pub(crate) classes: Vec<&'static str>,
}

/// Everything that grows while a host is made.
struct Maker {
    random: Random,
    routes: Vec<String>,
    /// Docker's own subnets: no two of them overlap.
    docker: Vec<IpNet>,
    networks: String,
    docker_text: String,
    any: String,
    classes: Vec<&'static str>,
}

/// The host of a seed.
pub(crate) fn host(seed: u64, engine: &str) -> Host {
    let (routes, docker, classes) = (Vec::new(), Vec::new(), Vec::new());
    let (networks, docker_text, any) = (String::new(), String::new(), String::new());
    let mut maker = Maker { random: Random::new(seed), routes, docker, networks, docker_text, any, classes };
    let gateway = maker.own_link();
    let docker0 = maker.docker0();
    maker.history();
    maker.cloud(&gateway);
    maker.tunnels();
    maker.full_space(&gateway);
    maker.typed();
    let file = maker.daemon_json(docker0);
    maker.unit();
    maker.resolvers();
    let wish = maker.wish();
    maker.routes.sort();
    let routes = maker.routes.concat();
    let mut texts = BTreeMap::from([(Slot::Routes, routes)]);
    let boxes = [(Slot::Networks, maker.networks), (Slot::Docker, maker.docker_text), (Slot::Any, maker.any)];
    texts.extend(boxes.into_iter().filter(|(_, text)| !text.is_empty()));
    texts.extend(file.map(|file| (Slot::DaemonJson, file)));
    Host {
        inputs: Inputs { texts, ..Inputs::default() },
        question: Question { engine: engine.parse().ok(), wish, ..Question::default() },
        classes: maker.classes,
    }
}

fn parsed(text: &str) -> IpNet {
    text.parse::<IpNet>().expect("a prefix").trunc()
}

impl Maker {
    fn is(&mut self, class: &'static str) {
        self.classes.push(class);
    }

    fn byte(&mut self) -> usize {
        self.random.below(256)
    }

    /// A private prefix, often where Docker's own lie.
    fn prefix(&mut self) -> IpNet {
        let (a, b) = (self.byte(), self.byte());
        let text = match self.random.below(6) {
            0 => format!("172.{}.0.0/{}", 16 + a % 16, self.random.pick(&[12, 14, 16, 16, 20])),
            1 => format!("192.168.{a}.0/{}", self.random.pick(&[16, 20, 24, 24])),
            2 => format!("10.{a}.{b}.0/{}", self.random.pick(&[8, 9, 16, 16, 20, 24])),
            3 => format!("172.17.{a}.{}/32", 1 + b % 254),
            4 => format!("172.{}.{b}.0/{}", 17 + a % 3, self.random.pick(&[17, 20, 24])),
            _ => format!("10.{a}.0.0/16"),
        };
        parsed(&text)
    }

    /// The card with its address; the gateway comes back.
    fn own_link(&mut self) -> String {
        let (a, b) = (self.byte(), self.byte());
        let (base, length) = match self.random.below(4) {
            0 => (format!("192.168.{a}"), self.random.pick(&[24, 24, 26])),
            1 => (format!("172.{}.{}", 16 + a % 16, b / 16 * 16), 20),
            _ => (format!("10.{a}.{b}"), self.random.pick(&[16, 20, 24, 24])),
        };
        let link = parsed(&format!("{base}.0/{length}"));
        self.routes.push(format!("default via {base}.1 dev eth0\n"));
        self.routes.push(format!("{link} dev eth0 proto kernel scope link src {base}.10\n"));
        format!("{base}.1")
    }

    /// docker0 where a start put it once, mostly where Docker puts it by itself.
    fn docker0(&mut self) -> Option<IpNet> {
        if self.random.one_in(7) {
            self.is("no docker0 shown");
            return None;
        }
        let net = match self.random.below(8) {
            0 => parsed(&format!("172.{}.0.0/16", 17 + self.random.below(15))),
            1 => parsed(&format!("10.{}.0.0/24", self.random.below(256))),
            2 => parsed("192.168.224.0/24"),
            _ => parsed("172.17.0.0/16"),
        };
        self.bridge("docker0", net);
        Some(net)
    }

    fn bridge(&mut self, name: &str, net: IpNet) {
        let first = net.hosts().next().expect("a host");
        self.routes.push(format!("{net} dev {name} proto kernel scope link src {first}\n"));
        self.docker.push(net);
    }

    /// Networks that Docker made: in a row, scattered, or one as wide as a private block; by their bridge or by inspect.
    fn history(&mut self) {
        let count = self.random.pick(&[0, 0, 1, 2, 3, 5, 9]);
        let mut inspected = Vec::new();
        for at in 0..count {
            let (a, b) = (self.byte(), self.byte());
            let text = match self.random.below(9) {
                0 => format!("192.168.{}.0/20", a / 16 * 16),
                1 => format!("10.{a}.{b}.0/24"),
                2 if self.random.one_in(3) => "192.168.0.0/16".to_owned(),
                _ => format!("172.{}.0.0/16", 18 + at),
            };
            let net = parsed(&text);
            if self.docker.iter().any(|have| net::overlaps(*have, net)) {
                continue;
            }
            if self.random.one_in(3) {
                inspected.push(self.inspected(at, net));
                self.docker.push(net);
            } else {
                self.bridge(&format!("br-0d5c8e91ab{at:02x}"), net);
            }
        }
        if count > 3 {
            self.is("a long history of networks");
        }
        if !inspected.is_empty() {
            self.docker_text = format!("[{}]\n", inspected.join(","));
        }
    }

    fn inspected(&mut self, at: usize, net: IpNet) -> String {
        let labels = if self.random.one_in(2) {
            self.is("a compose project");
            format!("{{\"com.docker.compose.project\": \"shop{}\"}}", at % 2)
        } else {
            "{}".to_owned()
        };
        format!(
            "{{\"Name\": \"net{at}\", \"Id\": \"{at:02x}{}\", \"Driver\": \"bridge\", \"Scope\": \"local\", \
             \"IPAM\": {{\"Config\": [{{\"Subnet\": \"{net}\"}}]}}, \"Labels\": {labels}}}",
            "ab".repeat(31)
        )
    }

    /// Routes of a VPC, of peers and of private aggregates.
    fn cloud(&mut self, gateway: &str) {
        for _ in 0..self.random.below(4) {
            let net = self.prefix();
            self.routes.push(format!("{net} via {gateway} dev eth0\n"));
        }
        if self.random.one_in(5) {
            self.is("private aggregates behind the gateway");
            for block in ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] {
                if !self.random.one_in(3) {
                    self.routes.push(format!("{block} via {gateway} dev eth0\n"));
                }
            }
        }
        if self.random.one_in(8) {
            let net = self.prefix();
            self.routes.push(format!("blackhole {net}\n"));
        }
    }

    fn tunnels(&mut self) {
        if self.random.one_in(3) {
            self.is("a VPN");
            self.routes.push("10.8.0.0/24 dev tun0 proto kernel scope link src 10.8.0.2\n".to_owned());
            for _ in 0..self.random.below(4) {
                let net = self.prefix();
                let how = self.random.pick(&["via 10.8.0.1 dev tun0", "dev tun0 scope link"]);
                self.routes.push(format!("{net} {how}\n"));
            }
            if self.random.one_in(3) {
                let on_link = self.random.one_in(2);
                self.is(if on_link { "def1 halves on-link" } else { "def1 halves through a gateway" });
                let how = if on_link { "dev tun0 scope link" } else { "via 10.8.0.1 dev tun0" };
                self.routes.extend(["0.0.0.0/1", "128.0.0.0/1"].map(|half| format!("{half} {how}\n")));
            }
        }
        if self.random.one_in(5) {
            let net = self.prefix();
            self.routes.push(format!("{net} dev wg0 scope link metric 50\n"));
        }
        if self.random.one_in(6) {
            self.is("a policy table");
            let net = self.prefix();
            self.routes.push(format!("{net} dev wg0 table 51820\n"));
            self.any += "0:\tfrom all lookup local\n32765:\tfrom all lookup 51820\n32766:\tfrom all lookup main\n";
        }
    }

    /// All of private space but one rest, or a few.
    fn full_space(&mut self, gateway: &str) {
        if !self.random.one_in(6) {
            return;
        }
        self.is("private space nearly full");
        let count = self.random.pick(&[0, 1, 1, 1, 3]);
        let rests: Vec<IpNet> = (0..count)
            .map(|_| {
                let (a, b) = (self.byte(), self.byte());
                let length = self.random.pick(&[19, 20, 21, 22, 24, 25, 26, 28]);
                let base = self.random.pick(&["10.77", "192.168", "172.29"]);
                parsed(&format!("{base}.{a}.{b}/{length}"))
            })
            .collect();
        let rests = AddrSet::of(rests);
        for block in net::private_blocks() {
            let full = AddrSet::of([block]).minus(&rests);
            self.routes.extend(full.prefixes(block).map(|net| format!("{net} via {gateway} dev eth0\n")));
        }
    }

    fn typed(&mut self) {
        for at in 0..self.random.below(4) {
            let net = self.prefix();
            self.networks += &format!("{net} net-{at}{}\n", self.random.pick(&["", "", " planned"]));
        }
    }

    fn resolvers(&mut self) {
        if self.random.one_in(3) {
            let server = self.prefix();
            self.any = format!("nameserver {}\n{}", net::address(net::bounds(server).0 + 2, server.addr()), self.any);
        }
    }

    /// daemon.json of many kinds; now and then one that dockerd refuses.
    fn daemon_json(&mut self, docker0: Option<IpNet>) -> Option<String> {
        if self.random.one_in(4) {
            self.is("no daemon.json");
            return None;
        }
        let mut keys = vec!["\"log-driver\": \"json-file\"".to_owned()];
        if self.random.one_in(2) {
            keys.push(format!("\"bip\": \"{}\"", self.bip(docker0)));
        }
        if self.random.one_in(3) {
            keys.push(format!("\"default-address-pools\": {}", self.pools()));
        }
        if self.random.one_in(6) {
            let net = self.prefix();
            keys.push(format!("\"fixed-cidr\": \"{net}\""));
        }
        if self.random.one_in(5) {
            self.is("live-restore");
            keys.push("\"live-restore\": true".to_owned());
        }
        if self.random.one_in(10) {
            let gateway = self.prefix().addr();
            keys.push(format!("\"default-gateway\": \"{gateway}\""));
        }
        if self.random.one_in(4) {
            keys.push(self.odd_key().to_owned());
        }
        let slip = self.random.pick(&["", "", "", "", "", ","]);
        Some(format!("{{\n  {}{slip}\n}}\n", keys.join(",\n  ")))
    }

    /// A key that some release refuses, or that is written in a way none reads.
    fn odd_key(&mut self) -> &'static str {
        self.is("a key that may be refused");
        self.random.pick(&[
            "\"ipv6\": true",
            "\"ipv6\": true",
            "\"ip6tables\": true",
            "\"mtu\": \"1400\"",
            "\"mtu\": -1",
            "\"_comment\": \"ours\"",
            "\"max-size\": \"10m\"",
            "\"log_opts\": {\"max-file\": 3}",
            "\"dns\": \"10.20.0.2\"",
            "\"fixed-cidr-v6\": \"10.1.0.0/24\"",
            "\"bip6\": \"fd00:1::1/64\"",
            "\"icc\": false, \"iptables\": false",
            "\"debug\": \"true\"",
            "\"bridge\": \"none\"",
        ])
    }

    /// An address for docker0: its own, another, inside a network of Docker's, public, or one that dockerd does not read.
    fn bip(&mut self, docker0: Option<IpNet>) -> String {
        let b = self.byte();
        match self.random.below(12) {
            0 => "172.17.0.0/16".to_owned(),
            1 => "170.26.0.1/24".to_owned(),
            2 => format!("172.26.{b}.1"),
            3 => "10.200.0.1/255.255.255.0".to_owned(),
            4 => format!("172.18.{b}.1/24"),
            5 | 6 => {
                let net = docker0.unwrap_or_else(|| parsed("172.17.0.0/16"));
                format!("{}/{}", net.hosts().next().expect("a host"), net.prefix_len())
            }
            _ => format!("172.{}.0.1/{}", 16 + b % 16, self.random.pick(&[16, 20, 24])),
        }
    }

    fn pools(&mut self) -> String {
        let base = self.prefix();
        let more = self.random.pick(&[0, 2, 4, 8]);
        let size = (base.prefix_len() + more).min(28);
        match self.random.below(10) {
            0 => format!("{{\"base\": \"{base}\", \"size\": {size}}}"),
            1 => format!("[{{\"base\": \"{base}\", \"size\": \"{size}\"}}]"),
            2 => format!("[{{\"base\": \"{base}\", \"size\": {}}}]", base.prefix_len().saturating_sub(4)),
            3 => format!("[{{\"base\": \"{base}\"}}]"),
            4 => format!("[null, {{\"base\": \"{base}\", \"size\": {size}}}]"),
            5 => format!("[{{\"base\": \"{base}\", \"size\": {size}}}, {{\"base\": \"10.60.0.0/16\", \"size\": 24}}]"),
            _ => format!("[{{\"base\": \"{base}\", \"size\": {size}}}]"),
        }
    }

    /// Now and then dockerd has flags; what they set must move where the file changes it.
    fn unit(&mut self) {
        if !self.random.one_in(9) {
            return;
        }
        self.is("flags of dockerd");
        let net = self.prefix();
        let flag = match self.random.below(4) {
            0 => format!("--bip={}", self.bip(None)),
            1 => format!("--default-address-pool base={net},size=26"),
            2 => format!("--fixed-cidr={net}"),
            _ => "--live-restore".to_owned(),
        };
        self.any += &format!("ExecStart=/usr/bin/dockerd -H fd:// {flag}\n");
    }

    fn wish(&mut self) -> Wish {
        if !self.random.one_in(5) {
            return Wish::default();
        }
        self.is("a wish");
        Wish {
            networks: self.random.one_in(3).then(|| self.random.pick(&[1, 20, 300])),
            size: self.random.one_in(3).then(|| self.random.pick(&[20, 24, 26])),
            range: self.random.one_in(3).then(|| self.prefix()),
            choice: self.random.below(3) / 2,
        }
    }
}
