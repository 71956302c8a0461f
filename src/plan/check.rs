//! The plan examines itself: the facts as they will be once the steps are done, judged like any paste.

use std::cell::OnceCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use ipnet::IpNet;

use super::course::Course;
use super::draft::Draft;
use super::trouble::Trouble;
use crate::analysis::{self, Context};
use crate::docker::config::keys::long_flag;
use crate::facts::interfaces::first_address;
use crate::facts::{ConfigFact, DockerSubnet, Facts, State};
use crate::text::{Slot, Span};

/// What is wrong with the host as it is once the steps went as `course` says, with `after` for its file: every finding that a
/// file can cure.
pub(super) fn trouble(context: Context<'_>, draft: &Draft, course: &Course, after: &str) -> Trouble {
    // Without a file there is nothing to refuse; 20.10 does refuse an empty one.
    let text = if after.is_empty() { "{}" } else { after };
    let (mut problems, judgement) = (Vec::new(), OnceCell::new());
    _ = then(context, draft, course, &mut |then| {
        let judgement = judgement.get_or_init(|| analysis::judge(then.facts, text, then.engine));
        problems.extend(analysis::curable(Context { judgement: Some(judgement), ..then }));
        ControlFlow::Continue(())
    });
    Trouble::of(&problems)
}

/// Whether anything is wrong then, whatever the text of the file: the first finding tells.
pub(super) fn is_troubled(context: Context<'_>, draft: &Draft, course: &Course) -> bool {
    let context = Context { judgement: None, ..context };
    let first = |then: Context<'_>| match analysis::each_curable(then).find(Trouble::counts) {
        Some(_) => ControlFlow::Break(()),
        None => ControlFlow::Continue(()),
    };
    then(context, draft, course, &mut |then| first(then)).is_break()
}

/// Shows the host as it is after the steps, and after the next start of dockerd where that is something else.
fn then(
    context: Context<'_>,
    draft: &Draft,
    course: &Course,
    look: &mut dyn FnMut(Context<'_>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let facts = &facts_after(context.facts, draft, course);
    let survey = context.survey.after(context.facts, facts);
    let survey = survey.as_ref().unwrap_or(context.survey);
    let mut at = |prediction| look(Context { facts, survey, prediction, ..context });
    at(&course.prediction)?;
    course.later().map_or(ControlFlow::Continue(()), at)
}

fn facts_after(facts: &Facts, draft: &Draft, course: &Course) -> Facts {
    let mut after = facts.clone();
    let bridge = course.docker0.iter().copied().find(|net| net.addr().is_ipv4());
    let starts = course.prediction.refusal.is_none();
    let subnets = std::mem::take(&mut after.docker).into_iter().enumerate();
    after.docker = subnets.filter_map(|(at, subnet)| again(facts, draft, course, at, subnet)).collect();
    if starts {
        after.docker.extend(bridge.map(|net| docker0(net, draft, facts)));
    }
    after.docker.extend(bridge_v6(draft).map(|net| docker0(net, draft, facts)));
    after.config = Some(Rc::new(config_after(facts, draft)));
    after.given.config = true;
    after
}

/// What becomes of a subnet: it stays, another takes its place, or it goes. docker0's comes anew from the course.
fn again(facts: &Facts, draft: &Draft, course: &Course, at: usize, subnet: DockerSubnet) -> Option<DockerSubnet> {
    if subnet.is_default_bridge() {
        let replaced = course.prediction.refusal.is_none() && subnet.net.addr().is_ipv4();
        return (!replaced && !is_unset(&subnet, draft)).then_some(subnet);
    }
    match course.made.iter().find(|made| made.at == at) {
        Some(made) => Some(DockerSubnet { net: made.subnet, gateway: None, state: State::Exists, ..subnet }),
        None => (!course.is_gone(facts, &subnet)).then_some(subnet),
    }
}

/// Entries that only the old configuration made.
fn is_unset(subnet: &DockerSubnet, draft: &Draft) -> bool {
    let is_v6 = subnet.net.addr().is_ipv6();
    let rewritten = draft.changes.iter().any(|(key, _)| matches!(key.as_str(), "fixed-cidr-v6" | "bip6"));
    (is_v6 && rewritten) || (subnet.state != State::Exists && !is_v6 && draft.config.bridge.is_some())
}

fn bridge_v6(draft: &Draft) -> Option<IpNet> {
    let rewritten = draft.changes.iter().any(|(key, _)| matches!(key.as_str(), "fixed-cidr-v6" | "bip6"));
    let text = draft.config.bip6.as_deref().or(draft.config.fixed_cidr_v6.as_deref()).filter(|_| rewritten)?;
    let is_on = draft.config.ipv6.unwrap_or(false);
    text.parse::<IpNet>().ok().map(|net| net.trunc()).filter(|_| is_on)
}

fn docker0(net: IpNet, draft: &Draft, facts: &Facts) -> DockerSubnet {
    let written = draft.bip().map(|bip| bip.addr()).filter(|address| net.contains(address));
    DockerSubnet {
        net,
        name: "docker0".to_owned(),
        interface: Some("docker0".to_owned()),
        state: State::Exists,
        driver: None,
        project: None,
        ingress: false,
        container: None,
        gateway: written.or_else(|| Some(first_address(net))),
        spans: vec![place(facts)],
    }
}

/// The configuration as the findings look at it. Places are of no matter here: nothing is quoted from the new file.
fn config_after(facts: &Facts, draft: &Draft) -> ConfigFact {
    let old = facts.config.as_deref();
    let span = place(facts);
    let config = draft.config.clone();
    let stays = |name: &str| !draft.flags_moved.iter().any(|moved| moved == long_flag(name));
    let mut keys = old.map(|fact| fact.keys.clone()).unwrap_or_default();
    keys.extend(draft.changes.iter().map(|(key, _)| (key.clone(), span)));
    ConfigFact {
        cut: false,
        pools: vec![span; config.pools.len()],
        config,
        file: Some(span),
        keys,
        resolvers: old.map(|fact| fact.resolvers.clone()).unwrap_or_default(),
        settings: old.map(|fact| fact.settings.clone()).unwrap_or_default(),
        flags: old.into_iter().flat_map(|fact| &fact.flags).filter(|(name, ..)| stays(name)).cloned().collect(),
    }
}

fn place(facts: &Facts) -> Span {
    let file = facts.config.as_ref().and_then(|fact| fact.file);
    file.unwrap_or(Span { slot: Slot::DaemonJson, start: 0, end: 0 })
}
