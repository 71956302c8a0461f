//! The bar at the top: examples, language, theme, link.

use nonoverlap::door::{Ask, Hand, Lang, Privacy, label};
use yew::prelude::*;

use super::act::Now;
use super::browser;
use super::pieces::{Copy, Source, button, option};
use super::wire::Wire;

/// The bar. `kept`: there is a text to bring back.
pub(crate) fn top(now: Now<'_>, kept: bool) -> Html {
    let (lang, full) = (now.lang, now.screen.share.is_there);
    let clear = {
        let act = now.act.clone();
        move || act.ask(Ask::Clear)
    };
    let example = {
        let act = now.act.clone();
        move |event: Event| {
            let id = browser::choice_of(&event);
            if !id.is_empty() {
                act.ask(Ask::Example(id));
            }
        }
    };
    let other = if lang == Lang::En { Lang::Zh } else { Lang::En };
    let speak = {
        let wire = now.act.0.clone();
        move |_: MouseEvent| wire.iter().for_each(|wire| wire.speak(other))
    };
    let undo = {
        let wire = now.act.0.clone();
        move || wire.iter().for_each(Wire::undo)
    };
    // Without a change of the fragment, which holds the state.
    let skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        browser::go_to("verdict");
    });
    html! {
        <header class="bar">
            <a class="skip" href="#verdict" onclick={skip}>{ label(lang, "page.skip") }</a>
            <a class="mark" href="./">
                <svg viewBox="0 0 28 28" aria-hidden="true">
                    <rect x="2" y="4" width="17" height="8" rx="2"/><rect x="9" y="16" width="17" height="8" rx="2"/>
                </svg>
                { "nonoverlap" }
            </a>
            <span class="tag">{ label(lang, "page.tag") }</span>
            <nav aria-label={label(lang, "page.nav")}>
                <select data-testid="examples" aria-label={label(lang, "page.examples")} onchange={example}>
                    { option("", label(lang, "page.examples"), true) }
                    { for now.menus.examples.iter().map(|(id, title)| html! {
                        <option value={id.clone()} data-example={id.clone()}>{ title.clone() }</option>
                    }) }
                </select>
                if full { { button("clear", "quiet second-line", label(lang, "page.clear"), clear) } }
                if kept { { button("undo", "quiet second-line", label(lang, "page.undo"), undo) } }
                <button class="quiet" data-testid="lang" lang={other.tag()} onclick={speak}>
                    { if other == Lang::Zh { "中文" } else { "English" } }
                </button>
                <button class="quiet" data-testid="theme" onclick={|_| browser::next_theme()} aria-label={label(lang, "page.theme")}>{ "◐" }</button>
                <Copy {lang} class="primary" id="share" name="page.share" text={Source::Asked(now.act.clone(), Hand::Link, Privacy::Open)}/>
            </nav>
        </header>
    }
}
