//! The page alone: no other host, no network, no server.

use anyhow::{Context, Result, ensure};
use page_tests::stage;
use page_tests::story;
use page_tests::visit::Visit;
use serde_json::json;
use xtask::offline::SINGLE_FILE;
use xtask::site::Site;

/// What the page loads is its own.
pub(super) async fn own_host(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    let loaded = visit.value("performance.getEntriesByType('resource').map(entry => entry.name)").await?;
    let loaded = loaded.as_array().context("a list of addresses")?;
    ensure!(
        loaded.iter().any(|name| name.as_str().is_some_and(|name| name.contains(".wasm"))),
        "nothing loaded: {loaded:?}"
    );
    for name in loaded {
        let name = name.as_str().unwrap_or_default();
        let own = name.starts_with(address) || name.starts_with("data:") || name.starts_with("blob:");
        ensure!(own, "the page loads {name}");
    }
    Ok(())
}

/// The policy holds: a script of the page itself cannot reach another host, nor can one be smuggled in.
pub(super) async fn other_host(visit: &Visit, address: &str) -> Result<()> {
    let other = Site::serve(&stage::dist()?, 0)?;
    visit.open(address).await?;
    let script = "
        const [url, done] = arguments;
        const injected = document.createElement('script');
        injected.textContent = 'window.injected = true';
        document.head.append(injected);
        fetch(url, { mode: 'no-cors' }).then(() => done('fetched'), () => done(window.injected ? 'injected' : 'refused'));";
    let url = format!("{}icon.svg", other.address());
    let outcome = visit.client.execute_async(script, vec![json!(url)]).await?;
    ensure!(outcome == "refused", "the request was {outcome}");
    Ok(())
}

/// A second visit needs no network.
pub(super) async fn without_server(visit: &Visit, _: &str) -> Result<()> {
    let site = Site::serve(&stage::dist()?, 0)?;
    let address = site.address();
    visit.open(&address).await?;
    visit.until("navigator.serviceWorker.controller?.state === 'activated'").await?;
    drop(site);
    visit.open(&address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    visit.click("[data-code=next-network-collides] a.code").await?;
    visit.until("document.querySelector('main.document h1')?.innerText.endsWith(': next-network-collides')").await
}

/// One file, no server at all.
pub(super) async fn single_file(visit: &Visit, _: &str) -> Result<()> {
    let file = stage::dist()?.join(SINGLE_FILE);
    visit.open(&format!("file://{}", file.display())).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    let loaded = visit
        .value("performance.getEntriesByType('resource').filter(entry => !/^(data|blob):/.test(entry.name)).length")
        .await?;
    ensure!(loaded == 0, "the single file loads {loaded} other files");
    Ok(())
}
