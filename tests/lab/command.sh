#!/bin/bash
# The command on a real host: a network namespace with a VPC behind a gateway, a policy rule with a table of its own, and a real
# dockerd whose docker0 has the range of the VPC's database. The command finds the clash by itself, its file is one that dockerd
# starts with, and afterwards nothing clashes.
#
# Needs: Linux, root, the packages docker.io (dockerd, docker, containerd, runc), iproute2, iptables, python3, and the built
# command as the first argument. Everything happens in a mount and a network namespace of its own.
#
#   sudo tests/lab/command.sh target/debug/nonoverlap
set -euo pipefail

if [ "${NONOVERLAP_LAB:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || { echo "skipped: root is needed for namespaces"; exit 0; }
    for program in dockerd docker containerd runc ip iptables python3 unshare; do
        command -v "$program" > /dev/null || { echo "skipped: $program is not installed (see the head of $0)"; exit 0; }
    done
    export NONOVERLAP_LAB=inside NONOVERLAP
    NONOVERLAP=$(realpath "${1:-target/debug/nonoverlap}")
    exec unshare --mount --net --propagation private "$0"
fi

passed=0
failed=0
result() { # says expected-exit-code exit-code
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1)); echo "ok      $1"
    else
        failed=$((failed + 1)); echo "FAILED  $1 (exit $3 in place of $2)"; sed 's/^/        /' "$lab/out" "$lab/err"
    fi
}
check() { # says expected-exit-code command...; what it prints stays in out and err
    local says=$1 wanted=$2 status=0
    shift 2
    "$@" > "$lab/out" 2> "$lab/err" || status=$?
    result "$says" "$wanted" $status
}
holds() { # says pattern file: of the last command
    local status=0
    grep -q -- "$2" "$lab/$3" || status=$?
    result "$1" 0 $status
}

mount -t tmpfs tmpfs /run
for folder in /var/lib/docker /var/lib/containerd /etc/docker; do
    mkdir -p "$folder"
    mount -t tmpfs tmpfs "$folder"
done
lab=/run/lab
mkdir -p $lab/bin
export HOME=$lab PATH=$lab/bin:$PATH DOCKER_HOST=unix:///run/docker.sock LC_ALL=C.UTF-8
ln -s "$NONOVERLAP" $lab/bin/nonoverlap

stop() {
    [ -e /run/docker.pid ] || return 0
    kill "$(cat /run/docker.pid)"
    for _ in $(seq 400); do [ -e /run/docker.pid ] || return 0; sleep 0.1; done
}
start() {
    dockerd --pidfile /run/docker.pid -H "$DOCKER_HOST" >> $lab/dockerd.log 2>&1 < /dev/null &
    for _ in $(seq 300); do docker version > /dev/null 2>&1 && return 0; sleep 0.1; done
    tail -n 5 $lab/dockerd.log
    return 1
}
trap stop EXIT

# --- the VPC: a gateway, the database behind it, and a rule with a table for an office behind a tunnel
ip link set lo up
ip link add eth0 type veth peer name port
ip addr add 172.31.80.12/20 dev eth0
ip link set eth0 up
ip link set port up
ip route add default via 172.31.95.253 dev eth0
ip route add 172.17.48.0/20 via 172.31.95.253 dev eth0
ip link add tun9 type veth peer name far9
ip link set tun9 up
ip link set far9 up
ip route add 10.66.0.0/16 dev tun9 table 99
ip rule add to 10.66.0.0/16 lookup 99 priority 100
printf '{\n  "log-driver": "json-file"\n}\n' > /etc/docker/daemon.json

reach=172.16.0.0/12,rds=172.17.48.6
verdict() { nonoverlap --reach $reach --format json 2> /dev/null | python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }

echo "# without an engine"
check "the clash to come is found" 1 nonoverlap --reach $reach
holds "that Docker is silent is said" 'docker network ls' err

echo "# with $(dockerd --version | cut -d, -f1)"
start
check "the clash is found" 1 nonoverlap --reach $reach
holds "it names the database" 'rds' out
holds "it quotes what docker says" 'docker network inspect' out
check "a table of a rule of its own was read" 0 test "$(verdict "['verdict']['not_checked']" | grep -c 'other than main')" = 0
nonoverlap --reach $reach --format json 2> /dev/null | grep -v '"place"' > $lab/direct.json || true
{ nonoverlap collect | nonoverlap check - --reach $reach --format json || true; } | grep -v '"place"' > $lab/piped.json
check "collected and checked, the same is said" 0 diff $lab/direct.json $lab/piped.json
check "who may not ask Docker is told" 1 setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/ "$NONOVERLAP" --reach $reach
holds "with what to do" sudo err

echo "# the fix"
check "a file is printed" 0 nonoverlap fix --reach $reach
cp $lab/out /etc/docker/daemon.json
check "it keeps what was there" 0 grep -q '"log-driver": "json-file"' /etc/docker/daemon.json
stop
check "dockerd starts with it" 0 start
bip=$(python3 -c "import json; print(json.load(open('/etc/docker/daemon.json'))['bip'])")
check "docker0 is $bip" 0 sh -c "ip -4 -br addr show docker0 | grep -qw $bip"
check "nothing clashes any more" 0 nonoverlap --reach $reach --fail-on will-break
for name in one two three; do docker network create $name > /dev/null; done
check "nor do networks made afterwards" 0 nonoverlap --reach $reach --fail-on will-break
check "and nothing has to change" 0 sh -c "nonoverlap fix --reach $reach 2> /dev/null | diff - /etc/docker/daemon.json"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
