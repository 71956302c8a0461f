//! "Whose is it?": the user has the last word, and a link takes it along.

use anyhow::{Result, ensure};
use page_tests::visit::Visit;

/// Nothing beside the range says whose it is.
const MENTION: &str = "Somebody spoke of 172.17.0.0/16 yesterday.";
const ROW: &str = "[data-testid=owners] [data-range=\"172.17.0.0/16\"]";

/// A range that is only mentioned is asked about; called one's own it clashes, after a reload of its link and an undo too.
pub(super) async fn last_word(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("any", MENTION).await?;
    visit.until(&format!("document.querySelector('{ROW}.ask') !== null")).await?;
    ensure!(state(visit).await? != "will-break", "what is only mentioned makes a clash");
    let without_choice = visit.address_after(address).await?;
    visit.choose(&format!("{ROW} select"), "yours").await?;
    visit.until_verdict("will-break").await?;
    let link = visit.address_after(&without_choice).await?;
    visit.open(&link).await?;
    visit.until_verdict("will-break").await?;
    visit.until(&format!("document.querySelector('{ROW} select').value === 'yours'")).await?;
    visit.click("[data-testid=clear]").await?;
    visit.until_box("any", "").await?;
    visit.click("[data-testid=undo]").await?;
    visit.until_verdict("will-break").await?;
    visit.choose(&format!("{ROW} select"), "").await?;
    visit.until(&format!("document.querySelector('{ROW}.ask') !== null")).await?;
    visit.until("document.querySelector('[data-testid=verdict]').dataset.state !== 'will-break'").await
}

/// A platform that is named by hand stands in the link; the findings follow it.
pub(super) async fn platform(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("any", "Destination        Gateway            Flags        Netif Expire\ndefault            192.168.1.1        UGSc           en0\n172.17.2/24        10.9.0.1           UGSc           utun4\n").await?;
    visit.until("document.querySelector('#platform') !== null").await?;
    let without_choice = visit.address_after(address).await?;
    let script = "const menu = document.querySelector('#platform');
        const other = [...menu.options].find((one) => one.value !== '' && one.value !== menu.value);
        menu.value = other.value;
        menu.dispatchEvent(new Event('change', { bubbles: true }));
        return other.value;";
    let chosen = visit.client.execute(script, Vec::new()).await?;
    let link = visit.address_after(&without_choice).await?;
    visit.open(&link).await?;
    visit.until(&format!("document.querySelector('#platform').value === {chosen}")).await
}

async fn state(visit: &Visit) -> Result<String> {
    visit.text_of("document.querySelector('[data-testid=verdict]').dataset.state").await
}
