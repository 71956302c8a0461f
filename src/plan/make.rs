//! Makes the plan: tries the smallest change first, looks what is left of the trouble, and takes the first change that
//! leaves the least.

use std::cell::{LazyCell, OnceCell};

use ipnet::IpNet;

use super::check;
use super::choose::{self, Choice};
use super::claims::Claims;
use super::course::{Course, Start, course};
use super::draft::{self, Draft, Ground, OldPools, Scope};
use super::edit::{self, File, Rewrite};
use super::layouts::{Space, layouts};
use super::need::{self, Need};
use super::trouble::{Trouble, Weight};
use super::{Candidate, Offer, Plan, Wish, blocked, companions, recreate, several, steps, withheld};
use crate::analysis::{self, Context};
use crate::docker::config::class;
use crate::docker::platform::Settings;
use crate::docker::{self, Config};
use crate::facts::{Facts, State};
use crate::net::{self, AddrSet};
use crate::problem::{Arg, Clash, Code, Message, Problem, Severity};
use crate::read::json::Parsed;
use crate::read::{Document, Item};
use crate::text::Source;

/// What a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// What the findings saw.
    pub context: Context<'a>,
    /// Every finding.
    pub problems: &'a [Problem],
    /// How the boxes were read.
    pub documents: &'a [Document],
    /// The boxes.
    pub sources: &'a [Source],
}

/// The smallest change that is safe. The host as it will be is judged like any; nothing is offered that this does not confirm.
pub fn plan(situation: Situation<'_>, wish: &Wish) -> Plan {
    let trouble = Trouble::of(situation.problems);
    if trouble.is_empty() && !asks(wish) {
        let of_neighbour = |problem: &Problem| problem.code == Code::NeighbourCoversNetwork;
        let failure = analysis::unexplained(situation.context, situation.problems);
        let reason = match failure {
            Some(_) => "plan.no.failure",
            None if situation.problems.iter().any(of_neighbour) => "plan.no.neighbour",
            None => "plan.no.need",
        };
        return Plan { no_offer: Some(Message::new(reason)), ..Plan::default() };
    }
    let home = situation.context.facts.platform.platform.home();
    if home.settings == Settings::Fixed {
        let reason = Message::new("plan.no.fixed").with("product", Arg::Text(home.product.to_owned()));
        return Plan { no_offer: Some(reason), ..Plan::default() };
    }
    let leaving: Vec<IpNet> = trouble.leaving.iter().copied().collect();
    let claims = Claims::of(situation.context, &leaving);
    let rejected = choose::rejected(&claims);
    let need = match Need::of(wish, situation.context.facts) {
        Ok(need) => need,
        Err(reason) => return Plan { no_offer: Some(reason), rejected, ..Plan::default() },
    };
    let file = file(situation);
    let context = situation.context;
    let docker0 = draft::docker0(context.facts, &context.prediction.docker0);
    let start = Start::of(context, &leaving);
    let masked = docker::masked(context.engine, start.host);
    let enough = wish.networks.map_or(context.look_ahead as u64, u64::from);
    let work = Work { situation, trouble, claims, masked, start, enough, need, file, docker0, leaving };
    Plan { rejected, ..work.plan(wish) }
}

/// Whether the user asks for something else than the default.
fn asks(wish: &Wish) -> bool {
    wish.networks.is_some() || wish.size.is_some() || wish.range.is_some()
}

/// The daemon.json of the paste: the last one, as the facts have it.
fn file(situation: Situation<'_>) -> File {
    let found = || {
        let span = situation.context.facts.config.as_ref()?.file?;
        let source = situation.sources.iter().find(|source| source.slot() == span.slot)?;
        let here = situation.documents.iter().filter(|document| document.span.slot == span.slot);
        // A document has the lines of a terminal around the file too.
        let is_within = |document: &Document, parsed: &Parsed<'_>| {
            let place = parsed.root.as_ref().map_or(document.span, |root| root.span);
            span.start <= place.start && place.end <= span.end
        };
        let mut parsed = here.flat_map(|document| document.items.iter().map(move |item| (document, item))).filter_map(
            |(document, item)| match item {
                Item::Daemon(parsed) if is_within(document, parsed) => Some(parsed),
                _ => None,
            },
        );
        Some(File::of(source, span, parsed.next_back()?))
    };
    found().unwrap_or_else(File::empty)
}

