#!/usr/bin/env python3
"""A second opinion on tests/formats: `jc`, which knows some of the same tools, must find the same networks.

Needs Python 3 and `pip install jc`. Not a part of the tests: `python3 tests/jc/check.py` prints a line for each fixture.

Compared are destination, gateway and interface of routes, addresses of interfaces, and nameservers. What jc does not
read is left out on both sides: types that lead nowhere, further hops, names in place of addresses, the zone of an address.
"""

import ipaddress
import pathlib
import re
import sys

import jc

FORMATS = pathlib.Path(__file__).resolve().parent.parent / "formats"
PROMPT = re.compile(r"^(\$|#|/ #|PS [A-Z]:|[A-Z]:\\|\[?\w+@|\w+@\S+ [~%])")
TYPES = {"blackhole", "unreachable", "prohibit", "throw", "broadcast", "multicast", "anycast"}


def network(text, mask=None):
    """A network, also as BSD shortens it; None where it is a name."""
    text = re.sub(r"%\w+", "", text)
    if text == "default":
        return "default"
    address, _, length = text.partition("/")
    octets = address.split(".")
    if mask is None and ":" not in address and len(octets) < 4:
        first = int(octets[0])
        length = length or ("8" if first < 128 else "16" if first < 192 else "24")
        address = ".".join(octets + ["0"] * (4 - len(octets)))
    written = f"{address}/{mask or length}" if mask or length else address
    try:
        net = ipaddress.ip_network(written, strict=False)
    except ValueError:
        return None
    return "default" if net.prefixlen == 0 else str(net)


def address(text):
    try:
        found = ipaddress.ip_address(re.sub(r"%\w+", "", text or ""))
    except ValueError:
        return None
    return None if found.is_unspecified else str(found)


def of_net_tools(rows):
    for row in rows:
        flags = row.get("flags") or row.get("route_flags") or ""
        cloned = "H" in flags and ("L" in flags or "W" in flags)
        gateway = row["gateway"]
        if row.get("kind", "route") != "route" or row["iface"] == "-" or cloned or "!" in flags or "R" in flags:
            continue
        yield network(row["destination"], row.get("genmask")), address(gateway) if "G" in flags else None, row["iface"]


def of_ip_route(rows):
    for row in rows:
        if row["ip"] not in TYPES | {"nexthop", "local"} and ("dev" in row or "via" in row):
            yield network(row["ip"]), address(row.get("via")), row.get("dev")


def of_kernel(rows):
    plain = lambda text: str(ipaddress.ip_address(bytes.fromhex(text)[::-1]))
    for row in rows:
        if row["Iface"] != "*":
            yield network(plain(row["Destination"]), plain(row["Mask"])), address(plain(row["Gateway"])), row["Iface"]


def of_windows(table):
    for row in table["ipv4_route_table"]["active_routes"]:
        gateway = address(row["gateway"])
        yield network(row["network_destination"], row["netmask"]), gateway, None


def of_ifconfig(rows):
    for row in rows:
        for one in row.get("ipv4", []):
            yield str(ipaddress.ip_interface(f"{one['address']}/{one['mask']}")), None, row["name"]
        for one in row.get("ipv6", []):
            yield str(ipaddress.ip_interface(f"{one['address']}/{one['mask']}")), None, row["name"]


def of_resolv(found):
    for server in found.get("nameservers", []):
        yield server, None, None


READERS = {
    "route -n": ("route", of_net_tools),
    "netstat -rn": ("netstat", of_net_tools),
    "ip route": ("ip_route", of_ip_route),
    "/proc/net/route": ("proc_net_route", of_kernel),
    "route print": ("route_print", of_windows),
    "ifconfig": ("ifconfig", of_ifconfig),
    "resolv.conf": ("resolve_conf", of_resolv),
}


def ours(kind, lines):
    for line in lines:
        words = line.split()
        after = lambda word: words[words.index(word) + 1] if word in words else None
        if words[0] == "address":
            yield str(ipaddress.ip_interface(words[1])), None, after("dev")
        elif words[0] == "nameserver":
            yield words[1], None, None
        elif words[0] == "route":
            kinds = TYPES if kind != "route print" else set()
            if words[1] in kinds or (words[1] == "local" and kind == "ip route") or "+" in words:
                continue
            dst = words[1] if words[1][0].isdigit() or ":" in words[1] else words[2]
            if kind == "route print" and ":" in dst:
                continue
            yield network(dst), address(after("via")), after("dev")


def check(file):
    text, expected = file.read_text(encoding="utf-8").split("\n=====\n")
    documents = expected.split("facts\n")[0].splitlines()
    kinds = [line for line in documents if not line.startswith(" ")]
    if len(kinds) != 1 or kinds[0] not in READERS:
        return None
    parser, shown = READERS[kinds[0]]
    body = [line[2:] for line in text.splitlines() if line[:1] not in "#@"]
    paste = "\n".join(line for line in body if not PROMPT.match(line)) + "\n"
    try:
        theirs = set(shown(jc.parse(parser, paste, quiet=True)))
    except Exception as error:  # jc refuses: it gives no opinion
        return f"no opinion ({type(error).__name__})"
    if not theirs:
        return "no opinion (found nothing)"
    names = sum(row[0] is None for row in theirs)
    theirs = {row for row in theirs if row[0] is not None}
    mine = set(ours(kinds[0], [line for line in documents if line.startswith(" ")]))
    if mine == theirs:
        return f"equal, {len(mine)} found"
    if theirs < mine and len(mine - theirs) <= names:
        return f"equal, {len(theirs)} found, {names} names left out"
    return f"DIFFERENT\n    only here: {sorted(mine - theirs, key=str)}\n    only jc:   {sorted(theirs - mine, key=str)}"


def main():
    results = [(file.stem, check(file)) for file in sorted(FORMATS.glob("*.txt"))]
    results = [(name, result) for name, result in results if result]
    for name, result in results:
        print(f"{name}: {result}")
    different = sum(result.startswith("DIFFERENT") for _, result in results)
    equal = sum(result.startswith("equal") for _, result in results)
    print(f"{equal} equal, {different} different, {len(results) - equal - different} without an opinion (jc {jc.__version__})")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
