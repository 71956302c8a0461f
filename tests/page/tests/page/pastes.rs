//! Whatever is pasted, the page keeps it and answers.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use page_tests::story;
use page_tests::visit::Visit;
use serde_json::json;

const SLOTS: [&str; 5] = ["networks", "routes", "daemon_json", "docker", "any"];
/// Far more than it takes, on a machine that is busy with other tests too: this is about an answer, not about speed.
const STILL_ANSWERS: Duration = Duration::from_secs(60);

/// Text that no reader understands stays in its box, and the page goes on.
pub(super) async fn kept(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    let texts = [
        "{\"bip\": \"172.17.0.1/16\",,, \u{feff}",
        "\u{0}\u{1}\u{7f}\u{202e} 10.0.0.0/8 \u{1f600} \u{d7ff}",
        "999.999.999.999/99\n::::/200\n0/0\n-1\n",
        "default default via via dev dev\n",
        "\"]}{[\"".repeat(400).leak(),
    ];
    for slot in SLOTS {
        open_box(visit, slot).await?;
        for text in texts {
            visit.paste(slot, text).await?;
            let kept = visit.box_text(slot).await?;
            ensure!(kept == text, "{slot} holds {kept:?} instead of {text:?}");
        }
    }
    visit.paste("networks", "172.17.0.0/24\n").await?;
    visit.until_finding("next-network-collides").await
}

/// Names from a paste reach the page as text.
pub(super) async fn markup(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", "172.17.0.0/16 <img src=x onerror=document.title=1><b id=injected>\n").await?;
    visit.until_finding("next-network-collides").await?;
    visit.until("document.querySelector('#injected, img[src=x]') === null && document.title !== '1'").await
}

/// Half a million lines.
pub(super) async fn ten_megabytes(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    let script = "
        const lines = [];
        for (let n = 0; n < 500000; n++) lines.push('log line ' + n + ' of nothing');
        const box = document.querySelector(arguments[0]);
        const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
        set.call(box, '172.17.0.0/24\\n' + lines.join('\\n').slice(0, 10000000));
        setTimeout(() => box.dispatchEvent(new InputEvent('input', { bubbles: true })), 0);
        return box.value.length;";
    let selector = page_tests::visit::box_of("networks");
    let length = visit.client.execute(script, vec![json!(selector)]).await?;
    ensure!(length.as_u64().context("a length")? > 9_999_000, "the paste is shorter than meant: {length}");
    // Meanwhile the page answers: it says what it does, and other controls work.
    visit.until("document.querySelector('[data-testid=busy] progress') !== null").await?;
    visit.click("[data-testid=lang]").await?;
    visit.until("document.documentElement.lang.startsWith('zh')").await?;
    visit
        .until_within(
            STILL_ANSWERS,
            "document.querySelector('[data-testid=finding][data-code=next-network-collides]') !== null",
        )
        .await?;
    visit.until("document.querySelector('[data-testid=busy]') === null").await?;
    // So much text stands in its box as a file does: all of it.
    let chip = visit.text_of("document.querySelector('[data-testid=file]').innerText").await?;
    ensure!(chip.contains("10.0 MB") && chip.contains("172.17.0.0/24"), "text is lost: {chip}");
    Ok(())
}

/// A paste that is too large for a box of text stands there as a file, and comes back as text to be edited.
pub(super) async fn as_a_file(visit: &Visit, address: &str) -> Result<()> {
    let text = story::ROUTES.to_owned() + &"192.0.2.0/24 via 172.31.95.253 dev eth0\n".repeat(8_000);
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("routes", &text).await?;
    visit.until("document.querySelector('[data-testid=file]') !== null").await?;
    visit.until_finding("bridge-covers-address").await?;
    ensure!(visit.box_text("routes").await?.is_empty(), "the text is in the box");
    visit.click("[data-testid=edit-file]").await?;
    visit.until("document.querySelector('[data-testid=file]') === null").await?;
    visit.until_box("routes", &text).await?;
    visit.paste("routes", &(text.clone() + "10.9.0.0/16 dev eth0\n")).await?;
    visit.until_box("routes", &(text + "10.9.0.0/16 dev eth0\n")).await
}

/// Some boxes are folded away until they are needed.
async fn open_box(visit: &Visit, slot: &str) -> Result<()> {
    let script = "
        const box = document.querySelector(arguments[0]);
        const fold = box && box.closest('details');
        if (fold) fold.open = true;";
    visit.client.execute(script, vec![json!(page_tests::visit::box_of(slot))]).await?;
    Ok(())
}
