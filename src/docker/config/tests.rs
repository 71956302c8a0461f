//! Verdicts on texts that no recording holds, and properties of all texts.

use proptest::prelude::*;

use super::json::{Ending, parse};
use super::{Judgement, Verdict, Why, go, judge};
use crate::docker::Version;

const RELEASES: [Version; 4] =
    [Version::new(20, 10, 24), Version::new(25, 0, 17), Version::new(27, 5, 1), Version::new(29, 7, 2)];

fn newest(file: &str) -> Judgement {
    judge(file.as_bytes(), &[], Version::NEWEST)
}

fn text(verdict: &Verdict) -> &str {
    verdict.refusal().map_or("", |refusal| refusal.text.as_str())
}

/// What the verdict points at.
fn quoted(judgement: &Judgement) -> Vec<&str> {
    match &judgement.start {
        Verdict::Accepted => Vec::new(),
        Verdict::Refused { spans, .. } => {
            spans.iter().map(|span| &judgement.text[span.start as usize..span.end as usize]).collect()
        }
    }
}

#[test]
fn a_verdict_points_at_what_is_wrong() {
    for (case, file, expected) in [
        ("a trailing comma", r#"{"bip": "10.0.0.1/24",}"#, vec!["}"]),
        ("an unknown key", r#"{"bip": "10.0.0.1/24", "bpi": 1}"#, vec![r#""bpi""#]),
        ("a number in quotes", r#"{"mtu": "1500"}"#, vec![r#""1500""#]),
        ("a network address", r#"{"debug": true, "bip": "10.0.0.0/24"}"#, vec![r#""bip": "10.0.0.0/24""#]),
        (
            "two keys that exclude each other",
            r#"{"bridge": "br0", "bip": "10.0.0.1/24"}"#,
            vec![r#""bridge": "br0""#, r#""bip": "10.0.0.1/24""#],
        ),
        ("one bad label of two", r#"{"labels": ["a=b", "c"]}"#, vec![r#""c""#]),
        ("the last of equal keys", r#"{"bip": "10.0.0.1/24", "bip": "x"}"#, vec![r#""bip": "x""#]),
    ] {
        assert_eq!(quoted(&newest(file)), expected, "{case}");
    }
}

#[test]
fn a_byte_order_mark_does_not_move_the_places() {
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain("{\"é\": 1}".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (file, skipped) in [(utf16, 2), ("\u{feff}{\"é\": 1}".as_bytes().to_vec(), 3)] {
        let judgement = judge(&file, &[], Version::NEWEST);
        assert_eq!((quoted(&judgement), judgement.skipped), (vec!["\"é\""], skipped));
    }
}

#[test]
fn unknown_keys_get_the_nearest_key_or_the_release_that_knows_them() {
    let unknown = |file: &str, version| {
        let judgement = judge(file.as_bytes(), &[], version);
        judgement.unknown.first().map(|unknown| {
            unknown.message(version).key.into_owned() + ":" + unknown.suggestion.as_deref().unwrap_or("")
        })
    };
    for (key, expected) in [
        ("BIP", "docker.unknown.nearest:bip"),
        ("--bip", "docker.unknown.nearest:bip"),
        ("bpi", "docker.unknown.nearest:bip"),
        ("b", "docker.unknown.nearest:bridge"),
        ("default_address_pools", "docker.unknown.nearest:default-address-pools"),
        ("defaultAddressPool", "docker.unknown.nearest:default-address-pools"),
        ("default-adress-pools", "docker.unknown.nearest:default-address-pools"),
        ("insecure-registrys", "docker.unknown.nearest:insecure-registries"),
        ("_comment", "docker.unknown.never:"),
        ("cluster-store", "docker.unknown.removed:"),
    ] {
        assert_eq!(unknown(&format!("{{\"{key}\": 1}}"), Version::NEWEST).as_deref(), Some(expected), "{key}");
    }
    assert_eq!(unknown("{\"bip6\": \"x\"}", RELEASES[2]).as_deref(), Some("docker.unknown.later:"));
}

#[test]
fn what_is_accepted_and_does_nothing_is_named() {
    for (file, key, why) in [
        (r#"{"default-address-pool": []}"#, "default-address-pool", Why::FlagName),
        (r#"{"http-proxy": "http://10.0.0.1"}"#, "http-proxy", Why::FlagName),
        (r#"{"network": {"bip": "10.0.0.1/24"}}"#, "bip", Why::Inside("network".to_owned())),
        (
            r#"{"default-address-pools": [{"scope": "local", "base": "10.0.0.0/8", "size": 24}]}"#,
            "scope",
            Why::NotInPool,
        ),
        (r#"{"bip": "10.1.0.1/24", "bip": "10.2.0.1/24"}"#, "bip", Why::Again),
        (r#"{"bip6": "fd00::1/64"}"#, "bip6", Why::NeedsIpv6),
        (r#"{"bridge": "none", "fixed-cidr": "10.0.0.0/24"}"#, "fixed-cidr", Why::NoBridge),
    ] {
        let judgement = newest(file);
        let ignored: Vec<_> =
            judgement.ignored.iter().map(|ignored| (ignored.key.as_str(), ignored.why.clone())).collect();
        assert_eq!((judgement.start, ignored), (Verdict::Accepted, vec![(key, why)]), "{file}");
    }
    assert!(newest(r#"{"proxies": {"http-proxy": "http://10.0.0.1"}, "mtu": 1400}"#).ignored.is_empty());
}

/// Measured on 20.10.24: the flag of that name takes the value, so that icc is refused.
#[test]
fn a_switch_takes_effect_from_inside_an_unknown_object() {
    for inner in ["false", "\"false\"", "0"] {
        let file = format!("{{\"x\": {{\"iptables\": {inner}}}, \"icc\": false}}");
        let judgement = judge(file.as_bytes(), &[], RELEASES[0]);
        assert!(text(&judgement.start).contains("--iptables=false with --icc=false"), "{file}");
        assert!(judgement.ignored.is_empty());
    }
}

#[test]
fn a_flag_beside_the_same_key_is_refused_with_both_values() {
    for (flag, value, file, expected) in [
        (
            "-H",
            "fd://",
            r#"{"hosts": ["unix:///x", "tcp://y"]}"#,
            "hosts: (from flag: [fd://], from file: [unix:///x tcp://y])",
        ),
        ("--mtu", "1400", r#"{"mtu": null}"#, "mtu: (from flag: 1400, from file: <nil>)"),
        ("--debug", "", r#"{"debug": false}"#, "debug: (from flag: true, from file: false)"),
        ("--mtu", "1400", r#"{"x": {"mtu": 1e21}}"#, "mtu: (from flag: 1400, from file: 1e+21)"),
        (
            "--log-opt",
            "max-size=2m",
            r#"{"log-opts": {"b": "2", "a": "1"}}"#,
            "log-opts: (from flag: map[max-size:2m], from file: map[a:1 b:2])",
        ),
    ] {
        let judgement = judge(file.as_bytes(), &[(flag.to_owned(), value.to_owned())], Version::NEWEST);
        assert!(text(&judgement.start).ends_with(expected), "{file}: {}", text(&judgement.start));
    }
    let flags = [("--add-runtime".to_owned(), "x=y".to_owned()), ("--bip".to_owned(), "10.0.0.1/24".to_owned())];
    let judgement = judge(b"{\"runtimes\": {\"a\": {\"path\": \"x\"}}, \"bip\": \"\"}", &flags[..1], Version::NEWEST);
    assert_eq!(judgement.start, Verdict::Accepted);
    assert_eq!(judge(b"{}", &flags, Version::NEWEST).config.bip.as_deref(), Some("10.0.0.1/24"));
}

#[test]
fn a_later_list_of_pools_inherits_from_an_earlier_one() {
    let file = r#"{"default-address-pools": [{"base": "10.60.0.0/16", "size": 24}],
                   "default-address-pools": [{"base": "10.61.0.0/16"}]}"#;
    let pools = newest(file).config.pools;
    assert_eq!(pools.iter().map(|pool| (pool.base.as_str(), pool.size)).collect::<Vec<_>>(), [("10.61.0.0/16", 24)]);
}

#[test]
fn ten_thousand_levels_are_read_and_one_more_is_refused() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(parse(nested(10_000).as_bytes(), Ending::Whole).is_ok());
    let fault = parse(nested(10_001).as_bytes(), Ending::Whole).err().map(|fault| fault.text);
    assert_eq!(fault.as_deref(), Some("invalid character '[' exceeded max depth"));
    let file = format!("{{\"labels\": {}}}", nested(9_000));
    assert!(text(&newest(&file).start).contains("cannot unmarshal array"));
}

/// Texts and messages of Go 1.19, where a space is tried after the end.
#[test]
fn faults_of_json_are_gos() {
    for (file, whole, first) in [
        ("", "unexpected end of JSON input", "EOF"),
        ("{\"a\": tru", "invalid character ' ' in literal true (expecting 'e')", "unexpected EOF"),
        ("[1", "unexpected end of JSON input", "unexpected EOF"),
        ("[1.]", "invalid character ']' after decimal point in numeric literal", "="),
        ("[01]", "invalid character '1' after array element", "="),
        ("{\"a\" 1}", "invalid character '1' after object key", "="),
        ("[\"\\x\"]", "invalid character 'x' in string escape code", "="),
        ("[\"\t\"]", "invalid character '\\t' in string literal", "="),
        ("\u{feff}{}", "invalid character 'ï' looking for beginning of value", "="),
        ("{}{", "invalid character '{' after top-level value", "ok"),
    ] {
        let fault = |ending| parse(file.as_bytes(), ending).err().map_or("ok".to_owned(), |fault| fault.text);
        assert_eq!(fault(Ending::Whole), whole, "{file}");
        assert_eq!(fault(Ending::FirstValue), if first == "=" { whole } else { first }, "{file}");
    }
}

#[test]
fn addresses_are_read_as_go_reads_them() {
    for (text, expected) in [
        ("10.0.0.1/024", "10.0.0.0/24"),
        ("::ffff:10.200.0.1/120", "10.200.0.0/24"),
        ("10.0.0.01/24", "invalid CIDR address: 10.0.0.01/24"),
        ("10.0.0.1/255.255.255.0", "invalid CIDR address: 10.0.0.1/255.255.255.0"),
        ("fe80::1%eth0/64", "invalid CIDR address: fe80::1%eth0/64"),
    ] {
        assert_eq!(go::parse_cidr(text).map_or_else(|why| why, |cidr| cidr.net.to_string()), expected);
    }
    for (text, expected) in [
        ("10.0.0.0/08", "netip.ParsePrefix(\"10.0.0.0/08\"): bad bits after slash: \"08\""),
        ("10.0.0/8", "netip.ParsePrefix(\"10.0.0/8\"): ParseAddr(\"10.0.0\"): IPv4 address too short"),
        ("10.0.0.0/33", "netip.ParsePrefix(\"10.0.0.0/33\"): prefix length out of range"),
        (
            "fd00:::/8",
            "netip.ParsePrefix(\"fd00:::/8\"): ParseAddr(\"fd00:::\"): each colon-separated field must have at \
                       least one digit (at \":\")",
        ),
    ] {
        assert_eq!(go::parse_prefix(text).map_or_else(|why| why, |net| net.to_string()), expected);
    }
}

/// Pieces that JSON is made of, whole and broken.
fn jsonish() -> impl Strategy<Value = String> {
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"bip\"",
        "\"10.0.0.1/24\"",
        "\"default-address-pools\"",
        "\"base\"",
        "\"size\"",
        "24",
        "-0",
        "01",
        "1.5e3",
        "1e999",
        "true",
        "null",
        "nul",
        " ",
        "\n",
        "\\",
        "\"",
        "'",
        "é",
        "\u{a0}",
        "\u{feff}",
        "//",
        "\"\\ud800\"",
        "\"ipv6\"",
        "\"mtu\"",
        "\"labels\"",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_bytes_get_a_verdict(file in prop::collection::vec(any::<u8>(), 0..64), flag in ".{0,8}", value in ".{0,8}") {
        for version in RELEASES {
            judge(&file, &[(flag.clone(), value.clone())], version);
        }
    }

    #[test]
    fn places_lie_in_the_text(file in jsonish()) {
        for version in RELEASES {
            let judgement = judge(file.as_bytes(), &[], version);
            let spans = match &judgement.start {
                Verdict::Accepted => Vec::new(),
                Verdict::Refused { spans, .. } => spans.clone(),
            };
            let others = judgement.ignored.iter().map(|i| i.span).chain(judgement.unknown.iter().map(|u| u.span));
            for span in spans.into_iter().chain(others) {
                prop_assert!(span.start <= span.end && span.end as usize <= judgement.text.len());
            }
        }
    }

    /// `serde_json` refuses what Go takes in two places only: lone surrogates, and numbers past the range of a double,
    /// which Go's scanner leaves to the decoder.
    #[test]
    fn the_scanner_agrees_with_serde_json(file in jsonish()) {
        let ours = parse(file.as_bytes(), Ending::Whole).is_ok();
        let theirs = serde_json::from_str::<serde_json::Value>(&file);
        let is_huge = theirs.as_ref().is_err_and(|error| error.to_string().contains("number out of range"));
        prop_assume!(!file.contains("\\ud800") && !is_huge);
        prop_assert_eq!(ours, theirs.is_ok());
    }
}

#[test]
fn the_reader_knows_every_key() {
    for key in super::keys::KEYS {
        assert!(crate::read::is_daemon_key(key.name), "{}", key.name);
    }
}
