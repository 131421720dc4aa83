#!/usr/bin/env python3
"""usage: unittests.py FOLDER RESULT-FILE

Runs the unittests of a folder and writes one line for each, "passed|failed|skipped NAME", for summarise.py.
"""

import sys
import unittest


class Recorder(unittest.TextTestResult):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.lines = []

    def _note(self, outcome, test):
        self.lines.append(f"{outcome} {test.id()}")

    def addSuccess(self, test):
        super().addSuccess(test)
        self._note("passed", test)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._note("failed", test)

    def addError(self, test, error):
        super().addError(test, error)
        self._note("failed", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._note("skipped", test)

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self._note("failed", subtest)


def main():
    folder, file = sys.argv[1:]
    suite = unittest.TestLoader().discover(folder)
    result = unittest.TextTestRunner(resultclass=Recorder, verbosity=1).run(suite)
    with open(file, "w", encoding="utf-8") as out:
        out.writelines(line + "\n" for line in result.lines)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
