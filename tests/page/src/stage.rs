//! What `cargo xtask` has set up for the tests, told through environment variables.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// The browsers that the page is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, with chromedriver.
    Chromium,
    /// Firefox, with geckodriver.
    Firefox,
    /// WebKit's own small browser, with WebKitWebDriver; it needs a screen.
    Webkit,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    /// Its name, as tests are named.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }
}

/// The browser's program.
pub fn browser(engine: Engine) -> Result<PathBuf> {
    told(match engine {
        Engine::Chromium => "NONOVERLAP_CHROMIUM",
        Engine::Firefox => "NONOVERLAP_FIREFOX",
        Engine::Webkit => "NONOVERLAP_WEBKIT",
    })
}

/// The program that drives the browser.
pub fn driver(engine: Engine) -> Result<PathBuf> {
    told(match engine {
        Engine::Chromium => "NONOVERLAP_CHROMEDRIVER",
        Engine::Firefox => "NONOVERLAP_GECKODRIVER",
        Engine::Webkit => "NONOVERLAP_WEBKITDRIVER",
    })
}

/// The X server for browsers that cannot do without a screen.
pub fn x_server() -> Result<PathBuf> {
    told("NONOVERLAP_XVFB")
}

/// The script of axe-core.
pub fn axe() -> Result<PathBuf> {
    told("NONOVERLAP_AXE")
}

/// The built page.
pub fn dist() -> Result<PathBuf> {
    xtask::place::built_page()
}

fn told(variable: &str) -> Result<PathBuf> {
    let value = env::var_os(variable).with_context(|| format!("{variable} is not set; `cargo xtask test` sets it"))?;
    Ok(PathBuf::from(value))
}
