//! Command-line flags with ranges: dockerd's in systemd units, environment files and process lists, and Kubernetes' in
//! manifests, process lists and configuration files.

mod dockerd;
mod kubernetes;

pub(super) use dockerd::DOCKERD_FLAGS;
pub(super) use kubernetes::{KUBERNETES, role_of};
