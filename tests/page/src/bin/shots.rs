//! Pictures of the built page in Chromium: both languages, both themes, three widths, by device emulation.
//!
//! `shots FOLDER` writes `story-zh-dark-390.png` and the like.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use page_tests::screen::Screen;
use page_tests::stage::{self, Engine};
use page_tests::visit::Visit;
use serde_json::{Value, json};
use xtask::site::Site;

const WIDTHS: [u32; 3] = [1440, 820, 390];
const HEIGHT: u32 = 900;
/// What the page is opened with: nothing, and the fragment's short form of the story.
const STATES: [(&str, &str); 2] =
    [("empty", ""), ("story", "#vpc=172.16.0.0/12&reach=172.17.48.6&bip=172.17.0.1/16&trace=172.17.48.6")];

fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).context("usage: shots FOLDER")?;
    fs::create_dir_all(&folder)?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(take(&folder))
}

async fn take(folder: &Path) -> Result<()> {
    let site = Site::serve(&stage::dist()?, 0)?;
    let screen = Screen::start()?;
    let visit = Visit::begin(Engine::Chromium, screen.display()).await?;
    for language in ["en", "zh"] {
        for theme in ["light", "dark"] {
            dress(&visit, &site.address(), language, theme).await?;
            for (state, fragment) in STATES {
                visit.open(&format!("{}{fragment}", site.address())).await?;
                if state == "story" {
                    visit.paste("routes", page_tests::story::ROUTES).await?;
                    visit.until_verdict("broken").await?;
                }
                for width in WIDTHS {
                    let file = folder.join(format!("{state}-{language}-{theme}-{width}.png"));
                    picture(&visit, width, &file).await?;
                    println!("{}", file.display());
                }
            }
        }
    }
    visit.end().await;
    Ok(())
}

/// The choices are stored as the page itself stores them.
async fn dress(visit: &Visit, address: &str, language: &str, theme: &str) -> Result<()> {
    visit.open(address).await?;
    let tag = if language == "zh" { "zh-Hans" } else { language };
    let script = "localStorage.setItem('lang', arguments[0]); localStorage.setItem('theme', arguments[1]);";
    visit.client.execute(script, vec![json!(tag), json!(theme)]).await?;
    Ok(())
}

async fn picture(visit: &Visit, width: u32, file: &Path) -> Result<()> {
    visit.chromium("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await?;
    let size = json!({ "width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": width < 500 });
    visit.chromium("Emulation.setDeviceMetricsOverride", size).await?;
    let options = json!({ "format": "png", "captureBeyondViewport": true });
    let answer = visit.chromium("Page.captureScreenshot", options).await?;
    let data = answer.get("data").and_then(Value::as_str).context("a picture")?;
    fs::write(file, BASE64_STANDARD.decode(data)?)?;
    Ok(())
}
