using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>Connections that are logged in and silent: what each costs the server in resident memory.</summary>
/// <remarks>The accounts must be known before (account file), and the server freshly started, or the memory of their making would hide the cost.</remarks>
internal static class Idle
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task<Report> RunAsync(Bench bench)
    {
        var few = bench.Options.Int("few", 2_000);
        var many = bench.Options.Int("many", 10_000);
        var server = bench.Server ?? throw new InvalidOperationException("idle needs --pid");
        var people = await bench.InviteAsync(many);
        var none = server.ResidentBytes;
        await Crowd.LoginAsync(people.Take(few));
        await bench.Loop.DelayAsync(Settling);
        var atFew = server.ResidentBytes;
        await Crowd.LoginAsync(people.Skip(few));
        await bench.Loop.DelayAsync(Settling);
        var atMany = server.ResidentBytes;
        return new Report("idle")
            .Add("few", few).Add("many", many)
            .Add("residentMiBAtNone", MiB(none)).Add("residentMiBAtFew", MiB(atFew)).Add("residentMiBAtMany", MiB(atMany))
            .Add("bytesPerConnection", (atMany - atFew) / (many - few))
            .Add("bytesPerConnectionFromNone", (atMany - none) / many)
            .Add("cut", people.Sum(p => p.Cuts));
    }

    private static double MiB(long bytes) => Math.Round(bytes / (1024.0 * 1024), 1);
}
