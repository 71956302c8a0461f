//! Long texts, each beside the least that a program could do with it: cut the lines, parse the first word that is a prefix
//! and sort; of JSON, read it into a tree.

use std::collections::BTreeMap;
use std::env;
use std::hint::black_box;
use std::process::Command;

use ipnet::IpNet;
use nonoverlap::read::read;
use nonoverlap::text::{Slot, Source};
use nonoverlap::{Inputs, Question, examine};

use super::{forget_peak, millis, peak, peer, timed};

/// Lines of a text of lines.
const LINES: u32 = 1_000_000;

/// Bytes of a text of JSON.
const BYTES: usize = 60 << 20;

/// A text, the floor below it, and what stands in the box of networks to reach beside it.
struct Row {
    name: &'static str,
    slot: Slot,
    text: fn() -> String,
    floor: fn(&str) -> usize,
    reach: bool,
}

const ROWS: &[Row] = &[
    Row { name: "a million routes", slot: Slot::Routes, text: routes, floor: lines, reach: true },
    Row { name: "a million ranges with names", slot: Slot::Networks, text: ranges, floor: lines, reach: false },
    Row { name: "a million rows of route -n", slot: Slot::Routes, text: route_n, floor: masked, reach: false },
    Row { name: "a million rows of netstat -rn", slot: Slot::Routes, text: netstat, floor: masked, reach: false },
    Row { name: "60 MB of ip -j route", slot: Slot::Routes, text: ip_json, floor: tree, reach: false },
    Row { name: "60 MB of docker network inspect", slot: Slot::Docker, text: inspected, floor: tree, reach: false },
    Row { name: "60 MB of aws route tables", slot: Slot::Networks, text: route_tables, floor: tree, reach: false },
];

/// Prints the rows whose names are chosen.
pub(crate) fn rows(is_chosen: &dyn Fn(&str) -> bool) {
    let chosen: Vec<_> = ROWS.iter().filter(|row| is_chosen(row.name)).collect();
    if chosen.is_empty() && !is_chosen("iprange") && !is_chosen("the story") {
        return;
    }
    let [floor, read, whole] = ["floor", "read", "examine"];
    println!("{:>40} {floor:>8} {read:>10} {:>6} {whole:>10} {:>6} {:>8}", "text", "ratio", "ratio", "peak MB");
    for row in chosen {
        apart(row.name);
    }
    if is_chosen("iprange") {
        peer::iprange(&routes(), &clouds());
    }
    if is_chosen("the story") {
        peer::story();
    }
}

/// What this program is called with to measure one row alone.
pub(crate) const ALONE: &str = "--row";

/// Measures a row in a process of its own: memory that another row has left makes floor and answer quicker, and not alike.
fn apart(name: &str) {
    let done = env::current_exe().and_then(|program| Command::new(program).args([ALONE, name]).status());
    assert!(done.is_ok_and(|status| status.success()), "{name} is not measured");
}

/// Measures the row of a name.
pub(crate) fn alone(name: &str) {
    ROWS.iter().filter(|row| row.name == name).for_each(measure);
}

fn measure(row: &Row) {
    let text = (row.text)();
    let (floor, found) = timed(|| (row.floor)(&text));
    assert!(found > 0, "{}: the floor has found nothing", row.name);
    let source = Source::new(row.slot, text.as_str());
    let (reading, (documents, _)) = timed(|| read(&source, None));
    assert!(documents.iter().any(|document| !document.items.is_empty()), "{}: nothing is read", row.name);
    drop((documents, source));
    let mut texts = BTreeMap::from([(row.slot, text)]);
    if row.reach {
        texts.insert(Slot::Networks, clouds());
    }
    let inputs = Inputs { texts, ..Inputs::default() };
    forget_peak();
    let (examining, report) = timed(|| examine(&inputs, &Question::default()));
    let peak = peak().map_or("-".to_owned(), |bytes| (bytes >> 20).to_string());
    black_box(report);
    let (floor, reading, examining) = (millis(floor), millis(reading), millis(examining));
    println!(
        "{:>40} {floor:>8.1} {reading:>10.1} {:>6.1} {examining:>10.1} {:>6.1} {peak:>8}",
        row.name,
        reading / floor,
        examining / floor
    );
}

/// Cuts lines, parses the first word of each and sorts what it is.
fn lines(text: &str) -> usize {
    sorted(text.lines().filter_map(|line| line.split(' ').next()?.parse().ok()))
}

