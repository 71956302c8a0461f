//! A browser that looks at the page.

use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::driver::{self, Driver};
use crate::stage::{self, Engine};

/// How long the page may take for anything a test waits for.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(30);
/// Firefox prints errors of its own parts beside those of the page: modules it brings, settings it cannot fetch, and
/// exceptions of its C++ components, which no page can throw.
const FIREFOX_ITSELF: [&str; 4] = ["resource://", "chrome://", "RSLoader:", "nsresult:"];

/// One browser session.
pub struct Visit {
    /// Which browser.
    pub engine: Engine,
    /// The session itself, for what the helpers below do not cover.
    pub client: Client,
    driver: Driver,
}

impl Visit {
    /// Starts a browser. `display` is the screen, for the browser that needs one.
    pub async fn begin(engine: Engine, display: &str) -> Result<Self> {
        let driver = Driver::start(engine, display)?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(driver::capabilities(engine)?)
            .connect(&driver.address())
            .await
            .with_context(|| format!("{} does not start: {}", engine.name(), driver.log()))?;
        Ok(Self { engine, client, driver })
    }

    /// How long the threads of pages have worked so far; `None` where the system does not tell, and of other browsers than Chromium.
    pub fn page_thread(&self) -> Option<Duration> {
        let threads = self.driver.descendants("--type=renderer")?;
        (!threads.is_empty()).then(|| threads.into_iter().filter_map(driver::worked).sum())
    }

    /// Ends the browser.
    pub async fn end(self) {
        // The driver's end takes the browser with it, should this fail.
        let _ = self.client.close().await;
    }

    /// Opens an address and waits until the page is ready.
    pub async fn open(&self, address: &str) -> Result<()> {
        // Between two addresses that differ in the fragment only a browser would not load the page anew.
        self.client.goto("about:blank").await?;
        self.client.goto(address).await?;
        self.until_ready().await
    }

    /// Loads the page again and waits until it is ready.
    pub async fn reload(&self) -> Result<()> {
        self.client.refresh().await?;
        self.until_ready().await
    }

    /// Waits until the page has drawn itself for the first time.
    pub async fn until_ready(&self) -> Result<()> {
        self.until("document.body !== null && document.body.hasAttribute('data-ready')").await
    }

    /// Waits until a JavaScript expression is true.
    pub async fn until(&self, condition: &str) -> Result<()> {
        self.until_within(PATIENCE, condition).await
    }

    /// Waits as long as this until a JavaScript expression is true.
    pub async fn until_within(&self, patience: Duration, condition: &str) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < patience {
            if self.value(condition).await? == Value::Bool(true) {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        let shown = self.value("document.body.innerText.slice(0, 1500)").await?;
        let errors = self.console_errors().await.unwrap_or_default();
        bail!(
            "waited in vain for {condition}; the page shows: {}; the console: {errors:#?}",
            shown.as_str().unwrap_or_default()
        )
    }

    /// The value of a JavaScript expression.
    pub async fn value(&self, expression: &str) -> Result<Value> {
        Ok(self.client.execute(&format!("return ({expression});"), Vec::new()).await?)
    }

    /// The text of a JavaScript expression; an error if it is not text.
    pub async fn text_of(&self, expression: &str) -> Result<String> {
        let value = self.value(expression).await?;
        Ok(value.as_str().with_context(|| format!("{expression} is {value}, not a text"))?.to_owned())
    }

    /// Puts a text into a box as pasting does, replacing what is there.
    pub async fn paste(&self, slot: &str, text: &str) -> Result<()> {
        // The page may still be drawing the box; a person would wait for it too.
        self.until(&format!("document.querySelector('{}') !== null", box_of(slot))).await?;
        let script = "
            const box = document.querySelector(arguments[0]);
            const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
            set.call(box, arguments[1]);
            box.dispatchEvent(new InputEvent('input', { bubbles: true }));";
        self.client.execute(script, vec![json!(box_of(slot)), json!(text)]).await?;
        Ok(())
    }

    /// Chooses from a menu once it is there; an error where it has no such choice.
    pub async fn choose(&self, menu: &str, value: &str) -> Result<()> {
        self.until(&format!("document.querySelector({}) !== null", json!(menu))).await?;
        let script = "
            const menu = document.querySelector(arguments[0]);
            menu.value = arguments[1];
            menu.dispatchEvent(new Event('change', { bubbles: true }));
            return menu.value;";
        let chosen = self.client.execute(script, vec![json!(menu), json!(value)]).await?;
        ensure!(chosen == value, "{menu} has no {value:?}");
        Ok(())
    }

    /// What a box holds.
    pub async fn box_text(&self, slot: &str) -> Result<String> {
        self.text_of(&format!("document.querySelector('{}').value", box_of(slot))).await
    }

    /// Waits until a box holds exactly this text.
    pub async fn until_box(&self, slot: &str, text: &str) -> Result<()> {
        let expected = serde_json::to_string(text)?;
        let held = format!("document.querySelector('{}').value === {expected}", box_of(slot));
        self.until(&held).await.with_context(|| format!("the box {slot} does not come to hold its text"))
    }

    /// Types keys to whatever has the focus.
    pub async fn press(&self, keys: &str) -> Result<()> {
        let active = self.client.active_element().await?;
        active.send_keys(keys).await?;
        Ok(())
    }

    /// Presses Tab, wherever the focus is: keys that are sent to a control that takes files are taken for a file's name.
    async fn tab(&self) -> Result<()> {
        let key = Key::Tab.into();
        let pressed = KeyActions::new("keys".to_owned());
        let pressed = pressed.then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        self.client.perform_actions(pressed).await?;
        Ok(())
    }

    /// Shows the page as wide as this, in CSS pixels; of Chromium also where no window is as narrow.
    pub async fn view(&self, width: u32) -> Result<()> {
        if self.engine == Engine::Chromium {
            let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
            self.chromium("Emulation.setDeviceMetricsOverride", size).await?;
            return Ok(());
        }
        self.set_width(width).await
    }

    /// Presses Tab until an element that matches the selector has the focus.
    pub async fn tab_to(&self, selector: &str) -> Result<()> {
        const MOST: usize = 60;
        let reached = format!("document.activeElement !== null && document.activeElement.matches('{selector}')");
        for _ in 0..MOST {
            self.tab().await?;
            if self.value(&reached).await? == Value::Bool(true) {
                return Ok(());
            }
        }
        bail!("{MOST} times Tab do not lead to {selector}")
    }

    /// Clicks the element that the selector finds.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.until(&format!("document.querySelector('{selector}') !== null")).await?;
        let element = self.client.find(Locator::Css(selector)).await?;
        element.click().await.with_context(|| format!("clicking {selector}"))?;
        Ok(())
    }

