//! A folder served on 127.0.0.1, as any static web host would serve it.

use std::fs;
use std::io::Cursor;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use anyhow::{Result, anyhow};
use tiny_http::{Header, Request, Response, Server};

/// Requests are answered side by side, because a browser opens several connections and keeps them.
const WORKERS: usize = 4;

/// A running server; it stops when dropped.
pub struct Site {
    server: Arc<Server>,
    workers: Vec<JoinHandle<()>>,
    port: u16,
}

impl Site {
    /// Serves `folder`; port 0 takes a free one.
    pub fn serve(folder: &Path, port: u16) -> Result<Self> {
        let server = Server::http(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .map_err(|problem| anyhow!("cannot serve on 127.0.0.1:{port}: {problem}"))?;
        let port = server.server_addr().to_ip().map_or(port, |address| address.port());
        let server = Arc::new(server);
        let workers = (0..WORKERS).map(|_| worker(Arc::clone(&server), folder.to_path_buf())).collect();
        Ok(Self { server, workers, port })
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Waits until the process is ended from outside.
    pub fn wait(mut self) {
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Each call wakes one worker, which then ends.
        for _ in &self.workers {
            self.server.unblock();
        }
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

fn worker(server: Arc<Server>, folder: PathBuf) -> JoinHandle<()> {
    thread::spawn(move || {
        while let Ok(request) = server.recv() {
            answer(request, &folder);
        }
    })
}

fn answer(request: Request, folder: &Path) {
    let found = file_for(folder, request.url()).and_then(|file| Some((fs::read(&file).ok()?, content_type(&file))));
    // A browser that has gone away in the meantime is its own affair.
    let _ = match found {
        Some((bytes, content_type)) => request.respond(with_headers(Response::from_data(bytes), content_type)),
        None => request.respond(with_headers(Response::from_string("not found").with_status_code(404), "text/plain")),
    };
}

/// The file that a request names; none outside the folder.
fn file_for(folder: &Path, url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.trim_start_matches('/');
    let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    let file = folder.join(if path.is_empty() { "index.html" } else { path });
    (inside && file.is_file()).then_some(file)
}

fn with_headers(response: Response<Cursor<Vec<u8>>>, content_type: &str) -> Response<Cursor<Vec<u8>>> {
    // Names of files change with their content except for a few, and those must be asked for again.
    [("Content-Type", content_type), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff")]
        .iter()
        .filter_map(|(name, value)| Header::from_bytes(*name, *value).ok())
        .fold(response, Response::with_header)
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::file_for;
    use std::path::Path;

    #[test]
    fn only_files_of_the_folder_are_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let served = |url: &str| file_for(folder, url).is_some();
        assert!(served("/Cargo.toml"));
        assert!(served("/src/main.rs?version=2#part"));
        assert!(!served("/../Cargo.toml"));
        assert!(!served("/src/../../Cargo.toml"));
        assert!(!served("//etc/passwd"));
        assert!(!served("/nothing-of-this-name"));
    }
}
