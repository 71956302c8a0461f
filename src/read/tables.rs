//! Tables of the clouds: what `--output table` prints, and what a console's page gives when it is copied.
//!
//! ```text
//! NAME    REGION        NETWORK  RANGE         ── the names of the columns tell the cloud and what a range is
//! apps    europe-west1  core     10.5.0.0/20   ── cells belong to the column above them
//! ```

use super::address::prefix;
use super::block::{Claim, Reading, Recogniser, run};
use super::noise::{Noise, is_ruler, noise};
use super::view::{Landmark, Row, View};
use super::{Item, Kind, WrittenAs, WrittenPrefix};
use crate::problem::Message;
use crate::text::Located;

/// Tables with names over their columns.
pub(super) const TABLES: Recogniser = Recogniser {
    kinds: &[
        Kind::GcloudSubnets,
        Kind::AwsVpcs,
        Kind::AwsSubnets,
        Kind::AwsRouteTables,
        Kind::AzureVnets,
        Kind::AliyunVpcs,
        Kind::AliyunVSwitches,
        Kind::TencentVpcs,
        Kind::TencentSubnets,
        Kind::HuaweiVpcs,
        Kind::OracleVcns,
    ],
    claim,
    read,
};

/// A kind, what its ranges are, and words that all stand in the names of its columns (lower case, without blanks and marks).
type Mark = (Kind, WrittenAs, &'static [&'static str]);

/// In the order in which they are tried: a table of subnets names its VPC too.
const MARKS: &[Mark] = &[
    (Kind::GcloudSubnets, WrittenAs::Subnet, &["region", "network", "range"]),
    (Kind::GcloudSubnets, WrittenAs::Subnet, &["region", "network", "internalip"]),
    (Kind::AwsRouteTables, WrittenAs::CloudRoute, &["destination", "target"]),
    (Kind::AwsRouteTables, WrittenAs::CloudRoute, &["destination", "gatewayid"]),
    (Kind::OracleVcns, WrittenAs::Subnet, &["cidr", "vcnid"]),
    (Kind::OracleVcns, WrittenAs::Vpc, &["cidr", "vcn"]),
    (Kind::OracleVcns, WrittenAs::Vpc, &["cidr", "compartment"]),
    (Kind::AliyunVSwitches, WrittenAs::Subnet, &["vswitch", "cidr"]),
    (Kind::AliyunVSwitches, WrittenAs::Subnet, &["交换机名称", "网段"]),
    (Kind::AliyunVSwitches, WrittenAs::Subnet, &["交换机id", "网段"]),
    (Kind::AliyunVSwitches, WrittenAs::Subnet, &["实例id名称", "专有网络", "网段"]),
    (Kind::AwsSubnets, WrittenAs::Subnet, &["subnetid", "cidr"]),
    (Kind::AwsVpcs, WrittenAs::Vpc, &["vpcid", "cidr"]),
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
];

/// How many rulers and titles may stand over the names of the columns.
const PREFACE: u32 = 3;
/// How many lines below the names are looked at for a range.
const NEAR: u32 = 8;

/// How the cells of a table are parted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parting {
    Bars,
    Tabs,
    /// Two blanks or more; a cell belongs to the column that it stands under.
    Blanks,
    /// Single blanks, where a paste lost the others and no name has a blank inside.
    Words,
}

struct Header {
    row: u32,
    kind: Kind,
    role: WrittenAs,
    parting: Parting,
    columns: Vec<Column>,
}

struct Column {
    name: String,
    start: usize,
}

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    // Most lines are of no table: without a range near by, its names are not looked at.
    let near = last.min(first + PREFACE + NEAR);
    let has_slash = view.is_near(Landmark::Slash, first, near, |row| row.text.contains('/'));
    let header = has_slash.then(|| header(view, first, last)).flatten()?;
    let near = view.rows(header.row + 1, last.min(header.row + NEAR));
    let has_ranges = near.take_while(|row| is_inside(*row)).any(|row| !ranges(row).is_empty());
    let names: Vec<_> = header.columns.iter().map(|column| column.name.clone()).take(3).collect();
    has_ranges.then(|| Claim {
        kind: header.kind,
        last: run(view, header.row, last, is_inside),
        why: Message::new("read.why.table").with("columns", names.join(", ")),
    })
}

fn header(view: &View<'_>, first: u32, last: u32) -> Option<Header> {
    let rows = view.rows(first, last.min(first + PREFACE));
    let mut above = rows.take_while(|row| is_above(*row) || columns(*row).is_some());
    above.find_map(|row| {
        let (parting, columns) = columns(row)?;
        let names: String = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join("\n");
        let (kind, role, _) = MARKS.iter().find(|(_, _, words)| words.iter().all(|word| names.contains(word)))?;
        Some(Header { row: row.number, kind: *kind, role: *role, parting, columns })
    })
}

