//! The address map: the core's picture, what it is looked at for, and what lies under the pointer in words.

use nonoverlap::door::screen::Phase;
use nonoverlap::door::{Ask, Hand, Lang, Privacy, label};
use yew::prelude::*;

use super::act::Now;
use super::browser::{self, Pinch};
use super::change::{left, use_change};
use super::pieces::{Source, button, option};

/// The element that holds the picture.
const ID: &str = "map";

/// The whole part. `shown`: the result is on the page; `pointed`: the prefixes that the user points at.
#[hook]
pub(crate) fn use_map(now: Now<'_>, shown: bool, pointed: &[String]) -> Html {
    let (map, lang) = (&now.screen.map, now.lang);
    let is_drawn = shown && !map.wide.is_empty();
    let told = use_state(String::new);
    let zoom = {
        let act = now.act.clone();
        Callback::from(move |block: String| act.ask(Ask::Zoom(block)))
    };
    use_pinch(&zoom, is_drawn);
    // A picture that was drawn anew has no marks.
    let marked = format!("{} {is_drawn} {}", pointed.join(" "), std::ptr::from_ref(now.screen) as usize);
    let mark = {
        let pointed = pointed.to_vec();
        move || {
            browser::mark_ranges(ID, &pointed);
            left(())
        }
    };
    use_change(marked, Box::new(mark));
    if !is_drawn {
        return html! {};
    }
    let press = zoom.reform(|event: MouseEvent| browser::range_of(&event).unwrap_or_default().0);
    let keys = {
        let zoom = zoom.clone();
        move |event: KeyboardEvent| match (event.key().as_str(), browser::range_of(&event)) {
            ("Enter" | " ", Some((block, _))) => {
                event.prevent_default();
                zoom.emit(block);
            }
            ("Escape", _) => zoom.emit(String::new()),
            _ => {}
        }
    };
    let name = move |told: &UseStateHandle<String>| {
        let told = told.clone();
        move |words: Option<(String, String)>| told.set(words.map(|(_, words)| words).unwrap_or_default())
    };
    let (over, focus) = (name(&told), name(&told));
    html! {
        <figure id={ID} class="map" aria-label={label(lang, "page.map")} data-testid="map" data-zoom={map.zoom.clone()}>
            <div class="tools">{ key(lang) }{ tools(now, &zoom) }</div>
            <div class="pictures" onclick={move |event: MouseEvent| if browser::range_of(&event).is_some() { press.emit(event) }}
                onkeydown={keys} onmouseover={move |event: MouseEvent| over(browser::range_of(&event))}
                onfocusin={move |event: FocusEvent| focus(browser::range_of(&event))}>
                <div class="wide">{ Html::from_html_unchecked(map.wide.clone().into()) }</div>
                <div class="narrow">{ Html::from_html_unchecked(map.narrow.clone().into()) }</div>
            </div>
            <p class="told" aria-hidden="true">{ if told.is_empty() { label(lang, "page.map.hint").to_owned() } else { (*told).clone() } }</p>
        </figure>
    }
}

/// Two fingers, or a touchpad, look closer and step back.
#[hook]
fn use_pinch(zoom: &Callback<String>, is_drawn: bool) {
    let zoom = zoom.clone();
    let listen = move || {
        let pinched = Callback::from(move |pinch: Pinch| match pinch {
            Pinch::Closer(block) => zoom.emit(block),
            Pinch::Back => zoom.emit(String::new()),
        });
        left(browser::on_pinch(ID, pinched))
    };
    use_change(is_drawn.to_string(), Box::new(listen));
}

/// What the colours mean.
fn key(lang: Lang) -> Html {
    let one = |class: &'static str, text: &'static str| html! { <><i class={classes!("k", class)}></i>{ label(lang, text) }</> };
    html! {
        <figcaption class="key">
            { one("yours", "page.lane.yours") }{ one("docker", "page.lane.docker") }{ one("next", "page.lane.next") }
            { one("clash", "page.lane.clash") }{ one("fix", "page.lane.after") }
        </figcaption>
    }
}

/// Before and after, the block that is looked at, and the picture as a file.
fn tools(now: Now<'_>, zoom: &Callback<String>) -> Html {
    let (map, lang) = (&now.screen.map, now.lang);
    let other = if map.phase == Phase::Before { Phase::After } else { Phase::Before };
    let compare = {
        let act = now.act.clone();
        move |_: MouseEvent| act.ask(Ask::Compare(other))
    };
    let chosen = zoom.reform(|event: Event| browser::choice_of(&event));
    let source = Source::Asked(now.act.clone(), Hand::Picture, Privacy::Open);
    let save = move || source.give(&Callback::from(|svg: String| browser::download("nonoverlap.svg", &svg)));
    let is_other = !map.zoom.is_empty() && !map.blocks.contains(&map.zoom);
    html! {
        <>
            if map.is_comparable {
                <button class="slim" data-testid="compare" aria-pressed={(map.phase == Phase::After).to_string()} onclick={compare}>
                    { label(lang, "page.map.after") }</button>
            }
            <select class="slim" data-testid="zoom" aria-label={label(lang, "page.map.zoom")} onchange={chosen}>
                { option("", label(lang, "page.map.all"), map.zoom.is_empty()) }
                { for map.blocks.iter().map(|block| option(block, block, *block == map.zoom)) }
                if is_other { { option(&map.zoom, &map.zoom, true) } }
            </select>
            { button("save-map", "slim", label(lang, "page.map.save"), save) }
        </>
    }
}
