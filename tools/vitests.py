#!/usr/bin/env python3
"""usage: vitests.py FOLDER RESULTS-FILE

Checks the types and runs the tests of a web client, and leaves lines "passed|failed|skipped NAME" for summarise.py.
"""

import json
import pathlib
import subprocess
import sys
import tempfile


def main():
    folder, results = sys.argv[1:]
    with tempfile.TemporaryDirectory() as work:
        report = pathlib.Path(work, "report.json")
        types = subprocess.run(["npm", "run", "--silent", "check"], cwd=folder).returncode
        tests = subprocess.run(["npx", "vitest", "run", "--reporter=json", f"--outputFile={report}"], cwd=folder).returncode
        files = json.loads(report.read_text())["testResults"] if report.exists() else []
    words = {"passed": "passed", "failed": "failed"}
    lines = [f"{words.get(test['status'], 'skipped')} {test['fullName']}" for file in files for test in file["assertionResults"]]
    lines += [f"failed {pathlib.Path(file['name']).name}" for file in files if file["status"] == "failed" and not file["assertionResults"]]
    lines.append(f"{'failed' if types else 'passed'} types of {folder}")
    pathlib.Path(results).write_text("\n".join(line.replace("\n", " ") for line in lines) + "\n")
    return tests or types


if __name__ == "__main__":
    sys.exit(main())
