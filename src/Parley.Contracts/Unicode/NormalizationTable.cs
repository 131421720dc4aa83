namespace Parley.Contracts.Unicode;

/// <summary>Combining classes, expansions and compositions, read once from <c>normalization.bin</c> (tools/unicode/generate.py says its layout).</summary>
internal sealed class NormalizationTable
{
    private static readonly Lazy<NormalizationTable> Loaded = new(Load);

    private readonly int[] _runStarts;
    private readonly int[] _runEnds;
    private readonly byte[] _runClasses;
    private readonly int[] _expanded;
    private readonly bool[] _compatibility;
    private readonly int[] _expansionStarts;
    private readonly int[] _expansions;
    private readonly long[] _pairs;
    private readonly int[] _composites;

    private NormalizationTable(ReadOnlySpan<byte> bytes)
    {
        var reader = new NumberReader(bytes);
        Version = $"{reader.Next()}.{reader.Next()}";

        var runs = reader.Next();
        (_runStarts, _runEnds, _runClasses) = (new int[runs], new int[runs], new byte[runs]);
        for (int i = 0, end = 0; i < runs; i++)
        {
            _runStarts[i] = end + reader.Next();
            _runEnds[i] = end = _runStarts[i] + reader.Next();
            _runClasses[i] = (byte)reader.Next();
        }

        var expanded = reader.Next();
        (_expanded, _compatibility, _expansionStarts) = (new int[expanded], new bool[expanded], new int[expanded + 1]);
        var parts = new List<int>(expanded * 3);
        for (int i = 0, codePoint = 0; i < expanded; i++)
        {
            _expanded[i] = codePoint += reader.Next();
            var header = reader.Next();
            _compatibility[i] = (header & 1) != 0;
            for (var n = header >> 1; n > 0; n--)
                parts.Add(reader.Next());
            _expansionStarts[i + 1] = parts.Count;
        }
        _expansions = [.. parts];

        var pairs = reader.Next();
        (_pairs, _composites) = (new long[pairs], new int[pairs]);
        for (int i = 0, first = 0; i < pairs; i++)
        {
            first += reader.Next();
            _pairs[i] = Pair(first, reader.Next());
            _composites[i] = reader.Next();
        }
    }

    public static NormalizationTable Shared => Loaded.Value;

    public string Version { get; }

    /// <summary>Canonical_Combining_Class, 0 to 254; 0 for starters.</summary>
    public int CombiningClass(int codePoint)
    {
        var at = Array.BinarySearch(_runStarts, codePoint);
        if (at < 0)
            at = ~at - 1;
        return at >= 0 && codePoint < _runEnds[at] ? _runClasses[at] : 0;
    }

    /// <summary>The full expansion. <paramref name="compatibilityOnly"/>: it holds for NFKD, not for NFC.</summary>
    public bool TryExpand(int codePoint, out ReadOnlySpan<int> expansion, out bool compatibilityOnly)
    {
        var at = Array.BinarySearch(_expanded, codePoint);
        expansion = at < 0 ? default : _expansions.AsSpan(_expansionStarts[at].._expansionStarts[at + 1]);
        compatibilityOnly = at >= 0 && _compatibility[at];
        return at >= 0;
    }

    /// <summary>The primary composite of a pair; Hangul and excluded composites are not in the table.</summary>
    public bool TryCompose(int first, int second, out int composite)
    {
        var at = Array.BinarySearch(_pairs, Pair(first, second));
        composite = at < 0 ? 0 : _composites[at];
        return at >= 0;
    }

    private static long Pair(int first, int second) => ((long)first << 32) | (uint)second;

    private static NormalizationTable Load()
    {
        using var stream = typeof(NormalizationTable).Assembly.GetManifestResourceStream("normalization.bin")
            ?? throw new InvalidOperationException("normalization.bin is not embedded");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new NormalizationTable(bytes);
    }

    private ref struct NumberReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        public int Next()
        {
            var number = 0;
            for (var shift = 0; ; shift += 7)
            {
                var b = _bytes[_at++];
                number |= (b & 0x7f) << shift;
                if (b < 0x80)
                    return number;
            }
        }
    }
}
