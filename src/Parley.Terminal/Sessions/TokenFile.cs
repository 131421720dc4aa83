using Parley.Client;

namespace Parley.Terminal;

/// <summary>Login tokens by server, in the person's configuration folder: lines of <c>address login token</c>, the last used one last, mode 0600.</summary>
internal sealed class TokenFile(string path)
{
    public static string DefaultPath => Path.Combine(ConfigurationFolder.Path, "tokens");

    /// <summary>The token of a login at a server; of the last login there when none is named.</summary>
    public (string Login, string Token)? Find(ServerAddress address, string? login)
    {
        var found = Read().LastOrDefault(l => Fits(l, address, login));
        return found is null ? null : (found[1], found[2]);
    }

    /// <summary>The first that any of the addresses has.</summary>
    public (string Login, string Token)? FindAny(IEnumerable<ServerAddress> addresses, string? login) =>
        addresses.Select(a => Find(a, login)).FirstOrDefault(found => found is not null);

    public void Keep(ServerAddress address, string login, string token) =>
        Write([.. Read().Where(l => !Fits(l, address, login)), [Key(address), login, token]]);

    public void Forget(ServerAddress address, string login) => Write([.. Read().Where(l => !Fits(l, address, login))]);

    private static bool Fits(string[] line, ServerAddress address, string? login) =>
        string.Equals(line[0], Key(address), StringComparison.Ordinal) && (login is null || string.Equals(line[1], login, StringComparison.OrdinalIgnoreCase));

    // A path with spaces must not shift the columns.
    private static string Key(ServerAddress address) => address.ToString().Replace(" ", "%20", StringComparison.Ordinal);

    private List<string[]> Read()
    {
        try
        {
            return [.. File.ReadAllLines(path).Select(l => l.Split(' ')).Where(l => l.Length == 3)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    private void Write(IEnumerable<string[]> lines) =>
        PrivateFile.Write(path, string.Concat(lines.Select(l => string.Join(' ', l).TrimEnd() + "\n")));
}
