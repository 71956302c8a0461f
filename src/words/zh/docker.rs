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
];
