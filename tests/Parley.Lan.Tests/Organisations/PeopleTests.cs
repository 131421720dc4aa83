using System.Text;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Privacy;
using Parley.Lan.Tests.Chat;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Organisations;

/// <summary>Names and private messages where the server has said whose devices are.</summary>
public sealed class PeopleTests : IDisposable
{
    private readonly TestOrganisation _clinic = new();
    private readonly DeviceKey _eva = DeviceKey.New();

    public void Dispose()
    {
        _clinic.Dispose();
        _eva.Dispose();
    }

    [Fact]
    public async Task Devices_of_one_organisation_name_each_other()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        using var a = ana.Enter();
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), ana);
        using var b = bob.Enter();
        await Eventually.TrueAsync(() => a.Lines.Contains("* bob joined default."), "ana sees bob come");
        await b.TypeAsync("hola");
        await Eventually.TrueAsync(() => a.Said.Contains("bob: hola"), "ana hears bob");
        await Until.TrueAsync(async () => (await b.TypeAsync("#who")).Any(l => l.StartsWith("*   ana ", StringComparison.Ordinal)), "bob sees ana in the room");
    }

    [Fact]
    public async Task What_was_carried_is_named_though_its_author_was_never_linked()
    {
        await using var carl = await TestDevice.StartAsync("carl", _clinic.Of("carl"));
        var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"), carl);
        using (var a = ana.Enter())
            await a.TypeAsync("before I go");
        await Until.TrueAsync(async () => (await carl.Peer.HeadsAsync(default)).Any(h => h.Author == ana.Key.Id && h.Number == 2), "carl has it");
        await ana.DisposeAsync();
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), carl);
        using var b = bob.Enter();
        await Until.TrueAsync(async () => (await b.LastAsync()).SequenceEqual(["ana: before I go"]), "bob reads it");
    }

    [Fact]
    public async Task What_a_person_wrote_with_one_device_they_edit_and_take_back_with_another_and_nobody_else_does()
    {
        await using var desk = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        await using var phone = await TestDevice.StartAsync("ana", _clinic.Of("ana"), desk);
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"), desk, phone);
        using var d = desk.Enter();
        using var p = phone.Enter();
        using var b = bob.Enter();
        await d.TypeAsync("hloa");
        await Eventually.TrueAsync(() => p.Events.OfType<Message>().Any() && b.Events.OfType<Message>().Any(), "all have it");
        Assert.Equal((int)ErrorCode.NotYours, (await b.AskAsync(new RedactMessage(1))).OfType<Error>().Single().Code);

        await p.AskAsync(new EditMessage(1, "hola"));
        await Eventually.TrueAsync(() => d.Events.OfType<Edit>().Any() && b.Events.OfType<Edit>().Any(), "the edit counts everywhere");
        await p.AskAsync(new RedactMessage(1));
        await Eventually.TrueAsync(() => d.Events.OfType<Redaction>().Any() && b.Events.OfType<Redaction>().Any(), "so does the redaction");
        await Until.TrueAsync(async () => (await d.LastAsync()).SequenceEqual(await b.LastAsync()), "they read the same");
    }

    [Fact]
    public async Task A_statement_is_written_once_and_a_newer_one_renames()
    {
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"));
        using var b = bob.Enter();
        byte[]? statement = null;
        var ana = await TestDevice.StartAsync("ana", key => PeerGroup.Organisation(_clinic.Key, statement ??= _clinic.State(key.Id, "ana")), bob);
        await using var again = await ana.RestartAsync(bob);
        using var a = again.Enter();
        await a.TypeAsync("hola");
        await Eventually.TrueAsync(() => b.Said.Contains("ana: hola"), "bob hears ana");
        Assert.Equal(2, (await again.Log.ReadAllAsync(default).ToListAsync()).Count(e => e.Author == again.Key.Id));
        again.Peer.Renew(_clinic.State(again.Key.Id, "anita"));
        await Eventually.TrueAsync(() => b.Events.OfType<Renamed>().Any(), "bob is told");
        Assert.Equal(["anita: hola"], await b.LastAsync());
    }

    [Fact]
    public async Task A_device_is_not_shown_until_its_log_has_a_statement_of_it()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        using var a = ana.Enter();
        var group = _clinic.Of(_eva, "eva");
        await using var raw = await RawPeer.EnterAsync(ana.Peer.End, _eva, group);
        var log = new List<PeerEntry>();
        await WriteAsync(Sample.Said("who am I", "default"));
        await WriteAsync(Of(PeerContent.Introduction, "ana"u8.ToArray()));
        await WriteAsync(Of(PeerContent.Statement, _clinic.State(ana.Key.Id, "ana")));
        await WriteAsync(Of(PeerContent.Statement, _clinic.Revoke(_eva.Id)));
        await Until.TrueAsync(async () => (await ana.Peer.HeadsAsync(default)).Any(h => h.Author == _eva.Id && h.Number == log.Count), "all has come");
        Assert.Empty(await a.LastAsync());
        await WriteAsync(Of(PeerContent.Statement, _clinic.State(_eva.Id, "eva", TimeSpan.FromDays(400))));
        await Until.TrueAsync(async () => (await a.LastAsync()).SequenceEqual(["eva: who am I"]), "an old statement names too");

        async Task WriteAsync(PeerContent content)
        {
            log.Add(PeerEntry.Make(group.Id, _eva.Public, log.Count + 1, log.Count == 0 ? Digest.None : log[^1].Hash, new HybridTime(1_000 + log.Count, 0), 1, content, _eva.Sign));
            await raw.SendAsync(new PeerEntries([log[^1]]));
        }

        static PeerContent Of(byte kind, byte[] body) => new(PeerConversation.Of(NameRules.DefaultRoom), kind, body);
    }

    [Fact]
    public async Task Two_devices_of_one_person_are_that_person_and_read_the_same_private_messages()
    {
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"));
        await using var desk = await TestDevice.StartAsync("ana", _clinic.Of("ana"), bob);
        await using var phone = await TestDevice.StartAsync("ana", _clinic.Of("ana"), bob, desk);
        using var b = bob.Enter();
        using var d = desk.Enter();
        using var p = phone.Enter();
        await Until.TrueAsync(async () => (await Task.WhenAll(bob.Peer.HeadsAsync(default), desk.Peer.HeadsAsync(default), phone.Peer.HeadsAsync(default))).All(h => h.Count == 3), "all know all");
        await d.TypeAsync("from the desk");
        await p.TypeAsync("from the phone");
        await Eventually.TrueAsync(() => b.Said.Count == 2, "bob has both");
        Assert.Equal(["ana: from the desk", "ana: from the phone"], await b.LastAsync());
        Assert.Empty(b.Events.OfType<DeviceRefused>());

        await b.TypeAsync("#\\private<ana> for ana");
        await Eventually.TrueAsync(() => d.Said.Contains("[private] bob: for ana") && p.Said.Contains("[private] bob: for ana"), "both of ana's devices have it");
        await d.TypeAsync("#\\private<bob> the code is 4711");
        await Eventually.TrueAsync(() => b.Said.Contains("[private] ana: the code is 4711"), "bob has it");
        await Eventually.TrueAsync(() => p.Events.OfType<Message>().Any(m => m is { From: "ana", To: "bob", Text: "the code is 4711" }), "ana's phone has it too");
        Assert.Single(b.Said, l => l.Contains("4711", StringComparison.Ordinal));
        Assert.Contains(await p.TypeAsync("#privates"), l => l.Contains("bob 2", StringComparison.Ordinal));
        await foreach (var entry in bob.Log.ReadAllAsync(default))
        {
            if (entry.Content.Kind == PeerContent.Copy)
                Assert.Null(SealedText.Open(entry.Content.Body.Span, new SealedFor(entry.Group, entry.Author, entry.Content.Conversation), bob.Key));
        }

        await using var again = await phone.RestartAsync();
        using var later = again.Enter();
        Assert.DoesNotContain(later.Said, l => l.Contains("4711", StringComparison.Ordinal));
        var page = Assert.Single((await later.AskAsync(new ReadHistory { To = "bob" })).OfType<HistoryPage>());
        Assert.Equal(["bob: for ana", "ana: the code is 4711"], page.Entries.OfType<Message>().Select(m => $"{m.From}: {m.Text}"));
    }

    [Fact]
    public async Task Nothing_is_sealed_for_a_device_that_was_revoked()
    {
        await using var bob = await TestDevice.StartAsync("bob", _clinic.Of("bob"));
        await using var desk = await TestDevice.StartAsync("ana", _clinic.Of("ana"), bob);
        await using var phone = await TestDevice.StartAsync("ana", _clinic.Of("ana"), bob, desk);
        await Until.TrueAsync(async () => (await Task.WhenAll(bob.Peer.HeadsAsync(default), desk.Peer.HeadsAsync(default))).All(h => h.Count == 3), "all know all");
        using var b = bob.Enter();
        using var d = desk.Enter();
        bob.Peer.Revoke([_clinic.Revoke(phone.Key.Id)]);
        await Eventually.TrueAsync(() => d.Events.OfType<PeerWarning>().Any(), "the desk knows too");
        await b.TypeAsync("#\\private<ana> one");
        await d.TypeAsync("#\\private<bob> two");
        await Eventually.TrueAsync(() => d.Said.Contains("[private] bob: one") && b.Said.Contains("[private] ana: two"), "both have theirs");
        Assert.DoesNotContain(await bob.Log.ReadAllAsync(default).ToListAsync(), e => e.Content.Conversation.IsPrivate && e.Content.Conversation.Concerns(phone.Key.Id));
    }

    [Fact]
    public async Task Nobody_puts_words_into_the_mouth_of_another_by_a_copy()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        using var a = ana.Enter();
        var group = _clinic.Of(_eva, "eva");
        await using var raw = await RawPeer.EnterAsync(ana.Peer.End, _eva, group);
        var pair = PeerConversation.Between(ana.Key.Id, _eva.Id);
        Assert.True(Login.TryParse("bob", out var to));
        var stated = PeerEntry.Make(group.Id, _eva.Public, 1, Digest.None, new HybridTime(1, 0), 1, group.Introduce(to), _eva.Sign);
        var copy = PeerEntry.Make(group.Id, _eva.Public, 2, stated.Hash, new HybridTime(2, 0), 2, Sealed(PeerContent.Copy, new OwnCopy(EntryKind.Message, to, "I resign").Encode()), _eva.Sign);
        var said = PeerEntry.Make(group.Id, _eva.Public, 3, copy.Hash, new HybridTime(3, 0), 3, Sealed((byte)EntryKind.Message, "hola"u8.ToArray()), _eva.Sign);
        await raw.SendAsync(new PeerEntries([stated, copy, said]));
        await Eventually.TrueAsync(() => a.Said.Contains("[private] eva: hola"), "what eva says as eva is heard");
        Assert.DoesNotContain(a.Events.OfType<Message>(), m => m.Text.Contains("resign", StringComparison.Ordinal));
        Assert.DoesNotContain(await a.TypeAsync("#privates"), l => l.Contains("bob", StringComparison.Ordinal));

        PeerContent Sealed(byte kind, byte[] text) => new(pair, kind, SealedText.Seal(text, new SealedFor(group.Id, _eva.Id, pair), _eva.Public, ana.Key.Public));
    }
}
