//! How much is needed: the size of each network, how many of them, and whether a range typed by hand will do.

use ipnet::IpNet;

use super::Wish;
use super::claims::Claims;
use crate::facts::Facts;
use crate::net;
use crate::net::special::special;
use crate::problem::Message;

/// What the plan looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Need {
    /// The prefix length of each network.
    pub(super) size: u8,
    /// Automatic networks beside docker0.
    pub(super) networks: u32,
}

/// The length of a network unless the user says otherwise: room for 253 containers.
const SIZE: u8 = 24;
/// Networks beside docker0 unless the user says otherwise: as many as Docker's own pools give.
const NETWORKS: u32 = 31;
/// The longest network that still holds containers worth the name: 13 of them.
pub(super) const LONGEST: u8 = 28;
/// The shortest network that leaves room for others in private space.
const SHORTEST: u8 = 9;

impl Need {
    /// What is needed for a wish; `Err` says why a wish cannot be met.
    pub(super) fn of(wish: &Wish, facts: &Facts) -> Result<Self, Message> {
        let size = wish.size.unwrap_or_else(|| wish.range.map_or(SIZE, size_within));
        if !(SHORTEST..=LONGEST).contains(&size) {
            return Err(Message::new("plan.no.size").with("size", u32::from(size)).with("longest", u32::from(LONGEST)));
        }
        let existing = u32::try_from(facts.docker.len()).unwrap_or(u32::MAX);
        let networks = wish.networks.unwrap_or_else(|| NETWORKS.max(existing.saturating_mul(2)));
        Ok(Self { size, networks })
    }

    /// The length of a block that holds docker0 and all the networks. At most all of 10/8.
    pub(super) fn block(self) -> u8 {
        let blocks = u64::from(self.networks) + 1;
        let bits = u8::try_from(blocks.next_power_of_two().trailing_zeros()).unwrap_or(u8::MAX);
        self.size.saturating_sub(bits).max(8)
    }
}

/// The size of networks in a typed range: /24, or sixteen networks where the range is smaller than a few of those.
fn size_within(range: IpNet) -> u8 {
    if range.prefix_len() < SIZE - 1 { SIZE } else { range.prefix_len().saturating_add(4).min(LONGEST) }
}

/// Containers that fit into a network: without its own address, the broadcast address and the gateway.
pub(super) fn containers(size: u8) -> u64 {
    1u64.checked_shl(u32::from(32u8.saturating_sub(size))).unwrap_or(u64::MAX).saturating_sub(3)
}

/// Why a range typed by hand cannot be used; `None` if it can.
pub(super) fn refused(claims: &Claims<'_>, range: IpNet) -> Option<Message> {
    let message = |key: &'static str| Message { key: key.into(), args: Vec::new() }.with("range", range);
    if range.addr().is_ipv6() {
        return Some(message("plan.no.range-v6"));
    }
    if let Some(row) = special(range) {
        let what = Message { key: row.kind.key().into(), args: Vec::new() };
        return Some(message("plan.no.range-special").with("what", what).with("block", row.net));
    }
    if !net::is_private(range) {
        return Some(message("plan.no.range-public"));
    }
    if let Some(claim) = claims.on(range) {
        return Some(message("plan.no.range-claimed").with("what", claim.what()));
    }
    (range.prefix_len() > LONGEST).then(|| message("plan.no.range-small").with("longest", u32::from(LONGEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn need(size: Option<u8>, networks: Option<u32>, range: Option<&str>) -> Result<(u8, u8), Message> {
        let wish = Wish { size, networks, range: range.map(|text| text.parse().unwrap()), choice: 0 };
        Need::of(&wish, &Facts::default()).map(|need| (need.size, need.block()))
    }

    #[test]
    fn blocks_hold_docker0_and_the_networks() {
        for (size, networks, range, expected) in [
            (None, None, None, (24, 19)),
            (None, Some(1), None, (24, 23)),
            (None, Some(7), None, (24, 21)),
            (None, Some(8), None, (24, 20)),
            (Some(26), Some(1000), None, (26, 16)),
            (Some(16), None, None, (16, 11)),
            (None, Some(u32::MAX), None, (24, 8)),
            (None, None, Some("10.1.0.0/16"), (24, 19)),
            (None, None, Some("10.1.2.0/24"), (28, 23)),
        ] {
            assert_eq!(need(size, networks, range), Ok(expected), "{size:?} {networks:?} {range:?}");
        }
        assert!(need(Some(31), None, None).is_err());
        assert!(need(Some(0), None, None).is_err());
    }

    #[test]
    fn containers_are_counted_without_the_gateway() {
        assert_eq!(containers(24), 253);
        assert_eq!(containers(28), 13);
    }
}
