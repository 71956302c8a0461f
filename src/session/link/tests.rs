//! Links made once open for ever, and nothing that stands in a fragment can do harm.

use proptest::prelude::*;

use super::*;
use crate::session::{Action, apply};

fn session(texts: &[(Slot, &str)]) -> Session {
    let mut session = Session::default();
    session.inputs.texts = texts.iter().map(|(slot, text)| (*slot, (*text).to_owned())).collect();
    session
}

fn reopened(fragment: &str) -> Opened {
    read(fragment).expect("a link of ours").expect("a link").opened
}

#[test]
fn short_input_has_a_readable_link() {
    #[allow(clippy::type_complexity, reason = "a table: what it is about, the boxes, the link")]
    let rows: &[(&str, &[(Slot, &str)], &str)] = &[
        ("nothing entered has no link", &[], ""),
        (
            "networks and an address",
            &[(Slot::Networks, "172.16.0.0/12\n10.8.0.0/24\n172.17.48.6\n")],
            "vpc=172.16.0.0/12,10.8.0.0/24&reach=172.17.48.6",
        ),
        (
            "bip and pools",
            &[(
                Slot::DaemonJson,
                "{\n  \"bip\": \"172.17.0.1/16\",\n  \"default-address-pools\": [\n    { \"base\": \"172.80.0.0/16\", \"size\": 24 }\n  ]\n}\n",
            )],
            "bip=172.17.0.1/16&pools=172.80.0.0/16-24",
        ),
    ];
    for (says, texts, fragment) in rows {
        let session = session(texts);
        assert_eq!(write(&session), *fragment, "{says}");
        if !fragment.is_empty() {
            assert_eq!(reopened(fragment), content(&session), "{says}");
        }
    }
}

#[test]
fn what_the_short_form_cannot_say_exactly_goes_into_the_long_form() {
    let rows: &[(&str, Slot, &str)] = &[
        ("a name beside the network", Slot::Networks, "172.16.0.0/12 vpc-hz\n"),
        ("no line break at the end", Slot::Networks, "172.16.0.0/12"),
        ("an address before a network", Slot::Networks, "172.17.48.6\n172.16.0.0/12\n"),
        ("another key in the file", Slot::DaemonJson, "{\"bip\": \"172.17.0.1/16\", \"debug\": true}\n"),
        ("another indentation", Slot::DaemonJson, "{ \"bip\": \"172.17.0.1/16\" }"),
        ("routes", Slot::Routes, "default via 10.0.0.1 dev eth0\n"),
        ("a file that is no JSON", Slot::DaemonJson, "{"),
    ];
    for (says, slot, text) in rows {
        let session = session(&[(*slot, text)]);
        let link = write(&session);
        assert!(link.starts_with("v1."), "{says}: {link}");
        assert_eq!(reopened(&link), content(&session), "{says}");
    }
}

#[test]
fn links_typed_by_hand_are_read_generously() {
    let rows: &[(&str, &str, Slot, &str)] = &[
        ("several keys", "#vpc=10.0.0.0/8&vpc=172.16.0.0/12", Slot::Networks, "10.0.0.0/8\n172.16.0.0/12\n"),
        ("percent signs and capitals", "VPC=172.16.0.0%2F12&IP=10.1.1.1", Slot::Networks, "172.16.0.0/12\n10.1.1.1\n"),
        ("semicolons", "cidr=10.0.0.0/8;reach=10.1.1.1", Slot::Networks, "10.0.0.0/8\n10.1.1.1\n"),
        ("a name after a plus sign", "vpc=10.0.0.0/8+office", Slot::Networks, "10.0.0.0/8 office\n"),
        ("networks as a list", "networks=10.0.0.0/8", Slot::Networks, "10.0.0.0/8\n"),
        ("a route", "route=10.0.0.0/8+dev+tun0", Slot::Routes, "10.0.0.0/8 dev tun0\n"),
        (
            "a pool without its size",
            "pool=172.80.0.0/16",
            Slot::DaemonJson,
            "{\n  \"default-address-pools\": [\n    { \"base\": \"172.80.0.0/16\", \"size\": 24 }\n  ]\n}\n",
        ),
        ("a quote in bip", "bip=%22,%20%22debug", Slot::DaemonJson, "{\n  \"bip\": \"\\\", \\\"debug\"\n}\n"),
    ];
    for (says, fragment, slot, text) in rows {
        let opened = reopened(fragment);
        assert_eq!(opened.inputs.texts.get(slot).map(String::as_str), Some(*text), "{says}");
    }
    let opened = reopened("engine=20.10&want=40&size=/26&lang=zh-CN&trace=10.0.0.1&range=10.64.0.0/12");
    assert_eq!(opened.engine.expect("an engine").to_string(), "20.10");
    assert_eq!((opened.wish.networks, opened.wish.size), (Some(40), Some(26)));
    assert_eq!((opened.language, opened.trace.as_str()), (Some(Lang::Zh), "10.0.0.1"));
    assert_eq!(opened.wish.range, "10.64.0.0/12".parse().ok());
}

#[test]
fn unknown_keys_are_named_and_the_rest_is_read() {
    let read = read("vpc=10.0.0.0/8&colour=red&engine=soon&platform=amiga").unwrap().unwrap();
    assert_eq!(read.unknown, ["colour=red", "engine=soon", "platform=amiga"]);
    assert_eq!(read.opened.inputs.texts.len(), 1);
}

