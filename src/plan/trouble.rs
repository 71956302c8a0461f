//! What the plan has to solve, out of the findings.

use std::collections::BTreeSet;

use ipnet::IpNet;

use crate::problem::{Clash, Code, Message, Problem, Severity, Victim};

/// The findings that a change of Docker's ranges can cure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Pairs that overlap now or will.
    pub(super) clashes: BTreeSet<Clash>,
    /// Of these, the pairs of networks that Docker has yet to make.
    coming: BTreeSet<Clash>,
    /// The pairs of networks that exist or that the file or a compose file names.
    standing: BTreeSet<Clash>,
    /// Docker's ranges that should go: those of the clashes, and those in space that is not for Docker.
    pub(super) leaving: BTreeSet<IpNet>,
    /// Codes of findings that name no pair.
    pub(super) codes: BTreeSet<Code>,
    /// Why dockerd does not start, if it does not.
    pub(super) refusal: Option<Message>,
}

/// Findings that a change of ranges cures although they need not name a pair. Known neighbours are left alone: a risk
/// that most hosts live with is no reason to take a network down.
const CURABLE: &[Code] = &[
    Code::EngineRefusesConfig,
    Code::PoolsExhausted,
    Code::PublicSpace,
    Code::SpecialRange,
    Code::RangeOutsideSubnet,
    Code::NestedReservation,
    Code::BlindSpot,
];

impl Trouble {
    /// Sorts the findings.
    pub(super) fn of(problems: &[Problem]) -> Self {
        let mut trouble = Self::default();
        // daemon.json moves no bridge of another tool.
        for problem in problems.iter().filter(|problem| problem.code != Code::NeighbourCoversNetwork) {
            if problem.severity == Severity::Broken && problem.breaks.contains(&Victim::Engine) {
                trouble.refusal.get_or_insert_with(|| engine_words(problem).clone());
            }
            if problem.severity <= Severity::WillBreak {
                trouble.leaving.extend(problem.clashes.iter().map(|clash| clash.docker));
                trouble.clashes.extend(problem.clashes.iter().copied());
                if matches!(problem.code, Code::NextNetworkCollides | Code::NestedReservation) {
                    trouble.coming.extend(problem.clashes.iter().copied());
                } else {
                    trouble.standing.extend(problem.clashes.iter().copied());
                }
            }
            if problem.severity <= Severity::Risk && CURABLE.contains(&problem.code) {
                trouble.codes.insert(problem.code);
            }
            if matches!(problem.code, Code::PublicSpace | Code::SpecialRange) {
                trouble.leaving.extend(problem.subnets.iter().copied());
            }
        }
        trouble
    }

    /// Whether a finding alone is something that is wrong.
    pub(super) fn counts(problem: &Problem) -> bool {
        !Self::of(std::slice::from_ref(problem)).weight(&[], u64::MAX, 0).is_zero()
    }

    /// Nothing to solve.
    pub(super) fn is_empty(&self) -> bool {
        self.clashes.is_empty() && self.codes.is_empty()
    }

    /// Whether a pair is about networks that Docker has yet to make, and about none that is there.
    pub(super) fn is_coming_only(&self, clash: &Clash) -> bool {
        self.coming.contains(clash) && !self.standing.contains(clash)
    }

    /// How much is wrong; a plan must make it less. `docker0` are its subnets, `remaining` is how many networks the pools give,
    /// `enough` how many do.
    pub(super) fn weight(&self, docker0: &[IpNet], remaining: u64, enough: u64) -> Weight {
        Weight {
            refused: self.refusal.is_some(),
            docker0: self.standing.iter().filter(|clash| docker0.contains(&clash.docker)).count(),
            standing: self.standing.len(),
            coming: self.coming.len(),
            short: enough.saturating_sub(remaining),
            codes: self.codes.iter().filter(|code| **code != Code::PoolsExhausted).count(),
        }
    }
}

/// How much is wrong. What comes first decides: a dockerd that does not start is worse than any clash, a clash of a network that
/// exists, docker0's above all, worse than one that comes, and that worse than a network fewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    refused: bool,
    docker0: usize,
    standing: usize,
    coming: usize,
    short: u64,
    codes: usize,
}

impl Weight {
    /// Nothing is wrong.
    pub(super) fn is_zero(self) -> bool {
        self == Self::default()
    }
}

/// What the engine says itself, where the finding quotes it.
fn engine_words(problem: &Problem) -> &Message {
    problem.details.iter().find(|detail| detail.key == "analysis.engine-says").unwrap_or(&problem.message)
}
