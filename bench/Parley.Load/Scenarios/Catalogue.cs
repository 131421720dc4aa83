namespace Parley.Load.Scenarios;

internal static class Catalogue
{
    public static readonly IReadOnlyDictionary<string, Func<Bench, Task<Report>>> Scenarios = new Dictionary<string, Func<Bench, Task<Report>>>(StringComparer.Ordinal)
    {
        ["accounts"] = Accounts.RunAsync,
        ["accept"] = Accept.RunAsync,
        ["lone"] = Lone.RunAsync,
        ["fanout"] = Fanout.RunAsync,
        ["rooms"] = Rooms.RunAsync,
        ["private"] = Private.RunAsync,
        ["idle"] = Idle.RunAsync,
        ["logins"] = Logins.RunAsync,
        ["storm"] = Storm.RunAsync,
        ["reconnect"] = Reconnect.RunAsync,
        ["failover"] = Failover.RunAsync,
        ["disk"] = Disk.RunAsync,
    };
}
