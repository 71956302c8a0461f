//! The fix: the new daemon.json as a diff, how to apply it, other ranges, and what belongs to it.

use std::rc::Rc;

use ipnet::IpNet;
use nonoverlap::Report;
use nonoverlap::analysis::State;
use nonoverlap::plan::{Candidate, Companion, Offer, Step};
use nonoverlap::problem::Message;
use nonoverlap::session::{Action, MOST_NETWORKS, Session};
use nonoverlap::view::script::NAME;
use nonoverlap::view::{diff, script};
use nonoverlap::words::{Lang, render, word};
use yew::prelude::*;

use super::browser;
use super::pieces::{Commands, Copy, Field, label, show};

/// What the fix needs.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The report.
    pub(crate) report: Rc<Report>,
    /// The session.
    pub(crate) session: Session,
    /// What the user does.
    pub(crate) act: Callback<Action>,
}

/// The whole part.
#[component]
pub(crate) fn Fix(props: &Props) -> Html {
    let (plan, lang) = (&props.report.plan, props.session.language);
    let Some(offer) = &plan.offer else {
        // Before anything was entered there is nothing to say of a fix either.
        let message = plan.no_offer.as_ref().filter(|_| props.report.verdict.state != State::Empty);
        return message.map(|message| none(message, lang)).unwrap_or_default();
    };
    html! {
        <section id="fix" tabindex="-1" class="card fix" aria-label={word(lang, "page.fix")}>
            <h2>{ label(lang, "page.fix") }</h2>
            { file(offer, lang) }
            { wishes(props) }
            <details open=true><summary><b>{ label(lang, "page.steps") }</b></summary><ol class="steps">{ for offer.steps.iter().map(|one| step(one, lang)) }</ol>{ script_button(offer, lang) }</details>
            if !plan.candidates.is_empty() {
                <details><summary><b>{ label(lang, "page.ranges") }</b></summary>
                    { for plan.candidates.iter().enumerate().map(|(at, one)| candidate(at, one, props)) }
                    { for plan.rejected.iter().map(|(net, why)| html! { <p class="facts"><code>{ net.to_string() }</code>{ " " }{ show(&render(lang, why)) }</p> }) }
                </details>
            }
            if !offer.companions.is_empty() {
                <details><summary><b>{ label(lang, "page.companions") }</b></summary>{ for offer.companions.iter().map(|one| companion(one, lang)) }</details>
            }
        </section>
    }
}

/// Why there is no fix.
fn none(message: &Message, lang: Lang) -> Html {
    html! { <section class="card fix"><h2>{ label(lang, "page.fix") }</h2><p>{ show(&render(lang, message)) }</p></section> }
}

fn file(offer: &Offer, lang: Lang) -> Html {
    let (text, download) = (offer.after.clone(), offer.after.clone());
    let class = |sign| match sign {
        '+' => "p",
        '-' => "m",
        _ => "c",
    };
    html! {
        <>
            <pre class="diff" data-testid="diff" tabindex="0">{ for diff(&offer.before, &offer.after).into_iter().map(|line| html! {
                <span class={class(line.sign)}>{ format!("{} {}\n", line.sign, line.text) }</span>
            }) }</pre>
            <pre hidden=true data-testid="fixed-file">{ offer.after.clone() }</pre>
            if let Some(candidate) = &offer.candidate {
                <p class="facts"><b>{ candidate.networks }</b>{ label(lang, "page.networks-of") }<b>{ candidate.containers }</b>{ label(lang, "page.containers-each") }</p>
            }
            { for offer.losses.iter().chain(&offer.cautions).map(|message| html! { <p class="caution">{ show(&render(lang, message)) }</p> }) }
            <p class="actions">
                <Copy {lang} class="primary" id="copy" text={Callback::from(move |()| text.clone())}/>
                <button data-testid="download" onclick={move |_| browser::download("daemon.json", &download)}>{ label(lang, "page.download") }</button>
            </p>
        </>
    }
}

/// All the steps in one file.
fn script_button(offer: &Offer, lang: Lang) -> Html {
    let Some(text) = script(offer, lang) else { return Html::default() };
    html! {
        <p class="actions">
            <button data-testid="script" onclick={move |_| browser::download(NAME, &text)}>{ label(lang, "page.script.download") }</button>
        </p>
    }
}

fn wishes(props: &Props) -> Html {
    let (lang, wish) = (props.session.language, &props.session.wish);
    let shown = |number: Option<u32>| number.map(|n| n.to_string()).unwrap_or_default();
    html! {
        <div class="wishes">
            <Field {lang} name="page.want.networks" invalid="page.want.networks.invalid" id="want-networks" example="8"
                value={shown(wish.networks)} read={Callback::from(|text: String| count(&text))}
                change={props.act.reform(|text: String| Action::Networks(text.parse().ok()))}/>
            <Field {lang} name="page.want.size" invalid="page.want.size.invalid" id="want-size" example="24"
                value={shown(wish.size.map(u32::from))} read={Callback::from(|text: String| size(&text))}
                change={props.act.reform(|text: String| Action::Size(text.parse().ok()))}/>
            <Field {lang} name="page.want.range" invalid="page.want.range.invalid" id="want-range" example="10.200.0.0/16"
                value={wish.range.map(|net| net.to_string()).unwrap_or_default()}
                read={Callback::from(|text: String| range(&text))}
                change={props.act.reform(|text: String| Action::Range(text.parse().ok()))}/>
        </div>
    }
}

fn count(text: &str) -> Option<String> {
    number(text, 1, MOST_NETWORKS)
}

fn size(text: &str) -> Option<String> {
    number(text.trim_start_matches('/'), 16, 28)
}

fn range(text: &str) -> Option<String> {
    text.parse::<IpNet>().ok().map(|net| net.to_string())
}

/// A number within bounds as it is written.
fn number(text: &str, least: u32, most: u32) -> Option<String> {
    text.parse::<u32>().ok().filter(|n| (least..=most).contains(n)).map(|n| n.to_string())
}

fn step(step: &Step, lang: Lang) -> Html {
    html! {
        <li>
            <p>{ show(&render(lang, &step.message)) }</p>
            if !step.commands.is_empty() { <Commands {lang} text={step.commands.join("\n")}/> }
            if let Some(message) = &step.interrupts { <p class="caution">{ show(&render(lang, message)) }</p> }
            { for step.warnings.iter().map(|message| html! { <p class="caution">{ show(&render(lang, message)) }</p> }) }
            if !step.undo.is_empty() {
                <details><summary>{ label(lang, "page.undo-step") }</summary><Commands {lang} text={step.undo.join("\n")}/></details>
            }
        </li>
    }
}

fn candidate(at: usize, candidate: &Candidate, props: &Props) -> Html {
    let lang = props.session.language;
    let choose = props.act.reform(move |_: MouseEvent| Action::Choose(at));
    html! {
        <div class="candidate">
            <code class="good">{ candidate.range.to_string() }</code>
            <button onclick={choose} disabled={props.session.wish.choice == at && props.session.wish.range.is_none()}>{ label(lang, "page.choose") }</button>
            <ul>{ for candidate.reasons.iter().map(|reason| html! { <li>{ show(&render(lang, reason)) }</li> }) }</ul>
        </div>
    }
}

fn companion(companion: &Companion, lang: Lang) -> Html {
    html! {
        <>
            <p>{ show(&render(lang, &companion.message)) }{ " " }<code>{ companion.name.clone() }</code></p>
            <Commands {lang} text={companion.text.clone()}/>
        </>
    }
}
