//! How long an answer takes and that it grows with the length of the text: `cargo bench --bench reading`.
//!
//! Each text is made of one line or piece again and again, of pieces that differ, or of noise, at 1 MB and at 10 MB.
//! `read` is the reading alone, `examine` the whole report, `show` what the page makes of a report. Figures are in
//! milliseconds, of the processor where the system tells; `growth` is the second by the first: 10 is linear. `peak` is
//! the most memory the process had with the longer text, in bytes for each byte of it, where the system tells. Words
//! behind `--` choose the texts whose names have them; the names of the fixtures in `tests/formats` are names of texts
//! too. The first table has a million lines, or 60 MB of JSON, each beside the least that a program could do with them (the
//! floor) and how many times as long reading and the whole report take; below them stand `iprange`, where it is installed, and `the
//! story`.
//!
//! A text that takes over five seconds at 1 MB is not tried at 10 MB.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use nonoverlap::read::read;
use nonoverlap::text::{Slot, Source};
use nonoverlap::view::{cards, diff, status, strips};
use nonoverlap::words::{Lang, render};
use nonoverlap::{Inputs, Question, Report, examine};

mod floor;
mod peer;
mod texts;

use texts::{Text, texts};

const MEGABYTE: usize = 1 << 20;

/// What takes longer at 1 MB is not tried at 10 MB.
const PATIENCE: Duration = Duration::from_secs(5);

fn main() {
    if let Some(row) = std::env::args().skip_while(|argument| argument != floor::ALONE).nth(1) {
        return floor::alone(&row);
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let is_chosen = |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word));
    floor::rows(&is_chosen);
    let chosen: Vec<Text> = texts(&fixtures).into_iter().filter(|text| is_chosen(&text.name)).collect();
    if !chosen.is_empty() {
        println!("{:>40} {} {} {} {:>6}", "text", head("read"), head("examine"), head("show"), "peak");
    }
    chosen.iter().for_each(measure);
}

fn head(stage: &str) -> String {
    format!("{stage:>10} {:>8} {:>6}", "10 MB", "growth")
}

fn measure(text: &Text) {
    let small = times(&text.of(MEGABYTE));
    let patient = small.iter().all(|time| *time < PATIENCE);
    forget_peak();
    let large = patient.then(|| times(&text.of(10 * MEGABYTE)));
    let row = |at: usize| match &large {
        Some(large) => {
            let growth = large[at].as_secs_f64() / small[at].as_secs_f64().max(1e-6);
            format!("{:>10.1} {:>8.1} {growth:>6.1}", millis(small[at]), millis(large[at]))
        }
        None => format!("{:>10.1} {:>8} {:>6}", millis(small[at]), "-", "-"),
    };
    let peak = peak().filter(|_| patient).map_or("-".to_owned(), |bytes| (bytes / (10 * MEGABYTE)).to_string());
    println!("{:>40} {} {} {} {peak:>6}", text.name, row(0), row(1), row(2));
}

/// Reading, examining, showing.
fn times(text: &str) -> [Duration; 3] {
    let source = Source::new(Slot::Any, text);
    let (reading, (documents, _)) = timed(|| read(&source, None));
    assert!(!documents.is_empty() || text.trim().is_empty());
    drop(documents);
    let inputs = Inputs { texts: BTreeMap::from([(Slot::Any, text.to_owned())]), ..Inputs::default() };
    let (examining, report) = timed(|| examine(&inputs, &Question::default()));
    let (showing, ()) = timed(|| show(&report, &source));
    [reading, examining, showing]
}

/// How long something takes, and what comes of it.
fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let (clock, processor) = (Instant::now(), on_processor());
    let result = work();
    let spent = processor.zip(on_processor()).map(|(before, after)| after.saturating_sub(before));
    (spent.unwrap_or_else(|| clock.elapsed()), result)
}

/// How long this thread has had the processor: others that have it make no difference.
fn on_processor() -> Option<Duration> {
    let figures = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    figures.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// What the page computes from a report before it paints.
fn show(report: &Report, source: &Source) {
    let lang = Lang::En;
    black_box(render(lang, &report.verdict.headline));
    black_box(cards(report, std::slice::from_ref(source), lang));
    black_box(status(report, source.slot(), lang, 1));
    black_box(strips(report));
    black_box(report.plan.offer.as_ref().map(|offer| diff(&offer.before, &offer.after)));
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// The most memory that the process had since [`forget_peak`]; Linux alone tells.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<usize>().ok()? << 10)
}

/// Sets the peak to what the process has now.
fn forget_peak() {
    // Where this is not to be had, `peak` says nothing or too much.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
