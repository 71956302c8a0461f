//! Sentences of `plan`.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("plan.special.anycast", "任播服务"),
    ("plan.special.benchmark", "基准测试，也被 fake-IP 代理占用"),
    ("plan.special.broadcast", "广播地址"),
    ("plan.special.carrier-nat", "运营商级 NAT、云厂商内部服务和 Tailscale"),
    ("plan.special.deprecated", "已废弃的用途"),
    ("plan.special.discard", "黑洞（丢弃报文）"),
    ("plan.special.documentation", "文档示例"),
    ("plan.special.identifier", "标识符，不是地址"),
    ("plan.special.link-local", "链路本地地址和云主机元数据"),
    ("plan.special.loopback", "环回"),
    ("plan.special.multicast", "组播"),
    ("plan.special.reserved", "保留，尚未启用"),
    ("plan.special.translation", "IPv4/IPv6 转换"),
    ("plan.special.tunnel", "IPv6 隧道"),
    ("plan.use.common", "常用网段"),
    ("plan.use.credentials", "凭证服务"),
    ("plan.use.default-network", "默认网段"),
    ("plan.use.gateway", "默认网关"),
    ("plan.use.hotspot", "热点"),
    ("plan.use.kubernetes-pods", "Kubernetes Pod"),
    ("plan.use.kubernetes-services", "Kubernetes Service"),
    ("plan.use.metadata", "元数据服务"),
    ("plan.use.resolver", "DNS"),
    ("plan.use.router", "家用或办公路由器"),
    ("plan.use.services", "内部服务"),
    ("plan.use.time", "NTP"),
    ("plan.use.vpn", "VPN"),
];
