//! What servers are told, ready to be copied: nginx, Caddy, and the upload to an object store.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::headers::{ASK, KEEP, Policy, each};

/// The regular expression of [`super::hashed`].
const HASHED: &str = "-[0-9a-f]{12,16}[._]";

/// Writes a file a server.
pub(super) fn write(release: &Path, policy: &Policy) -> Result<()> {
    let nginx_lines = each("    add_header ", " \"", "\" always;");
    let caddy_lines = each("\t\t", " \"", "\"");
    let files = [
        ("nginx.conf", include_str!("templates/nginx.conf"), nginx_lines.as_str()),
        ("Caddyfile", include_str!("templates/Caddyfile"), caddy_lines.as_str()),
        ("object-store.sh", include_str!("templates/object-store.sh"), ""),
    ];
    for (name, template, common) in files {
        fs::write(release.join(name), filled(template, policy, common))?;
    }
    Ok(())
}

fn filled(template: &str, policy: &Policy, common: &str) -> String {
    let values = [
        ("__SITE_POLICY__", policy.site.as_str()),
        ("__SINGLE_POLICY__", policy.single.as_str()),
        ("__HASHED__", HASHED),
        ("__KEEP__", KEEP),
        ("__ASK__", ASK),
        ("__COMMON__", common),
    ];
    values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_placeholder_is_left() {
        let policy = Policy { site: "default-src 'none'".to_owned(), single: "script-src 'sha256-x'".to_owned() };
        for template in [
            include_str!("templates/nginx.conf"),
            include_str!("templates/Caddyfile"),
            include_str!("templates/object-store.sh"),
        ] {
            let text = filled(template, &policy, "X-Content-Type-Options nosniff");
            assert!(!text.contains("__"), "{text}");
        }
    }
}
