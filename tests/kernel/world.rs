//! A random network namespace: what is set up in it, which packets are asked about, and what the kernel answers.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::{Command, Stdio};

use nonoverlap::read::{Route, RouteType};
use nonoverlap::trace::Verdict;
use nonoverlap::trace::packet::{Packet, Source};

use crate::random::Random;

/// Two network cards, and two bridges of Docker's: one with a container, one without (`linkdown`).
const DEVICES: [&str; 4] = ["eth0", "eth1", "docker0", "br-0123456789ab"];
const SETUP: &str = "link set lo up
link add eth0 type veth peer name peer0
link add eth1 type veth peer name peer1
link add docker0 type bridge
link add br-0123456789ab type bridge
link add veth1 type veth peer name peer2
link set veth1 master docker0
link set eth0 up
link set peer0 up
link set eth1 up
link set peer1 up
link set veth1 up
link set peer2 up
link set docker0 up
link set br-0123456789ab up
";
/// Forwarding on, no objection to sources that come in by the wrong interface, no IPv6 addresses but those set up.
const SYSCTLS: &str = "echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
echo 1 >/proc/sys/net/ipv6/conf/default/addr_gen_mode
for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >$f; done
";
/// IPv6 addresses get their local routes a moment after they were set.
const SETTLE: &str = "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
have=$(ip -6 route show table local proto kernel type local | wc -l)
[ $have -ge $(ip -6 -o addr show | wc -l) ] && break
sleep 0.05
done
";
const TABLES: [&str; 4] = ["main", "52", "100", "200"];
/// Lengths that are common, and those at the ends.
const LENGTHS_V4: [u8; 14] = [0, 1, 2, 8, 9, 12, 16, 16, 20, 24, 24, 30, 31, 32];
const LENGTHS_V6: [u8; 12] = [0, 1, 8, 16, 32, 33, 48, 64, 64, 96, 127, 128];

/// What is set up, and what is asked.
pub(crate) struct World {
    is_v4: bool,
    setup: String,
    /// The packets, in the order they are asked about.
    pub lookups: Vec<Lookup>,
}

/// A packet to ask about.
pub(crate) struct Lookup {
    /// The packet.
    pub packet: Packet,
}

/// What the kernel printed.
pub(crate) struct Seen {
    /// The tables and the rules, as someone would paste them.
    pub dump: String,
    /// An answer for each packet.
    pub answers: Vec<Answer>,
}

/// A choice of the kernel's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The route it matched.
    Route { kind: String, dst: String, table: String, via: Option<String>, dev: Option<String>, metric: Option<u32> },
    /// The words of the error.
    Error(String),
}

