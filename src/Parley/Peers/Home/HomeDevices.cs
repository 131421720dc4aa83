using System.Net;
using Parley.Client;
using Parley.Terminal;

namespace Parley.Host.Peers.Home;

/// <summary>This computer's devices, by what is in the person's configuration.</summary>
/// <param name="peers">To link with, besides those found.</param>
internal sealed class HomeDevices(IReadOnlyList<DnsEndPoint> peers, TimeProvider time) : IPeerDevices
{
    public IPeerDevice Of(string login, string lang) => new HomeDevice(login, lang, peers, time);

    public KeptStatement? Find(IReadOnlyList<ServerAddress> server, string? login) =>
        Membership.All().FirstOrDefault(m => m.IsOf(server, login)) is { Said: var said } ? new KeptStatement(said.Login, said.Until) : null;
}
