using System.Text;
using System.Text.Json;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Links;
using Parley.Lan.Organisations;
using Parley.Lan.Privacy;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Frames;

/// <summary>The files in tests/vectors/peer, which were made by another implementation.</summary>
public sealed class VectorTests
{
    [Fact]
    public void Devices() => Each("devices", device =>
    {
        var key = new PublicKey(Hex(device, "key"));
        Assert.Equal(Text(device, "id"), key.Id.ToString());
        Assert.Equal(Text(device, "fingerprint"), Fingerprint.Of(key.Id));
        Assert.Equal(Text(device, "words-es"), Fingerprint.Spoken(key.Id, "es"));
        Assert.Equal(Text(device, "words-en"), Fingerprint.Spoken(key.Id, "en"));
    });

    [Fact]
    public void Groups_and_proofs()
    {
        var groups = new Dictionary<string, SecretGroup>(StringComparer.Ordinal);
        Each("groups", group =>
        {
            if (Text(group, "kind") == "organisation")
            {
                Assert.Equal(Text(group, "id"), PeerGroup.Organisation(Hex(group, "organisationKey"), Hex(group, "statement")).Id.ToString());
                return;
            }
            var made = Text(group, "kind") == "open" ? PeerGroup.Open(Text(group, "name")) : PeerGroup.Passphrase(Text(group, "name"), Text(group, "phrase"));
            Assert.Equal(Text(group, "id"), made.Id.ToString());
            groups.Add(Text(group, "kind"), made);
        });
        Each("proofs", proof =>
        {
            var group = groups[Text(proof, "group")];
            var (opener, taker) = (new DeviceId(new Digest(Hex(proof, "opener"))), new DeviceId(new Digest(Hex(proof, "taker"))));
            Assert.Equal(Text(proof, "ofOpener"), Convert.ToHexStringLower(group.Prove(LinkSide.Opener, opener, taker, Hex(proof, "openerNonce"), Hex(proof, "takerNonce"))));
            Assert.Equal(Text(proof, "ofTaker"), Convert.ToHexStringLower(group.Prove(LinkSide.Taker, opener, taker, Hex(proof, "openerNonce"), Hex(proof, "takerNonce"))));
        });
    }

    [Fact]
    public void Statements() => Each("statements", sample =>
    {
        var bytes = Hex(sample, "bytes");
        var said = DeviceStatement.TryParse(bytes)!;
        var organisation = new OrganisationKey(new PublicKey(said.Organisation.Span));
        Assert.Equal(Text(sample, "organisation"), organisation.Id.ToString());
        Assert.Equal(Text(sample, "device"), Convert.ToHexStringLower(said.Device.Span));
        Assert.Equal((Text(sample, "login"), sample.GetProperty("at").GetInt64(), sample.GetProperty("until").GetInt64()), (said.Login, said.At.ToUnixTimeMilliseconds(), said.Until.ToUnixTimeMilliseconds()));
        Assert.Equal(bytes[..^DeviceStatement.SignatureBytes], said.Encode());
        Assert.NotNull(organisation.Read(bytes));
        for (var i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            Assert.Null(organisation.Read(changed));
            Assert.Null(organisation.Read(bytes.AsMemory(0, i)));
        }
    });

    [Fact]
    public void Copies() => Each("copies", sample =>
    {
        var copy = OwnCopy.TryParse(Hex(sample, "bytes"))!;
        Assert.Equal((sample.GetProperty("kind").GetByte(), Text(sample, "to"), Text(sample, "text")), ((byte)copy.Kind, copy.To.Value, copy.Text));
        Assert.Equal(Text(sample, "bytes"), Convert.ToHexStringLower(copy.Encode()));
        for (var length = 0; length < 2 + Encoding.UTF8.GetByteCount(copy.To.Value); length++)
            Assert.Null(OwnCopy.TryParse(Hex(sample, "bytes").AsSpan(0, length)));
    });

