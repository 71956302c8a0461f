//! `aws … --output text`, as the tree that JSON gives.
//!
//! ```text
//! VPCS  10.0.0.0/16  dopt-0a1  default  False  available  vpc-0b2      a record: values without keys, in an order of its own
//! TAGS  Name  core                                                    what follows belongs to the record above
//! ```
//!
//! The values tell what they are: a prefix is the range, and identifiers begin with what they identify.

use super::aws_table::AWS_TABLE;
use super::found::Found;
use super::{default_role, keyed};
use crate::problem::Message;
use crate::read::address::prefix;
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::json::{Member, Node, Parsed, Value};
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{Kind, LineUse};
use crate::text::Located;

/// The text format of AWS's tool.
pub(in crate::read) const AWS_TEXT: Recogniser =
    Recogniser { kinds: AWS_TABLE.kinds, begins: &[Signs::OF_AWS_TEXT.and(Signs::BLANK)], claim, read };

/// Names of records with the kind of document that they make.
const RECORDS: &[(&str, Kind)] = &[
    ("VPCS", Kind::AwsVpcs),
    ("VPC", Kind::AwsVpcs),
    ("SUBNETS", Kind::AwsSubnets),
    ("SUBNET", Kind::AwsSubnets),
    ("ROUTETABLES", Kind::AwsRouteTables),
    ("ROUTETABLE", Kind::AwsRouteTables),
    ("VPCPEERINGCONNECTIONS", Kind::AwsPeerings),
];

/// Names of what stands inside records; a paste may begin with one.
const PARTS: &[(&str, Kind)] = &[
    ("ROUTES", Kind::AwsRouteTables),
    ("CIDRBLOCKASSOCIATIONSET", Kind::AwsVpcs),
    ("IPV6CIDRBLOCKASSOCIATIONSET", Kind::AwsVpcs),
    ("ACCEPTERVPCINFO", Kind::AwsPeerings),
    ("REQUESTERVPCINFO", Kind::AwsPeerings),
];

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let row = view.row(first);
    let name = name_of(row)?;
    let (name, kind) = RECORDS.iter().chain(PARTS).find(|(record, _)| *record == name)?;
    let is_vpn = values(row).iter().any(|value| value.value.starts_with("cvpn-"));
    let kind = if is_vpn { Kind::AwsClientVpnRoutes } else { *kind };
    let why = Message::new("read.why.keys").with("keys", vec![*name]);
    Some(Claim::new(kind, run(view, first, last, |row| name_of(row).is_some()), why))
}

fn read(view: &View<'_>, kind: Kind, first: u32, last: u32) -> Reading {
    let mut found = Found::new(view);
    keyed::sweep(&mut found, &tree(view, first, last), default_role(kind));
    let mut reading = found.finish(&Parsed { root: None, leniencies: Vec::new() }, first, last);
    let strange = view.rows(first, last).filter(|row| !row.is_blank() && name_of(*row).is_none());
    reading.lines.extend(strange.map(|row| (row.number, LineUse::NotUnderstood)).collect::<Vec<_>>());
    reading
}

/// The name that a line of the format begins with: capitals before the first value.
fn name_of(row: Row<'_>) -> Option<&str> {
    let mut words = row.text.split_whitespace();
    let name = words.next().filter(|_| words.next().is_some())?;
    let is_name = name.len() > 2 && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    is_name.then_some(name)
}

/// What stands behind the name, between tabs, or between blanks where a paste lost the tabs.
fn values(row: Row<'_>) -> Vec<Located<&str>> {
    let has_tabs = row.text.contains('\t');
    let cells = row.split(|c| if has_tabs { c == '\t' } else { c.is_whitespace() });
    cells.into_iter().skip(1).collect()
}

/// One list a name of records, with the records of that name.
fn tree<'a>(view: &'a View<'_>, first: u32, last: u32) -> Node<'a> {
    let span = view.lines_span(first, last);
    let mut records: Vec<Member<'a>> = Vec::new();
    for row in view.rows(first, last) {
        let Some(name) = name_of(row) else { continue };
        let part = Member { key: Located::new(name.into(), row.span()), value: object(name, row) };
        let is_record = RECORDS.iter().any(|(record, _)| *record == name);
        match records.last_mut().map(|record| &mut record.value.value) {
            Some(Value::Object(members)) if !is_record => add(members, part),
            _ => records.push(part),
        }
    }
    let listed = records.into_iter().map(|member| Node { span: member.value.span, value: Value::Object(vec![member]) });
    Node { value: Value::Array(listed.collect()), span }
}

/// Adds a part to a record; parts of one name are a list.
fn add<'a>(members: &mut Vec<Member<'a>>, part: Member<'a>) {
    let Member { key, value } = part;
    let span = value.span;
    if let Some(Value::Array(list)) =
        members.iter_mut().find(|member| member.key.value == key.value).map(|member| &mut member.value.value)
    {
        list.push(value);
    } else {
        members.push(Member { key, value: Node { value: Value::Array(vec![value]), span } });
    }
}

/// The values of a line under the keys that JSON has for them.
fn object<'a>(name: &str, row: Row<'a>) -> Node<'a> {
    let mut members: Vec<Member<'a>> = Vec::new();
    for (at, value) in values(row).into_iter().enumerate() {
        let key = if name == "TAGS" { ["Key", "Value"].get(at).copied() } else { key_of(name, value.value) };
        // An identifier that comes twice is of something else: the VPC of a gateway.
        if let Some(key) = key.filter(|key| !members.iter().any(|member| member.key.value == *key)) {
            let node = Node { value: Value::String(value.value.into()), span: value.span };
            members.push(Member { key: Located::new(key.into(), value.span), value: node });
        }
    }
    Node { value: Value::Object(members), span: row.span() }
}

/// The key that a value has in JSON.
fn key_of(name: &str, value: &str) -> Option<&'static str> {
    if prefix(value).is_some() {
        return Some(if name == "ROUTES" { "DestinationCidrBlock" } else { "CidrBlock" });
    }
    Some(match value.split_once('-').map_or(value, |(start, _)| start) {
        "vpc" if !value.contains("assoc") => "VpcId",
        "subnet" if !value.contains("assoc") => "SubnetId",
        "rtb" => "RouteTableId",
        "pcx" => "VpcPeeringConnectionId",
        "igw" | "vgw" | "local" => "GatewayId",
        "nat" => "NatGatewayId",
        "tgw" => "TransitGatewayId",
        "eni" => "NetworkInterfaceId",
        "blackhole" => "State",
        _ => return None,
    })
}
