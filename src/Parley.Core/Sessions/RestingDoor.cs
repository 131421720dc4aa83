using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Sessions;

/// <summary>Stands in for the connection of somebody who is always on: takes everything, shows nothing, marks nothing as delivered.</summary>
internal sealed class RestingDoor : ISessionDoor
{
    public bool TryDeliver(Delivery delivery) => true;

    public ValueTask DrainAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Close(Closing lastWord)
    {
    }
}
