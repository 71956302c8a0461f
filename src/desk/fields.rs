//! The fields of the page: what a text in one of them means, and what stands there.

use std::collections::BTreeMap;
use std::str::FromStr;

use ipnet::IpNet;

use crate::docker::Version;
use crate::door::FieldName;
use crate::problem::Message;
use crate::session::{Action, MOST_NETWORKS, Session};
use crate::view::screen::{Field, Fields};
use crate::words::render;

/// What a text in a field does. One that cannot be read is no value.
pub(super) fn action(name: FieldName, text: &str) -> Action {
    match name {
        FieldName::Engine => Action::Engine(value(text)),
        FieldName::Networks => Action::Networks(networks(text)),
        FieldName::Size => Action::Size(size(text)),
        FieldName::Range => Action::Range(value(text)),
        FieldName::Trace => Action::Trace(text.to_owned()),
    }
}

fn value<T: FromStr>(text: &str) -> Option<T> {
    text.trim().parse().ok()
}

fn networks(text: &str) -> Option<u32> {
    value(text).filter(|count| (1..=MOST_NETWORKS).contains(count))
}

fn size(text: &str) -> Option<u8> {
    value(text.trim().trim_start_matches('/')).filter(|size| (16..=28).contains(size))
}

/// What stands in the fields: what was typed, else what the session holds.
pub(super) fn fields(session: &Session, typed: &BTreeMap<FieldName, String>) -> Fields {
    let wish = &session.wish;
    let field = |name, held: Option<String>| {
        let text = typed.get(&name).cloned().or(held).unwrap_or_default();
        let invalid = (!text.trim().is_empty() && !is_read(name, &text, session)).then(|| invalid(name));
        Field { text, invalid: invalid.map(|message| render(session.language, &message)).unwrap_or_default() }
    };
    Fields {
        engine: field(FieldName::Engine, session.engine.map(|engine| engine.to_string())),
        networks: field(FieldName::Networks, wish.networks.map(|count| count.to_string())),
        size: field(FieldName::Size, wish.size.map(|size| size.to_string())),
        range: field(FieldName::Range, wish.range.map(|range| range.to_string())),
        trace: field(FieldName::Trace, Some(session.trace.clone())),
    }
}

fn is_read(name: FieldName, text: &str, session: &Session) -> bool {
    match name {
        FieldName::Engine => value::<Version>(text).is_some(),
        FieldName::Networks => networks(text).is_some(),
        FieldName::Size => size(text).is_some(),
        FieldName::Range => value::<IpNet>(text).is_some(),
        FieldName::Trace => session.trace_target().is_some(),
    }
}

const fn invalid(name: FieldName) -> Message {
    Message::new(match name {
        FieldName::Engine => "page.engine.invalid",
        FieldName::Networks => "page.want.networks.invalid",
        FieldName::Size => "page.want.size.invalid",
        FieldName::Range => "page.want.range.invalid",
        FieldName::Trace => "page.trace.invalid",
    })
}
