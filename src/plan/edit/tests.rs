//! The edit against files as people have them, and against random ones.

use ipnet::IpNet;
use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::read::json::parse;
use crate::text::{Slot, Source};

fn file(text: &str) -> File {
    let source = Source::new(Slot::DaemonJson, text);
    File::of(&source, source.span(), &parse(&source, source.span()).into_owned())
}

fn net(text: &str) -> IpNet {
    text.parse().unwrap()
}

/// `bip` and one pool, as most plans write them.
fn usual() -> Vec<(String, Change)> {
    let pool = PoolText::New(Pool { base: net("192.168.224.0/19"), size: 24 });
    vec![
        ("bip".to_owned(), Change::Set(Json::from("192.168.224.1/24"))),
        ("default-address-pools".to_owned(), Change::Pools(vec![pool])),
    ]
}

fn check(says: &str, before: &str, changes: &[(String, Change)], after: &str) {
    let file = file(before);
    let result = rewrite(&file, changes);
    assert_eq!(result.after, after, "{says}");
    assert_eq!(apply(&file.text, &result.edits), after, "{says}");
    let disjoint = result.edits.windows(2).all(|pair| pair[0].end <= pair[1].start && pair[0].start < pair[1].start);
    assert!(disjoint, "{says}: {:?}", result.edits);
    assert_eq!(serde_json::from_str::<Json>(after).ok(), Some(wanted(&file, changes)), "{says}");
}

#[test]
fn new_keys_stand_behind_the_last_one_in_the_style_of_the_file() {
    for (says, before, after) in [
        (
            "two spaces, a member a line",
            "{\n  \"registry-mirrors\": [\"https://mirror.example.net\"],\n  \"log-driver\": \"json-file\"\n}\n",
            "{\n  \"registry-mirrors\": [\"https://mirror.example.net\"],\n  \"log-driver\": \"json-file\",\n  \"bip\": \"192.168.224.1/24\",\n  \"default-address-pools\": [{ \"base\": \"192.168.224.0/19\", \"size\": 24 }]\n}\n",
        ),
        (
            "tabs and Windows newlines",
            "{\r\n\t\"debug\" : true\r\n}\r\n",
            "{\r\n\t\"debug\" : true,\r\n\t\"bip\" : \"192.168.224.1/24\",\r\n\t\"default-address-pools\" : [{ \"base\": \"192.168.224.0/19\", \"size\": 24 }]\r\n}\r\n",
        ),
        (
            "all on one line, tight",
            "{\"debug\":true}",
            "{\"debug\":true,\"bip\":\"192.168.224.1/24\",\"default-address-pools\":[{\"base\":\"192.168.224.0/19\",\"size\":24}]}",
        ),
        (
            "all on one line, with spaces",
            "{ \"debug\": true, \"ipv6\": false }",
            "{ \"debug\": true, \"ipv6\": false, \"bip\": \"192.168.224.1/24\", \"default-address-pools\": [{ \"base\": \"192.168.224.0/19\", \"size\": 24 }] }",
        ),
        (
            "no file",
            "",
            "{\n  \"bip\": \"192.168.224.1/24\",\n  \"default-address-pools\": [{ \"base\": \"192.168.224.0/19\", \"size\": 24 }]\n}\n",
        ),
        (
            "an empty object",
            "{}\n",
            "{\n  \"bip\": \"192.168.224.1/24\",\n  \"default-address-pools\": [{ \"base\": \"192.168.224.0/19\", \"size\": 24 }]\n}\n",
        ),
    ] {
        check(says, before, &usual(), after);
    }
}

#[test]
fn keys_that_are_there_change_in_place() {
    for (says, before, after) in [
        (
            "the values only",
            "{\n  \"bip\":   \"170.26.0.1/24\",\n  \"mtu\": 1400,\n  \"default-address-pools\": [\n    {\"base\": \"172.80.0.0/16\", \"size\": 24}\n  ]\n}",
            "{\n  \"bip\":   \"192.168.224.1/24\",\n  \"mtu\": 1400,\n  \"default-address-pools\": [{ \"base\": \"192.168.224.0/19\", \"size\": 24 }]\n}",
        ),
        (
            "of a key that comes twice the last counts, and the first goes",
            "{\n  \"bip\": \"10.1.0.1/24\",\n  \"mtu\": 1400,\n  \"bip\": \"10.2.0.1/24\"\n}",
            "{\n  \"mtu\": 1400,\n  \"bip\": \"192.168.224.1/24\",\n  \"default-address-pools\": [{ \"base\": \"192.168.224.0/19\", \"size\": 24 }]\n}",
        ),
    ] {
        check(says, before, &usual(), after);
    }
}

#[test]
fn what_strict_json_does_not_have_is_taken_out() {
    let bip = vec![("bip".to_owned(), Change::Set(Json::from("10.1.0.1/24")))];
    for (says, before, after) in [
        ("a trailing comma", "{\n  \"bip\": \"1.1.1.1/24\",\n}\n", "{\n  \"bip\": \"10.1.0.1/24\"\n}\n"),
        (
            "a comment on its own line and one behind a value",
            "{\n  // ours\n  \"mtu\": 1400, // jumbo\n  \"debug\": true # on\n}\n",
            "{\n  \"mtu\": 1400,\n  \"debug\": true,\n  \"bip\": \"10.1.0.1/24\"\n}\n",
        ),
        (
            "a byte order mark",
            "\u{feff}{\n  \"mtu\": 1400\n}\n",
            "{\n  \"mtu\": 1400,\n  \"bip\": \"10.1.0.1/24\"\n}\n",
        ),
        (
            "single quotes make the file be written anew",
            "{'mtu': 1400, 'dns': ['10.0.0.2', '10.0.0.3'],}",
            "{\n  \"mtu\": 1400,\n  \"dns\": [\"10.0.0.2\", \"10.0.0.3\"],\n  \"bip\": \"10.1.0.1/24\"\n}\n",
        ),
        (
            "members without braces",
            "\"mtu\": 1400,\n\"bip\": \"1.1.1.1/24\"",
            "{\n  \"mtu\": 1400,\n  \"bip\": \"10.1.0.1/24\"\n}\n",
        ),
    ] {
        check(says, before, &bip, after);
        assert!(!rewrite(&file(before), &bip).losses.is_empty(), "{says}");
    }
}

