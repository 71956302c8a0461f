//! The page for every visitor: keyboard, languages, themes, screen readers, widths.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use page_tests::stage::Engine;
use page_tests::story;
use page_tests::visit::{Visit, box_of};
use serde_json::{Value, json};

/// Phone, tablet, laptop, wide screen.
const WIDTHS: [u32; 4] = [390, 820, 1440, 1920];

/// From the address bar to the fixed file without a mouse.
pub(super) async fn keyboard(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.tab_to(&box_of("networks")).await?;
    visit.press("172.16.0.0/12 vpc").await?;
    visit.press(&Key::Enter.to_string()).await?;
    visit.press("172.17.48.6 rds").await?;
    visit.until_verdict("will-break").await?;
    visit.until_finding("next-network-collides").await?;
    visit.tab_to("[data-testid=copy]").await?;
    visit.press(&Key::Enter.to_string()).await?;
    ensure!(
        visit.box_text("networks").await? == "172.16.0.0/12 vpc\n172.17.48.6 rds",
        "the box does not hold what was typed"
    );
    visit.until("getComputedStyle(document.activeElement).outlineStyle !== 'none' || getComputedStyle(document.activeElement).boxShadow !== 'none'").await
}

/// Before anything was chosen, the page speaks as the browser does.
pub(super) async fn first_language(visit: &Visit, address: &str) -> Result<()> {
    // Only Chromium's driver can make the browser ask for another language than the test machine's.
    if visit.engine == Engine::Chromium {
        let script = "Object.defineProperty(navigator, 'language', { get: () => 'zh-TW' });";
        visit.chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
    }
    visit.open(address).await?;
    visit.until("document.documentElement.lang.startsWith('zh') === navigator.language.startsWith('zh')").await
}

/// The button turns the page into Chinese, after a reload too, and back.
pub(super) async fn languages(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.until_finding("next-network-collides").await?;
    visit.until("document.documentElement.lang.startsWith('en')").await?;
    let english = verdict(visit).await?;
    visit.click("[data-testid=lang]").await?;
    visit.until("document.documentElement.lang.startsWith('zh')").await?;
    let chinese = verdict(visit).await?;
    ensure!(
        has_han(&chinese) && !has_han(&english),
        "the verdict is not in the page's language: {english} / {chinese}"
    );
    ensure!(has_han(&visit.finding_text("next-network-collides").await?), "a finding stays English");
    ensure!(visit.box_text("networks").await? == story::NETWORKS, "changing the language changes the text");
    visit.reload().await?;
    visit.until("document.documentElement.lang.startsWith('zh')").await?;
    visit.click("[data-testid=lang]").await?;
    visit.until("document.documentElement.lang.startsWith('en')").await
}

/// Pressing the button goes through light and dark, which differ, and the choice survives a reload.
pub(super) async fn themes(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    let mut backgrounds = Vec::new();
    for theme in ["light", "dark"] {
        choose_theme(visit, theme).await?;
        backgrounds.push(visit.text_of("getComputedStyle(document.body).backgroundColor").await?);
    }
    ensure!(backgrounds[0] != backgrounds[1], "both themes have the background {}", backgrounds[0]);
    visit.reload().await?;
    visit.until("document.documentElement.dataset.theme === 'dark'").await
}

/// No violation that axe-core knows.
pub(super) async fn accessible(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    for theme in ["light", "dark"] {
        choose_theme(visit, theme).await?;
        visit.paste("networks", "").await?;
        visit.paste("routes", "").await?;
        without_violation(visit, theme, "empty").await?;
        visit.paste("networks", story::NETWORKS).await?;
        visit.paste("routes", &format!("{}what is this line\n", story::ROUTES)).await?;
        visit.until_finding("next-network-collides").await?;
        without_violation(visit, theme, "full").await?;
    }
    Ok(())
}

/// The page is as wide as the window.
pub(super) async fn widths(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("routes", story::ROUTES).await?;
    visit.until_finding("next-network-collides").await?;
    for width in WIDTHS {
        visit.set_width(width).await?;
        visit
            .until("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            .await
            .map_err(|problem| problem.context(format!("{width} px wide")))?;
    }
    Ok(())
}

async fn without_violation(visit: &Visit, theme: &str, state: &str) -> Result<()> {
    let violations = visit.accessibility_violations().await?;
    ensure!(violations.is_empty(), "the {state} page in {theme}: {violations:#?}");
    Ok(())
}

/// Presses the button until the theme is the wanted one; the third is the system's.
async fn choose_theme(visit: &Visit, theme: &str) -> Result<()> {
    let chosen = format!("document.documentElement.dataset.theme === '{theme}'");
    for _ in 0..3 {
        if visit.value(&chosen).await? == Value::Bool(true) {
            return Ok(());
        }
        let before = visit.value("document.documentElement.dataset.theme ?? ''").await?;
        visit.click("[data-testid=theme]").await?;
        visit.until(&format!("(document.documentElement.dataset.theme ?? '') !== {before}")).await?;
    }
    visit.until(&chosen).await
}

async fn verdict(visit: &Visit) -> Result<String> {
    visit.text_of("document.querySelector('[data-testid=verdict]').innerText").await
}

fn has_han(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}
