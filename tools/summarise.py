#!/usr/bin/env python3
"""usage: summarise.py RESULTS-FOLDER

Adds up what a test run left there (*.trx of dotnet test, *.unittest of unittests.py, failed-steps of test.sh)
and prints what failed and one last line, "N passed, N failed, N skipped". Exit code 1 on a failure or without any test.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"


def read_trx(file):
    """(passed, failed names, skipped) of one file."""
    passed, failed, skipped = 0, [], 0
    for result in ElementTree.parse(file).getroot().iter(NAMESPACE + "UnitTestResult"):
        outcome = result.get("outcome")
        if outcome == "Passed":
            passed += 1
        elif outcome == "NotExecuted":
            skipped += 1
        else:
            failed.append(result.get("testName"))
    return passed, failed, skipped


def read_unittest(file):
    """The same of one file of lines "passed|failed|skipped NAME"."""
    outcomes = [line.split(" ", 1) for line in file.read_text().splitlines()]
    count = lambda wanted: sum(1 for outcome, _ in outcomes if outcome == wanted)
    return count("passed"), [name for outcome, name in outcomes if outcome == "failed"], count("skipped")


def summarise(folder):
    passed, failed, skipped = 0, [], 0
    explained = set()
    for file in sorted(folder.glob("**/*.trx")) + sorted(folder.glob("**/*.unittest")):
        more = read_trx(file) if file.suffix == ".trx" else read_unittest(file)
        passed += more[0]
        failed += more[1]
        skipped += more[2]
        if more[1]:
            explained.add(file.stem)
    steps = folder / "failed-steps"
    # A test project whose failures are named above is not counted once more; one that broke off is.
    for step in steps.read_text().splitlines() if steps.exists() else []:
        if step.replace("python ", "").replace("/", "-") not in explained:
            failed.append(f"step: {step}")
    return passed, failed, skipped


def main():
    passed, failed, skipped = summarise(pathlib.Path(sys.argv[1]))
    for name in failed:
        print(f"failed: {name}")
    print(f"{passed} passed, {len(failed)} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
