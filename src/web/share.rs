//! Handing the result on: as a link, for a ticket, for a program; open or masked.

use nonoverlap::door::screen::Share;
use nonoverlap::door::{Hand, Lang, Privacy, label};
use yew::prelude::*;

use super::act::Act;
use super::browser;
use super::pieces::{Copy, Source, show};

/// What the part needs.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// How the result can be handed on.
    pub(crate) share: Share,
    /// The language.
    pub(crate) lang: Lang,
    /// What the user does.
    pub(crate) act: Act,
}

/// The whole part.
#[component]
pub(crate) fn SharePart(props: &Props) -> Html {
    let lang = props.lang;
    let privacy = use_state(|| Privacy::Open);
    if !props.share.is_there {
        return html! {};
    }
    let choose = {
        let privacy = privacy.clone();
        Callback::from(move |event: Event| {
            privacy.set(if browser::ticked(&event) { Privacy::Masked } else { Privacy::Open });
        })
    };
    let text = |hand| Source::Asked(props.act.clone(), hand, *privacy);
    let json = text(Hand::Json);
    let json =
        move |_: MouseEvent| json.give(&Callback::from(|text: String| browser::download("nonoverlap.json", &text)));
    html! {
        <section class="share" aria-label={label(lang, "page.share.title")}>
            <p><label><input type="checkbox" data-testid="mask" onchange={choose}/>{ " " }{ label(lang, "page.share.mask") }</label></p>
            <p class="actions">
                if props.share.link.is_some() {
                    <Copy {lang} text={text(Hand::Link)} name="page.share.link" id="copy-link"/>
                }
                <Copy {lang} text={text(Hand::Markdown)} name="page.share.markdown" id="copy-markdown"/>
                <button data-testid="download-json" onclick={json}>{ label(lang, "page.share.json") }</button>
            </p>
            if !props.share.remark.is_empty() { <p class="facts">{ show(&props.share.remark) }</p> }
        </section>
    }
}
