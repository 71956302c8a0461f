//! The page's components: values in, callbacks out. `browser` alone talks to the browser.

pub(crate) mod app;
mod boxes;
pub(crate) mod browser;
mod findings;
mod fix;
mod map;
mod owners;
mod pieces;
mod share;
mod store;
mod top;
mod trace;
