//! A folder served on 127.0.0.1, as any static web host would serve it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::{Next, from_fn};
use tokio::runtime::{Builder, Runtime};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// A running server; it stops and closes every connection when dropped.
pub struct Site {
    runtime: Option<Runtime>,
    port: u16,
}

impl Site {
    /// Serves `folder`; port 0 takes a free one.
    pub fn serve(folder: &Path, port: u16) -> Result<Self> {
        Self::of(files(folder), port)
    }

    /// Serves `folder` on a free port, programs only after this time, as a slow line would.
    pub fn serve_late(folder: &Path, late: Duration) -> Result<Self> {
        let wait = move |request: Request, next: Next| async move {
            if Path::new(request.uri().path()).extension().is_some_and(|ending| ending == "wasm") {
                tokio::time::sleep(late).await;
            }
            next.run(request).await
        };
        Self::of(files(folder).layer(from_fn(wait)), 0)
    }

    fn of(files: Router, port: u16) -> Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
            .with_context(|| format!("cannot serve on 127.0.0.1:{port}"))?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        runtime.spawn(async move { axum::serve(listener, files).await });
        Ok(Self { runtime: Some(runtime), port })
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Waits until the process is ended from outside.
    pub fn wait(&self) {
        if let Some(runtime) = &self.runtime {
            runtime.block_on(std::future::pending::<()>());
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // Waiting is not allowed where another runtime is at work, as in the tests.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The files of a folder, none outside it. Names change with their content except for a few, and those must be asked for
/// again. Of a file that stands compressed beside itself that one is sent.
fn files(folder: &Path) -> Router {
    let fresh = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let exact = SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Router::new().fallback_service(ServeDir::new(folder).precompressed_br()).layer(fresh).layer(exact)
}

#[cfg(test)]
mod tests {
    use super::Site;
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::path::Path;

    #[test]
    fn only_files_of_the_folder_are_served() {
        let site = Site::serve(Path::new(env!("CARGO_MANIFEST_DIR")), 0).expect("a free port");
        for (path, served) in [
            ("/Cargo.toml", true),
            ("/src/main.rs?version=2", true),
            ("/../Cargo.toml", false),
            ("/src/../../Cargo.toml", false),
            ("/%2e%2e/Cargo.toml", false),
            ("//etc/passwd", false),
            ("/nothing-of-this-name", false),
        ] {
            let answer = get(&site, path);
            assert_eq!(answer.starts_with("HTTP/1.1 200"), served, "{path}: {answer}");
        }
    }

    fn get(site: &Site, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", site.port)).expect("the site listens");
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }
}
