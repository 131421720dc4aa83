using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Parley.Faults.Records;
using Parley.Faults.Sites;

namespace Parley.Faults.People;

/// <summary>Opens a connection, and says where to.</summary>
/// <param name="tries">Connections that were tried before.</param>
internal delegate Task<(ILines Lines, string Where)> Way(int tries, CancellationToken cancellationToken);

/// <summary>
/// An account with a program: stays in rooms and reads what is private, at whichever node takes it. When a link is lost it goes to
/// the next node and resumes by position, as docs/protocol/json.md says. Everything it sees goes into the record.
/// </summary>
/// <param name="way">Opens the next connection, which is the next node's where there are several addresses.</param>
/// <param name="pairs">Logins of those it has private words with.</param>
internal sealed class Person(Way way, History history, string login, IReadOnlyList<string> rooms, IReadOnlyList<string> pairs) : IAsyncDisposable
{
    private const int Page = 500;
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(6);

    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _opening = new(1);
    private readonly Dictionary<string, long> _last = rooms.Concat(pairs.Select(p => PairOf(login, p))).ToDictionary(c => c, _ => 0L, StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<long>> _ahead = new(StringComparer.Ordinal);
    private int _tries;
    private JsonLink? _link;
    private Task _staying = Task.CompletedTask;

    public string Login => login;

    public IReadOnlyList<string> Rooms => rooms;

    public IReadOnlyList<string> Pairs => pairs;

    public IEnumerable<string> Conversations => _last.Keys;

    public int Links { get; private set; }

    public static string PairOf(string one, string other) => string.CompareOrdinal(one, other) < 0 ? $"{one}|{other}" : $"{other}|{one}";

    /// <summary>Up to here everything was seen.</summary>
    public long LastOf(string conversation)
    {
        lock (_last)
            return _last[conversation];
    }

    /// <summary>Keeps a link from now on.</summary>
    public void Start() => _staying = Task.Run(StayAsync);

    /// <summary>The link there is, or a new one.</summary>
    /// <exception cref="OperationCanceledException">This person has left.</exception>
    public async Task<JsonLink> LinkAsync()
    {
        await _opening.WaitAsync(_end.Token);
        try
        {
            while (_link is not { IsLost: false })
            {
                if (_link is not null)
                    await _link.DisposeAsync();
                _link = await TryOpenAsync();
                if (_link is not null)
                    break;
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, _end.Token);
            }
            return _link;
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _staying;
        if (_link is not null)
            await _link.DisposeAsync();
    }

    private async Task StayAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await LinkAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<JsonLink?> TryOpenAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(OpenLimit);
        JsonLink? link = null;
        try
        {
            var (lines, where) = await way(_tries++, limit.Token);
            var stays = new Dictionary<string, Stay>(StringComparer.Ordinal);
            link = new JsonLink(lines, json => Heard(json, where, stays));
            await EnterAsync(link, where, stays).WaitAsync(limit.Token);
            Links++;
            return link;
        }
        catch (Exception e) when (e is IOException or SocketException or WebSocketException or OperationCanceledException or LinkLostException or System.Security.Authentication.AuthenticationException)
        {
            if (link is not null)
                await link.DisposeAsync();
            return null;
        }
    }

    private async Task EnterAsync(JsonLink link, string where, Dictionary<string, Stay> stays)
    {
        await link.NeedAsync(new { t = "login", login, password = Site.Password });
        foreach (var room in rooms)
        {
            var after = LastOf(room);
            lock (stays)
                history.Stays.Enqueue(stays[room] = new Stay(login, where, room, after));
            await link.NeedAsync(new { t = "join", room, after });
        }
        var known = (await link.NeedAsync(new { t = "conversations" }))["conversations"]!.AsArray().ToDictionary(c => (string)c!["with"]!, c => (long)c!["head"]!, StringComparer.Ordinal);
        foreach (var other in pairs)
        {
            while (known.GetValueOrDefault(other) > LastOf(PairOf(login, other)))
                await ReadPageAsync(link, where, other);
        }
    }

    private async Task ReadPageAsync(JsonLink link, string where, string other)
    {
        var conversation = PairOf(login, other);
        var stay = new Stay(login, where + " page", conversation, LastOf(conversation));
        var page = await link.NeedAsync(new { t = "history", to = other, after = stay.After, limit = Page });
        foreach (var entry in page["entries"]!.AsArray())
            See(stay, entry!.AsObject());
        history.Stays.Enqueue(stay);
    }

    private void Heard(JsonObject json, string where, Dictionary<string, Stay> stays)
    {
        if ((string?)json["t"] is not "msg")
            return;
        var conversation = (string?)json["room"] ?? PairOf((string)json["from"]!, (string)json["to"]!);
        Stay? stay;
        lock (stays)
        {
            // What is private begins where the server's marker for this account stands.
            if (!stays.TryGetValue(conversation, out stay))
                history.Stays.Enqueue(stay = stays[conversation] = new Stay(login, where, conversation, null));
        }
        See(stay, json);
    }

    private void See(Stay stay, JsonObject json)
    {
        var position = (long)json["position"]!;
        stay.Seen.Add(new Sighting(position, (string?)json["id"], (string)json["text"]!));
        lock (_last)
        {
            if (!_last.TryGetValue(stay.Conversation, out var last))
                return;
            if (!_ahead.TryGetValue(stay.Conversation, out var ahead))
                ahead = _ahead[stay.Conversation] = [];
            if (position > last)
                ahead.Add(position);
            while (ahead.Remove(last + 1))
                last++;
            _last[stay.Conversation] = last;
        }
    }
}
