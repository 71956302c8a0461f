//! The default bridge at a start: the subnets that the configuration gives it, its gateway and its MTU.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{bridge_error, given, network_error};
use crate::docker::config::go::{Cidr, parse_cidr, parse_ip};
use crate::docker::config::{class, refused};
use crate::docker::{Config, Refusal, Version};
use crate::net;

/// Up to 26 an address that is not plain IPv4 makes the engine ask for a chain of ip6tables that it has not made.
pub(super) const NO_CHAIN: &str = "Failed to Setup IP tables: Unable to enable SKIP DNAT rule:  (iptables failed: ip6tables \
     --wait -t nat -I DOCKER -i docker0 -j RETURN: ip6tables: No chain/target/match by that name.\n (exit status 1))";

/// The first fault in the order of initBridgeDriver: what cannot be read, then IPv4, IPv6 and the interface.
pub(super) fn fault(config: &Config, version: Version) -> Option<Refusal> {
    let written = match read(config, version) {
        Ok(written) => written,
        Err(refusal) => return Some(refusal),
    };
    v4(config, version, &written).or_else(|| v6(config, version, &written)).or_else(|| mtu(config, version))
}

/// Why `default-gateway` or `default-gateway-v6` does not fit the default bridge; `None` if it does, or is not set.
///
/// `address` is the bridge's address in `subnet`; the key is chosen by the subnet's family.
pub fn gateway(config: &Config, version: Version, subnet: IpNet, address: IpAddr) -> Option<Refusal> {
    let (key, name, written) = match subnet {
        IpNet::V4(_) => ("default-gateway", "DefaultGatewayIPv4", &config.default_gateway),
        IpNet::V6(_) => ("default-gateway-v6", "DefaultGatewayIPv6", &config.default_gateway_v6),
    };
    let gateway = parse_ip(given(written.as_ref())?)?;
    if !subnet.contains(&gateway) {
        let why = format!("auxiliary address: ({name}:{gateway}) must belong to the master pool: {}", subnet.trunc());
        return Some(refused(class::GATEWAY_OUTSIDE, bridge_error(version, &why), &[key]));
    }
    if gateway != address && is_assignable(gateway, subnet) {
        return None;
    }
    let why = format!("failed to allocate secondary ip address ({name}:{gateway}): Address already in use");
    Some(refused(class::GATEWAY_TAKEN, bridge_error(version, &why), &[key]))
}

/// The prefixes that the bridge is made of, as far as they are set.
struct Written {
    bip: Option<Cidr>,
    fixed: Option<Cidr>,
    bip6: Option<Cidr>,
    fixed6: Option<Cidr>,
}

fn read(config: &Config, version: Version) -> Result<Written, Refusal> {
    let cidr = |key: &str, value: &Option<String>| -> Result<Option<Cidr>, Refusal> {
        given(value.as_ref()).map(parse_cidr).transpose().map_err(|why| unreadable(key, &why, version))
    };
    let ipv6 = config.ipv6 == Some(true);
    let (bip, fixed) = (cidr("bip", &config.bip)?, cidr("fixed-cidr", &config.fixed_cidr)?);
    // 28.0 looks at the IPv6 keys only when IPv6 is on, and no longer needs a subnet then.
    if version.major >= 28 {
        let set = |key, value| if ipv6 { cidr(key, value) } else { Ok(None) };
        let (bip6, fixed6) = (set("bip6", &config.bip6)?, set("fixed-cidr-v6", &config.fixed_cidr_v6)?);
        return Ok(Written { bip, fixed, bip6, fixed6 });
    }
    if ipv6 && given(config.fixed_cidr_v6.as_ref()).is_none() {
        let why = "IPv6 is enabled for the default bridge, but no subnet is configured. \
                   Specify an IPv6 subnet using --fixed-cidr-v6";
        return Err(refused(class::IPV6_WITHOUT_SUBNET, network_error(why), &["ipv6", "fixed-cidr-v6"]));
    }
    Ok(Written { bip, fixed, bip6: None, fixed6: cidr("fixed-cidr-v6", &config.fixed_cidr_v6)? })
}

fn unreadable(key: &str, why: &str, version: Version) -> Refusal {
    let why = if version.major >= 28 { format!("parse {key} failed: {why}") } else { why.to_owned() };
    refused(class::PREFIX_INVALID, network_error(&why), &[key])
}

