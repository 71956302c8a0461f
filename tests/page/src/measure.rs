//! Times of the built page: loading over a slow line, and typing.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::wd::TimeoutConfiguration;
use serde_json::{Value, json};
use xtask::dist::compress::{brotli, is_compressed};
use xtask::site::Site;

use crate::stage;
use crate::visit::{GIVE, Visit, box_of};

/// Times in milliseconds, shares and bytes, one of each load.
#[derive(Default)]
pub struct Loads {
    /// First contentful paint.
    pub paint: Vec<f64>,
    /// A box is on the screen.
    pub box_there: Vec<f64>,
    /// The verdict of a short link is painted.
    pub verdict: Vec<f64>,
    /// The same on a second visit whose server is gone, at full speed.
    pub offline: Vec<f64>,
    /// Cumulative layout shift.
    pub shift: Vec<f64>,
    /// Bytes of all files of the page but the core's, as they came.
    pub bytes: Vec<f64>,
}

/// Times in milliseconds, one of each keystroke.
#[derive(Default)]
pub struct Strokes {
    /// From the keystroke until the page has done its own work.
    pub input: Vec<f64>,
    /// From the arrival of an answer until it is drawn.
    pub answer: Vec<f64>,
    /// From the keystroke until the frame after it is painted.
    pub frame: Vec<f64>,
    /// Tasks over 50 ms, as Chromium reports them.
    pub longest: Vec<f64>,
    /// Processor time of the page's thread, all it does for a keystroke and the answer to it; `None` where the system does not tell.
    pub thread: Option<f64>,
}

/// A short link, as documentation would have it.
const LINK: &str = "#vpc=172.16.0.0/12&reach=172.17.48.6&bip=172.17.0.1/16";

/// Notes times in a page before anything else runs in it.
const WATCH: &str = "
    window.seen = { shift: 0, answers: [], tasks: [] };
    const observe = (type, use) => {
        try { new PerformanceObserver((list) => list.getEntries().forEach(use)).observe({ type, buffered: true }); } catch {}
    };
    observe('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
    observe('longtask', (entry) => seen.tasks.push(entry.duration));
    const painted = (then) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => then(performance.now());
        channel.port2.postMessage(null);
    });
    const look = () => {
        if (!seen.box && document.querySelector('textarea')) { seen.box = 1; painted((now) => { seen.box = now; }); }
        const verdict = document.querySelector('[data-testid=verdict]');
        if (!seen.verdict && /broken|will-break/.test(verdict?.dataset.state)) { seen.verdict = 1; painted((now) => { seen.verdict = now; }); }
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    const listen = Worker.prototype.addEventListener;
    Worker.prototype.addEventListener = function (kind, hear, ...rest) {
        if (kind !== 'message') return listen.call(this, kind, hear, ...rest);
        return listen.call(this, kind, (event) => {
            const start = performance.now();
            const channel = new MessageChannel();
            channel.port1.onmessage = () => seen.answers.push(performance.now() - start);
            hear.call(this, event);
            channel.port2.postMessage(null);
        }, ...rest);
    };";

/// Types a letter and takes it back again and again, as a person does: at the end of the box, with a rest after each.
const TYPE: &str = "
    const [selector, strokes, done] = arguments;
    const box = document.querySelector(selector);
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    const rest = (time) => new Promise((resolve) => setTimeout(resolve, time));
    const worked = () => new Promise((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(null);
    });
    const painted = () => new Promise((resolve) => requestAnimationFrame(() => worked().then(resolve)));
    (async () => {
        await rest(1500);
        if (window.seen) { seen.answers.length = 0; seen.tasks.length = 0; }
        const input = [], frame = [];
        for (let stroke = 0; stroke < strokes; stroke++) {
            const start = performance.now();
            document.execCommand(stroke % 2 === 0 ? 'insertText' : 'delete', false, '#');
            await worked();
            input.push(performance.now() - start);
            await painted();
            frame.push(performance.now() - start);
            await rest(400);
        }
        done([input, frame]);
    })();";

/// A copy of the built page in which every file stands compressed beside itself, as a web host would have it.
pub fn compressed(dist: &Path) -> Result<PathBuf> {
    let folder = xtask::place::target().join("bench-site");
    let _ = fs::remove_dir_all(&folder);
    for file in xtask::offline::files_of(dist)?.into_iter().filter(|file| !is_compressed(file)) {
        let (from, to) = (dist.join(&file), folder.join(&file));
        fs::create_dir_all(to.parent().context("a folder")?)?;
        let content = fs::read(from)?;
        fs::write(folder.join(format!("{file}.br")), brotli(&content)?)?;
        fs::write(to, content)?;
    }
    Ok(folder)
}

/// Loads the page so many times as on a first visit.
pub async fn loads(visit: &Visit, address: &str, count: usize) -> Result<Loads> {
    let mut loads = Loads::default();
    visit.chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    visit.chromium("Network.enable", json!({})).await?;
    for _ in 0..count {
        visit.client.goto("about:blank").await?;
        visit.chromium("Storage.clearDataForOrigin", json!({ "origin": address, "storageTypes": "all" })).await?;
        visit.chromium("Network.clearBrowserCache", json!({})).await?;
        slow(visit, 150.0, 200_000.0, 4.0).await?;
        visit.client.goto(&format!("{address}{LINK}")).await?;
        visit.until("window.seen?.verdict > 1").await?;
        loads.paint.push(number(visit, "performance.getEntriesByName('first-contentful-paint')[0].startTime").await?);
        loads.box_there.push(number(visit, "seen.box").await?);
        loads.verdict.push(number(visit, "seen.verdict").await?);
        loads.shift.push(number(visit, "seen.shift").await?);
        loads.bytes.push(number(visit, BYTES).await?);
        slow(visit, 0.0, -1.0, 1.0).await?;
    }
    for _ in 0..count {
        loads.offline.push(offline(visit).await?);
    }
    Ok(loads)
}

/// What came of the page itself until the verdict, without the core.
const BYTES: &str = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter((entry) => !/\\/(core-|rest-|sw\\.js|findings|errors|icon|manifest)/.test(entry.name))
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0)";

