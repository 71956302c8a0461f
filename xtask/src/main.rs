//! `cargo xtask serve | build | check | new | test | dist | size | bench | shots`: sets the machine up, then runs the ordinary tools.

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <command>

  serve [--port N]   set up what is missing, build the page and serve it on 127.0.0.1
  build              the same without serving: the page in dist/
  check [words]      format, lints and the quick tests, for a change that is being made; with words only the tests
                     whose names hold one of them
  new reader NAME    the files of a new reader, in their places
  new finding NAME   the same of a new finding
  test [words]       format, lints, all tests, and the built page in Chromium, Firefox and WebKit;
                     with words only the browser tests that have them in their names: test webkit: the story
  dist [--twice]     the site ready to serve in dist/, and what else goes out in release/;
                     --twice makes them again and compares every byte
  size               bytes of each file in dist/ and of the programs by crate; fails over budget
  bench [browser]    loads, keystrokes to painted frame, reading, and the engine model; in one browser the keystrokes alone
  shots              screenshots of the page in target/shots";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("", &[][..]),
    };
    let done = match command {
        "serve" => xtask::serve::run(rest),
        "build" => xtask::build::run(),
        "test" => return xtask::test::run(rest),
        "check" => xtask::check::run(rest),
        "new" => xtask::new::run(rest),
        "dist" => xtask::dist::run(rest),
        "size" => xtask::size::run(),
        "bench" => xtask::bench::run(rest.first().map(String::as_str)),
        "shots" => xtask::shots::run(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem:#}");
            ExitCode::FAILURE
        }
    }
}
