//! `ip route add` of iproute2, `route add` of net-tools, the BSDs and Windows.

use super::Command;
use crate::read::address::{address, masked, prefix_or_host, short_destination};
use crate::read::{Hop, Item, Name, Route, Way, ip_route};
use crate::text::Located;

/// The route that a command sets, with the name of the command.
pub(super) fn item(command: &Command<'_>) -> Option<(&'static str, Item)> {
    let route = match command.program() {
        "ip" => by_ip(command)?,
        "route" | "route.exe" | "ROUTE" => by_route(command)?,
        _ => return None,
    };
    // A default route says nothing of a network.
    let is_network = !crate::net::is_default(route.dst.value);
    is_network.then_some(("route add", Item::Route(route)))
}

/// Verbs that leave a route behind.
const ADDS: &[&str] = &["add", "replace", "append", "prepend", "change", "ADD", "CHANGE"];

/// iproute2 takes the beginning of a verb for the verb: `ip r a`, `ip ro rep`.
fn adds(verb: &str) -> bool {
    verb == "a" || (verb.len() > 1 && ADDS.iter().any(|whole| whole.starts_with(verb)))
}

fn by_ip(command: &Command<'_>) -> Option<Route> {
    let object = command.words.iter().position(|word| !word.value.is_empty() && "route".starts_with(word.value))?;
    let words = command.words.get(object + 2..).filter(|_| adds(command.word(object + 1)))?;
    let mut route = ip_route::of_words(words, command.span()?)?;
    // The kernel gives a route without a gateway the scope of the link.
    route.way_mut().on_link |= route.via().is_none() && route.dev().is_some();
    Some(route)
}

fn by_route(command: &Command<'_>) -> Option<Route> {
    let verb = command.words.iter().position(|word| ADDS.contains(&word.value))?;
    let words = command.words.get(verb + 1..)?;
    let is_family = |word: &&Located<&str>| matches!(word.value, "-net" | "-host" | "-inet" | "-inet6" | "-4" | "-6");
    let words: Vec<_> = words.iter().filter(|word| !is_family(word)).collect();
    let after = |names: &[&str]| {
        let at = words.iter().position(|word| names.contains(&word.value.to_ascii_lowercase().as_str()))?;
        words.get(at + 1).map(|word| word.value)
    };
    let destination = words.first()?;
    let mask = after(&["netmask", "mask", "-netmask"]);
    let net = match mask {
        Some(mask) => masked(destination.value, mask)?,
        None => prefix_or_host(destination.value).or_else(|| short_destination(destination.value))?,
    };
    // macOS and Windows write the gateway behind the destination or the mask.
    let bare = words.iter().skip(1).map(|word| word.value).filter(|word| Some(*word) != mask).find_map(address);
    let via = after(&["gw", "gateway"]).and_then(address).or(bare);
    let dev = after(&["dev", "-interface", "-iface"]).map(Name::from);
    let on_link = via.is_none();
    let has_hop = via.is_some() || dev.is_some();
    let way = Way { hops: vec![Hop { via, dev }], on_link, ..Way::default() };
    let route = Route::new(Located::new(net, destination.span), command.span()?, way);
    has_hop.then_some(route)
}
