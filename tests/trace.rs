//! Holds the trace against the kernel: random addresses, routes, tables and rules are put into network namespaces, what
//! `ip route show table all` and `ip rule` print of them is read as a paste, and the choice of the trace is compared with
//! `ip route get fibmatch` for ten thousand packets, with and without marks, sources and incoming interfaces.
//!
//! Needs Linux, iproute2 and the right to make network namespaces. Where they are missing it fails, unless
//! `NONOVERLAP_NO_NETNS=1` says that this is known. `NONOVERLAP_SEED` takes another sequence of random worlds.

#![allow(clippy::expect_used, reason = "a test that cannot build its world fails by saying so")]

#[path = "kernel/random.rs"]
mod random;
#[path = "kernel/rules.rs"]
mod rules;
#[path = "kernel/world.rs"]
mod world;

use std::env;
use std::process::ExitCode;

use nonoverlap::facts::{Facts, Told, facts};
use nonoverlap::read::{RouteType, read};
use nonoverlap::text::{Slot, Source as Text};
use nonoverlap::trace::fib::Fib;
use nonoverlap::trace::{End, Verdict, trace};
use random::Random;
use world::{Answer, Lookup, World};

/// Worlds of each family, and packets in each world: 10,000 in all.
const WORLDS: [(bool, usize); 2] = [(true, 60), (false, 20)];
const LOOKUPS: usize = 125;

fn main() -> ExitCode {
    if !world::namespaces_are_permitted() {
        return without_namespaces();
    }
    let seed = env::var("NONOVERLAP_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut random = Random::new(seed);
    let (mut passed, mut failed) = (0, 0);
    for (is_v4, count) in WORLDS {
        for _ in 0..count {
            let differences = compare(&World::random(&mut random, is_v4, LOOKUPS));
            failed += differences.len();
            passed += LOOKUPS - differences.len();
            for difference in &differences {
                println!("{difference}");
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn without_namespaces() -> ExitCode {
    let all: usize = WORLDS.iter().map(|(_, count)| count * LOOKUPS).sum();
    if env::var("NONOVERLAP_NO_NETNS").is_ok_and(|value| value == "1") {
        println!("0 passed, 0 failed, {all} skipped: no network namespaces here (NONOVERLAP_NO_NETNS=1)");
        return ExitCode::SUCCESS;
    }
    println!("network namespaces are not permitted here (`unshare -n ip link`); NONOVERLAP_NO_NETNS=1 skips this test");
    println!("0 passed, {all} failed");
    ExitCode::FAILURE
}

/// Every packet for which the trace and the kernel differ, each described.
fn compare(world: &World) -> Vec<String> {
    let seen = world.run();
    let mut facts = facts(&read(&Text::new(Slot::Any, seen.dump.clone()), None).0, &[], Told::default());
    facts.rules = rules::rules(&seen.dump, world.lookups[0].packet.target.is_ipv6());
    let differs = |(lookup, kernel): (&Lookup, &Answer)| {
        let own = answer(&facts, lookup);
        let verdict = verdict_fits(&facts, lookup, kernel);
        (own != *kernel || !verdict).then(|| {
            let command = lookup.command();
            format!("{command}\n  kernel: {kernel:?}\n  trace:  {own:?}, verdict fits: {verdict}\n{}", seen.dump)
        })
    };
    world.lookups.iter().zip(&seen.answers).filter_map(differs).collect()
}

/// What the trace chooses, in the kernel's terms.
fn answer(facts: &Facts, lookup: &Lookup) -> Answer {
    let fib = Fib::new(facts, lookup.packet.target);
    let error = |text: &str| Answer::Error(text.to_owned());
    match fib.decide(&lookup.packet).end {
        End::Nothing | End::Refused(RouteType::Unreachable) => error("Network is unreachable"),
        End::Refused(RouteType::Prohibit) => error("Permission denied"),
        End::Refused(_) => error("Invalid argument"),
        End::Unknown(why) => Answer::Error(format!("unknown: {why:?}")),
        End::Route(entry) => match entry.route.kind {
            RouteType::Blackhole => error("Invalid argument"),
            RouteType::Prohibit => error("Permission denied"),
            RouteType::Unreachable => error("No route to host"),
            _ => Answer::of(&entry.route),
        },
    }
}

/// Whether the verdict for a program on the host says what the kernel says.
fn verdict_fits(facts: &Facts, lookup: &Lookup, kernel: &Answer) -> bool {
    if !lookup.is_plain() {
        return true;
    }
    let verdict = trace(facts, lookup.packet.target).from_host.verdict;
    match kernel {
        Answer::Error(text) => match text.as_str() {
            "Network is unreachable" => verdict == Verdict::NetworkUnreachable,
            "Permission denied" => verdict == Verdict::PermissionDenied,
            "Invalid argument" => verdict == Verdict::InvalidArgument,
            _ => verdict == Verdict::NoRouteToHost,
        },
        Answer::Route { kind, .. } => match kind.as_str() {
            "local" | "anycast" => verdict == Verdict::Host,
            "broadcast" | "multicast" => verdict == Verdict::NetworkUnreachable,
            _ => verdict == kernel.verdict_of_unicast(),
        },
    }
}
