//! What must be on the machine before a command can do its work.

use std::path::PathBuf;
use std::process::Command;
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::console::say;
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

/// The tools that print the routing tables of a network namespace, which tests hold the readers and the trace against.
const ROUTING_TOOLS: [Need; 4] = [
    Need { programs: &["ip"], package: "iproute2" },
    Need { programs: &["netstat"], package: "net-tools" },
    Need { programs: &["busybox"], package: "busybox" },
    Need { programs: &["unshare"], package: "util-linux" },
];
/// The tools that take the fix to hosts. Without them those tests say that they are skipped.
const DELIVERY_TOOLS: [Need; 2] = [
    Need { programs: &["ansible-playbook"], package: "ansible-core" },
    Need { programs: &["ignition-validate"], package: "ignition" },
];
/// These come with a service that starts by itself, so they are installed on machines that exist for tests only.
const TEST_MACHINE_TOOLS: [Need; 2] =
    [Need { programs: &["cloud-init"], package: "cloud-init" }, Need { programs: &["nginx"], package: "nginx-light" }];
/// The tools that read and run the steps of a fix.
const STEP_TOOLS: [Need; 2] = [
    Need { programs: &["shellcheck"], package: "shellcheck" },
    // Whose service does not start where there is no systemd, as in containers.
    Need { programs: &["dockerd"], package: "docker.io" },
];
const CHROMIUM: Need = Need { programs: &["chromium", "chromium-browser", "google-chrome"], package: "chromium" };
const CHROMIUM_DRIVER: Need = Need { programs: &["chromedriver"], package: "chromium-driver" };
const FIREFOX: Need = Need { programs: &["firefox-esr", "firefox"], package: "firefox-esr" };
const WEBKIT_DRIVER: Need = Need { programs: &["WebKitWebDriver"], package: "webkit2gtk-driver" };
/// WebKit's browser cannot do without a screen.
const SCREEN: Need = Need { programs: &["Xvfb"], package: "xvfb" };
const FONT_LIST: Need = Need { programs: &["fc-match"], package: "fontconfig" };
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

/// Sets up what the tests of the library take, beyond the compiler.
pub fn routing_tools() -> Result<()> {
    packages::ensure_programs("holding the readers against real tools", &ROUTING_TOOLS)
}

/// Sets up what takes the fix to hosts and the site to browsers, as far as it can be had.
pub fn delivery_tools() {
    let is_test_machine = std::env::var_os("CI").is_some();
    let needs = DELIVERY_TOOLS.iter().chain(is_test_machine.then_some(&TEST_MACHINE_TOOLS).into_iter().flatten());
    let needs: Vec<Need> = needs.copied().collect();
    if let Err(problem) = packages::ensure_programs("handing the fix to the tools that take it", &needs) {
        say(format_args!("some tests will be skipped: {problem:#}"));
    }
}

/// Sets up what the tests of the steps take.
pub fn step_tools() -> Result<()> {
    packages::ensure_programs("holding the steps against a shell", &STEP_TOOLS)
}

/// Sets up what the browser tests take, beyond what building does.
pub fn browsers() -> Result<Browsers> {
    let needs = [CHROMIUM, CHROMIUM_DRIVER, FIREFOX, WEBKIT_DRIVER, SCREEN, FONT_LIST];
    packages::ensure_programs("testing in browsers", &needs)?;
    if find("apt-get", &[]).is_some() {
        packages::ensure_packages("showing Chinese", &FONTS)?;
    }
    let program =
        |need: Need| need.programs.iter().find_map(|name| find(name, &[])).with_context(|| need.programs.join(" or "));
    let mini_browser = MINI_BROWSERS.iter().map(PathBuf::from).find(|file| file.exists());
    Ok(Browsers {
        variables: vec![
            ("NONOVERLAP_CHROMIUM", program(CHROMIUM)?),
            ("NONOVERLAP_CHROMEDRIVER", program(CHROMIUM_DRIVER)?),
            ("NONOVERLAP_FIREFOX", program(FIREFOX)?),
            ("NONOVERLAP_GECKODRIVER", tools::geckodriver()?),
            ("NONOVERLAP_WEBKIT", mini_browser.context("WebKit's MiniBrowser is not where it is known to be")?),
            ("NONOVERLAP_WEBKITDRIVER", program(WEBKIT_DRIVER)?),
            ("NONOVERLAP_XVFB", program(SCREEN)?),
            ("NONOVERLAP_AXE", tools::axe()?),
        ],
    })
}

/// Compiles both programs as trunk will, so that trunk, which is not to use the network, finds it done; on a fresh machine while
/// the tools compile.
fn compile_page(rust: &Rust) -> Result<()> {
    for (program, feature) in rust::PROGRAMS {
        let mut cargo: Command = rust.cargo()?;
        cargo.current_dir(place::repository());
        cargo.args(["build", "--release", "--target", WASM, "--bin", program, "--features", feature]);
        run_logged(&format!("compiling {program}"), &mut cargo)?;
    }
    Ok(())
}
