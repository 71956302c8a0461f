//! JSON as pasted, against `serde_json` where it is strict and against tables where it is not.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::text::Slot;

fn plain(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => json!(value),
        Value::Number(text) => serde_json::from_str(text).unwrap_or(json!(text)),
        Value::String(text) => json!(text),
        Value::Array(elements) => elements.iter().map(plain).collect(),
        Value::Object(members) => members
            .iter()
            .map(|member| (member.key.value.to_string(), plain(&member.value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}

fn read(text: &str) -> (Source, Parsed<'static>) {
    let source = Source::new(Slot::Any, text);
    let parsed = parse(&source, source.span()).into_owned();
    (source, parsed)
}

/// Every span must lie in the text, on character boundaries, and around what is inside.
fn check_spans(source: &Source, parsed: &Parsed) {
    let inside = |span: Span| source.text().get(span.start as usize..span.end as usize).is_some();
    assert!(parsed.leniencies.iter().all(|note| inside(note.span)), "{:?}", source.text());
    for node in parsed.root.iter().flat_map(Node::walk) {
        assert!(inside(node.span), "{:?} of {:?}", node.span, source.text());
        for part in
            node.elements().iter().map(|e| e.span).chain(node.members().iter().map(|m| m.key.span.to(m.value.span)))
        {
            assert!(node.span.start <= part.start && part.end <= node.span.end, "{:?}", source.text());
        }
    }
}

/// What is read, as JSON, and each leniency with the text it stands on.
type Row = (&'static str, &'static str, &'static str, &'static [(Leniency, &'static str)]);

const SLIPS: &[Row] = &[
    ("strict", r#"{"a": [1, "b", null, true]}"#, r#"{"a": [1, "b", null, true]}"#, &[]),
    (
        "trailing commas",
        r#"{"a": [1,], }"#,
        r#"{"a": [1]}"#,
        &[(Leniency::TrailingComma, ","), (Leniency::TrailingComma, ",")],
    ),
    ("missing comma", "{\"a\": 1\n\"b\": 2}", r#"{"a": 1, "b": 2}"#, &[(Leniency::MissingComma, "")]),
    ("two commas", "[1,,2]", "[1, 2]", &[(Leniency::TrailingComma, ",")]),
    (
        "comments",
        "// x\n{\"a\": 1, # y\n/* z */ \"b\": 2}",
        r#"{"a": 1, "b": 2}"#,
        &[(Leniency::Comment, "// x"), (Leniency::Comment, "# y"), (Leniency::Comment, "/* z */")],
    ),
    ("single quotes", "{'a': 'b'}", r#"{"a": "b"}"#, &[(Leniency::SingleQuotes, "'"), (Leniency::SingleQuotes, "'")]),
    (
        "bare words",
        "{bip: 172.26.0.1/24}",
        r#"{"bip": "172.26.0.1/24"}"#,
        &[(Leniency::BareWord, "bip"), (Leniency::BareWord, "172.26.0.1/24")],
    ),
    ("a bare IPv6 prefix", "[fd00::/8]", r#"["fd00::/8"]"#, &[(Leniency::BareWord, "fd00::/8")]),
    (
        "a python literal",
        "x = {\"a\": None, }",
        r#"{"a": null}"#,
        &[
            (Leniency::BareWord, "x"),
            (Leniency::Noise, "="),
            (Leniency::BareWord, "None"),
            (Leniency::TrailingComma, ","),
        ],
    ),
    (
        "a call",
        "[{\"t\": f(2020, 1), \"c\": 1}]",
        r#"[{"t": "f(2020, 1)", "c": 1}]"#,
        &[(Leniency::BareWord, "f(2020, 1)")],
    ),
    (
        "dots",
        "{\"a\": [..., 1], . . .\n}",
        r#"{"a": [1]}"#,
        &[(Leniency::Elision, "..."), (Leniency::Elision, ". . .")],
    ),
    ("dots after an element", "[{\"a\": 1, ...}]", r#"[{"a": 1}]"#, &[(Leniency::Elision, "...")]),
    (
        "a value left out",
        "{\"a\": ..., \"b\": }",
        r#"{"a": null, "b": null}"#,
        &[(Leniency::Elision, "..."), (Leniency::MissingValue, "")],
    ),
    (
        "a cut end",
        "{\"a\": [1, {\"b\": \"2",
        r#"{"a": [1, {"b": "2"}]}"#,
        &[(Leniency::Cut, ""), (Leniency::Cut, ""), (Leniency::Cut, ""), (Leniency::Cut, "")],
    ),
    ("members alone", "\"a\": 1,\n\"b\": 2", r#"{"a": 1, "b": 2}"#, &[(Leniency::Fragment, "\"a\": 1,\n\"b\": 2")]),
    (
        "the inside of a list of objects",
        "\"a\": 1 },\n{ \"a\": 2",
        r#"[{"a": 1}, {"a": 2}]"#,
        &[(Leniency::Fragment, "\"a\": 1 },\n{ \"a\": 2"), (Leniency::StrayBracket, "}"), (Leniency::Cut, "")],
    ),
    ("members in a list", "[\"a\": 1]", r#"[{"a": 1}]"#, &[(Leniency::Fragment, "\"a\"")]),
    ("a bracket too many", "{\"a\": 1}}", r#"{"a": 1}"#, &[(Leniency::StrayBracket, "}")]),
    ("the wrong bracket", "{\"a\": [1}", r#"{"a": [1]}"#, &[(Leniency::Cut, "")]),
    (
        "typographic",
        "{“a”：“b”，\u{a0}\"c\": 1}",
        r#"{"a": "b", "c": 1}"#,
        &[
            (Leniency::FancyPunctuation, "“"),
            (Leniency::FancyPunctuation, "”"),
            (Leniency::FancyPunctuation, "："),
            (Leniency::FancyPunctuation, "“"),
            (Leniency::FancyPunctuation, "”"),
            (Leniency::FancyPunctuation, "，"),
            (Leniency::FancyPunctuation, "\u{a0}"),
        ],
    ),
    ("a mark at the beginning", "\u{feff}{}", "{}", &[(Leniency::ByteOrderMark, "\u{feff}")]),
    ("a key twice", r#"{"a": 1, "a": 2}"#, r#"{"a": 2}"#, &[(Leniency::DuplicateKey, "\"a\"")]),
    ("no colon", r#"{"a" 1}"#, r#"{"a": 1}"#, &[(Leniency::MissingColon, "")]),
    ("an open quote", "{\"a\": \"b,\n\"c\": 1}", r#"{"a": "b", "c": 1}"#, &[(Leniency::UnclosedString, "\"b")]),
    ("a backslash for a slash", r#"["172.28.0.0\16"]"#, r#"["172.28.0.0\\16"]"#, &[(Leniency::BadEscape, "\\")]),
    (
        "a quoted mail",
        "> {\n> \"a\": 1\n> }",
        r#"{"a": 1}"#,
        &[(Leniency::Noise, ">"), (Leniency::Noise, ">"), (Leniency::Noise, ">")],
    ),
    (
        "a diff",
        "+ {\n+ \"a\": 1\n+ }",
        r#"{"a": 1}"#,
        &[(Leniency::Noise, "+"), (Leniency::Noise, "+"), (Leniency::Noise, "+")],
    ),
    ("an equals sign", r#"{"a" = 1}"#, r#"{"a": 1}"#, &[(Leniency::Noise, "=")]),
    (
        "a prompt before",
        "$ cat x {\"a\": 1}",
        r#"{"a": 1}"#,
        &[
            (Leniency::BareWord, "$"),
            (Leniency::Noise, "$ cat x"),
            (Leniency::BareWord, "cat"),
            (Leniency::BareWord, "x"),
        ],
    ),
    (
        "terminal colours",
        "{\u{1b}[34m\"a\"\u{1b}[0m: 1}",
        r#"{"a": 1}"#,
        &[(Leniency::Noise, "\u{1b}[34m"), (Leniency::Noise, "\u{1b}[0m")],
    ),
];

#[test]
fn slips_are_read_and_named_with_their_place() {
    for (says, text, value, notes) in SLIPS {
        let (source, parsed) = read(text);
        check_spans(&source, &parsed);
        assert_eq!(
            plain(parsed.root.as_ref().unwrap()),
            serde_json::from_str::<serde_json::Value>(value).unwrap(),
            "{says}"
        );
        let found: Vec<_> = parsed.leniencies.iter().map(|note| (note.value, source.slice(note.span))).collect();
        assert_eq!(&found, notes, "{says}");
    }
}

#[test]
fn spans_are_exact() {
    let (source, parsed) = read("{\n  \"bip\" : \"172.26.0.1/24\",\n  \"pools\": [ {} ]\n}\n");
    let root = parsed.root.unwrap();
    let slices: Vec<_> = root.walk().map(|node| source.slice(node.span)).collect();
    assert_eq!(slices[1..], ["\"172.26.0.1/24\"", "[ {} ]", "{}"]);
    assert_eq!(source.slice(root.members()[0].key.span), "\"bip\"");
    assert_eq!(source.slice(root.span), source.text().trim_end());
}

#[test]
fn hostile_text_is_answered() {
    for text in ["[", "{\"a\":", "]", "(", "\"", "'\\", "{", ",", "“", "/*", "a(", "\"a\" ", "{,", "u'"] {
        let (source, parsed) = read(&text.repeat(1_000_000 / text.len()));
        check_spans(&source, &parsed);
        assert!(extent(&source, 1, source.line_count()).is_none_or(|lines| lines <= source.line_count()));
    }
    let (source, parsed) = read(&format!("{}\"10.0.0.0/8\"{}", "[".repeat(300), "]".repeat(300)));
    assert_eq!(parsed.leniencies.iter().map(|note| note.value).collect::<Vec<_>>(), [Leniency::TooDeep]);
    assert_eq!(source.slice(parsed.root.unwrap().span), source.text());
}

#[test]
fn an_extent_ends_where_the_value_ends() {
    for (says, text, expected) in [
        ("one value", "{\n\"a\": 1\n}\ndefault via 10.0.0.1 dev eth0\n", Some(3)),
        ("two values", "{\n}\n[\n]\n", Some(2)),
        ("one-line values", "{\"a\": 1}\n{\"a\": 2}\n\n{\"a\": 3}\n", Some(2)),
        ("a fragment", "\"a\": {\n\"b\": []\n},\n\"c\": 1,\n\n\nroute -n\n", Some(4)),
        ("the tail of a fragment", "    },\n    {\n \"a\": 1\n }\n]\nfoo\n", Some(5)),
        ("a cut value before a prompt", "{\n \"a\": [\nuser@host:~$ ip route\n", Some(2)),
        ("a cut value at the end", "{\n \"a\": [\n", Some(2)),
        ("dots inside", "{\n\"a\": [\n\n {\n . . .\n \"b\": 1\n }\n ]\n}\n", Some(9)),
        ("a log line inside", "{\n\"a\": 1,\nsome words of a pager\n\"b\": 2\n}\n", Some(5)),
        ("a comment before", "// OpenAPI\n{\n}\n", Some(3)),
        ("a python literal", "x = [{\"R\": [\n {\"a\": 1},  # c\n]}]\n", Some(3)),
        ("a comment only", "# OpenAPI\n", None),
        ("a section", "[Peer]\nAllowedIPs = 10.0.0.0/8\n", None),
        ("a log", "[    1.234567] docker0: port 1\n", None),
        ("terraform", "subnets = [\n{\n", Some(2)),
        ("terraform with a value", "address_space = [\"10.0.0.0/16\"]\n", None),
        ("a template", "{{.Name}}: 10.0.0.0/8\n", None),
        ("a quoted flag", "\"--cluster-cidr=10.0.0.0/8\"\n", None),
    ] {
        let source = Source::new(Slot::Any, text);
        assert_eq!(extent(&source, 1, source.line_count()), expected, "{says}");
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|b| json!(b)),
        any::<i64>().prop_map(|n| json!(n)),
        (-1e9..1e9f64).prop_map(|n| json!(n)),
        ".*".prop_map(|s| json!(s)),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|list| json!(list)),
            prop::collection::btree_map(".{0,8}", inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn strict_json_has_no_leniency_and_equals_serde_json(value in any_json()) {
        for text in [value.to_string(), format!("{value:#}")] {
            let (source, parsed) = read(&text);
            check_spans(&source, &parsed);
            prop_assert_eq!(&parsed.leniencies, &[]);
            let (again, expected): (_, serde_json::Value) = (plain(&parsed.root.unwrap()), serde_json::from_str(&text).unwrap());
            prop_assert_eq!(again, expected);
        }
    }

    #[test]
    fn text_without_leniency_is_strict_json(text in "[\\[\\]{},:\"'a0.# \\n\\\\-]{0,24}") {
        let (source, parsed) = read(&text);
        check_spans(&source, &parsed);
        if parsed.root.is_some() && parsed.leniencies.is_empty() {
            prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
        }
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,60}|[\\[\\]{},:=\"'“”：，a0. #/*\\n\\\\()…-]{0,40}") {
        let (source, parsed) = read(&text);
        check_spans(&source, &parsed);
        for line in 1..=source.line_count() {
            if let Some(lines) = extent(&source, line, source.line_count()) {
                prop_assert!(lines >= 1 && line + lines - 1 <= source.line_count());
            }
        }
    }
}
