using System.Runtime.InteropServices;
using Parley.Client;

namespace Parley.Terminal;

/// <summary>The terminal client, <c>parley chat</c>.</summary>
public static class ChatTerminal
{
    /// <summary>Chats until the person leaves, the input ends or the server closes.</summary>
    /// <param name="cancellationToken">Leaves, as Ctrl-C and SIGTERM do, which are handled here.</param>
    /// <returns>One of <see cref="ChatExit"/>.</returns>
    public static async Task<int> RunAsync(ChatOptions options, CancellationToken cancellationToken)
    {
        var lang = options.Lang ?? Words.LanguageOf(Environment.GetEnvironmentVariable);
        if (!Words.Languages.Contains(lang, StringComparer.Ordinal))
            return await FailAsync(Words.In("en")["bad-lang", lang], ChatExit.Usage);
        var words = Words.In(lang);
        if (!NamedServers.TryParse(options.Addresses, out var servers, out var unreadable))
            return await FailAsync(words["bad-address", unreadable], ChatExit.Usage);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = new LeaveSignals(leave);
        var inClear = servers.Addresses.Where(a => !a.IsSheltered).ToList();
        foreach (var address in inClear.Where(_ => options.OwnPeer is null))
            await Console.Error.WriteLineAsync("parley: " + words["in-clear", address]);
        try
        {
            return await new ChatRun(options, servers, words, allowPlaintext: inClear.Count > 0).RunAsync(leave.Token);
        }
        catch (NotBegunException e)
        {
            return await FailAsync(string.Join($"{Environment.NewLine}parley: ", e.Lines), ChatExit.Failed);
        }
        catch (CertificateChangedException e)
        {
            string[] lines = [words["certificate-changed", e.Address], words["certificate-before", e.Pinned], words["certificate-now", e.Presented], words["certificate-remedy", e.PinFile]];
            return await FailAsync(string.Join(Environment.NewLine, lines), ChatExit.Failed);
        }
        catch (Exception e) when (e is IOException or LinkLostException or ChatException)
        {
            return await FailAsync(words["no-connection", Problem.In(words, new ChatText(lang, TimeZoneInfo.Local), e)], ChatExit.Failed);
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            return ChatExit.Done;
        }
    }

    private static async Task<int> FailAsync(string why, int code)
    {
        await Console.Error.WriteLineAsync("parley: " + why);
        return code;
    }

    /// <summary>Ctrl-C, SIGTERM and a closed window leave in good order.</summary>
    private sealed class LeaveSignals(CancellationTokenSource leave) : IDisposable
    {
        private readonly PosixSignalRegistration[] _registrations =
            [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, context =>
            {
                context.Cancel = true;
                leave.Cancel();
            }))];

        public void Dispose()
        {
            foreach (var registration in _registrations)
                registration.Dispose();
        }
    }
}
