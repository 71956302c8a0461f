//! The verdict, the findings and what Docker takes next.

use std::rc::Rc;

use nonoverlap::Report;
use nonoverlap::analysis::State;
use nonoverlap::docker::{Allocation, PoolFate, Skipped};
use nonoverlap::net::overlaps;
use nonoverlap::problem::{Arg, Message};
use nonoverlap::text::Slot;
use nonoverlap::view::{Card, Quote};
use nonoverlap::words::{Lang, plain, render, word};
use yew::prelude::*;

use super::boxes::LINE_HEIGHT;
use super::browser;
use super::pieces::{Commands, label, show};

/// What the parts need.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The report.
    pub(crate) report: Rc<Report>,
    /// The language.
    pub(crate) lang: Lang,
}

/// What the finding under the pointer, or with the focus, is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pointed {
    /// The lines it quotes.
    pub(crate) lines: Vec<(Slot, u32)>,
    /// The prefixes it names.
    pub(crate) prefixes: Vec<String>,
}

/// What the findings need.
#[derive(Properties, PartialEq)]
pub(crate) struct FindingsProps {
    /// The cards.
    pub(crate) cards: Rc<Vec<Card>>,
    /// Takes what the user points at.
    pub(crate) point: Callback<Pointed>,
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
        State::Symptom => "symptom",
        State::Risk => "risk",
        State::Clear => "clear",
        State::Partial | State::Empty => "unknown",
    };
    let missing: Vec<String> = verdict.unchecked.iter().map(|message| plain(props.lang, message)).collect();
    let comma = if props.lang == Lang::Zh { "、" } else { ", " };
    html! {
        <div id="verdict" tabindex="-1" class={classes!("verdict", state)} role="status" aria-live="polite" data-testid="verdict" data-state={state}>
            <h1>{ show(&render(props.lang, &verdict.headline)) }</h1>
            { for verdict.because.iter().map(|message| html! { <p>{ show(&render(props.lang, message)) }</p> }) }
            { actions(&props.report, props.lang) }
            if !missing.is_empty() && verdict.state != State::Empty {
                <p class="missing">{ label(props.lang, "page.not-checked") }{ missing.join(comma) }</p>
            }
        </div>
    }
}

/// From the verdict to the parts that answer it.
fn actions(report: &Report, lang: Lang) -> Html {
    if !matches!(report.verdict.state, State::Broken | State::WillBreak | State::Symptom | State::Risk) {
        return html! {};
    }
    html! {
        <p class="actions">
            if report.plan.offer.is_some() {
                <button class="primary" data-testid="go-fix" onclick={|_| browser::go_to("fix")}>{ label(lang, "page.go.fix") }</button>
            }
            <button data-testid="go-trace" onclick={|_| browser::go_to("trace-address")}>{ label(lang, "page.trace") }</button>
        </p>
    }
}

/// The findings as cards.
#[component]
pub(crate) fn Findings(props: &FindingsProps) -> Html {
    if props.cards.is_empty() {
        return html! {};
    }
    html! {
        <section class="finds" aria-label={word(props.lang, "page.findings")}>
            <h2>{ format!("{} ({})", word(props.lang, "page.findings"), props.cards.len()) }</h2>
            { for props.cards.iter().map(|card| html! { <FindingCard card={card.clone()} point={props.point.clone()} lang={props.lang}/> }) }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct CardProps {
    card: Card,
    point: Callback<Pointed>,
    lang: Lang,
}

#[component]
fn FindingCard(props: &CardProps) -> Html {
    let card = &props.card;
    let at = Pointed {
        lines: card.quotes.iter().map(|quote| (quote.slot, quote.line)).collect(),
        prefixes: card.prefixes(),
    };
    let (over, focus) = (at.clone(), at);
    let leave = props.point.reform(|_: MouseEvent| Pointed::default());
    let blur = props.point.reform(|_: FocusEvent| Pointed::default());
    html! {
        <article class={classes!("find", card.severity.clone())} data-testid="finding" data-code={card.code.clone()} data-severity={card.severity.clone()}
            onmouseenter={props.point.reform(move |_: MouseEvent| over.clone())} onmouseleave={leave}
            onfocusin={props.point.reform(move |_: FocusEvent| focus.clone())} onfocusout={blur}>
            <header>
                <span class="pill">{ card.pill.clone() }</span><b>{ show(&card.title) }</b>
                if browser::has_neighbours() { <a class="code" href={card.page.clone()}>{ card.code.clone() }</a> } else { <code class="code">{ card.code.clone() }</code> }
            </header>
            if !card.quotes.is_empty() {
                <pre tabindex="0">{ for card.quotes.iter().map(|quote| html! {
                    <span class="quote">{ place(quote, props.lang) }{ format!("{}\n", quote.text) }</span>
                }) }</pre>
            }
            { for card.details.iter().map(|pieces| html! { <p>{ show(pieces) }</p> }) }
            if !card.verify.is_empty() {
                <details>
                    <summary>{ label(props.lang, "page.verify") }</summary>
                    <Commands lang={props.lang} text={card.verify.join("\n")}/>
                </details>
            }
        </article>
    }
}

/// Where a quoted line stands; pressing it shows the line in its box.
fn place(quote: &Quote, lang: Lang) -> Html {
    let (slot, line) = (quote.slot, quote.line);
    let name = plain(lang, &Message::new("page.goto").with("place", Arg::Text(quote.place.clone())));
    html! {
        <button class="src" aria-label={name} onclick={move |_| browser::select_line(slot.name(), line, LINE_HEIGHT)}>{ quote.place.clone() }</button>
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
            { for prediction.when().iter().map(|message| html! { <p class="facts">{ show(&render(props.lang, message)) }</p> }) }
            <ol data-testid="next">
                { for prediction.next.iter().map(|next| html! {
                    <li data-testid="next-network" data-cidr={next.subnet.to_string()}>
                        <code class={if clashes(next.subnet) { "clash" } else { "good" }}>{ next.subnet.to_string() }</code>
                    </li>
                }) }
            </ol>
            <p class="facts"><b>{ prediction.remaining }</b>{ label(props.lang, "page.remaining") }</p>
            { why(&props.report, props.lang) }
            { for prediction.unknown.iter().map(|message| html! { <p class="facts">{ show(&render(props.lang, message)) }</p> }) }
        </section>
    }
}

/// The steps that lead to the next networks: the pools, what is passed over and why, what is taken.
fn why(report: &Report, lang: Lang) -> Html {
    let prediction = &report.prediction;
    let pools = prediction.pools.iter().map(PoolFate::message);
    let skipped = prediction.skipped.iter().map(Skipped::message);
    let taken = prediction.next.iter().map(Allocation::message);
    let steps: Vec<Message> = pools.chain(skipped).chain(taken).collect();
    if steps.is_empty() {
        return html! {};
    }
    html! {
        <details data-testid="why"><summary>{ label(lang, "page.next.why") }</summary>
            <ol class="path">{ for steps.iter().map(|step| html! { <li>{ show(&render(lang, step)) }</li> }) }</ol>
        </details>
    }
}
