//! The boxes: what the user has. Their texts stand in the browser alone.

use std::rc::Rc;

use nonoverlap::door::screen::{FileChip, Menus, Status};
use nonoverlap::door::{Ask, FieldName, Lang, Slot, label, slot_hint_key, slot_key};
use yew::prelude::*;

use super::act::{Act, LINE_HEIGHT, Now, Pointed, megabytes};
use super::browser;
use super::owners::owners;
use super::pieces::{Field, button, commands, lines, option};

/// The left side. `pointed`: what the user points at.
#[hook]
pub(crate) fn use_boxes(now: Now<'_>, pointed: &Pointed) -> Html {
    let Now { lang, screen, act, .. } = now;
    let collect = use_collect(now);
    let one = |slot: Slot, rows: u32| {
        let pointed: Vec<u32> =
            pointed.lines.iter().filter(|(in_box, _)| *in_box == slot).map(|(_, line)| *line).collect();
        let at = Slot::ALL.iter().position(|other| *other == slot).unwrap_or_default();
        let status = screen.boxes.get(at).cloned().unwrap_or_default();
        html! { <OneBox {slot} {rows} {lang} {pointed} {status} menus={now.menus.clone()} act={act.clone()}/> }
    };
    html! {
        <section class="inputs" aria-label={label(lang, "page.inputs")}>
            <div class="card one">
                { one(Slot::Any, 2) }
                { open_file(lang, act) }
                { collect }
            </div>
            <div class="card">{ one(Slot::Networks, 2) }</div>
            <div class="card">{ one(Slot::Routes, 2) }</div>
            <div class="card">{ one(Slot::DaemonJson, 1) }</div>
            <div class="card">{ one(Slot::Docker, 1) }</div>
            { owners(now) }
            <div class="card engine">
                <Field {lang} name="page.engine" id="engine" list="engines" field={screen.fields.engine.clone()} of={FieldName::Engine}
                    example={screen.next.engine.clone()} settled={now.settled} act={act.clone()}/>
                <datalist id="engines">{ for now.menus.engines.iter().map(|engine| html! { <option value={engine.clone()}></option> }) }</datalist>
                <small>{ label(lang, "page.engine.hint") }</small>
                { platforms(now) }
            </div>
        </section>
    }
}

/// Where the engine runs, to be chosen where the signs are wrong.
fn platforms(now: Now<'_>) -> Html {
    let (lang, platform, act) = (now.lang, &now.screen.platform, now.act.clone());
    let onchange = move |event: Event| act.ask(Ask::Platform(browser::choice_of(&event)));
    html! {
        <>
            <span class="field"><label for="platform">{ label(lang, "page.platform") }</label>
            <select id="platform" {onchange} aria-describedby="platform-is">
                { option("", label(lang, "page.platform.auto"), platform.chosen.is_empty()) }
                { for platform.choices.iter().map(|(name, product)| option(name, product, platform.chosen == *name)) }
            </select></span>
            <small id="platform-is">{ platform.sentence.clone() }</small>
            <small>{ label(lang, "page.platform.hint") }</small>
        </>
    }
}

/// One command that collects everything, for the system that is chosen. It is what one needs first, so it is open until then.
#[hook]
fn use_collect(now: Now<'_>) -> Html {
    let lang = now.lang;
    let is_first = now.screen.boxes.iter().all(is_empty);
    let chosen = use_state(|| 0);
    let system = |at: usize, name: &str| {
        let choose = {
            let chosen = chosen.clone();
            move |_: MouseEvent| chosen.set(at)
        };
        html! { <button data-system={name.to_owned()} aria-pressed={(*chosen == at).to_string()} onclick={choose}>{ name.to_owned() }</button> }
    };
    let command = now.menus.collect.get(*chosen).map(|(_, command)| command.clone()).unwrap_or_default();
    html! {
        <details class="collect" data-testid="collect" open={is_first}><summary>{ label(lang, "page.collect") }</summary>
            <p class="systems">{ for now.menus.collect.iter().enumerate().map(|(at, (name, _))| system(at, name)) }</p>
            { commands(lang, &command) }
        </details>
    }
}

fn is_empty(status: &Status) -> bool {
    status.details.is_empty() && status.file.is_none()
}

/// Files by a control that a keyboard and a phone have too; dropping them anywhere does the same.
fn open_file(lang: Lang, act: &Act) -> Html {
    let wire = act.0.clone();
    let chosen = Callback::from(move |file| wire.iter().for_each(|wire| wire.file(browser::File::clone(&file))));
    html! {
        <p class="files">
            <input id="open-file" class="unseen" data-testid="open-file" type="file" multiple=true onchange={move |event: Event| browser::chosen_files(&event, &chosen)}/>
            <label for="open-file">{ label(lang, "page.file.open") }</label><span>{ label(lang, "page.file.drop") }</span></p>
    }
}

/// What stands in an empty box: an example of what it wants.
const fn placeholder_of(slot: Slot) -> &'static str {
    match slot {
        Slot::Networks => "page.example-of.networks",
        Slot::Routes => "page.example-of.routes",
        Slot::DaemonJson => "page.example-of.daemon-json",
        Slot::Docker => "page.example-of.docker",
        Slot::Any => "page.example-of.any",
    }
}

