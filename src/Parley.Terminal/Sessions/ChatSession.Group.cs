using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>The bar of a peer: its group, and how many others it is linked with.</summary>
internal sealed partial class ChatSession
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Shows it until it is cancelled or the link is closed.</summary>
    public async Task WatchGroupAsync(string group, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenLooks, time);
        try
        {
            do
            {
                var devices = await client.AskAsync<DeviceList>(new ListDevices(), cancellationToken);
                view.AmongPeers(devices.Devices.Count(d => d.State == "linked"), group);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (LinkLostException)
        {
            // The chat ends with it.
        }
    }
}
