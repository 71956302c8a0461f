//! Sentences about machines: where the engine lives, which machine a table is of.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("machine.around", "这是 {product} 引擎外面那台机器的输出，引擎看不到这些路由"),
    ("machine.container.command", "在容器内输出"),
    ("machine.container.named", "在容器 `{name}` 内输出"),
    ("machine.container.resolver", "这个文件是 Docker 为容器写的"),
    ("machine.container.signs", "这是容器自己的网卡：成对网卡的一端、硬件地址或唯一的默认路由，都是 Docker 的做法"),
    ("machine.macos", "这是 macOS 的输出：虚拟机里的引擎看不到这些路由"),
    ("machine.other", "这是 `{name}` 的输出；结论针对的是 `{own}`"),
    ("machine.other.here", "这是发起 SSH 的那台机器的输出；结论针对的是 `{own}`"),
    ("machine.other.remote", "这是通过 SSH 在 `{name}` 上得到的输出"),
    ("machine.windows", "这是 Windows 的输出：虚拟机里的引擎看不到这些路由"),
    ("platform.assumed", "{product}：没有别的迹象"),
    ("platform.chosen", "由你选定"),
    ("platform.engine", "引擎自称 `{text}`"),
    ("platform.is", "{product}：{reason}"),
    ("platform.macos", "这是 macOS 的输出，那里的引擎在虚拟机中运行；按 Docker Desktop 处理"),
    ("platform.rootless", "引擎自称 rootless 模式"),
    ("platform.sign", "粘贴内容中出现 `{text}`"),
    ("platform.windows", "这是 Windows 的输出，那里的引擎在虚拟机中运行；按 Docker Desktop 处理"),
];
