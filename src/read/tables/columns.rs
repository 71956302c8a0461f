//! The columns of a table: how its cells are parted, and what the names over them tell.

use smallvec::SmallVec;

use crate::read::sieve::Phrases;
use crate::read::{Kind, WrittenAs};

/// How the cells of a table are parted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parting {
    Bars,
    Tabs,
    /// Two blanks or more; a cell belongs to the column that it stands under.
    Blanks,
    /// Commas or semicolons outside quotes.
    Marks,
    /// Single blanks, where a paste lost the others and no name has a blank inside.
    Words,
}

/// A column: its name without what tables differ in, and its first byte.
pub(super) struct Column {
    pub name: String,
    pub start: usize,
}

/// What a table is by the names of its columns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort {
    pub kind: Kind,
    /// What its ranges are; `None` where they say who may speak to whom.
    pub role: Option<WrittenAs>,
}

/// A kind, what its ranges are, and words that all stand in the names of its columns (lower case, without blanks and marks).
type Mark = (Kind, WrittenAs, &'static [&'static str]);

/// In the order in which they are tried: a table of subnets names its VPC too, and one of routes names what a network has.
const MARKS: &[Mark] = &[
    (Kind::AwsRouteTables, WrittenAs::CloudRoute, &["destination", "target"]),
    (Kind::AwsRouteTables, WrittenAs::CloudRoute, &["destination", "gatewayid"]),
    (Kind::CidrList, WrittenAs::CloudRoute, &["prefix", "nexthop"]),
    (Kind::CidrList, WrittenAs::CloudRoute, &["dest", "nexthop"]),
    (Kind::CidrList, WrittenAs::CloudRoute, &["目的", "下一跳"]),
    (Kind::CidrList, WrittenAs::CloudRoute, &["目标", "下一跳"]),
    (Kind::GcloudSubnets, WrittenAs::Subnet, &["region", "network", "range"]),
    (Kind::GcloudSubnets, WrittenAs::Subnet, &["region", "network", "internalip"]),
    (Kind::OracleVcns, WrittenAs::Subnet, &["cidr", "vcnid"]),
    (Kind::OracleVcns, WrittenAs::Vpc, &["cidr", "vcn"]),
    (Kind::OracleVcns, WrittenAs::Vpc, &["cidr", "compartment"]),
    (Kind::AliyunVSwitches, WrittenAs::Subnet, &["vswitch", "cidr"]),
    (Kind::AliyunVSwitches, WrittenAs::Subnet, &["交换机名称", "网段"]),
    (Kind::AliyunVSwitches, WrittenAs::Subnet, &["交换机id", "网段"]),
    (Kind::AliyunVSwitches, WrittenAs::Subnet, &["实例id名称", "专有网络", "网段"]),
    (Kind::AwsSubnets, WrittenAs::Subnet, &["subnetid", "cidr"]),
    (Kind::AwsVpcs, WrittenAs::Vpc, &["vpcid", "cidr"]),
    (Kind::AzureVnets, WrittenAs::Subnet, &["addressprefix", "privateendpoint"]),
    (Kind::AzureVnets, WrittenAs::Vpc, &["resourcegroup", "prefix"]),
    (Kind::AzureVnets, WrittenAs::Vpc, &["resourcegroup", "addressspace"]),
    (Kind::TencentSubnets, WrittenAs::Subnet, &["所属网络", "cidr"]),
    (Kind::TencentSubnets, WrittenAs::Subnet, &["子网", "cidr"]),
    (Kind::TencentVpcs, WrittenAs::Vpc, &["私有网络", "cidr"]),
    (Kind::TencentVpcs, WrittenAs::Vpc, &["id名称", "cidr"]),
    (Kind::HuaweiVpcs, WrittenAs::Subnet, &["虚拟私有云", "子网", "网段"]),
    (Kind::HuaweiVpcs, WrittenAs::Vpc, &["虚拟私有云", "网段"]),
    (Kind::AliyunVpcs, WrittenAs::Vpc, &["专有网络", "网段"]),
    (Kind::AliyunVpcs, WrittenAs::Vpc, &["实例id名称", "网段"]),
    // Calico's pools.
    (Kind::Kubernetes, WrittenAs::Pods, &["cidr", "ipipmode"]),
    (Kind::Kubernetes, WrittenAs::Pods, &["cidr", "vxlanmode"]),
];

/// The first word of each mark: a table of none of them is of no known cloud.
static FIRST: Phrases = Phrases::of(&[&WORDS]);
const WORDS: [&str; MARKS.len()] = {
    let mut words = [""; MARKS.len()];
    let mut at = 0;
    while at < MARKS.len() {
        words[at] = MARKS[at].2[0];
        at += 1;
    }
    words
};

/// Parts of the name of a column with ranges, in a table of no known cloud.
static RANGES: Phrases = Phrases::of(&[OF_RANGES]);
const OF_RANGES: &[&str] = &["cidr", "range", "prefix", "subnet", "network", "addressspace", "网段", "子网", "地址段"];

/// Names of columns with names, the best first.
pub(super) const NAMES: &[&str] = &[
    "name",
    "subnetname",
    "vswitchname",
    "vpcname",
    "displayname",
    "label",
    "名称",
    "target",
    "gatewayid",
    "nexthop",
    "nexthoptype",
];

