//! What stands beside the rows: iprange, where it is installed, and the story that the page was made for.

use std::fs;
use std::process::Command;
use std::time::Instant;

use nonoverlap::read::read;
use nonoverlap::session::examples;
use nonoverlap::text::Source;
use nonoverlap::{Question, examine};

use super::{millis, timed};

/// How often the story is read and answered: once is too short to be measured.
const TIMES: u32 = 1_000;

/// iprange of Debian intersects the bare prefixes of two texts; by the clock, for it is another process.
pub(crate) fn iprange(routes: &str, clouds: &str) {
    let folder = std::env::temp_dir().join(format!("nonoverlap-bench-{}", std::process::id()));
    let written = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join("routes"), prefixes(routes)))
        .and_then(|()| fs::write(folder.join("clouds"), prefixes(clouds)));
    let clock = Instant::now();
    let mut iprange = Command::new("iprange");
    let ran = written.and_then(|()| iprange.current_dir(&folder).args(["routes", "--common", "clouds"]).output());
    let spent = clock.elapsed();
    match ran {
        Ok(output) if output.status.success() => {
            let found = String::from_utf8_lossy(&output.stdout).lines().count();
            println!("{:>40} {:>8.1} (bare prefixes, {found} in both)", "iprange --common", millis(spent));
        }
        Ok(output) => println!("{:>40} {}", "iprange --common", output.status),
        Err(_) => println!("{:>40} is not installed", "iprange"),
    }
    let _ = fs::remove_dir_all(&folder);
}

/// The first words of lines that are prefixes.
fn prefixes(text: &str) -> String {
    let words = text.lines().filter_map(|line| line.split(' ').next()).filter(|word| word.contains('/'));
    words.fold(String::new(), |all, word| all + word + "\n")
}

/// The story of the examples: reading all its boxes, and the whole answer.
pub(crate) fn story() {
    let Some(example) = examples::find("story") else { return };
    let inputs = example.opened().inputs;
    let sources: Vec<Source> = inputs.texts.iter().map(|(slot, text)| Source::new(*slot, text.as_str())).collect();
    let (reading, ()) = timed(|| (0..TIMES).for_each(|_| sources.iter().for_each(|source| drop(read(source, None)))));
    let (whole, ()) = timed(|| (0..TIMES).for_each(|_| drop(examine(&inputs, &Question::default()))));
    let each = |all| millis(all) / f64::from(TIMES);
    println!("{:>40} {:>8} {:>10.3} {:>6} {:>10.3}", "the story", "", each(reading), "", each(whole));
}
