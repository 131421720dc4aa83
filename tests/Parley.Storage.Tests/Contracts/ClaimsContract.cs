using Microsoft.Extensions.Logging.Abstractions;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Storage.Postgres;
using Parley.Storage.Sqlite;
using Parley.Storage.Tests.Postgres;
using Parley.Storage.Tests.Support;

namespace Parley.Storage.Tests.Contracts;

public sealed class MemoryClaimsTests : ClaimsContract
{
    protected override ValueTask<IClaims> OpenAsync(TimeProvider time) => ValueTask.FromResult<IClaims>(new MemoryClaims(time));
}

public sealed class SqliteClaimsTests : ClaimsContract
{
    private readonly TemporaryDirectory _directory = new();
    private SqliteStore? _store;

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        _directory.Dispose();
        await base.DisposeAsync();
    }

    protected override async ValueTask<IClaims> OpenAsync(TimeProvider time) =>
        (_store = await SqliteStore.OpenAsync(_directory.Path, time, NullLoggerFactory.Instance, CancellationToken.None)).Claims;
}

public sealed class PostgresClaimsTests : ClaimsContract
{
    private TestDatabase? _database;
    private PostgresStore? _store;

    public override async ValueTask DisposeAsync()
    {
        if (_store is not null)
            await _store.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Its clock is the database's, which goes on by itself: leases come nearer to their ends.</summary>
    protected override Task PassAsync(TimeSpan by) => _database!.ExecuteAsync($"UPDATE parley.claim SET until = until - {by.TotalMilliseconds}");

    protected override void CheckUntil(DateTimeOffset until, TimeSpan lease) => Assert.InRange(until - TimeProvider.System.GetUtcNow(), lease - TimeSpan.FromSeconds(9), lease);

    /// <summary>Yesterday, as a node's clock may say.</summary>
    [Fact]
    public async Task The_clock_of_a_node_does_not_count()
    {
        var time = new FakeTime();
        await using var wrong = await PostgresStore.OpenAsync(_database!.ConnectionString, time, NullLoggerFactory.Instance, Token);
        await ClaimAsync("k", "n1");
        time.Advance(TimeSpan.FromDays(1000));
        Assert.Null(await wrong.Claims.TryClaimAsync("k", "v", "n2", Lease, Token));
        Assert.NotNull(await wrong.Claims.FindAsync("k", Token));
    }

    protected override async ValueTask<IClaims> OpenAsync(TimeProvider time)
    {
        _database = await SharedServer.NewDatabaseAsync();
        return (_store = await PostgresStore.OpenAsync(_database.ConnectionString, time, NullLoggerFactory.Instance, CancellationToken.None)).Claims;
    }
}

public abstract class ClaimsContract : IAsyncLifetime
{
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly FakeTime _time = new();
    private IClaims _claims = null!;

    public async ValueTask InitializeAsync() => _claims = await OpenAsync(_time);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected abstract ValueTask<IClaims> OpenAsync(TimeProvider time);

    protected virtual Task PassAsync(TimeSpan by)
    {
        _time.Advance(by);
        return Task.CompletedTask;
    }

    protected virtual void CheckUntil(DateTimeOffset until, TimeSpan lease) => Assert.Equal(_time.GetUtcNow() + lease, until);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_has_one_holder()
    {
        var claim = await ClaimAsync("nick/ana", "n1");

        Assert.NotNull(claim);
        Assert.Equal(("nick/ana", "v", "n1"), (claim.Key, claim.Value, claim.Holder));
        CheckUntil(claim.Until, Lease);
        Assert.Null(await ClaimAsync("nick/ana", "n2"));
        Assert.Equal(claim, await _claims.FindAsync("nick/ana", Token));
    }

    [Fact]
    public async Task A_claim_past_its_lease_is_gone_for_everybody()
    {
        var old = await ClaimAsync("k", "n1");
        await PassAsync(Lease);

        Assert.Null(await _claims.FindAsync("k", Token));
        Assert.Empty(await _claims.ListAsync("", Token));
        Assert.Null(await _claims.TryReplaceAsync("k", old!.Revision, "late", Token));
        Assert.False(await _claims.ReleaseAsync("k", "n1", Token));
        Assert.Equal(0, await _claims.RenewAsync("n1", Lease, Token));
        var taken = await ClaimAsync("k", "n2");
        Assert.NotEqual(old.Revision, taken!.Revision);
    }

    [Fact]
    public async Task The_holder_may_claim_again_with_another_value()
    {
        var first = await ClaimAsync("k", "n1");
        await PassAsync(Lease / 2);
        var second = await _claims.TryClaimAsync("k", "w", "n1", Lease, Token);

        Assert.Equal("w", second!.Value);
        CheckUntil(second.Until, Lease);
        Assert.NotEqual(first!.Revision, second.Revision);
    }

    [Fact]
    public async Task A_renewal_extends_all_of_a_holder_and_spoils_no_replacement()
    {
        var mine = await ClaimAsync("a", "n1");
        await ClaimAsync("b", "n1");
        await ClaimAsync("c", "n2");
        await PassAsync(Lease / 2);

        Assert.Equal(2, await _claims.RenewAsync("n1", Lease, Token));
        await PassAsync(Lease / 2);
        Assert.Equal(["a", "b"], (await _claims.ListAsync("", Token)).Select(c => c.Key));
        Assert.NotNull(await _claims.TryReplaceAsync("a", mine!.Revision, "w", Token));
    }

    [Fact]
    public async Task A_replacement_on_an_outdated_revision_changes_nothing()
    {
        var claim = await ClaimAsync("k", "n1");
        var next = await _claims.TryReplaceAsync("k", claim!.Revision, "w", Token);

        Assert.Equal(claim with { Value = "w", Revision = next!.Revision }, next);
        Assert.Null(await _claims.TryReplaceAsync("k", claim.Revision, "x", Token));
        Assert.Equal("w", (await _claims.FindAsync("k", Token))!.Value);
    }

    [Fact]
    public async Task Only_the_holder_releases()
    {
        await ClaimAsync("a", "n1");
        await ClaimAsync("b", "n1");
        await ClaimAsync("c", "n2");

        Assert.False(await _claims.ReleaseAsync("a", "n2", Token));
        Assert.True(await _claims.ReleaseAsync("a", "n1", Token));
        Assert.Equal(1, await _claims.ReleaseAllAsync("n1", Token));
        Assert.Equal(["c"], (await _claims.ListAsync("", Token)).Select(c => c.Key));
    }

    [Fact]
    public async Task Lists_are_by_prefix_in_ordinal_order()
    {
        foreach (var key in (string[])["p/b", "p/B", "p/é", "q/a", "p"])
            await ClaimAsync(key, "n1");

        Assert.Equal(["p/B", "p/b", "p/é"], (await _claims.ListAsync("p/", Token)).Select(c => c.Key));
    }

    [Fact]
    public async Task Of_many_who_claim_one_wins()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await ClaimAsync("k", $"n{i}"))));
        Assert.Single(results, r => r is not null);
    }

    protected ValueTask<Claim?> ClaimAsync(string key, string holder) => _claims.TryClaimAsync(key, "v", holder, Lease, Token);
}
