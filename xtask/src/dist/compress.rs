//! Each file compressed once, beside it, so that a server need not do it at each request.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::offline::{SINGLE_FILE, files_of};

/// Names of compressed files end so.
const ENDINGS: [&str; 2] = ["br", "gz"];

/// Below this a file is one packet either way.
const SMALLEST: usize = 1_024;

const BUFFER: usize = 64 * 1024;
const QUALITY: u32 = 11;
const WINDOW: u32 = 22;

/// Takes away what an earlier run made: a file that has changed must not be served as it was.
pub(super) fn remove_old(folder: &Path) -> Result<()> {
    for file in files_of(folder)?.iter().filter(|file| is_compressed(file)) {
        fs::remove_file(folder.join(file))?;
    }
    Ok(())
}

/// Writes `file.br` and `file.gz` beside every file that gains by it. The offline page is for the disk.
pub(super) fn beside(folder: &Path) -> Result<()> {
    for file in
        files_of(folder)?.iter().filter(|file| !is_compressed(file) && *file != SINGLE_FILE && *file != "_headers")
    {
        let bytes = fs::read(folder.join(file))?;
        if bytes.len() < SMALLEST {
            continue;
        }
        for (ending, packed) in ENDINGS.into_iter().zip([brotli(&bytes)?, gzip(&bytes)?]) {
            if packed.len() < bytes.len() {
                fs::write(folder.join(format!("{file}.{ending}")), packed)?;
            }
        }
    }
    Ok(())
}

/// Whether a file is the compressed one beside another.
pub fn is_compressed(file: &str) -> bool {
    ENDINGS.iter().any(|ending| Path::new(file).extension().is_some_and(|found| found == *ending))
}

/// Bytes as a server sends them at gzip's highest level. The header has no name and no time: equal bytes give equal bytes.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?)
}

/// Bytes as a server sends them at brotli's highest level.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    brotli::CompressorReader::new(bytes, BUFFER, QUALITY, WINDOW).read_to_end(&mut packed)?;
    Ok(packed)
}
