using Parley.Contracts;

namespace Parley.Core.Ports;

/// <summary>The connection of a session: told events, and asked to end.</summary>
public interface ISessionDoor : ISubscriber
{
    /// <summary>Output that the operating system has not taken yet. Any thread.</summary>
    long PendingBytes => 0;

    /// <summary>What was delivered has reached the client; after the end: had reached it.</summary>
    bool HasAllArrived => PendingBytes == 0;

    /// <summary>The client's clock, once it has told its time; else null. Any thread.</summary>
    ClockEstimate? Clock => null;

    /// <summary>Completes when every <see cref="Delivery.Arrived"/> that a living client could have brought about has been called. Soon.</summary>
    ValueTask ArrivedAsync(CancellationToken cancellationToken) => default;

    /// <summary>Completes when little output is left waiting, so that a long answer never spends the asker's own budget.</summary>
    ValueTask DrainAsync(CancellationToken cancellationToken);

    /// <summary>Says the last word behind all that was delivered, then closes. Never blocks; the first call counts.</summary>
    void Close(Closing lastWord);
}
