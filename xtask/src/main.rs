//! `cargo xtask serve | test | build | size | bench`: sets a machine up, then runs the ordinary tools.

fn main() {}
