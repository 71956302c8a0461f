//! The bar at the top: examples, language, theme, link.

use nonoverlap::session::examples::{EXAMPLES, find};
use nonoverlap::session::{Action, Session, link};
use nonoverlap::words::{Lang, word};
use yew::prelude::*;

use super::browser;
use super::pieces::{Copy, label};

/// What the bar needs.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The session.
    pub(crate) session: Session,
    /// What the user does.
    pub(crate) act: Callback<Action>,
}

/// The bar.
#[component]
pub(crate) fn Top(props: &Props) -> Html {
    let lang = props.session.language;
    let act = props.act.clone();
    let example = Callback::from(move |event: Event| {
        if let Some(example) = find(&browser::choice_of(&event)) {
            act.emit(Action::Open(Box::new(example.opened())));
        }
    });
    let other = if lang == Lang::En { Lang::Zh } else { Lang::En };
    let speak = props.act.reform(move |_: MouseEvent| Action::Speak(other));
    let next = props.session.theme.next();
    let paint = props.act.reform(move |_: MouseEvent| Action::Paint(next));
    let undo = props.act.reform(|_: MouseEvent| Action::Undo);
    let clear = props.act.reform(|_: MouseEvent| Action::Clear);
    let link = {
        let session = props.session.clone();
        Callback::from(move |()| browser::address(&link::write(&session)))
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
            <nav aria-label={word(lang, "page.nav")}>
                <select data-testid="examples" aria-label={word(lang, "page.examples")} onchange={example}>
                    <option value="" selected=true>{ label(lang, "page.examples") }</option>
                    { for EXAMPLES.iter().map(|example| html! {
                        <option value={example.id} data-example={example.id}>{ word(lang, example.title) }</option>
                    }) }
                </select>
                if !props.session.inputs.texts.is_empty() {
                    <button class="quiet second-line" data-testid="clear" onclick={clear}>{ label(lang, "page.clear") }</button>
                }
                if props.session.replaced.is_some() {
                    <button class="quiet second-line" data-testid="undo" onclick={undo}>{ label(lang, "page.undo") }</button>
                }
                <button class="quiet" data-testid="lang" lang={other.tag()} onclick={speak}>
                    { if other == Lang::Zh { "中文" } else { "English" } }
                </button>
                <button class="quiet" data-testid="theme" onclick={paint} aria-label={word(lang, "page.theme")}>{ "◐" }</button>
                <Copy {lang} class="primary" id="share" name="page.share" text={link}/>
            </nav>
        </header>
    }
}
