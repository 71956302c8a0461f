//! What each command answers, from a paste.

use std::borrow::Cow;
use std::net::IpAddr;

use nonoverlap::analysis::State;
use nonoverlap::fleet::Together;
use nonoverlap::plan::Offer;
use nonoverlap::problem::Message;
use nonoverlap::read::{self, Kind};
use nonoverlap::session::{Session, link, mask};
use nonoverlap::text::Source;
use nonoverlap::trace::Verdict;
use nonoverlap::view::forms::{Engine, Form, form};
use nonoverlap::view::ticket::{fleet_sentence, json, markdown, sarif, text, ways};
use nonoverlap::words::Lang;
use nonoverlap::{Report, examine};

use crate::arguments::{Arguments, FailOn, Format};
use crate::failure::{Failure, Outcome};
use crate::paste::Paste;
use crate::{output, progress, terminal};

/// The answer from files.
pub(crate) fn check(arguments: &Arguments, paste: &Paste, lang: Lang) -> Result<Outcome, Failure> {
    show(arguments, &read(paste, lang)?, paste, lang)
}

/// Looks at files; an error where nothing in them could be read.
pub(crate) fn read(paste: &Paste, lang: Lang) -> Result<Report, Failure> {
    let report = examined(paste, lang);
    if report.documents.iter().any(|document| document.kind != Kind::Unknown) {
        return Ok(report);
    }
    let failure = Failure::unreadable(Message::new("cli.error.nothing-read").with("list", paste.names()));
    Err(failure.advising(Message::new("cli.advice.kind")))
}

/// The whole answer in the format that is asked for; the exit code says whether something is as bad as `--fail-on`.
pub(crate) fn report(arguments: &Arguments, paste: &Paste, lang: Lang) -> Result<Outcome, Failure> {
    show(arguments, &examined(paste, lang), paste, lang)
}

fn show(arguments: &Arguments, report: &Report, paste: &Paste, lang: Lang) -> Result<Outcome, Failure> {
    let sources = &paste.sources;
    match arguments.show.format {
        Format::Text => output::text(&terminal::painted(&text(report, sources, lang)))?,
        Format::Markdown => output::bytes(markdown(report, sources, lang).as_bytes())?,
        Format::Json => output::bytes(json(report, sources, lang).as_bytes())?,
        Format::Sarif => output::bytes(sarif(report, sources, lang).as_bytes())?,
    };
    Ok(outcome(report, arguments.show.fail_on))
}

/// Looks at the paste, and says what this host did not tell.
fn examined(paste: &Paste, lang: Lang) -> Report {
    for lack in &paste.lacks {
        terminal::remark(lack, lang);
    }
    progress::during(paste.session.size(), lang, || examine(&paste.session.inputs, &paste.question))
}

/// Whether anything is at least as bad as what fails. A failure that was recognised is one, whatever explains it.
pub(crate) fn outcome(report: &Report, fail_on: FailOn) -> Outcome {
    let Some(mildest) = fail_on.severity() else { return Outcome::Clear };
    let is_found =
        report.verdict.state == State::Symptom || report.problems.iter().any(|problem| problem.severity <= mildest);
    if is_found { Outcome::Found } else { Outcome::Clear }
}

/// The ways of a packet for an address; found is a way from a container or the host that does not arrive.
pub(crate) fn trace(_: &Arguments, paste: &Paste, target: IpAddr, lang: Lang) -> Result<Outcome, Failure> {
    let report = examined(paste, lang);
    let traced = nonoverlap::trace::trace(&report.facts, target);
    output::text(&terminal::painted(&ways(&traced, &paste.sources, lang)))?;
    let fails =
        |verdict: Verdict| !matches!(verdict, Verdict::Leaves | Verdict::Host | Verdict::Itself | Verdict::Unknown);
    let paths = traced.from_containers.iter().map(|way| &way.path).chain([&traced.from_host]);
    Ok(if paths.into_iter().any(|path| fails(path.verdict)) { Outcome::Found } else { Outcome::Clear })
}

/// The fixed file alone, or what takes it to a host. Where nothing has to change the file is the one that is there, so that it
/// can be written all the same.
pub(crate) fn fix(paste: &Paste, wanted: Form, lang: Lang) -> Result<Outcome, Failure> {
    let report = examined(paste, lang);
    let plan = &report.plan;
    if let Some(message) = &plan.no_offer {
        terminal::remark(message, lang);
    }
    match &plan.offer {
        Some(offer) => print(offer, wanted, &Engine::of(&report, &paste.sources), lang),
        None if outcome(&report, FailOn::WillBreak) == Outcome::Found => Ok(Outcome::Found),
        None if wanted == Form::File => output::bytes(present_file(&report, paste).as_bytes()),
        None => Ok(Outcome::Clear),
    }
}

/// The file that suits all hosts.
pub(crate) fn fix_of_all(together: Together, wanted: Form, lang: Lang) -> Result<Outcome, Failure> {
    if !matches!(together, Together::Fixed(_)) {
        terminal::remark(&fleet_sentence(&together), lang);
    }
    match together {
        Together::Clear => Ok(Outcome::Clear),
        Together::None { .. } => Ok(Outcome::Found),
        Together::Fixed(report) => match &report.plan.offer {
            Some(offer) => print(offer, wanted, &Engine::of(&report, &[]), lang),
            None => Ok(Outcome::Clear),
        },
    }
}

fn print(offer: &Offer, wanted: Form, engine: &Engine, lang: Lang) -> Result<Outcome, Failure> {
    for message in offer.losses.iter().chain(&offer.cautions) {
        terminal::remark(message, lang);
    }
    match form(offer, wanted, engine, lang) {
        Ok(text) => output::bytes(text.as_bytes()),
        Err(reason) => {
            terminal::remark(&reason, lang);
            Ok(Outcome::Found)
        }
    }
}

/// The daemon.json that was given; one that sets nothing where there was none.
fn present_file<'a>(report: &Report, paste: &'a Paste) -> Cow<'a, str> {
    let span = report.facts.config.as_ref().and_then(|config| config.file);
    let text = span.and_then(|span| {
        let source = paste.sources.iter().find(|source| source.slot() == span.slot)?;
        Some(read::file_text(source, span))
    });
    text.unwrap_or(Cow::Borrowed("{}\n"))
}

/// The page's address with the same input in its fragment.
pub(crate) fn link(paste: &Paste, is_masked: bool, page: &str, lang: Lang) -> Result<Outcome, Failure> {
    let session = if is_masked { masked(paste, lang) } else { paste.session.clone() };
    let fragment = link::write(&session);
    if fragment.len() > link::LONGEST {
        terminal::remark(&Message::new("page.share.long").with("n", fragment.len()), lang);
    }
    output::bytes(format!("{}#{fragment}\n", page.trim_end_matches('#')).as_bytes())
}

/// A range typed by hand is an address too: a masked link goes without it.
fn masked(paste: &Paste, lang: Lang) -> Session {
    let report = examined(paste, lang);
    let mut session = paste.session.clone();
    session.inputs = mask::mask(&session.inputs, &report.documents, &report.facts);
    session.owners = mask::owners(&session.owners, &report.documents, &report.facts);
    session.wish.range = None;
    session
}

/// The paste itself, for the page or for another machine.
pub(crate) fn collect(paste: &Paste, lang: Lang) -> Result<Outcome, Failure> {
    for lack in &paste.lacks {
        terminal::remark(lack, lang);
    }
    let text: String = paste.sources.iter().map(Source::text).collect();
    output::bytes(text.as_bytes())
}
