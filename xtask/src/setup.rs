//! What must be on the machine before a command can do its work.

use std::path::PathBuf;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::packages::{self, Need};
use crate::process::{find, run_logged};
use crate::rust::{self, Rust, WASM};
use crate::{place, tools};

/// Everything that building the page takes.
pub struct Workshop {
    /// The compiler.
    pub rust: Rust,
    /// Folders of tools, to go in front of PATH.
    pub tools: Vec<PathBuf>,
}

/// The browsers, their drivers, and what the tests of the page load into them.
pub struct Browsers {
    /// What the harness is told, as environment variables.
    pub variables: Vec<(&'static str, PathBuf)>,
}

/// The programs that tests run: three browsers with their drivers, a screen for the one that needs it, and a second opinion
/// on routing tables.
const TESTED_WITH: [Need; 9] = [
    Need { programs: &["chromium", "chromium-browser", "google-chrome"], package: "chromium" },
    Need { programs: &["chromedriver"], package: "chromium-driver" },
    Need { programs: &["firefox-esr", "firefox"], package: "firefox-esr" },
    Need { programs: &["WebKitWebDriver"], package: "webkit2gtk-driver" },
    Need { programs: &["Xvfb"], package: "xvfb" },
    Need { programs: &["fc-match"], package: "fontconfig" },
    Need { programs: &["ip"], package: "iproute2" },
    Need { programs: &["busybox"], package: "busybox" },
    Need { programs: &["netstat"], package: "net-tools" },
];
/// Chinese text must be drawn with Chinese letters, or a screenshot shows boxes.
const FONTS: [&str; 2] = ["fonts-noto-cjk", "fonts-noto-core"];
/// Where distributions keep the small browser of WebKit, which is not meant to be on PATH.
const MINI_BROWSERS: [&str; 5] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/webkit2gtk-4.1/MiniBrowser",
];

/// Sets up what building takes: the compiler beside the tools, since each takes minutes on a fresh machine.
pub fn to_build() -> Result<Workshop> {
    thread::scope(|scope| {
        let rust = scope.spawn(|| {
            let rust = rust::with_wasm()?;
            compile_page(&rust)?;
            Ok::<Rust, anyhow::Error>(rust)
        });
        let tools = tools::to_build();
        let rust = rust.join().map_err(|_| anyhow!("setting up the compiler stopped"))?;
        Ok(Workshop { rust: rust?, tools: tools? })
    })
}

/// Sets up what the browser tests take, beyond what building does.
pub fn browsers() -> Result<Browsers> {
    packages::ensure_programs("testing in browsers", &TESTED_WITH)?;
    if find("apt-get", &[]).is_some() {
        packages::ensure_packages("showing Chinese", &FONTS)?;
    }
    let program = |names: &[&str]| names.iter().find_map(|name| find(name, &[])).context(names.join(" or "));
    let mini_browser = MINI_BROWSERS.iter().map(PathBuf::from).find(|file| file.exists());
    Ok(Browsers {
        variables: vec![
            ("NONOVERLAP_CHROMIUM", program(TESTED_WITH[0].programs)?),
            ("NONOVERLAP_CHROMEDRIVER", program(TESTED_WITH[1].programs)?),
            ("NONOVERLAP_FIREFOX", program(TESTED_WITH[2].programs)?),
            ("NONOVERLAP_GECKODRIVER", tools::geckodriver()?),
            ("NONOVERLAP_WEBKIT", mini_browser.context("WebKit's MiniBrowser is not where it is known to be")?),
            ("NONOVERLAP_WEBKITDRIVER", program(TESTED_WITH[3].programs)?),
            ("NONOVERLAP_XVFB", program(TESTED_WITH[4].programs)?),
            ("NONOVERLAP_AXE", tools::axe()?),
        ],
    })
}

/// Compiles the page as trunk will, so that trunk, which is not to use the network, finds it done; on a fresh machine while
/// the tools compile.
fn compile_page(rust: &Rust) -> Result<()> {
    let mut cargo: Command = rust.cargo()?;
    cargo.current_dir(place::repository());
    cargo.args(["build", "--release", "--target", WASM, "--bin", "nonoverlap-page", "--features", "web"]);
    run_logged("compiling the page", &mut cargo)
}