/// A full box grows to its text, up to a limit, in browsers that cannot let it grow by themselves.
fn rows(props: &BoxProps) -> u32 {
    const MOST: u32 = 16;
    props.status.lines.clamp(props.rows, MOST)
}

#[derive(Properties, PartialEq)]
struct BoxProps {
    slot: Slot,
    rows: u32,
    lang: Lang,
    pointed: Vec<u32>,
    status: Status,
    menus: Rc<Menus>,
    act: Act,
}

#[component]
fn OneBox(props: &BoxProps) -> Html {
    let (lang, slot, status) = (props.lang, props.slot, &props.status);
    let scrolled = use_state(|| 0);
    let onscroll = {
        let (scrolled, act) = (scrolled.clone(), props.act.clone());
        Callback::from(move |event: Event| {
            let now = browser::scroll_of(&event);
            // Marks are given for many lines around those in sight.
            if page_of(now) != page_of(*scrolled) {
                act.ask(Ask::Look(slot, u32::try_from(now / LINE_HEIGHT).unwrap_or_default() + 1));
            }
            scrolled.set(now);
        })
    };
    let oninput = {
        let wire = props.act.0.clone();
        Callback::from(move |event: InputEvent| {
            let length = browser::length_of(&event);
            if let Some(wire) = &wire {
                wire.typed(slot, length, label(lang, "page.file.pasted"));
            }
        })
    };
    let id = format!("box-{}", slot.name());
    let read_id = format!("read-{}", slot.name());
    let pointed: Vec<_> = props.pointed.iter().map(|line| (*line, *line)).collect();
    html! {
        <>
            <label class="head" for={id.clone()}>
                <b>{ label(lang, slot_key(slot)) }</b><small>{ label(lang, slot_hint_key(slot)) }</small>
            </label>
            if let Some(file) = &status.file { { chip(file, props) } }
            // A form of its own: at every keystroke Chromium's autofill looks at all fields of the form, or of the page where there is none.
            <form class="editor" hidden={status.file.is_some()}>
                <svg class="marks" aria-hidden="true">
                    { marks(&status.unhandled, "unhandled", *scrolled) }
                    { marks(&status.lost, "lost", *scrolled) }
                    { marks(&pointed, "hot", *scrolled) }
                </svg>
                <textarea {id} data-box={slot.name()} rows={rows(props).to_string()} spellcheck="false" autocomplete="off" wrap="off"
                    placeholder={label(lang, placeholder_of(slot))}
                    aria-describedby={read_id.clone()} {oninput} {onscroll}/>
            </form>
            <div class="below">
                <details class={if status.lost.is_empty() { "read ok" } else { "read warn" }} open={slot == Slot::Any && status.details.len() > 1} hidden={status.details.is_empty()}>
                    <summary id={read_id}>{ status.text.clone() }</summary>
                    <ul>{ lines(&status.details) }</ul>
                </details>
                if !status.details.is_empty() || !status.kind.is_empty() { { kinds(props) } }
            </div>
        </>
    }
}

/// A file of more bytes is more than a browser's box of text can bear.
const EDITABLE: u64 = 8_000_000;

/// A file in the place of the box's text.
fn chip(file: &FileChip, props: &BoxProps) -> Html {
    let (wire, slot) = (props.act.0.clone(), props.slot);
    let remove = move || wire.iter().for_each(|wire| wire.remove_file(slot));
    let wire = props.act.0.clone();
    let edit = move || wire.iter().for_each(|wire| wire.edit_file(slot));
    html! {
        <div class="chip" data-testid="file">
            <p><b>{ file.name.clone() }</b>{ format!(" · {} MB · {} ", megabytes(file.size), file.lines) }{ label(props.lang, "page.file.lines") }
                { " " }{ button("remove-file", "", label(props.lang, "page.file.remove"), remove) }
                if file.size <= EDITABLE { { " " }{ button("edit-file", "", label(props.lang, "page.file.edit"), edit) } }</p>
            <pre tabindex="0">{ file.head.clone() }</pre>
        </div>
    }
}

/// The space above the first line of a box, in pixels: as in `styles/boxes.css`.
const PADDING: i32 = 10;
/// No box is higher than this; marks below it are not drawn.
const HIGHEST: i32 = 3000;

/// Which hundred lines a box is scrolled to.
const fn page_of(scrolled: i32) -> i32 {
    scrolled / (LINE_HEIGHT * 100)
}

/// Marks behind runs of lines of a box that is scrolled this far.
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
    let (lang, slot, act) = (props.lang, props.slot, props.act.clone());
    let onchange = move |event: Event| act.ask(Ask::ReadAs(slot, browser::choice_of(&event)));
    let chosen = &props.status.kind;
    html! {
        <select class="kinds" data-kind-of={slot.name()} aria-label={label(lang, "page.read-as")} {onchange}>
            { option("", label(lang, "page.read-as.auto"), chosen.is_empty()) }
            { for props.menus.kinds.iter().map(|kind| option(kind, kind, chosen == kind)) }
        </select>
    }
}
