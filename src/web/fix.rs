//! The fix: the new daemon.json as a diff, how to apply it, other ranges, and what belongs to it.

use nonoverlap::door::screen::{Companion, DiffLine, Fix, List, Offer, Range, Step};
use nonoverlap::door::{Ask, FieldName, Form, Hand, Lang, Privacy, label};
use yew::prelude::*;

use super::act::{Act, Now};
use super::browser;
use super::pieces::{Copy, Field, Source, button, commands, fold, lines, more, net, paragraph, paragraphs, show};

/// The whole part.
pub(crate) fn fix(now: Now<'_>) -> Html {
    let (lang, act) = (now.lang, now.act);
    let offer = match &now.screen.fix {
        Fix::Silent => return html! {},
        Fix::None(why) => {
            return html! { <section class="card fix"><h2>{ label(lang, "page.fix") }</h2><p>{ show(why) }</p></section> };
        }
        Fix::Offer(offer) => offer,
    };
    html! {
        <section id="fix" tabindex="-1" class="card fix" aria-label={label(lang, "page.fix")}>
            <div class="head"><h2>{ label(lang, "page.fix") }</h2>{ room(offer, lang) }</div>
            { file(offer, lang, act) }
            <details data-testid="wishes"><summary>{ label(lang, "page.wishes") }</summary>
                { wishes(now) }
                { for offer.ranges.iter().enumerate().map(|(at, one)| range(at, one, now)) }
                { for offer.rejected.items.iter().map(|(range, why)| html! { <p class="facts">{ net("", range) }{ " " }{ show(why) }</p> }) }
                { more(&offer.rejected, List::Rejected, lang, act) }
            </details>
            <details id="steps" tabindex="-1" data-testid="steps"><summary><b>{ label(lang, "page.steps") }</b>{ label(lang, "page.steps.what") }</summary>
                <ol class="steps">{ for offer.steps.iter().map(|one| step(one, lang)) }</ol>
                { script_button(offer, lang, act) }
                <details data-testid="forms"><summary>{ label(lang, "page.forms") }</summary>
                    <ul class="forms">{ for Form::ALL.iter().filter(|form| **form != Form::File).map(|form| in_form(*form, lang, act)) }</ul>
                </details>
            </details>
            if !offer.companions.items.is_empty() {
                <details><summary>{ label(lang, "page.companions") }</summary>
                    { for offer.companions.items.iter().map(|one| companion(one, lang)) }
                    { more(&offer.companions, List::Companions, lang, act) }
                </details>
            }
        </section>
    }
}

/// The range and what it holds.
fn room(offer: &Offer, lang: Lang) -> Html {
    let Some((networks, containers)) = offer.room else { return html! {} };
    html! {
        <small><b>{ offer.range.clone() }</b>{ " · " }<b>{ networks }</b>{ label(lang, "page.networks-of") }<b>{ containers }</b>{ label(lang, "page.containers-each") }</small>
    }
}

/// The whole new file, from the page or from the core.
pub(crate) fn whole_file(offer: &Offer, act: &Act) -> Source {
    if offer.file.is_empty() {
        Source::Asked(act.clone(), Hand::File, Privacy::Open)
    } else {
        Source::Here(offer.file.clone())
    }
}

fn file(offer: &Offer, lang: Lang, act: &Act) -> Html {
    let text = whole_file(offer, act);
    let download = text.clone();
    let download = move || download.give(&Callback::from(|text: String| browser::download("daemon.json", &text)));
    html! {
        <>
            if !offer.diff.items.is_empty() {
                <pre class="diff" data-testid="diff" tabindex="0">{ for offer.diff.items.iter().map(|line| changed(line, lang)) }</pre>
            }
            <pre hidden=true data-testid="fixed-file">{ offer.file.clone() }</pre>
            { paragraphs("caution", &offer.cautions) }
            <p class="actions">
                <Copy {lang} class="primary" id="copy" {text}/>
                { button("download", "", label(lang, "page.download"), download) }
            </p>
        </>
    }
}

/// The fix for a host that another tool sets up.
fn in_form(form: Form, lang: Lang, act: &Act) -> Html {
    let text = Source::Asked(act.clone(), Hand::Form(form), Privacy::Open);
    let file = form.file_name().rsplit('/').next().unwrap_or_default();
    let download = {
        let text = text.clone();
        move || text.give(&Callback::from(move |text: String| browser::download(file, &text)))
    };
    html! {
        <li data-form={form.name()}>
            <code>{ file }</code>
            <Copy {lang} id={format!("copy-{}", form.name())} {text}/>
            { button("", "", label(lang, "page.forms.download"), download) }
        </li>
    }
}

/// All the steps in one file.
fn script_button(offer: &Offer, lang: Lang, act: &Act) -> Html {
    let Some(name) = offer.script.clone() else { return html! {} };
    let script = Source::Asked(act.clone(), Hand::Script, Privacy::Open);
    let download = move || {
        let name = name.clone();
        script.give(&Callback::from(move |text: String| browser::download(&name, &text)));
    };
    html! { <p class="actions">{ button("script", "", label(lang, "page.script.download"), download) }</p> }
}

/// A line of the change. What stands between is counted only.
fn changed(line: &DiffLine, lang: Lang) -> Html {
    let class = match line.sign {
        '+' => "p",
        '-' => "m",
        '…' => {
            return html! { <span class="gap">{ format!("… {} {}\n", line.text, label(lang, "page.file.lines")) }</span> };
        }
        _ => "c",
    };
    html! { <span {class}>{ format!("{} {}\n", line.sign, line.text) }</span> }
}

fn wishes(now: Now<'_>) -> Html {
    let Now { lang, settled, act, .. } = now;
    let fields = &now.screen.fields;
    html! {
        <div class="wishes">
            <Field {lang} {settled} name="page.want.networks" id="want-networks" example="8" field={fields.networks.clone()}
                of={FieldName::Networks} act={act.clone()}/>
            <Field {lang} {settled} name="page.want.size" id="want-size" example="24" field={fields.size.clone()}
                of={FieldName::Size} act={act.clone()}/>
            <Field {lang} {settled} name="page.want.range" id="want-range" example="10.200.0.0/16" field={fields.range.clone()}
                of={FieldName::Range} act={act.clone()}/>
        </div>
    }
}

fn step(step: &Step, lang: Lang) -> Html {
    html! {
        <li>
            { paragraph("", &step.text) }
            if !step.commands.is_empty() { { commands(lang, &step.commands) } }
            { paragraphs("caution", &step.cautions) }
            if !step.undo.is_empty() { { fold(label(lang, "page.undo-step"), false, commands(lang, &step.undo)) } }
        </li>
    }
}

fn range(at: usize, range: &Range, now: Now<'_>) -> Html {
    let act = now.act.clone();
    let choose = move |_: MouseEvent| act.ask(Ask::Choose(at));
    html! {
        <div class="candidate">
            { net("good", &range.net) }
            <button onclick={choose} disabled={range.chosen}>{ label(now.lang, "page.choose") }</button>
            <ul>{ lines(&range.reasons) }</ul>
        </div>
    }
}

fn companion(companion: &Companion, lang: Lang) -> Html {
    html! {
        <>
            <p>{ show(&companion.text) }{ " " }{ net("", &companion.name) }</p>
            { commands(lang, &companion.lines) }
        </>
    }
}
