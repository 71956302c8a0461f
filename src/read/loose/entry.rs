//! The usual line of a long list, `10.1.0.0/16 office-2`: a range with at most one word behind it. A list may have a million of
//! them, so nothing is looked for in them that can only stand in other lines.

use std::net::Ipv4Addr;

use ipnet::IpNet;

use crate::read::address::number;
use crate::read::evidence::is_name;
use crate::read::signs::Signs;
use crate::read::view::Row;
use crate::text::Located;

/// Such a line.
pub(in crate::read) struct Entry<'a> {
    /// The range.
    pub(super) net: Located<IpNet>,
    /// What stands behind the range: blanks and a word that begins with a letter, or nothing.
    pub(super) behind: &'a str,
}

impl<'a> Entry<'a> {
    /// The line, if it is one.
    pub(in crate::read) fn of(row: Row<'a>) -> Option<Self> {
        if !row.signs().has(Signs::ENTRY) {
            return None;
        }
        let (to, net) = row.view().entry(row.number, || parsed(row.text))?;
        Some(Self { net: Located::new(net, row.part(0, to).span), behind: row.text.get(to..)? })
    }

    /// Whether the word is a name, or stands in a column of its own.
    pub(in crate::read) fn is_bare(&self) -> bool {
        self.behind.starts_with("  ") || is_name(self.behind.trim_matches([' ', '-', '_', '.']))
    }

    /// The word; empty where none stands.
    pub(super) fn word(&self) -> &'a str {
        self.behind.trim_start_matches(' ').trim_end_matches('-')
    }
}

/// Where the range of an entry ends, and the range.
fn parsed(text: &str) -> Option<(usize, IpNet)> {
    let to = text.bytes().position(|b| b == b' ').unwrap_or(text.len());
    let (range, behind) = text.split_at_checked(to)?;
    // Of what begins with a letter only `x.1.2.3` is an address: one with a number hidden.
    let hides = behind.contains('.') && behind.bytes().any(|b| b.is_ascii_digit());
    usual(range).filter(|_| !hides).map(|net| (to, net))
}

/// Four octets and a length: as almost all ranges are written.
pub(super) fn usual(word: &str) -> Option<IpNet> {
    let (octets, length) = word.split_once('/')?;
    let address: Ipv4Addr = octets.parse().ok()?;
    IpNet::new(address.into(), number(length)?).ok()
}
