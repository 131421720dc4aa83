using System.Text.Json.Serialization;
using Parley.Contracts;

namespace Parley.Core.Operators;

/// <summary>One line of the audit. People stand in it by the number of their account, so that an erasure leaves no name behind.</summary>
/// <param name="Act">One of <see cref="AuditActs"/>.</param>
/// <param name="By">The account that did it; 0 for whoever has the machine, null for nobody known.</param>
/// <param name="Address">Where it was done from, as far as there is such a place.</param>
/// <param name="Account">The account that it was done to.</param>
/// <param name="Detail">More, in no language: <c>user → moderator</c>.</param>
public sealed record AuditEntry(string Act, long? By = null, string? Address = null, long? Account = null, string? Room = null, string? Detail = null)
{
    public const long Operator = 0;

    public DateTimeOffset Time { get; init; }

    /// <summary>Rises with each entry; not stored beside it, as it is the key.</summary>
    [JsonIgnore]
    public long Number { get; init; }

    public static AuditEntry Of(string act, Actor? by, AccountId? account = null, string? room = null, string? detail = null) =>
        new(act, by?.Account.Value ?? Operator, by?.Address, account?.Value, room, detail);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