/// A second visit after the server has gone.
async fn offline(visit: &Visit) -> Result<f64> {
    let site = Site::serve(&stage::dist()?, 0)?;
    let address = site.address();
    visit.open(&address).await?;
    visit.until("navigator.serviceWorker.controller?.state === 'activated'").await?;
    drop(site);
    visit.client.goto("about:blank").await?;
    visit.client.goto(&format!("{address}{LINK}")).await?;
    visit.until("window.seen?.verdict > 1").await?;
    number(visit, "seen.verdict").await
}

async fn slow(visit: &Visit, latency: f64, bytes: f64, processor: f64) -> Result<()> {
    let line = json!({ "offline": false, "latency": latency, "downloadThroughput": bytes, "uploadThroughput": bytes });
    visit.chromium("Network.emulateNetworkConditions", line).await?;
    visit.chromium("Emulation.setCPUThrottlingRate", json!({ "rate": processor })).await?;
    Ok(())
}

/// Lets a script type for minutes.
pub async fn patient(visit: &Visit) -> Result<()> {
    let mut timeouts = TimeoutConfiguration::default();
    timeouts.set_script(Some(Duration::from_secs(300)));
    visit.client.update_timeouts(timeouts).await?;
    Ok(())
}

/// Types into the routes box after so many lines were pasted there.
pub async fn strokes(visit: &Visit, address: &str, lines: usize, count: usize) -> Result<Strokes> {
    patient(visit).await?;
    if visit.engine == stage::Engine::Chromium {
        visit.chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    }
    visit.open(address).await?;
    visit.paste("networks", crate::story::NETWORKS).await?;
    visit.paste("routes", &routes(lines)).await?;
    visit
        .until_within(
            Duration::from_secs(60),
            "document.querySelector('[data-testid=verdict][data-state=broken]') !== null",
        )
        .await?;
    visit.until_within(Duration::from_secs(60), "document.querySelector('[data-testid=busy]') === null").await?;
    // So much text stands in its box as a file does, and one types into another box.
    let is_file = visit.value("document.querySelector('[data-testid=file]') !== null").await? == true;
    typed(visit, &box_of(if is_file { "networks" } else { "routes" }), count).await
}

/// A file of a million routes beside a thousand ranges of clouds.
#[derive(Default)]
pub struct Million {
    /// From the choice of the file until its answer is drawn, in milliseconds.
    pub answer: f64,
    /// What lay between one frame of the page and the next meanwhile, in milliseconds.
    pub frames: Vec<f64>,
}

