//! Many hosts that are to have one configuration: each on its own, and one range that suits them all.

use ipnet::IpNet;

use crate::examine::{Inputs, Question, Report, examine};
use crate::facts::Role;
use crate::plan::Wish;
use crate::problem::{Message, Severity};
use crate::read;
use crate::text::{Slot, Source};

/// A wider route holds more than any one network: it is each host's own matter.
const WIDEST: u8 = 8;

/// A host of the fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// What it is called.
    pub name: String,
    /// What was collected on it.
    pub inputs: Inputs,
    /// The answer for it alone.
    pub report: Report,
}

/// One configuration for all hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Together {
    /// No host has anything to change.
    Clear,
    /// The plan of this answer, made from the networks in use on all hosts, has a file that every one of them takes.
    Fixed(Box<Report>),
    /// No range suits all: the reason, and the host it comes from where it comes from one.
    None {
        /// The host that refuses the last range tried.
        host: Option<String>,
        /// Its reason.
        reason: Message,
    },
}

/// Looks for one file that every host takes. Each range is tried on each host as if it had been typed there, so that what is
/// said of it rests on the same judgement as the fix of a single host.
pub fn together(members: &[Member], question: &Question) -> Together {
    let is_in_trouble = |report: &Report| report.problems.iter().any(|problem| problem.severity < Severity::Risk);
    if !members.iter().any(|member| member.report.plan.offer.is_some() || is_in_trouble(&member.report)) {
        return Together::Clear;
    }
    let question = Question {
        // What the oldest engine takes, the newer ones take too.
        engine: question.engine.or_else(|| members.iter().map(|member| member.report.engine).min()),
        // No host of them all has networks of its own here: the plan is asked for, as on a new host.
        wish: Wish {
            networks: question.wish.networks.or(u32::try_from(question.look_ahead).ok()),
            ..question.wish.clone()
        },
        ..question.clone()
    };
    let texts = [(Slot::Networks, networks(members)), (Slot::DaemonJson, shared_file(members).unwrap_or_default())];
    let inputs =
        Inputs { texts: texts.into_iter().filter(|(_, text)| !text.is_empty()).collect(), ..Inputs::default() };
    let joint = examine(&inputs, &question);
    match &joint.plan.no_offer {
        Some(reason) => Together::None { host: None, reason: reason.clone() },
        None => first_that_suits(members, &inputs, &question, &joint),
    }
}

fn first_that_suits(members: &[Member], inputs: &Inputs, question: &Question, joint: &Report) -> Together {
    let mut refused = Together::None { host: None, reason: Message::new("fleet.no-range") };
    for candidate in &joint.plan.candidates {
        let wished = with_range(question, candidate.range);
        let refusal = |member: &Member| refusal(member, &wished).map(|reason| (member.name.clone(), reason));
        match members.iter().find_map(refusal) {
            Some((host, reason)) => refused = Together::None { host: Some(host), reason },
            None => return Together::Fixed(Box::new(judged(examine(inputs, &wished)))),
        }
    }
    refused
}

/// What the joint answer warns of is what it was not given; the hosts' own answers rest on all of it.
fn judged(mut joint: Report) -> Report {
    joint.plan.offer.iter_mut().for_each(|offer| offer.cautions.clear());
    joint
}

fn with_range(question: &Question, range: IpNet) -> Question {
    Question { wish: Wish { range: Some(range), choice: 0, ..question.wish.clone() }, ..question.clone() }
}

/// Why a host cannot take the range; `None` where it can.
fn refusal(member: &Member, wished: &Question) -> Option<Message> {
    let report = examine(&member.inputs, &Question { engine: Some(member.report.engine), ..wished.clone() });
    match (report.plan.offer, report.plan.no_offer) {
        (Some(offer), _) if offer.starts => None,
        (_, reason) => Some(reason.unwrap_or(Message::new("fleet.does-not-start"))),
    }
}

/// The daemon.json, where all hosts have the same. Where they differ the joint file holds the addresses alone.
fn shared_file(members: &[Member]) -> Option<String> {
    let mut files = members.iter().map(file);
    let first = files.next()??;
    files.all(|file| file.as_deref().map(str::trim) == Some(first.trim())).then_some(first)
}

fn file(member: &Member) -> Option<String> {
    let span = member.report.facts.config.as_ref()?.file?;
    let source = Source::new(span.slot, member.inputs.texts.get(&span.slot)?.as_str());
    Some(read::file_text(&source, span).into_owned())
}

/// What is in use on any host, a line each with the host's name.
fn networks(members: &[Member]) -> String {
    let lines = members.iter().flat_map(|member| {
        let used = member.report.facts.networks.iter();
        let used = used.filter(|network| network.role != Role::Blocked && network.net.prefix_len() >= WIDEST);
        used.map(|network| format!("{} {}\n", network.net, member.name))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, paste: &str) -> Member {
        let inputs = Inputs { texts: [(Slot::Any, paste.to_owned())].into(), ..Inputs::default() };
        let report = examine(&inputs, &Question::default());
        Member { name: name.to_owned(), inputs, report }
    }

    const BRIDGE: &str = "172.17.0.0/16 dev docker0 scope link src 172.17.0.1\n";

    #[test]
    fn a_fleet_without_trouble_has_nothing_to_change() {
        let quiet = format!("default via 192.168.7.1 dev eth0\n192.168.7.0/24 dev eth0 scope link\n{BRIDGE}");
        assert_eq!(together(&[member("a", &quiet), member("b", &quiet)], &Question::default()), Together::Clear);
    }

    #[test]
    fn the_range_for_all_is_free_on_every_host() {
        let hosts: Vec<Member> = (0..20)
            .map(|at| {
                let taken = format!(
                    "10.{}.0.0/14 via 192.168.7.1 dev eth0\n172.17.{at}.0/24 via 192.168.7.1 dev eth0\n",
                    at * 12
                );
                member(&format!("host-{at}"), &(taken + "192.168.7.0/24 dev eth0 scope link\n" + BRIDGE))
            })
            .collect();
        let Together::Fixed(joint) = together(&hosts, &Question::default()) else { panic!("there is room") };
        let offer = joint.plan.offer.expect("a file");
        let range = offer.candidate.expect("a range").range;
        for host in &hosts {
            let is_free = |net: &IpNet| !crate::net::overlaps(*net, range);
            assert!(host.report.facts.networks.iter().all(|network| is_free(&network.net)), "{} {range}", host.name);
        }
        assert!(offer.after.contains("bip"));
    }

    #[test]
    fn a_host_without_room_is_named() {
        let full = "10.0.0.0/8 via 10.9.9.1 dev eth0\n172.16.0.0/12 via 10.9.9.1 dev eth0\n192.168.0.0/16 via 10.9.9.1 dev eth0\n";
        let hosts = [member("roomy", BRIDGE), member("full", &(full.to_owned() + BRIDGE))];
        assert!(matches!(together(&hosts, &Question::default()), Together::None { .. }));
    }

    #[test]
    fn one_file_of_all_is_kept_and_changed() {
        let file = "{\n  \"log-driver\": \"local\"\n}\n";
        let clash = format!("172.17.48.0/20 via 192.168.7.1 dev eth0\n{BRIDGE}{file}");
        let Together::Fixed(joint) = together(&[member("a", &clash), member("b", &clash)], &Question::default()) else {
            panic!("there is room")
        };
        assert!(joint.plan.offer.expect("a file").after.contains("\"log-driver\": \"local\""));
    }
}
