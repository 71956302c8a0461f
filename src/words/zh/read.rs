//! Sentences of `read`: how a paste was recognised and what was not understood.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("read.count", "{n} {what}"),
    ("read.what.route", "{n|条路由|条路由}"),
    ("read.why.nothing", "没有读取器能识别"),
    ("read.why.chosen", "格式由你指定"),
    ("read.line-lost", "第 {line} 行没有看懂"),
    ("read.lines-lost", "第 {line} 至 {last} 行没有看懂"),
    ("read.host-bits-set", "`{written}` 的主机位不为零，网络地址是 {net}"),
    ("read.why.ip-route", "目的网段后面跟着 `via`、`dev`、`proto` 等关键字"),
    ("read.why.cidr-list", "只有地址和网段，没有特定格式"),
    ("read.ip-route.unknown-word", "{word} 不是 `ip route` 的关键字，已跳过"),
    ("read.cut-after", "文本在 {word} 之后中断"),
    ("read.guess.backslash", "反斜杠按斜杠读取：{net}"),
    ("read.guess.placeholder", "占位符按任意数字读取：{net}"),
    ("read.guess.short", "简写按 {net} 读取"),
    ("read.guess.wildcard", "后一个数按通配符掩码（反掩码）读取：{net}"),
    ("read.fault.masked", "地址有一部分被打码，无法确定网段"),
    ("read.fault.octet", "地址中有大于 255 的数"),
    ("read.fault.length", "没有这样的前缀长度"),
    ("read.fault.backwards", "范围的终点在起点之前"),
    ("read.why.columns", "列名"),
    ("read.why.route-rows", "每行依次是目的、网关、掩码和标志"),
    ("read.row-cut", "这一行在接口之前中断"),
    ("read.netstat.no-length", "该系统的 IPv4 路由表不显示前缀长度，可用 `netstat -rnv` 查看"),
    ("read.why.proc-net-route", "十六进制地址的表"),
    ("read.why.route-print", "每行依次是目标、掩码、网关、网卡地址和跃点数"),
    ("read.why.get-net-route", "`Get-NetRoute` 的属性名"),
    ("read.why.ip-rule", "每行是优先级、匹配条件和 `lookup`"),
    ("read.why.ip-addr", "接口和 iproute2 格式的 `inet` 行"),
    ("read.why.ifconfig", "接口和 `ifconfig` 格式的 `inet` 行"),
    ("read.why.resolv-conf", "`nameserver` 行"),
    ("read.why.resolvectl", "`resolvectl` 的标题"),
];
