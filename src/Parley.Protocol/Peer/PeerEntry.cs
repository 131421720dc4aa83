using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;

namespace Parley.Protocol.Peer;

/// <summary>What an author says in an entry; <see cref="PeerEntry"/> adds who, where in the log, and the signature.</summary>
/// <param name="Kind">The numbers of <see cref="EntryKind"/>, or one of those here; unknown ones are carried.</param>
/// <param name="Body">At most <see cref="PeerLimits.BodyBytes"/>; empty where the entry is without it.</param>
public sealed record PeerContent(PeerConversation Conversation, byte Kind, ReadOnlyMemory<byte> Body)
{
    /// <summary>The author tells the name it goes by: UTF-8.</summary>
    public const byte Introduction = 64;

    /// <summary>The author makes the room; the body is its name as it is spelled, UTF-8.</summary>
    public const byte RoomMade = 65;

    /// <summary>The author, who made the room, ends it.</summary>
    public const byte RoomEnded = 66;

    /// <summary>In an organisation's group, in the place of <see cref="Introduction"/>: the organisation's signed <see cref="DeviceStatement"/> of the author's device.</summary>
    public const byte Statement = 67;

    /// <summary>What the author has written to somebody in private, sealed for another device of its own person.</summary>
    public const byte Copy = 68;

    /// <summary>It says something of another entry: an edit, a redaction or a reaction.</summary>
    public bool IsAnnotation => Kind is (byte)EntryKind.Edit or (byte)EntryKind.Redaction or (byte)EntryKind.Reaction;

    /// <summary>The <see cref="PeerEntry.Name"/> of what is meant (edits, redactions, reactions, answers), or <see cref="Digest.None"/>.</summary>
    public Digest Target { get; init; }

    /// <summary>The sender's own id for it, or null.</summary>
    public ClientId? ClientId { get; init; }
}

/// <summary>One signed entry of an author's log. docs/protocol/peer.md, "Entries".</summary>
/// <remarks>What is signed names the body by a hash, so that it is the same entry without it: what was taken back or is too old goes, and the chain stays.</remarks>
public sealed class PeerEntry
{
    private const byte Format = 1;

    private readonly byte[] _encoded;
    private readonly int _signed;

    private PeerEntry(byte[] encoded)
    {
        _encoded = encoded;
        var reader = new WireReader(encoded);
        if (reader.U8() != Format)
            throw WireReader.Bad("an entry of an unknown format");
        Group = reader.Digest();
        AuthorKey = reader.Key();
        Number = reader.Long();
        Previous = reader.Digest();
        Clock = new HybridTime(reader.U64());
        Written = reader.Long();
        if (Number == 0 || Number == 1 != (Previous == Digest.None) || !Clock.IsValid || Written > HybridTime.MaxMilliseconds)
            throw WireReader.Bad("an entry with a number, a previous entry or a time it can't have");
        Content = ReadContent(ref reader, Author);
        Length = reader.U16();
        if (Length > PeerLimits.BodyBytes)
            throw WireReader.Bad("a body is too long");
        var body = reader.Digest();
        _signed = encoded.Length - reader.Left;
        reader.Raw(PeerLimits.SignatureBytes);
        Hash = Digest.Of(Signed);
        Name = Content is { Conversation.IsPrivate: true, ClientId: { } id } ? NameInPrivate(Author, id) : Hash;
        IsBare = reader.IsAtEnd;
        if (IsBare)
            return;
        var salted = reader.Raw(PeerLimits.SaltBytes + Length);
        reader.End();
        if (Digest.Of(salted) != body)
            throw WireReader.Bad("a body that is another than was signed");
        Content = Content with { Body = salted[PeerLimits.SaltBytes..].ToArray() };
    }

    public Digest Group { get; }

    public PublicKey AuthorKey { get; }

    public DeviceId Author => AuthorKey.Id;

    /// <summary>1, 2, 3 … in the author's log.</summary>
    public long Number { get; }

    /// <summary><see cref="Hash"/> of the author's entry before, <see cref="Digest.None"/> for the first.</summary>
    public Digest Previous { get; }

    /// <summary>Gives the entry its place among all authors'.</summary>
    public HybridTime Clock { get; }

    /// <summary>By the author's own clock, Unix milliseconds; to be shown, never to be ordered by.</summary>
    public long Written { get; }

    public PeerContent Content { get; }

    /// <summary>Bytes of the body, also where that is gone.</summary>
    public int Length { get; }

    /// <summary>It is here without its body, which says nothing about why.</summary>
    public bool IsBare { get; }

    /// <summary>Over <see cref="Signed"/>: an entry is the same entry whatever valid signature it carries.</summary>
    public Digest Hash { get; }

    /// <summary>What others mean it by: in a room its <see cref="Hash"/>; in private, where one text is an entry for each device that may read it, <see cref="NameInPrivate"/>, which all of these have in common.</summary>
    public Digest Name { get; }

