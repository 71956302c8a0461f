//! Several hosts in one paste: one configuration for all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::facts::{Facts, Machine};
use crate::net;

/// How many hosts the paste shows at least: those that it names, or as many as its default routes need. A table of Linux has one
/// default route for each metric: two with one metric through different gateways are of different hosts. macOS and Windows keep
/// a default for each card and VPN.
pub(super) fn hosts(facts: &Facts) -> usize {
    let mut gateways: BTreeMap<Option<u32>, BTreeSet<IpAddr>> = BTreeMap::new();
    let defaults = facts.routes.iter().filter(|route| {
        let is_main = matches!(route.table.as_deref(), None | Some("main" | "254"));
        let is_linux = !facts.is_around(route.span);
        is_main && is_linux && net::is_default(route.dst.value) && route.hops.len() == 1
    });
    for route in defaults {
        let via = route.via().filter(IpAddr::is_ipv4);
        gateways.entry(route.metric).or_default().extend(via);
    }
    let by_gateways = gateways.values().map(BTreeSet::len).max().unwrap_or(0).max(1);
    let others = facts.elsewhere.iter().filter(|block| block.machine == Machine::Other);
    let named: BTreeSet<_> = others.map(|block| &block.reason.args).collect();
    by_gateways.max(1 + named.len())
}

#[cfg(test)]
mod tests {
    use super::hosts;
    use crate::examine::{Inputs, Question, examine};
    use crate::text::Slot;

    #[test]
    fn hosts_are_told_by_their_default_routes() {
        for (says, routes, expected) in [
            ("nothing", "", 1),
            (
                "one host with two cards",
                "default via 10.0.0.1 dev eth0 metric 100\ndefault via 10.1.0.1 dev eth1 metric 200\n",
                1,
            ),
            (
                "one Mac on a VPN",
                "Destination        Gateway            Flags               Netif Expire\ndefault            192.168.1.1        UGScg                 en0\ndefault            10.8.0.1           UGScIg                utun4\n",
                1,
            ),
            ("two hosts", "default via 10.0.0.1 dev eth0\n$ ssh b ip route\ndefault via 10.1.0.1 dev eth0\n", 2),
        ] {
            let texts = [(Slot::Routes, routes.to_owned())].into();
            let report = examine(&Inputs { texts, ..Inputs::default() }, &Question::default());
            assert_eq!(hosts(&report.facts), expected, "{says}");
        }
    }
}
