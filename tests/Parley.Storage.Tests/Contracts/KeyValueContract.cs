using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Parley.Core.Ports;
using Parley.Storage.Tests.Postgres;
using Parley.Storage.Tests.Support;

namespace Parley.Storage.Tests.Contracts;

public sealed class MemoryKeyValueTests : KeyValueContract<MemoryStores>;

public sealed class SqliteKeyValueTests : KeyValueContract<SqliteStores>;

public sealed class PostgresKeyValueTests : KeyValueContract<PostgresStores>;

public abstract class KeyValueContract<TStores> : Contract<TStores>
    where TStores : Stores, new()
{
    private static readonly byte[] Space = [1, 0, 2];

    private IKeyValue Items => Stores.KeyValue;

    [Fact]
    public async Task An_existing_key_keeps_its_place_and_a_removed_one_goes_to_the_end()
    {
        await SetAsync("b", "1");
        await SetAsync("a", "2");
        await SetAsync("b", "3");
        Assert.Equal(["b=3@3", "a=2@2"], await ListAsync());

        Assert.True(await Items.RemoveAsync(Space, Bytes("b"), Token));
        Assert.False(await Items.RemoveAsync(Space, Bytes("b"), Token));
        await SetAsync("b", "4");
        Assert.Equal(["a=2@2", "b=4@5"], await ListAsync());
        Assert.Equal(5, await Items.RevisionAsync(Space, Token));
    }

    [Fact]
    public async Task Compare_and_set_changes_only_what_is_as_expected()
    {
        Assert.Null(await SetAsync("k", "no", expected: 7));
        Assert.Equal(1, await SetAsync("k", "a", expected: 0));
        Assert.Null(await SetAsync("k", "b", expected: 0));
        Assert.Equal(2, await SetAsync("k", "b", expected: 1));
        Assert.Null(await SetAsync("k", "c", expected: 1));
        Assert.Equal(["k=b@2"], await ListAsync());
        Assert.Equal(2, await Items.RevisionAsync(Space, Token));
    }

    [Fact]
    public async Task Of_many_who_compare_and_set_one_wins()
    {
        await SetAsync("k", "0");
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => SetAsync("k", $"{i}", expected: 1))));
        Assert.Single(results, r => r is not null);
    }

    [Fact]
    public async Task Clearing_counts_as_one_change_and_the_revision_goes_on()
    {
        await Items.ClearAsync(Space, Token);
        Assert.Equal(0, await Items.RevisionAsync(Space, Token));
        await SetAsync("a", "1");
        await SetAsync("b", "1");
        await Items.ClearAsync(Space, Token);

        Assert.Empty(await ListAsync());
        Assert.Equal(3, await Items.RevisionAsync(Space, Token));
        Assert.Equal(4, await SetAsync("a", "2"));
    }

    [Fact]
    public async Task Namespaces_are_apart_and_names_are_any_bytes()
    {
        byte[] empty = [];
        await Items.SetAsync(Space, empty, empty, null, Token);
        await Items.SetAsync(empty, empty, new byte[] { 0, 255 }, null, Token);

        Assert.True((await Items.GetAsync(Space, empty, Token))!.Value.IsEmpty);
        Assert.Equal("00FF", Convert.ToHexString((await Items.GetAsync(empty, empty, Token))!.Value.Span));
        Assert.Null(await Items.GetAsync(Space, new byte[] { 0 }, Token));
        Assert.Null(await Items.GetAsync(new byte[] { 9 }, empty, Token));
    }

    [Fact]
    public async Task Sizes_are_limited()
    {
        await Items.SetAsync(new byte[1024], new byte[1024], new byte[1024 * 1024], null, Token);
        Assert.Equal(1024 * 1024, (await Items.GetAsync(new byte[1024], new byte[1024], Token))!.Value.Length);
        await Assert.ThrowsAsync<ArgumentException>(() => Items.SetAsync(new byte[1025], default, default, null, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Items.SetAsync(Space, new byte[1025], default, null, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Items.SetAsync(Space, default, new byte[(1024 * 1024) + 1], null, Token));
    }

    /// <summary>Any sequence of changes leaves what a plain ordered list would hold. FsCheck prints the seed of a failure.</summary>
    [Fact]
    public void Order_is_that_of_a_list()
    {
        var spaces = 0;
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Kind, byte Key, byte Value)[]>(),
            async changes =>
            {
                var space = BitConverter.GetBytes(++spaces);
                var model = new List<(byte Key, byte Value)>();
                var revision = 0L;
                foreach (var (kind, key, value) in changes)
                {
                    var name = new[] { (byte)(key % 8) };
                    var at = model.FindIndex(i => i.Key == name[0]);
                    switch (kind % 8)
                    {
                        case 0 when kind % 3 == 0:
                            await Items.ClearAsync(space, Token);
                            revision += model.Count > 0 ? 1 : 0;
                            model.Clear();
                            break;
                        case < 3:
                            Assert.Equal(at >= 0, await Items.RemoveAsync(space, name, Token));
                            revision += at >= 0 ? 1 : 0;
                            model.RemoveAll(i => i.Key == name[0]);
                            break;
                        default:
                            Assert.Equal(++revision, await Items.SetAsync(space, name, new[] { value }, null, Token));
                            if (at >= 0)
                                model[at] = (name[0], value);
                            else
                                model.Add((name[0], value));
                            break;
                    }
                }
                Assert.Equal(model, (await Items.ListAsync(space, Token)).Select(i => (i.Key.ToArray()[0], i.Value.ToArray()[0])));
                Assert.Equal(revision, await Items.RevisionAsync(space, Token));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private Task<long?> SetAsync(string key, string value, long? expected = null) => Items.SetAsync(Space, Bytes(key), Bytes(value), expected, Token);

    private async Task<IEnumerable<string>> ListAsync() =>
        (await Items.ListAsync(Space, Token)).Select(i => $"{Encoding.UTF8.GetString(i.Key.Span)}={Encoding.UTF8.GetString(i.Value.Span)}@{i.Revision}");
}
