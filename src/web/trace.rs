//! What happens to a packet for an address.

use std::rc::Rc;

use nonoverlap::Report;
use nonoverlap::problem::Message;
use nonoverlap::session::{Action, Session};
use nonoverlap::trace::{Path, trace};
use nonoverlap::words::{Lang, render, word};
use yew::prelude::*;

use super::browser;
use super::pieces::{label, show};

/// What the trace needs.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The report.
    pub(crate) report: Rc<Report>,
    /// The session.
    pub(crate) session: Session,
    /// What the user does.
    pub(crate) act: Callback<Action>,
}

/// An address in, its ways out.
#[component]
pub(crate) fn TracePart(props: &Props) -> Html {
    let lang = props.session.language;
    let oninput = props.act.reform(|event: InputEvent| Action::Trace(browser::text_of(&event)));
    let traced = props.session.trace_target().map(|target| trace(&props.report.facts, target));
    html! {
        <section class="card trace" aria-label={word(lang, "page.trace")}>
            <h2>{ label(lang, "page.trace") }</h2>
            <label>{ label(lang, "page.trace.address") }
                <input type="text" id="trace-address" data-testid="trace-address" placeholder="172.17.48.6" value={props.session.trace.clone()} {oninput}/></label>
            if traced.is_none() && !props.session.trace.trim().is_empty() {
                <p class="invalid" role="status">{ show(&render(lang, &Message::new("page.trace.invalid"))) }</p>
            }
            if let Some(traced) = traced {
                { for traced.from_containers.iter().map(|way_of| way(format!("{} {}", word(lang, "page.trace.container"), way_of.network), &way_of.path, lang)) }
                { way(word(lang, "page.trace.host").to_owned(), &traced.from_host, lang) }
                { way(word(lang, "page.trace.peer").to_owned(), &traced.from_peer, lang) }
            }
        </section>
    }
}

fn way(from: String, path: &Path, lang: Lang) -> Html {
    html! {
        <>
            <h3>{ from }</h3>
            <ol class="path">{ for path.steps.iter().map(|step| html! { <li>{ show(&render(lang, &step.message)) }</li> }) }</ol>
        </>
    }
}
