//! Runs what `examples/ci/` offers, and hands each form of the fix to the tool that takes it. A tool that is not installed is
//! said in a line that begins with `skipped`; `cargo xtask test` installs those that have a package.

#![allow(clippy::expect_used, reason = "a test that cannot build its world fails by saying so")]

#[path = "delivery/examples.rs"]
mod examples;
#[path = "delivery/forms.rs"]
mod forms;
#[path = "delivery/world.rs"]
mod world;

use std::process::ExitCode;

use world::{Ran, World};

/// A check: its name, and what it does.
type Check = (&'static str, fn(&World) -> Ran);

const CHECKS: &[Check] = &[
    ("the step of GitHub", examples::github),
    ("the job of GitLab", examples::gitlab),
    ("the hook of pre-commit", examples::pre_commit),
    ("the playbook that gathers and judges", examples::ansible),
    ("the units of systemd are right", examples::units),
    ("the timer's service warns when a VPN has moved in", examples::service),
    ("cloud-init takes its user data", forms::cloud_init),
    ("Ansible takes its playbook", forms::ansible),
    ("Terraform's argument is HCL with cloud-init's user data in it", forms::terraform),
    ("Butane's file holds the file", forms::butane),
    ("Ignition takes its file", forms::ignition),
    ("systemd takes its drop-in", forms::systemd),
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let (mut passed, mut failed) = (0, 0);
    for (name, check) in
        CHECKS.iter().filter(|(name, _)| words.is_empty() || words.iter().any(|word| name.contains(word)))
    {
        let world = World::new();
        match check(&world) {
            Ran::Right => passed += 1,
            Ran::Wrong(why) => {
                println!("{name}: {why}");
                failed += 1;
            }
            Ran::Skipped(program) => println!("skipped: {name}: {program} is not installed"),
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
