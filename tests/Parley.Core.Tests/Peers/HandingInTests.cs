using System.Security.Cryptography;
using Parley.Contracts;
using Parley.Core.Tests.Nodes;
using Xunit;

namespace Parley.Core.Tests.Peers;

public sealed class HandingInTests : IDisposable
{
    private readonly TestDevice _anas = new();
    private readonly TestDevice _bobs = new();

    public void Dispose()
    {
        _anas.Dispose();
        _bobs.Dispose();
    }

    [Fact]
    public async Task What_was_written_away_gets_its_place_once_whoever_hands_it_in()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        var eva = await chat.ComeAsync("eva");
        var written = chat.Time.GetUtcNow();
        var group = chat.Chat.Organisation.Group;
        SignedEntry[] entries = [_anas.Say(group, "uno", written, clock: 1), _bobs.Say(group, "dos", written, clock: 2), _anas.Say(group, "tres", written, clock: 3)];
        chat.Time.Advance(TimeSpan.FromMinutes(29));

        var first = await HandInAsync(bob, entries);
        var again = await HandInAsync(ana, [.. entries.Reverse()]);

        Assert.All(first, p => Assert.Null(p.Duplicate));
        Assert.Equal(first.Select(p => (p.Entry, p.Position)), again.Reverse().Select(p => (p.Entry, p.Position)));
        Assert.All(again, p => Assert.True(p.Duplicate));
        await eva.Door.UntilAsync(told => told.OfType<Message>().Count() == 3);
        Assert.Equal(["ana uno", "bob dos", "ana tres"], eva.Door.Told.OfType<Message>().Select(m => $"{m.From} {m.Text}"));
        Assert.All(eva.Door.Told.OfType<Message>(), m => Assert.Equal((written, written.AddMinutes(29)), (m.Written, m.Time)));
        Assert.Equal(entries.Select(e => e.Hash), eva.Door.Told.OfType<Message>().Select(m => m.Entry));
        await eva.DoAsync(new ReadHistory());
        Assert.Equal(3, (await eva.Door.SeesAsync<HistoryPage>()).Entries.OfType<Message>().Count(e => e.Written == written && e.Entry is not null));
    }

    [Fact]
    public async Task A_batch_is_placed_in_the_order_that_peers_have()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, _) = await ComeAsync(chat);
        var now = chat.Time.GetUtcNow();
        var group = chat.Chat.Organisation.Group;
        var second = _bobs.Say(group, "second", now, clock: 20);
        var first = _anas.Say(group, "first", now.AddHours(3), clock: 10);

        var placed = await HandInAsync(ana, [second, first]);

        Assert.Equal([second.Hash, first.Hash], placed.Select(p => p.Entry));
        Assert.True(placed[1].Position < placed[0].Position);
    }

    [Fact]
    public async Task A_message_that_was_under_way_when_the_server_died_is_not_doubled()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        await ana.DoAsync(new Post("hola", "id-1"));
        var posted = await ana.Door.SeesAsync<Posted>();

        var same = await HandInAsync(bob, [Anas(chat, "hola", "id-1")]);
        Assert.Equal((posted.Position, true), (same[0].Position!.Value, same[0].Duplicate));

        // The id was used for something else: the words are not lost for that.
        var other = await HandInAsync(bob, [Anas(chat, "adios", "id-1")]);
        Assert.Null(other[0].Code);
        Assert.NotEqual(posted.Position, other[0].Position);
    }

    [Fact]
    public async Task Two_nodes_that_take_the_same_entries_at_once_place_them_once()
    {
        await using var nodes = await TwoNodes.StartAsync();
        var ana = await nodes.One.ComeAsync("ana");
        await ana.DoAsync(_anas.Registration("ana"));
        await ana.Door.SeesAsync<DeviceSigned>();
        var bob = await nodes.Other.ComeAsync("bob");
        SignedEntry[] entries = [.. Enumerable.Range(0, 20).Select(i => Anas(nodes.One, $"{i}"))];

        var taken = Task.WhenAll(HandInAsync(ana, entries), HandInAsync(bob, entries));
        await nodes.PassAsync(TimeSpan.FromMilliseconds(100), () => taken.IsCompleted);
        var both = await taken;

        Assert.All(both.SelectMany(p => p), p => Assert.Null(p.Code));
        Assert.Equal(both[0].Select(p => p.Position), both[1].Select(p => p.Position));
        Assert.Equal(20, both[0].Select(p => p.Position).Distinct().Count());
    }

    [Fact]
    public async Task Forged_words_are_refused()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, _) = await ComeAsync(chat);
        var sound = Anas(chat, "sound");
        var changed = sound.Encoded.ToArray();
        changed[^70] ^= 1;
        SignedEntry[] forged =
        [
            sound with { Encoded = changed },
            sound with { Key = _bobs.Point },
            sound with { Device = _bobs.Id },
            sound with { Key = new byte[64] },
        ];
        foreach (var entry in forged)
            Assert.Equal((int)ErrorCode.WrongSignature, (await HandInAsync(ana, [entry])).Single().Code);
    }

    [Fact]
    public async Task A_device_that_is_unknown_or_revoked_is_not_placed_and_peers_are_told()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        using var stranger = new TestDevice();
        Assert.Equal((int)ErrorCode.DeviceNotTrusted, (await HandInAsync(ana, [stranger.Say(chat.Chat.Organisation.Group, "hi", chat.Time.GetUtcNow())])).Single().Code);

        Assert.Equal((int)ErrorCode.DeviceNotTrusted, await bob.RefusedAsync(new RevokeDevice(_anas.Id)));
        await ana.DoAsync(new RevokeDevice(_anas.Id));
        await ana.Door.SeesAsync<Done>();

        Assert.Equal((int)ErrorCode.DeviceNotTrusted, (await HandInAsync(bob, [Anas(chat, "stolen")])).Single().Code);
        Assert.Equal((int)ErrorCode.DeviceNotTrusted, await ana.RefusedAsync(_anas.Registration("ana")));
        bob.Door.Forget();
        await bob.DoAsync(_bobs.Registration("bob"));
        var told = (await bob.Door.SeesAsync<DeviceSigned>()).Revoked.Single();
        var revocation = Checked(Convert.FromBase64String(told));
        Assert.True(revocation.IsRevocation);
        Assert.Equal(_anas.Id, Convert.ToHexStringLower(revocation.Device.Span));
        await ana.DoAsync(new ListOwnDevices());
        Assert.NotNull((await ana.Door.SeesAsync<OwnDevices>()).Devices.Single().Revoked);
    }

    [Fact]
    public async Task The_servers_rules_decide_when_it_is_handed_in()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        await ana.DoAsync(new CreateRoom("ward"));
        await ana.Door.SeesAsync<RoomCreated>();
        var before = Bobs(chat, "written before the ban", room: "ward");
        chat.Time.Advance(TimeSpan.FromMinutes(1));
        await ana.DoAsync(new ChangeRules([new RuleChange(RoomRule.Ban, true, "a:bob")]) { Room = "ward" });
        await ana.Door.SeesAsync<RulesChanged>();

        var placed = await HandInAsync(bob, [before, Anas(chat, "mine", room: "ward")]);

        Assert.Equal((int)ErrorCode.Banned, placed[0].Code);
        Assert.Null(placed[1].Code);
        await chat.Chat.SuspendAsync(ana.Session.Account!.Id, on: true, default);
        Assert.Equal((int)ErrorCode.AccountSuspended, (await HandInAsync(bob, [Anas(chat, "suspended")])).Single().Code);
    }

    [Fact]
    public async Task A_room_that_was_deleted_or_made_anew_takes_nothing_of_the_old_one()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        await ana.DoAsync(new CreateRoom("ward"));
        await ana.Door.SeesAsync<RoomCreated>();
        var old = Bobs(chat, "for the old room", room: "ward");
        chat.Time.Advance(TimeSpan.FromMinutes(1));
        await ana.DoAsync(new DeleteRoom("ward"));
        await ana.Door.SeesAsync<RoomDeleted>();
        Assert.Equal((int)ErrorCode.NoSuchRoom, (await HandInAsync(bob, [old])).Single().Code);

        ana.Door.Forget();
        await ana.DoAsync(new CreateRoom("ward"));
        await ana.Door.SeesAsync<RoomCreated>();
        Assert.Equal((int)ErrorCode.NoSuchRoom, (await HandInAsync(bob, [old])).Single().Code);
        Assert.Null((await HandInAsync(bob, [Bobs(chat, "for the new one", room: "ward")])).Single().Code);
    }

    [Fact]
    public async Task What_was_said_of_messages_away_is_applied_once_however_often_it_is_handed_in()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        var message = Anas(chat, "hola");
        var edit = Of(_anas, chat, EntryKind.Edit, "hola a todos", message);
        var reaction = Of(_bobs, chat, EntryKind.Reaction, "👍", message);
        var answer = Of(_bobs, chat, EntryKind.Message, "hola ana", message);
        var other = Anas(chat, "gone");
        var redaction = Of(_anas, chat, EntryKind.Redaction, "", other);
        SignedEntry[] all = [message, edit, reaction, answer, other, redaction];

        var first = await HandInAsync(bob, all);
        var again = await HandInAsync(ana, [.. all.Skip(1)]);

        Assert.All(first, p => Assert.Null(p.Code));
        Assert.Equal(first.Skip(1).Select(p => (p.Position, true)), again.Select(p => (p.Position, p.Duplicate == true)));
        await ana.DoAsync(new ReadHistory());
        var shown = (await ana.Door.SeesAsync<HistoryPage>()).Entries;
        Assert.Equal((first[0].Position, "hola a todos", edit.Hash), shown.OfType<Edit>().Select(e => ((Position?)e.Target, e.Text, e.Entry)).Single());
        Assert.Equal((first[0].Position, "👍", "bob"), shown.OfType<Reaction>().Select(e => ((Position?)e.Target, e.Text, e.From)).Single());
        Assert.Equal(first[0].Position, shown.OfType<Message>().Single(m => m.Text == "hola ana").ReplyTo);
        Assert.Equal(first[4].Position, shown.OfType<Redaction>().Single().Target);
        Assert.True(shown.OfType<Message>().Single(m => m.Position == first[4].Position).Erased);
    }

    [Fact]
    public async Task What_was_placed_before_is_found_by_its_hash()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        var message = Anas(chat, "hola");
        var placed = (await HandInAsync(ana, [message])).Single();
        for (var i = 0; i < 600; i++)
            await ana.DoAsync(new Post($"{i}"));
        await ana.Door.SeesAsync<Message>(m => m.Text == "599");

        var reacted = (await HandInAsync(bob, [Of(_bobs, chat, EntryKind.Reaction, "👍", message)])).Single();

        Assert.Null(reacted.Code);
        Assert.Equal(placed.Position, (await ana.Door.SeesAsync<Reaction>()).Target);
    }

    [Fact]
    public async Task What_is_said_of_a_message_that_the_server_had_under_its_id_finds_it_by_its_hash()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        await ana.DoAsync(new Post("hola", "id-1"));
        var posted = await ana.Door.SeesAsync<Posted>();
        var same = Anas(chat, "hola", "id-1");
        Assert.True((await HandInAsync(bob, [same])).Single().Duplicate);

        Assert.Null((await HandInAsync(bob, [Of(_anas, chat, EntryKind.Edit, "hola a todos", same)])).Single().Code);
        Assert.Equal((posted.Position, "hola a todos"), (await ana.Door.SeesAsync<Edit>()) is var edit ? (edit.Target, edit.Text) : default);
    }

    [Fact]
    public async Task What_was_under_way_and_taken_back_among_peers_is_taken_back_here_too()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        await ana.DoAsync(new Post("a mistake", "id-1"));
        var posted = await ana.Door.SeesAsync<Posted>();
        var same = Anas(chat, "a mistake", "id-1");
        var redaction = Of(_anas, chat, EntryKind.Redaction, "", same);

        var placed = await HandInAsync(bob, [Bare(same), redaction]);

        Assert.Equal((posted.Position, true), (placed[0].Position!.Value, placed[0].Duplicate));
        Assert.Equal(posted.Position, (await ana.Door.SeesAsync<Redaction>()).Target);
        // Another text under the id is another message.
        await ana.DoAsync(new Post("something else", "id-2"));
        Assert.Equal((int)ErrorCode.NoSuchMessage, (await HandInAsync(bob, [Bare(Anas(chat, "a mistake", "id-2"))])).Single().Code);
    }

    [Fact]
    public async Task What_its_author_took_back_is_not_made_public_by_who_hands_it_in_later()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        var message = Anas(chat, "a mistake");
        var other = Anas(chat, "mine to say");
        Assert.Equal(
            [(int)ErrorCode.NoSuchMessage, (int)ErrorCode.NoSuchMessage],
            (await HandInAsync(ana, [Of(_anas, chat, EntryKind.Redaction, "", message), Of(_bobs, chat, EntryKind.Redaction, "", other)])).Select(p => p.Code!.Value));

        var placed = await HandInAsync(bob, [message, other]);

        Assert.Equal((int)ErrorCode.NoSuchMessage, placed[0].Code);
        // Nobody takes back what another wrote.
        Assert.Null(placed[1].Code);
        await ana.DoAsync(new ReadHistory());
        Assert.Equal(["mine to say"], (await ana.Door.SeesAsync<HistoryPage>()).Entries.OfType<Message>().Select(m => m.Text));
    }

    [Fact]
    public async Task The_servers_rules_decide_who_may_say_what_of_whose_message()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        var message = Anas(chat, "hola");
        var missing = Anas(chat, "never handed in");
        Assert.Null((await HandInAsync(ana, [message])).Single().Code);

        SignedEntry[] wrong =
        [
            Of(_bobs, chat, EntryKind.Edit, "adios", message),
            Of(_bobs, chat, EntryKind.Redaction, "", message),
            Of(_bobs, chat, EntryKind.Reaction, "👍", missing),
            Of(_bobs, chat, EntryKind.Reaction, new string('x', 65), message),
            _bobs.Say(chat.Chat.Organisation.Group, "of nothing", chat.Time.GetUtcNow(), kind: EntryKind.Edit),
        ];
        Assert.Equal(
            [(int)ErrorCode.NotYours, (int)ErrorCode.NotYours, (int)ErrorCode.NoSuchMessage, (int)ErrorCode.NotPlaced, (int)ErrorCode.NoSuchMessage],
            (await HandInAsync(bob, wrong)).Select(p => p.Code!.Value));
        // Words are not lost because what they answer has no place.
        Assert.Null((await HandInAsync(bob, [Of(_bobs, chat, EntryKind.Message, "yes", missing)])).Single().Code);
        // Nothing can be said any more of what was taken back.
        Assert.Null((await HandInAsync(ana, [Of(_anas, chat, EntryKind.Redaction, "a mistake", message)])).Single().Code);
        Assert.Equal((int)ErrorCode.NoSuchMessage, (await HandInAsync(ana, [Of(_anas, chat, EntryKind.Edit, "late", message)])).Single().Code);
    }

    [Fact]
    public async Task What_is_no_message_of_a_room_here_is_not_placed()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, _) = await ComeAsync(chat);
        var now = chat.Time.GetUtcNow();
        var group = chat.Chat.Organisation.Group;
        SignedEntry[] strange =
        [
            _anas.Say(new string('0', 64), "another group", now),
            _anas.Say(group, "private", now, room: null),
            _anas.Say(group, "topic", now, kind: EntryKind.Topic),
            _anas.Say(group, "tomorrow", now.AddHours(26)),
            _anas.Say(group, "", now),
            _anas.Say(group, new string('x', Limits.MessageBytes + 1), now),
        ];
        Assert.All(await HandInAsync(ana, strange), p => Assert.Equal((int)ErrorCode.NotPlaced, p.Code));
        Assert.Equal((int)ErrorCode.NoSuchRoom, (await HandInAsync(ana, [Anas(chat, "x", room: "nowhere")])).Single().Code);
        Assert.Equal((int)ErrorCode.InvalidValue, await ana.RefusedAsync(new HandIn([])));
        Assert.Equal((int)ErrorCode.InvalidValue, await ana.RefusedAsync(new HandIn(null)));
        Assert.Equal((int)ErrorCode.InvalidValue, await ana.RefusedAsync(new HandIn([.. Enumerable.Repeat(strange[0], Limits.HandInEntries + 1)])));
    }

    [Fact]
    public async Task Only_who_has_the_key_makes_the_device_theirs_and_the_statement_says_so()
    {
        await using var chat = await TestChat.StartAsync();
        var ana = await chat.ComeAsync("ana");
        var bob = await chat.ComeAsync("bob");
        Assert.Equal((int)ErrorCode.WrongSignature, await bob.RefusedAsync(_anas.Registration("ana")));
        Assert.Equal((int)ErrorCode.WrongSignature, await bob.RefusedAsync(_anas.Registration("bob") with { Proof = _bobs.Registration("bob").Proof }));
        Assert.Equal((int)ErrorCode.InvalidValue, await bob.RefusedAsync(new RegisterDevice("nonsense", "nonsense")));

        await ana.DoAsync(_anas.Registration("ana"));
        var signed = await ana.Door.SeesAsync<DeviceSigned>();
        var statement = Checked(Convert.FromBase64String(signed.Statement));
        Assert.Equal((_anas.Id, "ana", false), (Convert.ToHexStringLower(statement.Device.Span), statement.Login, statement.IsRevocation));
        Assert.Equal(chat.Time.GetUtcNow().AddDays(90), statement.Until);
        Assert.Equal((int)ErrorCode.DeviceNotTrusted, await bob.RefusedAsync(_anas.Registration("bob")));
    }

    [Fact]
    public async Task Ones_own_words_may_say_when_they_were_written()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        var written = chat.Time.GetUtcNow().AddHours(-1);
        await ana.DoAsync(new Post("psst") { To = "bob", Written = written });
        Assert.Equal(written, (await bob.Door.SeesAsync<Message>(m => m.To is not null)).Written);
        Assert.Equal((int)ErrorCode.InvalidValue, await ana.RefusedAsync(new Post("x") { Written = chat.Time.GetUtcNow().AddHours(26) }));
    }

    [Fact]
    public async Task Devices_go_with_their_account()
    {
        await using var chat = await TestChat.StartAsync();
        var (ana, bob) = await ComeAsync(chat);
        var account = ana.Session.Account!.Id;
        await ana.GoAsync();
        await chat.Chat.EraseAsync(account, by: null, default);
        Assert.Equal((int)ErrorCode.DeviceNotTrusted, (await HandInAsync(bob, [Anas(chat, "from the grave")])).Single().Code);
        Assert.Single(await chat.Chat.Devices.RevokedAsync(default));
    }

    private static DeviceStatement Checked(byte[] signed)
    {
        var statement = DeviceStatement.TryParse(signed)!;
        var point = statement.Organisation.ToArray();
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[..32], Y = point[32..] } });
        Assert.True(key.VerifyData(signed.AsSpan(..^64), signed.AsSpan(^64..), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        return statement;
    }

    private async Task<(TestClient Ana, TestClient Bob)> ComeAsync(TestChat chat)
    {
        var ana = await chat.ComeAsync("ana");
        var bob = await chat.ComeAsync("bob");
        await ana.DoAsync(_anas.Registration("ana"));
        await bob.DoAsync(_bobs.Registration("bob"));
        await ana.Door.SeesAsync<DeviceSigned>();
        await bob.Door.SeesAsync<DeviceSigned>();
        return (ana, bob);
    }

    private static SignedEntry Bare(SignedEntry entry) => entry with { IsBare = true, Body = default };

    private SignedEntry Anas(TestChat chat, string text, string? id = null, string room = "default") => _anas.Say(chat.Chat.Organisation.Group, text, chat.Time.GetUtcNow(), room, id);

    private SignedEntry Bobs(TestChat chat, string text, string? id = null, string room = "default") => _bobs.Say(chat.Chat.Organisation.Group, text, chat.Time.GetUtcNow(), room, id);

    private static SignedEntry Of(TestDevice device, TestChat chat, EntryKind kind, string text, SignedEntry target) =>
        device.Say(chat.Chat.Organisation.Group, text, chat.Time.GetUtcNow(), kind: kind, target: target, clock: target.Clock + 1);

    private static async Task<IReadOnlyList<Placement>> HandInAsync(TestClient client, SignedEntry[] entries)
    {
        var before = client.Door.Told.OfType<HandedIn>().Count();
        await client.DoAsync(new HandIn(entries));
        await client.Door.UntilAsync(told => told.OfType<HandedIn>().Count() > before);
        return client.Door.Told.OfType<HandedIn>().Last().Placements;
    }
}
