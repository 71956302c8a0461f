//! Random hosts as nasty as real ones: clouds, VPNs and tunnels, policy tables, Docker's own history, nearly full private space,
//! every kind of daemon.json, also such that dockerd refuses, and wishes.

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
    /// Keys of its daemon.json that every release reads and no range depends on: each file offered has them.
    pub(crate) keys: Vec<&'static str>,
    /// Addresses of the host that only its table `local` shows.
    pub(crate) own: Vec<IpNet>,
}

/// Everyday keys, as every release reads them.
const EVERYDAY: &[(&str, &str)] = &[
    ("debug", "true"),
    ("dns", "[\"10.20.0.2\", \"1.1.1.1\"]"),
    ("labels", "[\"site=a\"]"),
    ("log-driver", "\"json-file\""),
    ("log-opts", "{\"max-size\": \"10m\"}"),
    ("mtu", "1400"),
    ("registry-mirrors", "[\"https://mirror.example\"]"),
    ("storage-driver", "\"overlay2\""),
];

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
    keys: Vec<&'static str>,
    own: Vec<IpNet>,
    /// Everything comes in one paste, the file glued to what is printed after it.
    is_glued: bool,
}

/// The host of a seed.
pub(crate) fn host(seed: u64, engine: &str) -> Host {
    let mut maker = Maker {
        random: Random::new(seed),
        routes: Vec::new(),
        docker: Vec::new(),
        networks: String::new(),
        docker_text: String::new(),
        any: String::new(),
        classes: Vec::new(),
        keys: Vec::new(),
        own: Vec::new(),
        is_glued: false,
    };
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
    Host {
        question: Question { engine: engine.parse().ok(), wish, ..Question::default() },
        classes: std::mem::take(&mut maker.classes),
        keys: std::mem::take(&mut maker.keys),
        own: std::mem::take(&mut maker.own),
        inputs: maker.pasted(file),
    }
}

fn parsed(text: &str) -> IpNet {
    text.parse::<IpNet>().expect("a prefix").trunc()
}

impl Maker {
    fn is(&mut self, class: &'static str) {
        self.classes.push(class);
    }

