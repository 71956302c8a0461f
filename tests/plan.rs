//! What a fix promises, for random hosts: the engine's model, run with the fixed file and the networks made again, has none of
//! the clashes that it claims to solve, dockerd starts, and every range is private and nobody's. Where no fix exists it says so.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::format_push_string,
    clippy::format_collect,
    reason = "a test that cannot build its world fails by saying so"
)]

use std::collections::BTreeMap;

use ipnet::IpNet;
use nonoverlap::docker::Version;
use nonoverlap::facts::{Facts, Role};
use nonoverlap::net::{self, AddrSet};
use nonoverlap::plan::{Offer, Wish};
use nonoverlap::problem::{Clash, Code, Problem, Severity};
use nonoverlap::text::Slot;
use nonoverlap::{Inputs, Question, Report, examine};

#[path = "common/fixed.rs"]
mod fixed;
#[path = "kernel/random.rs"]
mod random;

use fixed::with_fix;
use random::Random;

const HOSTS: u64 = 1500;

const ENGINES: &[&str] = &["20.10.24", "23.0.18", "24.0.9", "25.0.17", "26.1.5", "27.5.1", "28.5.2", "29.7.2"];

/// A private prefix, often where Docker's own lie.
fn prefix(random: &mut Random) -> IpNet {
    let text = match random.below(5) {
        0 => format!("172.{}.0.0/{}", 16 + random.below(16), random.pick(&[12, 14, 16, 16, 20])),
        1 => format!("192.168.{}.0/{}", random.below(256), random.pick(&[16, 20, 24, 24])),
        2 => format!("10.{}.{}.0/{}", random.below(256), random.below(256), random.pick(&[9, 16, 16, 20, 24])),
        3 => format!("172.17.{}.{}/32", random.below(256), random.below(254) + 1),
        _ => format!("10.{}.0.0/16", random.below(256)),
    };
    text.parse::<IpNet>().expect("a prefix").trunc()
}

fn networks(random: &mut Random) -> String {
    (0..random.below(5))
        .map(|at| format!("{} net-{at}{}\n", prefix(random), random.pick(&["", "", " planned"])))
        .collect()
}

fn routes(random: &mut Random) -> String {
    let own = format!("10.{}.{}", random.below(256), random.below(256));
    let mut text = format!("default via {own}.1 dev eth0\n{own}.0/24 dev eth0 proto kernel scope link src {own}.10\n");
    if !random.one_in(4) {
        text += "172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1\n";
    }
    for at in 0..random.below(4) {
        text += &format!("172.{0}.0.0/16 dev br-0d5c8e91ab{at:02x} proto kernel scope link src 172.{0}.0.1\n", 18 + at);
    }
    for _ in 0..random.below(3) {
        let how = random.pick(&["dev tun0 scope link", "via 10.0.0.1 dev eth0", "dev wg0 scope link metric 50"]);
        text += &format!("{} {how}\n", prefix(random));
    }
    text
}

fn daemon_json(random: &mut Random) -> Option<String> {
    let mut keys = vec!["\"log-driver\": \"json-file\"".to_owned()];
    if random.one_in(2) {
        keys.push(format!("\"bip\": \"{}\"", bip(random)));
    }
    if random.one_in(3) {
        let base = prefix(random);
        let size = (base.prefix_len() + u8::try_from(random.below(9)).expect("small")).min(28);
        keys.push(format!("\"default-address-pools\": [{{\"base\": \"{base}\", \"size\": {size}}}]"));
    }
    if random.one_in(5) {
        keys.push(format!("\"fixed-cidr\": \"{}\"", prefix(random)));
    }
    if random.one_in(6) {
        keys.push("\"live-restore\": true".to_owned());
    }
    (!random.one_in(4)).then(|| format!("{{\n  {}\n}}\n", keys.join(",\n  ")))
}

/// An address for docker0; now and then one that dockerd refuses, or that is public.
fn bip(random: &mut Random) -> String {
    match random.below(6) {
        0 => "172.17.0.0/16".to_owned(),
        1 => "170.26.0.1/24".to_owned(),
        _ => format!("172.{}.0.1/{}", 16 + random.below(16), random.pick(&[16, 20, 24])),
    }
}

fn wish(random: &mut Random) -> Wish {
    Wish {
        networks: random.one_in(6).then(|| random.pick(&[1, 20, 300])),
        size: random.one_in(6).then(|| random.pick(&[20, 24, 26])),
        range: random.one_in(6).then(|| prefix(random)),
        choice: random.below(3) / 2,
    }
}

