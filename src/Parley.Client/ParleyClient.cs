using Parley.Contracts;

namespace Parley.Client;

/// <summary>
/// A person's or program's way to a Parley server over the JSON protocol (docs/protocol/json.md): connects, logs in, stays connected.
/// </summary>
/// <remarks>
/// After a lost connection it goes to another node, or comes back with growing, jittered waits when there is none; it logs in again, is back in its rooms
/// from the positions it had, and sends again what was not answered. The reader of <see cref="ReadEventsAsync"/> sees each entry once, in order, without gaps, as if nothing had happened.
/// All members are safe to use from any thread. Commands other than posts fail with <see cref="LinkLostException"/> while there is no connection.
/// </remarks>
public sealed class ParleyClient : IAsyncDisposable
{
    /// <summary>Commands that may be unanswered, posts aside; one more waits for its turn.</summary>
    private const int MaxUnanswered = 256;

    private readonly ParleyClientOptions _options;
    private readonly Dialer _dialer;
    private readonly Inbox _inbox;
    private readonly Outbox _outbox;
    private readonly Rounds _rounds;
    private readonly SemaphoreSlim _turns = new(MaxUnanswered);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private Session? _session;
    private Credentials? _credentials;
    private bool _hasLoggedIn;
    private string? _lang;
    private Task _keeping = Task.CompletedTask;

    public ParleyClient(ParleyClientOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(options.Addresses.Count, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.EventCapacity, 400, nameof(options));
        _options = options;
        _lang = options.Lang;
        _dialer = new Dialer(new CertificatePins(options.PinFile), options.ConnectTimeout, options.Time);
        _inbox = new Inbox(options.EventCapacity);
        _outbox = new Outbox(options.Time);
        ServerAddress[] nodes = [.. options.Addresses];
        if (!options.OneServer)
            options.Random.Shuffle(nodes);
        _rounds = new Rounds(nodes, options.OneServer, options.Random);
        Clock = new ServerClock(options.Time);
    }

    public LinkState State { get; private set; }

    /// <summary>Where it connects to.</summary>
    public IReadOnlyList<ServerAddress> Addresses => _options.Addresses;

    /// <summary>The server's time.</summary>
    public ServerClock Clock { get; }

    /// <summary>Who is logged in; null before.</summary>
    public string? Login => _inbox.Me;

    /// <summary>What the server said on the present connection; null when there is none.</summary>
    public Welcome? Welcome => Volatile.Read(ref _session)?.Welcome;

    /// <summary>The address of the present connection; null when there is none.</summary>
    public ServerAddress? Address => Volatile.Read(ref _session)?.Address;

    /// <summary>The server's certificate on the present connection; null without TLS or a connection.</summary>
    public ServerCertificate? Certificate => Volatile.Read(ref _session)?.Certificate;

    /// <summary>Connects to the first address that answers. Call it once; from then on the connection is kept.</summary>
    /// <exception cref="IOException">No address answers (<see cref="NoServerException"/> if nobody is there); else the message is of the last one. It may be called again.</exception>
    /// <exception cref="CertificateChangedException">Somebody else answers. No further address was tried.</exception>
    public async Task<Welcome> ConnectAsync(CancellationToken cancellationToken = default)
    {
        if (State is not LinkState.Idle)
            throw new InvalidOperationException("ConnectAsync is called once.");
        var session = await FirstAsync(cancellationToken).ConfigureAwait(false);
        _outbox.Attach(session.Link);
        Enter(session);
        _keeping = KeepAsync(session, lost: null, _stop.Token);
        return session.Welcome!;
    }

    /// <summary>Where <see cref="ConnectAsync"/> has found nobody: the client is from now on as after a lost connection, and logs in at the first that it gets. Posts wait for that, or go elsewhere (<see cref="DivertPosts"/>).</summary>
    /// <param name="login">Whose the credentials are; <see cref="Login"/> until the server says it.</param>
    /// <param name="found">What came of connecting, with this client or another.</param>
    /// <remarks>A login that is refused then closes the client.</remarks>
    public void ConnectLater(string login, Credentials credentials, Exception found)
    {
        if (State is not LinkState.Idle)
            throw new InvalidOperationException("It is connected, or was.");
        _credentials = credentials;
        _inbox.Expect(login);
        State = LinkState.Reconnecting;
        _keeping = KeepAsync(session: null, new LinkLostException(found.Message, found), _stop.Token);
    }

