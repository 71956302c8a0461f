//! Docker's and Podman's files, outputs and messages.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonoverlap_fuzz::{Family, reads};

fuzz_target!(|text: &str| reads(Family::Docker, text));
