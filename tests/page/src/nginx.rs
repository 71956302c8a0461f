//! The site behind nginx, with the configuration that goes out with it.

use std::env;
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use xtask::process::find;

/// How often, and how long apart, a new server is looked for.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// A running nginx; it ends when dropped.
pub struct Nginx {
    process: Child,
    folder: PathBuf,
    port: u16,
}

impl Nginx {
    /// Serves `dist` as `site` says, which is the file for nginx's folder of sites. `None` where nginx is not installed.
    pub fn serve(dist: &Path, site: &str) -> Result<Option<Self>> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Some(program) = find("nginx", &[]).or_else(|| find("nginx", &["/usr/sbin".into()])) else {
            return Ok(None);
        };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("nonoverlap-nginx-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        fs::write(folder.join("site.conf"), here(site, dist, port))?;
        let main = folder.join("nginx.conf");
        fs::write(&main, around(&folder))?;
        let mut nginx = Command::new(program);
        nginx.arg("-c").arg(&main).arg("-p").arg(&folder).stdout(Stdio::null()).stderr(Stdio::null());
        let process = nginx.spawn().context("nginx does not start")?;
        let server = Self { process, folder, port };
        server.wait()?;
        Ok(Some(server))
    }

    /// The address of the page.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The port it listens on.
    pub const fn port(&self) -> u16 {
        self.port
    }

    fn wait(&self) -> Result<()> {
        for _ in 0..TRIES {
            if TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok() {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
        bail!("nginx does not answer: {}", fs::read_to_string(self.folder.join("error.log")).unwrap_or_default())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // A server that is gone already needs no end.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The site's own file with this machine's port and folder; nothing else of it is changed.
fn here(site: &str, dist: &Path, port: u16) -> String {
    site.replace("listen 80;", &format!("listen 127.0.0.1:{port};"))
        .replace("root /srv/nonoverlap;", &format!("root {};", dist.display()))
}

/// What a distribution has around a site, in a folder of its own. One process, so that ending it ends all.
fn around(folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n    access_log off;\n    \
         client_body_temp_path {folder}/body;\n    proxy_temp_path {folder}/proxy;\n    fastcgi_temp_path {folder}/fastcgi;\n    \
         uwsgi_temp_path {folder}/uwsgi;\n    scgi_temp_path {folder}/scgi;\n    include {folder}/site.conf;\n}}\n"
    )
}
