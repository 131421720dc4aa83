using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Host.Options;
using Parley.Host.Serve;
using Parley.Storage;
using Parley.Storage.Copying;

namespace Parley.Host.Cli;

/// <summary>The way from one machine to a cluster: everything of a data directory into an empty database, proven by hash.</summary>
internal static class CopyCommand
{
    public static Command Create()
    {
        var command = new Command("copy", "Copy the data of a stopped server into an empty PostgreSQL database (--postgres), and prove by hash that nothing changed.");
        var flags = SettingsFlags.ForData(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = ServeOptions.From(flags.Read(parsed));
            if (options.Settings.Cluster.Postgres is not { } address)
                throw new RefusedStartException("--postgres: not given; accepted: postgres://user:password@host:port/database");
            var connection = ClusterAddresses.Postgres(address) ?? throw new RefusedStartException(ClusterAddresses.BadPostgres);
            DataDirectory.DemandStore(options.DataDirectory);
            try
            {
                var report = await StoreCopy.RunAsync(options.DataDirectory, connection, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
                foreach (var table in report.Tables)
                    await Console.Out.WriteLineAsync($"{table.Table,-20} {table.Rows,12} rows  {table.Hash}");
                foreach (var file in report.MissingFiles)
                    await Console.Error.WriteLineAsync($"parley: file {file} was left out: its bytes are not in the folder");
                await Console.Out.WriteLineAsync("parley: everything is the same on both sides");
                return ExitCode.Done;
            }
            catch (StoreRefusedException e)
            {
                throw new RefusedStartException(e.Message);
            }
        });
        return command;
    }
}
