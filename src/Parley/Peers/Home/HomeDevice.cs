using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Client;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Host.Options;
using Parley.Lan;
using Parley.Lan.Chat;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Placing;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;
using Parley.Storage;
using Parley.Terminal;

namespace Parley.Host.Peers.Home;

/// <summary>This computer as a device of whoever is logged in at a server: among the peers of its network as long as the program runs, and it hands in what the server lacks.</summary>
/// <remarks>Its files are in <c>peers/LOGIN</c> of the person's configuration; a second program of theirs at the same time is a second device, <c>peers/LOGIN~2</c>.</remarks>
/// <param name="lang">Of the local door's words.</param>
internal sealed class HomeDevice(string login, string lang, IReadOnlyList<System.Net.DnsEndPoint> peers, TimeProvider time) : IPeerDevice
{
    /// <summary>Programs of one person on one computer.</summary>
    private const int MostFolders = 8;

    /// <summary>All peers hand in; who is a moment later finds most of it done.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);

    /// <summary>What happens in rooms that one is not in, nobody tells.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _beginning = new(1);
    private IReadOnlyList<RoomName> _admitted = [];
    private Membership? _membership;
    private LanNode? _node;
    private HandingOver? _handing;
    private ServersHistory? _history;
    private volatile bool _mayHaveMissed;
    private Task _working = Task.CompletedTask;

    public async Task<ServerAddress> BeginAsync(ParleyClient server, Action<PlacesGiven> placed, CancellationToken cancellationToken)
    {
        await _beginning.WaitAsync(cancellationToken);
        try
        {
            if (_node is null)
            {
                _node = await StartOrResumeAsync(server, cancellationToken);
                _working = HandInAsync(server, placed, _stopping.Token);
            }
            else
            {
                var signed = await SignAsync(server, _node.Key, cancellationToken);
                var statement = Convert.FromBase64String(signed.Statement);
                _node.Peer.Renew(statement);
                Revoke(_node, signed);
                Keep(statement, server.Addresses);
            }
            _node.Chat.Admit(_admitted);
            CatchUp();
            return DoorOf(_node);
        }
        catch (ChatException) when (_node is not null)
        {
            // What was written is handed in also when the server does not renew its word.
            CatchUp();
            throw;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Another server at the same address, or none of ours.
            throw new IOException($"What the server says of this device can't be used: {e.Message}", e);
        }
        finally
        {
            _beginning.Release();
        }
    }

    public async Task<ServerAddress> ResumeAsync(ParleyClient server, Action<PlacesGiven> placed, CancellationToken cancellationToken)
    {
        await _beginning.WaitAsync(cancellationToken);
        try
        {
            _node = await ResumeAsync(server.Addresses, cancellationToken);
            _node.Chat.Admit(_admitted);
            _working = HandInAsync(server, placed, _stopping.Token);
            return DoorOf(_node);
        }
        finally
        {
            _beginning.Release();
        }
    }

    public void Admit(IEnumerable<string> rooms)
    {
        _admitted = [.. rooms.Select(r => RoomName.TryParse(r, out var name) ? name : NameRules.DefaultRoom)];
        _node?.Chat.Admit(_admitted);
        CatchUp();
        if (_membership is { } kept && !kept.Rooms.SequenceEqual(_admitted))
            Keep(kept.Statement, kept.Servers);
    }

    public void See(EntryEvent entry)
    {
        if (_history is not { } history || _handing is not { } handing)
            return;
        var before = handing.Count;
        history.See(entry);
        // Something may have waited for what it means.
        if (handing.Count == 0 || handing.Count > before)
            _wake.Writer.TryWrite(true);
    }