fn v4(config: &Config, version: Version, written: &Written) -> Option<Refusal> {
    match (written.bip, written.fixed) {
        (Some(bip), Some(fixed)) if bip.net.addr().is_ipv4() != fixed.net.addr().is_ipv4() => {
            Some(mixed_families(version, bip.net, fixed.net))
        }
        (Some(bip), _) if bip.net.addr().is_ipv4() => {
            own_address(version, bip, "bip").or_else(|| gateway(config, version, bip.net, bip.address))
        }
        (Some(bip), fixed) => v6_as_v4(config, version, bip.net, fixed.map(|fixed| fixed.net), "bip"),
        (None, Some(fixed)) if version.major >= 23 => fixed_cidr_alone(config, version, fixed.net),
        // The subnet of 20.10 stays dynamic beside fixed-cidr; the first built-in pool stands for it in the text.
        (None, Some(fixed)) if fixed.net.addr().is_ipv6() => {
            Some(mixed_families(version, crate::net::prefix([172, 17, 0, 0].into(), 16)?, fixed.net))
        }
        (None, _) => None,
    }
}

/// From 23.0 on, `fixed-cidr` without `bip` is the subnet, and the bridge takes its first address.
fn fixed_cidr_alone(config: &Config, version: Version, subnet: IpNet) -> Option<Refusal> {
    if subnet.addr().is_ipv4() {
        return gateway(config, version, subnet, first_address(subnet));
    }
    let end = if version.major == 23 { ']' } else { ')' };
    if version.major < 27 && subnet.prefix_len() <= 64 {
        let why = format!("failed to allocate gateway (): invalid bit range [0, {}{end}", u64::MAX);
        return Some(refused(class::WRONG_FAMILY, bridge_error(version, &why), &["fixed-cidr"]));
    }
    v6_as_v4(config, version, subnet, Some(subnet), "fixed-cidr")
}

/// An IPv6 prefix as docker0's "IPv4" subnet: 27.0 looks for it among the IPv4 pools. Up to 26 only the packet filter
/// stumbles over it, so that the engine starts with `iptables` off.
fn v6_as_v4(config: &Config, version: Version, net: IpNet, range: Option<IpNet>, key: &str) -> Option<Refusal> {
    if version.major >= 27 {
        let range = range.map_or_else(|| "invalid Prefix".to_owned(), |range| range.to_string());
        let address =
            if key == "bip" { given(config.bip.as_ref()).and_then(|bip| bip.split('/').next()) } else { None };
        let address = address.unwrap_or("");
        let why = format!("failed to allocate gateway ({address}): cannot find address pool for poolID:{net}/{range}");
        return Some(refused(class::WRONG_FAMILY, bridge_error(version, &why), &[key]));
    }
    if config.iptables == Some(false) {
        return None;
    }
    Some(refused(class::ADDRESS_REFUSED, bridge_error(version, NO_CHAIN), &[key]))
}

fn mixed_families(version: Version, pool: IpNet, range: IpNet) -> Refusal {
    let why = if version.major >= 24 {
        "pool and subpool are of incompatible address families".to_owned()
    } else {
        format!(
            "failed to parse pool request for address space \"LocalDefault\" pool \"{pool}\" subpool \"{range}\": failed to \
             compute range's lowest ip address: cannot compute host portion ip address because ip and mask are not compatible"
        )
    };
    refused(class::WRONG_FAMILY, bridge_error(version, &why), &["bip", "fixed-cidr"])
}

fn v6(config: &Config, version: Version, written: &Written) -> Option<Refusal> {
    if config.ipv6 != Some(true) {
        return None;
    }
    if let Some(bip6) = written.bip6 {
        if bip6.net.addr().is_ipv4() {
            let (address, net) = (bip6.address, bip6.net);
            let why = format!(
                "failed to allocate gateway ({address}): cannot find address pool for poolID:{net}/invalid Prefix"
            );
            return Some(refused(class::WRONG_FAMILY, bridge_error(version, &why), &["bip6"]));
        }
        return own_address(version, bip6, "bip6").or_else(|| gateway(config, version, bip6.net, bip6.address));
    }
    let subnet = written.fixed6?.net;
    // An IPv4 prefix here starts up to 24, whatever becomes of it; later releases refuse the value beforehand.
    if subnet.addr().is_ipv4() {
        return None;
    }
    if subnet.prefix_len() == 128 {
        let why = format!("failed to allocate gateway (): {}", nothing_left(version));
        return Some(refused(class::SUBNET_TOO_SMALL, bridge_error(version, &why), &["fixed-cidr-v6"]));
    }
    let address = first_address(subnet);
    gateway(config, version, subnet, address).or_else(|| kernel_refuses(version, subnet, address))
}

