using Parley.Contracts;
using Parley.Lan.Rooms;

namespace Parley.Lan.Chat;

public sealed partial class LanSession
{
    /// <summary>In one conversation, or in all rooms that the session is in and all that was written in private.</summary>
    private Event Answer(Search search, CancellationToken ct)
    {
        if ((search.Limit ?? DefaultPage) is not (>= 1 and <= Limits.PageSize))
            return Invalid("limit", $"{search.Limit}");
        if (string.IsNullOrWhiteSpace(search.Query) || search.Query.Length > Limits.QueryLength)
            return Invalid("query", "");
        IReadOnlyList<LanRoom> rooms = [];
        IReadOnlyList<LanHistory> privates = [];
        lock (_chat.State)
        {
            if (search.To is { } with)
            {
                if (_chat.PrivateWith(with) is not { } conversation)
                    return new Refusal(ErrorCode.NoConversation).ToError();
                privates = [conversation];
            }
            else if (search.Room is not null)
            {
                if (Find(search, out var room) is { } refusal)
                    return refusal.ToError();
                rooms = [room!];
            }
            else
            {
                (rooms, privates) = ([.. _rooms], [.. _chat.Privates.Select(p => p.History)]);
            }
        }
        var found = new LanSearch(_chat).Find(search.Query, rooms, privates, search.Limit ?? DefaultPage, search.Before, ct);
        return found is null ? Invalid("before", $"{search.Before}") : found;
    }
}
