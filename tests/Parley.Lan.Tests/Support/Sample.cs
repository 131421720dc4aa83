using System.Text;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Support;

/// <summary>Entries and frames of chance, the same for the same seed but for keys and signatures.</summary>
internal sealed class Sample(int seed)
{
    public static readonly Digest Group = Digest.Of("group"u8);

    private static readonly DeviceKey[] Keys = [DeviceKey.New(), DeviceKey.New(), DeviceKey.New()];

    private readonly Random _random = new(seed);

    public static PeerConversation Room(string name) => PeerConversation.Of(RoomName.TryParse(name, out var room) ? room : throw new ArgumentException($"{name} is no room", nameof(name)));

    public static PeerContent Said(string text, string room = "ward") => new(Room(room), (byte)EntryKind.Message, Encoding.UTF8.GetBytes(text));

    public static PeerEntry First(DeviceKey key, string text, long ms = 1_000) => PeerEntry.Make(Group, key.Public, 1, Digest.None, new HybridTime(ms, 0), ms, Said(text), key.Sign);

    public static PeerEntry After(PeerEntry last, DeviceKey key, string text, long ms = 0) =>
        PeerEntry.Make(Group, key.Public, last.Number + 1, last.Hash, new HybridTime(ms > 0 ? ms : last.Clock.Milliseconds + 1, 0), last.Written + 1, Said(text), key.Sign);

    public PeerEntry Entry()
    {
        var key = Keys[_random.Next(Keys.Length)];
        var number = _random.Next(3) == 0 ? 1 : _random.NextInt64(2, long.MaxValue);
        var content = new PeerContent(_random.Next(2) == 0 ? Room($"Sala {_random.Next(100)} ñ") : PeerConversation.Between(key.Id, new DeviceId(Hash())), (byte)_random.Next(1, 256), Bytes(_random.Next(4) == 0 ? PeerLimits.BodyBytes : _random.Next(300)))
        {
            Target = _random.Next(2) == 0 ? Digest.None : Hash(),
            ClientId = ClientId.TryParse(new string('c', _random.Next(65)), out var id) ? id : null,
        };
        return PeerEntry.Make(Hash(), key.Public, number, number == 1 ? Digest.None : Hash(), new HybridTime(_random.NextInt64(HybridTime.MaxMilliseconds + 1), (ushort)_random.Next(65536)), _random.NextInt64(HybridTime.MaxMilliseconds + 1), content, key.Sign);
    }

    public PeerFrame Frame() => _random.Next(14) switch
    {
        0 => new PeerHello((ushort)_random.Next(65536), Hash(), Bytes(PeerLimits.NonceBytes), (ushort)_random.Next(65536)),
        1 => new PeerProof(Bytes(PeerLimits.ProofBytes)),
        2 => new PeerHave(_random.Next(2) == 0, [.. Many(4, () => _random.Next(3) == 0 ? new Head(new DeviceId(Hash()), 0, Digest.None) : new Head(new DeviceId(Hash()), _random.NextInt64(1, long.MaxValue), Hash()))]),
        3 => new PeerWant(new DeviceId(Hash()), _random.NextInt64()),
        4 => new PeerEntries([.. Many(4, () => _random.Next(3) == 0 ? Entry().WithoutBody() : Entry())]),
        5 => Fork(),
        6 => new PeerAddresses([.. Many(4, () => new PeerAddress(new DeviceId(Hash()), new System.Net.IPEndPoint(new System.Net.IPAddress(Bytes(_random.Next(2) == 0 ? 4 : 16)), _random.Next(1, 65536))))]),
        7 => new PeerPing(_random.NextInt64()),
        8 => new PeerPong(_random.NextInt64(), _random.NextInt64()),
        9 => new PeerPresence([.. Many(4, () => RoomName.TryParse($"Sala {_random.Next(100)} ñ", out var room) ? room : NameRules.DefaultRoom)]),
        10 => new PeerStatement(Bytes(_random.Next(PeerLimits.StatementBytes + 1))),
        11 => new PeerRevocations([.. Many(4, () => (ReadOnlyMemory<byte>)Bytes(_random.Next(3) == 0 ? PeerLimits.StatementBytes : _random.Next(180)))]),
        12 => new PeerLacking([.. Many(4, () => new EntryPlace(new DeviceId(Hash()), _random.NextInt64(1, long.MaxValue)))]),
        _ => new PeerBye((ByeReason)_random.Next(256)),
    };

    private static PeerFork Fork()
    {
        var before = First(Keys[0], "a");
        return new PeerFork(After(before, Keys[0], "b"), After(before, Keys[0], "c"));
    }

    private IEnumerable<T> Many<T>(int most, Func<T> one) => Enumerable.Range(0, _random.Next(most + 1)).Select(_ => one());

    private Digest Hash() => new(Bytes(Digest.Size));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
