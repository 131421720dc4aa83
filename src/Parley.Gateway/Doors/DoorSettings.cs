using System.Net;
using Microsoft.Extensions.Logging;
using Parley.Core.Sessions;
using Parley.Core.Settings;
using Parley.Gateway.Connections;
using Parley.Gateway.Tcp;

namespace Parley.Gateway.Doors;

/// <summary>What the doors need to know of the settings. <paramref name="lang"/>: of the texts before anybody has chosen.</summary>
internal sealed class DoorSettings(ChatSettings chat, string lang, string version, ILogger log)
{
    private readonly AddressNetworks _exempt = new(chat.Limits.Exempt);

    public ChatSettings Chat { get; } = chat;

    public string Lang { get; } = lang;

    public string Version { get; } = version;

    public ILogger Log { get; } = log;

    /// <summary>Reads the settings again, as SIGHUP does; null where nobody can.</summary>
    public Action? Rehash { get; set; }

    public Origin OriginOf(IConnection connection, string name) => OriginOf(connection.RemoteEndPoint?.Address, connection.IsEncrypted, connection.IsLocal, name);

    /// <summary>For requests, which have no connection of their own.</summary>
    public Origin OriginOf(IPAddress? address, bool encrypted, string name) => OriginOf(address, encrypted, address is null || IPAddress.IsLoopback(address), name);

    public bool IsExempt(IPAddress? address) => _exempt.Contains(address);

    private Origin OriginOf(IPAddress? address, bool encrypted, bool local, string name)
    {
        var door = address is null ? "unix" : encrypted ? $"{name}-tls" : name;
        var secret = encrypted || local || MayBePlain(address);
        return new Origin(address?.ToString() ?? "unix", secret, _exempt.Contains(address), door);
    }

    private bool MayBePlain(IPAddress? address) => Chat.Auth.Plaintext switch
    {
        "always" => true,
        "private" => PrivateNetworks.Contain(address),
        _ => false,
    };
}
