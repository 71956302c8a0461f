//! What happens to a packet for an address.

use nonoverlap::door::screen::{self, Way};
use nonoverlap::door::{FieldName, Lang, label};
use yew::prelude::*;

use super::act::Act;
use super::pieces::{Field, show};

/// What the trace needs.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The ways.
    pub(crate) ways: Vec<Way>,
    /// The address.
    pub(crate) field: screen::Field,
    /// The core has nothing left to answer.
    pub(crate) settled: bool,
    /// The language.
    pub(crate) lang: Lang,
    /// What the user does.
    pub(crate) act: Act,
}

/// An address in, its ways out.
#[component]
pub(crate) fn TracePart(props: &Props) -> Html {
    let lang = props.lang;
    html! {
        <details id="trace" class="trace" open={!props.ways.is_empty() || !props.field.invalid.is_empty()}>
            <summary>{ label(lang, "page.trace") }</summary>
            <Field {lang} name="page.trace.address" id="trace-address" example="172.17.48.6" field={props.field.clone()}
                of={FieldName::Trace} settled={props.settled} act={props.act.clone()}/>
            { for props.ways.iter().map(|way| html! {
                <>
                    <h3>{ way.from.clone() }</h3>
                    <ol class="path">{ for way.steps.iter().map(|step| html! { <li>{ show(step) }</li> }) }</ol>
                </>
            }) }
        </details>
    }
}
