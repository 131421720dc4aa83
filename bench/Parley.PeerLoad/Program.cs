using System.Diagnostics;
using System.Globalization;
using Parley.PeerLoad.Scenarios;

// Without a scenario all of them, each in a process of its own, so that none inherits memory or compiled code.
if (args is [])
{
    var meetings = new List<(string, string)>();
    foreach (var peers in new[] { "5", "20", "50" })
        meetings.Add(($"{peers} peers", await AskAsync("meeting", peers)));
    Console.WriteLine(Figures.Table(meetings));
    Console.WriteLine(Figures.Table([("100,000 entries to a peer that has none", await AskAsync("catching-up", "100000"))]));
    Console.WriteLine(Figures.Table([("two halves of 10 peers, 60 messages of each", await AskAsync("merging", "20"))]));
    return 0;
}
if (args.Length > 2 || (args.Length == 2 && !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
    return await WrongAsync();
var amount = args.Length == 2 ? int.Parse(args[1], CultureInfo.InvariantCulture) : (int?)null;
Func<Task<Figures>>? scenario = args[0] switch
{
    "meeting" => new Meeting(amount ?? 5, Rate: 2, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60)).RunAsync,
    "catching-up" => new CatchingUp(amount ?? 100_000).RunAsync,
    "merging" => new Merging(amount ?? 20, MessagesEach: 60).RunAsync,
    _ => null,
};
if (scenario is null)
    return await WrongAsync();
Console.Write(await scenario());
return 0;

static async Task<int> WrongAsync()
{
    await Console.Error.WriteLineAsync("usage: parley-peer-load [meeting PEERS | catching-up ENTRIES | merging PEERS]");
    return 2;
}

static async Task<string> AskAsync(string scenario, string amount)
{
    using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [scenario, amount]) { UseShellExecute = false, RedirectStandardOutput = true })!;
    var lines = await process.StandardOutput.ReadToEndAsync();
    await process.WaitForExitAsync();
    return process.ExitCode == 0 ? lines : throw new InvalidOperationException($"{scenario} {amount} ended with {process.ExitCode}");
}
