#!/bin/bash
# The story, for real, without and with live-restore: a host with Docker, a VPC that overlaps it, a database in the VPC that containers cannot reach. The
# calculator reads what the host prints; its file and its commands are run as they are; containers connect; the way back
# brings the old state back.
#
# Needs: Linux, root, the packages docker.io (dockerd, docker, containerd, runc), iproute2, iptables, busybox, python3, and
# cargo, or the built example as the first argument. Everything happens in a mount and a network namespace of its own: no
# file, bridge or rule of the machine is touched, and nothing of it stays.
#
#   sudo tests/lab/story.sh [target/debug/examples/ticket]
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
if [ "${NONOVERLAP_LAB:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || { echo "root is needed for namespaces"; exit 2; }
    for program in dockerd docker containerd runc ip iptables busybox python3 unshare; do
        command -v "$program" > /dev/null || { echo "$program is needed (see the head of $0)"; exit 2; }
    done
    ticket=${1:-}
    if [ -z "$ticket" ]; then
        cargo build --quiet --manifest-path "$here/../../Cargo.toml" --example ticket
        ticket=${CARGO_TARGET_DIR:-$here/../../target}/debug/examples/ticket
    fi
    export NONOVERLAP_LAB=inside TICKET WAY
    TICKET=$(realpath "$ticket")
    for way in plain live-restore; do
        WAY=$way unshare --mount --net --propagation private "$0"
    done
    exit
fi

db=172.17.48.6
passed=0
failed=0

check() { # says expected-status command...
    local says=$1 wanted=$2 status=0
    shift 2
    "$@" > "$lab/last" 2>&1 || status=$?
    if { [ "$wanted" = 0 ] && [ $status = 0 ]; } || { [ "$wanted" != 0 ] && [ $status != 0 ]; }; then
        passed=$((passed + 1)); echo "ok      $says"
    else
        failed=$((failed + 1)); echo "FAILED  $says (status $status)"; sed 's/^/        /' "$lab/last"
    fi
}

# --- a machine of its own: state in memory, commands of the plan as people type them
mount -t tmpfs tmpfs /run
for folder in /var/lib/docker /var/lib/containerd /etc/docker; do
    mkdir -p "$folder"
    mount -t tmpfs tmpfs "$folder"
done
lab=/run/lab
mkdir -p $lab/bin $lab/home $lab/image/bin
export HOME=$lab/home PATH=$lab/bin:$PATH DOCKER_HOST=unix:///run/docker.sock

cat > $lab/bin/sudo <<'SHIM'
#!/bin/sh
exec "$@"
SHIM
cat > $lab/bin/systemctl <<'SHIM'
#!/bin/bash
# What the steps ask of systemd, for this one dockerd.
stop() {
    [ -e /run/docker.pid ] || return 0
    pid=$(cat /run/docker.pid)
    kill "$pid"
    for _ in $(seq 400); do [ -e /run/docker.pid ] || break; sleep 0.1; done
}
start() {
    dockerd --pidfile /run/docker.pid -H unix:///run/docker.sock >> /run/lab/dockerd.log 2>&1 < /dev/null &
    for _ in $(seq 100); do docker version > /dev/null 2>&1 && return 0; sleep 0.1; done
    tail -n 5 /run/lab/dockerd.log
    return 1
}
case "$1 $2" in
    "start docker") start ;;
    "restart docker") stop && start ;;
    "stop docker") stop ;;
    "is-active docker") docker version > /dev/null && echo active ;;
    "cat docker") echo "ExecStart=/usr/sbin/dockerd -H fd://" ;;
    *) echo "systemctl $*: not here" >&2; exit 1 ;;
