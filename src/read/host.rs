//! What a system says of its own network settings: `nmcli`, Windows' `ipconfig`, Debian's `/etc/network/interfaces`.

mod interfaces;
mod ipconfig;
mod nmcli;

pub(super) use interfaces::INTERFACES;
pub(super) use ipconfig::IPCONFIG;
pub(super) use nmcli::NMCLI;