/// What the new file cannot hold, because the paste does not show it.
fn unknown_keys(facts: &Facts) -> Option<Message> {
    let fact = facts.config.as_ref();
    if fact.is_some_and(|fact| fact.cut) {
        return Some(Message::new("plan.caution.file-cut"));
    }
    let is_known = facts.given.no_file || fact.is_some_and(|fact| fact.file.is_some());
    (!is_known).then(|| Message::new("plan.caution.no-file"))
}

/// dockerd's path, from the line that starts it.
fn program(situation: Situation<'_>) -> String {
    const USUAL: &str = "/usr/bin/dockerd";
    let shown = || {
        let (.., flag) = situation.context.facts.config.as_ref()?.flags.first()?;
        let source = situation.sources.iter().find(|source| source.slot() == flag.slot)?;
        let above = source.text().get(..flag.start as usize)?;
        let mut words = above.split(|c: char| c.is_whitespace() || c == '=');
        words.rfind(|word| word.starts_with('/') && word.ends_with("/dockerd"))
    };
    shown().unwrap_or(USUAL).to_owned()
}

/// All that the attempts share.
struct Work<'a> {
    situation: Situation<'a>,
    trouble: Trouble,
    claims: Claims<'a>,
    /// What the engine's own rules keep its pools from.
    masked: AddrSet,
    /// The host before the steps.
    start: Start<'a>,
    /// How many networks beside docker0 are enough.
    enough: u64,
    need: Need,
    file: File,
    docker0: Option<IpNet>,
    leaving: Vec<IpNet>,
}

/// A change that was tried.
struct Attempt {
    scope: Scope,
    choice: Option<Choice>,
    draft: Draft,
    /// How the steps go, and what the engine does then.
    course: Course,
    /// The new file and what is wrong with it in place, once it is asked: most attempts are given up before.
    seen: OnceCell<(Rewrite, Trouble)>,
}

