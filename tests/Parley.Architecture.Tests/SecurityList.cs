using System.Text.RegularExpressions;

namespace Parley.Architecture.Tests;

/// <summary>The list of OWASP ASVS 4.0.3, level 1, in docs/security.md.</summary>
public sealed partial class SecurityList
{
    /// <summary>The standard's numbers at level 1: chapter and section, then how many from 1, or which.</summary>
    private static readonly (string Section, int[] Numbers)[] Level1 =
    [
        ("2.1", Through(12)), ("2.2", Through(3)), ("2.3", [1]), ("2.5", Through(6)), ("2.7", Through(4)), ("2.8", [1]),
        ("3.1", [1]), ("3.2", Through(3)), ("3.3", Through(2)), ("3.4", Through(5)), ("3.7", [1]),
        ("4.1", [1, 2, 3, 5]), ("4.2", Through(2)), ("4.3", Through(2)),
        ("5.1", Through(5)), ("5.2", Through(8)), ("5.3", Through(10)), ("5.5", Through(4)),
        ("6.2", [1]),
        ("7.1", Through(2)), ("7.4", [1]),
        ("8.2", Through(3)), ("8.3", Through(4)),
        ("9.1", Through(3)),
        ("10.3", Through(3)),
        ("11.1", Through(5)),
        ("12.1", [1]), ("12.3", Through(5)), ("12.4", Through(2)), ("12.5", Through(2)), ("12.6", [1]),
        ("13.1", [1, 3]), ("13.2", Through(3)), ("13.3", [1]),
        ("14.2", Through(3)), ("14.3", [2, 3]), ("14.4", Through(7)), ("14.5", Through(3)),
    ];

    private static readonly IReadOnlyList<Match> Rows = [.. File.ReadLines(Path.Combine(ProjectFile.Root, "docs", "security.md")).Select(line => Row().Match(line)).Where(match => match.Success)];

    [Fact]
    public void Every_requirement_has_its_line_once_and_in_its_place()
    {
        var expected = Level1.SelectMany(section => section.Numbers.Select(number => $"{section.Section}.{number}"));
        Assert.Equal(expected, Rows.Select(row => row.Groups["number"].Value));
    }

    [Fact]
    public void Every_test_that_the_list_names_exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(ProjectFile.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Method().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)).ToHashSet(StringComparer.Ordinal);
        var named = Rows.SelectMany(row => Name().Matches(row.Value).Select(match => match.Groups["name"].Value)).Distinct(StringComparer.Ordinal);
        Assert.Equal([], named.Except(tests, StringComparer.Ordinal));
        var files = Rows.SelectMany(row => WebFile().Matches(row.Value).Select(match => match.Groups["name"].Value)).Distinct(StringComparer.Ordinal);
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(ProjectFile.Root, file)), file));
    }

    private static int[] Through(int last) => [.. Enumerable.Range(1, last)];

    [GeneratedRegex(@"^\| (?<number>\d+\.\d+\.\d+) \|.*\|.+\|$", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex("`(?<name>web/test/[a-z.]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex WebFile();

    [GeneratedRegex(@"public (async )?(Task|void) (?<name>\w+)\(", RegexOptions.ExplicitCapture)]
    private static partial Regex Method();
}
