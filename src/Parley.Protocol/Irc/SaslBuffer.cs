namespace Parley.Protocol.Irc;

public enum SaslStep
{
    /// <summary>Wait for the next chunk.</summary>
    More,

    /// <summary>All is there.</summary>
    Complete,

    /// <summary>905; the exchange is over.</summary>
    TooLong,

    /// <summary>904; the exchange is over.</summary>
    NotBase64,
}

/// <summary>Puts the chunks of AUTHENTICATE together and cuts answers into them. IRCv3 sasl-3.1, "The AUTHENTICATE command".</summary>
/// <remarks>Holds at most <see cref="MaxChars"/>; empty again after every step but <see cref="SaslStep.More"/>. <c>*</c>, which aborts, is the caller's.</remarks>
public sealed class SaslBuffer
{
    public const int ChunkChars = 400;

    /// <summary>Base64 characters of one whole message.</summary>
    public const int MaxChars = 4096;

    private readonly List<string> _chunks = [];

    /// <summary>Takes one chunk; <c>+</c> is an empty one.</summary>
    /// <param name="message">The decoded bytes when complete, else empty.</param>
    public SaslStep Add(string chunk, out byte[] message)
    {
        message = [];
        var part = chunk == "+" ? "" : chunk;
        if (part.Length > ChunkChars || (_chunks.Count * ChunkChars) + part.Length > MaxChars)
            return End(SaslStep.TooLong);
        if (part.Length == ChunkChars)
        {
            _chunks.Add(part);
            return SaslStep.More;
        }
        var all = string.Concat(_chunks) + part;
        var decoded = new byte[all.Length / 4 * 3];
        // White space is let through by the decoder, and is no base64.
        if (all.Length % 4 != 0 || all.AsSpan().IndexOfAny(" \t\r\n") >= 0 || !Convert.TryFromBase64String(all, decoded, out var length))
            return End(SaslStep.NotBase64);
        message = decoded[..length];
        return End(SaslStep.Complete);
    }

    public void Clear() => _chunks.Clear();

    /// <summary>The parameters of the AUTHENTICATE lines that say this.</summary>
    public static IReadOnlyList<string> Split(ReadOnlySpan<byte> message)
    {
        var text = Convert.ToBase64String(message);
        var chunks = new List<string>();
        for (var start = 0; start < text.Length; start += ChunkChars)
            chunks.Add(text.Substring(start, Math.Min(ChunkChars, text.Length - start)));
        if (text.Length % ChunkChars == 0)
            chunks.Add("+");
        return chunks;
    }

    private SaslStep End(SaslStep step)
    {
        Clear();
        return step;
    }
}
