//! The session as a Yew reducer, and the report that follows it.

use std::cell::RefCell;
use std::rc::Rc;

use nonoverlap::session::{Action, Session, apply, link};
use nonoverlap::words::Lang;
use nonoverlap::{Inputs, Question, Report, examine};
use yew::prelude::*;

use super::browser::{self, worker, worker::Job};

/// What a report answers.
type Asked = (Inputs, Question);

/// Text beyond this many bytes is examined in a worker: less takes no longer than a frame.
const LARGE: usize = 30_000;

/// Text beyond this many bytes goes into no link.
pub(crate) const LINKABLE: usize = 100_000;

/// How long a large paste must rest before it is examined, in milliseconds.
const REST: u32 = 150;

/// The session.
#[derive(Clone, PartialEq)]
pub(crate) struct Store(pub(crate) Session);

impl Reducible for Store {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(apply(self.0.clone(), action)))
    }
}

/// The session as the page starts: stored choices, else the browser's language and the system's colours.
pub(crate) fn begin() -> Session {
    let language = Lang::of_tag(&browser::stored("lang").unwrap_or_else(browser::language));
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
    let slow = use_state(|| None::<(Asked, Rc<Report>)>);
    {
        let slow = slow.clone();
        use_effect_with((key.clone(), large), move |(key, large)| {
            let work = large.then(|| examine_beside(key.clone(), Callback::from(move |answer| slow.set(Some(answer)))));
            move || drop(work)
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

/// Examines beside the page after a rest, or on it where there is no worker. Dropping what comes back stops it.
fn examine_beside(asked: Asked, done: Callback<(Asked, Rc<Report>)>) -> impl Drop {
    let job = Rc::new(RefCell::new(None::<Job>));
    let slot = job.clone();
    let timer = browser::later(REST, move || {
        let here = {
            let (asked, done) = (asked.clone(), done.clone());
            Callback::from(move |()| done.emit((asked.clone(), Rc::new(examine(&asked.0, &asked.1)))))
        };
        let answered = {
            let asked = asked.clone();
            Callback::from(move |report| done.emit((asked.clone(), Rc::new(report))))
        };
        match worker::ask(&asked, answered, here.clone()) {
            Some(started) => *slot.borrow_mut() = Some(started),
            None => here.emit(()),
        }
    });
    Work { _timer: timer, job }
}

/// A rest and the job after it.
struct Work {
    _timer: browser::Later,
    job: Rc<RefCell<Option<Job>>>,
}

impl Drop for Work {
    fn drop(&mut self) {
        self.job.take();
    }
}

/// The fragment follows the session after a pause. A session too large for a link leaves the address alone.
#[hook]
pub(crate) fn use_fragment(session: &Session) {
    use_effect_with(session.clone(), |session| {
        let session = session.clone();
        let timer = browser::later(400, move || {
            let fragment = if session.size() > LINKABLE { String::new() } else { link::write(&session) };
            if fragment != browser::fragment() && link::read(&browser::fragment()).is_ok() {
                browser::set_fragment(&fragment);
            }
        });
        move || drop(timer)
    });
}