/// Further columns that stand beside ranges, in lists that people keep.
const OTHERS: &[&str] = &["id", "environment", "env", "site", "region", "description", "purpose", "用途", "环境"];

/// Columns that stand beside the two ends of a rule of access.
const RULES: &[&str] = &["protocol", "ports", "port", "portrange", "direction", "协议", "端口", "端口范围"];
const SOURCES: &[&str] = &["source", "sources", "sourcerange", "sourceranges", "源", "来源", "授权对象"];

/// Whether the columns that a line may name can tell what a table is: almost no line has a word of theirs.
pub(super) fn may_tell(text: &str) -> bool {
    static ALL: Phrases = Phrases::of(&[OF_RANGES, &WORDS, RULES, &[OF_FIREWALLS]]);
    if !text.is_ascii() {
        return ALL.stand_in(&plain(text));
    }
    // As `plain`, but for the case, which phrases pass over, and for the memory that almost no line needs.
    let letters: SmallVec<[u8; 256]> = text.bytes().filter(u8::is_ascii_alphanumeric).collect();
    ALL.stand_in_bytes(&letters)
}

/// `iptables -L` parts some of its columns with one blank: `prot opt source`.
const OF_FIREWALLS: &str = "protopt";

/// What a table is; `None` where its first line names no columns of ranges.
pub(super) fn sort(columns: &[Column], parting: Parting) -> Option<Sort> {
    let is = |names: &[&str]| columns.iter().any(|column| names.contains(&column.name.as_str()));
    let is_firewall = columns.iter().any(|column| column.name.contains(OF_FIREWALLS));
    if is_firewall || is(RULES) && is(SOURCES) {
        return Some(Sort { kind: Kind::CidrList, role: None });
    }
    if is(&["driver"]) && columns.iter().any(|column| column.name.contains("subnet")) {
        return Some(Sort { kind: Kind::DockerNetworkInspect, role: None });
    }
    let names: String = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join("\n");
    let has_all = |words: &[&str]| words.iter().all(|word| names.contains(word));
    let mark = FIRST.stand_in(&names).then(|| MARKS.iter().find(|(_, _, words)| has_all(words))).flatten();
    let known = mark.map(|(kind, role, _)| Sort { kind: *kind, role: Some(*role) });
    let any = Sort { kind: Kind::CidrList, role: Some(WrittenAs::Entry) };
    // Words of a sentence are no columns, nor are its parts between commas.
    let is_table = match parting {
        Parting::Bars | Parting::Tabs => columns.iter().any(has_ranges),
        Parting::Blanks | Parting::Marks => columns.iter().any(has_ranges) && (is(NAMES) || is(OTHERS)),
        Parting::Words => false,
    };
    known.or_else(|| is_table.then_some(any))
}

/// Whether ranges stand in a column, by its name.
fn has_ranges(column: &Column) -> bool {
    RANGES.stand_in(&column.name)
}

/// The columns that a line names, and how they are parted.
pub(super) fn columns(text: &str) -> Option<(Parting, Vec<Column>)> {
    const PARTINGS: &[Parting] = &[Parting::Bars, Parting::Tabs, Parting::Blanks, Parting::Marks, Parting::Words];
    PARTINGS.iter().find_map(|parting| {
        let enough = if matches!(parting, Parting::Bars | Parting::Marks) { 1 } else { 2 };
        let cells = Some(cells(text, *parting)).filter(|cells| cells.len() > enough)?;
        let columns = cells.into_iter().map(|(start, cell)| Column { name: plain(cell), start });
        Some((*parting, columns.collect()))
    })
}

/// A name without what the tables differ in.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The cells of a line, each with its first byte.
pub(super) fn cells(text: &str, parting: Parting) -> Vec<(usize, &str)> {
    let parts: Vec<&str> = match parting {
        Parting::Bars if !text.contains(['|', '│']) => return Vec::new(),
        Parting::Tabs if !text.contains('\t') => return Vec::new(),
        Parting::Marks if !text.contains([',', ';']) => return Vec::new(),
        Parting::Bars => text.trim().trim_matches(['|', '│']).split(['|', '│']).collect(),
        Parting::Tabs => text.split('\t').collect(),
        Parting::Blanks => text.split("  ").collect(),
        Parting::Marks => marked(text),
        Parting::Words => text.split_whitespace().collect(),
    };
    let place = |part: &str| (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let cells = parts.into_iter().map(|part| {
        let cell = part.trim_matches(|c: char| c.is_whitespace() || c == '"' && parting == Parting::Marks);
        let start = if cell.is_empty() { place(part) } else { place(cell) };
        (start, cell)
    });
    // An empty cell between marks is a cell; between blanks there is none.
    let is_cell = |cell: &str| !matches!(parting, Parting::Blanks | Parting::Words) || !cell.is_empty();
    cells.filter(|(_, cell)| is_cell(cell)).collect()
}

/// What stands between commas or semicolons outside quotes, whichever comes first.
fn marked(text: &str) -> Vec<&str> {
    let mut inside = false;
    let mark = text.find([',', ';']).and_then(|at| text[at..].chars().next()).unwrap_or(',');
    text.split(|c: char| {
        inside ^= c == '"';
        c == mark && !inside
    })
    .collect()
}