/// Addresses that the kernel does not put on the bridge, reached only where no earlier check refuses the prefix.
fn kernel_refuses(version: Version, subnet: IpNet, address: IpAddr) -> Option<Refusal> {
    let length = subnet.prefix_len();
    // Up to 24 every bridge gets `fe80::1/64` first.
    let twice = version.major <= 24 && address.to_string() == "fe80::1" && length != 64;
    let why = if twice {
        "file exists"
    } else if subnet.addr().is_multicast() {
        "cannot assign requested address"
    } else {
        return None;
    };
    let why = format!("failed to add IPv6 address {address}/{length} to bridge: {why}");
    Some(refused(class::ADDRESS_REFUSED, bridge_error(version, &why), &["fixed-cidr-v6"]))
}

/// Whether the address of `bip` or `bip6` can be the bridge's.
fn own_address(version: Version, own: Cidr, key: &str) -> Option<Refusal> {
    let (address, length) = (own.address, own.net.prefix_len());
    // 20.10 keeps network and broadcast address back even where the subnet has no other.
    let full = if address.is_ipv4() { version.major == 20 && length >= 31 } else { length == 128 };
    let (class, why) = if full {
        (class::SUBNET_TOO_SMALL, nothing_left(version))
    } else if is_assignable(address, own.net) {
        return None;
    } else {
        (class::BIP_NETWORK_ADDRESS, "Address already in use")
    };
    Some(refused(class, bridge_error(version, &format!("failed to allocate gateway ({address}): {why}")), &[key]))
}

/// The allocator's words for "full"; their first letter became small.
fn nothing_left(version: Version) -> &'static str {
    if version.major >= 25 { "no available addresses on this pool" } else { "No available addresses on this pool" }
}

/// Network addresses are kept back, and broadcast addresses of IPv4, unless the subnet has only one or two addresses.
fn is_assignable(address: IpAddr, subnet: IpNet) -> bool {
    match subnet {
        IpNet::V4(v4) if v4.prefix_len() >= 31 => true,
        IpNet::V4(_) => address != subnet.network() && address != subnet.broadcast(),
        IpNet::V6(_) => address != subnet.network(),
    }
}

/// The address that the engine gives the bridge when none is named.
fn first_address(subnet: IpNet) -> IpAddr {
    let (first, _) = net::bounds(subnet);
    let at = if is_assignable(subnet.network(), subnet) { first } else { first.saturating_add(1) };
    net::address(at, subnet.addr())
}

/// The kernel's limits for a bridge, met when docker0 is made. 20.10 to 24 start with any MTU that is not negative.
fn mtu(config: &Config, version: Version) -> Option<Refusal> {
    let mtu = config.mtu.filter(|&mtu| mtu != 0)?;
    let why = match mtu {
        ..0 => format!("invalid MTU number: {mtu}"),
        68..=65535 => return None,
        _ if version.major < 25 => return None,
        _ => "invalid argument".to_owned(),
    };
    Some(refused(class::MTU, bridge_error(version, &why), &["mtu"]))
}

/// Why no container starts on the default bridge although the engine does: from 28.0 on, `fixed-cidr` outside the
/// subnet of `bip`. Up to 27 such a range was passed over without a word.
pub fn containers(config: &Config, version: Version) -> Option<Refusal> {
    let cidr = |value: &Option<String>| parse_cidr(given(value.as_ref())?).ok();
    let (subnet, range) = (cidr(&config.bip)?.net, cidr(&config.fixed_cidr)?.net);
    if version.major < 28 || net::overlaps(subnet, range) {
        return None;
    }
    let text = format!("failed to set up container networking: add-any, range '{range}' is not in subnet '{subnet}'");
    Some(refused(class::RANGE_OUTSIDE, text, &["fixed-cidr", "bip"]))
}
