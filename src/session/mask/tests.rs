//! Masking keeps every overlap, makes none, and leaves no name behind.

use proptest::prelude::*;

use super::names::Names;
use super::*;
use crate::examine::{Question, Report, examine};
use crate::problem::Message;
use crate::read::{CloudIds, Evidence, Kind, WrittenAs, WrittenPrefix};
use crate::text::{Located, Slot, Span};

fn plain() -> Permutation {
    Permutation::new(&Facts::default(), &[])
}

fn hidden(text: &str) -> String {
    addresses(text, &plain())
}

#[test]
fn special_space_and_masks_stay_and_prefixes_keep_zero_host_bits() {
    let rows = [
        ("the default route and netmasks", "0.0.0.0 255.255.240.0 0.0.15.255"),
        ("metadata service and Alibaba's resolver", "169.254.169.254 100.100.2.136"),
        ("Docker's own first networks", "172.17.0.0/16 172.18.0.0/16 192.168.0.0/20 192.168.224.0/20"),
        ("loopback and multicast", "127.0.0.53 224.0.0.251"),
        ("versions and times are no addresses", "29.7.2 1.2.3.4.5 12:30:01 v1.2.3.4a"),
        ("link-local", "fe80::1 ff02::1 ::1"),
    ];
    for (says, text) in rows {
        assert_eq!(hidden(text), text, "{says}");
    }
    for text in ["10.20.0.0/16", "10.20.64.0/18", "172.31.80.0/20", "10.128.0.0/9"] {
        let net: Ipv4Net = hidden(text).parse().expect("a prefix");
        assert_eq!(net, net.trunc(), "{text} became {net}");
        assert_eq!(net.prefix_len(), text.parse::<Ipv4Net>().unwrap().prefix_len());
    }
}

#[test]
fn addresses_are_found_where_they_stand() {
    let other = plain().v4("10.20.30.40".parse().unwrap(), None);
    assert_ne!(other.to_string(), "10.20.30.40");
    for (text, expected) in [
        ("tcp://10.20.30.40:3306,", format!("tcp://{other}:3306,")),
        ("src 10.20.30.40.", format!("src {other}.")),
        ("\"10.20.30.40\"", format!("\"{other}\"")),
        ("10.20.30.40-10.20.30.40", format!("{other}-{other}")),
        ("地址10.20.30.40。", format!("地址{other}。")),
    ] {
        assert_eq!(hidden(text), expected);
    }
}

#[test]
fn names_and_hosts_go_and_keys_stay() {
    let span = Span { slot: Slot::Networks, start: 0, end: 0 };
    let prefix = WrittenPrefix {
        net: Located::new("10.20.0.0/16".parse().unwrap(), span),
        has_length: true,
        name: Some(Located::new("acme-prod".into(), span)),
        written_as: WrittenAs::Entry,
        cloud: CloudIds::of(None, Some("vpc-0a1b2c".to_owned())),
        evidence: Evidence::default(),
    };
    let document = Document {
        kind: Kind::CidrList,
        why: Message::new("test.why"),
        span,
        items: vec![Item::from(prefix)].into(),
        lines: Vec::new(),
        signs: Vec::new(),
    };
    let mut names = Names::new(&[document], &Facts::default());
    let text = "10.20.0.0/16 acme-prod (vpc-0a1b2c)\nroot@db7:~# cat daemon.json\n\"com.docker.compose.project\" https://mirror.acme.com/v2 acme-product";
    let masked = names.replace(text);
    assert_eq!(
        masked,
        "10.20.0.0/16 network-1 (network-2)\nname-1@name-2:~# cat daemon.json\n\"com.docker.compose.project\" https://host-3.example/v2 acme-product"
    );
}

fn any_net() -> impl Strategy<Value = Ipv4Net> {
    let base = prop_oneof![Just(0x0a00_0000u32), Just(0xac10_0000), Just(0xc0a8_0000), Just(0x6440_0000), any::<u32>()];
    (base, any::<u32>(), 8u8..=32).prop_map(|(base, low, length)| {
        Ipv4Net::new(Ipv4Addr::from(base ^ (low & 0x000f_ffff)), length).expect("a length up to 32").trunc()
    })
}

proptest! {
    #[test]
    fn overlaps_stay_and_none_is_made(a in any_net(), b in any_net()) {
        let permutation = plain();
        let moved = |net: Ipv4Net| {
            let address = permutation.v4(net.addr(), Some(net.prefix_len()));
            Ipv4Net::new(address, net.prefix_len()).expect("a length up to 32")
        };
        let overlap = |a: Ipv4Net, b: Ipv4Net| a.contains(&b) || b.contains(&a);
        prop_assert_eq!(overlap(a, b), overlap(moved(a), moved(b)), "{} {}", moved(a), moved(b));
        prop_assert_eq!(a.contains(&b), moved(a).contains(&moved(b)));
    }

    #[test]
    fn space_keeps_its_kind(address in any::<u32>()) {
        let address = Ipv4Addr::from(address);
        let other = plain().v4(address, None);
        prop_assert_eq!(address.is_private(), other.is_private());
        prop_assert_eq!(address.is_loopback(), other.is_loopback());
        prop_assert_eq!(address.is_multicast(), other.is_multicast());
        prop_assert_eq!(address.is_link_local(), other.is_link_local());
        prop_assert_eq!(address.is_documentation(), other.is_documentation());
    }

    #[test]
    fn no_text_panics(text in ".{0,120}") {
        let _ = Names::new(&[], &Facts::default()).replace(&hidden(&text));
    }
}

#[test]
fn a_containers_own_table_stays_one() {
    let paste = "$ docker exec acme-api ip a\n7: eth0@if8: <BROADCAST,UP> mtu 1500\n    link/ether 02:42:0a:c8:01:05 brd ff:ff:ff:ff:ff:ff\n    inet 10.200.1.5/24 scope global eth0\nroot@0d5c8e91ab37:/app# ip route\ndefault via 10.201.0.1 dev eth0\n10.201.0.0/24 dev eth0 scope link\n";
    let inputs = Inputs { texts: [(Slot::Any, paste.to_owned())].into(), ..Inputs::default() };
    let report = examine(&inputs, &Question::default());
    let masked = mask(&inputs, &report.documents, &report.facts);
    let text = &masked.texts[&Slot::Any];
    for secret in ["acme-api", "0a:c8:01", "10.200", "0d5c8e91ab37"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let again = examine(&masked, &Question::default());
    let machines = |report: &Report| report.facts.elsewhere.iter().map(|block| block.machine).collect::<Vec<_>>();
    assert_eq!(machines(&again), machines(&report), "{text}");
    assert_eq!(again.facts.docker.len(), 2, "{text}");
}
