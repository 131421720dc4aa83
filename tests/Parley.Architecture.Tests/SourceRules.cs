using System.Text.RegularExpressions;

namespace Parley.Architecture.Tests;

public sealed partial class SourceRules
{
    [Fact]
    public void No_type_is_named_by_a_word_that_says_nothing()
    {
        var found = Sources().SelectMany(f => EmptyName().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value}"));
        Assert.Empty(found);
    }

    [Fact]
    public void Nothing_blocks_a_thread_on_a_task()
    {
        var found = Sources().SelectMany(f => Blocking().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value}"));
        Assert.Empty(found);
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Path.Combine(ProjectFile.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(class|record|struct|interface) \w*(Manager|Helper|Util|Utils|Service|Processor|Common)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\.GetAwaiter\(\)\.GetResult\(\)|\.Wait\(\)|async void ")]
    private static partial Regex Blocking();
}