    /// <summary>What happens, in order: entries of the rooms joined and of private conversations, joins and parts, <see cref="LinkChanged"/>. Ends when the client is closed.</summary>
    /// <remarks>
    /// One reader. Answers to commands go to those who asked and do not appear here, save the <see cref="RoomEntered"/> of a reconnect; one's own messages do.
    /// At most <see cref="ParleyClientOptions.EventCapacity"/> events wait; past that entries follow from history later, and passing events are
    /// dropped and counted in <see cref="EventsMissed"/>. So commands may be awaited while reading.
    /// </remarks>
    public IAsyncEnumerable<Event> ReadEventsAsync(CancellationToken cancellationToken = default) => _inbox.ReadAsync(cancellationToken);

    /// <summary>Completes when the reader of <see cref="ReadEventsAsync"/> has dealt with everything received so far: then an answer may be shown in its place among the events.</summary>
    /// <remarks>Not from within the reading loop: it would wait for itself.</remarks>
    public Task WhenReadAsync(CancellationToken cancellationToken = default) => _inbox.WhenReadAsync().WaitAsync(cancellationToken);

    /// <summary>Makes an account and logs in with it.</summary>
    /// <param name="token">Also ask for a token, which a later start can log in with.</param>
    /// <exception cref="ChatException">For example <see cref="ErrorCode.LoginTaken"/>, <see cref="ErrorCode.BadPassword"/>, <see cref="ErrorCode.InvalidValue"/>.</exception>
    /// <exception cref="UnshelteredLinkException">The password would go in clear.</exception>
    public async Task<LoggedIn> RegisterAsync(Registration registration, bool token = false, CancellationToken cancellationToken = default)
    {
        var command = new Register(registration.Login, registration.Password, registration.GivenNames, registration.Surnames, registration.Age, registration.Gender, token);
        var loggedIn = await AskAsync<LoggedIn>(command, cancellationToken).ConfigureAwait(false);
        await RememberAsync(new PasswordCredentials(loggedIn.Login, registration.Password), loggedIn, cancellationToken).ConfigureAwait(false);
        return loggedIn;
    }

    /// <summary>Logs in by SCRAM-SHA-256: the password does not leave this process, and the server has to prove that it knows the account.</summary>
    /// <param name="token">Also ask for a token, which a later start can log in with.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.WrongCredentials"/>, whether it was the login or the password.</exception>
    /// <exception cref="ScramException">The server could not prove it; the connection is not to be trusted.</exception>
    public Task<LoggedIn> LoginAsync(string login, string password, bool token = false, CancellationToken cancellationToken = default) =>
        LogInAsync(new PasswordCredentials(login, password), token, cancellationToken);

    /// <summary>Logs in with a token that the caller kept.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.BadToken"/>: revoked or unknown.</exception>
    /// <exception cref="UnshelteredLinkException">The token would go in clear.</exception>
    public Task<LoggedIn> LoginWithTokenAsync(string token, CancellationToken cancellationToken = default)
    {
        MakeSure(CarriesSecret: true, SessionNow().Address);
        return LogInAsync(new TokenCredentials(token), token: false, cancellationToken);
    }

    /// <summary>Posts, edits, redacts or reacts; the answer comes once the entry is durable and in its place. Exactly once, also across reconnects.</summary>
    /// <param name="command">A <see cref="Post"/>, <see cref="EditMessage"/>, <see cref="RedactMessage"/> or <see cref="React"/>; without an id it gets one.</param>
    /// <exception cref="ChatException">Refused for good; "try again later" is tried again here, and later posts may then come before it.</exception>
    /// <exception cref="LinkLostException">The client is closed.</exception>
    /// <exception cref="OperationCanceledException">Waiting was given up; the entry may be posted all the same.</exception>
    public Task<Posted> PostAsync(ConversationCommand command, CancellationToken cancellationToken = default) => _outbox.PostAsync(
        command switch
        {
            Post post => post with { Id = post.Id ?? _outbox.NextId() },
            EditMessage edit => edit with { Id = edit.Id ?? _outbox.NextId() },
            RedactMessage redact => redact with { Id = redact.Id ?? _outbox.NextId() },
            React react => react with { Id = react.Id ?? _outbox.NextId() },
            _ => throw new ArgumentException("Post, EditMessage, RedactMessage or React.", nameof(command)),
        },
        cancellationToken);

