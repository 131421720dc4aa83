using Parley.Storage.Sqlite;

namespace Parley.Host.Options;

/// <summary>Where the data is when nobody says: <c>$XDG_DATA_HOME/parley</c>, else the platform's data folder for programs.</summary>
internal static class DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>File of a folder that belongs to a node of a cluster.</summary>
    private const string NodeMark = "cluster";

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
        if (!HasStore(path))
            throw new FileNotFoundException($"no control socket here and no data in {path}: is the node running? For a cluster without one give --postgres");
    }

    public static bool HasStore(string path) => File.Exists(Path.Combine(path, SqliteStore.FileName));

    /// <summary>The folder of a node whose store is PostgreSQL must not get a store of its own, empty beside the true one.</summary>
    /// <exception cref="RefusedStartException">It is one.</exception>
    public static void DemandNoNode(string path)
    {
        if (File.Exists(Path.Combine(path, NodeMark)) && !HasStore(path))
            throw new RefusedStartException($"--data: {path} is the folder of a node whose data is in PostgreSQL; accepted: --postgres, another folder, or this one without its file {NodeMark}; a verb reaches a node that runs by this folder alone");
    }

    /// <summary>Says to later runs that this node's store is PostgreSQL. Call with the folder's lock held.</summary>
    /// <returns>A warning when there is a store that is not used, else null.</returns>
    /// <exception cref="RefusedStartException">It can't be written.</exception>
    public static string? MarkAsNode(string path)
    {
        try
        {
            File.WriteAllText(Path.Combine(path, NodeMark), "The data of this node is in PostgreSQL: cluster.postgres.\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedStartException($"--data: {path}: {e.Message}; accepted: a directory that can be made and written");
        }
        return HasStore(path) ? $"serve.data: {path} has a {SqliteStore.FileName}, which is not used beside cluster.postgres; parley copy takes it into the empty database, after which it can go" : null;
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
