using System.Text;
using Parley.Client;
using Parley.Contracts;

namespace Parley.Host.Peers.Home;

/// <summary>What a device keeps of its last login at an organisation's server, so that it can be among the peers while that is out of reach.</summary>
/// <remarks>Kept as <c>membership-</c> and the group in the device's folder, a line for each: a word, a space, its value.</remarks>
/// <param name="Folder">The device's own.</param>
/// <param name="Group">The organisation's, as in names of files.</param>
/// <param name="Statement">The server's newest, with its signature.</param>
/// <param name="Servers">Addresses that it was logged in at, the last ones first; at most <see cref="MostServers"/>.</param>
/// <param name="Rooms">Those that anybody may enter and the person was in.</param>
internal sealed record Membership(string Folder, string Group, ReadOnlyMemory<byte> Statement, IReadOnlyList<ServerAddress> Servers, IReadOnlyList<RoomName> Rooms)
{
    public const int MostServers = 16;

    private const string FileName = "membership-";

    public DeviceStatement Said => DeviceStatement.TryParse(Statement.Span) ?? throw new InvalidOperationException("No statement.");

    /// <summary>Where persons' devices have their folders.</summary>
    public static string Home => Path.Combine(ConfigurationFolder.Path, "peers");

    /// <summary>All that this computer has, the last said first.</summary>
    public static IReadOnlyList<Membership> All() => Directory.Exists(Home)
        ? [.. Directory.EnumerateFiles(Home, $"{FileName}*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).Order(StringComparer.Ordinal).Select(TryLoad).OfType<Membership>().OrderByDescending(m => m.Said.At)]
        : [];

    /// <summary>This person's devices in this organisation, in the order in which programs take them.</summary>
    public IEnumerable<Membership> Devices(IEnumerable<Membership> known, DateTimeOffset now) =>
        known.Where(m => m.Group == Group && m.Said.Login == Said.Login && m.Said.Until > now).OrderBy(m => m.Folder, StringComparer.Ordinal);

    /// <param name="server">Any of its addresses.</param>
    /// <param name="login">Null: anybody's.</param>
    public bool IsOf(IEnumerable<ServerAddress> server, string? login) =>
        Servers.Intersect(server).Any() && (login is null || string.Equals(login, Said.Login, StringComparison.OrdinalIgnoreCase));

    /// <returns>Null: there is none, or none that can be used.</returns>
    public static Membership? TryLoad(string folder, string group) => TryLoad(Path.Combine(folder, FileName + group));

    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be written.</exception>
    public void Save()
    {
        var text = new StringBuilder();
        text.Append($"statement {Convert.ToBase64String(Statement.Span)}\n");
        foreach (var server in Servers)
            text.Append($"server {server}\n");
        foreach (var room in Rooms)
            text.Append($"room {room}\n");
        PrivateFile.Write(Path.Combine(Folder, FileName + Group), text.ToString());
    }

    private static Membership? TryLoad(string file)
    {
        byte[]? statement = null;
        List<ServerAddress> servers = [];
        List<RoomName> rooms = [];
        try
        {
            foreach (var line in File.ReadLines(file))
            {
                var end = line.IndexOf(' ', StringComparison.Ordinal);
                var (word, value) = end < 0 ? (line, "") : (line[..end], line[(end + 1)..]);
                if (word == "statement")
                    statement = Convert.FromBase64String(value);
                else if (word == "server" && ServerAddress.TryParse(value, out var server))
                    servers.Add(server);
                else if (word == "room" && RoomName.TryParse(value, out var room))
                    rooms.Add(room);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // As if there were none: the next login writes it anew.
        }
        return DeviceStatement.TryParse(statement) is { IsRevocation: false } ? new Membership(Path.GetDirectoryName(file)!, Path.GetFileName(file)[FileName.Length..], statement, servers, rooms) : null;
    }
}
