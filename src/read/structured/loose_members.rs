//! Members that a filter took out of their objects: `docker network inspect … | grep -E '"(Name|Subnet)"'`.

use std::collections::BTreeSet;

use super::daemon_keys::is_own;
use crate::order;
use crate::read::json::{Leniency, Member, Node, Parsed, Value};
use crate::text::Source;

/// Parts members without braces into records, where they are those of several objects.
///
/// The key that a record begins with comes again at the next one. Docker prints `Name` first, also where the paste begins
/// in the middle of a network; everywhere else the first key is taken for it.
pub(super) fn part(parsed: &mut Parsed<'_>, source: &Source) {
    let Some(root) = parsed.root.as_mut().filter(|root| !source.slice(root.span).starts_with('{')) else { return };
    let Value::Object(members) = &mut root.value else { return };
    let Some(head) = head(members).filter(|head| !is_own(head)) else { return };
    let keys: BTreeSet<_> = order::set(members.iter().map(|member| member.key.span));
    let mut records: Vec<Vec<Member>> = Vec::new();
    for member in members.drain(..) {
        match records.last_mut() {
            Some(record) if member.key.value != head => record.push(member),
            _ => records.push(vec![member]),
        }
    }
    root.value = Value::Array(records.into_iter().filter_map(record).collect());
    parsed.leniencies.retain(|slip| slip.value != Leniency::DuplicateKey || !keys.contains(&slip.span));
}

/// The key that begins a record; `None` where there is but one.
fn head(members: &[Member<'_>]) -> Option<String> {
    let times = |key: &str| members.iter().filter(|member| member.key.value == key).count();
    let first = &*members.first()?.key.value;
    let head = if times("Name") > 0 { "Name" } else { first };
    let begins_later = times(head) == 1 && first != head && times(first) > 1;
    (times(head) > 1 || begins_later).then(|| head.to_owned())
}

fn record(members: Vec<Member>) -> Option<Node> {
    let span = members.first()?.key.span.to(members.last()?.value.span);
    Some(Node { value: Value::Object(members), span })
}
