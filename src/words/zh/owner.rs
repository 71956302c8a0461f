//! Why a range is whose it is.

use crate::words::Table;

pub(super) const TABLE: Table = &[
    ("owner.chosen", "由你指定"),
    ("owner.box", "你必须访问它"),
    ("owner.format", "由格式得知"),
    ("owner.word", "旁边写着“{word}”"),
    ("owner.heading", "上方的标题写着“{word}”"),
    ("owner.list", "列表中的一项"),
    ("owner.docker-word", "旁边写着“{word}”"),
    ("owner.engine-word", "旁边写着“{word}”，但没有说明属于谁"),
    ("owner.negation", "“{word}”：表示没有使用"),
    ("owner.example", "“{word}”：只是举例"),
    ("owner.default", "“{word}”：只是默认值，不代表这台主机"),
    ("owner.quotation", "“{word}”：只是引述"),
    ("owner.no-word", "旁边没有文字说明属于谁"),
    ("owner.container", "容器的地址"),
    ("owner.on-link", "这台主机的直连网络"),
    ("owner.routed", "这台主机有到它的路由"),
    ("owner.blocked", "这台主机有一条不通往任何地方的路由"),
    ("owner.other-engine", "另一个容器引擎的网络"),
    ("owner.asked", "你问到了它"),
    ("owner.interface", "在 Docker 的接口上"),
    ("owner.docker-network", "Docker 的网络"),
    ("owner.setting", "由 Docker 的配置设定"),
    ("owner.composed", "由 compose 文件设定"),
];
