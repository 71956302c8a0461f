//! The built page in Chromium, Firefox and WebKit: one table of tests, each row run in each browser.

mod core;
mod deploy;
mod links;
mod looks;
mod offline;
mod owners;
mod pastes;
mod stories;
mod tools;

use std::future::Future;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use libtest_mimic::{Arguments, Failed, Trial};
use page_tests::screen::Screen;
use page_tests::stage::{self, Engine};
use page_tests::visit::Visit;
use xtask::site::Site;

/// No test may take longer; a browser that hangs fails one test and not all.
const LIMIT: Duration = Duration::from_secs(120);

/// A test: what a visitor of the page at an address does and sees.
type Check = for<'a> fn(&'a Visit, &'a str) -> Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// What the browser's console may say meanwhile.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Console {
    /// No error.
    Silent,
    /// Errors that the test provokes: a request that is refused, a server that is gone.
    Complains,
}

struct Row {
    name: &'static str,
    console: Console,
    check: Check,
}

macro_rules! row {
    ($name:literal, $console:ident, $check:path) => {
        Row { name: $name, console: Console::$console, check: |visit, address| Box::pin($check(visit, address)) }
    };
}

const TABLE: &[Row] = &[
    row!("the story: containers cannot reach the database, why, and a file that clears it", Silent, stories::database),
    row!("the story: 170.26 is public space", Silent, stories::public_bip),
    row!("the story: 172.26 is still inside the VPC", Silent, stories::bip_inside_the_vpc),
    row!("the first example of the menu is the story", Silent, stories::first_example),
    row!("the whole way with the keyboard alone", Silent, looks::keyboard),
    row!("the browser's own language at first", Silent, looks::first_language),
    row!("both languages, and the choice is kept", Silent, looks::languages),
    row!("both themes", Silent, looks::themes),
    row!(
        "nothing for axe-core to find by the rules up to WCAG 2.2, empty, full and unfolded, light and dark",
        Silent,
        looks::accessible
    ),
    row!("the fix in the first screen, on a wide one and on a phone", Silent, looks::first_screen),
    row!("the story's page is not high", Silent, looks::heights),
    row!("the verdict is read out once it rests", Silent, looks::announced),
    row!("the map: closer, back, before and after", Silent, looks::picture),
    row!("on paper the result alone, on three sides", Silent, looks::paper),
    row!("what a chat shows of a link", Silent, looks::previews),
    row!("letters of two and of four times the size", Silent, looks::enlarged),
    row!("nothing to scroll sideways, from a phone to a wide screen", Silent, looks::widths),
    row!("whose is it: the user has the last word, in the link and after an undo", Silent, owners::last_word),
    row!("the platform is named by hand and stands in the link", Silent, owners::platform),
    row!("a link brings everything back", Silent, links::round_trip),
    row!("a long link brings everything back", Silent, links::long_round_trip),
    row!("a short link typed by hand", Silent, links::short),
    row!("damaged, truncated and hostile links say so and the page works", Silent, links::damaged),
    row!("a link from a newer version says so", Silent, links::newer),
    row!("a bad link in an open page keeps what was typed", Silent, links::keeps_text),
    row!("the page's own fragment is not opened over newer text", Silent, links::own_fragment),
    row!("lines are marked where they stand, and findings lead to them", Silent, tools::marks),
    row!("another format than the recognised one, and back", Silent, tools::format),
    row!("a field that cannot be read says so", Silent, tools::fields),
    row!("why these networks, and a page about each finding", Silent, tools::explains),
    row!("the result as Markdown and as a link, open and masked", Silent, tools::hands_on),
    row!("the fix for a host that another tool sets up", Silent, tools::forms),
    row!("a copy begins while the press lasts", Silent, tools::copies_at_once),
    row!("everything away, and back", Silent, tools::clears),
    row!("what a link says beyond what the page knows is named", Silent, tools::unknown_key),
    row!("text stays as it was typed, whatever it is", Silent, pastes::kept),
    row!("markup in a paste is text", Silent, pastes::markup),
    row!("ten megabytes: the page still answers", Silent, pastes::ten_megabytes),
    row!("a large paste stands as a file and can be edited", Silent, pastes::as_a_file),
    row!("text typed before the program arrives is kept", Silent, core::text_before_the_program),
    row!("nothing moves while the programs arrive", Silent, core::stands_still),
    row!("nothing moves when a link brings texts", Silent, core::link_stands_still),
    row!("a core that fails once over a text is followed by one that answers", Complains, core::second_try),
    row!("a core that is lost comes back, without what it was lost over", Complains, core::lost_core),
    row!("a truncated program says so, and the text stays", Complains, core::truncated),
    row!("first answers do without the rest of the core", Complains, core::without_the_rest),
    row!("the rest of the core is had at once where it is needed", Silent, core::rest_at_once),
    row!("a core of another build and answers that nobody knows say so", Complains, core::strange_answers),
    row!("a file of sixty megabytes is read while typing stays quick", Silent, core::large_file),
    row!("small files go into boxes", Silent, core::small_file),
    row!("a small file that comes while one types is added", Silent, core::file_while_typing),
    row!("everything comes from the page's own host", Silent, offline::own_host),
    row!("a request to another host is refused", Complains, offline::other_host),
    row!("after the server is gone the page loads and works", Complains, offline::without_server),
    row!("the single file works from the disk", Silent, offline::single_file),
    row!("the site behind nginx, with the headers that go out with it", Silent, deploy::behind_nginx),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Browsers are heavy, and a machine that is too busy makes tests late; two at a time keep two cores at work.
    arguments.test_threads.get_or_insert(2);
    match run(&arguments) {
        Ok(conclusion) => conclusion.exit_code(),
        Err(problem) => {
            eprintln!("error: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<libtest_mimic::Conclusion> {
    let site = Site::serve(&stage::dist()?, 0)?;
    let screen = Screen::start()?;
    let address: Arc<str> = site.address().into();
    let display: Arc<str> = screen.display().into();
    let trials =
        TABLE.iter().flat_map(|row| Engine::ALL.map(|engine| trial(row, engine, &address, &display))).collect();
    Ok(libtest_mimic::run(arguments, trials))
}

fn trial(row: &'static Row, engine: Engine, address: &Arc<str>, display: &Arc<str>) -> Trial {
    let (address, display) = (Arc::clone(address), Arc::clone(display));
    Trial::test(format!("{}: {}", engine.name(), row.name), move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(visit(row, engine, &address, &display)).map_err(|problem| Failed::from(format!("{problem:#}")))
    })
}

async fn visit(row: &Row, engine: Engine, address: &str, display: &str) -> Result<()> {
    let visit = Visit::begin(engine, display).await?;
    let outcome = tokio::time::timeout(LIMIT, watched(row, &visit, address)).await;
    visit.end().await;
    outcome.with_context(|| format!("not done after {LIMIT:?}"))?
}

async fn watched(row: &Row, visit: &Visit, address: &str) -> Result<()> {
    (row.check)(visit, address).await?;
    let errors = visit.console_errors().await?;
    ensure!(row.console == Console::Complains || errors.is_empty(), "errors in the console: {errors:#?}");
    Ok(())
}
