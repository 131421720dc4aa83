using System.Text.Json;

namespace Parley.Gateway.Tests.ImServer;

/// <summary>tests/vectors/imserver.json: what the original page answered, in order.</summary>
public sealed class VectorTests
{
    private static readonly JsonElement[] Vectors = [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root(), "tests", "vectors", "imserver.json"))).RootElement.EnumerateArray()];

    [Fact]
    public async Task The_page_answers_byte_for_byte_as_the_original()
    {
        var page = new TestPage(s => s.EscapePage = false);
        Assert.True(Vectors.Length > 60);
        foreach (var vector in Vectors)
        {
            var target = vector.GetProperty("target").GetString()!;
            var query = target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? target[at..] : "";
            Assert.Equal((target, vector.GetProperty("body").GetString()), (target, await page.TextAsync(query)));
        }
    }

    /// <summary>Nothing in the vectors is HTML, so that escaping changes none of them.</summary>
    [Fact]
    public async Task Escaping_leaves_the_vectors_as_they_are()
    {
        var page = new TestPage();
        foreach (var vector in Vectors)
        {
            var target = vector.GetProperty("target").GetString()!;
            var query = target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? target[at..] : "";
            Assert.Equal(vector.GetProperty("body").GetString(), await page.TextAsync(query));
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); ; folder = folder.Parent!)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
                return folder.FullName;
        }
    }
}
