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
use std::fmt::Write;

use ipnet::IpNet;
use nonoverlap::net::{self, AddrSet};
use nonoverlap::plan::Wish;
use nonoverlap::problem::{Code, Severity};
use nonoverlap::text::Slot;
use nonoverlap::{Inputs, Question, Report, examine};

#[path = "common/fixed.rs"]
mod fixed;
#[path = "plan/hosts.rs"]
mod hosts;
#[path = "plan/promises.rs"]
mod promises;
#[path = "kernel/random.rs"]
mod random;

use promises::{Case, broken_promises, grave, in_use};
use random::Random;

/// Releases with rules of their own.
const ENGINES: &[&str] = &["20.10.24", "26.1.5", "28.5.2", "29.7.2"];

/// Hosts for each release, unless `NONOVERLAP_HOSTS` says otherwise.
const HOSTS: u64 = 5_000;

/// What came of some hosts.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn of(engine: &str, seeds: impl Iterator<Item = u64>) -> Self {
        let mut tally = Self::default();
        for seed in seeds {
            let host = hosts::host(seed, engine);
            let report = examine(&host.inputs, &host.question);
            let case = Case { inputs: &host.inputs, question: &host.question, report: &report };
            let (mut wrong, kinds) = broken_promises(&case);
            wrong.extend(dropped(&host, &report));
            for class in host.classes.iter().chain(&kinds) {
                *tally.counts.entry((*class).to_owned()).or_default() += 1;
            }
            tally.wrong.extend(wrong.into_iter().map(|why| format!("{engine}:{seed}: {why}")));
        }
        tally
    }

    fn add(&mut self, other: Self) {
        for (class, count) in other.counts {
            *self.counts.entry(class).or_default() += count;
        }
        self.wrong.extend(other.wrong);
    }
}

/// Nothing that the user has is dropped: the file is seen and keeps its keys, and every address of the host is known.
fn dropped(host: &hosts::Host, report: &Report) -> Vec<String> {
    let known = |own: &IpNet| report.facts.addresses.iter().any(|address| address.address == own.addr());
    let unseen = host.own.iter().filter(|own| !known(own)).map(|own| format!("the host's own {own} is not known"));
    let after = report.plan.offer.as_ref().map(|offer| offer.after.as_str());
    let after = after.filter(|text| !text.is_empty()).map(serde_json::from_str::<serde_json::Value>);
    let lost = match after {
        None => Vec::new(),
        Some(Err(error)) => vec![format!("the offered file is no JSON: {error}")],
        Some(Ok(file)) => {
            let lost = host.keys.iter().filter(|key| file.get(key).is_none());
            lost.map(|key| format!("the offered file lost `{key}`")).collect()
        }
    };
    unseen.chain(lost).collect()
}

/// Every host of a release, spread over the processors.
fn tally(engine: &str, hosts: u64) -> Tally {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    std::thread::scope(|scope| {
        let begin = |at: u64| move || Tally::of(engine, (at..hosts).step_by(usize::try_from(threads).expect("few")));
        let workers: Vec<_> = (0..threads).map(|at| scope.spawn(begin(at))).collect();
        workers.into_iter().fold(Tally::default(), |mut all, worker| {
            all.add(worker.join().expect("a worker ends"));
            all
        })
    })
}

#[test]
fn a_fix_keeps_what_it_promises() {
    let hosts = std::env::var("NONOVERLAP_HOSTS").ok().map_or(HOSTS, |text| text.parse().expect("a number"));
    let mut wrong = Vec::new();
    for engine in ENGINES {
        let tally = tally(engine, hosts);
        println!("{engine}: {hosts} hosts, {} broken promises", tally.wrong.len());
        for (class, count) in &tally.counts {
            println!("  {count:6} {class}");
        }
        let fixes = tally.counts.get("= a fix").copied().unwrap_or_default();
        assert!(fixes as u64 * 2 > hosts, "only {fixes} fixes for {engine}");
        wrong.extend(tally.wrong);
    }
    assert!(wrong.is_empty(), "{} broken:\n{}", wrong.len(), wrong[..wrong.len().min(100)].join("\n"));
}

/// One host of those above, to look at: `NONOVERLAP_HOST=29.7.2:17`.
#[test]
fn one_host_is_shown() {
    let Ok(name) = std::env::var("NONOVERLAP_HOST") else { return };
    let (engine, seed) = name.split_once(':').expect("a release and a seed");
    let host = hosts::host(seed.parse().expect("a seed"), engine);
    let report = examine(&host.inputs, &host.question);
    let mut out = format!("{:?}\n", host.question.wish);
    for (slot, text) in &host.inputs.texts {
        write!(out, "== {slot:?}\n{text}").expect("a string takes text");
    }
    if let Some(offer) = &report.plan.offer {
        writeln!(out, "== offer\n{}{:?}\nstarts {}", offer.after, offer.candidate, offer.starts).expect("text");
        for caution in &offer.cautions {
            writeln!(out, "caution {caution:?}").expect("text");
        }
        for network in &offer.recreate {
            writeln!(out, "again {} {} {:?}", network.name, network.subnet, network.commands).expect("text");
        }
        for companion in &offer.companions {
            writeln!(out, "companion {}\n{}", companion.name, companion.text).expect("text");
        }
        writeln!(out, "back {:?}", offer.steps.last().map(|step| &step.commands)).expect("text");
    }
    writeln!(out, "{:?}", report.plan.no_offer).expect("text");
    for problem in &report.problems {
        writeln!(out, "{:?} {:?} {:?}", problem.code, problem.severity, problem.clashes).expect("text");
    }
    let case = Case { inputs: &host.inputs, question: &host.question, report: &report };
    println!("{out}{:#?}{:#?}", broken_promises(&case), dropped(&host, &report));
}

/// A few private networks, often where Docker's own lie.
fn networks(random: &mut Random) -> String {
    let mut prefix = || match random.below(3) {
        0 => format!("172.{}.0.0/{}", 16 + random.below(16), random.pick(&[12, 14, 16, 16, 20])),
        1 => format!("192.168.{}.0/{}", random.below(256), random.pick(&[20, 24, 24])),
        _ => format!("10.{}.0.0/{}", random.below(256), random.pick(&[9, 16, 16])),
    };
    (0..4).map(|at| format!("{} net-{at}\n", prefix().parse::<IpNet>().expect("a prefix").trunc())).collect()
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