/// Now and then dockerd has flags; what they set must move where the file changes it.
fn unit(random: &mut Random) -> Option<String> {
    let flag = match random.below(4) {
        0 => format!("--bip={}", bip(random)),
        1 => format!("--default-address-pool base={},size=26", prefix(random)),
        2 => format!("--fixed-cidr={}", prefix(random)),
        _ => "--live-restore".to_owned(),
    };
    random.one_in(5).then(|| format!("ExecStart=/usr/bin/dockerd -H fd:// {flag}\n"))
}

fn host(seed: u64) -> (Inputs, Question) {
    let mut random = Random::new(seed);
    let mut texts = BTreeMap::from([(Slot::Networks, networks(&mut random)), (Slot::Routes, routes(&mut random))]);
    texts.extend(daemon_json(&mut random).map(|file| (Slot::DaemonJson, file)));
    texts.extend(unit(&mut random).map(|unit| (Slot::Any, unit)));
    let engine = random.pick(ENGINES).parse().ok();
    (Inputs { texts, ..Inputs::default() }, Question { engine, wish: wish(&mut random), ..Question::default() })
}

fn grave(problems: &[Problem]) -> Vec<Clash> {
    let grave = problems.iter().filter(|problem| problem.severity <= Severity::WillBreak);
    grave.flat_map(|problem| problem.clashes.iter().copied()).collect()
}

/// Everything in use, whoever says so: nothing of it may be given to Docker.
fn in_use(facts: &Facts) -> Vec<IpNet> {
    let networks = facts.networks.iter().filter(|network| network.role != Role::Blocked).map(|network| network.net);
    let own = facts.addresses.iter().map(|own| own.connected);
    networks.chain(own).collect()
}

/// What is wrong with an offer; empty where it holds.
fn broken_promises(inputs: &Inputs, question: &Question, report: &Report, offer: &Offer) -> Vec<String> {
    let mut wrong = Vec::new();
    let later = with_fix(inputs, question, report);
    let left = grave(&later.problems);
    wrong.extend(offer.solves.iter().filter(|clash| left.contains(clash)).map(|clash| format!("left: {clash:?}")));
    let says_refused = offer.cautions.iter().any(|caution| caution.key == "plan.caution.refused");
    if offer.starts == later.refusal().is_some() || offer.starts == says_refused {
        wrong.push(format!("starts {}, then {:?}, says {says_refused}", offer.starts, later.refusal()));
    }
    if report.refusal().is_none() && !offer.starts {
        wrong.push("an engine that started does not start any more".to_owned());
    }
    let says_left = offer.cautions.iter().any(|caution| caution.key == "plan.caution.left");
    if !left.is_empty() && !says_left {
        wrong.push(format!("says nothing of {left:?}"));
    }
    wrong.extend(ranges(offer).into_iter().filter(|net| !net::is_private(*net)).map(|net| format!("{net} is public")));
    let staying = report.facts.docker.iter().filter(|subnet| {
        !subnet.is_default_bridge() && !offer.recreate.iter().any(|network| network.subnet == subnet.net)
    });
    let taken: Vec<_> = in_use(&report.facts).into_iter().chain(staying.map(|subnet| subnet.net)).collect();
    for range in offer.candidate.iter().map(|candidate| candidate.range) {
        let touched = taken.iter().find(|net| net::overlaps(**net, range));
        wrong.extend(touched.map(|net| format!("{range} touches {net}")));
    }
    wrong.extend(room(offer, &later));
    wrong
}

/// Ranges that the offer writes anew.
fn ranges(offer: &Offer) -> Vec<IpNet> {
    let candidate = offer.candidate.iter();
    candidate.flat_map(|found| [found.range].into_iter().chain(found.pools.iter().map(|pool| pool.base))).collect()
}

/// Whether the engine, with the new file, gives as many networks as the offer says.
fn room(offer: &Offer, later: &Report) -> Option<String> {
    let candidate = offer.candidate.as_ref().filter(|candidate| !candidate.pools.is_empty() && offer.starts)?;
    let given = later.prediction.remaining;
    (given < candidate.networks).then(|| format!("{} networks are promised, {given} come", candidate.networks))
}

#[test]
fn a_fix_keeps_what_it_promises() {
    let (mut offers, mut wrong) = (0, Vec::new());
    for seed in 0..HOSTS {
        let (inputs, question) = host(seed);
        let report = examine(&inputs, &question);
        match &report.plan.offer {
            Some(offer) => {
                offers += 1;
                let broken = broken_promises(&inputs, &question, &report, offer);
                wrong.extend(broken.into_iter().map(|why| format!("host {seed}: {why}")));
            }
            None if report.plan.no_offer.is_none() => wrong.push(format!("host {seed}: neither a fix nor a reason")),
            None => {}
        }
    }
    println!("{offers} fixes for {HOSTS} hosts");
    assert!(wrong.is_empty(), "{} of {HOSTS}:\n{}", wrong.len(), wrong[..wrong.len().min(25)].join("\n"));
    assert!(offers > HOSTS / 2, "only {offers} fixes");
}

