//! What a system says of its own network settings: `nmcli`, Windows' `ipconfig`, Debian's `/etc/network/interfaces`, profiles of
//! one interface.

mod interfaces;
mod ipconfig;
mod nmcli;
mod profile;

pub(super) use interfaces::{INTERFACES, STANZAS};
pub(super) use ipconfig::IPCONFIG;
pub(super) use nmcli::{GROUPS, NMCLI};
pub(super) use profile::PROFILE;
