//! Blocks: the prefixes of one length that a pool is cut into. Counted, never listed.

use ipnet::IpNet;

use crate::net::{address, bounds, number, prefix};

/// The block of `length` that holds the first address of `net`; `net` itself where it is the shorter prefix.
pub(crate) fn block_at(net: IpNet, length: u8) -> IpNet {
    if net.prefix_len() <= length { net.trunc() } else { prefix(net.addr(), length).unwrap_or(net) }
}

/// The first block of a pool; `None` if no block of that length can be.
pub(crate) fn first_block(base: IpNet, length: u8) -> Option<IpNet> {
    prefix(base.network(), length)
}

/// The first block that begins behind `net` and behind the block `net` lies in; `None` at the end of the addresses.
pub(crate) fn block_after(net: IpNet, length: u8) -> Option<IpNet> {
    let last = bounds(block_at(net, length)).1;
    let behind = last.checked_add(1).filter(|_| last != all_ones(net))?;
    prefix(address(behind, net.addr()), length)
}

/// How many blocks begin at or behind `from` and end before `to` begins.
///
/// ```text
/// from         to
/// [--][--][--] [-        3
/// ```
pub(crate) fn blocks_between(from: IpNet, to: IpNet, length: u8) -> u128 {
    if to.addr() <= from.addr() {
        return 0;
    }
    let start = |net: IpNet| prefix(net.addr(), length).map_or(0, |block| number(block.addr()));
    shifted_down(start(to).saturating_sub(start(from)), from.max_prefix_len() - length.min(from.max_prefix_len()))
}

/// How many blocks lie from `from` (one of them) to the end of the pool; 0 if `from` lies outside.
pub(crate) fn blocks_to_end(from: IpNet, pool: IpNet) -> u128 {
    if !pool.contains(&from) {
        return 0;
    }
    let rest = bounds(pool).1 - number(from.network());
    shifted_down(rest, from.max_prefix_len() - from.prefix_len()).saturating_add(1)
}

/// The `index`-th block counted from `first`; `None` past the end of the addresses.
pub(crate) fn nth_block(first: IpNet, index: u128) -> Option<IpNet> {
    let width = u32::from(first.max_prefix_len() - first.prefix_len());
    let step = if index == 0 { 0 } else { index.checked_mul(1u128.checked_shl(width)?)? };
    let at = number(first.network()).checked_add(step).filter(|&at| at <= all_ones(first))?;
    prefix(address(at, first.addr()), first.prefix_len())
}

fn all_ones(like: IpNet) -> u128 {
    if like.max_prefix_len() == 32 { u128::from(u32::MAX) } else { u128::MAX }
}

fn shifted_down(value: u128, bits: u8) -> u128 {
    value.checked_shr(u32::from(bits)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> IpNet {
        text.parse().unwrap()
    }

    #[test]
    fn the_block_after_clears_the_longer_and_the_shorter_prefix() {
        for (prev, length, expected) in [
            ("10.0.0.0/20", 24, Some("10.0.16.0/24")),
            ("10.0.0.2/32", 24, Some("10.0.1.0/24")),
            ("10.0.0.0/24", 24, Some("10.0.1.0/24")),
            ("255.255.128.0/17", 17, None),
            ("::/0", 64, None),
        ] {
            assert_eq!(block_after(net(prev), length), expected.map(net), "after {prev}");
        }
    }

    #[test]
    fn counting_does_not_overflow() {
        assert_eq!(blocks_to_end(net("::/1"), net("::/0")), 2);
        assert_eq!(blocks_to_end(net("::/0"), net("::/0")), 1);
        assert_eq!(blocks_to_end(net("::/128"), net("::/0")), u128::MAX);
        assert_eq!(blocks_to_end(net("10.0.3.0/24"), net("10.0.0.0/22")), 1);
        assert_eq!(blocks_between(net("10.0.0.0/24"), net("10.0.3.7/32"), 24), 3);
        assert_eq!(nth_block(net("255.255.255.0/24"), 1), None);
        assert_eq!(nth_block(net("::/0"), 1), None);
        assert_eq!(nth_block(net("10.0.0.0/24"), 300), Some(net("10.1.44.0/24")));
    }
}
