//! Share links: the state in the fragment.

use std::io::Write as _;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use page_tests::story;
use page_tests::visit::Visit;
use serde_json::{Value, json};

const NOTICE: &str = "document.querySelector('[data-testid=notice]') !== null";
/// Inflates to far more than any paste.
const BOMB: usize = 200 << 20;

/// What one page shows, the page opened by its address shows too.
pub(super) async fn round_trip(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("daemon_json", story::DAEMON_JSON).await?;
    visit.until_verdict("will-break").await?;
    let link = link_of(visit).await?;
    visit.open(&link).await?;
    visit.until_verdict("will-break").await?;
    ensure!(visit.box_text("networks").await? == story::NETWORKS, "the networks are not those of the link");
    ensure!(visit.box_text("daemon_json").await? == story::DAEMON_JSON, "daemon.json is not that of the link");
    Ok(())
}

/// The same with a few hundred routes.
pub(super) async fn long_round_trip(visit: &Visit, address: &str) -> Result<()> {
    let routes: Vec<_> = (0..300).map(|n| format!("10.{}.{}.0/24 via 10.0.0.1 dev eth0\n", n / 250, n % 250)).collect();
    let routes = routes.concat();
    visit.open(address).await?;
    visit.paste("routes", &routes).await?;
    visit.until("location.hash.startsWith('#v1.')").await?;
    let link = link_of(visit).await?;
    ensure!(link.contains("#v1."), "a long text makes the long form: {link}");
    visit.open(&link).await?;
    visit.until_box("routes", &routes).await
}

/// The form for documentation and issues.
pub(super) async fn short(visit: &Visit, address: &str) -> Result<()> {
    visit.open(&format!("{address}#vpc=172.16.0.0/12&bip=172.17.0.1/16")).await?;
    visit.until_finding("bridge-covers-network").await?;
    ensure!(visit.box_text("networks").await?.contains("172.16.0.0/12"), "the network is not in its box");
    ensure!(visit.box_text("daemon_json").await?.contains("172.17.0.1/16"), "the bip is not in its box");
    Ok(())
}

/// Letters lost or changed on the way, and links made to harm.
pub(super) async fn damaged(visit: &Visit, address: &str) -> Result<()> {
    let good =
        long_form(json!({ "t": { "networks": story::NETWORKS, "routes": story::ROUTES } }).to_string().as_bytes())?;
    let content = good.strip_prefix("v1.").context("the long form")?;
    let bad = [
        ("truncated", good.get(..good.len() / 2).context("a short link")?.to_owned()),
        ("changed", format!("v1.{}", content.replacen(|letter: char| letter.is_ascii_lowercase(), "", 9))),
        ("not base64", "v1.%%%%".to_owned()),
        ("not zlib", format!("v1.{}", BASE64_URL_SAFE_NO_PAD.encode("no zlib at all"))),
        ("not the form", long_form(b"[1, 2, {\"t\": 3}]")?),
        ("not text", long_form(&[0xff, 0xfe, 0x00, 0x80])?),
        ("unpacks to two hundred megabytes", long_form(&vec![b' '; BOMB])?),
        ("deeply nested", long_form("[".repeat(100_000).as_bytes())?),
        ("no version at all", "v99999999999999999999999999.AAAA".to_owned()),
    ];
    for (kind, fragment) in bad {
        visit.open(&format!("{address}#{fragment}")).await.with_context(|| format!("a link that is {kind}"))?;
        visit.until(NOTICE).await.with_context(|| format!("a link that is {kind}"))?;
    }
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await
}

/// What this page does not know yet.
pub(super) async fn newer(visit: &Visit, address: &str) -> Result<()> {
    visit.open(&format!("{address}#v2.AAAA")).await?;
    visit.until(NOTICE).await?;
    let said = visit.text_of("document.querySelector('[data-testid=notice]').innerText").await?;
    ensure!(said.to_lowercase().contains("newer"), "the notice does not say that the link is newer: {said}");
    Ok(())
}

/// A link followed inside the open page.
pub(super) async fn keeps_text(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    visit.client.execute("location.hash = arguments[0];", vec![Value::from("v1.damaged")]).await?;
    visit.until(NOTICE).await?;
    ensure!(visit.box_text("networks").await? == story::NETWORKS, "the typed text is gone");
    visit.until_finding("next-network-collides").await
}

/// The fragment that the page wrote is older than what is typed now, and never opened over it.
pub(super) async fn own_fragment(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    link_of(visit).await?;
    let newer = format!("{}10.9.0.0/16\n", story::NETWORKS);
    visit.paste("networks", &newer).await?;
    visit.client.execute("window.dispatchEvent(new HashChangeEvent('hashchange'))", Vec::new()).await?;
    visit.until_finding("next-network-collides").await?;
    ensure!(visit.box_text("networks").await? == newer, "what was typed is gone");
    Ok(())
}

/// The page's address, once it tells what is in the boxes.
async fn link_of(visit: &Visit) -> Result<String> {
    visit.until("location.hash.length > 1").await?;
    // The fragment follows the boxes after a pause in typing; the last change counts.
    let mut before = String::new();
    loop {
        let now = visit.address().await?;
        if now == before {
            return Ok(now);
        }
        before = now;
        tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    }
}

fn long_form(content: &[u8]) -> Result<String> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
    zlib.write_all(content)?;
    Ok(format!("v1.{}", BASE64_URL_SAFE_NO_PAD.encode(zlib.finish()?)))
}
