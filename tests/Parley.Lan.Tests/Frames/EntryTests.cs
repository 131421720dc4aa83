using System.Buffers.Binary;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Frames;

public sealed class EntryTests
{
    private static readonly DeviceKey Key = DeviceKey.New();

    [Fact]
    public void What_was_written_is_read() => Property.Holds<int>(seed =>
    {
        var entry = new Sample(seed).Entry();
        var read = PeerEntry.Parse(entry.Encoded.Span);
        return read.Hash == entry.Hash && read.Author == entry.Author && read.Group == entry.Group && read.Number == entry.Number && read.Previous == entry.Previous
            && read.Clock == entry.Clock && read.Written == entry.Written && read.Content.Kind == entry.Content.Kind && read.Content.Conversation == entry.Content.Conversation
            && read.Content.Target == entry.Content.Target && read.Content.ClientId == entry.Content.ClientId && read.Content.Body.Span.SequenceEqual(entry.Content.Body.Span)
            && SignatureCheck.Holds(read.AuthorKey, read.Signed, read.Signature);
    });

    [Fact]
    public void An_entry_has_one_encoding() => Property.Holds<int>(seed =>
    {
        var random = new Random(seed);
        var bytes = new Sample(seed).Entry().Encoded.ToArray();
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return !TryParse(bytes, out var read) || read!.Encoded.Span.SequenceEqual(bytes);
    }, 5_000);

    [Fact]
    public void A_changed_bit_is_refused_by_the_codec_or_by_the_signature() => Property.Holds<int>(seed =>
    {
        var random = new Random(seed);
        var bytes = new Sample(seed).Entry().Encoded.ToArray();
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return !TryParse(bytes, out var read) || !SignatureCheck.Holds(read!.AuthorKey, read.Signed, read.Signature);
    });

    [Fact]
    public void An_entry_that_ends_early_or_late_is_refused()
    {
        var bytes = Sample.First(Key, "hola").Encoded.ToArray();
        var bare = bytes.Length - PeerLimits.SaltBytes - "hola".Length;
        for (var length = 0; length < bytes.Length; length++)
            Assert.True(!TryParse(bytes[..length], out _) || length == bare, $"{length} bytes were taken");
        Assert.False(TryParse([.. bytes, 0], out _));
    }

    [Fact]
    public void An_entry_without_its_body_is_the_same_entry_and_says_nothing() => Property.Holds<int>(seed =>
    {
        var entry = new Sample(seed).Entry();
        var bare = PeerEntry.Parse(entry.WithoutBody().Encoded.Span);
        return bare.IsBare && bare.Hash == entry.Hash && bare.Content.Body.IsEmpty && bare.Salt.IsEmpty && bare.Content.Target == entry.Content.Target && bare.Content.Kind == entry.Content.Kind
            && bare.Encoded.Length == entry.Encoded.Length - PeerLimits.SaltBytes - entry.Content.Body.Length && SignatureCheck.Holds(bare.AuthorKey, bare.Signed, bare.Signature);
    });

    [Fact]
    public void One_text_twice_has_two_hashes_so_that_a_short_one_can_not_be_guessed() => Assert.NotEqual(Sample.First(Key, "no").Hash, Sample.First(Key, "no").Hash);

    [Fact]
    public void Another_body_of_the_same_length_is_refused()
    {
        var bytes = Sample.First(Key, "yes").Encoded.ToArray();
        Assert.False(TryParse([.. bytes[..^3], .. "no!"u8], out _));
    }

    [Fact]
    public void The_longest_entry_fits_and_a_longer_body_does_not()
    {
        var name = new string('ñ', RoomName.MaxLength);
        Assert.True(ClientId.TryParse(new string('x', ClientId.MaxLength), out var id));
        var content = new PeerContent(Sample.Room(name), 255, new byte[PeerLimits.BodyBytes]) { Target = Digest.Of([]), ClientId = id };
        var entry = PeerEntry.Make(Sample.Group, Key.Public, 2, Digest.Of([]), default, 0, content, Key.Sign);
        Assert.InRange(entry.Encoded.Length, 1, PeerLimits.EntryBytes);
        Assert.Throws<ProtocolException>(() => PeerEntry.Make(Sample.Group, Key.Public, 1, Digest.None, default, 0, content with { Body = new byte[PeerLimits.BodyBytes + 1] }, Key.Sign));
    }

    [Fact]
    public void The_signature_is_no_part_of_what_an_entry_is()
    {
        var entry = Sample.First(Key, "hola");
        var again = PeerEntry.Parse([.. entry.Signed, .. Key.Sign(entry.Signed.ToArray()), .. entry.Salt, .. entry.Content.Body.Span]);
        Assert.NotEqual(entry.Signature.ToArray(), again.Signature.ToArray());
        Assert.Equal(entry.Hash, again.Hash);
    }

    [Fact]
    public void A_key_that_is_no_point_of_the_curve_signs_nothing() => Assert.False(SignatureCheck.Holds(new PublicKey(new byte[PublicKey.Size]), [1], new byte[PeerLimits.SignatureBytes]));

    [Theory]
    [InlineData("Ward")]
    [InlineData("a  b")]
    [InlineData("")]
    [InlineData("a/b")]
    public void A_room_that_is_not_folded_is_refused(string name)
    {
        var bytes = Sample.First(Key, "hola").Encoded.ToArray();
        // The room "ward" of the sample begins behind the fixed fields: mark, length, name.
        const int At = 1 + Digest.Size + PublicKey.Size + 8 + Digest.Size + 8 + 8 + 1 + 1;
        Assert.Equal(4, bytes[At]);
        byte[] changed = [.. bytes[..At], (byte)name.Length, .. System.Text.Encoding.UTF8.GetBytes(name), .. bytes[(At + 5)..]];
        Assert.False(TryParse(changed, out _));
    }

    [Fact]
    public void Nobody_writes_into_a_conversation_between_others()
    {
        var (one, other) = (new DeviceId(Digest.Of([1])), new DeviceId(Digest.Of([2])));
        Assert.Throws<ProtocolException>(() => PeerEntry.Make(Sample.Group, Key.Public, 1, Digest.None, default, 0, new PeerContent(PeerConversation.Between(one, other), 1, default), Key.Sign));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Only_the_first_entry_has_none_before_it(long number, bool previous) =>
        Assert.Throws<ProtocolException>(() => PeerEntry.Make(Sample.Group, Key.Public, number, previous ? Digest.Of([]) : Digest.None, default, 0, Sample.Said("a"), Key.Sign));

    [Fact]
    public void A_clock_beyond_all_dates_is_refused()
    {
        var bytes = Sample.First(Key, "hola").Encoded.ToArray();
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1 + Digest.Size + PublicKey.Size + 8 + Digest.Size), ulong.MaxValue);
        Assert.False(TryParse(bytes, out _));
    }

    private static bool TryParse(byte[] bytes, out PeerEntry? entry)
    {
        try
        {
            entry = PeerEntry.Parse(bytes);
            return true;
        }
        catch (ProtocolException)
        {
            entry = null;
            return false;
        }
    }
}
