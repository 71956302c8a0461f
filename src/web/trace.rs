//! What happens to a packet for an address.

use nonoverlap::door::{FieldName, label};
use yew::prelude::*;

use super::act::Now;
use super::pieces::{Field, lines};

/// An address in, its ways out.
pub(crate) fn trace(now: Now<'_>) -> Html {
    let (lang, ways, field) = (now.lang, &now.screen.trace, &now.screen.fields.trace);
    html! {
        <details id="trace" class="trace" open={!ways.is_empty() || !field.invalid.is_empty()}>
            <summary>{ label(lang, "page.trace") }</summary>
            <Field {lang} name="page.trace.address" id="trace-address" example="172.17.48.6" field={field.clone()}
                of={FieldName::Trace} settled={now.settled} act={now.act.clone()}/>
            { for ways.iter().map(|way| html! {
                <>
                    <h3>{ way.from.clone() }</h3>
                    <ol class="path">{ lines(&way.steps) }</ol>
                </>
            }) }
        </details>
    }
}
