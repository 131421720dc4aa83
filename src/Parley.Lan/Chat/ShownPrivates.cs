using System.Globalization;

namespace Parley.Lan.Chat;

/// <summary>How many of the private messages that came have been shown to the person, so that the rest are when they come back. One caller at a time.</summary>
/// <remarks>Kept in the file <c>private-shown</c>. One that is lost or damaged shows them again.</remarks>
public sealed class ShownPrivates
{
    public const string FileName = "private-shown";

    private readonly string? _file;

    private ShownPrivates(string? file) => _file = file;

    public int Count { get; private set; }

    /// <summary>Nothing is kept.</summary>
    public static ShownPrivates InMemory() => new(file: null);

    /// <exception cref="IOException">The file can't be read.</exception>
    public static ShownPrivates Load(string folder)
    {
        var shown = new ShownPrivates(Path.Combine(folder, FileName));
        if (File.Exists(shown._file) && int.TryParse(File.ReadAllText(shown._file), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            shown.Count = count;
        return shown;
    }

    /// <exception cref="IOException">It can't be kept: they will be shown again after a restart.</exception>
    public void Set(int count)
    {
        if (Count == count)
            return;
        Count = count;
        if (_file is null)
            return;
        var next = $"{_file}.new";
        File.WriteAllText(next, count.ToString(CultureInfo.InvariantCulture));
        File.Move(next, _file, overwrite: true);
    }
}
