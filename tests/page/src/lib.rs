//! The built page in real browsers.
//!
//! ```text
//! stage    what `cargo xtask` has set up: programs, the built page, its address
//! driver   a WebDriver program for one browser, started for one visit and ended with it
//! measure  times of loading and typing
//! visit    a browser that looks at the page: type into boxes, wait, read, press keys
//! ```

pub mod driver;
pub mod measure;
pub mod nginx;
pub mod screen;
pub mod stage;
pub mod story;
pub mod visit;
