//! Sentences of `docker`.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    // daemon.json: what is ignored and what is unknown.
    ("docker.ignored.flag-name", "dockerd 接受 `{key}` 但不生效：这是命令行参数名，配置文件里应写 `{other}`。"),
    ("docker.ignored.flag-only", "dockerd 接受 `{key}` 但不生效：这是命令行参数名，不是配置项。"),
    ("docker.ignored.inside", "写在 `{object}` 里的 `{key}` 会被接受，但不生效；它必须放在文件最外层。"),
    ("docker.ignored.not-in-pool", "地址池里的 `{key}` 不生效：只认 `base` 和 `size`。"),
    ("docker.ignored.again", "`{key}` 写了不止一次，dockerd 以最后一个为准。"),
    ("docker.ignored.needs-ipv6", "没有 `\"ipv6\": true` 时，`{key}` 不起作用。"),
    ("docker.ignored.no-bridge", "`\"bridge\": \"none\"` 时没有默认网桥，`{key}` 不起作用。"),
    ("docker.unknown.nearest", "dockerd 不认识 `{key}`，是不是想写 `{other}`？"),
    ("docker.unknown.later", "`{key}` 从 Docker {since} 起才有。"),
    ("docker.unknown.removed", "`{key}` 已在 Docker {until} 中移除。"),
    ("docker.unknown.never", "dockerd 不认识 `{key}`；只要有不认识的配置项，dockerd 就无法启动。"),
    (
        "docker.moment.restart",
        "这是重启之后的顺序：配置文件尚未生效。在此之前正在运行的引擎会取用哪些网段，无法从所贴内容得知。",
    ),
    (
        "docker.moment.restart.until",
        "这是重启之后的顺序：配置文件尚未生效。从现在的 docker0 看，在此之前正在运行的引擎会依次取用 {list}。",
    ),
    ("docker.taken", "取用 {block}"),
    (
        "docker.taken.inside",
        "取用 {block}，尽管它位于 {outer} 之内：分配器只越过最后一个起始的前缀，而不是越过 {outer} 的末尾",
    ),
    ("docker.skipped.route", "跳过 {block}：与路由 {because} 重叠"),
    ("docker.skipped.nameserver", "跳过 {block}：包含 DNS 服务器 {because}"),
    ("docker.skipped.network", "跳过 {block}：Docker 已在使用 {because}"),
    ("docker.pool.used", "地址池 {base}，按 /{size} 切分"),
    ("docker.pool.dropped", "地址池 {base}（/{size}）被丢弃：与 {other} 重叠"),
    ("docker.unknown.release", "这些规则在 20.10 至 29 上实测过，对 {version} 只是推测。"),
    (
        "docker.unknown.cursor",
        "26 及更早版本从上次创建的网络之后继续分配，这个位置只保存在内存里。下面的顺序以 dockerd 重启之后为准。",
    ),
    (
        "docker.unknown.engine-id",
        "Docker 的 IPv6 地址池由引擎 ID 推导而来，贴上 `docker info` 的输出才能确定；目前只知道属于 `fd00::/8`。",
    ),
    ("docker.unknown.bridge", "`{bridge}` 是你自建的网桥。贴上 `ip addr` 的输出，才能知道它是否存在、用的是哪个网段。"),
    ("docker.unknown.live-restore", "启用 `live-restore` 时，只要有容器在重启期间继续运行，docker0 就保持不变。"),
];