/// A ruler, or a title between bars.
fn is_above(row: Row<'_>) -> bool {
    let text = row.text.trim();
    is_ruler(text) || text.starts_with('|') && text.ends_with('|')
}

/// The columns that a line names: at least two cells without an address.
fn columns(row: Row<'_>) -> Option<(Parting, Vec<Column>)> {
    let parting = [Parting::Bars, Parting::Tabs, Parting::Blanks, Parting::Words].into_iter().find(|parting| {
        let enough = if *parting == Parting::Bars { 1 } else { 2 };
        cells(row.text, *parting).len() > enough
    })?;
    let columns = cells(row.text, parting).into_iter().map(|(start, cell)| Column { name: plain(cell), start });
    (row.text.len() < 2_000 && ranges(row).is_empty()).then(|| (parting, columns.collect()))
}

/// A name without what the tables differ in.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The cells of a line, each with its first byte.
fn cells(text: &str, parting: Parting) -> Vec<(usize, &str)> {
    let parts: Vec<&str> = match parting {
        Parting::Bars if !text.contains(['|', '│']) => return Vec::new(),
        Parting::Tabs if !text.contains('\t') => return Vec::new(),
        Parting::Bars => text.split(['|', '│']).collect(),
        Parting::Tabs => text.split('\t').collect(),
        Parting::Blanks => text.split("  ").collect(),
        Parting::Words => text.split_whitespace().collect(),
    };
    let place = |part: &str| (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let cells = parts.into_iter().map(|part| {
        let cell = part.trim();
        let blanks = part.len() - part.trim_start().len();
        (place(part) + blanks, cell)
    });
    // An empty cell between bars or tabs is a cell; between blanks there is none.
    cells.filter(|(_, cell)| parting == Parting::Tabs || !cell.is_empty()).collect()
}

/// Whether a line can stand in the table: anything but a prompt.
fn is_inside(row: Row<'_>) -> bool {
    let text = row.text.trim();
    let is_cells = text.contains(['\t', '|', '│']) || text.contains("  ") || !ranges(row).is_empty();
    noise(row) != Some(Noise::Command) && !text.starts_with(['{', '[', '"']) && (is_cells || is_ruler(text))
}

/// The prefixes of a line.
fn ranges(row: Row<'_>) -> Vec<Located<ipnet::IpNet>> {
    if !row.text.contains('/') {
        return Vec::new();
    }
    let words = row.split(|c| c.is_whitespace() || ",;|│，、；()[]\"'".contains(c));
    words.into_iter().filter_map(|word| Some(Located::new(prefix(word.value)?, word.span))).collect()
}

fn read(view: &View<'_>, kind: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let Some(header) = header(view, first, last).filter(|header| header.kind == kind) else { return reading };
    view.rows(first, header.row).for_each(|row| reading.irrelevant(row));
    for row in view.rows(header.row + 1, last) {
        let ranges = ranges(row);
        if !ranges.is_empty() {
            let cells = by_column(&header, row);
            let items: Vec<_> = ranges.into_iter().map(|net| item(&header, row, &cells, net)).collect();
            reading.used(row, items);
        } else if is_ruler(row.text.trim())
            || !row.text.bytes().any(|b| b.is_ascii_digit())
            || row.text.contains(['\t', '|'])
        {
            reading.irrelevant(row);
        }
    }
    reading
}

/// The cells of a row with the names of their columns.
fn by_column<'a>(header: &'a Header, row: Row<'a>) -> Vec<(&'a str, &'a str)> {
    let cells = cells(row.text, header.parting);
    let column = |index: usize, start: usize| match header.parting {
        Parting::Blanks => header.columns.iter().rev().find(|column| column.start <= start + 1),
        _ => header.columns.get(index),
    };
    let named = cells.into_iter().enumerate();
    named.filter_map(|(index, (start, cell))| Some((column(index, start)?.name.as_str(), cell))).collect()
}