/// Clashes that Docker's own settings can cure, with room left in private space, have a fix.
#[test]
fn a_clash_of_docker0_always_has_a_fix_while_there_is_room() {
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let text = format!("172.17.0.0/16\n{}", networks(&mut random));
        let routes = "172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n".to_owned();
        let texts = BTreeMap::from([(Slot::Networks, text), (Slot::Routes, routes)]);
        let report = examine(&Inputs { texts, ..Inputs::default() }, &Question::default());
        let taken = AddrSet::of(in_use(&report.facts));
        let free = net::private_blocks().into_iter().any(|block| taken.first_free(block, 16).is_some());
        assert_eq!(report.plan.offer.is_some(), free, "host {seed}: {:?}", report.plan.no_offer);
    }
}

#[test]
fn full_private_space_is_said_and_the_last_gap_is_found() {
    let gap: IpNet = "10.77.64.0/20".parse().expect("a prefix");
    let all = AddrSet::of(net::private_blocks());
    let rest = all.minus(&AddrSet::of([gap]));
    let covering: String = net::private_blocks()
        .into_iter()
        .flat_map(|block| rest.intervals(block).collect::<Vec<_>>())
        .flat_map(|(first, last)| prefixes(first, last))
        .map(|net| format!("{net}\n"))
        .collect();
    for (says, networks, expected) in [
        ("all of it is in use", "10.0.0.0/8\n172.16.0.0/12\n192.168.0.0/16\n", None),
        ("one gap is left", covering.as_str(), Some(gap)),
    ] {
        let texts = BTreeMap::from([
            (Slot::Networks, networks.to_owned()),
            (Slot::Routes, "172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n".to_owned()),
        ]);
        let plan = examine(&Inputs { texts, ..Inputs::default() }, &Question::default()).plan;
        let range = plan.offer.and_then(|offer| offer.candidate).map(|candidate| candidate.range);
        match expected {
            Some(gap) => assert!(range.is_some_and(|range| gap.contains(&range)), "{says}: {range:?}"),
            None => assert_eq!(plan.no_offer.map(|message| message.key), Some("plan.no.space".into()), "{says}"),
        }
    }
}

/// The prefixes that make up the addresses from `first` to `last`.
fn prefixes(first: u128, last: u128) -> Vec<IpNet> {
    let like = "10.0.0.0".parse().expect("an address");
    let (mut at, mut out) = (first, Vec::new());
    while at <= last {
        let fits = |length: &u8| {
            let size = 1u128 << (32 - length);
            at.is_multiple_of(size) && at + size - 1 <= last
        };
        let length = (8..=32).find(fits).expect("a single address fits");
        out.push(net::prefix(net::address(at, like), length).expect("a prefix"));
        at += 1u128 << (32 - length);
    }
    out
}

/// One configuration for all hosts pasted: each of them alone has no clash with it.
#[test]
fn the_fix_for_several_hosts_is_safe_on_each() {
    let hosts = [
        "default via 10.1.0.1 dev eth0\n10.1.0.0/24 dev eth0 scope link src 10.1.0.5\n172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n",
        "default via 192.168.224.1 dev eth0\n192.168.224.0/20 dev eth0 scope link src 192.168.224.9\n172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n10.255.0.0/16 dev wg0 scope link\n",
        "default via 172.31.16.1 dev ens5\n172.31.16.0/20 dev ens5 scope link src 172.31.24.7\n172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n",
    ];
    let networks = "172.16.0.0/14 vpc\n".to_owned();
    let inputs = |routes: &str, file: Option<&str>| {
        let mut texts = BTreeMap::from([(Slot::Networks, networks.clone()), (Slot::Routes, routes.to_owned())]);
        texts.extend(file.map(|file| (Slot::DaemonJson, file.to_owned())));
        Inputs { texts, ..Inputs::default() }
    };
    let all = examine(&inputs(&hosts.concat(), None), &Question::default());
    let offer = all.plan.offer.expect("a fix for all");
    assert!(offer.cautions.iter().any(|caution| caution.key == "plan.caution.several"), "{:?}", offer.cautions);
    for host in hosts {
        let alone = host.lines().filter(|line| !line.contains("docker0")).map(|line| format!("{line}\n"));
        let report = examine(&inputs(&alone.collect::<String>(), Some(&offer.after)), &Question::default());
        assert_eq!(grave(&report.problems), [], "{host}");
        assert!(report.refusal().is_none(), "{host}");
    }
}

