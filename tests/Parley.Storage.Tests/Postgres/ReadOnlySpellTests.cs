using Parley.Contracts;
using Parley.Core.Ports;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Postgres;

/// <summary>The database takes no writes for a while: connections that were opened meanwhile stay read-only for the server, and are not used when it is over.</summary>
public sealed class ReadOnlySpellTests : NodesFixture
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>More at once than one connection takes, so that several are opened.</summary>
    private const int AtOnce = 12;

    [Fact]
    public async Task Writes_are_taken_as_soon_as_it_is_over()
    {
        await One.Log.AppendAsync([Message("before")], Token);
        await ReadOnlyAsync(true);
        foreach (var write in Writes())
        {
            // One connection of the pool ended with the server's word; what comes after it is opened anew, and read-only.
            foreach (var attempt in Enumerable.Range(0, AtOnce).Select(_ => Task.Run(write, Token)).ToList())
                await Assert.ThrowsAsync<StorageUnavailableException>(() => attempt);
        }
        Assert.Equal(1, (await One.Log.SpanAsync(Message("before").Conversation, Token)).Head.Value);
        await ReadOnlyAsync(false);
        foreach (var write in Writes())
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(write, Token)));
        Assert.Equal(1 + AtOnce, (await One.Log.SpanAsync(Message("before").Conversation, Token)).Head.Value);
    }

    private IEnumerable<Func<Task>> Writes() =>
    [
        () => One.Log.AppendAsync([Message("a")], Token),
        () => One.Claims.RenewAsync("node/one", Lease, Token).AsTask(),
        () => One.Claims.TryClaimAsync($"{Guid.NewGuid()}", "", "node/one", Lease, Token).AsTask(),
        () => One.KeyValue.SetAsync("space"u8.ToArray(), Guid.NewGuid().ToByteArray(), new byte[] { 1 }, null, Token),
        () => One.Rooms.AdvanceMarkersAsync([new Marker(Ana, Message("a").Conversation, MarkerKind.Delivered, new Position(1))], Token),
    ];

    private async Task ReadOnlyAsync(bool on)
    {
        await Database.Server.ExecuteAsync("postgres", $"ALTER DATABASE {Database.Name} {(on ? "SET default_transaction_read_only = on" : "RESET default_transaction_read_only")}");
        if (on)
            await Database.Server.ExecuteAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Database.Name}'");
    }
}