#[test]
fn what_is_no_link_of_ours_is_left_alone() {
    for fragment in ["", "#", "#fix", "verdict", "v1", "valley.of-the-kings"] {
        assert_eq!(read(fragment), Ok(None), "{fragment:?}");
    }
}

/// These strings were given out. They must open, with these texts, in every later version.
#[test]
fn old_links_keep_working() {
    let story = reopened("#vpc=172.16.0.0/12&reach=172.17.48.6&bip=172.17.0.1/16&engine=29");
    assert_eq!(story.inputs.texts[&Slot::Networks], "172.16.0.0/12\n172.17.48.6\n");
    assert_eq!(story.inputs.texts[&Slot::DaemonJson], "{\n  \"bip\": \"172.17.0.1/16\"\n}\n");
    assert_eq!(story.engine.map(|version| version.major), Some(29));

    let long = reopened(PINNED);
    assert_eq!(long.inputs.texts[&Slot::Networks], "172.16.0.0/12 vpc-hz\n");
    assert_eq!(long.inputs.texts[&Slot::Routes], "default via 172.31.95.253 dev eth0\n");
    assert_eq!(long.inputs.kinds[&Slot::Routes], Kind::IpRoute);
    assert_eq!(long.engine.expect("an engine").to_string(), "28.5.2");
    assert_eq!((long.wish.networks, long.wish.size, long.wish.choice), (Some(30), Some(25), 1));
    assert_eq!(long.wish.range, "10.64.0.0/12".parse().ok());
    assert_eq!(long.trace, "172.17.48.6");
}

/// A long link with every field.
const PINNED: &str = "v1.eNo9jkEOgjAQRa_S_HUd2wIFexY3BGogmEKw1ETC3Z0adTeTef_P2xHhdgQfn_M6PeCga0PakiJ11kakpTsNr2uAxDpv0Wei97d2u0eRxlZkutB0qchUheh9Ej4OivlDYsrN_9S4iM-cL5530xCHuDfAFUqCGVPxl6ygyJZfAwY6OC3R_txqKhuyON6qPjGa";

#[test]
fn damaged_newer_and_hostile_links_say_so() {
    let good = write(&session(&[(Slot::Routes, "default via 10.0.0.1 dev eth0\n")]));
    let bomb = BASE64_URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(&vec![b' '; INFLATED + 1], 9));
    let no_json = BASE64_URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(b"[1,2", 9));
    let rows = [
        ("cut", good[..good.len() - 5].to_owned(), LinkError::Damaged),
        (
            "a letter changed",
            good.replacen(&good[20..21], if &good[20..21] == "A" { "B" } else { "A" }, 1),
            LinkError::Damaged,
        ),
        ("nothing behind the version", "v1.".to_owned(), LinkError::Damaged),
        ("no base64", "v1.%%%".to_owned(), LinkError::Damaged),
        ("not JSON", format!("v1.{no_json}"), LinkError::Damaged),
        ("version 0", good.replacen("v1", "v0", 1), LinkError::Damaged),
        ("version 2", good.replacen("v1", "v2", 1), LinkError::Newer),
        ("a version beyond counting", good.replacen("v1", "v99999999999999", 1), LinkError::Newer),
        ("a bomb", format!("v1.{bomb}"), LinkError::TooLarge),
    ];
    for (says, fragment, error) in rows {
        assert_eq!(read(&fragment), Err(error), "{says}");
    }
    let padded = format!("{good}==.");
    assert_eq!(read(&padded).map(|read| read.is_some()), Ok(true), "a full stop at the end is no damage");
}

#[test]
fn names_of_a_later_version_lose_no_text() {
    let json = br#"{"t":{"routes":"a","cloud":"b"},"k":{"routes":"ip route 2"},"z":[1]}"#;
    let opened = read_long(&BASE64_URL_SAFE_NO_PAD.encode(compress_to_vec_zlib(json, 9))).unwrap();
    assert_eq!(opened.inputs.texts[&Slot::Routes], "a");
    assert_eq!(opened.inputs.texts[&Slot::Any], "b");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_session_comes_back_from_its_link(
        texts in proptest::collection::vec((0usize..5, ".{1,80}(\n.{0,40}){0,4}"), 0..5),
        short in proptest::option::of("(172\\.(16|20)\\.0\\.0/(12|16)\n){1,3}"),
        networks in proptest::option::of(1u32..500),
        size in proptest::option::of(8u8..=30),
        choice in 0usize..3,
        trace in "([0-9.]{0,9}|.{0,9})",
        engine in proptest::option::of((20u16..30, 0u16..11)),
    ) {
        let mut session = Session { trace, ..Session::default() };
        for (slot, text) in texts {
            session = apply(session, Action::Type(Slot::ALL[slot], text));
        }
        if let Some(short) = short {
            session = apply(session, Action::Type(Slot::Networks, short));
        }
        session.engine = engine.map(|(major, minor)| Version::new(major, minor, 3));
        session.wish = Wish { networks, size, range: None, choice };
        let link = write(&session);
        if link.is_empty() {
            prop_assert_eq!(content(&session), Opened::default());
        } else {
            prop_assert_eq!(reopened(&link), content(&session));
        }
        prop_assert!(link.bytes().all(|b| b.is_ascii_graphic()), "{link}");
    }

    #[test]
    fn no_fragment_panics(fragment in ".{0,200}", body in "[A-Za-z0-9_-]{0,200}") {
        let _ = read(&fragment);
        let _ = read(&format!("v1.{body}"));
        let _ = read(&format!("vpc={fragment}&pools={fragment}"));
    }
}
