//! How long reading takes and that it grows with the length of the text: `cargo bench --bench reading`.
//!
//! Each text is made of one line or piece again and again, at 1 MB and at 10 MB. Figures are in milliseconds; `growth` is
//! the second by the first: 10 is linear. Words behind `--` choose the texts whose names have them.

use std::time::{Duration, Instant};

use nonoverlap::read::read;
use nonoverlap::text::{Slot, Source};

const MEGABYTE: usize = 1 << 20;

/// What it is, and the piece that is repeated.
const TEXTS: &[(&str, &str)] = &[
    ("letters", "x"),
    ("words", "lorem ipsum dolor "),
    ("lines of words", "lorem ipsum dolor\n"),
    ("blank lines", "\n"),
    ("open lists", "["),
    ("open objects", "{\"a\":"),
    ("lines of open objects", "{\"a\": [\n"),
    ("closing brackets", "}\n"),
    ("quotes", "\"\n"),
    ("comments", "# x\n"),
    ("prompts", "$ ip r\n"),
    ("lines of a log", "log line of nothing\n"),
    ("single directives of OpenVPN", "nobind\n"),
    ("routes", "10.0.0.0/8 via 10.0.0.1 dev eth0 proto static\n"),
    ("prefixes", "10.0.0.0/8\n"),
    ("prefixes on one line", "10.0.0.0/8 "),
    ("half of a JSON object", "\"CidrBlock\": \"10.0.0.0/16\",\n"),
    ("keys of YAML", "a:\n"),
    ("a deep list of YAML", "networks:\n  - "),
    ("deep mappings of YAML", "networks: {a: "),
    ("keys of a cloud in YAML", "CidrBlock: x\n"),
    ("titles of AWS's tables", "|  Vpcs  |\n||  Vpcs  ||\n"),
    ("tables in AWS's tables", "||  CidrBlock  |  10.0.0.0/16  ||\n"),
    ("commands that go on", "--pod-cidr \\\n"),
    ("attributes", "a_cidr = [\n"),
    ("blocks", "resource \"a\" \"b\" {\n"),
    ("tables of TOML", "[network]\na = 1\n"),
    ("anything printable", "!\"#$%&'()*+,-./0123456789:;<=>?@ABC[\\]^_`abc{|}~\n"),
    ("bytes of another alphabet", "内网：１０．０．０．０／８，"),
];

fn main() {
    println!("{:>28} {:>10} {:>10} {:>7}", "text", "1 MB", "10 MB", "growth");
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    for (name, piece) in
        TEXTS.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|word| name.contains(word)))
    {
        let (small, large) = (time(piece, MEGABYTE), time(piece, 10 * MEGABYTE));
        let growth = large.as_secs_f64() / small.as_secs_f64().max(1e-6);
        println!("{name:>28} {:>10.1} {:>10.1} {growth:>7.1}", millis(small), millis(large));
    }
}

fn time(piece: &str, length: usize) -> Duration {
    let source = Source::new(Slot::Any, piece.repeat(length / piece.len()));
    let start = Instant::now();
    let (documents, _) = read(&source, None);
    assert!(!documents.is_empty() || source.text().trim().is_empty());
    start.elapsed()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
