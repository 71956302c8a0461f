//! The page and its core: text before any program, a core that is slow, lost, damaged or of another build, and large files.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use page_tests::stage;
use page_tests::story;
use page_tests::visit::{GIVE, Visit, box_of};
use serde_json::{Value, json};
use xtask::site::Site;

/// Far more than it takes, on a machine that is busy with other tests too.
const LONG: Duration = Duration::from_secs(90);
const NOTICE: &str = "document.querySelector('[data-testid=notice][data-kind=core]') !== null";
const RELOAD: &str = "document.querySelector('[data-testid=reload]') !== null";

/// Boxes take text while both programs are on their way; it is kept and answered, and the cursor stays.
pub(super) async fn text_before_the_program(visit: &Visit, _: &str) -> Result<()> {
    let site = Site::serve_late(&stage::dist()?, Duration::from_secs(4))?;
    visit.client.goto(&site.address()).await?;
    let field = box_of("networks");
    visit.until(&format!("document.querySelector('{field}') !== null")).await?;
    visit.client.execute(&format!("document.querySelector('{field}').focus()"), Vec::new()).await?;
    visit.press("172.17.0.0/24 early").await?;
    ensure!(visit.value("document.body.hasAttribute('data-ready')").await? == false, "the program was not late");
    visit.until_ready().await?;
    visit.until_finding("next-network-collides").await?;
    ensure!(visit.box_text("networks").await? == "172.17.0.0/24 early", "the early text is gone");
    ensure!(visit.value(&format!("document.activeElement.matches('{field}')")).await? == true, "the focus is gone");
    visit.press("!").await?;
    visit.until_box("networks", "172.17.0.0/24 early!").await
}

/// What a text of this kind does to the core of a page made for tests.
const DEADLY: &str = "a text that stops the core";

/// Counts the cores that are started from here on.
const COUNT_STARTS: &str = "
    const start = window.startCore;
    window.starts = 0;
    window.startCore = () => { window.starts += 1; return start(); };";

/// A core that fails once over a text, as WebKit's compiled code may, costs no answer: a new one tries the text again.
pub(super) async fn second_try(visit: &Visit, _: &str) -> Result<()> {
    let call = "const bytes = wasm_bindgen.take(";
    let fails_once = format!(
        "if (texts.length && !(await caches.has(\"failed\"))) {{ await caches.open(\"failed\"); throw new Error(\"a fault\"); }}\n    {call}"
    );
    let (_folder, site) = changed("second-try", "core-", ".js", |text| text.replace(call, &fails_once))?;
    visit.open(&site.address()).await?;
    visit.client.execute(COUNT_STARTS, Vec::new()).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    ensure!(visit.value("window.starts").await? == 1, "not one core took the place of the one that failed");
    ensure!(visit.value(NOTICE).await? == false, "an answer that came is told as lost");
    Ok(())
}

/// A core that is lost over a text twice costs one answer: a new one goes on without that text and does not try it a third time.
pub(super) async fn lost_core(visit: &Visit, _: &str) -> Result<()> {
    let call = "const bytes = wasm_bindgen.take(";
    let deadly =
        format!("if (texts.some((text) => text.includes(\"{DEADLY}\"))) throw new Error(\"a panic\");\n    {call}");
    let (_folder, site) = changed("lost", "core-", ".js", |text| text.replace(call, &deadly))?;
    visit.open(&site.address()).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    visit.client.execute(COUNT_STARTS, Vec::new()).await?;
    visit.paste("daemon_json", DEADLY).await?;
    visit.until(NOTICE).await?;
    ensure!(
        visit.value("window.starts").await? == 2,
        "not two cores followed: one for a second try, one without the text"
    );
    ensure!(visit.box_text("daemon_json").await? == DEADLY, "the text is gone");
    // The new core answers what else is asked, and the text stays left out.
    visit.paste("routes", story::ROUTES).await?;
    visit.until_finding("bridge-covers-address").await?;
    ensure!(visit.box_text("daemon_json").await? == DEADLY, "the text is gone");
    visit.paste("daemon_json", story::DAEMON_JSON).await?;
    visit.until("document.querySelector('[data-testid=fixed-file]')?.textContent.includes('registry-mirrors')").await?;
    visit.until(&format!("!({NOTICE})")).await
}

