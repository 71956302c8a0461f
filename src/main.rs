//! The page's program. In a browser it draws; on the building machine it writes the page that is painted before it arrives.

#[cfg(feature = "paint")]
mod paint;
mod web;

#[cfg(feature = "paint")]
fn main() -> std::process::ExitCode {
    paint::write()
}

#[cfg(not(feature = "paint"))]
fn main() {
    web::start();
}

/// The standard library's allocator takes twice the code, for arenas of a size that the page never has.
#[cfg(target_family = "wasm")]
#[global_allocator]
static MEMORY: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
