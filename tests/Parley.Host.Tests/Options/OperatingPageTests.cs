using Parley.Host.Options;
using Xunit;

namespace Parley.Host.Tests.Options;

public sealed class OperatingPageTests
{
    [Fact]
    public void Page_lists_every_key_with_its_default_what_is_accepted_and_when_it_takes_effect()
    {
        var defaults = new HostSettings();
        var expected = SettingsTree.All.Select(setting => Row(setting, defaults)).ToList();
        var page = Page().Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split('|').Length == 7);
        var listed = page.Select(line => string.Join('|', line.Split('|')[..5])).ToList();

        Assert.Equal(expected, listed);
    }

    [Fact]
    public void Page_lists_every_default_of_the_classic_profile()
    {
        var expected = Profiles.Of("classic").Select(a => $"| `{a.Key}` | `{a.Value.Text}` |");

        Assert.Equal(expected, Page().Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split('|').Length == 4 && line.Contains('.', StringComparison.Ordinal) && !line.Contains(".db", StringComparison.Ordinal) && !line.Contains(".sock", StringComparison.Ordinal) && !line.Contains(".pem", StringComparison.Ordinal)));
    }

    internal static string Row(Setting setting, HostSettings defaults) =>
        $"| `{setting.Key}` | {Shown(setting.Get(defaults))} | {setting.Accepted} | {(setting.NeedsRestart ? "restart" : "live")} ";

    private static string Shown(object? value) => value switch
    {
        null or System.Collections.ICollection { Count: 0 } or "" => "—",
        bool flag => flag ? "`true`" : "`false`",
        IEnumerable<string> list => $"`{string.Join(',', list)}`",
        _ => $"`{value}`",
    };

    private static string[] Page()
    {
        using var stream = typeof(OperatingPageTests).Assembly.GetManifestResourceStream("operating.md")!;
        return new StreamReader(stream).ReadToEnd().Split('\n');
    }
}
