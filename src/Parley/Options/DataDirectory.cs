using Parley.Storage.Sqlite;

namespace Parley.Host.Options;

/// <summary>Where the data is when nobody says: <c>$XDG_DATA_HOME/parley</c>, else the platform's data folder for programs.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>An absolute path; nothing is made.</summary>
    /// <exception cref="RefusedStartException">None was given and the user has no home.</exception>
    public static string Locate(ServeSettings settings, Func<string, string?> environment)
    {
        if (settings.Data is not null)
            return Path.GetFullPath(settings.Data);
        var home = environment("XDG_DATA_HOME") is { } xdg && Path.IsPathFullyQualified(xdg)
            ? xdg
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathFullyQualified(home)
            ? Path.Combine(home, "parley")
            : throw new RefusedStartException("--data: not given, and this user has no home; accepted: a directory");
    }

    /// <summary>For verbs that only work on what is there: a mistyped directory must not become a new store.</summary>
    /// <exception cref="FileNotFoundException">There is no store in it.</exception>
    public static void DemandStore(string path)
    {
        if (!File.Exists(Path.Combine(path, SqliteStore.FileName)))
            throw new FileNotFoundException($"no Parley data in {path}");
    }

    /// <summary>Makes the directory, for its owner only (mode 0700).</summary>
    /// <returns>A warning when others may look into one that was there already, else null.</returns>
    /// <exception cref="RefusedStartException">It can't be made.</exception>
    public static string? Create(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
                return null;
            }
            Directory.CreateDirectory(path, OwnerOnly);
            var mode = File.GetUnixFileMode(path);
            return (mode & ~OwnerOnly) == UnixFileMode.None ? null : $"serve.data: {path} is open to others than its owner; chmod 700 closes it";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedStartException($"--data: {path}: {e.Message}; accepted: a directory that can be made and written");
        }
    }
}
