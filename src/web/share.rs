//! Handing the result on: as a link, for a ticket, for a program; open or masked.

use nonoverlap::door::{Hand, Privacy, label};
use yew::prelude::*;

use super::act::Now;
use super::browser;
use super::pieces::{Copy, Source, button, paragraph};

/// The whole part.
#[hook]
pub(crate) fn use_share(now: Now<'_>) -> Html {
    let (lang, share) = (now.lang, &now.screen.share);
    let privacy = use_state(|| Privacy::Open);
    if !share.is_there {
        return html! {};
    }
    let choose = {
        let privacy = privacy.clone();
        Callback::from(move |event: Event| {
            privacy.set(if browser::ticked(&event) { Privacy::Masked } else { Privacy::Open });
        })
    };
    let text = |hand| Source::Asked(now.act.clone(), hand, *privacy);
    let json = text(Hand::Json);
    let json = move || json.give(&Callback::from(|text: String| browser::download("nonoverlap.json", &text)));
    html! {
        <section class="share" aria-label={label(lang, "page.share.title")}>
            <p><label><input type="checkbox" data-testid="mask" onchange={choose}/>{ " " }{ label(lang, "page.share.mask") }</label></p>
            <p class="actions">
                if share.link.is_some() {
                    <Copy {lang} text={text(Hand::Link)} name="page.share.link" id="copy-link"/>
                }
                <Copy {lang} text={text(Hand::Markdown)} name="page.share.markdown" id="copy-markdown"/>
                { button("download-json", "", label(lang, "page.share.json"), json) }
            </p>
            if !share.remark.is_empty() { { paragraph("facts", &share.remark) } }
        </section>
    }
}