impl Work<'_> {
    fn plan(&self, wish: &Wish) -> Plan {
        let refused = wish.range.and_then(|range| need::refused(&self.claims, range.trunc()));
        let wish = if refused.is_some() { &Wish { range: None, ..wish.clone() } } else { wish };
        let attempts = self.attempts(wish);
        let candidates: Vec<_> = attempts.iter().filter_map(|attempt| self.candidate(attempt)).collect();
        let (offer, no_offer) = match (refused, attempts.get(wish.choice).or_else(|| attempts.first())) {
            (Some(reason), _) => (None, Some(reason)),
            (None, Some(attempt)) => (Some(self.offer(attempt)), None),
            (None, None) => (None, Some(self.no_offer(wish))),
        };
        Plan { offer, no_offer, candidates, rejected: Vec::new() }
    }

    /// The attempts worth showing, best first: the smallest scope that leaves the least trouble, with each of its ranges.
    fn attempts(&self, wish: &Wish) -> Vec<Attempt> {
        let of = |scope| LazyCell::new(move || layouts(self.space(), scope, wish));
        // Networks move alone into the ranges into which they move with docker0.
        let (alone, together) = (of(Scope::Bip), of(Scope::Both));
        let layouts = |scope| match scope {
            Scope::Repair => vec![None],
            Scope::Bip => alone.clone(),
            Scope::Pools | Scope::Both => together.clone(),
        };
        let mut tried = Vec::new();
        'scopes: for &scope in scopes(wish, self.need) {
            for choice in layouts(scope) {
                let Some(attempt) = self.attempt(scope, choice).filter(|attempt| !self.is_useless(attempt)) else {
                    continue;
                };
                if self.is_clean(&attempt) {
                    tried = vec![attempt];
                    break 'scopes;
                }
                tried.push(attempt);
            }
        }
        let best = tried.into_iter().min_by_key(|attempt| self.weight(attempt));
        let Some(best) = best.filter(|best| self.is_worth_it(self.weight(best), wish)) else { return Vec::new() };
        let weight = self.weight(&best);
        let others = layouts(best.scope).into_iter().filter(|choice| *choice != best.choice);
        let others: Vec<_> = others
            .filter_map(|choice| self.attempt(best.scope, choice))
            .filter(|other| self.weight(other) <= weight)
            .take(2)
            .collect();
        std::iter::once(best).chain(others).collect()
    }

    fn space(&self) -> Space<'_> {
        let enough = self.enough + self.start.again();
        Space { claims: &self.claims, masked: &self.masked, need: self.need, enough }
    }

    /// The new file of an attempt, and what is wrong with it in place.
    fn seen<'a>(&self, attempt: &'a Attempt) -> &'a (Rewrite, Trouble) {
        attempt.seen.get_or_init(|| {
            let Attempt { draft, course, .. } = attempt;
            let rewrite = edit::rewrite(&self.file, &draft.changes);
            let trouble = check::trouble(self.situation.context, draft, course, &rewrite.after);
            (rewrite, trouble)
        })
    }

    fn weight(&self, attempt: &Attempt) -> Weight {
        let Attempt { course, .. } = attempt;
        let before = self.bridges();
        let docker0 = if course.prediction.refusal.is_some() { &before } else { &course.docker0 };
        self.seen(attempt).1.weight(docker0, course.prediction.remaining, self.enough)
    }

    /// Whether nothing is wrong any more. What takes longest is looked at last.
    fn is_clean(&self, attempt: &Attempt) -> bool {
        attempt.course.prediction.remaining >= self.enough
            && !check::is_troubled(self.situation.context, &attempt.draft, &attempt.course)
            && self.weight(attempt).is_zero()
    }

    /// Whether the model of the engine starts.
    fn starts(&self, attempt: &Attempt) -> bool {
        attempt.course.prediction.refusal.is_none() && self.seen(attempt).1.refusal.is_none()
    }

    /// docker0's subnets as they are, and as the file sets them.
    fn bridges(&self) -> Vec<IpNet> {
        let docker = &self.situation.context.facts.docker;
        docker.iter().filter(|subnet| subnet.is_default_bridge()).map(|subnet| subnet.net).collect()
    }

    /// A change must leave less trouble than there is; one that was asked for must not leave more.
    fn is_worth_it(&self, after: Weight, wish: &Wish) -> bool {
        let remaining = self.situation.context.prediction.remaining;
        let before = self.trouble.weight(&self.bridges(), remaining, self.enough);
        if asks(wish) { after <= before } else { after < before }
    }

    /// New pools that give nothing have no clash, and no use.
    fn is_useless(&self, attempt: &Attempt) -> bool {
        let gives = |remaining| remaining > 0;
        let after = &attempt.course;
        let gave = gives(self.situation.context.prediction.remaining);
        let of_pools = after.made.iter().filter(|made| !made.named).count() as u64;
        let given = after.prediction.remaining + of_pools;
        attempt.scope >= Scope::Pools && gave && !gives(given) && self.starts(attempt)
    }

    fn attempt(&self, scope: Scope, choice: Option<Choice>) -> Option<Attempt> {
        let attempt = self.attempt_with(OldPools::Kept, scope, choice)?;
        let refusal = attempt.course.prediction.refusal.as_ref();
        let finds_none = refusal.is_some_and(|refusal| refusal.class == class::POOLS_EXHAUSTED);
        let has_pools = scope < Scope::Pools && !attempt.draft.config.pools.is_empty();
        let is_masked = || layouts(self.space(), Scope::Pools, &Wish::default()).is_empty();
        // Pools in the file take docker0 away at the start. 20.10, which then finds no block for it, starts without them.
        if finds_none && has_pools && is_masked() {
            return self.attempt_with(OldPools::Dropped, scope, attempt.choice);
        }
        Some(attempt)
    }

    fn attempt_with(&self, pools: OldPools, scope: Scope, choice: Option<Choice>) -> Option<Attempt> {
        let context = self.situation.context;
        let draft = draft::draft(Ground { pools, ..self.ground() }, scope, choice.as_ref())?;
        let size = choice.as_ref().map_or(self.need.size, |choice| choice.size);
        let config = self.in_effect(&draft.config);
        let course = course(&self.start, context.engine, &config, &self.claims, size);
        Some(Attempt { scope, choice, draft, course, seen: OnceCell::new() })
    }

    fn ground(&self) -> Ground<'_> {
        let context = self.situation.context;
        let (docker0, leaving) = (self.docker0, self.leaving.as_slice());
        Ground {
            facts: context.facts,
            file: &self.file,
            engine: context.engine,
            docker0,
            leaving,
            pools: OldPools::Kept,
        }
    }

    /// The settings with what the running engine says of itself and the file does not.
    fn in_effect(&self, config: &Config) -> Config {
        let live_restore = config.live_restore.or(Some(self.situation.context.facts.live_restore));
        Config { live_restore, ..config.clone() }
    }

    fn candidate(&self, attempt: &Attempt) -> Option<Candidate> {
        let choice = attempt.choice.as_ref()?;
        let bip = attempt.draft.changes.iter().any(|(key, _)| key == "bip").then(|| attempt.draft.bip()).flatten();
        // A pool of the file that was only mended is no new range.
        let pools = if attempt.scope >= Scope::Pools { attempt.draft.new_pools() } else { Vec::new() };
        let own = |bip: IpNet| choice.ranges().any(|range| range.contains(&bip));
        let course = &attempt.course;
        let networks = if pools.is_empty() {
            course.prediction.remaining
        } else {
            // The first network of the block is docker0's, unless that stays elsewhere.
            let room = choice.networks() - u64::from(bip.is_some_and(own));
            // A docker0 that stays inside the block takes more of it.
            let given = course.made.iter().filter(|made| !made.named).count() as u64;
            if self.starts(attempt) { room.min(course.prediction.remaining + given) } else { room }
        };
        let mut reasons = choice.reasons.clone();
        if !pools.is_empty() && networks < u64::from(self.need.networks) {
            let wanted = self.need.networks;
            reasons.insert(0, Message::new("plan.reason.fewer").with("networks", networks).with("wanted", wanted));
        }
        let containers = need::containers(choice.size);
        Some(Candidate { range: choice.range, bip, pools, networks, containers, reasons })
    }

    fn offer(&self, attempt: &Attempt) -> Offer {
        let (rewrite, _) = self.seen(attempt);
        let mut losses = rewrite.losses.clone();
        losses.extend(attempt.draft.losses.iter().cloned());
        let offer = Offer {
            candidate: self.candidate(attempt),
            edits: rewrite.edits.clone(),
            before: self.file.text.clone(),
            after: rewrite.after.clone(),
            losses,
            solves: Vec::new(),
            starts: self.starts(attempt),
            cautions: self.cautions(attempt),
            recreate: Vec::new(),
            steps: Vec::new(),
            companions: Vec::new(),
        };
        match self.refusal(attempt) {
            Some(refusal) => Offer { steps: vec![withheld::step(self.situation, &refusal)], ..offer },
            None => self.with_steps(attempt, offer),
        }
    }

    /// The offer with the way there and back.
    fn with_steps(&self, attempt: &Attempt, offer: Offer) -> Offer {
        let context = self.situation.context;
        let (rewrite, trouble) = self.seen(attempt);
        let job = steps::Job {
            facts: context.facts,
            engine: context.engine,
            documents: self.situation.documents,
            file: &self.file,
            draft: &attempt.draft,
            rewrite,
            course: &attempt.course,
            docker0: self.docker0,
            claims: &self.claims,
            size: attempt.choice.as_ref().map_or(self.need.size, |choice| choice.size),
            program: program(self.situation),
            record: steps::record_name(&rewrite.after),
        };
        let recreate = recreate::list(&job);
        // A subnet that is there and that no step takes away stays, whatever the file says.
        let stays = |clash: &&Clash| {
            let mut shown = context.facts.docker.iter().filter(|subnet| subnet.state == State::Exists);
            let is_made_again =
                |net: IpNet| recreate.iter().any(|again| again.subnet == net || again.also.contains(&net));
            shown.any(|subnet| subnet.net == clash.docker) && !is_made_again(clash.docker)
        };
        // A block that only a network in its place keeps from the pools comes when that network goes.
        let made = &attempt.course.made;
        let is_plugged = |clash: &&Clash| {
            self.trouble.is_coming_only(clash) && made.iter().any(|made| net::overlaps(made.subnet, clash.docker))
        };
        let solved = self.trouble.clashes.difference(&trouble.clashes);
        Offer {
            solves: solved.filter(|clash| !stays(clash) && !is_plugged(clash)).copied().collect(),
            steps: steps::steps(&job, &recreate),
            companions: companions::companions(&job, &recreate),
            recreate,
            ..offer
        }
    }

    /// What dockerd would say of the file that is offered.
    fn refusal(&self, attempt: &Attempt) -> Option<Message> {
        let by_host = || attempt.course.prediction.refusal.as_ref();
        let says = |text: &str| Message::new("analysis.engine-says").with("text", text);
        self.seen(attempt).1.refusal.clone().or_else(|| by_host().map(|refusal| says(&refusal.text)))
    }

    fn cautions(&self, attempt: &Attempt) -> Vec<Message> {
        let facts = self.situation.context.facts;
        let mut cautions = Vec::new();
        let after = &self.seen(attempt).1;
        if let Some(refusal) = self.refusal(attempt) {
            cautions.push(Message::new("plan.caution.refused").with("text", refusal));
        }
        if after.codes.contains(&Code::PoolsExhausted) {
            cautions.push(Message::new("plan.caution.exhausted"));
        }
        if !after.clashes.is_empty() {
            let pairs: Vec<Arg> = after.clashes.iter().take(4).map(pair).collect();
            let left = Message::new("plan.caution.left").with("n", after.clashes.len());
            cautions.push(left.with("pairs", Arg::List(pairs)));
        }
        let blockers = blocked::blockers(facts, &self.claims, &self.masked, after);
        if !blockers.is_empty() {
            cautions.push(Message::new("plan.caution.blocked").with("list", Arg::List(blockers)));
        }
        cautions.extend(unknown_keys(facts));
        let hosts = several::hosts(facts);
        if hosts > 1 {
            cautions.push(Message::new("plan.caution.several").with("n", hosts));
        }
        if facts.hidden_bridges() {
            let product = Arg::Text(facts.platform.platform.home().product.to_owned());
            cautions.push(Message::new("plan.caution.desktop").with("product", product));
        }
        if !facts.given.networks {
            cautions.push(Message::new("plan.caution.no-networks"));
        }
        if !facts.given.routes {
            cautions.push(Message::new("plan.caution.no-routes"));
        }
        cautions
    }

    /// Whether all that clashes are overlays, which take nothing from daemon.json.
    fn is_swarm_only(&self) -> bool {
        let grave = self.situation.problems.iter().filter(|problem| problem.severity <= Severity::WillBreak);
        let mut codes = grave.filter(|problem| !problem.clashes.is_empty()).map(|problem| problem.code).peekable();
        codes.peek().is_some() && codes.all(|code| code == Code::SwarmPoolCollides)
    }

    /// Why nothing is offered.
    fn no_offer(&self, wish: &Wish) -> Message {
        if self.is_swarm_only() {
            let pool = self.claims.free(16).map_or_else(|| Arg::Text("…".to_owned()), Arg::Prefix);
            return Message::new("plan.no.swarm").with("pool", pool);
        }
        let is_full = |scope| wish.range.is_none() && layouts(self.space(), scope, wish).is_empty();
        if is_full(Scope::Bip) {
            let size = u32::from(if wish.size.is_some() { self.need.size } else { need::LONGEST.max(self.need.size) });
            let list = blocked::taken(&self.claims).into_iter().map(Arg::from).collect();
            return Message::new("plan.no.space").with("size", size).with("list", Arg::List(list));
        }
        let masks = blocked::masks(self.situation.context.facts, &self.masked);
        if self.trouble.codes.contains(&Code::PoolsExhausted) && !masks.is_empty() {
            let list = masks.into_iter().map(Arg::from).collect();
            return Message::new("plan.no.masked").with("list", Arg::List(list));
        }
        if let Some(refusal) = &self.trouble.refusal {
            return Message::new("plan.no.refused").with("text", refusal.clone());
        }
        if asks(wish) {
            let networks = wish.networks.unwrap_or(self.need.networks);
            return Message::new("plan.no.wish").with("networks", networks).with("size", u32::from(self.need.size));
        }
        let list = blocked::blockers(self.situation.context.facts, &self.claims, &self.masked, &self.trouble);
        Message::new("plan.no.cure").with("list", Arg::List(list))
    }
}

/// The scopes to try for a wish, least first.
fn scopes(wish: &Wish, need: Need) -> &'static [Scope] {
    match wish.range {
        Some(range) if range.prefix_len() >= need.size => &[Scope::Bip],
        Some(_) => &[Scope::Both, Scope::Pools],
        None if wish.networks.is_some() || wish.size.is_some() => &[Scope::Pools, Scope::Both],
        None => &[Scope::Repair, Scope::Bip, Scope::Pools, Scope::Both],
    }
}

fn pair(clash: &Clash) -> Arg {
    Message::new("plan.pair").with("docker", Arg::Docker(clash.docker)).with("other", Arg::Yours(clash.other)).into()
}
