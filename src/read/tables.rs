//! Tables of the clouds: what `--output table` prints, and what a console's page gives when it is copied.
//!
//! ```text
//! NAME    REGION        NETWORK  RANGE         ── the names of the columns tell the cloud and what a range is
//! apps    europe-west1  core     10.5.0.0/20   ── cells belong to the column above them
//! ```

use super::address::{prefix, prefix_or_host};
use super::block::{Claim, Reading, Recogniser, run};
use super::noise::{Noise, is_ruler, noise};
use super::view::{Landmark, Row, View};
use super::{CloudIds, DockerNetwork, Evidence, Item, Kind, NetworkSource, NetworkSubnet, WrittenAs, WrittenPrefix};
use crate::problem::Message;
use crate::read::signs::Signs;
use crate::text::Located;
use columns::{Column, NAMES, Parting, Sort, cells, columns, may_tell, sort};

mod columns;

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
        Kind::Kubernetes,
        Kind::DockerNetworkInspect,
        Kind::CidrList,
    ],
    begins: &[
        Signs::WORDS,
        Signs::BAR,
        Signs::TAB,
        Signs::COMMA,
        Signs::DASH,
        Signs::EQUALS,
        Signs::RULE,
        Signs::FOREIGN,
    ],
    claim,
    read,
};

/// How many rulers and titles may stand over the names of the columns.
const PREFACE: u32 = 3;
/// How many lines below the names are looked at for a range.
const NEAR: u32 = 8;

struct Header {
    row: u32,
    sort: Sort,
    parting: Parting,
    columns: Vec<Column>,
}

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    // Most lines are of no table: without a range near by, its names are not looked at.
    let near = last.min(first + PREFACE + NEAR);
    let may_have = view.is_near(Landmark::Range, first, near, |_| true);
    let header = may_have.then(|| header(view, first, last)).flatten()?;
    let is_inside = |row: Row<'_>| is_inside(row, &header);
    let near = view.rows(header.row + 1, last.min(header.row + NEAR));
    let has_ranges = near.take_while(|row| is_inside(*row)).any(|row| !ranges(row).is_empty());
    let names: Vec<_> = header.columns.iter().map(|column| column.name.clone()).take(3).collect();
    has_ranges.then(|| {
        Claim::new(
            header.sort.kind,
            run(view, header.row, last, is_inside),
            Message::new("read.why.table").with("columns", names.join(", ")),
        )
    })
}

fn header(view: &View<'_>, first: u32, last: u32) -> Option<Header> {
    let near = last.min(first + PREFACE);
    let tells = |row: Row<'_>| may_tell(row.text) && header_of(row).is_some();
    if !view.is_near(Landmark::Columns, first, near, tells) {
        return None;
    }
    let mut above = view.rows(first, near).take_while(|row| is_above(*row) || names(*row).is_some());
    above.find_map(header_of)
}

/// The table whose columns a line names.
fn header_of(row: Row<'_>) -> Option<Header> {
    let (parting, columns) = names(row)?;
    Some(Header { row: row.number, sort: sort(&columns, parting)?, parting, columns })
}

/// The columns that a line names: one with an address names none.
fn names(row: Row<'_>) -> Option<(Parting, Vec<Column>)> {
    (row.text.len() < 2_000 && ranges(row).is_empty()).then(|| columns(row.text)).flatten()
}

/// A ruler, or a title between bars.
fn is_above(row: Row<'_>) -> bool {
    let text = row.text.trim();
    is_ruler(text) || text.starts_with('|') && text.ends_with('|')
}

/// How many words more than columns a row has whose cells hold several words. A sentence has more.
const WORDS: usize = 4;

/// Whether a line can stand in the table: anything but a prompt or a sentence.
fn is_inside(row: Row<'_>, header: &Header) -> bool {
    let text = row.text.trim();
    let is_short =
        || text.split_whitespace().take(header.columns.len() + WORDS + 1).count() <= header.columns.len() + WORDS;
    let is_cells = text.contains(['\t', '|', '│']) || text.contains("  ") || (is_short() && !ranges(row).is_empty());
    noise(row) != Some(Noise::Command) && !text.starts_with(['{', '[', '"']) && (is_cells || is_ruler(text))
}

/// The prefixes of a line.
fn ranges(row: Row<'_>) -> Vec<Located<ipnet::IpNet>> {
    if !row.signs().has(Signs::RANGE) {
        return Vec::new();
    }
    let words = row.split(|c| c.is_whitespace() || ",;|│，、；()[]\"'".contains(c));
    words.into_iter().filter_map(|word| Some(Located::new(prefix(word.value)?, word.span))).collect()
}

