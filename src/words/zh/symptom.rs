//! Sentences of `analysis` about what people see and what they are advised to try.

use crate::words::Table;

/// Template by key.
pub(super) const TABLE: Table = &[
    ("finding.planned", "尚未启用：{list}。启用当天就会出问题；提前改好，谁也不会察觉。"),
    (
        "symptom.no-route",
        "大约 3 秒后会看到：Java `NoRouteToHostException: No route to host`，Go `connect: no route to host`，Python `[Errno 113] No route to host`，Node `EHOSTUNREACH`，curl `(7) Failed to connect`，psql `No route to host`，mysql `ERROR 2003 … (113)`。从该网段连进来的对端只会看到超时。",
    ),
    (
        "symptom.dns",
        "会看到：Java `UnknownHostException`（6 秒），Go `lookup …: i/o timeout`（10 秒），Python `Temporary failure in name resolution`（6 秒），Node `EAI_AGAIN`（6 秒），curl `(6) Could not resolve host`，psql `could not translate host name`，mysql `ERROR 2005 Unknown MySQL server host`。",
    ),
    (
        "symptom.lan",
        "会看到：容器访问不到该网段的邻居（约 3 秒后 “No route to host”）或外网（超时），发布的端口对该网段的对端没有响应。程序里是 Java `NoRouteToHostException`，Go `connect: no route to host`，Python `[Errno 113]`，Node `EHOSTUNREACH`，curl `(7)`，psql `No route to host`，mysql `(113)`；对端看到的是超时。",
    ),
    (
        "symptom.timeout",
        "会看到超时而不是拒绝：Java `ConnectException: Connection timed out`，Go `i/o timeout`，Python `TimeoutError`，Node `ETIMEDOUT`，curl `(28)`，psql `Connection timed out`，mysql `(110)`。",
    ),
    ("finding.symptom-recognised.of", "{what}（{target}）"),
    ("finding.symptom-recognised.inside", "连不上的 {address} 落在 {name}（{docker}）之内"),
    (
        "finding.symptom-recognised.inside.why",
        "除非本机有容器正用着这个地址，否则数据包根本出不了主机。请把它填进“需要访问的网段”，再按修复方案处理。",
    ),
    ("finding.symptom-recognised.unseen", "连不上的 {address} 落在 {docker} 之内，而这正是 docker0 未另行设置时的网段"),
    (
        "finding.symptom-recognised.unseen.why",
        "粘贴的内容里没有 docker0。如果出问题的主机上 docker0 用的就是这个网段，原因多半在此：容器会到网桥上找这个地址，却无人应答。下面第一条命令能看出 docker0 的网段，请把它的输出或主机的路由贴上来。",
    ),
    ("symptom.is.pools-exhausted", "Docker 的地址池里找不到空闲的块"),
    ("symptom.is.pool-overlaps", "指定的子网与 Docker 的另一个网络重叠"),
    ("symptom.is.bridge-address-conflict", "主机上已有网桥占用这个子网"),
    ("symptom.is.overlaps-nameserver", "这个子网里有本机的 DNS 服务器"),
    ("symptom.is.overlaps-route", "这个子网与本机的一条路由重叠"),
    ("symptom.is.no-bridge-address", "Docker 找不到可分给 docker0 的块"),
    ("symptom.is.engine-start", "dockerd 启动失败"),
    ("symptom.is.name-not-resolved", "域名解析失败"),
    ("symptom.is.no-route-to-host", "“No route to host”（没有到主机的路由）"),
    ("symptom.is.network-unreachable", "“Network is unreachable”（网络不可达）"),
    ("symptom.is.timed-out", "连接超时"),
    ("symptom.is.pools-exhausted-v6", "Docker 的地址池里找不到空闲的 IPv6 块"),
    ("symptom.is.ipv6-without-range", "docker0 开启了 IPv6，却没有设置 IPv6 网段"),
    ("symptom.is.subnet-full", "这个网络里已经没有可分给容器的地址"),
    ("symptom.is.address-taken", "要求的地址在该网络里已被占用"),
    ("symptom.is.subnet-invalid", "Docker 不接受这样写的子网、网关或范围"),
    ("symptom.is.no-family", "要建的 bridge 网络既没有 IPv4 也没有 IPv6"),
    ("symptom.is.bridge-name-too-long", "网桥的名字超过了内核允许的长度"),
    ("symptom.is.network-in-use", "这个网络上还有容器"),
    ("symptom.is.compose-label", "Compose 发现同名网络，但不是它自己建的"),
    ("symptom.is.compose-recreate", "Compose 需要重建这个网络"),
    ("symptom.is.external-missing", "声明为 external 的网络不存在"),
    ("symptom.is.minikube-no-subnet", "minikube 找不到可用的子网"),
    ("symptom.is.podman-subnet-used", "Podman 拒绝使用主机上已占用的子网"),
    ("symptom.is.podman-pools-exhausted", "Podman 的地址池里找不到空闲的子网"),
    ("symptom.is.docker-denied", "当前用户无权访问 Docker 的套接字"),
    ("symptom.is.docker-down", "连不上 Docker 守护进程"),
    ("symptom.is.docker-missing", "这台机器上没有 `docker` 命令"),
    ("symptom.is.docker-no-network", "没有给 `docker network inspect` 指定网络"),
    ("symptom.is.file-denied", "当前用户无权读取 daemon.json"),
    ("symptom.is.ip-missing", "这台机器上没有 `ip` 命令"),
    ("symptom.is.ip-other", "这里的 `ip` 不是 iproute2 的"),
    ("symptom.is.route-add-failed", "VPN 无法添加它的路由"),
    (
        "symptom.means.pools-exhausted-v6",
        "26 及以前 Docker 自己没有 IPv6 池。请用自己的 ULA（fd00::/8）给这个网络写明 `--subnet`，在 `default-address-pools` 里写一个 IPv6 池，或升级到 27 及以后。加 IPv4 地址池没有用。",
    ),
    (
        "symptom.means.ipv6-without-range",
        "27 及以前，`\"ipv6\": true` 必须同时设置 `fixed-cidr-v6`（例如自己 ULA 里的一个 /64），否则 dockerd 无法启动；28 起会自动分配。",
    ),
    (
        "symptom.means.subnet-full",
        "不是地址池用尽，而是这个网络本身太小，或仍占着已删除容器的地址。请用更大的 `--subnet` 重建它。",
    ),
    (
        "symptom.means.address-taken",
        "两个容器要了同一个固定地址，或这个地址是网关、网络地址或广播地址。去掉它，或选一个不在 Docker 自动分配范围内的地址。",
    ),
    (
        "symptom.means.subnet-invalid",
        "25 起，子网的主机位必须为零（写 10.77.0.0/16，不能写 10.77.5.9/16），网关和 `--ip-range` 必须在子网之内。固定地址要求该网络写明了自己的子网。",
    ),
    (
        "symptom.means.no-family",
        "28 起，`--ipv4=false`（Compose 里是 `enable_ipv4: false`）必须同时带 `--ipv6`（`enable_ipv6: true`）。只有 macvlan 和 ipvlan 网络可以两者都不要。",
    ),
    (
        "symptom.means.bridge-name-too-long",
        "接口名最多 15 个字节。请改短网络的 `com.docker.network.bridge.name` 或 daemon.json 里的 `bridge`，与地址池无关。",
    ),
    (
        "symptom.means.network-in-use",
        "只有没有容器连接时才能删除网络。`docker network inspect` 会列出这些容器；compose 项目用 `docker compose down`。",
    ),
    (
        "symptom.means.compose-label",
        "该网络是手工或由别的项目创建的。没有容器连接时用 `docker network rm` 删掉，让 Compose 自己创建；或在文件里写 `external: true`。手工代建的网络没有 Compose 要找的标签。",
    ),
    (
        "symptom.means.compose-recreate",
        "文件里的子网、驱动或选项与现有网络不同。执行 `docker compose down` 再 `docker compose up -d` 才会重建，只执行 `up` 不会。",
    ),
    (
        "symptom.means.external-missing",
        "Compose 不会创建它，请用 `docker network create` 创建，并用 `--subnet` 指定没人使用的网段。",
    ),
    (
        "symptom.means.minikube-no-subnet",
        "它从 192.168.49.0/24 起每隔 9 个 /24 试一次，遇到与路由或 Docker 网络重叠的就跳过。用 `minikube start --subnet` 指定一个；旧集群留下的网络用 `docker network rm` 删除。",
    ),
    (
        "symptom.means.podman-subnet-used",
        "Podman 会与主机接口和自己的网络比对，与 daemon.json 无关。用 `podman network create --subnet` 换一个网段，或修改 containers.conf 里的 `default_subnet` 和 `default_subnet_pools`。",
    ),
    (
        "symptom.means.podman-pools-exhausted",
        "它的地址池由 containers.conf 里的 `default_subnet_pools` 设置，默认是 10.89.0.0/16 到 10.255.0.0/16，每块 /24，与 daemon.json 无关。`podman network prune` 可以腾出没人用的网络。",
    ),
    (
        "symptom.means.docker-denied",
        "网络列表没有取到。请用 `sudo` 或以 `docker` 组成员的身份再执行一次，然后重新粘贴。",
    ),
    (
        "symptom.means.docker-down",
        "它没有运行，或客户端连的是另一个套接字。网络列表没有取到；它们保存在磁盘上，守护进程起来后还在。若启动失败，原因在日志里，请连同 daemon.json 一起贴上来。",
    ),
    (
        "symptom.means.docker-missing",
        "这里没有安装 Docker，或不在当前 shell 的 PATH 里，或者这不是运行引擎的机器（而是容器，或虚拟机之外的桌面）。请在引擎所在的机器上执行；Podman 或 nerdctl 请换成它们的命令名。",
    ),
    (
        "symptom.means.docker-no-network",
        "`$( )` 里的列表是空的：执行时没有访问 Docker 的权限，或当前 shell 不认识这种写法。请在 sh、bash 或 zsh 里按下面的命令执行。",
    ),
    (
        "symptom.means.file-denied",
        "文件存在，但内容未知，因此这里给出的文件会缺少其中已有的键。请用 `sudo` 打印后重新粘贴。",
    ),
    ("symptom.means.ip-missing", "可能是精简镜像、PATH 不同，或不是 Linux。请改用本系统的命令。"),
    (
        "symptom.means.ip-other",
        "BusyBox 等版本支持的参数较少。不带其他参数的 `ip route` 都能用，/proc/net/route 里也有主路由表。",
    ),
    (
        "symptom.means.route-add-failed",
        "已经有一条相同网段的路由，多半是 Docker 网桥正好占着 VPN 要用的网段。请在 VPN 连接时贴上主机的路由。",
    ),
    (
        "symptom.means.pools-exhausted",
        "所有的块要么已被网络占用，要么被直连路由或 DNS 服务器挡住，VPN 常常如此。`docker network prune` 能腾出没人用的网络，`default-address-pools` 能给出更多块。贴上路由、daemon.json 和已有网络就能看出是哪一种。",
    ),
    (
        "symptom.means.pool-overlaps",
        "对指定的子网和 bip，Docker 只与自己的网络核对，与你的 VPC 无关。贴上 `docker network inspect` 就能看出是哪个网络。",
    ),
    (
        "symptom.means.bridge-address-conflict",
        "主机上有两个网络要用同一网段，常见原因是已删网络残留的网桥，或另一个 compose 项目写了相同的子网。",
    ),
    ("symptom.means.overlaps-nameserver", "自动分配时，Docker 不会选用含有 resolv.conf 里 DNS 服务器的块。"),
    ("symptom.means.overlaps-route", "自动分配时，Docker 不会选用被直连路由覆盖的块；旧版本对所有路由都避让。"),
    (
        "symptom.means.no-bridge-address",
        "20.10 及以前会先为 docker0 找一个块；路由若盖住了全部私有地址，就找不到了。用 `bip` 指定一个即可。",
    ),
    (
        "symptom.means.engine-start",
        "最后一个冒号后面就是原因。把 daemon.json 和路由一起贴上来，这里会算出这份文件在本机上的结果。",
    ),
    (
        "symptom.means.name-not-resolved",
        "DNS 服务器不可达、没有应答，或不认识这个域名。若只有容器里失败，多半是 DNS 服务器落在 Docker 网段内，或者 `--dns` 绕开了认识该域名的那一台。",
    ),
    (
        "symptom.means.no-route-to-host",
        "没有人应答这个地址的 ARP，或者被防火墙、路由拒绝了。在容器里访问自己子网内不存在的地址，看到的就是它。",
    ),
    (
        "symptom.means.network-unreachable",
        "根本没有路由，或访问的是网桥的网络地址或广播地址。网段重叠只会让个别地址出现这个错误。",
    ),
    (
        "symptom.means.timed-out",
        "去程或回程丢包：安全组、被 Docker 网段截走的回程、指向容器网段的 VPN 路由。落在容器自己子网里的地址不会等这么久，会先报 “No route to host”。",
    ),
    ("symptom.table", "做三次对比就知道该往哪里查：从主机、从容器、从使用 `--network host` 的容器。"),
    (
        "symptom.table.container-only",
        "主机通、容器不通、host 网络通：查网段重叠。把目标地址和 DNS 服务器与 Docker 各网络的子网逐一比对。",
    ),
    (
        "symptom.table.host-too",
        "主机和容器都不通：在主机上执行 `ip route get`。出口是 docker0 或 `br-` 网桥就是重叠；否则去查 VPN、安全组、云上的路由表。",
    ),
    (
        "symptom.table.elsewhere",
        "容器通、对端连不进来：查回程，即与对端网段的重叠。主机通而 host 网络的容器不通：不是重叠，去查程序和镜像（代理、CA、resolv.conf）。",
    ),
    (
        "symptom.table.time",
        "耗时也能说明问题：约 3 秒是 ARP 无人应答；0 秒是路由、防火墙或端口未监听；5 到 24 秒是 DNS 服务器不可达；更久就是丢包。",
    ),
    (
        "symptom.start",
        "会看到：`systemctl start docker` 失败，`docker ps` 报 “Cannot connect to the Docker daemon”，容器全部停着；原因在 `journalctl -u docker` 里。",
    ),
    (
        "symptom.create",
        "执行 `docker network create` 或 `docker compose up` 时会看到：26 及以前是 “could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network”，27 起是 “all predefined address pools have been fully subnetted”。",
    ),
    ("symptom.range", "从 28 起会看到：`docker run` 立刻报 “range is not in subnet”，自定义网络正常。"),
    (
        "symptom.later",
        "网络创建之前什么都看不到。创建之后，其中的容器约 3 秒后报错：Java `NoRouteToHostException`，Go `connect: no route to host`，Python `[Errno 113]`，Node `EHOSTUNREACH`，curl `(7)`，psql `No route to host`，mysql `(113)`；若其中有 DNS 服务器，最先失败的是域名解析。",
    ),
    ("symptom.silent", "什么都看不到：dockerd 正常启动，日志里也没有错误。"),
    ("advice.instead", "正确的做法是把 Docker 的网段挪开：设置 `bip` 和地址池，并重建相关网络。"),
    ("advice.flush-rules", "清空 iptables 或 nftables 解决不了网段重叠"),
    (
        "advice.flush-rules.why",
        "Docker 自己的 NAT、发布的端口和容器的外网访问会一并丢失，直到 dockerd 重启；VPN、云厂商组件和 Kubernetes 的规则也跟着没了。默认策略是 DROP 时你自己也会被锁在门外。而路由一条都没变。",
    ),
    ("advice.delete-bridge", "删掉或停用 docker0 不会改变网段"),
    (
        "advice.delete-bridge.why",
        "运行中的容器会断网。dockerd 下次启动时会用同一个地址重建网桥，因为地址随网络一起保存。",
    ),
    ("advice.delete-bridge-route", "删掉网桥的路由只会让主机连不上自己的容器"),
    (
        "advice.delete-bridge-route.why",
        "在容器内部这个网段依旧是直连的，该不通的还是不通。dockerd 或网桥重新起来时路由又会回来。",
    ),
    ("advice.bridge-address", "手工给 docker0 加的地址留不住"),
    (
        "advice.bridge-address.why",
        "Docker 仍用自己的地址，发给容器的还是旧网关；两个地址并存时，两个网段都会被截走。应设置 `bip` 并重启 dockerd。",
    ),
    ("advice.delete-store", "删除 Docker 的网络数据库会丢掉所有网络"),
    (
        "advice.delete-store.why",
        "手工和 compose 创建的网络全部消失，相关容器会报 “network not found”。移动 docker0 用不着这样做：写明 `bip` 再重启就够了。",
    ),
    ("advice.prune-networks", "prune 只删没人用的网络，停着的项目的网络也算在内"),
    (
        "advice.prune-networks.why",
        "有容器在运行的网络会保留，网段不变。停着的项目的网络会被删掉，再起来时落到哪个空闲块就不一定了。`docker system prune` 删的不只是网络。",
    ),
    ("advice.reverse-path-filter", "问题不在 rp_filter，改成 0 也没用"),
    (
        "advice.reverse-path-filter.why",
        "网段重叠时，发给对端的回包被路由到 docker0 后就断了，与请求包放不放行无关：0、1、2 都实测过。关掉它只会放进伪造源地址的包。",
    ),
    ("advice.proxy-arp", "在网桥上开 proxy_arp 只是掩盖重叠"),
    (
        "advice.proxy-arp.why",
        "应急时容器确实能访问主机可达的地址。但主机会应答所有 ARP，真正的问题被盖住，重启后也就没了。",
    ),
    ("advice.ip-range", "`--ip-range` 不会让子网变小"),
    ("advice.ip-range.why", "它只限制容器分到的地址。网桥的路由和容器自己的路由仍然覆盖整个子网。"),
    ("advice.host-network", "host 网络只是绕开网桥，没有解决问题"),
    (
        "advice.host-network.why",
        "加上 `--network host` 就通、不加就不通，恰好说明是网段重叠。它放弃了端口隔离和容器间的域名解析；主机自己也被路由进网桥时，同样不通。",
    ),
    ("advice.other-resolver", "换一台 DNS 服务器改变不了去往目标的路径"),
    (
        "advice.other-resolver.why",
        "公共 DNS 不认识数据库之类的内网域名；目标地址本身落在 Docker 网段里时，用哪台 DNS 都连不上。",
    ),
    ("advice.public-range", "{net} 是公网地址，属于别人"),
    (
        "advice.public-range.why",
        "dockerd 会默默接受，容器和主机从此访问不到这些地址的真正主人。私有地址只有 10.0.0.0/8、172.16.0.0/12（172.16 到 172.31）和 192.168.0.0/16。",
    ),
    ("advice.fixed-cidr", "fixed-cidr {range} 并不能让 {docker} 避开 {list}"),
    (
        "advice.fixed-cidr.why",
        "fixed-cidr 只决定容器分到哪些地址。无论在主机上还是容器里，网桥的路由仍然覆盖整个子网。应当用 `bip` 把子网本身改小或换掉。",
    ),
];
