//! What `gcloud … list` prints where the window is narrow: a field on each line, a blank line between the records.
//!
//! ```text
//! NAME: default
//! REGION: us-central1
//! NETWORK: default
//! RANGE: 10.128.0.0/20
//! ```

use crate::problem::Message;
use crate::read::address::prefix;
use crate::read::block::{Claim, Reading, Recogniser, run};
use crate::read::signs::Signs;
use crate::read::view::{Row, View};
use crate::read::{Evidence, Item, Kind, Name, WrittenAs, WrittenPrefix};
use crate::text::Located;

/// `gcloud compute networks subnets list` in a narrow window.
pub(in crate::read) const GCLOUD_FIELDS: Recogniser =
    Recogniser { kinds: &[Kind::GcloudSubnets], begins: &[Signs::OF_GCLOUD.and(Signs::COLON)], claim, read };

/// How many fields a record has at most.
const FIELDS: u32 = 12;

fn claim(view: &View<'_>, first: u32, last: u32) -> Option<Claim> {
    let (name, _) = field(view.row(first)).filter(|(name, _)| *name == "NAME")?;
    let record = view.rows(first, last.min(first.saturating_add(FIELDS))).map_while(field);
    record.into_iter().find(|(name, value)| is_range(name, value.value))?;
    let why = Message::new("read.why.keys").with("keys", vec![name, "RANGE"]);
    Some(Claim::new(Kind::GcloudSubnets, run(view, first, last, |row| field(row).is_some()), why))
}

fn read(view: &View<'_>, _: Kind, first: u32, last: u32) -> Reading {
    let mut reading = Reading::default();
    let mut subnet: Option<Located<Name>> = None;
    for row in view.rows(first, last) {
        let Some((name, value)) = field(row) else { continue };
        if name == "NAME" {
            subnet = Some(value.map(Name::from));
        }
        match prefix(value.value).filter(|_| is_range(name, value.value)) {
            Some(net) => {
                let written = WrittenPrefix {
                    net: Located::new(net, value.span),
                    has_length: true,
                    name: subnet.clone(),
                    written_as: WrittenAs::Subnet,
                    cloud: None,
                    evidence: Evidence::default(),
                };
                reading.used(row, [Item::from(written)]);
            }
            None => reading.irrelevant(row),
        }
    }
    reading
}

/// A name in capitals and its value, at the margin.
fn field(row: Row<'_>) -> Option<(&str, Located<&str>)> {
    let (name, value) = row.text.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let value = value.trim();
    is_name.then(|| (name, Located::new(value, row.locate(value))))
}

/// `RANGE`, `IP_CIDR_RANGE`, `INTERNAL_IPV6_PREFIX` with a prefix.
fn is_range(name: &str, value: &str) -> bool {
    (name.ends_with("RANGE") || name.ends_with("PREFIX")) && prefix(value).is_some()
}

#[cfg(test)]
mod tests {
    use crate::read::check::check;

    #[test]
    fn records_of_fields() {
        check(
            "gcloud subnets list",
            &[(
                "two subnets",
                "NAME: default\nREGION: us-central1\nNETWORK: default\nRANGE: 10.128.0.0/20\nSTACK_TYPE: IPV4_ONLY\nINTERNAL_IPV6_PREFIX:\n\nNAME: prod\nREGION: us-central1\nNETWORK: prod\nRANGE: 172.20.0.0/16\n",
                "...u......u",
                &["subnet 10.128.0.0/20 'default'", "subnet 172.20.0.0/16 'prod'"],
            )],
        );
    }
}
