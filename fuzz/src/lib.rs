//! What must hold for any text, for the fuzz targets: each line in one document, each span inside its text, nothing panics.

use std::collections::BTreeMap;

use nonoverlap::docker::Version;
use nonoverlap::problem::Problem;
use nonoverlap::read::{Document, Kind, read};
use nonoverlap::text::{Slot, Source};
use nonoverlap::{Inputs, Question, examine};

/// Readers that share their code, fuzzed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Route tables and rules.
    Routes,
    /// Addresses of interfaces and resolvers.
    Addresses,
    /// Docker and Podman.
    Docker,
    /// Clouds and Terraform.
    Clouds,
    /// VPNs.
    Vpn,
    /// Kubernetes.
    Kubernetes,
    /// Loose lists, JSON of no known kind.
    Lists,
}

/// The family of a kind; a new kind does not compile until it has one.
const fn family(kind: Kind) -> Family {
    match kind {
        Kind::IpRoute
        | Kind::IpJsonRoute
        | Kind::RouteN
        | Kind::NetstatRn
        | Kind::RoutePrint
        | Kind::GetNetRoute
        | Kind::ProcNetRoute
        | Kind::IpRule => Family::Routes,
        Kind::IpAddr
        | Kind::Ifconfig
        | Kind::Nmcli
        | Kind::Ipconfig
        | Kind::Interfaces
        | Kind::NetworkProfile
        | Kind::Netplan
        | Kind::ResolvConf
        | Kind::Resolvectl => Family::Addresses,
        Kind::DaemonJson
        | Kind::DockerNetworkInspect
        | Kind::DockerNetworkLs
        | Kind::DockerInfo
        | Kind::DockerVersion
        | Kind::DockerInspect
        | Kind::Compose
        | Kind::DockerdFlags
        | Kind::Commands
        | Kind::ErrorMessage
        | Kind::PodmanNetworkInspect
        | Kind::ContainersConf => Family::Docker,
        Kind::AwsVpcs
        | Kind::AwsSubnets
        | Kind::AwsRouteTables
        | Kind::AwsPeerings
        | Kind::AwsTransitGatewayRoutes
        | Kind::AwsClientVpnRoutes
        | Kind::AzureVnets
        | Kind::GcloudSubnets
        | Kind::AliyunVpcs
        | Kind::AliyunVSwitches
        | Kind::TencentVpcs
        | Kind::TencentSubnets
        | Kind::TencentRouteTables
        | Kind::HuaweiVpcs
        | Kind::OracleVcns
        | Kind::Terraform => Family::Clouds,
        Kind::Wireguard | Kind::Openvpn | Kind::Tailscale => Family::Vpn,
        Kind::Kubernetes => Family::Kubernetes,
        Kind::CidrList | Kind::Json | Kind::Unknown => Family::Lists,
    }
}

/// Reads a text as itself and as each kind of a family.
pub fn reads(wanted: Family, text: &str) {
    let source = Source::new(Slot::Any, text);
    let kinds = Kind::ALL.iter().copied().filter(|kind| family(*kind) == wanted);
    for kind in kinds.map(Some).chain([None]) {
        let (documents, problems) = read(&source, kind);
        holds(&source, &documents, &problems);
    }
}

/// Examines a text in every box.
pub fn examines(text: &str) {
    for slot in Slot::ALL {
        for engine in [Version::new(20, 10, 14), Version::NEWEST] {
            let inputs = Inputs { texts: BTreeMap::from([(slot, text.to_owned())]), ..Inputs::default() };
            let report = examine(&inputs, &Question { engine: Some(engine), ..Question::default() });
            holds(&Source::new(slot, text), &report.documents, &report.problems);
        }
    }
}

fn holds(source: &Source, documents: &[Document], problems: &[Problem]) {
    let labels = problems.iter().flat_map(|problem| problem.labels.iter().map(|label| label.span));
    for span in labels.chain(documents.iter().map(|document| document.span)) {
        assert!(source.text().get(span.start as usize..span.end as usize).is_some(), "{span:?} is outside the text");
    }
    let mut lines: Vec<u32> =
        documents.iter().flat_map(|document| document.lines.iter().map(|(line, _)| *line)).collect();
    lines.sort_unstable();
    let expected: Vec<u32> = (1..=source.line_count()).collect();
    assert!(lines == expected || lines.is_empty() && source.text().trim().is_empty(), "each line once");
}
