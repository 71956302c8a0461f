//! The verdict, the findings and what Docker takes next.

use std::rc::Rc;

use nonoverlap::Report;
use nonoverlap::analysis::State;
use nonoverlap::net::overlaps;
use nonoverlap::view::Card;
use nonoverlap::words::{Lang, plain, render, word};
use yew::prelude::*;

use super::pieces::{label, show};

/// What the parts need.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The report.
    pub(crate) report: Rc<Report>,
    /// The cards of its findings.
    #[prop_or_default]
    pub(crate) cards: Rc<Vec<Card>>,
    /// The language.
    pub(crate) lang: Lang,
}

/// The verdict comes first.
#[component]
pub(crate) fn VerdictPart(props: &Props) -> Html {
    let verdict = &props.report.verdict;
    let state = match verdict.state {
        State::Broken => "broken",
        State::WillBreak => "will-break",
        State::Risk => "risk",
        State::Clear => "clear",
        State::Partial | State::Empty => "unknown",
    };
    let missing: Vec<String> = verdict.unchecked.iter().map(|message| plain(props.lang, message)).collect();
    let comma = if props.lang == Lang::Zh { "、" } else { ", " };
    html! {
        <div id="verdict" class={classes!("verdict", state)} role="status" aria-live="polite" data-testid="verdict" data-state={state}>
            <h1>{ show(&render(props.lang, &verdict.headline)) }</h1>
            { for verdict.because.iter().map(|message| html! { <p>{ show(&render(props.lang, message)) }</p> }) }
            if !missing.is_empty() && verdict.state != State::Empty {
                <p class="missing">{ label(props.lang, "page.not-checked") }{ missing.join(comma) }</p>
            }
        </div>
    }
}

/// The findings as cards.
#[component]
pub(crate) fn Findings(props: &Props) -> Html {
    if props.cards.is_empty() {
        return html! {};
    }
    html! {
        <section class="finds" aria-label={word(props.lang, "page.findings")}>
            <h2>{ format!("{} ({})", word(props.lang, "page.findings"), props.cards.len()) }</h2>
            { for props.cards.iter().map(|card| html! { <FindingCard card={card.clone()} lang={props.lang}/> }) }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct CardProps {
    card: Card,
    lang: Lang,
}

#[component]
fn FindingCard(props: &CardProps) -> Html {
    let card = &props.card;
    html! {
        <article class={classes!("find", card.severity)} data-testid="finding" data-code={card.code} data-severity={card.severity}>
            <header><span class="pill">{ card.pill }</span><b>{ show(&card.title) }</b><code class="code">{ card.code }</code></header>
            if !card.quotes.is_empty() {
                <pre tabindex="0">{ for card.quotes.iter().map(|quote| html! {
                    <span class="quote"><span class="src">{ quote.place.clone() }</span>{ format!("{}\n", quote.text) }</span>
                }) }</pre>
            }
            { for card.details.iter().map(|pieces| html! { <p>{ show(pieces) }</p> }) }
            if !card.verify.is_empty() {
                <p class="verify">{ label(props.lang, "page.verify") }
                    { for card.verify.iter().map(|command| html! { <code>{ command.clone() }</code> }) }
                </p>
            }
        </article>
    }
}

/// What Docker takes next.
#[component]
pub(crate) fn Next(props: &Props) -> Html {
    let prediction = &props.report.prediction;
    let clashes = |net| {
        let networks = props.report.facts.networks.iter().filter(|network| nonoverlap::analysis::in_use(network));
        networks.map(|network| network.net).any(|other| overlaps(net, other))
    };
    html! {
        <section class="card next" aria-label={word(props.lang, "page.next")}>
            <h2>{ format!("{} {}", word(props.lang, "page.next"), prediction.engine) }</h2>
            <ol data-testid="next">
                { for prediction.next.iter().map(|next| html! {
                    <li data-testid="next-network" data-cidr={next.subnet.to_string()}>
                        <code class={if clashes(next.subnet) { "clash" } else { "good" }}>{ next.subnet.to_string() }</code>
                    </li>
                }) }
            </ol>
            <p class="facts"><b>{ prediction.remaining }</b>{ label(props.lang, "page.remaining") }</p>
            { for prediction.unknown.iter().map(|message| html! { <p class="facts">{ show(&render(props.lang, message)) }</p> }) }
        </section>
    }
}
