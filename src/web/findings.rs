//! The verdict, the causes and the notes.

use nonoverlap::door::screen::{Card, CauseCard, Consequence, Fix, Lead, Link, List, Quote, Sentence};
use nonoverlap::door::{Lang, Piece, label};
use yew::prelude::*;

use super::act::{LINE_HEIGHT, Now, Pointed};
use super::browser;
use super::change::{left, use_change};
use super::fix::whole_file;
use super::pieces::{Copy, button, commands, fold, more, net, paragraphs, show};

/// The verdict comes first. It is read out once it has come to rest, not at every letter that is typed.
#[hook]
pub(crate) fn use_verdict(now: Now<'_>) -> Html {
    const REST: u32 = 1200;
    let (verdict, lang) = (&now.screen.verdict, now.lang);
    let said = use_state(|| verdict.headline.clone());
    let say = {
        let (said, headline) = (said.clone(), verdict.headline.clone());
        // What has been said already is not said again.
        move || left((*said != headline).then(|| browser::later(REST, move || said.set(headline))))
    };
    use_change(verdict.headline.iter().map(Piece::text).collect(), Box::new(say));
    html! {
        <div id="verdict" tabindex="-1" class={classes!("verdict", verdict.state.clone())} data-testid="verdict" data-state={verdict.state.clone()}>
            <h1>{ show(&verdict.headline) }</h1>
            <p class="because">{ for verdict.because.iter().map(|sentence| html! { <span>{ show(sentence) }</span> }) }</p>
            if !verdict.leads.is_empty() {
                <p class="actions">{ for verdict.leads.iter().map(|lead| way_on(*lead, now)) }</p>
            }
            if !verdict.missing.is_empty() {
                <p class="missing">{ label(lang, "page.not-checked") }{ verdict.missing.clone() }</p>
            }
            <p class="unseen" role="status" aria-live="polite" data-testid="announced">{ show(&said) }</p>
        </div>
    }
}

/// From the verdict to a part that answers it; the file itself is copied at once.
fn way_on(lead: Lead, now: Now<'_>) -> Html {
    let lang = now.lang;
    match (lead, &now.screen.fix) {
        (Lead::Fix, Fix::Offer(offer)) => html! {
            <>
                <Copy {lang} class="primary" id="copy-fixed" name="page.copy-fixed" done="page.copied-fixed" text={whole_file(offer, now.act)}/>
                <button data-testid="go-fix" onclick={|_| browser::unfold("steps", "steps")}>{ show(&offer.apply) }</button>
            </>
        },
        (Lead::Fix, _) => html! {},
        (Lead::Trace, _) => {
            button("go-trace", "", label(lang, "page.trace"), || browser::unfold("trace", "trace-address"))
        }
    }
}

/// A card a cause. `point` takes what the user points at.
pub(crate) fn causes(now: Now<'_>, point: &Callback<Pointed>) -> Html {
    let (lang, causes) = (now.lang, &now.screen.causes);
    if causes.items.is_empty() {
        return html! {};
    }
    let title = match causes.total {
        1 => label(lang, "page.why.one").to_owned(),
        n => label(lang, "page.why.many").replace("{n}", &n.to_string()),
    };
    html! {
        <section class="finds" aria-label={title.clone()}>
            <h2>{ title }</h2>
            { for causes.items.iter().map(|card| cause(card, point, lang)) }
            { more(causes, List::Causes, lang, now.act) }
        </section>
    }
}

fn cause(card: &CauseCard, point: &Callback<Pointed>, lang: Lang) -> Html {
    let at = Pointed {
        lines: card.quotes.iter().map(|quote| (quote.slot, quote.line)).collect(),
        prefixes: card.prefixes(),
    };
    let (over, focus) = (at.clone(), at);
    let leave = point.reform(|_: MouseEvent| Pointed::default());
    let blur = point.reform(|_: FocusEvent| Pointed::default());
    html! {
        <article class={classes!("find", "cause", card.severity.name())} data-testid="finding" data-code={card.code.name()} data-severity={card.severity.name()}
            onmouseenter={point.reform(move |_: MouseEvent| over.clone())} onmouseleave={leave}
            onfocusin={point.reform(move |_: FocusEvent| focus.clone())} onfocusout={blur}>
            <header>
                <span class="pill">{ card.pill.clone() }</span><b>{ show(&card.title) }</b>{ " " }
                { for card.pages.first().map(page) }
            </header>
            if !card.consequences.is_empty() {
                <ul class="follows">
                    { for card.consequences.iter().map(consequence) }
                    if card.more > 0 { <li>{ label(lang, "page.more-consequences").replace("{n}", &card.more.to_string()) }</li> }
                </ul>
            }
            { quotes(&card.quotes, lang) }
            { explained(lang, "page.why-so", &card.why, card.explains) }
            { explained(lang, "page.sees", &card.sees, false) }
            { verify(&card.verify, lang) }
        </article>
    }
}

fn consequence(line: &Consequence) -> Html {
    html! {
        <li class={line.severity.name()} data-testid="finding" data-code={line.page.code.name()} data-severity={line.severity.name()}>
            if let Some(pill) = &line.pill { <span class="pill">{ pill.clone() }</span>{ " " } }
            { show(&line.text) }{ " " }{ page(&line.page) }
        </li>
    }
}

/// A link to the page about a code, where there are pages beside this one.
fn page(link: &Link) -> Html {
    page_at(link.code.name(), &link.address)
}

fn page_at(code: &str, address: &str) -> Html {
    if browser::has_neighbours() {
        html! { <a class="code" href={address.to_owned()}>{ code.to_owned() }</a> }
    } else {
        net("code", code)
    }
}

fn explained(lang: Lang, key: &'static str, sentences: &[Sentence], open: bool) -> Html {
    if sentences.is_empty() {
        return html! {};
    }
    fold(label(lang, key), open, paragraphs("", sentences))
}

fn verify(list: &[String], lang: Lang) -> Html {
    if list.is_empty() {
        return html! {};
    }
    fold(label(lang, "page.verify"), false, commands(lang, &list.join("\n")))
}

fn quotes(quotes: &[Quote], lang: Lang) -> Html {
    if quotes.is_empty() {
        return html! {};
    }
    html! {
        <pre class="quotes" tabindex="0">{ for quotes.iter().map(|quote| html! {
            <>{ place(quote, lang) }<span>{ format!("{}\n", quote.text) }</span></>
        }) }</pre>
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

/// What asks for nothing, in one line until it is unfolded.
pub(crate) fn notes(now: Now<'_>) -> Html {
    let (lang, notes) = (now.lang, &now.screen.notes);
    if notes.items.is_empty() {
        return html! {};
    }
    html! {
        <details class="notes" data-testid="notes">
            <summary>{ label(lang, "page.aside").replace("{n}", &notes.total.to_string()) }</summary>
            { for notes.items.iter().map(|card| note(card, lang)) }
            { more(notes, List::Notes, lang, now.act) }
        </details>
    }
}

fn note(card: &Card, lang: Lang) -> Html {
    html! {
        <article class={classes!("find", card.severity.clone())} data-testid="finding" data-code={card.code.clone()} data-severity={card.severity.clone()}>
            <header>
                <span class="pill">{ card.pill.clone() }</span><b>{ show(&card.title) }</b>
                { page_at(&card.code, &card.page) }
            </header>
            { quotes(&card.quotes, lang) }
            { paragraphs("", &card.details) }
            { verify(&card.verify, lang) }
        </article>
    }
}