    /// <summary>While there is no connection posts go another way under the ids they have, the unanswered ones first; until the next connection, or not at all when there is one.</summary>
    public void DivertPosts(Elsewhere elsewhere) => _outbox.Divert(elsewhere);

    /// <summary>Sends any other command and returns its answer; the extension methods of <see cref="Verbs"/> name the usual ones.</summary>
    /// <exception cref="ChatException">The server refused.</exception>
    /// <exception cref="LinkLostException">No connection, or lost before the answer.</exception>
    /// <exception cref="UnshelteredLinkException">The command holds a password or token, and the link is in clear.</exception>
    public async Task<T> AskAsync<T>(Command command, CancellationToken cancellationToken = default)
        where T : Event
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var session = SessionNow();
            MakeSure(command is Register or PasswordLogin or TokenLogin or ChangePassword or DeleteAccount, session.Address);
            return await session.Link.AskAsync<T>(command, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Changes the password; later reconnects use the new one. Tokens of other sessions are revoked.</summary>
    public async Task ChangePasswordAsync(string old, string next, CancellationToken cancellationToken = default)
    {
        await AskAsync<Done>(new ChangePassword(old, next), cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (_credentials is PasswordCredentials)
                _credentials = new PasswordCredentials(Login!, next);
        }
    }

    /// <summary>Sets the language of the server's texts, also for later connections.</summary>
    public async Task<LanguageSet> SetLanguageAsync(string lang, CancellationToken cancellationToken = default)
    {
        var set = await AskAsync<LanguageSet>(new SetLanguage(lang), cancellationToken).ConfigureAwait(false);
        _lang = set.Lang;
        return set;
    }

    /// <summary>Says goodbye and closes: what was written before is answered first. Waits two seconds at most for the server.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _session) is { } session)
        {
            try
            {
                session.Link.Send(new Exit(), static _ => { });
                await session.Link.Ended.WaitAsync(TimeSpan.FromSeconds(2), _options.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is LinkLostException or TimeoutException)
            {
                // Gone already, or it does not say goodbye: the close below does for both.
            }
        }
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes at once. Waiting posts and commands fail with <see cref="LinkLostException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        End(new LinkChanged(LinkState.Closed));
    }

    private async Task<LoggedIn> LogInAsync(Credentials credentials, bool token, CancellationToken cancellationToken)
    {
        var loggedIn = await credentials.LogInAsync(SessionNow().Link, token, cancellationToken).ConfigureAwait(false);
        await RememberAsync(credentials, loggedIn, cancellationToken).ConfigureAwait(false);
        return loggedIn;
    }

    private async Task RememberAsync(Credentials credentials, LoggedIn loggedIn, CancellationToken cancellationToken)
    {
        lock (_lock)
            (_credentials, _hasLoggedIn) = (loggedIn.Token is { } token ? new TokenCredentials(token) : credentials, true);
        _inbox.Compare(await AskAsync<ConversationList>(new ListConversations(), cancellationToken).ConfigureAwait(false), firstLogin: true);
    }

    private async Task<Session> FirstAsync(CancellationToken cancellationToken)
    {
        _rounds.StartOver();
        var nobody = true;
        while (true)
        {
            try
            {
                return await OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or LinkLostException or ChatException)
            {
                nobody &= IsNobodyThere(e);
                if (!_rounds.Fail(RetryAfter(e)).IsRoundOver)
                    continue;
                if (nobody)
                    throw new NoServerException(_options.Addresses, e);
                throw;
            }
        }
    }

    private Task<Session> OpenAsync(CancellationToken cancellationToken) =>
        Session.OpenAsync(_rounds.Next, _dialer, new Hello(_lang, _options.Client, Link.HeartbeatSeconds, Moves: _rounds.HasAnother), _inbox, Clock, _options.Time, cancellationToken);

    /// <param name="session">Null: none yet.</param>
    /// <param name="lost">Why there is none.</param>
    private async Task KeepAsync(Session? session, LinkLostException? lost, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (session is not null)
                {
                    var begun = _options.Time.GetTimestamp();
                    lost = await session.Link.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
                    await LeaveAsync(session).ConfigureAwait(false);
                    if (!Returns(lost.Closing))
                    {
                        End(new LinkChanged(LinkState.Closed, Problem: lost.Message, Closing: lost.Closing) { Cause = lost });
                        return;
                    }
                    // Links that break at once make the waits grow; a node that says goodbye had nothing wrong with it.
                    if (lost.Closing is { Reason: CloseReason.ServerStopping or CloseReason.Moved } || _options.Time.GetElapsedTime(begun) >= Backoff.Last)
                        _rounds.StartOver();
                }
                session = await ReconnectAsync(lost!, cancellationToken).ConfigureAwait(false);
                Enter(session);
            }
        }
        catch (Exception e) when (e is CertificateChangedException or ScramException or UnshelteredLinkException or ChatException)
        {
            End(new LinkChanged(LinkState.Closed, Problem: e.Message) { Cause = e });
        }
        finally
        {
            if (session is not null)
                await LeaveAsync(session).ConfigureAwait(false);
        }
    }

    private async Task<Session> ReconnectAsync(LinkLostException lost, CancellationToken cancellationToken)
    {
        State = LinkState.Reconnecting;
        var (wait, isRoundOver) = _rounds.Lose(RetryAfter(lost));
        Tell(lost);
        var away = new List<ServerAddress>();
        var tried = 0;
        while (true)
        {
            await Task.Delay(wait, _options.Time, cancellationToken).ConfigureAwait(false);
            try
            {
                return await ReturnAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or LinkLostException or ChatException { IsTransient: true })
            {
                tried++;
                if (IsNobodyThere(e))
                    away.Add(_rounds.Next);
                (wait, isRoundOver) = _rounds.Fail(RetryAfter(e));
                if (!isRoundOver)
                    continue;
                Tell(away.Count == tried ? new NoServerException([.. away], e) : e);
                (tried, away) = (0, []);
            }
        }

        void Tell(Exception problem) =>
            _inbox.Publish(new LinkChanged(LinkState.Reconnecting, isRoundOver ? null : _rounds.Next, Problem: problem.Message, RetryIn: wait, Closing: lost.Closing) { Cause = problem });
    }

    private async Task<Session> ReturnAsync(CancellationToken cancellationToken)
    {
        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (CredentialsFor(session) is { } credentials)
            {
                await new Return(_inbox, session.Link).RunAsync(credentials, isFirst: !_hasLoggedIn, cancellationToken).ConfigureAwait(false);
                _hasLoggedIn = true;
            }
            _outbox.Attach(session.Link);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private Credentials? CredentialsFor(Session session)
    {
        lock (_lock)
        {
            MakeSure(_credentials is TokenCredentials, session.Address);
            return _credentials;
        }
    }

    private void Enter(Session session)
    {
        Volatile.Write(ref _session, session);
        State = LinkState.Connected;
        _inbox.Publish(new LinkChanged(LinkState.Connected, session.Address, session.Certificate));
    }

    private async Task LeaveAsync(Session session)
    {
        Volatile.Write(ref _session, null);
        _outbox.Detach();
        await session.DisposeAsync().ConfigureAwait(false);
    }

    private void End(LinkChanged last)
    {
        lock (_lock)
        {
            if (State is LinkState.Closed)
                return;
            State = LinkState.Closed;
        }
        _outbox.Close(new LinkLostException(last.Problem ?? "The client is closed.", last.Cause) { Closing = last.Closing });
        _inbox.Publish(last);
        _inbox.Complete();
    }

    /// <summary>Coming back makes no sense after a goodbye, a revocation or input that the server can't read.</summary>
    private static bool Returns(Closing? closing) => closing is null or { RetryAfter: not null }
        || closing.Reason is not (CloseReason.Quit or CloseReason.Revoked or CloseReason.LoginTimeout or CloseReason.ProtocolError);

    /// <summary>Nobody listens, or who does is silent, or goes without a word, as a balancer without a server behind it and a server that dies just then.</summary>
    private static bool IsNobodyThere(Exception problem) =>
        problem is IOException { InnerException: System.Net.Sockets.SocketException or OperationCanceledException or TimeoutException or IOException }
            or LinkLostException { Closing: null, InnerException: not ProtocolException };

    private static TimeSpan RetryAfter(Exception problem) => problem switch
    {
        ChatException refused => refused.RetryAfter,
        LinkLostException { Closing.RetryAfter: { } seconds } => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 3600)),
        _ => TimeSpan.Zero,
    };

    private Session SessionNow() => Volatile.Read(ref _session) ?? throw new LinkLostException("There is no connection to the server now.");

    private void MakeSure(bool CarriesSecret, ServerAddress address)
    {
        if (CarriesSecret && !address.IsSheltered && !_options.AllowPlaintextSecrets)
            throw new UnshelteredLinkException(address);
    }
}
