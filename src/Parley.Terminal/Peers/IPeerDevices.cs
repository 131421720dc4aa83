using Parley.Client;

namespace Parley.Terminal;

/// <summary>This computer as somebody's device.</summary>
public interface IPeerDevices
{
    /// <param name="lang">Of its door's words: <c>es</c> or <c>en</c>.</param>
    IPeerDevice Of(string login, string lang);

    /// <summary>What is kept of the last login at a server.</summary>
    /// <param name="server">Any of its addresses.</param>
    /// <param name="login">Null: whoever logged in last.</param>
    /// <returns>Null: nobody has logged in there from here.</returns>
    KeptStatement? Find(IReadOnlyList<ServerAddress> server, string? login);
}

/// <summary>A server's word that this computer is a device of its organisation.</summary>
/// <param name="Login">Whose it is.</param>
/// <param name="Until">From when on it says nothing any more.</param>
public sealed record KeptStatement(string Login, DateTimeOffset Until);
