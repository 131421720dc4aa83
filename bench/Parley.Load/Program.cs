using Parley.Load;
using Parley.Load.Loop;
using Parley.Load.People;
using Parley.Load.Scenarios;

if (args is ["summary", var directory])
{
    await Summary.WriteAsync(directory, Console.Out, CancellationToken.None);
    return 0;
}
if (LoadOptions.TryParse(args) is not { } options || !Catalogue.Scenarios.TryGetValue(options.Scenario, out var scenario))
{
    await Console.Error.WriteLineAsync($"usage: parley-load SCENARIO [--door tcp|ws] [--server HOST:PORT,...] [--pid PID,...] [--accounts FILE] [--NAME NUMBER]...\n       parley-load summary DIRECTORY\nscenarios: {string.Join(' ', Catalogue.Scenarios.Keys)}");
    return 2;
}
var accounts = options.Scenario != "accounts" && File.Exists(options.AccountFile) ? await Account.ReadAsync(options.AccountFile, CancellationToken.None) : [];
using var loop = new EventLoop(options.Servers, options.Door);
var running = scenario(new Bench(options, loop, accounts));
loop.RunUntil(running);
var report = await running;
Console.WriteLine(report.ToJson());
return report.Sound ? 0 : 1;
