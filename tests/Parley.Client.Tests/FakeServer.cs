using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Parley.Contracts;
using Parley.Protocol.Json;

namespace Parley.Client.Tests;

/// <summary>A small chat over loopback that does what docs/protocol/json.md says, and misbehaves on demand.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <param name="twin">Another node of the same chat: both have one log.</param>
    public FakeServer(X509Certificate2? certificate = null, bool any = false, FakeServer? twin = null)
    {
        Certificate = certificate;
        Sync = twin?.Sync ?? new Lock();
        Log = twin?.Log ?? [];
        Private = twin?.Private ?? [];
        _listener = new TcpListener(any ? IPAddress.Any : IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public X509Certificate2? Certificate { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ServerAddress Address => Certificate is null ? ServerAddress.Tcp("127.0.0.1", Port) : ServerAddress.Tls("127.0.0.1", Port);

    public Lock Sync { get; }

    public List<FakeConnection> Connections { get; } = [];

    /// <summary>Every command of every connection, in the order of arrival.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<Command> Received { get; } = [];

    /// <summary>The one room's entries.</summary>
    public List<EntryEvent> Log { get; }

    public List<EntryEvent> Private { get; }

    /// <summary>Nobody is served: who comes is cut off, who is here stays.</summary>
    public bool IsAway { get; set; }

    /// <summary>Looks at a command first; true: it is dealt with.</summary>
    public Func<FakeConnection, Command, bool> Intercept { get; set; } = (_, _) => false;

    /// <summary>Added to the server's clock.</summary>
    public TimeSpan ClockShift { get; set; }

    public FakeConnection Last
    {
        get
        {
            lock (Sync)
                return Connections[^1];
        }
    }

    /// <summary>Puts a message into the room's log and, unless hidden, sends it to everybody in it.</summary>
    public void Say(string from, string text, string? id = null, bool live = true)
    {
        lock (Sync)
        {
            var message = new Message { Room = "uci", Conversation = new(7), Position = new(Log.Count + 1), From = from, Text = text, Id = id, Time = DateTimeOffset.UnixEpoch };
            Log.Add(message);
            if (live)
            {
                foreach (var connection in Connections.Where(c => c.InRoom))
                    connection.Send(message);
            }
        }
    }

    public void SayPrivately(string from, string to, string text, bool live = true)
    {
        lock (Sync)
        {
            var message = new Message { To = to, Conversation = new(9), Position = new(Private.Count + 1), From = from, Text = text, Time = DateTimeOffset.UnixEpoch };
            Private.Add(message);
            if (live)
            {
                foreach (var connection in Connections.Where(c => c.LoggedIn))
                    connection.Send(message);
            }
        }
    }

    /// <summary>Breaks the newest connection as a cut cable and a reset would.</summary>
    public void Cut() => Last.Cut();

    public static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=parley", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        _listener.Stop();
        lock (Sync)
        {
            foreach (var connection in Connections)
                connection.Cut();
        }
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                socket.NoDelay = true;
                var connection = new FakeConnection(this, socket);
                if (IsAway)
                {
                    connection.Cut();
                    continue;
                }
                lock (Sync)
                    Connections.Add(connection);
                _ = connection.RunAsync(_stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}

/// <summary>One connection of the fake server.</summary>
internal sealed class FakeConnection(FakeServer server, Socket socket) : IDisposable
{
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private FakeScram? _scram;

    public bool InRoom { get; set; }

    public bool LoggedIn { get; set; }

    /// <summary>Neither reads answers out nor answers: a black hole with an open socket.</summary>
    public bool Mute { get; set; }

    public void Cut()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        catch (ObjectDisposedException)
        {
            // The client closed first.
        }
    }

    public void Dispose() => _stream.Dispose();

    public void Send(Event single)
    {
        if (Mute)
            return;
        try
        {
            lock (_stream)
                _stream.Write(JsonProtocol.Encode(single).Span);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut meanwhile.
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (server.Certificate is { } certificate)
            {
                var tls = new SslStream(_stream);
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
                _stream = tls;
            }
            await _stream.WriteAsync("Parley\r\n* Hora del servidor: …\r\n"u8.ToArray(), cancellationToken);
            using var reader = new StreamReader(_stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (!JsonProtocol.TryParseCommand(Encoding.UTF8.GetBytes(line), out var command, out _))
                    continue;
                lock (server.Sync)
                {
                    server.Received.Enqueue(command);
                    if (!Mute && !server.Intercept(this, command))
                        Answer(command);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
            // The client went, or the test cut it.
        }
    }

    public void Answer(Command command)
    {
        Event answer = command switch
        {
            Hello => new Welcome("parley", "0.1.0", 1, DateTimeOffset.UnixEpoch, "es", ["scram-sha-256"], new WireLimits(4096, 65536, 1000)),
            AskTime time => new TimeAnswer(time.T0, Now(), Now()),
            Ping => new Pong(),
            ScramStart start => (_scram = new FakeScram("pencil")).Challenge(start),
            ScramFinish finish => _scram!.Finish(finish) is { } proof ? LogIn(new LoggedIn("ana", "user", "es") { Scram = proof }) : Refuse(222),
            Register register => LogIn(new LoggedIn(register.Login!, "user", "es", Registered: true)),
            TokenLogin { Token: "good" } => LogIn(new LoggedIn("ana", "user", "es")),
            TokenLogin => Refuse(237),
            JoinRoom join => Enter(join),
            LeaveRoom => new RoomLeft("uci"),
            ListRooms => new RoomList([], 0),
            ListUsers => new UserList("online", [], 0, 0),
            ListConversations => new ConversationList(server.Private.Count == 0 ? [] : [new ConversationShown(new(9), "bob", new(server.Private.Count))]),
            ReadHistory history => Page(history),
            Post post => Accept(post),
            Exit => new Closing(CloseReason.Quit, "ana"),
            _ => new Done(command.GetType().Name),
        };
        Send(answer with { Ref = command.Ref });
        if (answer is RoomEntered && command is JoinRoom { After: { } after })
        {
            foreach (var entry in server.Log.Skip((int)after))
                Send(entry);
        }
        if (command is Exit)
            Cut();
    }

    private double Now() => (TimeProvider.System.GetUtcNow() + server.ClockShift - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    private LoggedIn LogIn(LoggedIn answer)
    {
        LoggedIn = true;
        return answer;
    }

    private static Error Refuse(int code) => new(code, "no", new Dictionary<string, string>());

    private Event Enter(JoinRoom join)
    {
        if (join.Conversation is { } expected && expected != 7)
            return Refuse(218);
        InRoom = true;
        return new RoomEntered("uci", new(7), 2, new(server.Log.Count), new(1), Kept: true, "bob");
    }

    private HistoryPage Page(ReadHistory history)
    {
        var log = history.To is null ? server.Log : server.Private;
        var rest = log.Skip((int)(history.After ?? 0)).Take(history.Limit ?? 50).ToList();
        return new HistoryPage(new(history.To is null ? 7 : 9), rest, new(1), new(log.Count), rest.Count > 0 && rest[^1].Position.Value < log.Count, history.Room, history.To);
    }

    private Posted Accept(Post post)
    {
        var known = server.Log.FirstOrDefault(e => e.Id == post.Id);
        if (known is null)
            server.Say("ana", post.Text!, post.Id);
        return new Posted(new(7), known?.Position ?? new(server.Log.Count), DateTimeOffset.UnixEpoch, post.Id, "uci", Duplicate: known is null ? null : true);
    }
}
