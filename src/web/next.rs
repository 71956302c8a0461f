//! What Docker takes next, and why.

use nonoverlap::door::screen::{List, Next};
use nonoverlap::door::{Lang, label};
use yew::prelude::*;

use super::act::Act;
use super::browser;
use super::pieces::{more, show};

/// What the part needs.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The networks.
    pub(crate) next: Next,
    /// The language.
    pub(crate) lang: Lang,
    /// What the user does.
    pub(crate) act: Act,
}

/// The whole part.
#[component]
pub(crate) fn NextPart(props: &Props) -> Html {
    let (next, lang) = (&props.next, props.lang);
    html! {
        <details class="card next" open={browser::is_wide()}>
            <summary><b>{ format!("{} {}", label(lang, "page.next"), next.engine) }</b></summary>
            { for next.when.iter().map(|sentence| html! { <p class="facts">{ show(sentence) }</p> }) }
            <ol data-testid="next">
                { for next.networks.items.iter().map(|network| html! {
                    <li data-testid="next-network" data-cidr={network.net.clone()}>
                        <code class={if network.clashes { "clash" } else { "good" }}>{ network.net.clone() }</code>
                    </li>
                }) }
            </ol>
            { more(&next.networks, List::Next, lang, &props.act) }
            <p class="facts"><b>{ next.remaining }</b>{ label(lang, "page.remaining") }</p>
            if !next.why.items.is_empty() {
                <details data-testid="why"><summary>{ label(lang, "page.next.why") }</summary>
                    <ol class="path">{ for next.why.items.iter().map(|step| html! { <li>{ show(step) }</li> }) }</ol>
                    { more(&next.why, List::Why, lang, &props.act) }
                </details>
            }
            { for next.unknown.iter().map(|sentence| html! { <p class="facts">{ show(sentence) }</p> }) }
        </details>
    }
}
