//! What stands around the text and the verdict: marks, formats, fields, steps, reports.

use anyhow::{Context, Result, ensure};
use page_tests::story;
use page_tests::visit::{Visit, box_of};
use serde_json::{Value, json};

/// A line nobody understands is marked where it stands; a finding points at its lines and leads to them.
pub(super) async fn marks(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("routes", &format!("what is this line\n{}", story::ROUTES)).await?;
    visit.until_finding("bridge-covers-address").await?;
    visit.until("document.querySelectorAll('.marks .lost').length === 1").await?;
    visit.until("document.querySelector('.marks .hot') === null").await?;
    let quote = ".cause:has([data-code=bridge-covers-address]) .src";
    visit.click(quote).await?;
    let lines = format!("{}what is this line", story::ROUTES);
    let docker0 = lines.lines().find(|line| line.contains("docker0")).context("the story has docker0")?;
    let box_of_routes = box_of("routes");
    let selected = visit
        .text_of(&format!(
            "(box => box.value.slice(box.selectionStart, box.selectionEnd))(document.querySelector('{box_of_routes}'))"
        ))
        .await?;
    ensure!(selected == docker0, "the button selects {selected:?} instead of {docker0:?}");
    visit.client.execute("document.querySelector(arguments[0]).focus()", vec![json!(quote)]).await?;
    visit.until("document.querySelector('.marks .hot') !== null && document.querySelector('svg .hot') !== null").await
}

/// Another format than the recognised one, and back.
pub(super) async fn format(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    visit.choose("select[data-kind-of=networks]", "daemon.json").await?;
    visit.until_finding("engine-refuses-config").await?;
    visit.until("document.querySelector('[data-code=next-network-collides]') === null").await?;
    visit.choose("select[data-kind-of=networks]", "").await?;
    visit.until_finding("next-network-collides").await?;
    ensure!(visit.box_text("networks").await? == story::NETWORKS, "the text has changed");
    Ok(())
}

/// A field that cannot be read says so, keeps the text, and the plan stays; one that can be read changes the plan.
pub(super) async fn fields(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    let before = visit.fixed_file().await?;
    for field in ["want-networks", "want-size", "want-range", "engine"] {
        write(visit, &format!("#{field}"), "no value").await?;
        visit.until(&format!("document.querySelector('#{field}-says').textContent.length > 5")).await?;
        visit.until(&format!("document.querySelector('#{field}').value === 'no value'")).await?;
        ensure!(visit.fixed_file().await? == before, "{field}: a text that cannot be read changes the plan");
        write(visit, &format!("#{field}"), "").await?;
        visit.until(&format!("document.querySelector('#{field}-says').textContent === ''")).await?;
    }
    write(visit, "#want-range", "10.200.0.0/16").await?;
    visit.until("document.querySelector('[data-testid=fixed-file]').textContent.includes('10.200.')").await?;
    write(visit, "[data-testid=trace-address]", "nowhere").await?;
    visit.until("document.querySelector('.trace .invalid') !== null").await
}

/// Why Docker takes what it takes, and the page about a finding.
pub(super) async fn explains(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("routes", story::ROUTES).await?;
    visit.until_finding("bridge-covers-address").await?;
    visit.until("document.querySelectorAll('[data-testid=why] li').length > 8").await?;
    let page = visit.text_of("document.querySelector('[data-code=bridge-covers-address] a.code').href").await?;
    visit.client.goto(&page).await?;
    visit.until("document.body.innerText.includes('bridge-covers-address')").await?;
    let back = visit.text_of("document.querySelector('main a[href*=\"#\"]').href").await?;
    visit.open(&back).await?;
    visit.until_finding("bridge-covers-address").await
}