/// Whether this process may make a network namespace.
pub(crate) fn namespaces_are_permitted() -> bool {
    let tried = Command::new("unshare").args(["-n", "ip", "link"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    tried.is_ok_and(|status| status.success())
}

impl World {
    /// A world of one family with `lookups` packets.
    pub(crate) fn random(random: &mut Random, is_v4: bool, lookups: usize) -> Self {
        let mut maker = Maker { random, is_v4, own: Vec::new(), defaults: Vec::new(), taken: Vec::new() };
        let setup = maker.setup();
        let lookups = (0..lookups).map(|_| maker.lookup()).collect();
        Self { is_v4, setup, lookups }
    }

    /// Builds the world and asks the kernel.
    pub(crate) fn run(&self) -> Seen {
        let family = if self.is_v4 { "-4" } else { "-6" };
        let commands: String = self.lookups.iter().map(|lookup| lookup.command() + "\n").collect();
        let script = format!(
            "{SYSCTLS}ip {family} -force -batch - >/dev/null 2>&1 <<'END'\n{SETUP}{}END\n{SETTLE}\
             ip {family} route show table all\nip {family} rule\necho '# lookups'\n\
             ip {family} -o -force -batch - <<'END'\n{commands}END\n",
            self.setup
        );
        let (out, err) = in_namespace(&script);
        let (dump, routes) = out.split_once("# lookups\n").expect("the script prints its mark");
        Seen { dump: dump.to_owned(), answers: answers(self.lookups.len(), routes, &err) }
    }
}

fn in_namespace(script: &str) -> (String, String) {
    let mut shell = Command::new("unshare");
    shell.args(["-n", "sh"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = shell.spawn().expect("unshare runs");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    stdin.write_all(script.as_bytes()).expect("the shell reads its script");
    drop(stdin);
    let output = child.wait_with_output().expect("the shell ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("ip prints ASCII");
    (text(output.stdout), text(output.stderr))
}

/// Successes stand in order on the standard output; failures name the line of the batch on the standard error.
fn answers(count: usize, out: &str, err: &str) -> Vec<Answer> {
    let mut failures = vec![None; count];
    let mut words = "";
    for line in err.lines() {
        match line.strip_prefix("Command failed -:") {
            Some(number) => {
                let number: usize = number.parse().expect("the number of a line");
                failures[number - 1] = Some(Answer::Error(words.to_owned()));
            }
            None => words = line.rsplit(": ").next().unwrap_or(line),
        }
    }
    let mut routes = out.lines();
    let success = || Answer::parse(routes.next().expect("a route for every success"));
    let mut success = success;
    failures.into_iter().map(|failure| failure.unwrap_or_else(&mut success)).collect()
}

impl Answer {
    /// Reads one line of `ip -o route get fibmatch`.
    fn parse(line: &str) -> Self {
        let words: Vec<_> = line.split_whitespace().collect();
        let kinds = ["local", "broadcast", "multicast", "anycast"];
        let kind = kinds.iter().find(|kind| words[0] == **kind);
        // Before the first rule of its own the kernel has one table for local and main, and says main.
        let table = if kind.is_some() { "local" } else { "main" };
        let after = |word: &str| {
            let at = words.iter().position(|have| *have == word)?;
            words.get(at + 1).map(|&value| value.to_owned())
        };
        Self::Route {
            kind: kind.map_or("unicast", |kind| kind).to_owned(),
            dst: words[usize::from(kind.is_some())].to_owned(),
            table: after("table").unwrap_or_else(|| table.to_owned()),
            via: after("via"),
            dev: after("dev"),
            metric: after("metric").and_then(|metric| metric.parse().ok()),
        }
    }

    /// The route that the trace chose, as the kernel would print it.
    pub(crate) fn of(route: &Route) -> Self {
        let kinds = [
            (RouteType::Local, "local"),
            (RouteType::Broadcast, "broadcast"),
            (RouteType::Multicast, "multicast"),
            (RouteType::Anycast, "anycast"),
        ];
        let dst = route.dst.value;
        let dst = match dst.prefix_len() {
            0 => "default".to_owned(),
            full if full == dst.max_prefix_len() => dst.addr().to_string(),
            _ => dst.to_string(),
        };
        Self::Route {
            kind: kinds.iter().find(|(kind, _)| *kind == route.kind).map_or("unicast", |(_, name)| *name).to_owned(),
            dst,
            table: route.table.clone().unwrap_or_else(|| "main".to_owned()),
            via: route.via().map(|via| via.to_string()),
            dev: route.dev().map(str::to_owned),
            metric: route.metric,
        }
    }

    /// The verdict for a unicast route: a bridge of Docker's takes the packet, hands it to a container, or is not met.
    pub(crate) fn verdict_of_unicast(&self) -> Verdict {
        match self {
            Self::Route { dev: Some(dev), via, .. } if dev == DEVICES[2] || dev == DEVICES[3] => match via {
                Some(_) => Verdict::Unknown,
                None => Verdict::NoRouteToHost,
            },
            _ => Verdict::Leaves,
        }
    }
}

impl Lookup {
    /// The command that asks the kernel.
    pub(crate) fn command(&self) -> String {
        let from = match self.packet.source {
            Source::Within(net) => format!(" from {}", net.addr()),
            _ => String::new(),
        };
        let iif = self.packet.iif.as_ref().map(|iif| format!(" iif {iif}")).unwrap_or_default();
        let mark = if self.packet.mark == 0 { String::new() } else { format!(" mark {:#x}", self.packet.mark) };
        format!("route get fibmatch {}{from}{iif}{mark}", self.packet.target)
    }

    /// Whether it is a packet as every program on the host makes it.
    pub(crate) fn is_plain(&self) -> bool {
        self.packet == Packet::of_host(self.packet.target)
    }
}

/// Makes random parts of a world.
struct Maker<'r> {
    random: &'r mut Random,
    is_v4: bool,
    /// The host's addresses.
    own: Vec<IpAddr>,
    /// Tables and metrics that have a default route: between equal ones the kernel chooses by the gateways' state.
    defaults: Vec<(&'static str, u32)>,
    /// IPv6 prefixes by table and metric: a second one would become a next hop of the first.
    taken: Vec<(&'static str, String, u32)>,
}

impl Maker<'_> {
    fn setup(&mut self) -> String {
        let mut lines = Vec::new();
        for dev in DEVICES {
            for _ in 0..self.random.below(3) {
                lines.push(self.address_of(dev));
            }
        }
        lines.extend((0..20 + self.random.below(30)).filter_map(|_| self.route()));
        // A kernel that never had a rule of its own keeps IPv4's local and main tables in one.
        if !self.random.one_in(3) {
            lines.extend((0..=self.random.below(8)).map(|_| self.rule()));
        }
        lines.into_iter().map(|line| line + "\n").collect()
    }

    fn address_of(&mut self, dev: &str) -> String {
        let address = self.target();
        let length =
            if self.is_v4 { self.random.pick(&[8, 16, 20, 24, 30, 31, 32]) } else { self.random.pick(&[48, 64, 128]) };
        self.own.push(address);
        let nodad = if self.is_v4 { "" } else { " nodad" };
        format!("addr add {address}/{length} dev {dev}{nodad}")
    }

    /// An address of a universe small enough that prefixes meet.
    fn target(&mut self) -> IpAddr {
        if self.is_v4 {
            let first = if self.random.one_in(12) { self.random.pick(&[9, 11, 130, 200]) } else { 10 };
            let rest = [self.random.pick(&[0, 1, 2, 17, 255]), self.random.pick(&[0, 1, 128, 255])];
            IpAddr::V4(Ipv4Addr::new(first, rest[0], rest[1], self.random.pick(&[0, 1, 2, 3, 128, 255])))
        } else {
            let first = if self.random.one_in(12) { self.random.pick(&[0x2001, 0xfc00]) } else { 0xfd00 };
            let rest = [self.random.pick(&[0, 1, 0x8000]), self.random.pick(&[0, 1])];
            let last = self.random.pick(&[1, 2, 3, 0xffff]);
            IpAddr::V6(Ipv6Addr::new(first, rest[0], rest[1], 0, self.random.pick(&[0, 0x8000]), 0, 0, last))
        }
    }

    fn prefix(&mut self) -> ipnet::IpNet {
        let address = self.target();
        let length = if self.is_v4 { self.random.pick(&LENGTHS_V4) } else { self.random.pick(&LENGTHS_V6) };
        ipnet::IpNet::new(address, length).expect("a length of the family").trunc()
    }

    fn route(&mut self) -> Option<String> {
        let table = self.random.pick(&TABLES);
        let prefix = self.prefix();
        let metric = self.random.pick(&[0, 0, 0, 50, 100, 600]);
        if prefix.prefix_len() == 0 {
            if self.defaults.contains(&(table, metric)) {
                return None;
            }
            self.defaults.push((table, metric));
        }
        let key = (table, prefix.to_string(), metric);
        if !self.is_v4 && self.taken.contains(&key) {
            return None;
        }
        self.taken.push(key);
        let verb = if self.is_v4 { self.random.pick(&["add", "append", "append", "prepend"]) } else { "add" };
        let (kind, way) = self.way();
        let metric = if metric == 0 { String::new() } else { format!(" metric {metric}") };
        let tos = if self.is_v4 && self.random.one_in(12) { " tos 0x10" } else { "" };
        // An address range of the host's own in the local table, as `ip route add local` makes it for anycast.
        if kind.is_empty() && self.random.one_in(15) && prefix.prefix_len() > 8 {
            return Some(format!("route add local {prefix} dev lo table local"));
        }
        Some(format!("route {verb} {kind}{prefix}{tos}{way} table {table}{metric}"))
    }

    /// The type and the next hops of a route.
    fn way(&mut self) -> (&'static str, String) {
        let refusal = self.random.pick(&["blackhole ", "unreachable ", "prohibit ", "throw ", "throw "]);
        let dev = self.random.pick(&DEVICES);
        match self.random.below(10) {
            0 | 1 => (refusal, String::new()),
            2 | 3 => ("", format!(" dev {dev}")),
            4 => {
                let other = self.random.pick(&DEVICES);
                ("", format!(" nexthop {} nexthop {}", self.gateway(dev), self.gateway(other)))
            }
            _ => ("", format!(" {}", self.gateway(dev))),
        }
    }

    fn gateway(&mut self, dev: &str) -> String {
        let number = 7 + self.random.below(3);
        if self.is_v4 {
            format!("via 192.0.2.{number} dev {dev} onlink")
        } else {
            format!("via fe80::{number} dev {dev}")
        }
    }

    fn rule(&mut self) -> String {
        let priority = 100 * (1 + self.random.below(9));
        let mut selectors = Vec::new();
        for selector in 0..5 {
            if self.random.one_in(4) {
                selectors.push(self.selector(selector));
            }
        }
        let not = if !selectors.is_empty() && self.random.one_in(4) { "not " } else { "" };
        format!("rule add {not}pref {priority} {} {}", selectors.join(" "), self.action(priority))
    }

    fn selector(&mut self, which: usize) -> String {
        match which {
            0 => format!("to {}", self.prefix()),
            1 => match self.source() {
                Some(source) => format!("from {source}"),
                None => format!("from {}", self.prefix()),
            },
            2 => self
                .random
                .pick(&["fwmark 0x1", "fwmark 0x2/0x3", "fwmark 0x0/0x1", "fwmark 0x80000/0xff0000"])
                .to_owned(),
            3 => format!("iif {}", self.random.pick(&["lo", DEVICES[0], DEVICES[2]])),
            _ => format!("oif {}", DEVICES[1]),
        }
    }

    fn action(&mut self, priority: usize) -> String {
        let table = self.random.pick(&TABLES);
        match self.random.below(12) {
            0 => "blackhole".to_owned(),
            1 => "unreachable".to_owned(),
            2 => "prohibit".to_owned(),
            3 => format!("goto {}", self.random.pick(&[priority + 100, 32766])),
            4 => "nop".to_owned(),
            5 | 6 => format!("lookup {table} suppress_prefixlength {}", self.random.pick(&[0, 1, 8, 16])),
            _ => format!("lookup {table}"),
        }
    }

    /// A source that is not the host's own, for forwarded packets.
    fn source(&mut self) -> Option<IpAddr> {
        if self.random.one_in(2) {
            return None;
        }
        let last = self.random.pick(&[1, 2]);
        Some(if self.is_v4 {
            IpAddr::V4(Ipv4Addr::new(192, 168, 7, last))
        } else {
            IpAddr::V6(Ipv6Addr::new(0xfec0, 7, 0, 0, 0, 0, 0, last.into()))
        })
    }

    fn lookup(&mut self) -> Lookup {
        let mut packet = Packet::of_host(self.target());
        if self.random.one_in(4) {
            packet.mark = self.random.pick(&[1, 2, 3, 0x80000]);
        }
        match self.random.below(6) {
            0 => self.forwarded(&mut packet),
            1 if !self.own.is_empty() => packet.source = Source::Within(self.random.pick(&self.own.clone()).into()),
            _ => {}
        }
        Lookup { packet }
    }

    fn forwarded(&mut self, packet: &mut Packet) {
        if let Some(source) = self.source() {
            packet.source = Source::Within(source.into());
            packet.iif = Some(self.random.pick(&[DEVICES[0], DEVICES[2]]).to_owned());
        }
    }
}
