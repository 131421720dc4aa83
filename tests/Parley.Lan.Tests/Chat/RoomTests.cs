using Parley.Contracts;
using Parley.Lan.Tests.Support;
using Parley.Testing;

namespace Parley.Lan.Tests.Chat;

public sealed class RoomTests
{
    [Fact]
    public async Task People_in_the_default_room_see_each_other_come_and_speak()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await Eventually.TrueAsync(() => a.Lines.Contains("* bob joined default."), "ana sees bob");
        await a.TypeAsync("hola");
        await b.TypeAsync("hi");
        await Eventually.TrueAsync(() => a.Said.Count == 2 && b.Said.Count == 2, "both have both");
        Assert.Equal(await a.LastAsync(), await b.LastAsync());
        await Until.TrueAsync(async () => (await b.TypeAsync("#who")).Any(l => l.StartsWith("*   ana ", StringComparison.Ordinal)), "bob sees ana in the room");
        b.Dispose();
        await Eventually.TrueAsync(() => a.Lines.Contains("* bob left default."), "ana sees bob go");
    }

    [Fact]
    public async Task An_authors_id_of_a_message_is_told_to_all_as_at_a_server()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await a.AskAsync(new Post("hola") { Id = "a-1" });
        await a.AskAsync(new Post("without one"));
        await Eventually.TrueAsync(() => b.Said.Count == 2, "bob has both");
        Assert.Equal(["a-1", null], b.Events.OfType<Message>().Select(m => m.Id));
    }

    [Fact]
    public async Task A_room_is_made_entered_and_ended_by_who_made_it()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await a.TypeAsync("#cR UCI Norte");
        await EnterAsync(b, "uci norte");
        Assert.Contains("*E202 Room UCI Norte already exists. To enter: #gR UCI Norte", await b.TypeAsync("#cR uci norte"));
        Assert.Contains("*E207 You cannot delete UCI Norte: ana created it", await b.TypeAsync("#dR uci norte"));
        await a.TypeAsync("only here");
        await Eventually.TrueAsync(() => b.Said.Contains("ana: only here"), "bob has it");
        await a.TypeAsync("#dR UCI Norte");
        await Eventually.TrueAsync(() => b.Lines.Any(l => l.StartsWith("* Room UCI Norte was deleted by ana.", StringComparison.Ordinal)), "bob is told");
        Assert.Contains("*E204 No such room UCI Norte. See rooms: #lR", await b.TypeAsync("#gR UCI Norte"));
        await a.TypeAsync("#cR uci norte");
        await EnterAsync(b, "uci norte");
        Assert.Empty(await b.LastAsync());
    }

    [Fact]
    public async Task A_room_ends_when_its_owner_has_been_away_for_the_grace_and_after_a_restart()
    {
        await using var bob = await TestDevice.StartAsync("bob", TimeSpan.FromMilliseconds(300));
        var ana = await TestDevice.StartAsync("ana", bob);
        using var b = bob.Enter();
        using (var a = ana.Enter())
        {
            await a.TypeAsync("#cR uci");
            await EnterAsync(b, "uci");
        }
        await using var again = await ana.RestartAsync();
        await Eventually.TrueAsync(() => b.Lines.Contains("* Room uci was closed: ana disconnected. You are in default."), "it has ended");
        Assert.DoesNotContain(await again.Enter().TypeAsync("#lR"), l => l.Contains("uci", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rooms_of_one_name_that_were_made_apart_become_one()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob");
        using var a = ana.Enter();
        using var b = bob.Enter();
        await a.TypeAsync("#cR uci");
        await a.TypeAsync("one");
        await b.TypeAsync("#cR uci");
        await b.TypeAsync("two");
        ana.Peer.Add(bob.Address);
        await Until.TrueAsync(async () => (await a.LastAsync()).Count == 2 && (await b.LastAsync()).Count == 2, "both have both");
        Assert.Equal(["ana: one", "bob: two"], await a.LastAsync());
        Assert.Equal(["ana: one", "bob: two"], await b.LastAsync());
    }

    [Fact]
    public async Task What_comes_late_is_placed_where_it_belongs_and_marked()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob");
        using var a = ana.Enter();
        using var b = bob.Enter();
        await b.TypeAsync("written away");
        await a.TypeAsync("meanwhile");
        await a.TypeAsync("and more");
        ana.Peer.Add(bob.Address);
        await Eventually.TrueAsync(() => a.Said.Count == 3 && b.Said.Count == 3, "both have everything");
        var late = Assert.Single(a.Events.OfType<Message>(), m => m.Late is not null);
        Assert.Equal(("written away", 2), (late.Text, late.Late!.Value));
        Assert.Matches(@"^bob: \(late: \d\d:\d\d:\d\d, before 2 above\) written away$", Assert.Single(a.Lines, l => l.EndsWith("written away", StringComparison.Ordinal)));
        Assert.Contains(await a.TypeAsync("#last"), l => l.Contains(" · late] bob: written away", StringComparison.Ordinal));
        Assert.Equal(["bob: written away", "ana: meanwhile", "ana: and more"], await a.LastAsync());
        Assert.Equal(await a.LastAsync(), await b.LastAsync());
    }

    [Fact]
    public async Task What_was_said_is_there_after_a_restart_with_the_same_numbers()
    {
        var ana = await TestDevice.StartAsync("ana");
        using (var a = ana.Enter())
        {
            await a.TypeAsync("one");
            await a.TypeAsync("two");
        }
        await using var again = await ana.RestartAsync();
        using var session = again.Enter();
        await session.TypeAsync("three");
        var page = await session.TypeAsync("#last");
        Assert.Equal(["[1 ", "[2 ", "[3 "], page.Take(3).Select(l => l[..3]));
        Assert.Equal(["ana: one", "ana: two", "ana: three"], await session.LastAsync());
    }

    [Fact]
    public async Task An_id_that_was_used_is_not_written_twice()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var a = ana.Enter();
        await a.TypeAsync("#id x1 once");
        await a.TypeAsync("#id x1 once");
        Assert.Equal(["ana: once"], await a.LastAsync());
        Assert.Contains("*E228 Id x1 was used for another message", await a.TypeAsync("#id x1 other"));
    }

    [Fact]
    public async Task What_needs_a_server_says_so()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var a = ana.Enter();
        foreach (var line in new[] { "#keep", "#topic x", "#rules", "#ban bob", "#turn start", "#passwd a b", "#tokens", "#me" })
            Assert.StartsWith("*E266 ", Assert.Single(await a.TypeAsync(line)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_stored_is_refused_and_the_person_told()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var a = ana.Enter();
        ana.Log.IsFull = true;
        Assert.Contains(await a.TypeAsync("lost"), l => l.StartsWith("*E221 ", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => a.Lines.Any(l => l.StartsWith("* Nothing can be stored on this device", StringComparison.Ordinal)), "it is told");
        ana.Log.IsFull = false;
        await Eventually.TrueAsync(() => a.Lines.Contains("* It can be stored again."), "and told when it is over");
        await a.TypeAsync("kept");
        Assert.Equal(["ana: kept"], await a.LastAsync());
    }

    /// <summary>As soon as it is known there.</summary>
    internal static async Task EnterAsync(TestSession session, string room)
    {
        await Until.TrueAsync(async () => (await session.TypeAsync($"#gR {room}")).Any(l => l.StartsWith("* You are in ", StringComparison.Ordinal) || l.Contains("E205", StringComparison.Ordinal)), $"{room} is entered");
    }
}
