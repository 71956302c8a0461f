//! The boxes: what the user has.

use std::rc::Rc;

use nonoverlap::Report;
use nonoverlap::session::{Action, Session};
use nonoverlap::text::Slot;
use nonoverlap::view::{slot_hint_key, slot_key, status};
use nonoverlap::words::{Lang, word};
use yew::prelude::*;

use super::browser;
use super::pieces::label;

/// Collects everything in one go.
const COLLECT: &str = "ip route show table all; cat /etc/resolv.conf /etc/docker/daemon.json; docker network inspect $(docker network ls -q)";

/// Engines of the menu.
const ENGINES: &[&str] = &["29", "28", "27", "26", "25", "24", "23", "20.10", "20.10.14"];

/// What the boxes need.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The session.
    pub(crate) session: Session,
    /// The report.
    pub(crate) report: Rc<Report>,
    /// A newer report is on its way.
    pub(crate) busy: bool,
    /// What the user does.
    pub(crate) act: Callback<Action>,
}

/// The left side.
#[component]
pub(crate) fn Boxes(props: &Props) -> Html {
    let lang = props.session.language;
    let one = |slot: Slot, rows: u32| {
        html! {
            <OneBox {slot} rows={rows} lang={lang} text={props.session.text(slot).to_owned()} report={props.report.clone()} act={props.act.clone()}/>
        }
    };
    let folded = |slot: Slot, rows: u32| {
        html! {
            <details class="card" open={!props.session.text(slot).is_empty()}>
                <summary><b>{ label(lang, slot_key(slot)) }</b><small>{ label(lang, slot_hint_key(slot)) }</small></summary>
                { one(slot, rows) }
            </details>
        }
    };
    html! {
        <section class="inputs" aria-label={word(lang, "page.inputs")}>
            <div class="collect">
                <p><b>{ label(lang, "page.collect") }</b>{ label(lang, "page.collect.then") }</p>
                <pre tabindex="0"><code>{ COLLECT }</code></pre>
                <button onclick={|_| browser::copy(COLLECT)}>{ label(lang, "page.copy") }</button>
            </div>
            <div class="card">{ one(Slot::Networks, 3) }</div>
            <div class="card">{ one(Slot::Routes, 6) }</div>
            <div class="card">{ one(Slot::DaemonJson, 6) }</div>
            { folded(Slot::Docker, 5) }
            { folded(Slot::Any, 5) }
            <EngineMenu session={props.session.clone()} version={props.report.engine.to_string()} act={props.act.clone()}/>
            if props.busy { <p class="read" role="status">{ label(lang, "page.busy") }</p> }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct BoxProps {
    slot: Slot,
    rows: u32,
    lang: Lang,
    text: String,
    report: Rc<Report>,
    act: Callback<Action>,
}

#[component]
fn OneBox(props: &BoxProps) -> Html {
    let (lang, slot) = (props.lang, props.slot);
    let status = status(&props.report, slot, lang);
    let oninput = props.act.reform(move |event: InputEvent| Action::Type(slot, browser::text_of(&event)));
    let id = format!("box-{}", slot.name());
    let read_id = format!("read-{}", slot.name());
    html! {
        <>
            <label class="head" for={id.clone()}>
                <b>{ label(lang, slot_key(slot)) }</b><small>{ label(lang, slot_hint_key(slot)) }</small>
            </label>
            <textarea {id} data-box={slot.name()} rows={props.rows.to_string()} spellcheck="false" autocomplete="off"
                aria-describedby={read_id.clone()} value={props.text.clone()} {oninput}/>
            <p id={read_id} class={if status.warns { "read warn" } else { "read ok" }} data-read={slot.name()}>{ status.text }</p>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct EngineProps {
    session: Session,
    version: String,
    act: Callback<Action>,
}

#[component]
fn EngineMenu(props: &EngineProps) -> Html {
    let lang = props.session.language;
    let onchange = props.act.reform(|event: Event| Action::Engine(browser::choice_of(&event).parse().ok()));
    let chosen = props.session.engine.map(|engine| engine.to_string());
    html! {
        <div class="card row">
            <label for="engine"><b>{ "Docker Engine" }</b></label>
            <select id="engine" {onchange}>
                <option value="" selected={chosen.is_none()}>{ format!("{} ({})", word(lang, "page.engine.auto"), props.version) }</option>
                { for ENGINES.iter().map(|engine| html! {
                    <option value={*engine} selected={chosen.as_deref() == Some(*engine)}>{ *engine }</option>
                }) }
            </select>
            <small>{ label(lang, "page.engine.hint") }</small>
        </div>
    }
}
