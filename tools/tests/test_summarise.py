"""summarise.py must not call a broken run good."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import summarise

TRX = """<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
<UnitTestResult testName="a" outcome="Passed"/><UnitTestResult testName="b" outcome="Failed"/>
<UnitTestResult testName="c" outcome="NotExecuted"/></Results></TestRun>"""


class SummariseTests(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def test_outcomes_of_both_kinds_are_added(self):
        (self.folder / "X.trx").write_text(TRX)
        (self.folder / "y.unittest").write_text("passed y.one\nfailed y.two\nskipped y.three\n")
        self.assertEqual(summarise.summarise(self.folder), (2, ["b", "y.two"], 2))

    def test_a_failed_project_whose_failures_are_named_counts_them_only(self):
        (self.folder / "X.trx").write_text(TRX)
        (self.folder / "failed-steps").write_text("X\n")
        self.assertEqual(summarise.summarise(self.folder)[1], ["b"])

    def test_a_project_that_broke_off_is_a_failure(self):
        (self.folder / "failed-steps").write_text("Parley.Gone.Tests\nformat\n")
        self.assertEqual(summarise.summarise(self.folder), (0, ["step: Parley.Gone.Tests", "step: format"], 0))


if __name__ == "__main__":
    unittest.main()
