//! `cargo xtask size`: what each file of the built page weighs, as it is and as a server would compress it.

use std::fs;
use std::io::{Read as _, Write as _};

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::offline::{SINGLE_FILE, files_of};
use crate::place;

const BROTLI_BUFFER: usize = 64 * 1024;
const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW: u32 = 22;

/// Bytes of one file, or of several together.
#[derive(Clone, Copy, Default)]
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints a line a file, and the sum of what a first visit loads.
pub fn run() -> Result<()> {
    let dist = place::built_page()?;
    println!("{:>10} {:>10} {:>10}  file", "raw", "gzip -9", "brotli 11");
    let mut page = Size::default();
    for file in files_of(&dist)? {
        let size = measure(&fs::read(dist.join(&file))?)?;
        print_line(&size, &file);
        if file != SINGLE_FILE {
            page = page.plus(size);
        }
    }
    print_line(&page, "together, without the single file");
    Ok(())
}

impl Size {
    fn plus(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }
}

fn print_line(size: &Size, name: &str) {
    println!("{:>10} {:>10} {:>10}  {name}", size.raw, size.gzip, size.brotli);
}

fn measure(bytes: &[u8]) -> Result<Size> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    let mut brotli = Vec::new();
    brotli::CompressorReader::new(bytes, BROTLI_BUFFER, BROTLI_QUALITY, BROTLI_WINDOW).read_to_end(&mut brotli)?;
    Ok(Size { raw: bytes.len(), gzip: gzip.finish()?.len(), brotli: brotli.len() })
}
