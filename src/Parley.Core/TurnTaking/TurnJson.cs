using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Contracts;

namespace Parley.Core.TurnTaking;

/// <summary>The body of an entry of kind <see cref="EntryKind.Turn"/>.</summary>
/// <param name="Action">One of <see cref="TurnAct"/>.</param>
/// <param name="People">On a start in order: as they were called then.</param>
/// <param name="Ids">Their accounts, in the same order.</param>
/// <param name="Lease">On a start: seconds.</param>
internal sealed record TurnBody(string Action, IReadOnlyList<string>? People = null, IReadOnlyList<long>? Ids = null, int? Lease = null)
{
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, TurnJson.Default.TurnBody);

    /// <summary>Null for a body of a later release.</summary>
    public static TurnBody? Of(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, TurnJson.Default.TurnBody);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What it makes of a table; null: turns are not taken any more.</summary>
    public TurnTable? Of(TurnTable? table, AccountId who, DateTimeOffset time)
    {
        if (Action == TurnAct.Start)
        {
            var lease = TimeSpan.FromSeconds(Lease ?? 0);
            return Ids is null ? TurnTable.ByHands(lease) : TurnTable.InOrder(Ids.Select(id => new AccountId(id)), lease);
        }
        return ActionOf(Action) is { } action ? table?.After(action, who, time) : table;
    }

    /// <summary>Null for what is no action of somebody's with the turn.</summary>
    public static TurnAction? ActionOf(string? name) => name switch
    {
        TurnAct.Start => TurnAction.Start,
        TurnAct.Stop => TurnAction.Stop,
        TurnAct.Pass => TurnAction.Pass,
        TurnAct.Take => TurnAction.Take,
        TurnAct.Raise => TurnAction.Raise,
        TurnAct.Lower => TurnAction.Lower,
        TurnAct.Join => TurnAction.Join,
        TurnAct.Leave => TurnAction.Leave,
        _ => null,
    };
}

/// <summary>A table as it is stored, up to a position of its conversation.</summary>
/// <param name="Lease">Seconds; null: no turns were taken there.</param>
/// <param name="Since">Unix milliseconds.</param>
internal sealed record TurnSnapshot(long Covers, int? Lease = null, long[]? Order = null, long? Waiting = null, long? Holder = null, long[]? Hands = null, long[]? Silent = null, long Since = 0)
{
    public static TurnSnapshot Of(Position covers, TurnTable? table) => table is null
        ? new(covers.Value)
        : new(
            covers.Value,
            (int)table.Lease.TotalSeconds,
            table.IsOrdered ? Numbers(table.Order) : null,
            table.Waiting?.Value,
            table.Holder?.Value,
            Numbers(table.Hands),
            Numbers(table.Silent),
            table.Since.ToUnixTimeMilliseconds());

    public TurnTable? ToTable() => Lease is not { } lease
        ? null
        : new TurnTable(TimeSpan.FromSeconds(lease))
        {
            Order = Order is null ? default : People(Order),
            Waiting = Waiting is { } waiting ? new AccountId(waiting) : null,
            Holder = Holder is { } holder ? new AccountId(holder) : null,
            Hands = People(Hands),
            Silent = People(Silent),
            Since = DateTimeOffset.FromUnixTimeMilliseconds(Since),
        };

    private static long[] Numbers(ImmutableArray<AccountId> people) => [.. people.Select(p => p.Value)];

    private static ImmutableArray<AccountId> People(long[]? numbers) => [.. (numbers ?? []).Select(n => new AccountId(n))];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TurnBody))]
[JsonSerializable(typeof(TurnSnapshot))]
internal sealed partial class TurnJson : JsonSerializerContext;
