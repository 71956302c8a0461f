//! Route tables of Windows: `route print` in any language, and PowerShell's `Get-NetRoute`.

mod get_net_route;
mod route_print;

pub(super) use get_net_route::{GET_NET_ROUTE, KEYS as NET_ROUTE_KEYS};
pub(super) use route_print::ROUTE_PRINT;
