using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Contracts;
using Parley.Lan.Chat;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.People;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Line;

namespace Parley.Lan.Tests.Chat;

/// <summary>A device with its person's chat, on this machine's loopback.</summary>
internal sealed class TestDevice : IAsyncDisposable
{
    public static readonly PeerGroup Ward = PeerGroup.Open("ward");

    private readonly List<TestSession> _sessions = [];
    private LanPeer? _peer;
    private LanChat? _chat;
    private bool _isStopped;

    private TestDevice(Login name, DeviceKey key, FailingPeerLog log, KnownDevices known) => (Name, Key, Log, Known) = (name, key, log, known);

    /// <summary>Made at each start, as a program does.</summary>
    public Func<DeviceKey, PeerGroup> Group { get; private init; } = _ => Ward;

    public Login Name { get; }

    public DeviceKey Key { get; }

    public FailingPeerLog Log { get; }

    public KnownDevices Known { get; }

    public ShownPrivates Shown { get; private init; } = ShownPrivates.InMemory();

    /// <summary>In an organisation's group, what its server has dealt with.</summary>
    public SettledEntries Settled => Server.Settled;

    /// <summary>What it says of that by now.</summary>
    public ServersWords Server { get; private init; } = ServersWords.InMemory(SettledEntries.InMemory());

    public LanPeer Peer => _peer!;

    public LanChat Chat => _chat!;

    public DnsEndPoint Address => new(Peer.End.Address.ToString(), Peer.End.Port);

    public static Task<TestDevice> StartAsync(string name, params TestDevice[] peers) => StartAsync(name, TimeSpan.FromSeconds(60), peers);

    public static async Task<TestDevice> StartAsync(string name, TimeSpan grace, params TestDevice[] peers)
    {
        Assert.True(Login.TryParse(name, out var login));
        var device = new TestDevice(login, DeviceKey.New(), new FailingPeerLog(), KnownDevices.InMemory());
        await device.RunAsync(grace, peers);
        return device;
    }

    /// <summary>A device of an organisation.</summary>
    public static async Task<TestDevice> StartAsync(string name, Func<DeviceKey, PeerGroup> group, params TestDevice[] peers)
    {
        Assert.True(Login.TryParse(name, out var login));
        var device = new TestDevice(login, DeviceKey.New(), new FailingPeerLog(), KnownDevices.InMemory()) { Group = group };
        await device.RunAsync(TimeSpan.FromSeconds(60), peers);
        return device;
    }

    /// <summary>The same device after a restart.</summary>
    public async Task<TestDevice> RestartAsync(params TestDevice[] peers)
    {
        await StopAsync();
        var again = new TestDevice(Name, Key, Log, Known) { Shown = Shown, Group = Group, Server = Server };
        await again.RunAsync(TimeSpan.FromSeconds(60), peers);
        return again;
    }

    public TestSession Enter()
    {
        var session = new TestSession(Chat);
        _sessions.Add(session);
        return session;
    }

    public async Task StopAsync()
    {
        if (_isStopped)
            return;
        _isStopped = true;
        foreach (var session in _sessions)
            session.Dispose();
        await Chat.DisposeAsync();
        await Peer.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Key.Dispose();
    }

    private async Task RunAsync(TimeSpan grace, TestDevice[] peers)
    {
        var group = Group(Key);
        // As a program does before it starts: the person's own name is known.
        if (group is SecretGroup)
            Assert.Null(Known.Meet(Key.Id, Name));
        _chat = await LanChat.OpenAsync(new LanChatParts(Key, group, Name, group is SecretGroup ? Known : null, Shown, grace, ApartTime.Instance, NullLogger.Instance) { Server = Server }, Log, default);
        var links = new LinkSettings(new IPEndPoint(IPAddress.Loopback, 0)) { MaxHandshakesPerAddress = 64, HandshakeTime = TimeSpan.FromSeconds(60), Peers = [.. peers.Select(p => p.Address)] };
        _peer = await LanPeer.StartAsync(new LanPeerParts(Key, group, Log, links, Discovery: null, ApartTime.Instance, NullLogger.Instance, _chat), default);
        await _chat.BeginAsync(_peer, default);
    }
}

/// <summary>Somebody at a device, who types lines and sees lines.</summary>
internal sealed class TestSession : ILanDoor, IDisposable
{
    private static readonly LineWriter Writer = new(TimeZoneInfo.Utc);

    private readonly Lock _lock = new();
    private readonly List<Event> _events = [];
    private readonly LanSession _session;

    public TestSession(LanChat chat)
    {
        _session = chat.Enter(this, placed: true, "en");
        _session.Begin();
    }

    public IReadOnlyList<Event> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    public IReadOnlyList<string> Lines => LinesOf(Events);

    /// <summary>What people have said, without notices and whether it came late.</summary>
    public IReadOnlyList<string> Said => [.. LinesOf(Events.Select(e => e is Message said ? said with { Late = null } : e)).Where(l => !l.StartsWith('*'))];

    /// <summary>Types a line.</summary>
    /// <returns>What was told from then on until the answer.</returns>
    public async Task<IReadOnlyList<string>> TypeAsync(string line)
    {
        var before = Lines.Count;
        var command = LineParser.Parse(line) switch
        {
            Ask ask => ask.Command,
            SendPrivate send => new Post(send.Text, send.Id) { To = send.To },
            var other => throw new ArgumentException($"{other} is the door's", nameof(line)),
        };
        await _session.HandleAsync(command, default);
        return [.. Lines.Skip(before)];
    }

    /// <summary>What is told from now on until the answer.</summary>
    public async Task<IReadOnlyList<Event>> AskAsync(Command command)
    {
        var before = Events.Count;
        await _session.HandleAsync(command, default);
        return [.. Events.Skip(before)];
    }

    /// <summary>The room's history, as everybody has it.</summary>
    public async Task<IReadOnlyList<string>> LastAsync() =>
        [.. (await TypeAsync("#last 1000")).Where(l => l.StartsWith('[')).Select(l => l[(l.IndexOf(']', StringComparison.Ordinal) + 2)..])];

    public void Tell(IReadOnlyList<Event> events)
    {
        lock (_lock)
            _events.AddRange(events);
    }

    public void Dispose() => _session.Dispose();

    private IReadOnlyList<string> LinesOf(IEnumerable<Event> events)
    {
        var format = new LineFormat("en", Codes: true, _session.Name);
        return [.. events.SelectMany(e => Encoding.UTF8.GetString(Writer.Write(e, format).Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))];
    }
}
