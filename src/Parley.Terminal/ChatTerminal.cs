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
        if (!NamedServers.TryParse(options.Addresses, out var servers, out var unreadable))
            return await FailAsync(words["bad-address", unreadable], ChatExit.Usage);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var signals = new LeaveSignals(leave);
        var inClear = servers.Addresses.Where(a => !a.IsSheltered).ToList();
        foreach (var address in inClear.Where(_ => options.OwnPeer is null))
            await Console.Error.WriteLineAsync("parley: " + words["in-clear", address]);
        await using var client = new ParleyClient(new ParleyClientOptions
        {
            Addresses = servers.Addresses,
            OneServer = !servers.AreNodes,
            // Nobody should wait long for a node that is gone while another is there.
            ConnectTimeout = TimeSpan.FromSeconds(servers.AreNodes ? 4 : 10),
            Lang = lang,
            Client = "parley-terminal/" + typeof(ChatTerminal).Assembly.GetName().Version?.ToString(3),
            // Somebody wrote tcp:HOST, and has been warned.
            AllowPlaintextSecrets = inClear.Count > 0,
        });
        try
        {
            var nobody = await ConnectAsync(client, options, leave.Token);
            if (nobody is null)
                return await ChatAsync(client, servers, options, words, away: null, leave.Token);
            var tokens = new TokenFile(TokenFile.DefaultPath);
            var kept = options.Devices!.Find(servers.Addresses, options.Login ?? tokens.FindAny(servers.Addresses, login: null)?.Login);
            if (kept is null || kept.Until <= TimeProvider.System.GetUtcNow())
            {
                string[] lines = [words["no-connection", Problem.In(words, new ChatText(lang, TimeZoneInfo.Local), nobody)], kept is null ? words["never-here"] : words["statement-ended", kept.Until.ToLocalTime().ToString("yyyy-MM-dd")]];
                return await FailAsync(string.Join($"{Environment.NewLine}parley: ", lines), ChatExit.Failed);
            }
            return await ChatAsync(client, servers, options, words, new AwayStart(kept.Login, tokens, nobody), leave.Token);
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

    /// <returns>Null when connected; or that nobody is there, where the chat may do without.</returns>
    private static async Task<NoServerException?> ConnectAsync(ParleyClient client, ChatOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(cancellationToken);
            return null;
        }
        catch (NoServerException nobody) when (options is { Devices: not null, Partner: null })
        {
            return nobody;
        }
    }

    private static async Task<int> ChatAsync(ParleyClient client, NamedServers servers, ChatOptions options, Words words, AwayStart? away, CancellationToken cancellationToken)
    {
        var text = new ChatText(words.Lang, TimeZoneInfo.Local);
        if (options.Plain || Console.IsInputRedirected || Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" && !OperatingSystem.IsWindows())
            return (await ChatAsync(client, servers, new PlainView(words, text), options, words, text, away, cancellationToken)).Code;
        var colours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        int code;
        IReadOnlyList<string> last;
        await using (var view = new ScreenView(RawTerminal.Open(), colours, words, text, client.Clock, TimeProvider.System))
            (code, last) = await ChatAsync(client, servers, view, options, words, text, away, cancellationToken);
        foreach (var line in last)
            Console.WriteLine(line);
        return code;
    }

    /// <returns>The exit code, and what to say when the screen is gone.</returns>
    private static async Task<(int Code, IReadOnlyList<string> Last)> ChatAsync(ParleyClient client, NamedServers servers, IChatView view, ChatOptions options, Words words, ChatText text, AwayStart? away, CancellationToken cancellationToken)
    {
        var password = Environment.GetEnvironmentVariable("PARLEY_PASSWORD") is { Length: > 0 } given ? given : null;
        view.Link(client.State, servers.AreNodes ? client.Address : null);
        if (options.OwnPeer is { } own)
            view.Notice(null, own.Card);
        // Before the first question: whoever types a password should know whose server it is.
        var certificate = client.Certificate;
        if (certificate is { Trust: CertificateTrust.FirstUse } first)
            view.Notice(null, ["* " + words["pinned", client.Address!, first.Fingerprint]], alert: true);
        var dialogue = new LoginDialogue(client, view, words, text, new TokenFile(TokenFile.DefaultPath), servers.AreNodes ? servers.Addresses : []);
        // Events of the time before the login are few and wait in their queue.
        if (options.OwnPeer is not null)
            await client.LoginWithTokenAsync("own peer", cancellationToken);
        else if (!await (away?.RunAsync(client, view, words, text, options.Login is null ? null : password, cancellationToken) ?? dialogue.RunAsync(options.Login, password, cancellationToken)))
            return (view is PlainView ? ChatExit.Failed : ChatExit.Done, [words["goodbye"]]);
        text = new ChatText(words.Lang, TimeZoneInfo.Local, viewer: client.Login);
        view.Speak(words, text);
        (view as ScreenView)?.BelongsTo(client.Login!);
        if (dialogue.Missing is not null)
            view.Notice(null, ["* " + words["profile-missing"]]);
        await using var peers = options is { Devices: { } devices, Partner: null } ? new AmongPeers(client, devices.Of(client.Login!, words.Lang), TimeProvider.System) : null;
        var session = new ChatSession(client, view, text, words, certificate, servers.AreNodes, peers, beginsAway: away is not null);
        LinkChanged? last;
        try
        {
            last = options.Partner is { } partner
                ? await new TurnSession(client, view, partner, words, text, servers.AreNodes).RunAsync(cancellationToken)
                : await TalkAsync(client, session, view, options, peers is not null, away is not null, cancellationToken);
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
        {
            session.Drop();
            IReadOnlyList<string> why = [.. closed.Closing is { } closing ? text.Lines(closing) : [words["closed", Problem.In(words, text, closed)]], .. session.Unsent];
            return (ChatExit.Failed, away is not null && closed.Cause is ChatException ? [.. why, words["handed-in-later"]] : why);
        }
        session.Drop();
        await client.CloseAsync(CancellationToken.None);
        await session.DrainAsync();
        var goodbye = text.Lines(new Closing(CloseReason.Quit, client.Login));
        view.Notice(null, goodbye);
        return (session.HasFailed && view is PlainView ? ChatExit.Failed : ChatExit.Done, [.. session.Unsent, .. goodbye]);
    }

    /// <summary>Until the person leaves (null) or the link is closed for good.</summary>
    private static async Task<LinkChanged?> TalkAsync(ParleyClient client, ChatSession session, IChatView view, ChatOptions options, bool hasPeers, bool isAway, CancellationToken cancellationToken)
    {
        // Bounded by the typed lines that may wait, and by the rooms one can be put out of.
        var turns = Channel.CreateUnbounded<Func<CancellationToken, Task<bool>>>();
        using var places = new SemaphoreSlim(64);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        LinkChanged? closed = null;
        session.InTurn = Queue;
        var showing = ShowAsync();
        var typing = Task.CompletedTask;
        var staying = Task.CompletedTask;
        try
        {
            if (isAway)
            {
                await session.ResumeAmongPeersAsync(end.Token);
                staying = session.ShowPeersAsync(end.Token);
                await session.EnterAmongPeersAsync(options.Room, end.Token);
            }
            else
            {
                await session.EnterFirstAsync(options.Room, end.Token);
                staying = hasPeers ? session.StayAmongPeersAsync(end.Token) : options.OwnPeer is { } own ? session.WatchGroupAsync(own.Group, TimeProvider.System, end.Token) : staying;
            }
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
            await Task.WhenAll(showing, typing, staying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return closed;

        async Task ShowAsync()
        {
            await foreach (var happened in client.ReadEventsAsync(end.Token))
            {
                if (session.Show(happened) is { } follow)
                    Queue(follow);
                if (happened is LinkChanged { State: LinkState.Closed } over)
                    closed = over;
            }
            await end.CancelAsync();
        }

        void Queue(Func<CancellationToken, Task> follow) => turns.Writer.TryWrite(async token =>
        {
            await follow(token);
            return true;
        });

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
