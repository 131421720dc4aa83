using Parley.Core.Sessions;

namespace Parley.Core.Rooms;

/// <summary>How a session leaves a room.</summary>
/// <param name="Gone">The person is leaving the server altogether.</param>
/// <param name="Audience">Filled with the sessions that saw the person here.</param>
internal sealed record Leaving(bool Disconnected = false, string? Reason = null, bool Gone = false, HashSet<Session>? Audience = null);
