using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Testing;

namespace Parley.Storage.Tests.Contracts;

/// <summary>What every bus between nodes must do. Three nodes on it.</summary>
public abstract class NodeBusContract : IAsyncLifetime
{
    private static readonly ConversationId Room = new(7);

    private readonly NodeEar _mine = new();
    private readonly NodeEar _theirs = new();
    private readonly NodeEar _thirds = new();
    private INodeBus _one = null!;
    private INodeBus _other = null!;
    private INodeBus _third = null!;

    public async ValueTask InitializeAsync()
    {
        (_one, _other, _third) = await OpenAsync();
        _one.Subscribe(_mine);
        _other.Subscribe(_theirs);
        _third.Subscribe(_thirds);
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Nodes_have_ids_of_their_own_and_are_connected()
    {
        Assert.Equal(3, new HashSet<NodeId> { _one.Node, _other.Node, _third.Node }.Count);
        await Eventually.TrueAsync(() => _mine.Connections is [.., true] && _one.IsConnected, "told of the connection");
    }

    [Fact]
    public async Task Who_follows_a_conversation_hears_its_entries_in_order_and_never_the_publisher()
    {
        await FollowAsync(_one, _mine);
        await FollowAsync(_other, _theirs);
        for (var position = 1; position <= 300; position++)
            _one.Publish(new NodeEvent(Room, new Position(position), [Entry(position)]));
        await Eventually.TrueAsync(() => _theirs.Entries.Count >= 300, "everything came");
        Assert.Equal(Enumerable.Range(1, 300).Select(n => (long)n), _theirs.Entries.Select(e => e.Position.Value));
        Assert.Empty(_mine.Entries);
        Assert.Empty(_thirds.Entries);
    }

    [Fact]
    public async Task An_entry_arrives_with_everything_it_has()
    {
        await FollowAsync(_other, _theirs);
        var sent = Entry(41) with
        {
            IsNamed = true,
            AuthorHost = "u@h",
            Tags = new Dictionary<string, string> { ["+draft/x"] = "ñ;\\ " },
            Thread = new Position(3),
            AuthoredAt = DateTimeOffset.FromUnixTimeMilliseconds(1_750_000_000_123),
            OriginId = "peer:1",
            Signature = new byte[] { 1, 2, 3 },
        };
        var erased = Entry(42) with { Body = default, Erased = true, ClientId = null };
        _one.Publish(new NodeEvent(Room, new Position(42), [sent, erased]));
        await Eventually.TrueAsync(() => _theirs.Entries.Count >= 2, "it came");
        var got = _theirs.Entries[0];
        Assert.Equal(Encoding.UTF8.GetString(sent.Body.Span), Encoding.UTF8.GetString(got.Body.Span));
        Assert.Equal(sent.Signature.ToArray(), got.Signature.ToArray());
        Assert.Equal(sent.Tags!, got.Tags!);
        Assert.Equal(sent with { Body = default, Signature = default, Tags = null }, got with { Body = default, Signature = default, Tags = null });
        Assert.Equal(erased, _theirs.Entries[1] with { Body = default, Signature = default });
        // Not the first of all: the last questions of following may still come.
        Assert.All(_theirs.Events.Where(e => e.Entries.Count > 0), e => Assert.Equal(new Position(42), e.Head));
    }

    [Fact]
    public async Task A_head_alone_is_told()
    {
        await FollowAsync(_other, _theirs);
        _one.Publish(new NodeEvent(Room, new Position(9), []));
        await Eventually.TrueAsync(() => _theirs.Events.Any(e => e.Head.Value == 9), "the head came");
    }

    [Fact]
    public async Task Notes_reach_all_others_or_the_one_they_are_for_in_order()
    {
        for (var i = 0; i < 100; i++)
        {
            _one.Send(Bytes($"all {i}"));
            _one.Send(Bytes($"one {i}"), _third.Node);
        }
        await Eventually.TrueAsync(() => _theirs.Notes.Count >= 100 && _thirds.Notes.Count >= 200, "everything came");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (_one.Node, $"all {i}")), _theirs.Notes);
        Assert.Equal(Enumerable.Range(0, 100).SelectMany(i => new[] { (_one.Node, $"all {i}"), (_one.Node, $"one {i}") }), _thirds.Notes);
        Assert.Empty(_mine.Notes);
    }

    protected abstract ValueTask<(INodeBus One, INodeBus Other, INodeBus Third)> OpenAsync();

    /// <summary>Follows, and waits until it is so everywhere.</summary>
    private async Task FollowAsync(INodeBus node, NodeEar ear)
    {
        node.Follow(Room);
        var asked = node == _third ? _other : _third;
        await Eventually.TrueAsync(
            () =>
            {
                asked.Publish(new NodeEvent(Room, Position.None, []));
                return ear.Events.Count > 0;
            },
            "followed");
        ear.Forget();
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Entry Entry(long position) => new(
        Room, new Position(position), EntryKind.Message, new AccountId(5), "ana", DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + position),
        $"id{position}", new Position(1), new Position(2), Bytes($"text ñ {position}"), Erased: false);
}
