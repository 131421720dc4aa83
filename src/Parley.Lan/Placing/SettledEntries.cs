using System.Globalization;
using Parley.Protocol.Peer;

namespace Parley.Lan.Placing;

/// <summary>Which entries a server has dealt with: placed, or refused for good. One caller at a time.</summary>
/// <remarks>Kept in a file, a line for each: its hash in hexadecimal and 0, or the code of the refusal. What is lost of it is handed in again, which changes nothing.</remarks>
public sealed class SettledEntries
{
    private readonly string? _file;
    private readonly Dictionary<Digest, int> _codes = [];

    private SettledEntries(string? file) => _file = file;

    /// <summary>Nothing is kept.</summary>
    public static SettledEntries InMemory() => new(file: null);

    /// <param name="group">A name for the file: letters and digits.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static SettledEntries Load(string folder, string group)
    {
        var settled = new SettledEntries(Path.Combine(folder, $"settled-{group}"));
        if (!File.Exists(settled._file))
            return settled;
        foreach (var line in File.ReadLines(settled._file))
        {
            // The end of a line that was cut off says nothing.
            if (line.Split(' ') is [var hash, var text] && Digest.TryParse(hash, out var entry) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
                settled._codes[entry] = code;
        }
        return settled;
    }

    public bool Contains(Digest entry) => _codes.ContainsKey(entry);

    /// <param name="code">0: placed.</param>
    /// <exception cref="IOException">It can't be kept: it will be asked again after a restart.</exception>
    public void Add(Digest entry, int code)
    {
        if (!_codes.TryAdd(entry, code) || _file is null)
            return;
        File.AppendAllText(_file, string.Create(CultureInfo.InvariantCulture, $"{entry} {code}\n"));
    }
}
