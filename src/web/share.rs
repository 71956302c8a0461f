//! Handing the result on: as a link, for a ticket, for a program; open or masked.

use std::rc::Rc;

use nonoverlap::Report;
use nonoverlap::problem::Message;
use nonoverlap::session::ticket::{Format, Privacy, ticket};
use nonoverlap::session::{Session, link, mask};
use nonoverlap::words::{Lang, render, word};
use yew::prelude::*;

use super::browser;
use super::pieces::{Copy, label, show};
use super::store::LINKABLE;

/// What the part needs.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The report.
    pub(crate) report: Rc<Report>,
    /// The session.
    pub(crate) session: Session,
}

/// The whole part.
#[component]
pub(crate) fn Share(props: &Props) -> Html {
    let lang = props.session.language;
    let privacy = use_state(|| Privacy::Open);
    if props.session.inputs.texts.is_empty() {
        return html! {};
    }
    let choose = {
        let privacy = privacy.clone();
        Callback::from(move |event: Event| {
            privacy.set(if browser::ticked(&event) { Privacy::Masked } else { Privacy::Open });
        })
    };
    let privacy = *privacy;
    let link = {
        let (session, report) = (props.session.clone(), props.report.clone());
        Callback::from(move |()| address(&session, &report, privacy))
    };
    let report_in = |format: Format| {
        let session = props.session.clone();
        Callback::from(move |()| ticket(&session, format, privacy))
    };
    let json = report_in(Format::Json);
    html! {
        <section class="card share" aria-label={word(lang, "page.share.title")}>
            <h2>{ label(lang, "page.share.title") }</h2>
            <p><label><input type="checkbox" data-testid="mask" onchange={choose}/>{ " " }{ label(lang, "page.share.mask") }</label></p>
            <p class="actions">
                if props.session.size() <= LINKABLE {
                    <Copy {lang} text={link} name="page.share.link" id="copy-link"/>
                }
                <Copy {lang} text={report_in(Format::Markdown)} name="page.share.markdown" id="copy-markdown"/>
                <button data-testid="download-json" onclick={move |_| browser::download("nonoverlap.json", &json.emit(()))}>{ label(lang, "page.share.json") }</button>
            </p>
            { remark(&props.session, lang) }
        </section>
    }
}

/// The page's address with the session, as it is or masked.
fn address(session: &Session, report: &Report, privacy: Privacy) -> String {
    if privacy == Privacy::Open {
        return browser::address(&link::write(session));
    }
    let inputs = mask::mask(&session.inputs, &report.documents, &report.facts);
    // What was typed beside the boxes names addresses too.
    let owners = mask::owners(&session.owners, &report.documents, &report.facts);
    let masked = Session { inputs, owners, trace: String::new(), ..session.clone() };
    let masked = Session { wish: nonoverlap::plan::Wish { range: None, ..masked.wish.clone() }, ..masked };
    browser::address(&link::write(&masked))
}

fn remark(session: &Session, lang: Lang) -> Html {
    if session.size() > LINKABLE {
        return html! { <p class="facts">{ label(lang, "page.share.large") }</p> };
    }
    let length = link::write(session).len();
    if length <= link::LONGEST {
        return html! {};
    }
    html! { <p class="facts">{ show(&render(lang, &Message::new("page.share.long").with("n", length))) }</p> }
}