    [Fact]
    public void Entries() => Each("entries", sample =>
    {
        var entry = PeerEntry.Parse(Hex(sample, "bytes"));
        Assert.True(SignatureCheck.Holds(entry.AuthorKey, entry.Signed, entry.Signature));
        Assert.Equal(Text(sample, "hash"), entry.Hash.ToString());
        Assert.Equal(Text(sample, "name"), entry.Name.ToString());
        Assert.Equal(Text(sample, "author"), entry.Author.ToString());
        Assert.Equal(Text(sample, "previous"), entry.Previous.ToString());
        Assert.Equal(sample.GetProperty("number").GetInt64(), entry.Number);
        Assert.Equal(new HybridTime(sample.GetProperty("clockMilliseconds").GetInt64(), sample.GetProperty("clockCounter").GetUInt16()), entry.Clock);
        Assert.Equal(sample.GetProperty("written").GetInt64(), entry.Written);
        Assert.Equal(sample.GetProperty("kind").GetByte(), entry.Content.Kind);
        Assert.Equal(sample.TryGetProperty("room", out var room) ? room.GetString() : null, entry.Content.Conversation.Room);
        Assert.Equal(sample.GetProperty("target").GetString() ?? Digest.None.ToString(), entry.Content.Target.ToString());
        Assert.Equal(sample.GetProperty("clientId").GetString(), entry.Content.ClientId?.Value);
        Assert.Equal(sample.GetProperty("body").ValueKind == JsonValueKind.Null, entry.IsBare);
        if (entry.IsBare)
            return;
        Assert.Equal(Text(sample, "body"), Convert.ToHexStringLower(entry.Content.Body.Span));
        Assert.Equal(Text(sample, "salt"), Convert.ToHexStringLower(entry.Salt));
        var again = PeerEntry.Make(entry.Group, entry.AuthorKey, entry.Number, entry.Previous, entry.Clock, entry.Written, entry.Content, entry.Salt, _ => entry.Signature.ToArray());
        Assert.Equal(entry.Encoded.ToArray(), again.Encoded.ToArray());
    });

    [Fact]
    public void Frames() => Each("frames", sample =>
    {
        var bytes = Hex(sample, "bytes");
        Assert.True(PeerFrames.TryRead(bytes, out var consumed, out var frame));
        Assert.Equal(bytes.Length, consumed);
        Assert.StartsWith($"Peer{Text(sample, "name").Split(',')[0]}", frame!.GetType().Name, StringComparison.Ordinal);
        Assert.Equal(bytes, PeerFrames.Encode(frame));
        for (var split = 0; split < bytes.Length; split++)
            Assert.False(PeerFrames.TryRead(bytes.AsSpan(0, split), out _, out _));
    });

    [Fact]
    public void Frames_that_must_be_refused() => Each("bad-frames", sample =>
        Assert.Throws<ProtocolException>(() => PeerFrames.TryRead(Hex(sample, "bytes"), out _, out _)));

    [Fact]
    public void Announcements() => Each("announcements", sample =>
    {
        var heard = Announcement.Parse(Hex(sample, "bytes"));
        Assert.True(SignatureCheck.Holds(heard.Key, heard.Signed, heard.Signature));
        Assert.Equal((Text(sample, "group"), Text(sample, "device"), sample.GetProperty("port").GetUInt16(), sample.GetProperty("sent").GetInt64()), (heard.Group.ToString(), heard.Key.Id.ToString(), heard.Port, heard.Sent));
    });

    [Fact]
    public void Private_texts() => Each("private", sample =>
    {
        using var author = DeviceKey.Parse(Text(sample, "author"));
        using var reader = DeviceKey.Parse(Text(sample, "reader"));
        using var ephemeral = DeviceKey.Parse(Text(sample, "ephemeral"));
        var place = new SealedFor(new Digest(Hex(sample, "group")), author.Id, PeerConversation.Between(author.Id, reader.Id));
        var body = Hex(sample, "body");
        Assert.Equal(Text(sample, "text"), Encoding.UTF8.GetString(SealedText.Open(body, place, reader)!));
        Assert.Equal(Text(sample, "text"), Encoding.UTF8.GetString(SealedText.Open(body, place, author)!));
        Assert.Equal(body, SealedText.Seal(Encoding.UTF8.GetBytes(Text(sample, "text")), place, reader.Public, author.Public, ephemeral, Hex(sample, "key")));
    });

    private static string Text(JsonElement sample, string name) => sample.GetProperty(name).GetString()!;

    private static byte[] Hex(JsonElement sample, string name) => Convert.FromHexString(Text(sample, name));

    private static void Each(string file, Action<JsonElement> check)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("Not in the repository");
        using var samples = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.FullName, "tests", "vectors", "peer", $"{file}.json")));
        Assert.NotEmpty(samples.RootElement.EnumerateArray());
        Assert.All(samples.RootElement.EnumerateArray(), check);
    }
}
