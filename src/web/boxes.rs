//! The boxes: what the user has.

use std::rc::Rc;

use nonoverlap::Report;
use nonoverlap::docker::{Platform, Version};
use nonoverlap::read::{Collect, Kind};
use nonoverlap::session::{Action, Session};
use nonoverlap::text::{Slot, Source};
use nonoverlap::view::owners::owners;
use nonoverlap::view::{platform_menu, slot_hint_key, slot_key, status};
use nonoverlap::words::{Lang, word};
use yew::prelude::*;

use super::browser;
use super::findings::Pointed;
use super::owners::Owners;
use super::pieces::{Commands, Field, label, show};

/// Engines of the menu.
const ENGINES: &[&str] = &["29", "28", "27", "26", "25", "24", "23", "20.10", "20.10.14"];

/// What the boxes need.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The session.
    pub(crate) session: Session,
    /// The report.
    pub(crate) report: Rc<Report>,
    /// What the user points at.
    pub(crate) pointed: Pointed,
    /// What the user does.
    pub(crate) act: Callback<Action>,
}

/// The left side.
#[component]
pub(crate) fn Boxes(props: &Props) -> Html {
    let lang = props.session.language;
    let groups = use_memo((props.report.clone(), lang), |(report, lang)| {
        let sources: Vec<_> =
            props.session.inputs.texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
        owners(report, &sources, *lang)
    });
    let one = |slot: Slot, rows: u32| {
        let pointed =
            props.pointed.lines.iter().filter(|(in_box, _)| *in_box == slot).map(|(_, line)| *line).collect::<Vec<_>>();
        html! {
            <OneBox {slot} {rows} {lang} {pointed} text={props.session.text(slot).to_owned()}
                chosen={props.session.inputs.kinds.get(&slot).copied()} report={props.report.clone()} act={props.act.clone()}/>
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
                <Commands {lang} text={Collect::Linux.command()}/>
            </div>
            <div class="card">{ one(Slot::Networks, 3) }</div>
            <div class="card">{ one(Slot::Routes, 5) }</div>
            <div class="card">{ one(Slot::DaemonJson, 4) }</div>
            { folded(Slot::Docker, 5) }
            { folded(Slot::Any, 5) }
            <Owners groups={(*groups).clone()} {lang} act={props.act.clone()}/>
            <EngineMenu session={props.session.clone()} report={props.report.clone()} act={props.act.clone()}/>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct BoxProps {
    slot: Slot,
    rows: u32,
    lang: Lang,
    text: String,
    chosen: Option<Kind>,
    pointed: Vec<u32>,
    report: Rc<Report>,
    act: Callback<Action>,
}

#[component]
fn OneBox(props: &BoxProps) -> Html {
    let (lang, slot) = (props.lang, props.slot);
    let scrolled = use_state(|| 0);
    let seen = u32::try_from(*scrolled / LINE_HEIGHT).unwrap_or_default() + 1;
    let status =
        use_memo((props.report.clone(), lang, seen), |(report, lang, seen)| status(report, slot, *lang, *seen));
    let onscroll = {
        let scrolled = scrolled.clone();
        Callback::from(move |event: Event| scrolled.set(browser::scroll_of(&event)))
    };
    let oninput = props.act.reform(move |event: InputEvent| Action::Type(slot, browser::text_of(&event)));
    let id = format!("box-{}", slot.name());
    let read_id = format!("read-{}", slot.name());
    html! {
        <>
            <label class="head" for={id.clone()}>
                <b>{ label(lang, slot_key(slot)) }</b><small>{ label(lang, slot_hint_key(slot)) }</small>
            </label>
            <div class="editor">
                <svg class="marks" aria-hidden="true">
                    { marks(&status.unhandled, "unhandled", *scrolled) }
                    { marks(&status.lost, "lost", *scrolled) }
                    { marks(&props.pointed.iter().map(|line| (*line, *line)).collect::<Vec<_>>(), "hot", *scrolled) }
                </svg>
                <textarea {id} data-box={slot.name()} rows={props.rows.to_string()} spellcheck="false" autocomplete="off" wrap="off"
                    aria-describedby={read_id.clone()} value={props.text.clone()} {oninput} {onscroll}/>
            </div>
            <div class="below">
                <details class={if status.lost.is_empty() { "read ok" } else { "read warn" }} hidden={status.details.is_empty()}>
                    <summary id={read_id}>{ status.text.clone() }</summary>
                    <ul>{ for status.details.iter().map(|pieces| html! { <li>{ show(pieces) }</li> }) }</ul>
                </details>
                if !props.text.is_empty() { { kinds(props) } }
            </div>
        </>
    }
}

/// Height of a line of text in a box, and the space above the first one, in pixels: as in `styles/boxes.css`.
pub(crate) const LINE_HEIGHT: i32 = 20;
const PADDING: i32 = 10;
/// No box is higher than this; marks below it are not drawn.
const HIGHEST: i32 = 3000;

/// Marks behind lines of a box that is scrolled this far.
fn marks(runs: &[(u32, u32)], class: &'static str, scrolled: i32) -> Html {
    let top =
        |line: u32| PADDING + LINE_HEIGHT * (i32::try_from(line).unwrap_or(i32::MAX / LINE_HEIGHT - 1) - 1) - scrolled;
    let seen = runs.iter().map(|(first, last)| (top(*first), top(last + 1)));
    let seen = seen.filter(|(top, bottom)| *bottom > 0 && *top < HIGHEST);
    seen.map(
        |(top, bottom)| html! { <rect {class} y={top.to_string()} width="100%" height={(bottom - top).to_string()}/> },
    )
    .collect()
}

/// The format the box is read as, to be chosen where the recognised one is wrong.
fn kinds(props: &BoxProps) -> Html {
    let (lang, slot) = (props.lang, props.slot);
    let by_name = |name: String| Kind::ALL.iter().copied().find(|kind| kind.name() == name);
    let onchange = props.act.reform(move |event: Event| Action::ReadAs(slot, by_name(browser::choice_of(&event))));
    html! {
        <select class="kinds" data-kind-of={slot.name()} aria-label={word(lang, "page.read-as")} {onchange}>
            <option value="" selected={props.chosen.is_none()}>{ label(lang, "page.read-as.auto") }</option>
            { for Kind::ALL.iter().filter(|kind| **kind != Kind::Unknown).map(|kind| html! {
                <option value={kind.name()} selected={props.chosen == Some(*kind)}>{ kind.name() }</option>
            }) }
        </select>
    }
}

#[derive(Properties, PartialEq)]
struct EngineProps {
    session: Session,
    report: Rc<Report>,
    act: Callback<Action>,
}

#[component]
fn EngineMenu(props: &EngineProps) -> Html {
    let lang = props.session.language;
    let change = props.act.reform(|text: String| Action::Engine(text.parse().ok()));
    let value = props.session.engine.map(|engine| engine.to_string()).unwrap_or_default();
    html! {
        <div class="card engine">
            <Field {lang} name="page.engine" invalid="page.engine.invalid" id="engine" list="engines" {value} {change}
                example={props.report.engine.to_string()}
                read={Callback::from(|text: String| version(&text))}/>
            <datalist id="engines">{ for ENGINES.iter().map(|engine| html! { <option value={*engine}></option> }) }</datalist>
            <small>{ label(lang, "page.engine.hint") }</small>
            { platforms(props) }
        </div>
    }
}

/// Where the engine runs, to be chosen where the signs are wrong.
fn platforms(props: &EngineProps) -> Html {
    let lang = props.session.language;
    let menu = platform_menu(&props.report, lang);
    let chosen = props.session.platform.map(Platform::name);
    let onchange = props.act.reform(|event: Event| Action::Platform(browser::choice_of(&event).parse().ok()));
    html! {
        <>
            <label for="platform">{ label(lang, "page.platform") }</label>
            <select id="platform" {onchange} aria-describedby="platform-is">
                <option value="" selected={chosen.is_none()}>{ label(lang, "page.platform.auto") }</option>
                { for menu.choices.iter().map(|(name, product)| html! {
                    <option value={*name} selected={chosen == Some(*name)}>{ *product }</option>
                }) }
            </select>
            <small id="platform-is">{ menu.sentence }</small>
            <small>{ label(lang, "page.platform.hint") }</small>
        </>
    }
}

/// A version as it is written.
fn version(text: &str) -> Option<String> {
    text.parse::<Version>().ok().map(|version| version.to_string())
}