fn item(header: &Header, row: Row<'_>, cells: &[(&str, &str)], net: Located<ipnet::IpNet>) -> Item {
    let cell = |names: &[&str]| {
        let found = names.iter().find_map(|name| cells.iter().find(|(column, _)| column == name));
        found.map(|(_, cell)| *cell).filter(|cell| !cell.is_empty() && !matches!(*cell, "-" | "–" | "—"))
    };
    let vpc =
        cell(&["vpcid", "vpc", "vcnid", "network", "所属网络", "专有网络", "虚拟私有云", "所属虚拟私有云"]).map(id_of);
    // `vsw-1 web`: consoles put the id and the name into one cell.
    let both = cells.iter().find(|(column, _)| column.contains("id") && column.contains("名称")).map(|(_, cell)| *cell);
    let own = cell(&["subnetid", "vswitchid", "id"]).or(both.map(id_of));
    let rest = both.and_then(|both| both.strip_prefix(id_of(both))).map(str::trim).filter(|rest| !rest.is_empty());
    let name = cell(&["name", "subnetname", "vswitchname", "vpcname", "displayname", "名称", "target", "gatewayid"])
        .or(rest)
        .or(own)
        .or(vpc);
    let name = name.or_else(|| cells.first().map(|(_, cell)| *cell).filter(|cell| prefix(cell).is_none()));
    let (id, parent) = match header.role {
        WrittenAs::Vpc => (vpc.or(own), None),
        WrittenAs::Subnet => (own, vpc),
        _ => (None, None),
    };
    Item::Prefix(WrittenPrefix {
        net,
        has_length: true,
        name: name.map(|name| Located::new(name.to_owned(), row.locate(name))),
        written_as: header.role,
        parent: parent.map(str::to_owned),
        id: id.map(str::to_owned),
    })
}

/// The id of a cell that holds the id with the name behind it: `vpc-0a1 | prod`.
fn id_of(cell: &str) -> &str {
    let first = cell.split_whitespace().next().unwrap_or(cell);
    if first.contains('-') { first } else { cell }
}

#[cfg(test)]
mod tests {
    use crate::read::check::see;

    /// What it says, the kind, the paste, a letter for each line, the items.
    type Row = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

    #[test]
    fn tables_of_tools_and_consoles() {
        let table: &[Row] = &[
            (
                "gcloud",
                "gcloud subnets list",
                "$ gcloud compute networks subnets list\nNAME  REGION        NETWORK  RANGE        STACK_TYPE  IPV6_ACCESS_TYPE\napps  europe-west1  core     10.5.0.0/20  IPV4_ONLY\ndata  europe-west1  core     10.5.16.0/20 IPV4_ONLY\n",
                "..uu",
                &["subnet 10.5.0.0/20 'apps'", "subnet 10.5.16.0/20 'data'"],
            ),
            (
                "gcloud with its blanks lost",
                "gcloud subnets list",
                "NAME REGION NETWORK RANGE\napps europe-west1 core 10.5.0.0/20\n",
                ".u",
                &["subnet 10.5.0.0/20 'apps'"],
            ),
            (
                "AWS with bars",
                "aws describe-vpcs",
                "-------------------------------\n|        DescribeVpcs         |\n+--------------+--------------+\n|   CidrBlock  |    VpcId     |\n+--------------+--------------+\n|  10.6.0.0/16 |  vpc-0a1     |\n+--------------+--------------+\n",
                ".....u.",
                &["vpc 10.6.0.0/16 'vpc-0a1'"],
            ),
            (
                "AWS's console",
                "aws describe-subnets",
                "Name\tSubnet ID\tState\tVPC\tIPv4 CIDR\ndb-a\tsubnet-01\tAvailable\tvpc-0a1\t10.6.1.0/24\n\tsubnet-02\tAvailable\tvpc-0a1\t10.6.2.0/24\n",
                ".uu",
                &["subnet 10.6.1.0/24 'db-a'", "subnet 10.6.2.0/24 'subnet-02'"],
            ),
            (
                "Azure",
                "az network vnet list",
                "Name    ResourceGroup    Location    NumSubnets    Prefixes                   DnsServers\n------  ---------------  ----------  ------------  -------------------------  ------------\nhub     rg-net           westeurope  3             10.7.0.0/16, 10.8.0.0/16\n",
                "..u",
                &["vpc 10.7.0.0/16 'hub'", "vpc 10.8.0.0/16 'hub'"],
            ),
            (
                "Alibaba Cloud's console",
                "aliyun DescribeVSwitches",
                "交换机名称\tIPv4网段\t可用区\n应用\t172.16.3.0/24\t杭州 可用区 I\n",
                ".u",
                &["subnet 172.16.3.0/24 '应用'"],
            ),
            (
                "a route table of AWS's console",
                "aws describe-route-tables",
                "Destination\tTarget\tStatus\n10.9.0.0/16\tpcx-77\tActive\n0.0.0.0/0\tigw-1\tActive\n",
                ".uu",
                &["cloudroute 10.9.0.0/16 'pcx-77'", "cloudroute 0.0.0.0/0 'igw-1'"],
            ),
        ];
        for (says, kind, paste, lines, items) in table {
            let seen = see(paste);
            assert_eq!(seen.kinds, [*kind], "{says}");
            assert_eq!(seen.items, *items, "{says}");
            assert_eq!(seen.lines, *lines, "{says}");
        }
    }
}
