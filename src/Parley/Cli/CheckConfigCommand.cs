using System.CommandLine;
using Parley.Host.Serve;

namespace Parley.Host.Cli;

/// <summary>The validation of <c>serve</c> without the start: nothing is opened.</summary>
internal static class CheckConfigCommand
{
    public static Command Create()
    {
        var command = new Command("check-config", "Check what serve would be told, and exit: 0 when it can be read, 2 when not. Ports, certificate, data folder, database and brokers are not tried.");
        var flags = SettingsFlags.ForServer(command);
        command.SetAction(async (parsed, _) =>
        {
            var options = ServeOptions.From(flags.Read(parsed));
            foreach (var warning in options.Warnings)
                await Console.Error.WriteLineAsync($"parley: warning: {warning}");
            await Console.Out.WriteLineAsync("parley: the configuration is accepted");
            return ExitCode.Done;
        });
        return command;
    }
}
