using System.CommandLine;
using Parley.Host.Serve;

namespace Parley.Host.Cli;

internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Run the server until SIGTERM or Ctrl-C.");
        var flags = SettingsFlags.ForServer(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await ServerRun.RunAsync(ServeOptions.From(flags.Read(parsed)), cancellationToken);
            return ExitCode.Done;
        });
        return command;
    }
}
