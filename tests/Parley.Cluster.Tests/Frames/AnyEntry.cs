using System.Text;
using Parley.Contracts;

namespace Parley.Cluster.Tests.Frames;

/// <summary>Any entry, filled by chance.</summary>
internal sealed class AnyEntry(int seed)
{
    private static readonly string[] Texts = ["", "ana", "Sala de la ñ", "👩‍⚕️ 日本語", "dos\nlíneas", "\0\u0001\uffff", new string('x', 5000)];

    private readonly Random _random = new(seed);

    public Entry One(ConversationId conversation) => new(
        conversation, Position(), Kind(), new AccountId(Number()), Text(), Time(), Maybe(Text), Position(), Position(), Bytes(), _random.Next(2) == 0)
    {
        IsNamed = _random.Next(2) == 0,
        AuthorHost = Maybe(Text),
        Tags = Maybe(Tags),
        Thread = Position(),
        AuthoredAt = _random.Next(2) == 0 ? Time() : null,
        OriginId = Maybe(Text),
        Signature = Bytes(),
    };

    private EntryKind Kind() => Enum.GetValues<EntryKind>()[_random.Next(Enum.GetValues<EntryKind>().Length)];

    /// <summary>Of every length, with the ends of the range.</summary>
    private long Number() => _random.Next(8) switch { 0 => 0, 1 => long.MaxValue, 2 => long.MinValue, _ => _random.NextInt64() >> _random.Next(64) };

    private Position Position() => new(Number() & long.MaxValue);

    private DateTimeOffset Time() => _random.Next(4) switch
    {
        0 => DateTimeOffset.UnixEpoch,
        1 => DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()),
        _ => DateTimeOffset.FromUnixTimeMilliseconds(_random.NextInt64(4_000_000_000_000)),
    };

    private string Text() => Texts[_random.Next(Texts.Length)];

    private byte[] Bytes() => _random.Next(3) == 0 ? [] : Encoding.UTF8.GetBytes(Text());

    private Dictionary<string, string> Tags() => Enumerable.Range(0, _random.Next(4)).ToDictionary(i => $"{i}{Text()}", _ => Text());

    private T? Maybe<T>(Func<T> make)
        where T : class => _random.Next(2) == 0 ? make() : null;
}
