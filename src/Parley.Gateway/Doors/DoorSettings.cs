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

    public Origin OriginOf(IConnection connection, string name)
    {
        var address = connection.RemoteEndPoint?.Address;
        var door = address is null ? "unix" : connection.IsEncrypted ? $"{name}-tls" : name;
        var secret = connection.IsEncrypted || connection.IsLocal || MayBePlain(address);
        return new Origin(address?.ToString() ?? "unix", secret, _exempt.Contains(address), door);
    }

    private bool MayBePlain(IPAddress? address) => Chat.Auth.Plaintext switch
    {
        "always" => true,
        "private" => PrivateNetworks.Contain(address),
        _ => false,
    };
}
