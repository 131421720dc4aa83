using System.Text;
using Parley.Lan.Identity;
using Parley.Lan.Privacy;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Chat;

public sealed class PrivateTests
{
    [Fact]
    public async Task Whoever_was_away_gets_a_private_message_from_a_carrier_that_can_not_read_it()
    {
        await using var carl = await TestDevice.StartAsync("carl");
        var ana = await TestDevice.StartAsync("ana", carl);
        await using (var bob = await TestDevice.StartAsync("bob", carl))
        {
            using var b = bob.Enter();
            await Eventually.TrueAsync(() => bob.Known.Names.ContainsKey(ana.Key.Id), "bob knows ana");
            await ana.StopAsync();
            await Eventually.TrueAsync(() => !bob.Peer.Linked.Contains(ana.Key.Id), "ana is away");
            Assert.Contains(await b.TypeAsync("#\\private<ana> the code is 4711"), l => l.StartsWith("* ", StringComparison.Ordinal));
            await Eventually.TrueAsync(() => carl.Log.ReadAllAsync(default).ToBlockingEnumerable().Any(e => e.Content.Conversation.IsPrivate), "carl carries it");
            Assert.Contains(await b.TypeAsync("#privates"), l => l.Contains("ana 1", StringComparison.Ordinal));
        }
        await foreach (var entry in carl.Log.ReadAllAsync(default))
        {
            Assert.DoesNotContain("4711", Encoding.Latin1.GetString(entry.Encoded.Span), StringComparison.Ordinal);
            if (entry.Content.Conversation.IsPrivate)
                Assert.Null(SealedText.Open(entry.Content.Body.Span, new SealedFor(entry.Group, entry.Author, entry.Content.Conversation), carl.Key));
        }
        var back = await ana.RestartAsync(carl);
        await Eventually.TrueAsync(() => back.Log.ReadAllAsync(default).ToBlockingEnumerable().Any(e => e.Content.Conversation.IsPrivate), "it came while nobody was there");
        await using var again = await back.RestartAsync();
        using var a = again.Enter();
        await Eventually.TrueAsync(() => a.Said.Contains("[private] bob: the code is 4711"), "ana reads it");
        using var later = again.Enter();
        Assert.DoesNotContain(later.Said, l => l.Contains("4711", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sealed_text_that_was_changed_or_moved_is_not_opened()
    {
        using var ana = DeviceKey.New();
        using var bob = DeviceKey.New();
        using var eve = DeviceKey.New();
        var place = new SealedFor(Digest.Of("group"u8), ana.Id, PeerConversation.Between(ana.Id, bob.Id));
        var text = SealedText.Seal("hola"u8, place, ana.Public, bob.Public);
        Assert.Equal("hola"u8.ToArray(), SealedText.Open(text, place, bob));
        Assert.Equal("hola"u8.ToArray(), SealedText.Open(text, place, ana));
        Assert.Null(SealedText.Open(text, place, eve));
        Assert.Null(SealedText.Open(text, place with { Author = bob.Id }, bob));
        Assert.Null(SealedText.Open(text, new SealedFor(Digest.Of("other"u8), ana.Id, place.Pair), bob));
        var at = place.IsFirst(bob.Id) ? 65 : 113;
        foreach (var changed in new[] { 0, 1, 40, at, at + 47, 161, text.Length - 1 })
        {
            var bad = text.ToArray();
            bad[changed] ^= 1;
            Assert.Null(SealedText.Open(bad, place, bob));
        }
        for (var length = 0; length < text.Length; length++)
            Assert.Null(SealedText.Open(text.AsSpan(0, length), place, bob));
    }
}
