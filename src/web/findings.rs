//! The verdict and the findings.

use nonoverlap::door::screen::{Card, Lead, List, Part, Quote, Verdict};
use nonoverlap::door::{Lang, label};
use yew::prelude::*;

use super::act::{Act, LINE_HEIGHT, Pointed};
use super::browser;
use super::pieces::{Commands, more, show};

/// What the verdict needs.
#[derive(Properties, PartialEq)]
pub(crate) struct VerdictProps {
    /// The verdict.
    pub(crate) verdict: Verdict,
    /// The language.
    pub(crate) lang: Lang,
}

/// The verdict comes first.
#[component]
pub(crate) fn VerdictPart(props: &VerdictProps) -> Html {
    let (verdict, lang) = (&props.verdict, props.lang);
    html! {
        <div id="verdict" tabindex="-1" class={classes!("verdict", verdict.state.clone())} role="status" aria-live="polite"
            data-testid="verdict" data-state={verdict.state.clone()}>
            <h1>{ show(&verdict.headline) }</h1>
            { for verdict.because.iter().map(|sentence| html! { <p>{ show(sentence) }</p> }) }
            if !verdict.leads.is_empty() {
                <p class="actions">{ for verdict.leads.iter().map(|lead| button(*lead, lang)) }</p>
            }
            if !verdict.missing.is_empty() {
                <p class="missing">{ label(lang, "page.not-checked") }{ verdict.missing.clone() }</p>
            }
        </div>
    }
}

/// From the verdict to a part that answers it.
fn button(lead: Lead, lang: Lang) -> Html {
    match lead {
        Lead::Fix => {
            html! { <button class="primary" data-testid="go-fix" onclick={|_| browser::go_to("fix")}>{ label(lang, "page.go.fix") }</button> }
        }
        Lead::Trace => {
            html! { <button data-testid="go-trace" onclick={|_| browser::go_to("trace-address")}>{ label(lang, "page.trace") }</button> }
        }
    }
}

/// What the findings need.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The cards.
    pub(crate) findings: Part<Card>,
    /// Takes what the user points at.
    pub(crate) point: Callback<Pointed>,
    /// The language.
    pub(crate) lang: Lang,
    /// What the user does.
    pub(crate) act: Act,
}

/// The findings as cards.
#[component]
pub(crate) fn Findings(props: &Props) -> Html {
    if props.findings.items.is_empty() {
        return html! {};
    }
    html! {
        <section class="finds" aria-label={label(props.lang, "page.findings")}>
            <h2>{ format!("{} ({})", label(props.lang, "page.findings"), props.findings.total) }</h2>
            { for props.findings.items.iter().map(|card| finding(card, &props.point, props.lang)) }
            { more(&props.findings, List::Findings, props.lang, &props.act) }
        </section>
    }
}

fn finding(card: &Card, point: &Callback<Pointed>, lang: Lang) -> Html {
    let at = Pointed {
        lines: card.quotes.iter().map(|quote| (quote.slot, quote.line)).collect(),
        prefixes: card.prefixes(),
    };
    let (over, focus) = (at.clone(), at);
    let leave = point.reform(|_: MouseEvent| Pointed::default());
    let blur = point.reform(|_: FocusEvent| Pointed::default());
    html! {
        <article class={classes!("find", card.severity.clone())} data-testid="finding" data-code={card.code.clone()} data-severity={card.severity.clone()}
            onmouseenter={point.reform(move |_: MouseEvent| over.clone())} onmouseleave={leave}
            onfocusin={point.reform(move |_: FocusEvent| focus.clone())} onfocusout={blur}>
            <header>
                <span class="pill">{ card.pill.clone() }</span><b>{ show(&card.title) }</b>
                if browser::has_neighbours() { <a class="code" href={card.page.clone()}>{ card.code.clone() }</a> } else { <code class="code">{ card.code.clone() }</code> }
            </header>
            if !card.quotes.is_empty() {
                <pre tabindex="0">{ for card.quotes.iter().map(|quote| html! {
                    <span class="quote">{ place(quote, lang) }{ format!("{}\n", quote.text) }</span>
                }) }</pre>
            }
            { for card.details.iter().map(|pieces| html! { <p>{ show(pieces) }</p> }) }
            if !card.verify.is_empty() {
                <details>
                    <summary>{ label(lang, "page.verify") }</summary>
                    <Commands {lang} text={card.verify.join("\n")}/>
                </details>
            }
        </article>
    }
}

/// Where a quoted line stands; pressing it shows the line in its box.
fn place(quote: &Quote, lang: Lang) -> Html {
    let (slot, line) = (quote.slot, quote.line);
    let name = label(lang, "page.goto").replace("{place}", &quote.place);
    html! {
        <button class="src" aria-label={name} onclick={move |_| browser::select_line(slot, line, LINE_HEIGHT)}>{ quote.place.clone() }</button>
    }
}
