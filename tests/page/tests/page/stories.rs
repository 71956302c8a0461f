//! The story that the page must solve.

use anyhow::{Context, Result, ensure};
use page_tests::story;
use page_tests::visit::Visit;
use serde_json::Value;

/// The database is inside docker0: said, explained, and fixed by a file that keeps what was in it.
pub(super) async fn database(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    tell(visit, story::ROUTES, story::DAEMON_JSON).await?;
    visit.until_verdict("broken").await?;
    let why = visit.finding_text("bridge-covers-address").await?;
    for named in ["172.17.48.6", "172.17.0.0/16", "docker0"] {
        ensure!(why.contains(named), "the finding does not name {named}: {why}");
    }
    visit.until_finding("bridge-covers-network").await?;
    visit.until_finding("next-network-collides").await?;

    let fixed = visit.fixed_file().await?;
    let json: Value = serde_json::from_str(&fixed).with_context(|| format!("not JSON: {fixed}"))?;
    ensure!(json["registry-mirrors"][0] == "https://mirror.example.net", "the mirror is gone: {fixed}");
    ensure!(json["log-driver"] == "json-file", "the log driver is gone: {fixed}");

    // The host as it is after a restart with that file: the old bridge's route is gone.
    tell(visit, &without_docker0(story::ROUTES), &fixed).await?;
    visit
        .until("!['broken', 'will-break'].includes(document.querySelector('[data-testid=verdict]').dataset.state)")
        .await?;
    visit
        .until("document.querySelector('[data-testid=finding][data-severity=broken], [data-testid=finding][data-severity=will-break]') === null")
        .await
}

/// The fix of 2018 is in address space of others.
pub(super) async fn public_bip(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    tell(visit, &with_docker0("170.26.0"), &story::daemon_json_with_bip("170.26.0.1/24")).await?;
    let said = visit.finding_text("public-space").await?;
    ensure!(said.contains("170.26.0.0/24"), "public-space does not name 170.26.0.0/24: {said}");
    visit.until("document.querySelector('[data-testid=finding][data-code=bridge-covers-address]') === null").await
}

/// The fix that was meant is private, and inside the same VPC.
pub(super) async fn bip_inside_the_vpc(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    tell(visit, &with_docker0("172.26.0"), &story::daemon_json_with_bip("172.26.0.1/24")).await?;
    let said = visit.finding_text("bridge-covers-network").await?;
    for named in ["172.26.0.0/24", "172.16.0.0/12"] {
        ensure!(said.contains(named), "the finding does not name {named}: {said}");
    }
    visit.until("document.querySelector('[data-testid=finding][data-code=public-space]') === null").await
}

/// The menu leads to the story in two steps.
pub(super) async fn first_example(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.until("document.querySelector('[data-testid=examples]') !== null").await?;
    let script = "
        const menu = document.querySelector('[data-testid=examples]');
        if (menu.tagName === 'SELECT') {
            menu.value = menu.querySelector('[data-example=story]').value;
            menu.dispatchEvent(new Event('change', { bubbles: true }));
            return true;
        }
        menu.click();
        return false;";
    if visit.client.execute(script, Vec::new()).await? == Value::Bool(false) {
        visit.click("[data-example=story]").await?;
    }
    visit.until_verdict("broken").await?;
    visit.until_finding("bridge-covers-address").await?;
    ensure!(visit.box_text("networks").await?.contains("172.17.48.6"), "the example does not fill the boxes");
    visit.until("document.querySelector('[data-example]').dataset.example === 'story'").await
}

async fn tell(visit: &Visit, routes: &str, daemon_json: &str) -> Result<()> {
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("routes", routes).await?;
    visit.paste("daemon_json", daemon_json).await
}

fn without_docker0(routes: &str) -> String {
    routes.lines().filter(|line| !line.contains("docker0")).fold(String::new(), |kept, line| kept + line + "\n")
}

/// The story's routes with docker0 on another /24.
fn with_docker0(net: &str) -> String {
    without_docker0(story::ROUTES) + &format!("{net}.0/24 dev docker0 proto kernel scope link src {net}.1\n")
}