    /// Everything in its box, or one after another in one, as the tools print it: a file ends where it ends.
    fn pasted(self, file: Option<String>) -> Inputs {
        let routes = self.routes.concat();
        let boxes = |list: Vec<(Slot, String)>| {
            let texts = list.into_iter().filter(|(_, text)| !text.is_empty()).collect();
            Inputs { texts, ..Inputs::default() }
        };
        let (networks, docker) = ((Slot::Networks, self.networks), self.docker_text);
        let file = file.unwrap_or_default();
        if self.is_glued {
            let file = if docker.is_empty() { file.as_str() } else { file.trim_end() };
            return boxes(vec![networks, (Slot::Any, routes + &self.any + file + &docker)]);
        }
        boxes(vec![
            networks,
            (Slot::Routes, routes),
            (Slot::Docker, docker),
            (Slot::Any, self.any),
            (Slot::DaemonJson, file),
        ])
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
        if self.random.one_in(6) {
            self.is("an address that only table local shows");
            let text = match self.random.below(3) {
                0 => format!("172.{}.{a}.{}/32", 17 + b % 15, 1 + b % 254),
                1 => format!("192.168.{a}.{}/32", 1 + b % 254),
                _ => format!("10.{b}.{a}.9/32"),
            };
            let own = parsed(&text);
            self.routes.push(format!(
                "local {} dev eth0 table local proto kernel scope host src {}\n",
                own.addr(),
                own.addr()
            ));
            self.own.push(own);
        }
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
        let v6 = if self.random.one_in(5) {
            self.is("a network with IPv6");
            let site = self.random.pick(&["fd00:ab", "2001:db8", "2a01:4f8"]);
            format!(", {{\"Subnet\": \"{site}:{at}::/64\"}}")
        } else {
            String::new()
        };
        format!(
            "{{\"Name\": \"net{at}\", \"Id\": \"{at:02x}{}\", \"Driver\": \"bridge\", \"Scope\": \"local\", \
             \"EnableIPv6\": {}, \"IPAM\": {{\"Config\": [{{\"Subnet\": \"{net}\"}}{v6}]}}, \"Labels\": {labels}}}",
            "ab".repeat(31),
            !v6.is_empty()
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
            if self.random.one_in(9) {
                self.is("one half of all addresses on-link");
                let half = self.random.pick(&["0.0.0.0/1", "128.0.0.0/1"]);
                self.routes.push(format!("{half} dev tun0 scope link\n"));
            } else if self.random.one_in(3) {
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
        let mut keys = self.everyday();
        if self.random.one_in(5) {
            self.is("a file of everyday keys only");
            return Some(self.written(&keys, ""));
        }
        let has_bip = self.random.one_in(2);
        if has_bip {
            let bip = self.bip(docker0);
            let inside = bip.parse::<IpNet>().ok().map(|bip| bip.trunc());
            let is_of_other =
                |net: &IpNet| Some(*net) != docker0 && inside.is_some_and(|inside| net::overlaps(*net, inside));
            if self.docker.iter().any(is_of_other) {
                self.is("a bip inside or around a network of Docker's");
            }
            keys.push(format!("\"bip\": \"{bip}\""));
        }
        if self.random.one_in(3) {
            keys.push(format!("\"default-address-pools\": {}", self.pools()));
        }
        let has_range = self.random.one_in(6);
        if has_range {
            let net = self.prefix();
            keys.push(format!("\"fixed-cidr\": \"{net}\""));
        }
        if self.random.one_in(5) {
            let is_odd = has_range && !has_bip;
            self.is(if is_odd { "live-restore with fixed-cidr and no bip" } else { "live-restore" });
            keys.push("\"live-restore\": true".to_owned());
        }
        if self.random.one_in(10) {
            let gateway = self.prefix().addr();
            keys.push(format!("\"default-gateway\": \"{gateway}\""));
        }
        if self.random.one_in(4) {
            let odd = self.odd_key();
            let name = odd.split('"').nth(1).unwrap_or_default();
            keys.retain(|key| !key.starts_with(&format!("\"{name}\"")));
            keys.push(odd.to_owned());
        }
        let slip = self.random.pick(&["", "", "", "", "", ","]);
        Some(self.written(&keys, slip))
    }

    /// A few keys that have nothing to do with addresses, none twice.
    fn everyday(&mut self) -> Vec<String> {
        let chosen: Vec<_> = EVERYDAY.iter().filter(|_| self.random.one_in(3)).collect();
        let chosen = if chosen.is_empty() { vec![&EVERYDAY[3]] } else { chosen };
        self.keys.extend(chosen.iter().map(|(key, _)| *key));
        chosen.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect()
    }

    /// The file as text, in a box of its own or glued to the other outputs, with the end of resolv.conf above it.
    fn written(&mut self, keys: &[String], slip: &str) -> String {
        let file = format!("{{\n  {}{slip}\n}}\n", keys.join(",\n  "));
        if !self.random.one_in(4) {
            return file;
        }
        self.is_glued = true;
        self.is("all in one paste, the file glued to the next output");
        if !self.random.one_in(3) {
            return file;
        }
        self.is("a remark above the file");
        format!("# managed by hand, do not edit\n{file}")
    }

    /// A key that some release refuses, or that is written in a way none reads.
    fn odd_key(&mut self) -> &'static str {
        let key = self.random.pick(&[
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
        ]);
        self.is(match key {
            "\"ipv6\": true" => "ipv6 without a range",
            "\"_comment\": \"ours\"" => "a key that nobody knows",
            "\"max-size\": \"10m\"" | "\"log_opts\": {\"max-file\": 3}" => "a misplaced or misspelt key",
            _ => "a key or value that may be refused",
        });
        // What is written twice is another slip: the odd one takes the everyday one's place.
        self.keys.retain(|name| !key.contains(&format!("\"{name}\"")));
        key
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
