using System.Text.Json.Nodes;

namespace Parley.BlackBox.Proof;

/// <summary>One message as somebody saw it: a receiver live, a sender in its answer, or history.</summary>
public sealed record SeenEntry(long Position, string? Id, string? Text)
{
    public static SeenEntry From(JsonObject json) =>
        new(json["position"]!.GetValue<long>(), json["id"]?.GetValue<string>(), json["text"]?.GetValue<string>());
}
