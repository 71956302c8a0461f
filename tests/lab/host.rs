//! A random host: its network, the life of its engine, and the networks that people must reach from it.

use crate::random::Random;

/// A host before anything is set up.
pub(crate) struct Host {
    /// Lines of `ip -force -batch`.
    pub(crate) network: String,
    /// The nameservers.
    pub(crate) resolv_conf: String,
    /// The daemon.json that the engine was started with; `None` for none.
    pub(crate) first_file: Option<String>,
    /// Commands that make networks and containers.
    pub(crate) history: Vec<String>,
    /// A daemon.json that was written since and waits for a restart.
    pub(crate) pending_file: Option<String>,
    /// What people paste as the networks they must reach.
    pub(crate) wanted: String,
    /// The whole paste goes into one box.
    pub(crate) one_box: bool,
    /// The steps are run as the one script, and once more after that.
    pub(crate) as_script: bool,
    /// The way back is gone in the end.
    pub(crate) goes_back: bool,
}

impl Host {
    /// The host of a seed.
    pub(crate) fn random(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let r = &mut random;
        let first_file = file(r);
        Self {
            network: network(r),
            resolv_conf: resolv_conf(r),
            history: history(r),
            pending_file: r.one_in(6).then(|| file(r)).flatten(),
            first_file,
            wanted: wanted(r),
            one_box: r.one_in(2),
            as_script: r.one_in(2),
            goes_back: r.one_in(3),
        }
    }
}

/// A private prefix, often where Docker's own lie.
fn prefix(r: &mut Random) -> String {
    match r.below(6) {
        0 => ["172.16.0.0/12", "10.0.0.0/8", "192.168.0.0/16"][r.below(3)].to_owned(),
        1 => format!("192.168.{}.0/{}", 16 * r.below(16), r.pick(&[20, 24])),
        2 => format!("10.{}.{}.0/24", r.below(256), r.below(256)),
        3 => format!("172.{}.{}.0/{}", 17 + r.below(15), 16 * r.below(16), r.pick(&[20, 22, 24])),
        4 => format!("10.{}.0.0/16", r.below(256)),
        _ => format!("172.{}.0.0/16", 17 + r.below(15)),
    }
}

fn network(r: &mut Random) -> String {
    let (own, length) = match r.below(3) {
        0 => (format!("10.{}.{}", r.below(256), r.below(256)), 24),
        1 => (format!("172.{}.{}", 16 + r.below(16), 16 * r.below(16)), r.pick(&[20, 24])),
        _ => (format!("192.168.{}", r.below(256)), 24),
    };
    let mut text = format!(
        "link set lo up\nlink add eth0 type veth peer name peer0\nlink add tun0 type dummy\nlink set peer0 up\n\
         link set eth0 up\nlink set tun0 up\naddr add {own}.10/{length} dev eth0\naddr add 10.8.0.6/32 dev tun0\n\
         route add default via {own}.1 dev eth0\n"
    );
    for _ in 0..r.below(4) {
        let way =
            r.pick(&["dev tun0 scope link", "via GW dev eth0", "via GW dev eth0", "dev tun0 metric 50", "blackhole"]);
        let route = match way {
            "blackhole" => format!("route add blackhole {}", prefix(r)),
            way => format!("route add {} {}", prefix(r), way.replace("GW", &format!("{own}.1"))),
        };
        text += &(route + "\n");
    }
    if r.one_in(8) {
        let way = r.pick(&["dev tun0", "via 10.8.0.5 dev tun0 onlink"]);
        text += &format!("route add 0.0.0.0/1 {way}\nroute add 128.0.0.0/1 {way}\n");
    }
    if r.one_in(6) {
        text += &format!("route add {} dev tun0 table 52\nrule add pref 5270 lookup 52\n", prefix(r));
    }
    text
}

fn resolv_conf(r: &mut Random) -> String {
    let server = match r.below(4) {
        0 => "100.100.2.136".to_owned(),
        1 => format!("172.{}.0.2", 16 + r.below(16)),
        2 => format!("10.{}.0.2", r.below(256)),
        _ => "192.0.2.53".to_owned(),
    };
    format!("nameserver {server}\n")
}

/// A daemon.json of the keys that people write.
fn file(r: &mut Random) -> Option<String> {
    if r.one_in(3) {
        return None;
    }
    let mut keys = vec![
        r.pick(&[
            "\"log-driver\": \"json-file\"",
            "\"registry-mirrors\": [\"https://mirror.example.net\"]",
            "\"dns\": [\"10.20.0.2\"]",
            "\"debug\": false",
            "\"labels\": [\"rack=7\"]",
        ])
        .to_owned(),
    ];
    if r.one_in(3) {
        keys.push(format!("\"bip\": \"{}\"", bip(r)));
    }
    if r.one_in(3) {
        keys.push(format!("\"default-address-pools\": [{{\"base\": \"{}\", \"size\": 26}}]", pool(r)));
    }
    if r.one_in(5) {
        keys.push("\"live-restore\": true".to_owned());
    }
    if r.one_in(8) {
        keys.push("\"mtu\": 1450".to_owned());
    }
    let end = r.pick(&["\n", "\n", ""]);
    Some(match r.below(3) {
        0 => format!("{{{}}}{end}", keys.join(", ")),
        _ => format!("{{\n  {}\n}}{end}", keys.join(",\n  ")),
    })
}

fn bip(r: &mut Random) -> String {
    match r.below(3) {
        0 => format!("172.{}.0.1/16", 17 + r.below(15)),
        1 => format!("10.{}.0.1/24", r.below(256)),
        _ => format!("192.168.{}.1/24", r.below(256)),
    }
}

/// A base of at most /24, so that a size of /26 gives a few networks.
fn pool(r: &mut Random) -> String {
    match r.below(3) {
        0 => format!("10.{}.0.0/16", r.below(256)),
        1 => format!("172.{}.0.0/20", 17 + r.below(15)),
        _ => format!("192.168.{}.0/22", 4 * r.below(64)),
    }
}

/// Networks by hand, with what people give them, and containers on them that were never started.
fn history(r: &mut Random) -> Vec<String> {
    let mut commands = Vec::new();
    for at in 0..r.below(5) {
        let options = match r.below(7) {
            0 => format!("--subnet 172.{}.0.0/16", 17 + r.below(15)),
            1 => format!("--subnet 10.{0}.0.0/24 --gateway 10.{0}.0.254", r.below(256)),
            2 => format!("--ipv6 --subnet fd00:{at}::/64"),
            3 => "--opt com.docker.network.driver.mtu=1400 --label team=edge".to_owned(),
            4 => "--internal".to_owned(),
            _ => String::new(),
        };
        commands.push(format!("docker network create {options} net{at}"));
        if r.one_in(2) {
            commands.push(format!("docker create --name box{at} --network net{at} --network-alias db{at} lab:1 true"));
        }
    }
    commands
}

fn wanted(r: &mut Random) -> String {
    let names = ["vpc", "office LAN", "peer VPC", "data center"];
    let count = r.below(3) + 1;
    let lines: Vec<String> = (0..count).map(|_| format!("{} {}\n", prefix(r), r.pick(&names))).collect();
    lines.concat()
}
