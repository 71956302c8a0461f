//! The page: everything that needs a browser.

fn main() {}
