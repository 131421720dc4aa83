using Parley.Contracts;

namespace Parley.Lan.Chat;

/// <summary>Where a session is shown. Members may be called from any thread, one call after another, and must not wait.</summary>
public interface ILanDoor
{
    void Tell(IReadOnlyList<Event> events);
}
