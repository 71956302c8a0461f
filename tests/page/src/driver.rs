//! A WebDriver program for one browser.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::wd::Capabilities;
use serde_json::{Value, json};

use crate::stage::{self, Engine};

const START_LIMIT: Duration = Duration::from_secs(30);

/// A running driver; it and its browser end when dropped.
pub struct Driver {
    process: Child,
    port: u16,
    log: PathBuf,
}

impl Driver {
    /// Starts a driver on a free port. `display` is the screen, for the browser that needs one.
    pub fn start(engine: Engine, display: &str) -> Result<Self> {
        let port = free_port()?;
        let log = log_file(engine, port)?;
        let output = File::create(&log)?;
        let mut command = Command::new(stage::driver(engine)?);
        command.arg(format!("--port={port}")).stdin(Stdio::null()).stderr(output.try_clone()?).stdout(output);
        match engine {
            Engine::Chromium => {}
            // geckodriver opens a second port, always the same one unless told otherwise.
            Engine::Firefox => {
                command.arg(format!("--websocket-port={}", free_port()?));
            }
            Engine::Webkit => {
                command.env("DISPLAY", display).env("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
            }
        }
        // A group of its own, so that the browser ends with its driver even when a test fails half-way.
        let process =
            command.process_group(0).spawn().with_context(|| format!("cannot start {}'s driver", engine.name()))?;
        let mut driver = Self { process, port, log };
        driver.wait_until_it_listens()?;
        Ok(driver)
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What driver and browser have printed so far.
    pub fn log(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Processes that it started, or those did, with this argument; `None` where there is no `/proc`.
    pub(crate) fn descendants(&self, argument: &str) -> Option<Vec<u32>> {
        let processes = fs::read_dir("/proc").ok()?.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let parents: BTreeMap<u32, u32> = processes.filter_map(|process| Some((process, parent(process)?))).collect();
        let is_below = |process: &u32| {
            std::iter::successors(Some(*process), |below| parents.get(below).copied())
                .any(|above| above == self.process.id())
        };
        let has_it = |process: &u32| {
            fs::read_to_string(format!("/proc/{process}/cmdline")).is_ok_and(|line| line.contains(argument))
        };
        Some(parents.keys().copied().filter(is_below).filter(has_it).collect())
    }

    fn wait_until_it_listens(&mut self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < START_LIMIT {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.process.try_wait()? {
                bail!("the driver ended ({status}): {}", self.log());
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("the driver does not listen on port {} after {START_LIMIT:?}: {}", self.port, self.log())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = self.process.wait();
        let _ = fs::remove_file(&self.log);
    }
}

/// The process that started this one: the second word after the name in brackets.
fn parent(process: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    status.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// How long the first thread of a process has worked so far.
pub(crate) fn worked(process: u32) -> Option<Duration> {
    let times = fs::read_to_string(format!("/proc/{process}/task/{process}/schedstat")).ok()?;
    times.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// What a session asks of its driver: no window where the browser can do without, and the errors of the page.
pub fn capabilities(engine: Engine) -> Result<Capabilities> {
    let browser = stage::browser(engine)?;
    let wanted = match engine {
        Engine::Chromium => json!({
            "browserName": "chrome",
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": browser,
                "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en"],
            },
        }),
        Engine::Firefox => json!({
            "browserName": "firefox",
            "moz:firefoxOptions": {
                "binary": browser,
                "args": ["-headless"],
                "prefs": { "devtools.console.stdout.content": true, "intl.accept_languages": "en" },
            },
        }),
        Engine::Webkit => json!({
            "browserName": "MiniBrowser",
            "webkitgtk:browserOptions": {
                "binary": browser,
                "args": ["--automation", "--enable-write-console-messages-to-stdout=true"],
            },
        }),
    };
    match wanted {
        Value::Object(wanted) => Ok(wanted),
        _ => bail!("capabilities are an object"),
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn log_file(engine: Engine, port: u16) -> Result<PathBuf> {
    let folder = xtask::place::target().join("page-tests");
    fs::create_dir_all(&folder)?;
    Ok(folder.join(format!("{}-{port}.log", engine.name())))
}