/// A network that is planned breaks later, is named as what will come, and the change is made now.
#[test]
fn a_planned_network_is_kept_clear_before_it_comes() {
    for (says, line) in [
        ("a weekday", "172.16.0.0/12 new VPC, from Monday\n"),
        ("the VPN", "172.16.0.0/12 office, when the VPN is up\n"),
        ("a word", "172.16.0.0/12 vpc-b (planned)\n"),
        ("Chinese", "172.16.0.0/12 新 VPC，下周一上线\n"),
        ("the VPN in Chinese", "172.16.0.0/12 办公网（连上 VPN 后）\n"),
    ] {
        let texts = BTreeMap::from([
            (Slot::Networks, line.to_owned()),
            (Slot::Routes, "172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n".to_owned()),
        ]);
        let report = examine(&Inputs { texts, ..Inputs::default() }, &Question::default());
        let found = report.problems.iter().find(|problem| problem.code == Code::BridgeCoversNetwork).expect(says);
        assert_eq!(found.severity, Severity::WillBreak, "{says}");
        assert!(found.details.iter().any(|detail| detail.key == "finding.planned"), "{says}");
        let range = report.plan.offer.and_then(|offer| offer.candidate).expect(says).range;
        assert!(!net::overlaps(range, "172.16.0.0/12".parse().expect("a prefix")), "{says}");
    }
}

/// A range typed by hand is used if it is safe, else refused with the reason.
#[test]
fn a_typed_range_is_checked() {
    for (range, reason) in [
        ("10.200.0.0/16", None),
        ("172.16.0.0/12", Some("plan.no.range-claimed")),
        ("170.26.0.0/16", Some("plan.no.range-public")),
        ("100.64.0.0/16", Some("plan.no.range-special")),
        ("10.200.0.0/30", Some("plan.no.range-small")),
        ("fd00:1::/64", Some("plan.no.range-v6")),
    ] {
        let texts = BTreeMap::from([(Slot::Networks, "172.16.0.0/12 vpc\n".to_owned())]);
        let range: IpNet = range.parse().expect("a prefix");
        let question = Question { wish: Wish { range: Some(range), ..Wish::default() }, ..Question::default() };
        let plan = examine(&Inputs { texts, ..Inputs::default() }, &question).plan;
        assert_eq!(plan.no_offer.map(|message| message.key.into_owned()), reason.map(str::to_owned), "{range}");
        let used = plan.offer.and_then(|offer| offer.candidate).map(|candidate| candidate.range);
        assert_eq!(used, reason.is_none().then_some(range), "{range}");
    }
}

/// A range that a flag sets moves into the file, and the unit starts dockerd without it: a key in both places stops it.
#[test]
fn flags_of_the_unit_move_into_the_file() {
    let unit =
        "$ systemctl cat docker\n[Service]\nExecStart=/usr/sbin/dockerd -H fd:// --bip=172.17.0.1/16 --mtu=1400\n";
    for (says, file) in [("no file", None), ("a file", Some("{\n  \"log-driver\": \"json-file\"\n}\n"))] {
        let mut texts = BTreeMap::from([
            (Slot::Networks, "172.16.0.0/12 vpc\n".to_owned()),
            (Slot::Routes, "172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n".to_owned()),
            (Slot::Any, unit.to_owned()),
        ]);
        texts.extend(file.map(|file| (Slot::DaemonJson, file.to_owned())));
        let report = examine(&Inputs { texts, ..Inputs::default() }, &Question::default());
        let offer = report.plan.offer.expect(says);
        assert!(offer.starts && offer.after.contains("\"bip\""), "{says}: {}", offer.after);
        let commands: Vec<_> = offer.steps.iter().flat_map(|step| &step.commands).collect();
        let write = commands.iter().find(|command| command.contains("ExecStart=/usr/sbin/dockerd")).expect(says);
        assert!(write.contains("--mtu=1400") && !write.contains("--bip"), "{says}: {write}");
        let back = &offer.steps.last().expect(says).commands;
        assert!(back.iter().any(|command| command.contains("$SUDO rm -f /etc/systemd")), "{says}: {back:?}");
        // The flag comes back, so the old file must not set it too.
        assert!(!back.iter().any(|command| command.contains("\"bip\"")), "{says}: {back:?}");
    }
}

/// Engines parse, or every host above would be one of the newest.
#[test]
fn the_engines_are_releases() {
    assert!(ENGINES.iter().all(|engine| engine.parse::<Version>().is_ok_and(|version| version.to_string() == *engine)));
}
