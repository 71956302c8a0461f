//! The session as a Yew reducer, and the report that follows it.

use std::rc::Rc;

use nonoverlap::session::{Action, Session, apply, link};
use nonoverlap::words::Lang;
use nonoverlap::{Report, examine};
use yew::prelude::*;

use super::browser;

/// Text beyond this many bytes is examined after a pause, so that typing never waits.
const LARGE: usize = 100_000;

/// The session.
#[derive(Clone, PartialEq)]
pub(crate) struct Store(pub(crate) Session);

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(apply(self.0.clone(), action)))
    }
}

/// The session as the page starts: stored choices, the browser's language.
pub(crate) fn begin() -> Session {
    let language = if browser::stored("lang").as_deref() == Some("zh-Hans") { Lang::Zh } else { Lang::En };
    let theme = nonoverlap::session::Theme::from_name(&browser::stored("theme").unwrap_or_default());
    Session { language, theme, ..Session::default() }
}

/// The report on a session, and whether a newer one is on its way.
#[hook]
pub(crate) fn use_report(session: &Session) -> (Rc<Report>, bool) {
    let question = session.question();
    let key = (session.inputs.clone(), question);
    let large = session.size() > LARGE;
    let quick = use_memo((key.clone(), large), |(key, large)| (!large).then(|| Rc::new(examine(&key.0, &key.1))));
    let slow = use_state(|| None::<(_, Rc<Report>)>);
    {
        let slow = slow.clone();
        use_effect_with((key.clone(), large), move |(key, large)| {
            let key = key.clone();
            let timer = large.then(|| {
                browser::later(200, move || {
                    let report = Rc::new(examine(&key.0, &key.1));
                    slow.set(Some((key, report)));
                })
            });
            move || drop(timer)
        });
    }
    if let Some(report) = (*quick).clone() {
        return (report, false);
    }
    match &*slow {
        Some((have, report)) => (report.clone(), *have != key),
        None => (Rc::new(examine(&nonoverlap::Inputs::default(), &nonoverlap::Question::default())), true),
    }
}

/// The fragment follows the session after a pause. A session too large for a link leaves the address alone.
#[hook]
pub(crate) fn use_fragment(session: &Session) {
    use_effect_with(session.clone(), |session| {
        let session = session.clone();
        let timer = browser::later(400, move || {
            let fragment = if session.size() > LARGE { String::new() } else { link::write(&session) };
            if fragment != browser::fragment() && link::read(&browser::fragment()).is_ok() {
                browser::set_fragment(&fragment);
            }
        });
        move || drop(timer)
    });
}
