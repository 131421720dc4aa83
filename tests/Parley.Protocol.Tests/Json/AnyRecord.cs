using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using Parley.Contracts;
using Parley.Protocol.Peer;

namespace Parley.Protocol.Tests.Json;

/// <summary>Any command or event, filled by chance; equal by what it shows, lists included.</summary>
internal sealed class AnyRecord(int seed)
{
    private static readonly string[] Texts =
    [
        "", "hola", "Sala de la ñ", "á\u0301é", "👩‍⚕️ 日本語", "dos\nlíneas\r\n", "\"comillas\" \\ / <b>&'+", "\0\u0001\b\f\t\u001b[2J", "\u007f\u0085\u009b\u2028\u2029\ufeff\uffff", "null", "{\"t\":\"post\"}",
    ];

    private static readonly SignedEntry[] PeerSamples =
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "vectors", "peer", "entries.json")))!.AsArray().Select(e => PeerEntry.Parse(Convert.FromHexString((string)e!["bytes"]!))).Select(e => e.ToSigned())];

    /// <summary>Seeds of the whole range; FsCheck's own integers start near zero. A failing property prints its seed.</summary>
    public static Gen<int> Seeds { get; } = Gen.Choose(0, int.MaxValue);

    private readonly Random _random = new(seed);

    /// <summary>The concrete types that the attributes of a base name, with their names on the wire.</summary>
    public static IReadOnlyDictionary<Type, string> WireNames(Type root) =>
        root.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    /// <summary>Members that are on the wire.</summary>
    public static IEnumerable<PropertyInfo> Members(Type type) =>
        type.GetProperties().Where(p => p.CanWrite && p.GetCustomAttribute<JsonIgnoreAttribute>() is null);

    public T One<T>() => (T)Make(WireNames(typeof(T)).Keys.ElementAt(_random.Next(WireNames(typeof(T)).Count)));

    public object Make(Type type, bool full = false)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType, full || !p.HasDefaultValue))]);
        foreach (var member in Members(type).Where(p => constructor.GetParameters().All(c => c.Name != p.Name)))
            member.SetValue(made, Value(member.PropertyType, full || member.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute))));
        return made;
    }

    public static bool Same(object? one, object? other) => (one, other) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (string a, string b) => a == b,
        (SignedEntry a, SignedEntry b) => a.Hash == b.Hash && a.Encoded.Span.SequenceEqual(b.Encoded.Span),
        (IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var value) && value == pair.Value),
        (System.Collections.IEnumerable a, System.Collections.IEnumerable b) => a.Cast<object>().Count() == b.Cast<object>().Count() && a.Cast<object>().Zip(b.Cast<object>()).All(pair => Same(pair.First, pair.Second)),
        _ when one.GetType() != other.GetType() => false,
        _ when one.GetType().IsValueType => one.Equals(other),
        _ => Members(one.GetType()).All(p => Same(p.GetValue(one), p.GetValue(other))),
    };

    private object? Value(Type type, bool needed)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return needed || _random.Next(2) == 0 ? Value(inner, needed: true) : null;
        if (!type.IsValueType && !needed && _random.Next(2) == 0)
            return null;
        if (type == typeof(string))
            return Texts[_random.Next(Texts.Length)];
        if (type == typeof(bool))
            return needed || _random.Next(2) == 0;
        if (type == typeof(int))
            return _random.Next();
        if (type == typeof(long))
            return _random.NextInt64(long.MinValue, long.MaxValue);
        if (type == typeof(double))
            return _random.NextDouble() * 2e12;
        if (type == typeof(ConversationId))
            return new ConversationId(_random.NextInt64());
        if (type == typeof(Position))
            return new Position(_random.NextInt64());
        if (type == typeof(DateTimeOffset))
            return DateTimeOffset.FromUnixTimeMilliseconds(_random.NextInt64(0, 253402300799999));
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(_random.Next(Enum.GetValues(type).Length));
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return new Dictionary<string, string>(StringComparer.Ordinal) { ["room"] = Texts[_random.Next(Texts.Length)], ["limit"] = "9" };
        if (type == typeof(SignedEntry))
            return PeerSamples[_random.Next(PeerSamples.Length)];
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            return List(type.GetGenericArguments()[0]);
        return type == typeof(EntryEvent) ? One<EntryEvent>() : Make(type);
    }

    private Array List(Type element)
    {
        var list = Array.CreateInstance(element, _random.Next(3));
        for (var i = 0; i < list.Length; i++)
            list.SetValue(Value(element, needed: true), i);
        return list;
    }
}
