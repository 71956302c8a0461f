//! The site as `docs/deploy.md` has it served: behind nginx, with the headers that go out with it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};

use anyhow::{Result, ensure};
use page_tests::nginx::Nginx;
use page_tests::stage;
use page_tests::story;
use page_tests::visit::Visit;
use xtask::dist::hashed;
use xtask::offline::{SINGLE_FILE, files_of};
use xtask::place;

/// The page works under those headers, the single file too, and each kind of file has what it should.
pub(super) async fn behind_nginx(visit: &Visit, _: &str) -> Result<()> {
    let Ok(site) = fs::read_to_string(place::release().join("nginx.conf")) else {
        eprintln!("skipped: `cargo xtask dist` has not been run");
        return Ok(());
    };
    let Some(nginx) = Nginx::serve(&stage::dist()?, &site)? else {
        eprintln!("skipped: nginx is not installed");
        return Ok(());
    };
    headers(&nginx)?;
    for page in ["", SINGLE_FILE] {
        visit.open(&format!("{}{page}", nginx.address())).await?;
        visit.paste("networks", story::NETWORKS).await?;
        visit.until_finding("next-network-collides").await?;
    }
    Ok(())
}

fn headers(nginx: &Nginx) -> Result<()> {
    let dist = stage::dist()?;
    let files = files_of(&dist)?;
    let kept = files.iter().find(|file| hashed(file) && file.contains(".wasm"));
    for (path, expected) in [
        ("", "cache-control: no-cache"),
        ("", "content-encoding: gzip"),
        ("", "frame-ancestors 'none'"),
        ("", "permissions-policy: camera=()"),
        ("", "x-content-type-options: nosniff"),
        (SINGLE_FILE, "'wasm-unsafe-eval' 'sha256-"),
        ("findings/public-space.html", "frame-ancestors 'none'"),
        (kept.map_or("no program", String::as_str), "cache-control: public, max-age=31536000, immutable"),
        (kept.map_or("no program", String::as_str), "content-type: application/wasm"),
        (kept.map_or("no program", String::as_str), "content-encoding: gzip"),
        ("no-such-file", "x-content-type-options: nosniff"),
        ("_headers", "404"),
    ] {
        let head = head(nginx, path)?;
        ensure!(head.to_lowercase().contains(expected), "/{path} is answered without {expected}:\n{head}");
    }
    Ok(())
}

/// The head of an answer to a browser that takes gzip.
fn head(nginx: &Nginx, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, nginx.port()))?;
    let request =
        format!("HEAD /{path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