/// The same of a destination and the mask in the third column.
fn masked(text: &str) -> usize {
    sorted(text.lines().filter_map(|line| {
        let mut words = line.split_ascii_whitespace();
        let (destination, mask) = (words.next()?, words.nth(1)?);
        IpNet::with_netmask(destination.parse().ok()?, mask.parse().ok()?).ok()
    }))
}

fn sorted(nets: impl Iterator<Item = IpNet>) -> usize {
    let mut nets: Vec<IpNet> = nets.collect();
    nets.sort();
    black_box(nets).len()
}

/// Reads JSON into a tree.
fn tree(text: &str) -> usize {
    serde_json::from_str::<serde_json::Value>(text).map_or(0, |value| black_box(value).as_array().map_or(1, Vec::len))
}

/// A network of 2^24 in public space, in an order that is not theirs.
fn net(n: u32) -> String {
    let n = n.wrapping_mul(40_503) & 0x00ff_ffff;
    format!("{}.{}.{}.0", 20 + (n >> 16) % 100, n >> 8 & 0xff, n & 0xff)
}

fn numbered(before: &str, line: impl Fn(u32) -> String) -> String {
    (0..LINES).fold(before.to_owned(), |text, n| text + &line(n))
}

fn routes() -> String {
    numbered("default via 10.0.0.1 dev eth0 proto dhcp src 10.0.0.5 metric 100\n", |n| {
        format!("{}/24 via 10.0.0.1 dev eth0 proto static metric 100\n", net(n))
    })
}

fn ranges() -> String {
    numbered("", |n| format!("{}/24 site-{n}\n", net(n)))
}

fn route_n() -> String {
    let head = "Kernel IP routing table\n\
        Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n";
    numbered(head, |n| format!("{:<15} 10.0.0.1        255.255.255.0   UG    100    0        0 eth0\n", net(n)))
}

fn netstat() -> String {
    let head = "Kernel IP routing table\n\
        Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface\n";
    numbered(head, |n| format!("{:<15} 10.0.0.1        255.255.255.0   UG        0 0          0 eth0\n", net(n)))
}

/// A thousand ranges of clouds.
fn clouds() -> String {
    (0..1_000_u32).fold(String::new(), |text, n| {
        let m = n.wrapping_mul(97) & 0xffff;
        text + &format!("10.{}.{}.0/24 vpc{n}\n", m >> 8, m & 0xff)
    })
}

/// Pieces between commas until the text is long enough.
fn joined(before: &str, piece: impl Fn(u32) -> String, after: &str) -> String {
    let mut text = before.to_owned();
    let mut n = 0;
    while text.len() < BYTES {
        text.push_str(if n == 0 { "" } else { ",\n" });
        text.push_str(&piece(n));
        n += 1;
    }
    text + after
}

fn ip_json() -> String {
    let route = |n| {
        format!(
            "{{\"dst\":\"{}/24\",\"gateway\":\"10.0.0.1\",\"dev\":\"eth0\",\"protocol\":\"static\",\"flags\":[]}}",
            net(n)
        )
    };
    joined("[", route, "]\n")
}

fn inspected() -> String {
    let network = |n| {
        format!(
            "    {{\n        \"Name\": \"net{n}\",\n        \"Id\": \"{n:064x}\",\n        \"Scope\": \"local\",\n        \
             \"Driver\": \"bridge\",\n        \"IPAM\": {{\n            \"Config\": [\n                {{\n                    \
             \"Subnet\": \"{}/24\"\n                }}\n            ]\n        }},\n        \"Internal\": false,\n        \
             \"Containers\": {{}},\n        \"Options\": {{}},\n        \"Labels\": {{}}\n    }}",
            net(n)
        )
    };
    joined("[\n", network, "\n]\n")
}

fn route_tables() -> String {
    let table = |n| {
        format!(
            "        {{\n            \"RouteTableId\": \"rtb-{n:017x}\",\n            \"VpcId\": \"vpc-{:017x}\",\n            \
             \"Routes\": [\n                {{\n                    \"DestinationCidrBlock\": \"{}/24\",\n                    \
             \"GatewayId\": \"local\",\n                    \"Origin\": \"CreateRouteTable\",\n                    \
             \"State\": \"active\"\n                }}\n            ],\n            \"Tags\": []\n        }}",
            n / 4,
            net(n)
        )
    };
    joined("{\n    \"RouteTables\": [\n", table, "\n    ]\n}\n")
}
