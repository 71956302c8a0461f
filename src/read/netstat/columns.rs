//! The heading of a route table: which column is where.

use super::row::is_separator;
use crate::read::Kind;
use crate::read::view::Row;

/// The places of the columns that matter, counted in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub system: System,
    pub mask: Option<usize>,
    pub flags: usize,
    pub metric: Option<usize>,
    pub dev: usize,
    /// How many words the heading has.
    pub count: usize,
}

/// Whose table it is: how destinations and flags are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// Dotted masks; `route -n` with `Metric Ref Use`, `netstat` with `MSS Window irtt`.
    Linux { netstat: bool },
    /// `Next Hop Flag Met Ref Use If`.
    Linux6,
    /// macOS, the BSDs, Solaris: lengths behind a slash or left out.
    Bsd,
}

impl Default for Columns {
    /// The columns of `route -n` on Linux: rows without a heading are theirs.
    fn default() -> Self {
        Self { system: System::Linux { netstat: false }, mask: Some(2), flags: 3, metric: Some(4), dev: 7, count: 8 }
    }
}

impl Columns {
    /// The columns, if the line is a heading.
    pub(super) fn of(row: Row<'_>) -> Option<Self> {
        if row.text.len() > 200 {
            return None;
        }
        if let Some(columns) = translated(row.text) {
            return Some(columns);
        }
        if !(row.text.contains("Destination") || row.text.contains("目标")) {
            return None;
        }
        // "Next Hop" is one column of two words.
        let text = row.text.replace("Next Hop", "Gateway").replace("Destination/Mask", "Destination");
        let words: Vec<&str> = text.split(is_separator).filter(|word| !word.is_empty()).collect();
        let at = |names: &[&str]| words.iter().position(|word| names.contains(word));
        if !(at(&["Destination", "目标"]) == Some(0) && at(&["Gateway", "网关"]) == Some(1)) {
            return None;
        }
        let flags = at(&["Flags", "Flag", "标志"])?;
        let mask = at(&["Genmask", "Netmask", "Mask", "子网掩码"]);
        let dev = at(&["Iface", "Netif", "Interface", "If", "接口"])?;
        let system = if mask == Some(2) {
            System::Linux { netstat: at(&["irtt"]).is_some() && at(&["Metric"]).is_none() }
        } else if at(&["Met"]).is_some() || (row.text.contains("Next Hop") && at(&["Metric"]).is_some()) {
            System::Linux6
        } else {
            System::Bsd
        };
        let metric = at(&["Metric", "Met", "跃点"]).filter(|_| system != System::Bsd);
        Some(Self { system, mask, flags, metric, dev, count: words.len() })
    }

    /// The command that prints these columns.
    pub(super) const fn kind(&self) -> Kind {
        match self.system {
            System::Linux { netstat: false } | System::Linux6 => Kind::RouteN,
            System::Linux { netstat: true } | System::Bsd => Kind::NetstatRn,
        }
    }
}

/// The heading of Linux in a language whose words are not known: `Genmask` is never translated, and no column has two words.
fn translated(text: &str) -> Option<Columns> {
    if !text.contains("Genmask") {
        return None;
    }
    let words: Vec<&str> = text.split(is_separator).filter(|word| !word.is_empty()).collect();
    let is_heading = words.len() == 8 && words.get(2) == Some(&"Genmask") && words.get(1) != Some(&"Gateway");
    let netstat = words.iter().any(|word| matches!(*word, "MSS" | "irtt"));
    let metric = Columns::default().metric.filter(|_| !netstat);
    is_heading.then_some(Columns { system: System::Linux { netstat }, metric, ..Columns::default() })
}
