//! What Docker takes next, and why.

use nonoverlap::door::label;
use nonoverlap::door::screen::List;
use yew::prelude::*;

use super::act::Now;
use super::browser;
use super::pieces::{more, show};

/// The whole part.
pub(crate) fn next(now: Now<'_>) -> Html {
    let (next, lang) = (&now.screen.next, now.lang);
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
            { more(&next.networks, List::Next, lang, now.act) }
            <p class="facts"><b>{ next.remaining }</b>{ label(lang, "page.remaining") }</p>
            if !next.why.items.is_empty() {
                <details data-testid="why"><summary>{ label(lang, "page.next.why") }</summary>
                    <ol class="path">{ for next.why.items.iter().map(|step| html! { <li>{ show(step) }</li> }) }</ol>
                    { more(&next.why, List::Why, lang, now.act) }
                </details>
            }
            { for next.unknown.iter().map(|sentence| html! { <p class="facts">{ show(sentence) }</p> }) }
        </details>
    }
}
