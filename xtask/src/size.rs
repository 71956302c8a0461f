//! `cargo xtask size`: what each file of the built page weighs, as it is and as a server would compress it; what the programs are
//! made of; and whether all that keeps to its budget.

mod lump;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::dist::compress::{brotli, gzip, is_compressed};
use crate::offline::{SINGLE_FILE, files_of};
use crate::place;
use crate::rust::{PROGRAMS, WASM};

/// Most bytes, as brotli, of what the page needs to be there: all but the core.
const PAGE: usize = 130_000;
/// Most bytes, as brotli, of everything but the single file.
const ALL: usize = 600_000;

/// Bytes of one file, or of several together.
#[derive(Clone, Copy, Default)]
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints a line a file, the sums, and the programs by crate; an error where a sum is over its budget.
pub fn run() -> Result<()> {
    let dist = place::built_page()?;
    println!("{:>10} {:>10} {:>10}  file", "raw", "gzip -9", "brotli 11");
    let [mut page, mut core, mut rest, mut read, mut all] = [Size::default(); 5];
    for file in files_of(&dist)?.into_iter().filter(|file| !is_compressed(file)) {
        let size = measure(&fs::read(dist.join(&file))?)?;
        print_line(&size, &file);
        if file == SINGLE_FILE {
            continue;
        }
        all = all.plus(size);
        if file.starts_with("core-") {
            core = core.plus(size);
        } else if file.starts_with("rest-") {
            rest = rest.plus(size);
        } else if is_of_the_start(&file) {
            page = page.plus(size);
        } else if is_documentation(&file) {
            read = read.plus(size);
        }
    }
    print_line(&page, "the page's start, without the core");
    print_line(&core, "the core, for the first answers");
    print_line(&rest, "the rest of the core, which comes after them");
    print_line(&read, "pages to read and pictures for chats, which the calculator never loads");
    print_line(&all, "together, without the single file");
    for (program, _) in PROGRAMS {
        let file = place::target().join(WASM).join("release").join(format!("{program}.wasm"));
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        println!("\n{program}: bytes of code by crate, before wasm-opt and compression");
        for (name, bytes) in lump::by_crate(&bytes)? {
            println!("{bytes:>10}  {name}");
        }
    }
    ensure!(page.brotli <= PAGE, "the page's start has {} bytes, over its budget of {PAGE}", page.brotli);
    ensure!(all.brotli <= ALL, "all together has {} bytes, over its budget of {ALL}", all.brotli);
    Ok(())
}

/// Whether a first visit needs the file before the page can be used.
fn is_of_the_start(file: &str) -> bool {
    file == "index.html" || file == "start.js" || file.starts_with("page-")
}

/// Whether the file is a page beside the calculator, or a picture that a chat shows of a link.
fn is_documentation(file: &str) -> bool {
    let ending = Path::new(file).extension();
    file != "zh.html" && ending.is_some_and(|ending| ending == "html" || ending == "png")
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
    Ok(Size { raw: bytes.len(), gzip: gzip(bytes)?.len(), brotli: brotli(bytes)?.len() })
}
