//! Measures, in Chromium, the time from a keystroke to the painted result, with the story in the boxes.

use anyhow::{Context, Result};
use page_tests::screen::Screen;
use page_tests::stage::{self, Engine};
use page_tests::story;
use page_tests::visit::{Visit, box_of};
use serde_json::json;
use xtask::site::Site;

const KEYSTROKES: u32 = 50;

/// Every other stroke takes back the one before, so that each changes the report. A message to oneself arrives after the
/// page's own work and before the next one; the second frame begins after the first was painted.
const SCRIPT: &str = "
    const [selector, strokes, done] = arguments;
    const box = document.querySelector(selector);
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
    const begin = box.value;
    const pause = () => new Promise((resolve) => setTimeout(resolve, 500));
    const worked = () => new Promise((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(null);
    });
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    (async () => {
        const work = [], paint = [];
        for (let stroke = 0; stroke < strokes; stroke++) {
            await pause();
            const start = performance.now();
            set.call(box, begin + (stroke % 2 === 0 ? '172.18.0.0/16 second\\n' : ''));
            box.dispatchEvent(new InputEvent('input', { bubbles: true }));
            await worked();
            work.push(performance.now() - start);
            await painted();
            paint.push(performance.now() - start);
        }
        done([work, paint]);
    })();";

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let [work, paint] = runtime.block_on(measure())?;
    print("the page's own work", work);
    print("until the second frame after it", paint);
    Ok(())
}

async fn measure() -> Result<[Vec<f64>; 2]> {
    let site = Site::serve(&stage::dist()?, 0)?;
    let screen = Screen::start()?;
    let visit = Visit::begin(Engine::Chromium, screen.display()).await?;
    visit.open(&site.address()).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("routes", story::ROUTES).await?;
    visit.paste("daemon_json", story::DAEMON_JSON).await?;
    visit.until_verdict("broken").await?;
    let arguments = vec![json!(box_of("networks")), json!(KEYSTROKES)];
    visit.client.update_timeouts(patient()).await?;
    let times = visit.client.execute_async(SCRIPT, arguments).await?;
    visit.end().await;
    serde_json::from_value(times).context("two lists of milliseconds")
}

fn patient() -> fantoccini::wd::TimeoutConfiguration {
    let mut timeouts = fantoccini::wd::TimeoutConfiguration::default();
    timeouts.set_script(Some(std::time::Duration::from_secs(300)));
    timeouts
}

fn print(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    // The nearest rank, in whole numbers.
    let at =
        |percent: usize| times.get((times.len().saturating_sub(1) * percent + 50) / 100).copied().unwrap_or_default();
    println!(
        "{what}: {} keystrokes, min {:.1} ms, median {:.1} ms, p95 {:.1} ms, max {:.1} ms",
        times.len(),
        at(0),
        at(50),
        at(95),
        at(100)
    );
}
