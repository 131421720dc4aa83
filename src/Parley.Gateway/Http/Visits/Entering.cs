using Microsoft.AspNetCore.Http;
using Parley.Contracts;
using Parley.Gateway.Http.Requests;

namespace Parley.Gateway.Http.Visits;

/// <summary>Coming into the conversation that a request means.</summary>
internal static class Entering
{
    /// <summary>The key of a room that has one.</summary>
    public const string KeyHeader = "X-Parley-Key";

    public static string? KeyOf(HttpRequest request) => request.Headers[KeyHeader] is [{ Length: > 0 } key, ..] ? key : null;

    /// <summary>Null when the visit is in the room, else why not.</summary>
    public static async Task<Error?> EnterAsync(this Visit visit, HttpRequest request, string room, CancellationToken cancellationToken) =>
        await visit.AskAsync(new JoinRoom(room, Key: KeyOf(request)), cancellationToken) as Error;

    public static string Route(this HttpContext context, string name) => (string)context.Request.RouteValues[name]!;
}