/// Programs that did not arrive whole: a plain message with "reload", and the text stays.
pub(super) async fn truncated(visit: &Visit, _: &str) -> Result<()> {
    for (name, said) in [("core-", RELOAD), ("page-", "!document.getElementById('start-problem').hidden")] {
        let (_folder, site) = cut("truncated", name, ".wasm")?;
        visit.client.goto(&site.address()).await?;
        visit.paste("networks", story::NETWORKS).await?;
        visit.until(said).await.with_context(|| format!("{name} is truncated"))?;
        ensure!(visit.box_text("networks").await? == story::NETWORKS, "the text is gone");
    }
    Ok(())
}

/// A text that the examples' answers have no use for: what reads it is in the rest of the core.
const TERRAFORM: &str = "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"172.17.0.0/16\"\n}\n";

/// First answers do without the rest of the core; where it is needed and not to be had, the page says so and the text stays.
pub(super) async fn without_the_rest(visit: &Visit, _: &str) -> Result<()> {
    let (_folder, site) = cut("without-the-rest", "rest-", ".wasm")?;
    visit.open(&format!("{}#vpc=172.17.0.0/16&vpc=10.1.0.0/16", site.address())).await?;
    visit.until_finding("next-network-collides").await?;
    visit.client.goto("about:blank").await?;
    visit.open(&site.address()).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("routes", story::ROUTES).await?;
    visit.paste("daemon_json", story::DAEMON_JSON).await?;
    visit.until_finding("bridge-covers-address").await?;
    ensure!(visit.value(RELOAD).await? == false, "a first answer needed the rest of the core");
    visit.paste("networks", TERRAFORM).await?;
    visit.until(RELOAD).await?;
    ensure!(visit.box_text("networks").await? == TERRAFORM, "the text is gone");
    Ok(())
}

/// What needs the rest of the core before it has come is answered all the same.
pub(super) async fn rest_at_once(visit: &Visit, _: &str) -> Result<()> {
    let ahead = "compiled(later)";
    let (_folder, site) = changed("rest-at-once", "core-", ".js", |text| text.replace(ahead, "Promise.reject()"))?;
    visit.open(&site.address()).await?;
    visit.paste("networks", TERRAFORM).await?;
    visit.until_finding("next-network-collides").await
}

/// A core of another build, as a stale cache may keep it, and one that says what the page does not know.
pub(super) async fn strange_answers(visit: &Visit, _: &str) -> Result<()> {
    let answer = "self.postMessage([\"answer\", bytes], [bytes.buffer]);";
    for strange in [
        "bytes[2] ^= 1; self.postMessage([\"answer\", bytes]);",
        "self.postMessage([\"answer\", bytes.slice(0, 40)]);",
        "self.postMessage([\"answer\", new Uint8Array(3)]);",
        "self.postMessage([\"a kind that nobody knows\", 1]);",
    ] {
        let (_folder, site) = changed("strange", "core-", ".js", |text| text.replace(answer, strange))?;
        visit.client.goto(&site.address()).await?;
        visit.paste("networks", story::NETWORKS).await?;
        visit.until(RELOAD).await.with_context(|| strange.to_owned())?;
        ensure!(visit.box_text("networks").await? == story::NETWORKS, "the text is gone");
    }
    Ok(())
}

