using System.Globalization;
using Parley.Lan.Discovery;
using Parley.PeerLoad.Counting;

namespace Parley.PeerLoad.Peers;

/// <summary>Peers of one group in folders of their own, which go with them.</summary>
internal sealed class Network : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-peers-");
    private readonly LinkTally _links = new();
    private readonly List<Peer> _peers = [];

    public IReadOnlyList<Peer> Peers => _peers;

    /// <summary>Waits for all of some peers.</summary>
    /// <exception cref="TimeoutException">It takes minutes.</exception>
    public async Task UntilAsync(IEnumerable<Peer> peers, Func<Peer, bool> condition, string what)
    {
        var left = peers.ToList();
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            left.RemoveAll(p => condition(p));
            if (left.Count == 0)
                return;
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"{left.Count} peers have not: {what}\n{_links}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Opens peers that are not started yet.</summary>
    public async Task OpenAsync(int count, DiscoverySettings? discovery)
    {
        for (var i = 0; i < count; i++)
            await OpenAsync(discovery);
    }

    public async Task<Peer> OpenAsync(DiscoverySettings? discovery = null, Func<Lan.Replication.IPeerLog, Task>? prepare = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{_peers.Count}");
        _peers.Add(await Peer.OpenAsync(Path.Combine(_folder.FullName, name), name, _links, discovery, prepare));
        return _peers[^1];
    }

    /// <summary>Whether all have the same entries.</summary>
    public async Task<bool> IsOneHistoryAsync()
    {
        var heads = await _peers[0].HeadsAsync();
        foreach (var peer in _peers.Skip(1))
        {
            if (!heads.SetEquals(await peer.HeadsAsync()))
                return false;
        }
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_peers.Select(p => p.DisposeAsync().AsTask()));
        _folder.Delete(recursive: true);
    }
}
