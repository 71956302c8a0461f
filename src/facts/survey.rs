//! What many ask of the facts, found once.

use std::collections::BTreeSet;

use super::{Facts, bridges, host};
use crate::docker::Host;
use crate::net::neighbours::Cloud;

/// Found once for all checks, the prediction, the plan and the map.
#[derive(Clone, Debug)]
pub struct Survey {
    /// What the engine sees of its host.
    pub host: Host,
    /// Clouds told by addresses that only one of them has.
    pub clouds: BTreeSet<Cloud>,
}

impl Survey {
    /// Looks once at every network and every route.
    pub fn of(facts: &Facts) -> Self {
        Self { host: host::host(facts), clouds: host::clouds(facts) }
    }

    /// What is another once Docker's subnets are as in `after`; `None` where nothing is. Networks, routes and nameservers of both
    /// are the same, but a route is Docker's as long as its bridge is.
    pub fn after(&self, before: &Facts, after: &Facts) -> Option<Self> {
        (bridges(&before.docker) != bridges(&after.docker))
            .then(|| Self { host: host::host(after), clouds: self.clouds.clone() })
    }
}
