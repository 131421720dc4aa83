using Parley.Core.Ports;

namespace Parley.Core.InMemory;

/// <summary>The sizes that every <see cref="IKeyValue"/> keeps to.</summary>
public static class KeyValueLimits
{
    public const int NameBytes = 1024;

    public const int ValueBytes = 1024 * 1024;

    /// <summary>Returns when all is within the limits.</summary>
    /// <exception cref="ArgumentException">A namespace, key or value is too long.</exception>
    public static void Check(ReadOnlyMemory<byte> space, ReadOnlyMemory<byte> key = default, ReadOnlyMemory<byte> value = default)
    {
        if (space.Length > NameBytes)
            throw new ArgumentException($"namespace of {space.Length} bytes; at most {NameBytes}", nameof(space));
        if (key.Length > NameBytes)
            throw new ArgumentException($"key of {key.Length} bytes; at most {NameBytes}", nameof(key));
        if (value.Length > ValueBytes)
            throw new ArgumentException($"value of {value.Length} bytes; at most {ValueBytes}", nameof(value));
    }
}
