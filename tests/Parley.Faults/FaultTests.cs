using System.Globalization;
using Parley.Faults.Records;
using Parley.Faults.Sites;

namespace Parley.Faults;

/// <summary>
/// The cluster under faults. Short: some rounds. Long: <c>PARLEY_LONG=1</c>, an hour, or <c>PARLEY_FAULTS_MINUTES</c>.
/// The seed is printed, and <c>PARLEY_SEED</c> chooses the same faults again.
/// </summary>
public sealed class FaultTests
{
    private const int ShortRounds = 5;
    private const int ShortPause = 80;
    private const int LongPause = 400;

    [Fact]
    public async Task Nothing_accepted_is_lost_doubled_reordered_or_hidden_whatever_fails()
    {
        var random = Chance.Seeded();
        var minutes = Minutes();
        await using var site = await Site.StartAsync();
        var run = new Run(site, random, minutes > 0 ? LongPause : ShortPause, Say);
        var started = TimeProvider.System.GetTimestamp();
        await run.GoAsync(round => minutes > 0 ? TimeProvider.System.GetElapsedTime(started).TotalMinutes < minutes : round < ShortRounds);
        Say(run.Summary());
        var violations = Checker.Check(run.History);
        if (violations.Count > 0 || run.Strange.Count > 0)
            await KeepAsync(site, run, violations);
        Assert.Empty(violations.Take(20).Select(v => v.ToString()));
        Assert.Empty(run.Strange.Take(20));
        Assert.NotEmpty(run.History.Looks);
    }

    private static double Minutes() =>
        double.TryParse(Environment.GetEnvironmentVariable("PARLEY_FAULTS_MINUTES"), CultureInfo.InvariantCulture, out var given) ? given : Amount.Of(0, 60);

    private static void Say(string what)
    {
        var line = $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {what}";
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        Directory.CreateDirectory(Kept);
        File.AppendAllText(Path.Combine(Kept, "run.log"), line + "\n");
    }

    private static string Kept { get; } = Path.Combine(Checkout.Root, "artifacts", "faults", $"{Environment.ProcessId}");

    /// <summary>What is needed to find the cause: everything that was complained of, and what the nodes wrote.</summary>
    private static async Task KeepAsync(Site site, Run run, IReadOnlyList<Violation> violations)
    {
        await File.WriteAllLinesAsync(Path.Combine(Kept, "violations.txt"), [.. violations.Select(v => v.ToString()), .. run.Strange, .. run.Lists]);
        foreach (var node in site.Nodes)
        {
            await node.KillAsync();
            await File.WriteAllLinesAsync(Path.Combine(Kept, $"node{node.Number}.log"), node.Logs);
        }
    }
}