esac
SHIM
chmod +x $lab/bin/*

leave() {
    docker ps -aq 2> /dev/null | xargs -r docker rm -f > /dev/null 2>&1 || true
    systemctl stop docker 2> /dev/null || true
    [ -z "${served:-}" ] || kill "$served" 2> /dev/null || true
}
trap leave EXIT

# --- the VPC: a gateway, and the database behind it in the range of docker0
ip link set lo up
ip netns add vpc
ip link add eth0 type veth peer name port netns vpc
ip addr add 172.31.80.12/20 dev eth0
ip link set eth0 up
ip -n vpc link set lo up
ip -n vpc addr add 172.31.95.253/20 dev port
ip -n vpc addr add $db/32 dev lo
ip -n vpc link set port up
ip route add default via 172.31.95.253 dev eth0
# The host knows the database's part of the VPC, so it works from the host.
ip route add 172.17.48.0/20 via 172.31.95.253 dev eth0
ip netns exec vpc python3 -m http.server 3306 --bind $db > $lab/database.log 2>&1 &
served=$!

# --- the engine, as it was: a file that says nothing of addresses, one network made by hand with a container on it
live_restore=$([ "$WAY" = live-restore ] && echo true || echo false)
cat > /etc/docker/daemon.json <<FILE
{
  "registry-mirrors": ["https://mirror.example.net"],
  "live-restore": $live_restore,
  "log-driver": "json-file"
}
FILE
cp /etc/docker/daemon.json $lab/before.json
systemctl start docker
cp "$(command -v busybox)" $lab/image/bin/busybox
for library in $(ldd "$(command -v busybox)" | grep -o '/[^ )]*'); do
    mkdir -p "$lab/image$(dirname "$library")"
    cp -L "$library" "$lab/image$library"
done
tar -C $lab/image -c . | docker import - lab:1 > /dev/null
docker network create app > /dev/null
docker run -d --restart always --name web --network app lab:1 busybox httpd -f -p 80 -h / > /dev/null
docker create --name idle --network app lab:1 busybox true > /dev/null
docker run -d --restart always --name old -p 8080:80 lab:1 busybox httpd -f -p 80 -h / > /dev/null

ask="busybox nc -w 10 $db 3306"
from_host() { busybox nc -w 10 $db 3306 < /dev/null; }
# A peer with an address that Docker's range covers, as the database's own machine has.
from_peer() { ip netns exec vpc python3 -c "
import socket
socket.create_connection(('172.31.80.12', 8080), 6, ('$1', 0)).close()"; }
docker0() { ip -4 -br addr show docker0 | grep -qw "$1"; }

echo "# $WAY, $(docker version -f '{{.Server.Version}}') on Linux $(uname -r)"
echo "# before"
check "the host reaches the database" 0 from_host
check "a container does not" 1 docker run --rm lab:1 $ask
grep -q "No route to host" $lab/last && echo "        $(grep -m1 'No route' $lab/last)"
check "a container on a network of its own that is elsewhere does" 0 docker exec web $ask
check "a container with the host's network does" 0 docker run --rm --network host lab:1 $ask
check "the database's machine reaches no published port" 1 from_peer $db
check "docker0 is 172.17.0.1/16" 0 docker0 172.17.0.1/16

# --- what a user pastes
printf '172.16.0.0/12 vpc-hz\n%s rds\n' $db > $lab/networks
ip route > $lab/routes
docker network inspect $(docker network ls -q) > $lab/docker
docker version > $lab/any
"$TICKET" networks=$lab/networks routes=$lab/routes docker=$lab/docker any=$lab/any \
    daemon_json=/etc/docker/daemon.json as=json > $lab/ticket.json
field() { python3 -c "
import json, sys
ticket = json.load(open('$lab/ticket.json'))
print($1)"; }
# A step as a script: its commands, in one shell as a user would type them.
step() { field "'\n'.join(ticket['fix']['steps'][$1]['commands'])"; }

echo "# the calculator"
check "says that it is broken" 0 test "$(field "ticket['verdict']['state']")" = broken
check "names the database" 0 test "$(field "any(f['code'] == 'bridge-covers-address' for f in ticket['findings'])")" = True
check "offers a fix that starts" 0 test "$(field "ticket['fix']['starts']")" = True
field "ticket['verdict']['sentence']"

echo "# its steps, one by one"
steps=$(field "len(ticket['fix']['steps'])")
for at in $(seq 0 $((steps - 2))); do
    echo "$((at + 1)). $(field "ticket['fix']['steps'][$at]['sentence']")"
    step "$at" > $lab/step
    # Looking for the old address finds nothing here, and grep says so by its status.
    if grep -q 'grep -rIlF' $lab/step; then bash $lab/step > $lab/last 2>&1 || true; else check "step $((at + 1))" 0 bash -e $lab/step; fi
done

bip=$(python3 -c "import json; print(json.load(open('/etc/docker/daemon.json')).get('bip', ''))")
echo "# after"
check "the file is the calculator's, byte for byte" 0 diff /etc/docker/daemon.json <(field "ticket['fix']['daemon_json']" | sed '$d;')
check "docker0 is $bip" 0 docker0 "$bip"
check "the host reaches the database" 0 from_host
check "a container reaches the database" 0 docker run --rm lab:1 $ask
check "so does one that was there before" 0 docker exec old $ask
check "so does one on the network that was made again" 0 docker exec web $ask
check "the database's machine reaches the published port" 0 from_peer $db
check "a container that was stopped starts on it" 0 docker start -a idle
check "the network has left the VPC's range" 1 sh -c "docker network inspect app -f '{{(index .IPAM.Config 0).Subnet}}' | grep -q '^172\.'"

echo "# the way back"
step $((steps - 1)) > $lab/step
check "its commands" 0 bash -e $lab/step
check "docker0 is 172.17.0.1/16 again" 0 docker0 172.17.0.1/16
check "the other keys of the file are as they were" 0 python3 -c "
import json
now, then = json.load(open('/etc/docker/daemon.json')), json.load(open('$lab/before.json'))
now.pop('bip', None)
assert now == then, now"
check "and the container does not reach the database, as before" 1 docker run --rm lab:1 $ask

echo "$passed passed, $failed failed"
[ $failed = 0 ]
