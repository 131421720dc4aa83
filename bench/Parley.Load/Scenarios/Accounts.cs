using System.Diagnostics;
using Parley.Load.People;

namespace Parley.Load.Scenarios;

/// <summary>Registers accounts and writes their tokens to the account file, for later runs on the same data directory.</summary>
internal static class Accounts
{
    public static async Task<Report> RunAsync(Bench bench)
    {
        var count = bench.Options.Int("count", 1000);
        var start = Stopwatch.GetTimestamp();
        var accounts = await Crowd.RegisterAsync(bench.Loop, bench.Name("load"), count);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (bench.Options.AccountFile is { } file)
            await Account.WriteAsync(file, accounts, CancellationToken.None);
        return new Report("accounts").Add("accounts", count).Add("seconds", Math.Round(seconds, 3));
    }
}
