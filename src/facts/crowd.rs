//! How many there can be of what is compared with everything else. No host has more; a paste that shows more is no host's.

use serde::{Deserialize, Serialize};

use crate::text::Span;

/// What there are too many of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Crowd {
    /// Docker's subnets.
    DockerSubnets,
    /// Addresses of interfaces: nodes of Kubernetes have thousands.
    Addresses,
    /// Nameservers.
    Nameservers,
    /// Policy rules.
    Rules,
    /// Pasted messages.
    Symptoms,
    /// Pasted commands.
    Advice,
}

impl Crowd {
    /// How many are looked at.
    pub const fn most(self) -> usize {
        match self {
            Self::Addresses => 10_000,
            _ => 1_000,
        }
    }
}

/// What was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LeftOut {
    /// What there are too many of.
    pub crowd: Crowd,
    /// How many were left out.
    pub count: u64,
    /// Where the first of them was written.
    pub span: Span,
}

/// Adds to a list, or counts what is left out of it.
pub(super) fn add<T>(list: &mut Vec<T>, item: T, crowd: Crowd, span: Span, left_out: &mut Vec<LeftOut>) {
    if list.len() < crowd.most() {
        return list.push(item);
    }
    match left_out.iter_mut().find(|have| have.crowd == crowd) {
        Some(have) => have.count += 1,
        None => left_out.push(LeftOut { crowd, count: 1, span }),
    }
}
