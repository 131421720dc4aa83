using System.CommandLine;
using System.Text.Json;
using Parley.Core.Operators;
using Parley.Host.Operators;

namespace Parley.Host.Cli;

internal static class InspectCommand
{
    private const string ClearScreen = "\u001b[H\u001b[2J";
    private static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var watch = new Option<bool>("--watch") { Description = "Again each second, until Ctrl-C." };
        return OperatorCommand.Create("inspect", "Look inside: figures, sessions and rooms.", [], [json, watch], async (desk, parsed, cancellationToken) =>
        {
            var (asJson, again) = (parsed.GetValue(json), parsed.GetValue(watch));
            do
            {
                if (await desk.HandleAsync(new Inspect(), cancellationToken) is not Inspection inspection)
                    return ExitCode.Failed;
                if (again && !asJson && !Console.IsOutputRedirected)
                    await Console.Out.WriteAsync(ClearScreen);
                await Console.Out.WriteLineAsync(asJson ? JsonSerializer.Serialize(inspection, OperatorJson.Default.Inspection) : InspectionText.Of(inspection));
                if (again)
                    await Task.Delay(WatchEvery, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            while (again && !cancellationToken.IsCancellationRequested);
            return ExitCode.Done;
        });
    }
}
