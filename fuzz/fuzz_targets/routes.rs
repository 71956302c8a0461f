//! Route tables and rules of every system.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonoverlap_fuzz::{Family, reads};

fuzz_target!(|text: &str| reads(Family::Routes, text));