    public ReadOnlyMemory<byte> Encoded => _encoded;

    public ReadOnlySpan<byte> Signed => _encoded.AsSpan(.._signed);

    public ReadOnlySpan<byte> Signature => _encoded.AsSpan(_signed, PeerLimits.SignatureBytes);

    /// <summary>So that nobody finds a short body by trying its hash: goes with the body.</summary>
    public ReadOnlySpan<byte> Salt => IsBare ? [] : _encoded.AsSpan(_signed + PeerLimits.SignatureBytes, PeerLimits.SaltBytes);

    /// <summary>Names what a device has written in private under a client id.</summary>
    public static Digest NameInPrivate(DeviceId author, ClientId id) => Digest.Of([.. "parley private name"u8, .. author.Value.ToArray(), .. Encoding.ASCII.GetBytes(id.Value)]);

    /// <summary>The same entry, and what it said is gone.</summary>
    public PeerEntry WithoutBody() => IsBare ? this : new PeerEntry(_encoded[..(_signed + PeerLimits.SignatureBytes)]);

    /// <param name="salt"><see cref="PeerLimits.SaltBytes"/> of chance.</param>
    /// <param name="sign">Gives <see cref="PeerLimits.SignatureBytes"/> bytes for what it is given.</param>
    /// <exception cref="ProtocolException">A value is out of its limits.</exception>
    public static PeerEntry Make(Digest group, PublicKey author, long number, Digest previous, HybridTime clock, long written, PeerContent content, ReadOnlySpan<byte> salt, Func<byte[], byte[]> sign)
    {
        var writer = new WireWriter();
        writer.U8(Format);
        writer.Put(group);
        writer.Raw(author.Point);
        writer.U64((ulong)number);
        writer.Put(previous);
        writer.U64(clock.Value);
        writer.U64((ulong)written);
        Write(writer, content);
        byte[] salted = [.. salt, .. content.Body.Span];
        writer.U16(content.Body.Length);
        writer.Put(Digest.Of(salted));
        var signed = writer.Written.ToArray();
        return Parse([.. signed, .. sign(signed), .. salted]);
    }

    /// <exception cref="ProtocolException">A value is out of its limits.</exception>
    /// <inheritdoc cref="Make(Digest, PublicKey, long, Digest, HybridTime, long, PeerContent, ReadOnlySpan{byte}, Func{byte[], byte[]})"/>
    public static PeerEntry Make(Digest group, PublicKey author, long number, Digest previous, HybridTime clock, long written, PeerContent content, Func<byte[], byte[]> sign) =>
        Make(group, author, number, previous, clock, written, content, RandomNumberGenerator.GetBytes(PeerLimits.SaltBytes), sign);

    /// <summary>Reads one entry and copies its bytes. The signature is not looked at.</summary>
    /// <exception cref="ProtocolException">Bytes that are not the one encoding of an entry.</exception>
    public static PeerEntry Parse(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= PeerLimits.EntryBytes ? new PeerEntry(bytes.ToArray()) : throw WireReader.Bad("an entry of an impossible length");

    /// <summary>For the server that it is handed in to.</summary>
    public SignedEntry ToSigned() => new(
        _encoded, Hash.ToString(), Group.ToString(), AuthorKey.Point.ToArray(), Author.ToString(), Number, Clock.Value,
        DateTimeOffset.FromUnixTimeMilliseconds(Written), Content.Kind, Content.Conversation.Room, Content.ClientId?.Value, Content.Body)
    {
        SignedBytes = _signed,
        IsBare = IsBare,
        Length = Length,
        Target = Content.Target == Digest.None ? null : Content.Target.ToString(),
    };

    private static void Write(WireWriter writer, PeerContent content)
    {
        if (content.Body.Length > PeerLimits.BodyBytes)
            throw WireReader.Bad("a body is too long");
        writer.U8(content.Kind);
        content.Conversation.Write(writer);
        writer.U8(content.Target == Digest.None ? (byte)0 : (byte)1);
        if (content.Target != Digest.None)
            writer.Put(content.Target);
        writer.ShortText(content.ClientId?.Value ?? "");
    }

    private static PeerContent ReadContent(ref WireReader reader, DeviceId author)
    {
        var kind = reader.U8();
        var conversation = PeerConversation.Read(ref reader);
        if (kind == 0 || (conversation.IsPrivate && !conversation.Concerns(author)))
            throw WireReader.Bad("an entry of no kind, or of a conversation between others");
        var target = reader.U8() switch
        {
            0 => Digest.None,
            1 when reader.Digest() is var digest && digest != Digest.None => digest,
            _ => throw WireReader.Bad("a target that is none"),
        };
        var text = reader.ShortText();
        ClientId? clientId = text.Length == 0 ? null : ClientId.TryParse(text, out var id) ? id : throw WireReader.Bad("a client id that is none");
        return new PeerContent(conversation, kind, default) { Target = target, ClientId = clientId };
    }
}
