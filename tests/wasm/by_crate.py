#!/usr/bin/env python3
"""Bytes of code in a wasm file by crate, from its section of names: `python3 tests/wasm/by_crate.py <file.wasm>`.

Take the file that cargo writes, before `wasm-opt` and before names are stripped. Code that was inlined or made for a
caller's types counts for the crate whose name stands first in the list below and in the function's name.
"""

import collections
import sys

CRATES = ["serde_json", "saphyr_parser", "toml_parser", "hcl_edit", "winnow", "miniz_oxide", "similar", "yew", "nonoverlap"]


def number(data, at):
    """An unsigned LEB128 number and the place behind it."""
    value = shift = 0
    while True:
        byte, at = data[at], at + 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def limits(data, at):
    flags, at = data[at], at + 1
    _, at = number(data, at)
    return number(data, at)[1] if flags & 1 else at


def imported_functions(data, at):
    count, at = number(data, at)
    functions = 0
    for _ in range(count):
        for _ in range(2):
            length, at = number(data, at)
            at += length
        kind, at = data[at], at + 1
        if kind == 0:
            functions, at = functions + 1, number(data, at)[1]
        elif kind in (1, 2):
            at = limits(data, at + (kind == 1))
        else:
            at += 2
    return functions


def bodies(data, at):
    count, at = number(data, at)
    for _ in range(count):
        size, at = number(data, at)
        yield size
        at += size


def names(data, at, end):
    length, at = number(data, at)
    if data[at : at + length] != b"name":
        return {}
    found, at = {}, at + length
    while at < end:
        kind, at = data[at], at + 1
        size, at = number(data, at)
        if kind == 1:
            count, place = number(data, at)
            for _ in range(count):
                index, place = number(data, place)
                length, place = number(data, place)
                found[index] = data[place : place + length].decode("utf-8", "replace")
                place += length
        at += size
    return found


def main():
    with open(sys.argv[1], "rb") as file:
        data = file.read()
    at, imports, sizes, named = 8, 0, [], {}
    while at < len(data):
        kind, at = data[at], at + 1
        size, at = number(data, at)
        if kind == 2:
            imports = imported_functions(data, at)
        elif kind == 10:
            sizes = list(bodies(data, at))
        elif kind == 0:
            named |= names(data, at, at + size)
        at += size
    total = collections.Counter()
    for index, size in enumerate(sizes, imports):
        name = named.get(index, "")
        total[next((crate for crate in CRATES if crate in name), "others")] += size
    for crate, size in total.most_common():
        print(f"{size:>9} {crate}")
    print(f"{sum(sizes):>9} all")


if __name__ == "__main__":
    main()
