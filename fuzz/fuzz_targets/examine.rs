//! The whole way from a paste to the report, in every box and for an old and the newest engine.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonoverlap_fuzz::examines;

fuzz_target!(|text: &str| examines(text));
