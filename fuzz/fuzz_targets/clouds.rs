//! Lists of the clouds and Terraform.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nonoverlap_fuzz::{Family, reads};

fuzz_target!(|text: &str| reads(Family::Clouds, text));