/// The text of `a million routes` of `cargo bench --bench reading`, made in the page: less a line, for a browser reads a million.
const MILLION: &str = "
    const done = arguments[0];
    const net = (n) => { const m = Math.imul(n, 40503) & 0xffffff; return `${20 + (m >> 16) % 100}.${m >> 8 & 255}.${m & 255}.0`; };
    const lines = ['default via 10.0.0.1 dev eth0 proto dhcp src 10.0.0.5 metric 100\\n'];
    for (let n = 1; n < 1e6; n++) lines.push(`${net(n)}/24 via 10.0.0.1 dev eth0 proto static metric 100\\n`);
    const file = new File(lines, 'routes.txt');
    const frames = [];
    const start = performance.now();
    let before = start, is_busy = false;
    const look = (now) => {
        frames.push(now - before);
        before = now;
        const busy = document.querySelector('[data-testid=busy]') !== null;
        const is_there = document.querySelector('[data-testid=file]') !== null;
        is_busy ||= busy;
        if (is_busy && is_there && !busy) done([performance.now() - start, frames.slice(1)]);
        else requestAnimationFrame(look);
    };
    give(file);
    requestAnimationFrame(look);";

/// Gives the page a file of a million routes.
pub async fn million(visit: &Visit, address: &str) -> Result<Million> {
    patient(visit).await?;
    visit.open(address).await?;
    visit.paste("networks", &clouds()).await?;
    visit.until_within(Duration::from_secs(60), "document.querySelector('[data-testid=busy]') === null").await?;
    let times = visit.client.execute_async(&(GIVE.to_owned() + MILLION), Vec::new()).await?;
    let (answer, frames) = serde_json::from_value(times).context("milliseconds, and a list of them")?;
    Ok(Million { answer, frames })
}

/// A thousand ranges of clouds.
fn clouds() -> String {
    (0..1_000_u32).fold(String::new(), |mut text, n| {
        let m = (n * 97) & 0xffff;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "10.{}.{}.0/24 vpc{n}", m >> 8, m & 0xff);
        text
    })
}

/// Types into a box of so many lines on a page that has nothing else: what the browser itself takes.
pub async fn alone(visit: &Visit, lines: usize, count: usize) -> Result<Strokes> {
    let page = "data:text/html,<!doctype html><textarea wrap=off spellcheck=false \
                style='width:600px;height:340px;font:13px/20px monospace;white-space:pre'></textarea>";
    visit.client.goto(page).await?;
    let fill = "document.querySelector('textarea').value = arguments[0];";
    visit.client.execute(fill, vec![json!(routes(lines))]).await?;
    typed(visit, "textarea", count).await
}

async fn typed(visit: &Visit, selector: &str, count: usize) -> Result<Strokes> {
    let arguments = vec![json!(selector), json!(count)];
    let before = visit.page_thread();
    let times = visit.client.execute_async(TYPE, arguments).await?;
    let worked = visit.page_thread().zip(before).map(|(after, before)| after.saturating_sub(before));
    let [input, frame]: [Vec<f64>; 2] = serde_json::from_value(times).context("two lists of milliseconds")?;
    let list = |value: Value| serde_json::from_value::<Vec<f64>>(value).unwrap_or_default();
    let answer = list(visit.value("window.seen?.answers ?? []").await?);
    let longest = list(visit.value("window.seen?.tasks ?? []").await?);
    let thread = worked.map(|time| time.as_secs_f64() * 1e3 / f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
    Ok(Strokes { input, answer, frame, longest, thread })
}

/// Routes of a host with docker0 and so many lines.
fn routes(lines: usize) -> String {
    let mut text = crate::story::ROUTES.to_owned();
    for n in 4..lines {
        let (a, b, c) = (n / 4096, n / 16 % 256, n % 16 * 16);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "10.{a}.{b}.{c}/28 via 172.31.95.253 dev eth0 proto static");
    }
    text
}

async fn number(visit: &Visit, expression: &str) -> Result<f64> {
    visit.value(expression).await?.as_f64().with_context(|| format!("{expression} is no number"))
}

/// The value at this share of the sorted ones, by the nearest rank; 0 of none.
pub fn rank(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get((sorted.len().saturating_sub(1) * percent + 50) / 100).copied().unwrap_or_default()
}
