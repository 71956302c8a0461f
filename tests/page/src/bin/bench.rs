//! Measures the built page in Chromium: loads over a slow line with a slow processor, keystrokes with boxes of every
//! size, and a file of a million routes.
//!
//! `bench [browser]` measures keystrokes in another browser; loads are Chromium's, whose protocol slows line and processor down.

use anyhow::{Context, Result};
use page_tests::measure::{self, Loads, Million, Strokes};
use page_tests::screen::Screen;
use page_tests::stage::{self, Engine};
use page_tests::visit::Visit;
use xtask::site::Site;

const LOADS: usize = 5;
const KEYSTROKES: usize = 40;
const LINES: [usize; 6] = [25, 470, 2_000, 4_500, 20_000, 100_000];

fn main() -> Result<()> {
    let wanted = std::env::args().nth(1).unwrap_or_else(|| Engine::Chromium.name().to_owned());
    let engine = Engine::ALL.into_iter().find(|engine| engine.name() == wanted).context("usage: bench [browser]")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(engine))
}

async fn run(engine: Engine) -> Result<()> {
    let site = Site::serve(&measure::compressed(&stage::dist()?)?, 0)?;
    let screen = Screen::start()?;
    if engine == Engine::Chromium {
        let visit = Visit::begin(engine, screen.display()).await?;
        let loads = measure::loads(&visit, &site.address(), LOADS).await?;
        visit.end().await;
        print_loads(&loads);
    }
    for lines in LINES {
        let visit = Visit::begin(engine, screen.display()).await?;
        let strokes = measure::strokes(&visit, &site.address(), lines, KEYSTROKES).await?;
        let alone = measure::alone(&visit, lines, KEYSTROKES).await?;
        visit.end().await;
        print_strokes(lines, &strokes, &alone);
    }
    let visit = Visit::begin(engine, screen.display()).await?;
    print_million(&measure::million(&visit, &site.address()).await?);
    visit.end().await;
    Ok(())
}

fn print_loads(loads: &Loads) {
    println!("loads at 1.6 Mbps, 150 ms, processor four times slower (median, p95 of {LOADS})");
    for (what, times) in [
        ("first paint", &loads.paint),
        ("a box takes text", &loads.box_there),
        ("verdict of a short link", &loads.verdict),
        ("second visit without a server, to the verdict, at full speed", &loads.offline),
    ] {
        println!("  {what:<62} {:>8.0} ms {:>8.0} ms", measure::rank(times, 50), measure::rank(times, 95));
    }
    println!("  {:<62} {:>8.3}", "layout shift (worst)", measure::rank(&loads.shift, 100));
    println!("  {:<62} {:>8.1} kB", "bytes to the page without the core", measure::rank(&loads.bytes, 50) / 1e3);
}

fn print_million(million: &Million) {
    println!("a file of a million routes beside 1,000 ranges (natively: the row of `cargo bench --bench reading`)");
    println!("  {:<62} {:>8.0} ms", "chosen to answered", million.answer);
    let [median, most, longest] = [50, 95, 100].map(|percent| measure::rank(&million.frames, percent));
    println!(
        "  {:<62} {median:>8.1} ms {most:>8.1} ms {longest:>8.1} ms",
        "from frame to frame meanwhile (median, p95, longest)"
    );
}

fn print_strokes(lines: usize, strokes: &Strokes, alone: &Strokes) {
    let print = |what: &str, times: &[f64]| {
        println!("  {what:<62} {:>8.1} ms {:>8.1} ms", measure::rank(times, 50), measure::rank(times, 95));
    };
    println!("keystrokes, routes box of {lines} lines (median, p95 of {})", strokes.frame.len());
    print("the page's own work for the keystroke", &strokes.input);
    print("the same in a box alone: the browser's own", &alone.input);
    print("the page's own work for an answer", &strokes.answer);
    print("keystroke to the painted frame", &strokes.frame);
    print("the same in a box alone: the browser's own", &alone.frame);
    for (what, strokes) in [
        ("processor time of the page's thread, a keystroke and its answer", strokes),
        ("the same in a box alone", alone),
    ] {
        strokes.thread.inspect(|time| println!("  {what:<62} {time:>8.1} ms"));
    }
    println!("  {:<62} {:>8.0} ms", "longest task", measure::rank(&strokes.longest, 100));
}