/// The result as Markdown, open and masked, and the masked link.
pub(super) async fn hands_on(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("routes", story::ROUTES).await?;
    visit.until_finding("bridge-covers-address").await?;
    own_clipboard(visit).await?;
    let open = copied(visit, "copy-markdown").await?;
    ensure!(open.contains("172.17.48.6") && open.contains("bridge-covers-address"), "not the result: {open}");
    visit.click("[data-testid=mask]").await?;
    let masked = copied(visit, "copy-markdown").await?;
    ensure!(!masked.contains("172.17.48.6") && masked.contains("bridge-covers-address"), "not masked: {masked}");
    let link = copied(visit, "copy-link").await?;
    visit.open(&link).await?;
    visit.until_finding("bridge-covers-address").await?;
    let networks = visit.box_text("networks").await?;
    ensure!(!networks.is_empty() && !networks.contains("172.17.48.6"), "the link is not masked: {networks}");
    Ok(())
}

/// The fix for a host that another tool sets up: each form is made when it is asked for.
pub(super) async fn forms(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("daemon_json", story::DAEMON_JSON).await?;
    visit.until("document.querySelector('[data-testid=forms]') !== null").await?;
    own_clipboard(visit).await?;
    visit.click("[data-testid=steps] > summary").await?;
    visit.click("[data-testid=forms] > summary").await?;
    for (form, holds) in [("cloud-init", "#cloud-config"), ("ansible", "ansible.builtin"), ("ignition", "\"ignition\"")]
    {
        let text = copied(visit, &format!("copy-{form}")).await?;
        ensure!(text.contains(holds) && text.contains("daemon.json"), "{form}: {text}");
    }
    Ok(())
}

/// A clipboard of the test's own: browsers without a window have none, or ask.
async fn own_clipboard(visit: &Visit) -> Result<()> {
    let clipboard = "Object.defineProperty(navigator, 'clipboard', { configurable: true, value: {
        writeText: (text) => { window.copied = text; return Promise.resolve(); } } });";
    visit.client.execute(clipboard, Vec::new()).await?;
    Ok(())
}

/// Browsers that write to the clipboard during a press alone are promised the text then; the core makes it later.
pub(super) async fn copies_at_once(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    let script = "
        window.ClipboardItem = class { constructor(kinds) { this.kinds = kinds; } };
        Object.defineProperty(navigator, 'clipboard', { configurable: true, value: {
            write: async ([item]) => {
                const pressed = window.pressed;
                const text = await (await item.kinds['text/plain']).text();
                window.copied = `${pressed} ${text}`;
            } } });
        window.pressed = true;
        document.querySelector('[data-testid=copy-link]').click();
        window.pressed = false;";
    visit.client.execute(script, Vec::new()).await?;
    visit.until("typeof window.copied === 'string'").await?;
    let copied = visit.text_of("window.copied").await?;
    ensure!(copied.starts_with("true http") && copied.contains('#'), "copied: {copied}");
    visit.until("document.querySelector('[data-testid=copy-link]').innerText === 'Copied'").await
}

/// Everything away, and back.
pub(super) async fn clears(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    visit.click("[data-testid=clear]").await?;
    visit.until_box("networks", "").await?;
    visit.click("[data-testid=undo]").await?;
    visit.until_box("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await
}

/// What a link says beyond what this page knows is named.
pub(super) async fn unknown_key(visit: &Visit, address: &str) -> Result<()> {
    visit.open(&format!("{address}#vpc=172.16.0.0/12&colour=red")).await?;
    visit.until_finding("next-network-collides").await?;
    visit.until("document.querySelector('[data-testid=notice]').innerText.includes('colour')").await
}

/// Presses a copy button and gives what it copied, once the button says that it did.
async fn copied(visit: &Visit, button: &str) -> Result<String> {
    visit.client.execute("window.copied = null", Vec::new()).await?;
    visit.click(&format!("[data-testid={button}]")).await?;
    visit.until("typeof window.copied === 'string'").await?;
    visit.until(&format!("document.querySelector('[data-testid={button}]').innerText === 'Copied'")).await?;
    visit.text_of("window.copied").await
}

async fn write(visit: &Visit, selector: &str, text: &str) -> Result<()> {
    let script = "
        const field = document.querySelector(arguments[0]);
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
        set.call(field, arguments[1]);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        return true;";
    let written = visit.client.execute(script, vec![json!(selector), json!(text)]).await?;
    ensure!(written == Value::Bool(true), "no field {selector}");
    Ok(())
}
