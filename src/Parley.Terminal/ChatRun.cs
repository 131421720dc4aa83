using System.Threading.Channels;
using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>One run of the terminal client: connects, logs in, talks. A server that goes before one is in is as one that was not there: the chat begins among the peers, where it can.</summary>
internal sealed class ChatRun(ChatOptions options, NamedServers servers, Words words, bool allowPlaintext)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly ChatText _text = new(words.Lang, TimeZoneInfo.Local);
    private readonly TokenFile _tokens = new(TokenFile.DefaultPath);

    private bool CarriesOn => options is { Devices: not null, Partner: null };

    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb" && !OperatingSystem.IsWindows();

    /// <returns>One of <see cref="ChatExit"/>.</returns>
    /// <exception cref="NotBegunException">It can't begin without the server.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var client = NewClient();
        var away = await ConnectAsync(client, cancellationToken);
        if (options.Plain || Console.IsInputRedirected || Console.IsOutputRedirected || IsDumb)
            return (await BeginAsync(client, new PlainView(words, _text), away, cancellationToken)).Code;
        var colours = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        int code;
        IReadOnlyList<string> last;
        await using (var view = new ScreenView(RawTerminal.Open(), colours, words, _text, client.Clock, TimeProvider.System))
            (code, last) = await BeginAsync(client, view, away, cancellationToken);
        foreach (var line in last)
            Console.WriteLine(line);
        return code;
    }

    private ParleyClient NewClient() => new(new ParleyClientOptions
    {
        Addresses = servers.Addresses,
        OneServer = !servers.AreNodes,
        // Nobody should wait long for a node that is gone while another is there.
        ConnectTimeout = TimeSpan.FromSeconds(servers.AreNodes ? 4 : 10),
        Lang = words.Lang,
        Client = "parley-terminal/" + typeof(ChatRun).Assembly.GetName().Version?.ToString(3),
        // Somebody wrote tcp:HOST, and has been warned.
        AllowPlaintextSecrets = allowPlaintext,
    });

    /// <returns>Null when connected; or how to begin without the server.</returns>
    private async Task<AwayStart?> ConnectAsync(ParleyClient client, CancellationToken cancellationToken)
    {
        try
        {
            await SlowAnswer.TellAsync(client.ConnectAsync(cancellationToken), () => Console.Error.WriteLine("parley: " + words["connecting", string.Join(", ", servers.Addresses)]));
            return null;
        }
        catch (Exception e) when (CarriesOn && (e is NoServerException || IsGone(e)))
        {
            return AwayAfter(e, login: null);
        }
    }

    /// <param name="login">Who was about to log in, as far as that is known.</param>
    private AwayStart AwayAfter(Exception lost, string? login)
    {
        var kept = options.Devices!.Find(servers.Addresses, login ?? options.Login ?? _tokens.FindAny(servers.Addresses, login: null)?.Login);
        if (kept is null || kept.Until <= TimeProvider.System.GetUtcNow())
            throw new NotBegunException(words["no-connection", Problem.In(words, _text, lost)], kept is null ? words["never-here"] : words["statement-ended", kept.Until.ToLocalTime().ToString("yyyy-MM-dd")]);
        return new AwayStart(kept.Login, _tokens, lost);
    }

    /// <summary>It was there and is not now. What it said itself, save that it stops, is for the person to know.</summary>
    private static bool IsGone(Exception problem) => problem switch
    {
        LinkLostException { InnerException: LinkLostException first } => IsGone(first),
        LinkLostException lost => lost is { Closing: null or { Reason: CloseReason.ServerStopping or CloseReason.Moved }, InnerException: not ProtocolException },
        ChatException refused => refused.Code is ErrorCode.Stopping,
        _ => false,
    };

    /// <inheritdoc cref="ChatAsync"/>
    private async Task<(int Code, IReadOnlyList<string> Last)> BeginAsync(ParleyClient first, IChatView view, AwayStart? away, CancellationToken cancellationToken)
    {
        var client = first;
        while (true)
        {
            var dialogue = new LoginDialogue(client, view, words, _text, _tokens, servers.AreNodes ? servers.Addresses : []);
            Exception gone;
            try
            {
                return await ChatAsync(client, view, dialogue, away, cancellationToken);
            }
            catch (Exception e) when (CarriesOn && client.State is not LinkState.Closed && IsGone(e))
            {
                gone = e;
            }
            finally
            {
                await client.DisposeAsync();
            }
            away = AwayAfter(gone, dialogue.Name);
            client = NewClient();
        }
    }

    /// <returns>The exit code, and what to say when the screen is gone.</returns>
    private async Task<(int Code, IReadOnlyList<string> Last)> ChatAsync(ParleyClient client, IChatView view, LoginDialogue dialogue, AwayStart? away, CancellationToken cancellationToken)
    {
        var password = Environment.GetEnvironmentVariable("PARLEY_PASSWORD") is { Length: > 0 } given ? given : null;
        view.Link(client.State, servers.AreNodes ? client.Address : null);
        (view as ScreenView)?.GoBy(client.Clock);
        if (options.OwnPeer is { } own)
            view.Notice(null, own.Card);
        // Before the first question: whoever types a password should know whose server it is.
        var certificate = client.Certificate;
        if (certificate is { Trust: CertificateTrust.FirstUse } first)
            view.Notice(null, ["* " + words["pinned", client.Address!, first.Fingerprint]], alert: true);
        // Events of the time before the login are few and wait in their queue.
        if (options.OwnPeer is not null)
            await client.LoginWithTokenAsync("own peer", cancellationToken);
        else if (!await (away?.RunAsync(client, view, words, _text, options.Login is null ? null : password, cancellationToken) ?? dialogue.RunAsync(options.Login, password, cancellationToken)))
            return (view is PlainView ? ChatExit.Failed : ChatExit.Done, [words["goodbye"]]);
        var text = new ChatText(words.Lang, TimeZoneInfo.Local, viewer: client.Login);
        view.Speak(words, text);
        (view as ScreenView)?.BelongsTo(client.Login!);
        if (dialogue.Missing is not null)
            view.Notice(null, ["* " + words["profile-missing"]]);
        await using var peers = CarriesOn ? new AmongPeers(client, options.Devices!.Of(client.Login!, words.Lang), TimeProvider.System) : null;
        var session = new ChatSession(client, view, text, words, certificate, servers.AreNodes, peers, beginsAway: away is not null);
        LinkChanged? last;
        try
        {
            last = options.Partner is { } partner
                ? await new TurnSession(client, view, partner, words, text, servers.AreNodes).RunAsync(cancellationToken)
                : await TalkAsync(client, session, view, peers is not null, away is not null, cancellationToken);
        }
        catch (ChatException e) when (!(CarriesOn && IsGone(e)))
        {
            // Not in the room, or with the person, that was asked for; what is typed must not go to another.
            var refusal = session.LinesOf(e);
            view.Notice(null, refusal, alert: true);
            await client.CloseAsync(CancellationToken.None);
            return (ChatExit.Failed, refusal);
        }
        if (last is { State: LinkState.Closed } closed)
        {
            session.Drop();
            IReadOnlyList<string> why = [.. closed.Closing is { } closing ? text.Lines(closing) : [words["closed", Problem.In(words, text, closed)]], .. session.Unsent];
            if (!session.MayOwe || closed.Cause is not ChatException)
                return (ChatExit.Failed, why);
            view.Notice(null, ["* " + words["handed-in-later"]], alert: true);
            return (ChatExit.Failed, [.. why, words["handed-in-later"]]);
        }
        session.Drop();
        await client.CloseAsync(CancellationToken.None);
        await session.DrainAsync();
        var goodbye = text.Lines(new Closing(CloseReason.Quit, client.Login));
        view.Notice(null, goodbye);
        if (session.MayOwe)
            view.Notice(null, ["* " + words["handed-in-later"]]);
        return (session.HasFailed && view is PlainView ? ChatExit.Failed : ChatExit.Done, session.MayOwe ? [.. session.Unsent, words["handed-in-later"], .. goodbye] : [.. session.Unsent, .. goodbye]);
    }

    private void NoAnswerYet(ParleyClient client, IChatView view) =>
        view.Notice(null, ["* " + words["no-answer-yet", client.Address?.ToString() ?? string.Join(", ", servers.Addresses)]]);

    /// <summary>Until the person leaves (null) or the link is closed for good.</summary>
    private async Task<LinkChanged?> TalkAsync(ParleyClient client, ChatSession session, IChatView view, bool hasPeers, bool isAway, CancellationToken cancellationToken)
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
                await SlowAnswer.TellAsync(session.EnterFirstAsync(options.Room, end.Token), () => NoAnswerYet(client, view));
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
}
