#!/usr/bin/env python3
"""Writes the pastes of tests/formats and tests/cases as a corpus for every target: fuzz/corpus/<target>/<name>."""

import json
import pathlib

FUZZ = pathlib.Path(__file__).resolve().parent
TESTS = FUZZ.parent / "tests"


def pastes():
    for file in sorted(TESTS.glob("formats/*.txt")):
        lines = file.read_text(encoding="utf-8").split("\n=====\n")[0].splitlines()
        body = [line[2:] for line in lines if line[:1] not in ("#", "@")]
        yield file.stem, "\n".join(body) + "\n"
    for file in sorted(TESTS.glob("cases/*.json")):
        for box, text in json.loads(file.read_text(encoding="utf-8"))["paste"].items():
            yield f"{file.stem}-{box}", text


def main():
    targets = sorted(file.stem for file in (FUZZ / "fuzz_targets").glob("*.rs"))
    for target in targets:
        folder = FUZZ / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pastes():
            (folder / name).write_text(text, encoding="utf-8")
    print(f"{len(list(pastes()))} pastes for each of {', '.join(targets)}")


if __name__ == "__main__":
    main()