#[test]
fn removed_keys_take_their_comma_with_them() {
    let gone = |keys: &[&str]| keys.iter().map(|key| ((*key).to_owned(), Change::Remove)).collect::<Vec<_>>();
    for (keys, before, after) in [
        (&["a"][..], r#"{"a": 1, "b": 2, "c": 3}"#, r#"{"b": 2, "c": 3}"#),
        (&["b"], r#"{"a": 1, "b": 2, "c": 3}"#, r#"{"a": 1, "c": 3}"#),
        (&["c"], r#"{"a": 1, "b": 2, "c": 3}"#, r#"{"a": 1, "b": 2}"#),
        (&["a", "b"], r#"{"a": 1, "b": 2, "c": 3}"#, r#"{"c": 3}"#),
        (&["a", "c"], r#"{"a": 1, "b": 2, "c": 3}"#, r#"{"b": 2}"#),
        (&["b", "c"], r#"{"a": 1, "b": 2, "c": 3}"#, r#"{"a": 1}"#),
        (&["a", "b", "c"], r#"{"a": 1, "b": 2, "c": 3}"#, r"{}"),
        (&["x"], r#"{"a": 1}"#, r#"{"a": 1}"#),
    ] {
        check(&format!("{keys:?}"), before, &gone(keys), after);
    }
}

#[test]
fn pools_that_stay_keep_their_bytes() {
    let before = "{\n  \"default-address-pools\": [\n    {\"base\":\"172.80.0.0/16\",\"size\":24},\n    {\"scope\": \"local\", \"base\": \"fd12:3456:789a::/48\", \"size\": 64}\n  ]\n}\n";
    let after = "{\n  \"default-address-pools\": [\n    { \"base\": \"10.188.0.0/19\", \"size\": 24 },\n    {\"scope\": \"local\", \"base\": \"fd12:3456:789a::/48\", \"size\": 64}\n  ]\n}\n";
    let pools = vec![PoolText::New(Pool { base: net("10.188.0.0/19"), size: 24 }), PoolText::Kept(1)];
    check("IPv6 beside IPv4", before, &[("default-address-pools".to_owned(), Change::Pools(pools))], after);
}

#[test]
fn a_prompt_around_the_file_is_no_part_of_it() {
    let source = Source::new(Slot::Any, "$ cat daemon.json\n{\n  \"mtu\": 1400\n}\n$ ");
    let parsed = parse(&source, source.span()).into_owned();
    let file = File::of(&source, source.span(), &parsed);
    assert_eq!(file.text, "{\n  \"mtu\": 1400\n}");
}

/// Random JSON objects in random layouts.
fn layouts() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("true".to_owned()),
        Just("null".to_owned()),
        (-9i32..2000).prop_map(|n| n.to_string()),
        "[a-z\\\\\"/é😀 ]{0,6}".prop_map(|text| Json::from(text).to_string()),
        Just("[1, 2,3]".to_owned()),
        Just("{\"x\":{\"y\" : []}}".to_owned()),
    ];
    let key = prop_oneof![
        Just("bip".to_owned()),
        Just("fixed-cidr".to_owned()),
        Just("default-address-pools".to_owned()),
        "[a-z_]{1,8}",
    ];
    let space = prop_oneof![Just(""), Just(" "), Just("\n"), Just("\r\n  "), Just("\n\t")];
    let member = (key, scalar, space.clone(), space.clone());
    (proptest::collection::vec(member, 0..6), space.clone(), space).prop_map(|(members, open, close)| {
        let members: Vec<String> =
            members.iter().map(|(key, value, a, b)| format!("{a}\"{key}\":{b}{value}")).collect();
        format!("{{{open}{}{close}}}", members.join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_strict_file_keeps_all_it_has_and_every_byte_outside_the_edits(text in layouts(), remove in any::<bool>()) {
        let mut changes = usual();
        if remove {
            changes.push(("fixed-cidr".to_owned(), Change::Remove));
        }
        let file = file(&text);
        prop_assert_eq!(&file.text, &text);
        let result = rewrite(&file, &changes);
        let after: serde_json::Map<String, Json> = serde_json::from_str(&result.after).unwrap();
        let before: serde_json::Map<String, Json> = serde_json::from_str(&text).unwrap();
        for (key, value) in &before {
            let changed = changes.iter().any(|(name, _)| name == key);
            prop_assert!(changed || after.get(key) == Some(value), "{key}");
        }
        prop_assert_eq!(after.get("bip"), Some(&Json::from("192.168.224.1/24")));
        prop_assert_eq!(after.contains_key("fixed-cidr"), !remove && before.contains_key("fixed-cidr"));
        prop_assert!(result.losses.is_empty(), "{:?}", result.losses);
    }

    #[test]
    fn any_text_gives_strict_json(text in "[{}\\[\\]\",:'a-c0-9 \n/*#\\\\]{0,40}") {
        let result = rewrite(&file(&text), &usual());
        let after: serde_json::Map<String, Json> = serde_json::from_str(&result.after).unwrap();
        prop_assert_eq!(after.get("bip"), Some(&Json::from("192.168.224.1/24")));
        prop_assert!(result.edits.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }
}
