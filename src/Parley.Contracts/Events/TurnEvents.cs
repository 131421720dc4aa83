using System.Text.Json.Serialization;

namespace Parley.Contracts;

/// <summary>Somebody did something with the turn; a message passes it on without one of these.</summary>
public sealed record TurnChanged : EntryEvent
{
    /// <summary>One of <see cref="TurnAct"/>, but to show.</summary>
    public required string Action { get; init; }

    /// <summary>On a start in order: who speaks.</summary>
    public IReadOnlyList<string>? People { get; init; }

    /// <summary>On a start: seconds.</summary>
    public int? Lease { get; init; }
}

/// <summary>Whose turn it is, now: after each message, after each <see cref="TurnChanged"/>, when a lease runs out, and on asking.</summary>
/// <remarks>
/// Who may speak: <see cref="Turn"/>; without one everybody but <see cref="Waiting"/>; once it is <see cref="Over"/> everybody.
/// Everybody means those in <see cref="Order"/>, if there is one.
/// </remarks>
public sealed record TurnState(ConversationId Conversation, string? Room = null, string? To = null) : Event
{
    /// <summary>Turns are taken here; null when not, and then the rest is null too.</summary>
    public bool? On { get; init; }

    /// <summary>Who speaks, in this order; null: everybody, by raised hands.</summary>
    public IReadOnlyList<string>? Order { get; init; }

    public string? Turn { get; init; }

    /// <summary>Who spoke last and waits for a reply.</summary>
    public string? Waiting { get; init; }

    /// <summary>Who asked for the turn, the first first; null for none.</summary>
    public IReadOnlyList<string>? Hands { get; init; }

    /// <summary>Seconds.</summary>
    public int? Lease { get; init; }

    /// <summary>When the lease runs out; null where nobody is kept from speaking.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>It has run out.</summary>
    public bool? Over { get; init; }

    /// <summary>Somebody asked: for doors that show it in full then.</summary>
    [JsonIgnore]
    public bool IsAnswer { get; init; }

    /// <summary>Whether somebody may speak, by this state.</summary>
    public bool MaySpeak(string login)
    {
        if (On != true || (Order is { } order && !order.Contains(login, StringComparer.OrdinalIgnoreCase)))
            return On != true;
        if (Over == true)
            return true;
        return Turn is { } holder ? Same(holder, login) : Waiting is null || !Same(Waiting, login);
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