/// Sixty megabytes of routes in a file: a chip with its first lines, and typing stays quick while it is read.
pub(super) async fn large_file(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    let script = "
        const line = (n) => `10.${n % 250}.${(n >> 8) % 250}.0/24 via 172.31.95.253 dev eth0 proto static metric 100\\n`;
        const block = Array.from({ length: 10000 }, (_, n) => line(n)).join('');
        const blocks = Math.ceil(60e6 / block.length);
        const file = new File(['172.17.0.0/16 dev docker0 scope link\\n', ...Array(blocks).fill(block)], 'routes.txt');
        give(file);
        return file.size;";
    let size = visit.client.execute(&(GIVE.to_owned() + script), Vec::new()).await?;
    ensure!(size.as_f64().context("a size")? >= 60e6, "the file is smaller than meant: {size}");
    let frames = visit.client.execute_async(TYPE, vec![json!(box_of("networks")), json!("172.17.48.6 rds\n")]).await?;
    let frames: Vec<f64> = serde_json::from_value(frames).context("milliseconds")?;
    let slow = frames.iter().filter(|time| **time > 100.0).count();
    ensure!(slow * 10 <= frames.len(), "typing waits while the file is read: {frames:?}");
    visit.until_within(LONG, "document.querySelector('[data-testid=file]') !== null").await?;
    let chip = visit.text_of("document.querySelector('[data-testid=file]').innerText").await?;
    ensure!(chip.contains("routes.txt") && chip.contains("172.17.0.0/16 dev docker0"), "the chip says: {chip}");
    visit
        .until_within(LONG, "document.querySelector('[data-testid=finding][data-code=bridge-covers-address]') !== null")
        .await?;
    ensure!(visit.box_text("networks").await? == "172.17.48.6 rds\n", "what was typed is not there");
    let held = visit.value("[...document.querySelectorAll('textarea')].every((box) => box.value.length < 100)").await?;
    ensure!(held == Value::Bool(true), "the file went into a box");
    visit.click("[data-testid=remove-file]").await?;
    visit.until_within(LONG, "document.querySelector('[data-testid=file]') === null").await
}

/// Types a text letter by letter and gives the times until each was painted.
const TYPE: &str = "
    const [selector, text, done] = arguments;
    const box = document.querySelector(selector);
    box.focus();
    (async () => {
        const times = [];
        for (const letter of text) {
            const start = performance.now();
            document.execCommand('insertText', false, letter);
            await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
            times.push(performance.now() - start);
        }
        done(times);
    })();";

/// A small file is added to the text of a box, by the visible control.
pub(super) async fn small_file(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    let script = "
        give(
            new File(['{\"bip\": \"172.17.0.1/16\"}'], 'daemon.json'),
            new File(['172.17.48.0/24 dev eth0\\n'], 'routes.txt'),
        );";
    visit.client.execute(&(GIVE.to_owned() + script), Vec::new()).await?;
    visit.until_box("daemon_json", "{\"bip\": \"172.17.0.1/16\"}").await?;
    visit.until_box("any", "172.17.48.0/24 dev eth0\n").await?;
    visit.until("document.querySelector('[data-testid=finding]') !== null").await
}

/// What is typed into a box while a small file is on its way there stays, and the file comes below it.
pub(super) async fn file_while_typing(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("any", "172.17.48.0/24").await?;
    visit.until("document.querySelector('#read-any').innerText !== ''").await?;
    let script = "
        give(new File(['172.31.80.0/20 dev eth0\\n'], 'routes.txt'));
        const box = document.querySelector('[data-box=any]');
        Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(box, '172.17.48.0/24 typed since');
        box.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    visit.client.execute(&(GIVE.to_owned() + script), Vec::new()).await?;
    visit.until_box("any", "172.17.48.0/24 typed since\n172.31.80.0/20 dev eth0\n").await?;
    visit.until("document.querySelector('[data-range=\"172.31.80.0/20\"]') !== null").await
}

