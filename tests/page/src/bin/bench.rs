//! Measures, in Chromium, the time from a keystroke to the painted result, with the story in the boxes.

use anyhow::{Context, Result, ensure};
use page_tests::stage::{self, Engine};
use page_tests::story;
use page_tests::visit::{Visit, box_of};
use serde_json::json;
use xtask::site::Site;

const KEYSTROKES: u32 = 50;
/// The letters alternate between two networks, so that every stroke changes the report.
const SCRIPT: &str = "
    const [selector, strokes, done] = arguments;
    const box = document.querySelector(selector);
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
    const start = box.value;
    const verdict = () => document.querySelector('[data-testid=verdict]').parentElement.innerText;
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    (async () => {
        const times = [];
        for (let stroke = 0; stroke < strokes; stroke++) {
            await new Promise((resolve) => setTimeout(resolve, 400));
            const before = verdict();
            const changed = start + (stroke % 2 === 0 ? '172.18.0.0/16 second\\n' : '');
            const begun = performance.now();
            set.call(box, changed);
            box.dispatchEvent(new InputEvent('input', { bubbles: true }));
            const painted = await new Promise((resolve) => {
                const look = () => requestAnimationFrame(() => {
                    const at = performance.now();
                    if (document.body.dataset.bench === box.value || at - begun > 5000) return resolve(at);
                    const status = document.querySelector('[data-read=networks]').innerText;
                    if (status !== window.benchStatus || at - begun > 5000) {
                        window.benchStatus = status;
                        return requestAnimationFrame(() => resolve(performance.now()));
                    }
                    look();
                });
                look();
            });
            times.push(painted - begun);
            void before;
        }
        done(times);
    })();";

fn main() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut times = runtime.block_on(measure())?;
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!(
        "{} keystrokes: min {:.1} ms, median {:.1} ms, p95 {:.1} ms, max {:.1} ms",
        times.len(),
        at(0.0),
        at(0.5),
        at(0.95),
        at(1.0)
    );
    Ok(())
}
