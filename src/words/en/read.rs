//! Sentences of `read`: how a paste was recognised and what was not understood.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("read.count", "{n} {what}"),
    ("read.what.route", "{n|route|routes}"),
    ("read.why.nothing", "no reader recognised it"),
    ("read.why.chosen", "you chose this format"),
    ("read.line-lost", "line {line} was not understood"),
    ("read.lines-lost", "lines {line} to {last} were not understood"),
    ("read.host-bits-set", "`{written}` has bits set behind its length; the network is {net}"),
    ("read.why.ip-route", "destinations followed by words such as `via`, `dev` and `proto`"),
    ("read.why.cidr-list", "addresses and prefixes without a format around them"),
    ("read.ip-route.unknown-word", "{word} is no word of `ip route` and was passed over"),
    ("read.cut-after", "the text ends after {word}"),
    ("read.guess.backslash", "the backslash was read as a slash: {net}"),
    ("read.guess.placeholder", "the placeholders were read as any number: {net}"),
    ("read.guess.short", "the short form was read as {net}"),
    ("read.guess.wildcard", "the second number was read as a wildcard mask: {net}"),
    ("read.fault.masked", "a part of the address is hidden, so the network is not known"),
    ("read.fault.octet", "a number of the address is above 255"),
    ("read.fault.length", "there is no such prefix length"),
    ("read.fault.backwards", "the range ends before it begins"),
    ("read.why.columns", "the names of the columns"),
    ("read.why.route-rows", "rows of destination, gateway, mask and flags"),
    ("read.row-cut", "the row ends before the interface"),
    ("read.netstat.no-length", "this system's table shows no prefix length for IPv4; `netstat -rnv` does"),
    ("read.why.proc-net-route", "a table of hexadecimal addresses"),
    ("read.why.route-print", "rows of destination, mask, gateway, adapter address and metric"),
    ("read.why.get-net-route", "the property names of `Get-NetRoute`"),
    ("read.why.ip-rule", "lines of priority, selectors and `lookup`"),
    ("read.why.ip-addr", "interfaces with `inet` lines as iproute2 writes them"),
    ("read.why.ifconfig", "interfaces with `inet` lines as `ifconfig` writes them"),
    ("read.why.resolv-conf", "`nameserver` lines"),
    ("read.why.resolvectl", "the headings of `resolvectl`"),
];
