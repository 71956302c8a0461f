//! What Docker takes next, and why.

use nonoverlap::door::label;
use nonoverlap::door::screen::List;
use yew::prelude::*;

use super::act::Now;
use super::browser;
use super::pieces::{lines, more, net, paragraphs};

/// The whole part.
pub(crate) fn next(now: Now<'_>) -> Html {
    let (next, lang) = (&now.screen.next, now.lang);
    html! {
        <details class="card next" open={browser::is_wide()}>
            <summary><b>{ format!("{} {}", label(lang, "page.next"), next.engine) }</b></summary>
            { paragraphs("facts", &next.when) }
            <ol data-testid="next">
                { for next.networks.items.iter().map(|network| html! {
                    <li data-testid="next-network" data-cidr={network.net.clone()}>
                        { net(if network.clashes { "clash" } else { "good" }, &network.net) }
                    </li>
                }) }
            </ol>
            { more(&next.networks, List::Next, lang, now.act) }
            <p class="facts"><b>{ next.remaining }</b>{ label(lang, "page.remaining") }</p>
            if !next.why.items.is_empty() {
                <details data-testid="why"><summary>{ label(lang, "page.next.why") }</summary>
                    <ol class="path">{ lines(&next.why.items) }</ol>
                    { more(&next.why, List::Why, lang, now.act) }
                </details>
            }
            { paragraphs("facts", &next.unknown) }
        </details>
    }
}