/// Nothing moves while the programs arrive.
pub(super) async fn stands_still(visit: &Visit, _: &str) -> Result<()> {
    let site = Site::serve_late(&stage::dist()?, Duration::from_secs(1))?;
    visit.client.goto(&site.address()).await?;
    visit.until("document.querySelector('textarea') !== null").await?;
    let places = "JSON.stringify([...document.querySelectorAll('textarea, h1, .card')].filter((one) => one.offsetParent).map((one) => Math.round(one.getBoundingClientRect().top)))";
    let before = visit.text_of(places).await?;
    visit.until_ready().await?;
    visit.until("document.querySelector('[data-testid=loading]') === null").await?;
    let after = visit.text_of(places).await?;
    ensure!(before == after, "parts of the page have moved: {before} {after}");
    Ok(())
}

/// Nor when a link brings texts into the boxes: what makes room for them is not seen before.
pub(super) async fn link_stands_still(visit: &Visit, _: &str) -> Result<()> {
    let site = Site::serve_late(&stage::dist()?, Duration::from_secs(1))?;
    for width in [390, 1440] {
        visit.view(width).await?;
        visit.client.goto("about:blank").await?;
        visit.client.goto(&format!("{}#vpc=172.16.0.0/12&reach=172.17.48.6&bip=172.17.0.1/16", site.address())).await?;
        let hidden = "getComputedStyle(document.querySelector('.inputs')).visibility === 'hidden'";
        visit.until("document.querySelector('.inputs') !== null").await?;
        ensure!(visit.value(hidden).await? == true, "the boxes are seen before they have their texts");
        visit.until_verdict("broken").await?;
        visit.until(&format!("!({hidden})")).await?;
        if visit.engine == stage::Engine::Chromium {
            let moved = visit.client.execute_async(MOVED, Vec::new()).await?;
            ensure!(
                moved.as_f64().context("a share")? < 0.02,
                "parts of the page of {width} pixels have moved: {moved}"
            );
        }
    }
    Ok(())
}

/// How much has moved, as Chromium sums it up.
const MOVED: &str = "
    const [done] = arguments;
    let moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { if (!entry.hadRecentInput) moved += entry.value; }))
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(moved), 2000);";

/// The built page with the text of one file changed, and a server for it.
fn changed(folder: &str, start: &str, end: &str, change: impl Fn(&str) -> String) -> Result<(Folder, Site)> {
    served(folder, start, end, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let changed = change(&text);
        ensure!(changed != text, "nothing to change in {start}*{end}");
        Ok(changed.into_bytes())
    })
}

/// The built page with one file cut in half.
fn cut(folder: &str, start: &str, end: &str) -> Result<(Folder, Site)> {
    served(folder, start, end, |bytes| Ok(bytes[..bytes.len() / 2].to_vec()))
}

/// A folder that goes away with its test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn served(folder: &str, start: &str, end: &str, change: impl Fn(&[u8]) -> Result<Vec<u8>>) -> Result<(Folder, Site)> {
    let site = Site::serve(&stage::dist()?, 0)?;
    // The port is nobody else's, so the name is not either.
    let name = format!("{folder}-{}", site.address().rsplit(':').next().unwrap_or_default().trim_end_matches('/'));
    let to = xtask::place::target().join("page-tests").join(name);
    let dist = stage::dist()?;
    let mut is_changed = false;
    // What lies compressed beside a file would be sent in its place.
    let is_compressed = |file: &String| file.rsplit('.').next().is_some_and(|ending| matches!(ending, "br" | "gz"));
    let plain = xtask::offline::files_of(&dist)?.into_iter().filter(|file| !is_compressed(file));
    for file in plain {
        let content = fs::read(dist.join(&file))?;
        let wanted = file.starts_with(start) && file.ends_with(end);
        is_changed |= wanted;
        let content = if wanted { change(&content)? } else { content };
        let file = to.join(&file);
        fs::create_dir_all(file.parent().context("a folder")?)?;
        fs::write(file, content)?;
    }
    ensure!(is_changed, "no file {start}*{end}");
    let served = Site::serve(&to, 0)?;
    Ok((Folder(to), served))
}