    public bool IsSettled(string entry) => Digest.TryParse(entry, out var hash) && _node?.Server.Settled.Contains(hash) == true;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_node is not null)
            await _node.DisposeAsync();
        _beginning.Dispose();
        _stopping.Dispose();
    }

    private static async Task<DeviceSigned> SignAsync(ParleyClient server, DeviceKey device, CancellationToken cancellationToken)
    {
        var proof = device.Sign(Encoding.UTF8.GetBytes($"parley device\n{server.Login}"));
        return await server.AskAsync<DeviceSigned>(new RegisterDevice(Convert.ToBase64String(device.Public.Point), Convert.ToBase64String(proof)), cancellationToken);
    }

    private static ServerAddress DoorOf(LanNode node) => ServerAddress.TryParse($"tcp:{node.Door}", out var door) ? door : throw new IOException($"{node.Door} is no address");

    private static void Revoke(LanNode node, DeviceSigned signed) => node.Peer.Revoke(signed.Revoked.Select(r => (ReadOnlyMemory<byte>)Convert.FromBase64String(r)));

    /// <summary>A server that goes just now need not say its word again: what is kept of an earlier login does as well.</summary>
    private async Task<LanNode> StartOrResumeAsync(ParleyClient server, CancellationToken cancellationToken)
    {
        try
        {
            return await StartAsync(server, cancellationToken);
        }
        catch (LinkLostException)
        {
            try
            {
                return await ResumeAsync(server.Addresses, cancellationToken);
            }
            catch (IOException)
            {
                // Nothing can be used: when it is back.
            }
            throw;
        }
    }

    /// <summary>In the first folder that no other program has.</summary>
    private async Task<LanNode> StartAsync(ParleyClient server, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            var folder = Path.Combine(Membership.Home, number == 1 ? login : $"{login}~{number}");
            try
            {
                return await StartAsync(folder, server, cancellationToken);
            }
            catch (StoreRefusedException) when (number < MostFolders)
            {
                // Another program of this person has it.
            }
            catch (Exception e) when (IsOfThisComputer(e))
            {
                throw new IOException(e.Message, e);
            }
        }
    }

    /// <summary>As the first of the person's devices here that no other program has.</summary>
    private async Task<LanNode> ResumeAsync(IReadOnlyList<ServerAddress> server, CancellationToken cancellationToken)
    {
        var known = Membership.All();
        Exception? last = null;
        foreach (var kept in known.FirstOrDefault(m => m.IsOf(server, login))?.Devices(known, time.GetUtcNow()) ?? [])
        {
            try
            {
                var node = await StartAsync(kept.Folder, DeviceKey.LoadOrCreate(kept.Folder), kept.Statement, cancellationToken);
                (_membership, _admitted) = (kept, _admitted.Count > 0 ? _admitted : kept.Rooms);
                return node;
            }
            catch (Exception e) when (IsOfThisComputer(e) || e is ArgumentException)
            {
                last = e;
            }
        }
        throw new IOException(last is StoreRefusedException { InnerException: IOException } ? $"another program has the messages of {login} open, parley chat or parley lan" : last?.Message ?? "nothing is kept of an earlier login", last);
    }

    private static bool IsOfThisComputer(Exception problem) =>
        problem is DeviceKeyException or StoreRefusedException or SocketException or StorageUnavailableException or RefusedStartException or UnauthorizedAccessException;

    private async Task<LanNode> StartAsync(string folder, ParleyClient server, CancellationToken cancellationToken)
    {
        DataDirectory.Create(folder);
        var device = DeviceKey.LoadOrCreate(folder);
        DeviceSigned signed;
        try
        {
            signed = await SignAsync(server, device, cancellationToken);
        }
        catch
        {
            device.Dispose();
            throw;
        }
        var statement = Convert.FromBase64String(signed.Statement);
        var node = await StartAsync(folder, device, statement, cancellationToken);
        Revoke(node, signed);
        _membership = Membership.TryLoad(folder, node.GroupName) ?? new Membership(folder, node.GroupName, statement, [], []);
        Keep(statement, server.Addresses);
        return node;
    }

    /// <summary>The key is the node's from then on, or disposed of.</summary>
    private async Task<LanNode> StartAsync(string folder, DeviceKey device, ReadOnlyMemory<byte> statement, CancellationToken cancellationToken)
    {
        try
        {
            var own = LanNodeParts.OfOrganisation(folder, device, statement, lang);
            var node = await LanNode.StartAsync(own with { Peers = peers, Keep = new Keeping(LanNodeParts.UsualKeeping, entry => _handing?.Waits(entry) == false), Watch = WatchAsync }, time, NullLoggerFactory.Instance, cancellationToken);
            _history = new ServersHistory(node, _handing!);
            return node;

            async Task<ILanWatcher> WatchAsync(LanChat chat, IPeerLog log, CancellationToken ct)
            {
                var handing = new HandingOver(device.Id, own.Server.Settled, chat.OpenOwn, NullLogger.Instance);
                await foreach (var entry in log.ReadAllAsync(ct))
                    handing.Add(new Added(entry));
                _handing = handing;
                return new HandingWatcher(chat, handing, () => _wake.Writer.TryWrite(true));
            }
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>For a start without the server.</summary>
    private void Keep(ReadOnlyMemory<byte> statement, IReadOnlyList<ServerAddress> servers)
    {
        if (_membership is not { } before)
            return;
        _membership = before with { Statement = statement, Servers = [.. servers.Union(before.Servers).Take(Membership.MostServers)], Rooms = _admitted };
        try
        {
            _membership.Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The chat goes on; at worst a start without the server is refused.
        }
    }

    private async Task HandInAsync(ParleyClient server, Action<PlacesGiven> placed, CancellationToken cancellationToken)
    {
        var told = HandedOver.Nothing;
        await using var looking = time.CreateTimer(_ => CatchUp(), null, LookEvery, LookEvery);
        await foreach (var _ in _wake.Reader.ReadAllAsync(cancellationToken))
        {
            if (_handing is not { } handing || server.State is not LinkState.Connected)
                continue;
            if (_mayHaveMissed && !await CatchUpAsync(server, cancellationToken))
                continue;
            if (handing.Count > 0)
            {
                await Task.Delay(Spread * Random.Shared.NextDouble(), time, cancellationToken);
                if (!await RunAsync(handing, server, cancellationToken))
                    continue;
            }
            var done = handing.Done;
            if (done != told)
                placed(new PlacesGiven(done.Messages - told.Messages, done.Changes - told.Changes, [.. done.Refused.Skip(told.Refused.Count).Select(r => new NoPlace(r.Code, r.To, r.IsChange))]));
            told = done;
        }
    }

    /// <summary>Reads what was said at the server while this device did not listen, and hands in.</summary>
    private void CatchUp()
    {
        _mayHaveMissed = true;
        _wake.Writer.TryWrite(true);
    }

    /// <returns>False: the link is lost again.</returns>
    private async Task<bool> CatchUpAsync(ParleyClient server, CancellationToken cancellationToken)
    {
        _mayHaveMissed = false;
        try
        {
            await _history!.CatchUpAsync(server, _admitted, cancellationToken);
        }
        catch (LinkLostException)
        {
            _mayHaveMissed = true;
            return false;
        }
        catch (ChatException)
        {
            // At the next look; what was written is handed in meanwhile.
        }
        return true;
    }

    /// <returns>True: nothing is left to hand in.</returns>
    private async Task<bool> RunAsync(HandingOver handing, ParleyClient server, CancellationToken cancellationToken)
    {
        try
        {
            var wait = await handing.RunAsync(new ServersPlaces(server), cancellationToken);
            if (wait == TimeSpan.Zero)
                return true;
            await Task.Delay(wait, time, cancellationToken);
            _wake.Writer.TryWrite(true);
        }
        catch (LinkLostException)
        {
            // At the next return.
        }
        return false;
    }
}
