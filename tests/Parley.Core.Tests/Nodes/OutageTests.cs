using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Testing;
using Xunit;

namespace Parley.Core.Tests.Nodes;

/// <summary>The database was away for longer than a node's lease.</summary>
public sealed class OutageTests
{
    private static IReadOnlyList<string> OthersOf(TestChat chat) => [.. chat.Chat.Cluster!.Figures().Where(f => !f.Here).Select(f => f.Id)];

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Whoever_reaches_the_database_first_declares_nobody_dead_who_can_not_have_renewed_yet()
    {
        SteeredClaims? here = null, there = null;
        await using var nodes = await TwoNodes.StartAsync(one: stores => stores with { Claims = here = new SteeredClaims(stores.Claims) }, other: stores => stores with { Claims = there = new SteeredClaims(stores.Claims) });
        var (ana, bob) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await ana.Door.SeesAsync<MemberJoined>(e => e.Login == "bob");
        await nodes.PassAsync(Beat / 4, () => here!.Lists > 6);

        (here!.IsAway, there!.IsAway) = (true, true);
        await nodes.PassAsync(Beat / 4, () => here.Refused > 6 && there.Refused > 6);
        here.IsAway = false;
        var before = here.Lists;
        await BeatsAsync(nodes.One, () => here.Lists > before + 1);
        Assert.Equal([nodes.Other.Chat.Cluster!.Node.Value], OthersOf(nodes.One));
        there.IsAway = false;
        before = here.Lists;
        await nodes.PassAsync(Beat / 4, () => here.Lists > before + 10);
        Assert.Equal([nodes.Other.Chat.Cluster.Node.Value], OthersOf(nodes.One));
        Assert.Empty(ana.Door.Told.OfType<MemberLeft>());
        await bob.DoAsync(new Post("hola"));
        await ana.Door.SeesAsync<Message>(m => m.Text == "hola");
    }

    [Fact]
    public async Task Who_does_not_come_back_within_a_lease_is_gone()
    {
        SteeredClaims? here = null, there = null;
        await using var nodes = await TwoNodes.StartAsync(one: stores => stores with { Claims = here = new SteeredClaims(stores.Claims) }, other: stores => stores with { Claims = there = new SteeredClaims(stores.Claims) });
        var (ana, _) = (await nodes.One.ComeAsync("ana"), await nodes.Other.ComeAsync("bob"));
        await ana.Door.SeesAsync<MemberJoined>(e => e.Login == "bob");
        await nodes.PassAsync(Beat / 4, () => OthersOf(nodes.One).Count == 1);
        nodes.Cut(true);
        (here!.IsAway, there!.IsAway) = (true, true);
        await nodes.PassAsync(Beat / 4, () => here.Refused > 6);
        here.IsAway = false;
        var back = nodes.One.Time.GetUtcNow();
        await nodes.PassAsync(Beat / 4, () => OthersOf(nodes.One).Count == 0);
        Assert.True(nodes.One.Time.GetUtcNow() - back >= Lease);
        await ana.Door.SeesAsync<MemberLeft>(e => e.Login == "bob");
    }

    [Fact]
    public async Task A_guest_keeps_the_name_over_it()
    {
        SteeredClaims? here = null;
        await using var nodes = await TwoNodes.StartAsync(settings => settings.Accounts.Guests = true, one: stores => stores with { Claims = here = new SteeredClaims(stores.Claims) });
        await nodes.One.GuestAsync("luz");
        nodes.Cut(true);
        here!.IsAway = true;
        await nodes.PassAsync(Beat / 4, () => here.Refused > 6);
        here.IsAway = false;
        await nodes.PassAsync(Beat / 4, () => nodes.Other.Stores.Claims.FindAsync("name/luz", default).AsTask().Result is not null);
        Assert.Equal((int)ErrorCode.NameInUse, await nodes.Other.ConnectNamed().AppearAsync("luz"));
    }

    private static Task BeatsAsync(TestChat node, Func<bool> holds) => Eventually.TrueAsync(
        () =>
        {
            // No more at a time than the beats take up.
            node.Time.Advance(Beat / 20);
            return holds();
        },
        "it beats");
}
