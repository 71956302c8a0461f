//! The host as it is once the steps of a fix are done.

#[allow(unused_imports, reason = "not every test that shares this file asks for the moment of the restart")]
pub(crate) use nonoverlap::examine::{at_the_restart, with_fix};