fn read(view: &View<'_>, kind: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let Some(header) = header(view, first, last).filter(|header| header.sort.kind == kind) else { return reading };
    view.rows(first, header.row).for_each(|row| reading.irrelevant(row));
    for row in view.rows(header.row + 1, last) {
        let ranges = ranges(row);
        match header.sort.role {
            None if kind == Kind::DockerNetworkInspect && !ranges.is_empty() => {
                let cells = by_column(&header, row);
                reading.used(row, [Item::from(network(row, &cells, ranges))]);
            }
            Some(role) if !ranges.is_empty() => {
                let cells = by_column(&header, row);
                let items: Vec<_> = ranges.into_iter().map(|net| item(role, row, &cells, net)).collect();
                reading.used(row, items);
            }
            _ if has_address(row) => reading.unhandled(row),
            _ if is_ruler(row.text.trim())
                || !row.text.bytes().any(|b| b.is_ascii_digit())
                || row.text.contains(['\t', '|']) =>
            {
                reading.irrelevant(row);
            }
            _ => {}
        }
    }
    reading
}

/// A row of a table of Docker's networks, as Portainer shows them.
fn network(row: Row<'_>, cells: &[(&str, &str)], ranges: Vec<Located<ipnet::IpNet>>) -> DockerNetwork {
    let cell = |name: &str| cells.iter().find(|(column, _)| *column == name).map_or("", |(_, cell)| *cell);
    let name = cell("name").split_whitespace().next().unwrap_or("");
    let subnet = |subnet| NetworkSubnet { subnet, range: None, gateway: None, reserved: Vec::new() };
    DockerNetwork {
        name: Located::new(name.to_owned(), row.locate(name)),
        id: None,
        driver: Some(cell("driver").to_owned()).filter(|driver| !driver.is_empty()),
        scope: None,
        subnets: ranges.into_iter().map(subnet).collect(),
        bridge: None,
        ingress: name == "ingress",
        internal: false,
        made_with: None,
        source: NetworkSource::Docker,
        containers: Vec::new(),
        labels: Vec::new(),
        span: row.span(),
    }
}

/// Whether an address or a range stands in a line.
fn has_address(row: Row<'_>) -> bool {
    let words = row.split(|c| c.is_whitespace() || ",;|│，、；()[]\"'".contains(c));
    row.text.contains('.') && words.iter().any(|word| prefix_or_host(word.value).is_some())
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

fn item(role: WrittenAs, row: Row<'_>, cells: &[(&str, &str)], net: Located<ipnet::IpNet>) -> Item {
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
    let name = cell(NAMES).or(rest).or(own).or(vpc);
    let is_word =
        |cell: &&str| cell.contains(char::is_alphabetic) && !cell.split([' ', ',']).any(|word| prefix(word).is_some());
    let name = name.or_else(|| cells.iter().map(|(_, cell)| *cell).find(is_word));
    let role = if role == WrittenAs::CloudRoute { route(cell(&["nexthoptype", "下一跳类型"])) } else { role };
    let (id, parent) = match role {
        WrittenAs::Vpc => (vpc.or(own), None),
        WrittenAs::Subnet => (own, vpc),
        _ => (None, None),
    };
    Item::from(WrittenPrefix {
        net,
        has_length: true,
        name: name.map(|name| Located::new(name.into(), row.locate(name))),
        written_as: role,
        cloud: CloudIds::of(parent.map(str::to_owned), id.map(str::to_owned)),
        evidence: Evidence::default(),
    })
}

/// The destination of a route by the type of its next hop.
fn route(hop: Option<&str>) -> WrittenAs {
    match hop.unwrap_or("").split_whitespace().next().unwrap_or("").to_ascii_lowercase().as_str() {
        "vnetlocal" => WrittenAs::Vpc,
        "vnetpeering" | "vnetglobalpeering" => WrittenAs::Peer,
        "none" => WrittenAs::CloudBlackhole,
        _ => WrittenAs::CloudRoute,
    }
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
    fn a_sentence_below_a_table_is_none_of_its_rows() {
        let seen = see(
            "NAME  REGION        NETWORK  RANGE\napps  europe-west1  core     10.5.0.0/20\n\nWe have nothing in 172.16.0.0/12 as far as I know, and nobody asked.\n",
        );
        assert_eq!(seen.kinds, ["gcloud subnets list", "cidr list"]);
    }

    #[test]
    fn rules_of_a_firewall_name_no_network() {
        let seen = see(
            "Chain POSTROUTING (policy ACCEPT)\ntarget     prot opt source               destination\nMASQUERADE  all  --  172.18.0.0/16        0.0.0.0/0\n\nChain DOCKER (2 references)\n pkts bytes target     prot opt in     out     source               destination\n   12   720 ACCEPT     tcp  --  *      docker0  0.0.0.0/0            172.17.0.2           tcp dpt:80\n",
        );
        assert_eq!(seen.items, Vec::<String>::new());
    }

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
                "Portainer",
                "docker network inspect",
                "Name\tStack\tDriver\tAttachable\tIPAM Driver\tIPV4 IPAM Subnet\tIPV4 IPAM Gateway\nhost\t-\thost\tfalse\tdefault\t-\t-\nweb_default\tweb\tbridge\tfalse\tdefault\t172.19.0.0/16\t172.19.0.1\n",
                "..u",
                &["network web_default"],
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
