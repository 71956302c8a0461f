//! `cargo xtask serve`: sets up, builds and serves the page.

use anyhow::{Context, Result, bail};

use crate::console::say;
use crate::site::Site;
use crate::{build, place};

const PORT: u16 = 8000;

/// Runs the command until it is interrupted.
pub fn run(arguments: &[String]) -> Result<()> {
    let asked = asked_port(arguments)?;
    build::run()?;
    let dist = place::dist();
    let site = match asked {
        Some(port) => Site::serve(&dist, port)?,
        // Any free port is as good as the usual one, if nobody asked for it.
        None => Site::serve(&dist, PORT).or_else(|_| Site::serve(&dist, 0))?,
    };
    say(format_args!("serving the page on {} (Ctrl+C ends)", site.address()));
    site.wait();
    Ok(())
}

fn asked_port(arguments: &[String]) -> Result<Option<u16>> {
    match arguments {
        [] => Ok(None),
        [flag, port] if flag == "--port" => {
            Ok(Some(port.parse().with_context(|| format!("{port} is not a port number"))?))
        }
        _ => bail!("usage: cargo xtask serve [--port N]"),
    }
}
