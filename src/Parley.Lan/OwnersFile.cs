using System.Text;

namespace Parley.Lan;

/// <summary>A small file that only its owner can read.</summary>
internal static class OwnersFile
{
    /// <summary>Whole or not at all.</summary>
    /// <exception cref="IOException">It can't be written; what was there is there.</exception>
    public static void Write(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var next = $"{file}.new";
        using (var stream = new FileStream(next, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(next, file, overwrite: true);
    }
}