    /// Waits until the verdict is in this state.
    pub async fn until_verdict(&self, state: &str) -> Result<()> {
        self.until(&format!("document.querySelector('[data-testid=verdict][data-state={state}]') !== null")).await
    }

    /// Waits until a finding with this code is shown.
    pub async fn until_finding(&self, code: &str) -> Result<()> {
        self.until(&format!("document.querySelector('[data-testid=finding][data-code={code}]') !== null")).await
    }

    /// The text of all findings with this code.
    pub async fn finding_text(&self, code: &str) -> Result<String> {
        self.until_finding(code).await?;
        self.text_of(&format!(
            "[...document.querySelectorAll('[data-testid=finding][data-code={code}]')].map(f => f.innerText).join('\\n')"
        ))
        .await
    }

    /// The fixed daemon.json, once it is offered.
    pub async fn fixed_file(&self) -> Result<String> {
        self.until("document.querySelector('[data-testid=fixed-file]') !== null").await?;
        self.text_of("document.querySelector('[data-testid=fixed-file]').textContent").await
    }

    /// The page's address as it is now.
    pub async fn address(&self) -> Result<String> {
        self.text_of("location.href").await
    }

    /// The page's address once it is another than this one: it follows what is shown after a pause.
    pub async fn address_after(&self, before: &str) -> Result<String> {
        self.until(&format!("location.href !== {}", json!(before))).await?;
        self.address().await
    }

    /// Makes the window this wide, in CSS pixels.
    pub async fn set_width(&self, width: u32) -> Result<()> {
        self.client.set_window_size(width, 900).await?;
        Ok(())
    }

    /// What axe-core finds wrong, one line a violation.
    pub async fn accessibility_violations(&self) -> Result<Vec<String>> {
        let axe = fs::read_to_string(stage::axe()?).context("axe-core cannot be read")?;
        self.client.execute(&axe, Vec::new()).await?;
        let script = "
            const done = arguments[arguments.length - 1];
            const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
            axe.run(document, { runOnly: { type: 'tag', values: rules } }).then(
              (result) => done(result.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + v.help + ': ' + n.html + ' ' + n.failureSummary))),
              (error) => done(['axe did not run: ' + error]));";
        let found = self.client.execute_async(script, Vec::new()).await?;
        let found = found.as_array().context("axe-core gives a list")?;
        Ok(found.iter().map(|line| line.as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Errors that the page or the browser wrote to the console.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        match self.engine {
            Engine::Chromium => self.chromium_errors().await,
            Engine::Firefox => {
                let lines = self.printed_lines(&["JavaScript error:", "console.error:"]);
                Ok(lines.into_iter().filter(|line| !FIREFOX_ITSELF.iter().any(|own| line.contains(own))).collect())
            }
            Engine::Webkit => {
                Ok(self.printed_lines(&["CONSOLE JS ERROR", "CONSOLE SECURITY ERROR", "CONSOLE CONSOLEAPI ERROR"]))
            }
        }
    }

    /// Calls a method of Chromium's own protocol.
    pub async fn chromium(&self, method: &str, parameters: Value) -> Result<Value> {
        ensure!(self.engine == Engine::Chromium, "{method} is Chromium's");
        let body = json!({ "cmd": method, "params": parameters });
        Ok(self.client.issue_cmd(DriverCommand { path: "goog/cdp/execute", body }).await?)
    }

    async fn chromium_errors(&self) -> Result<Vec<String>> {
        let body = json!({ "type": "browser" });
        let entries = self.client.issue_cmd(DriverCommand { path: "se/log", body }).await?;
        let entries = entries.as_array().context("the log is a list")?;
        Ok(entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].to_string())
            .collect())
    }

    fn printed_lines(&self, marks: &[&str]) -> Vec<String> {
        let log = self.driver.log();
        log.lines().filter(|line| marks.iter().any(|mark| line.contains(mark))).map(str::to_owned).collect()
    }
}

/// The selector of a box.
pub fn box_of(slot: &str) -> String {
    format!("textarea[data-box={slot}]")
}

/// A script that gives files to the page by its visible control with `give(file, …)`; stands in front of one that does.
pub const GIVE: &str = "
    const give = (...files) => {
        const carrier = new DataTransfer();
        files.forEach((file) => carrier.items.add(file));
        const input = document.querySelector('#open-file');
        input.files = carrier.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
    };";

/// A command that one driver has beyond the standard.
#[derive(Debug)]
struct DriverCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for DriverCommand {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
