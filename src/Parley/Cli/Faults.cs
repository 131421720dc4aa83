using System.Net.Sockets;
using Parley.Core.Operators;
using Parley.Core.Ports;
using Parley.Host.Options;

namespace Parley.Host.Cli;

/// <summary>Ends a verb that could not do its work: one line on standard error, and the exit code.</summary>
internal static class Faults
{
    public static async Task<int> ReportAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (RefusedStartException e)
        {
            return await TellAsync(e, ExitCode.Refused);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException or StorageUnavailableException)
        {
            return await TellAsync(e, ExitCode.Failed);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failed;
        }
    }

    private static async Task<int> TellAsync(Exception error, int code)
    {
        await Console.Error.WriteLineAsync($"parley: {Printable.OneLine(error.Message)}");
        return code;
    }
}
