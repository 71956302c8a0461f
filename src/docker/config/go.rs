//! Addresses as Go's standard library reads them: what it accepts, and its words when it does not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// What Go's `net.ParseCIDR` makes of `10.0.0.1/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    /// The address, IPv4-mapped IPv6 as IPv4.
    pub address: IpAddr,
    /// The prefix, masked. IPv4-mapped IPv6 is IPv4 as long as the mask leaves the mapping whole.
    pub net: IpNet,
}

/// Reads an address with a length as `net.ParseCIDR` does: no spaces, no leading zeros in IPv4, `/024` is 24.
///
/// The error is Go's text.
pub fn parse_cidr(text: &str) -> Result<Cidr, String> {
    cidr(text).ok_or_else(|| format!("invalid CIDR address: {text}"))
}

fn cidr(text: &str) -> Option<Cidr> {
    let (address, length) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    if length.is_empty() || !length.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let digits = length.trim_start_matches('0');
    let length: u8 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    Some(unmapped(IpNet::new(address, length).ok()?))
}

/// `::ffff:10.0.0.1/120` is 10.0.0.1/24 to Go; with a mask shorter than 96 it stays IPv6.
fn unmapped(net: IpNet) -> Cidr {
    let address = net.addr().to_canonical();
    let inner = match address {
        IpAddr::V4(_) if net.max_prefix_len() == 128 => net.prefix_len().checked_sub(96),
        _ => None,
    };
    let net = inner.and_then(|length| IpNet::new(address, length).ok()).unwrap_or(net);
    Cidr { address, net: net.trunc() }
}

/// Reads an address as `net.ParseIP` does; IPv4-mapped IPv6 becomes IPv4, as Go prints it.
pub fn parse_ip(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// Reads a prefix as `netip.ParsePrefix` does. Host bits and IPv4-mapped IPv6 are kept. The error is Go's text.
pub fn parse_prefix(text: &str) -> Result<IpNet, String> {
    let failed = |why: &str| format!("netip.ParsePrefix({}): {why}", quote(text));
    let (address, length) = text.rsplit_once('/').ok_or_else(|| failed("no '/'"))?;
    let has_zone = address.contains('%');
    let address = parse_addr(address).map_err(|why| failed(&why))?;
    if has_zone {
        return Err(failed("IPv6 zones cannot be present in a prefix"));
    }
    let bits = length.parse::<u64>().ok().filter(|bits| bits.to_string() == length);
    let Some(bits) = bits else {
        return Err(failed(&format!("bad bits after slash: {}", quote(length))));
    };
    let net = u8::try_from(bits).ok().and_then(|bits| IpNet::new(address, bits).ok());
    net.ok_or_else(|| failed("prefix length out of range"))
}

/// Reads an address as `netip.ParseAddr` does; a zone is read and dropped. The error is Go's text.
pub fn parse_addr(text: &str) -> Result<IpAddr, String> {
    let failed = |why: &str| format!("ParseAddr({}): {why}", quote(text));
    match text.find(['.', ':', '%']).map(|at| text.as_bytes()[at]) {
        None => Err(failed("unable to parse IP")),
        Some(b'%') => Err(failed("missing IPv6 address")),
        Some(b'.') => parse_v4(text).map(IpAddr::V4).map_err(|why| failed(&why)),
        Some(_) => parse_v6(text).map(IpAddr::V6).map_err(|why| failed(&why)),
    }
}

fn parse_v4(text: &str) -> Result<Ipv4Addr, String> {
    text.parse().map_err(|_| v4_complaint(text))
}

/// Go's complaint about an IPv4 address that is none: the first fault from the left.
fn v4_complaint(text: &str) -> String {
    let at_least_one = |at: usize| format!("IPv4 field must have at least one digit (at {})", quote(&text[at..]));
    let (mut value, mut digits, mut dots) = (0u32, 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' if digits == 1 && value == 0 => return "IPv4 field has octet with leading zero".to_owned(),
            '0'..='9' => {
                value = value * 10 + c.to_digit(10).unwrap_or(0);
                digits += 1;
                if value > 255 {
                    return "IPv4 field has value >255".to_owned();
                }
            }
            '.' if digits == 0 || at + 1 == text.len() => return at_least_one(at),
            '.' if dots == 3 => return "IPv4 address too long".to_owned(),
            '.' => (value, digits, dots) = (0, 0, dots + 1),
            _ => return format!("unexpected character (at {})", quote(&text[at..])),
        }
    }
    "IPv4 address too short".to_owned()
}

fn parse_v6(text: &str) -> Result<Ipv6Addr, String> {
    let (address, zone) = text.split_once('%').map_or((text, None), |(address, zone)| (address, Some(zone)));
    if zone == Some("") {
        return Err("zone must be a non-empty string".to_owned());
    }
    address.parse().map_err(|_| v6_complaint(address))
}

/// Go's complaint about an IPv6 address that is none, by the order of `netip.parseIPv6`.
fn v6_complaint(text: &str) -> String {
    let (mut rest, mut groups, mut ellipsis) = (text, 0, false);
    if let Some(after) = rest.strip_prefix("::") {
        (rest, ellipsis) = (after, true);
    }
    while groups < 8 && !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        if digits > 4 {
            return format!("each group must have 4 or less digits (at {})", quote(rest));
        }
        if digits == 0 {
            return format!("each colon-separated field must have at least one digit (at {})", quote(rest));
        }
        let after = &rest[digits..];
        if after.starts_with('.') {
            return v4_in_v6_complaint(rest, groups, ellipsis);
        }
        groups += 1;
        rest = match (after.strip_prefix("::"), after.strip_prefix(':')) {
            _ if after.is_empty() => after,
            (_, None) => return format!("unexpected character, want colon (at {})", quote(after)),
            (Some(_), _) if ellipsis => return format!("multiple :: in address (at {})", quote(&after[1..])),
            (Some(tail), _) => {
                ellipsis = true;
                tail
            }
            (None, Some("")) => return format!("colon must be followed by more characters (at {})", quote(after)),
            (None, Some(tail)) => tail,
        };
    }
    if !rest.is_empty() {
        return format!("trailing garbage after address (at {})", quote(rest));
    }
    if ellipsis { "the :: must expand to at least one field of zeros" } else { "address string too short" }.to_owned()
}

fn v4_in_v6_complaint(rest: &str, groups: usize, ellipsis: bool) -> String {
    if !ellipsis && groups != 6 {
        return format!("embedded IPv4 address must replace the final 2 fields of the address (at {})", quote(rest));
    }
    if groups > 6 {
        return format!("too many hex fields to fit an embedded IPv4 at the end of the address (at {})", quote(rest));
    }
    v4_complaint(rest)
}

/// A string as Go's `strconv.Quote` writes it.
pub fn quote(text: &str) -> String {
    format!("\"{}\"", text.chars().map(quoted).collect::<String>())
}

fn quoted(c: char) -> String {
    match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\u{7}' => "\\a".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{b}' => "\\v".to_owned(),
        '\0'..' ' | '\u{7f}' => format!("\\x{:02x}", u32::from(c)),
        c if is_printed(c) => c.to_string(),
        c if u32::from(c) > 0xffff => format!("\\U{:08x}", u32::from(c)),
        c => format!("\\u{:04x}", u32::from(c)),
    }
}

/// Go prints letters, marks, numbers, punctuation and symbols as they are; controls, spaces other than U+0020 and private
/// characters are escaped. The standard library of Rust knows no categories, so unassigned characters count as printed.
fn is_printed(c: char) -> bool {
    c == ' '
        || !(c.is_control()
            || c.is_whitespace()
            || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{f0000}'..))
}
