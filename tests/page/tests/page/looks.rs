//! The page for every visitor: keyboard, languages, themes, screen readers, widths.

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
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
        visit.value("[...document.querySelectorAll('details')].forEach((part) => { part.open = true; })").await?;
        without_violation(visit, theme, "unfolded").await?;
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

/// What a visitor sees before anything is scrolled: on a wide screen the fix with its button, on a phone the file to copy.
pub(super) async fn first_screen(visit: &Visit, address: &str) -> Result<()> {
    for (width, selector, most) in [(1440, "[data-testid=copy]", 900), (390, "[data-testid=copy-fixed]", 844)] {
        visit.view(width).await?;
        story(visit, address).await?;
        let bottom = bottom_of(visit, selector).await?;
        ensure!(bottom <= most, "{selector} ends at {bottom} px of a page {width} px wide");
    }
    Ok(())
}

/// How high the page of the story is while nothing is unfolded.
pub(super) async fn heights(visit: &Visit, address: &str) -> Result<()> {
    for (width, most) in [(1440, 1600), (390, 3200)] {
        visit.view(width).await?;
        story(visit, address).await?;
        let height = visit.value("document.querySelector('main').getBoundingClientRect().bottom + scrollY").await?;
        let height = height.as_f64().unwrap_or(f64::MAX);
        println!("{}: {height:.0} px high at {width} px", visit.engine.name());
        ensure!(height <= f64::from(most), "{height} px high at {width} px, not {most}");
    }
    Ok(())
}

/// The verdict is read out once it has come to rest, not at every letter.
pub(super) async fn announced(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    let watch = "
        window.said = [];
        const node = document.querySelector('[data-testid=announced]');
        new MutationObserver(() => window.said.push(node.textContent)).observe(node, { childList: true, characterData: true, subtree: true });
        return true;";
    visit.client.execute(watch, Vec::new()).await?;
    for letters in ["172.16.0.0/12 v", "172.16.0.0/12 vp", "172.16.0.0/12 vpc", story::NETWORKS] {
        visit.paste("networks", letters).await?;
        visit.until_finding("next-network-collides").await?;
    }
    visit.until("new Set(window.said).size === 1").await?;
    visit.until("document.querySelector('[data-testid=announced]').textContent === document.querySelector('[data-testid=verdict] h1').textContent").await
}

/// A range is looked at alone by keyboard and by the menu, and its name is told; the fix can be compared.
pub(super) async fn picture(visit: &Visit, address: &str) -> Result<()> {
    story(visit, address).await?;
    visit.view(1440).await?;
    visit.tab_to(".wide [data-net=\"172.17.0.0/16\"]").await?;
    visit.until("document.querySelector('.told').textContent.includes('172.17.0.0/16')").await?;
    visit.press(&Key::Enter.to_string()).await?;
    visit.until("document.querySelector('[data-testid=map]').dataset.zoom === '172.17.0.0/16'").await?;
    visit.until("document.querySelector('[data-testid=map] .wide .block').textContent === '172.17.0.0/16'").await?;
    visit.choose("[data-testid=zoom]", "").await?;
    visit.until("document.querySelector('[data-testid=map]').dataset.zoom === ''").await?;
    visit.click("[data-testid=compare]").await?;
    visit.until("document.querySelectorAll('[data-testid=map] .wide .range.clash').length === 0").await?;
    visit.until("document.querySelector('[data-testid=compare]').getAttribute('aria-pressed') === 'true'").await?;
    visit.until("![...document.querySelectorAll('[data-testid=next-network]')].some((one) => one.dataset.cidr.startsWith('172.'))").await?;
    visit.click("[data-testid=compare]").await?;
    visit.until("document.querySelectorAll('[data-testid=map] .wide .range.clash').length > 0").await
}

/// Paper holds the result alone, on three sides.
pub(super) async fn paper(visit: &Visit, address: &str) -> Result<()> {
    story(visit, address).await?;
    if visit.engine == Engine::Chromium {
        let paper = json!({ "paperWidth": 8.27, "paperHeight": 11.69, "printBackground": true });
        let printed = visit.chromium("Page.printToPDF", paper).await?;
        let pdf = BASE64_STANDARD.decode(printed["data"].as_str().unwrap_or_default())?;
        let text = String::from_utf8_lossy(&pdf);
        let sides = text.matches("/Type /Page\n").count().max(text.matches("/Type /Page ").count());
        ensure!((1..=3).contains(&sides), "the story takes {sides} sides");
    }
    Ok(())
}

/// What a chat shows of a link: title, text and a picture that is there, in both languages, each naming the other.
pub(super) async fn previews(visit: &Visit, address: &str) -> Result<()> {
    for (page, tag) in [("", "en"), ("zh.html", "zh")] {
        visit.client.goto("about:blank").await?;
        visit.client.goto(&format!("{address}{page}")).await?;
        visit.until_ready().await?;
        for name in ["og:title", "og:description", "og:image"] {
            visit.until(&format!("document.querySelector('meta[property=\"{name}\"]').content.length > 8")).await?;
        }
        visit.until("document.querySelectorAll('link[hreflang]').length === 3").await?;
        let picture = "new Promise((done) => { const image = new Image();
            image.onload = () => done(image.naturalWidth === 1200); image.onerror = () => done(false);
            image.src = document.querySelector('meta[property=\"og:image\"]').content; })";
        let script = format!("const done = arguments[arguments.length - 1]; ({picture}).then(done);");
        ensure!(visit.client.execute_async(&script, Vec::new()).await? == Value::Bool(true), "{tag}: no picture");
        if tag == "zh" {
            visit.until("document.documentElement.lang.startsWith('zh')").await?;
            visit.until("document.title.includes('冲突')").await?;
        }
    }
    Ok(())
}

/// Letters of twice and four times the size leave half and a quarter of a laptop's width; nothing is cut off or scrolled sideways.
pub(super) async fn enlarged(visit: &Visit, address: &str) -> Result<()> {
    for width in [640, 320] {
        visit.view(width).await?;
        story(visit, address).await?;
        visit.value("[...document.querySelectorAll('details')].forEach((part) => { part.open = true; })").await?;
        visit
            .until("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            .await
            .map_err(|problem| problem.context(format!("{width} px wide")))?;
    }
    Ok(())
}

async fn story(visit: &Visit, address: &str) -> Result<()> {
    visit.open(address).await?;
    visit.paste("networks", story::NETWORKS).await?;
    visit.paste("routes", story::ROUTES).await?;
    visit.paste("daemon_json", story::DAEMON_JSON).await?;
    visit.until_verdict("broken").await?;
    visit.until_finding("bridge-covers-address").await?;
    visit.until("document.querySelector('[data-testid=diff]') !== null").await
}

/// Where an element ends, in pixels from the top of the page.
async fn bottom_of(visit: &Visit, selector: &str) -> Result<i64> {
    let bottom = visit
        .value(&format!("Math.round(document.querySelector('{selector}').getBoundingClientRect().bottom + scrollY)"))
        .await?;
    Ok(bottom.as_i64().unwrap_or(i64::MAX))
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
