//! Networks of a Swarm that Docker makes itself: `docker_gwbridge` on each node, `ingress` once.

use ipnet::IpNet;

use super::Maker;
use crate::plan::shell::{Use, block};

/// `docker_gwbridge` can only go while no task and no ingress is attached on this node.
pub(super) fn gwbridge(maker: &Maker<'_, '_>, to: Option<IpNet>) -> Vec<String> {
    let create = gwbridge_create(to);
    vec![block(
        &[Use::Root, Use::Docker],
        maker.job.record(),
        [
            "node=$(docker info -f '{{.Swarm.NodeID}}')",
            "docker node update --availability drain \"$node\"",
            // Both may be gone already, after an interruption.
            "docker network disconnect -f docker_gwbridge gateway_ingress-sbox || true",
            "! docker network inspect docker_gwbridge > /dev/null 2>&1 || docker network rm docker_gwbridge",
            &create,
            "$SUDO systemctl restart docker",
            "docker node update --availability active \"$node\"",
        ],
    )]
}

/// Makes `docker_gwbridge` as Docker does, in a subnet given by hand where there is one.
pub(in crate::plan) fn gwbridge_create(subnet: Option<IpNet>) -> String {
    let subnet = subnet.map(|net| format!("--subnet {net} ")).unwrap_or_default();
    format!(
        "docker network create {subnet}--opt com.docker.network.bridge.name=docker_gwbridge \
         --opt com.docker.network.bridge.enable_icc=false --opt com.docker.network.bridge.enable_ip_masquerade=true \
         docker_gwbridge"
    )
}

/// Ingress can only go while no service publishes a port through it; Docker asks before it takes it away.
pub(super) fn ingress(maker: &Maker<'_, '_>, to: Option<IpNet>) -> Vec<String> {
    let range = to.map(|net| format!("--subnet {net} ")).unwrap_or_default();
    let create = format!("docker network create --driver overlay --ingress {range}ingress");
    vec![block(
        &[Use::Docker],
        maker.job.record(),
        [
            "docker service ls",
            "! docker network inspect ingress > /dev/null 2>&1 || printf 'y\\n' | docker network rm ingress",
            &create,
        ],
    )]
}
