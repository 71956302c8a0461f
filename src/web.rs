//! The page's components: values in, callbacks out. `browser` alone talks to the browser.

pub mod app;
pub mod boxes;
pub mod browser;
pub mod findings;
pub mod fix;
pub mod map;
pub mod pieces;
pub mod store;
pub mod top;
pub mod trace;
