//! Labels of reports that leave the page.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("ticket.colon", "："),
    ("ticket.comma", "、"),
    ("ticket.rejected", "考虑过但没有采用的网段："),
    (
        "ticket.masked",
        "地址和名称已脱敏，网段之间的重叠关系保持不变。修复方案中的网段是按脱敏后的地址算出来的，不要写到真实主机上。",
    ),
    ("form.head", "让 Docker 自己的网络避开这里已在使用的网段。由 nonoverlap 生成。"),
    (
        "form.systemd.in-file",
        "不能用 drop-in：{key} 必须在 daemon.json 里改，同名的参数与键并存会让 dockerd 无法启动。",
    ),
    ("form.systemd.broken-file", "不能用 drop-in：daemon.json 本身需要修复。"),
    ("fleet.no-range", "没有找到适合所有主机的网段。"),
    ("fleet.does-not-start", "在那台主机上，dockerd 用这个文件无法启动。"),
    ("fleet.count", "共 {n} 台主机：{list}"),
    ("fleet.state.broken", "{n} 台已出问题"),
    ("fleet.state.will-break", "{n} 台将出问题"),
    ("fleet.state.symptom", "{n} 台有故障但原因未明"),
    ("fleet.state.risk", "{n} 台有风险"),
    ("fleet.state.clear", "{n} 台没有问题"),
    ("fleet.state.partial", "{n} 台缺少需要访问的网段"),
    ("fleet.state.empty", "{n} 台没有内容"),
    ("fleet.clear", "所有主机都无需改动。"),
    ("fleet.fixed", "有一个网段适合所有主机：{range}。每台主机都用它检查过。"),
    ("fleet.refused", "没有适合所有主机的文件。{host}：{reason}"),
];
