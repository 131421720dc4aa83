using System.Runtime.InteropServices;
using System.Threading.Channels;
using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>The terminal client, <c>parley chat</c>.</summary>
public static class ChatTerminal
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Chats until the person leaves, the input ends or the server closes.</summary>
    /// <param name="cancellationToken">Leaves, as Ctrl-C and SIGTERM do, which are handled here.</param>
    /// <returns>One of <see cref="ChatExit"/>.</returns>
    public static async Task<int> RunAsync(ChatOptions options, CancellationToken cancellationToken)
    {
        var lang = options.Lang ?? Words.LanguageOf(Environment.GetEnvironmentVariable);
        if (!Words.Languages.Contains(lang, StringComparer.Ordinal))
            return await FailAsync(Words.In("en")["bad-lang", lang], ChatExit.Usage);
        var words = Words.In(lang);
        if (Addresses(options.Address) is not { } addresses)
            return await FailAsync(words["bad-address", options.Address!], ChatExit.Usage);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = new LeaveSignals(leave);
        var inClear = !addresses[0].IsSheltered;
        if (inClear)
            await Console.Error.WriteLineAsync("parley: " + words["in-clear", addresses[0]]);
        await using var client = new ParleyClient(new ParleyClientOptions
        {
            Addresses = addresses,
            Lang = lang,
            Client = "parley-terminal/" + typeof(ChatTerminal).Assembly.GetName().Version?.ToString(3),
            // Somebody wrote tcp:HOST, and has been warned.
            AllowPlaintextSecrets = inClear,
        });
        try
        {
            await client.ConnectAsync(leave.Token);
            return await ChatAsync(client, options, words, leave.Token);
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

    private static async Task<int> ChatAsync(ParleyClient client, ChatOptions options, Words words, CancellationToken cancellationToken)
    {
        var text = new ChatText(words.Lang, TimeZoneInfo.Local);
        if (options.Plain || Console.IsInputRedirected || Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" && !OperatingSystem.IsWindows())
            return (await ChatAsync(client, new PlainView(words, text), options, words, text, cancellationToken)).Code;
        var colours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        int code;
        IReadOnlyList<string> last;
        await using (var view = new ScreenView(RawTerminal.Open(), colours, words, text, client.Clock, TimeProvider.System))
            (code, last) = await ChatAsync(client, view, options, words, text, cancellationToken);
        foreach (var line in last)
            Console.WriteLine(line);
        return code;
    }

    /// <returns>The exit code, and what to say when the screen is gone.</returns>
    private static async Task<(int Code, IReadOnlyList<string> Last)> ChatAsync(ParleyClient client, IChatView view, ChatOptions options, Words words, ChatText text, CancellationToken cancellationToken)
    {
        var password = Environment.GetEnvironmentVariable("PARLEY_PASSWORD");
        view.Link(LinkState.Connected);
        // Before the first question: whoever types a password should know whose server it is.
        var certificate = client.Certificate;
        if (certificate is { Trust: CertificateTrust.FirstUse } first)
            view.Notice(null, ["* " + words["pinned", client.Address!, first.Fingerprint]], alert: true);
        var dialogue = new LoginDialogue(client, view, words, text, new TokenFile(TokenFile.DefaultPath));
        // Events of the time before the login are few and wait in their queue.
        if (!await dialogue.RunAsync(options.Login, string.IsNullOrEmpty(password) ? null : password, cancellationToken))
            return (view is PlainView ? ChatExit.Failed : ChatExit.Done, [words["goodbye"]]);
        text = new ChatText(words.Lang, TimeZoneInfo.Local, viewer: client.Login);
        view.Speak(words, text);
        (view as ScreenView)?.BelongsTo(client.Login!);
        if (dialogue.Missing is not null)
            view.Notice(null, ["* " + words["profile-missing"]]);
        var session = new ChatSession(client, view, text, words, certificate);
        LinkChanged? last;
        try
        {
            last = options.Partner is { } partner
                ? await new TurnSession(client, view, partner, words, text).RunAsync(cancellationToken)
                : await TalkAsync(client, session, view, options, cancellationToken);
        }
        catch (ChatException e)
        {
            // Not in the room, or with the person, that was asked for; what is typed must not go to another.
            var refusal = text.Lines(new Error((int)e.Code, e.Message, e.Args));
            view.Notice(null, refusal, alert: true);
            await client.CloseAsync(CancellationToken.None);
            return (ChatExit.Failed, refusal);
        }
        if (last is { State: LinkState.Closed } closed)
            return (ChatExit.Failed, closed.Closing is { } closing ? text.Lines(closing) : [words["closed", Problem.In(words, text, closed)]]);
        await client.CloseAsync(CancellationToken.None);
        var goodbye = text.Lines(new Closing(CloseReason.Quit, client.Login));
        view.Notice(null, goodbye);
        return (session.HasFailed && view is PlainView ? ChatExit.Failed : ChatExit.Done, goodbye);
    }

    /// <summary>Until the person leaves (null) or the link is closed for good.</summary>
    private static async Task<LinkChanged?> TalkAsync(ParleyClient client, ChatSession session, IChatView view, ChatOptions options, CancellationToken cancellationToken)
    {
        // Bounded by the typed lines that may wait, and by the rooms one can be put out of.
        var turns = Channel.CreateUnbounded<Func<CancellationToken, Task<bool>>>();
        using var places = new SemaphoreSlim(64);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        LinkChanged? closed = null;
        var showing = ShowAsync();
        var typing = Task.CompletedTask;
        try
        {
            await EnterFirstAsync(client, session, view, options.Room, end.Token);
            typing = TypeAsync();
            await foreach (var turn in turns.Reader.ReadAllAsync(end.Token))
            {
                if (!await turn(end.Token))
                    break;
            }
            await session.DrainAsync().WaitAsync(Farewell, TimeProvider.System, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException)
        {
            // Leaving, or the link is closed: what is unanswered stays so, and is told by its post.
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(showing, typing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return closed;

        async Task ShowAsync()
        {
            await foreach (var happened in client.ReadEventsAsync(end.Token))
            {
                if (session.Show(happened) is { } follow)
                {
                    turns.Writer.TryWrite(async token =>
                    {
                        await follow(token);
                        return true;
                    });
                }
                if (happened is LinkChanged { State: LinkState.Closed } over)
                    closed = over;
            }
            await end.CancelAsync();
        }

        async Task TypeAsync()
        {
            await foreach (var line in view.TypedAsync(end.Token))
            {
                await places.WaitAsync(end.Token);
                turns.Writer.TryWrite(token =>
                {
                    places.Release();
                    return session.TakeAsync(line, token);
                });
            }
            turns.Writer.TryComplete();
        }
    }

    private static async Task EnterFirstAsync(ParleyClient client, ChatSession session, IChatView view, string? room, CancellationToken cancellationToken)
    {
        await session.EnterAsync(room, cancellationToken);
        var rooms = await client.ListRoomsAsync(cancellationToken: cancellationToken);
        var users = await client.ListUsersAsync(cancellationToken: cancellationToken);
        view.Know(rooms.Rooms.Select(r => r.Room), users.Users.Select(u => u.Login));
    }

    /// <summary>What was named, or the ways to the server on this machine; null when it can't be read.</summary>
    private static IReadOnlyList<ServerAddress>? Addresses(string? named)
    {
        if (named is not null)
        {
            if (!ServerAddress.TryParse(named, out var address))
                return null;
            // A port of this machine without a scheme may be either listener; in clear first, as an unencrypted listener says nothing useful to TLS.
            return address is { IsLocal: true, Transport: Transport.Tcp } && !named.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase)
                ? [address, ServerAddress.Tls(address.Host, address.Port)]
                : [address];
        }
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        var socket = Path.Combine(data, "parley", "parley.sock");
        ServerAddress[] local = [ServerAddress.Tls("127.0.0.1"), ServerAddress.Tcp("127.0.0.1")];
        return File.Exists(socket) ? [ServerAddress.Unix(socket), .. local] : local;
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
