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
/// A name, the fragment that the page is opened with, what is pasted into which box, and the verdict that comes of it.
type State = (&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

const STATES: &[State] = &[
    ("empty", "", &[], ""),
    (
        "story",
        "#vpc=172.16.0.0/12&reach=172.17.48.6&bip=172.17.0.1/16&trace=172.17.48.6",
        &[("routes", page_tests::story::ROUTES)],
        "broken",
    ),
    (
        "message",
        "",
        &[(
            "any",
            "Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network\n",
        )],
        "symptom",
    ),
    (
        "desktop",
        "",
        &[
            ("networks", "10.20.0.0/16 office\n172.17.0.0/16 lab behind the VPN\n"),
            (
                "routes",
                "Destination        Gateway            Flags               Netif Expire\ndefault            192.168.1.1        UGScg                 en0\n172.17             10.9.0.1           UGSc                utun4\n192.168.1          link#6             UCS                   en0      !\n",
            ),
        ],
        "will-break",
    ),
    ("compose", "", &[("networks", "172.24.0.0/14 vpc\n"), ("docker", COMPOSE)], "broken"),
    (
        "clean",
        "",
        &[
            ("networks", "10.0.0.0/16 vpc\n10.0.3.15 db\n"),
            (
                "routes",
                "default via 10.0.0.1 dev eth0\n10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.7\n172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1\n",
            ),
        ],
        "clear",
    ),
    (
        "cut",
        "",
        &[(
            "any",
            "Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n0.0.0.0         10.11.0.1       0.0.0.0         UG    0      0        0 eth0\n172.17.0.0      0.0.0.0         255.255.0.0     U     0      0        0 docker0\n172.18.0.0      0.0.0\n",
        )],
        "unknown",
    ),
    (
        "mention",
        "",
        &[(
            "any",
            "By default Docker takes 172.17.0.0/16. Somebody spoke of 10.10.0.0/16.\nOur VPC is 172.31.0.0/16\n",
        )],
        "risk",
    ),
];

/// Twelve networks of Compose, as `docker network inspect` with a format prints them.
const COMPOSE: &str = "bridge 172.17.0.0/16\nweb_default 172.18.0.0/16\napi_default 172.19.0.0/16\nshop_default 172.20.0.0/16\nmail_default 172.21.0.0/16\nauth_default 172.22.0.0/16\nlogs_default 172.23.0.0/16\nwiki_default 172.24.0.0/16\nchat_default 172.25.0.0/16\njobs_default 172.26.0.0/16\ncache_default 172.27.0.0/16\nmaps_default 172.28.0.0/16\n";

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
            for (state, fragment, boxes, verdict) in STATES {
                visit.open(&format!("{}{fragment}", site.address())).await?;
                for (slot, text) in *boxes {
                    visit.paste(slot, text).await?;
                }
                if !verdict.is_empty() {
                    visit.until_verdict(verdict).await?;
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
