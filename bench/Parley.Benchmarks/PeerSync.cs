using System.Text;
using BenchmarkDotNet.Attributes;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Benchmarks;

/// <summary>What a device that was away does for each entry it missed: read it, check its signature, place it in its author's log.</summary>
[MemoryDiagnoser]
public class PeerSync
{
    private const int Entries = 2_000;

    private readonly Digest _group = Digest.Of("group"u8);
    private readonly DeviceKey _key = DeviceKey.New();
    private readonly List<byte[]> _frames = [];
    private PeerContent? _content;

    [GlobalSetup]
    public async Task Prepare()
    {
        _content = new PeerContent(PeerConversation.Of(RoomName.TryParse("ward", out var room) ? room : default), (byte)EntryKind.Message, Encoding.UTF8.GetBytes(Samples.Text));
        using var author = await Replica.OpenAsync(_group, new MemoryPeerLog(), TimeProvider.System, default);
        var page = new List<PeerEntry>();
        for (var i = 0; i < Entries; i++)
        {
            page.Add(await author.WriteAsync(_key, _content, [], default));
            if (page.Count < 100)
                continue;
            _frames.Add(PeerFrames.Encode(new PeerEntries(page)));
            page.Clear();
        }
    }

    [Benchmark]
    public PeerEntry Write() => PeerEntry.Make(_group, _key.Public, 1, Digest.None, default, 0, _content!, _key.Sign);

    [Benchmark(OperationsPerInvoke = Entries)]
    public async Task<long> Take()
    {
        using var replica = await Replica.OpenAsync(_group, new MemoryPeerLog(), TimeProvider.System, default);
        foreach (var bytes in _frames)
        {
            PeerFrames.TryRead(bytes, out _, out var frame);
            await replica.TakeAsync(((PeerEntries)frame!).Entries, [], default);
        }
        return replica.HeadOf(_key.Id).Number;
    }
}
