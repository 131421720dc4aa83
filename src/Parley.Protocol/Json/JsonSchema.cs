using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parley.Contracts;

namespace Parley.Protocol.Json;

/// <summary>What the contracts look like on the wire, from their attributes and shapes.</summary>
internal static class JsonSchema
{
    /// <summary>Objects in objects: our deepest is a list of entries in an answer; unknown members may be deeper.</summary>
    public const int MaxDepth = 16;

    private static readonly JsonSerializerOptions Options = new(JsonContext.Default.Options)
    {
        TypeInfoResolver = JsonContext.Default.WithAddedModifier(LeaveOutDefaults).WithAddedModifier(DemandMembers),
    };

    public static readonly JsonTypeInfo<Command> Command = (JsonTypeInfo<Command>)Options.GetTypeInfo(typeof(Command));

    public static readonly JsonTypeInfo<Event> Event = (JsonTypeInfo<Event>)Options.GetTypeInfo(typeof(Event));

    /// <summary>By <c>t</c>. Read with these the type needs not come first in the object.</summary>
    public static readonly FrozenDictionary<string, JsonTypeInfo> Commands = DerivedTypes(Command);

    public static readonly FrozenDictionary<string, JsonTypeInfo> Events = DerivedTypes(Event);

    private static FrozenDictionary<string, JsonTypeInfo> DerivedTypes(JsonTypeInfo type) =>
        type.PolymorphismOptions!.DerivedTypes.ToFrozenDictionary(
            derived => (string)derived.TypeDiscriminator!, derived => Options.GetTypeInfo(derived.DerivedType), StringComparer.Ordinal);

    /// <summary>An optional member is not written when it has its default: null everywhere, false for flags.</summary>
    private static void LeaveOutDefaults(JsonTypeInfo type)
    {
        foreach (var member in type.Properties)
        {
            if (member.PropertyType == typeof(bool) && member.AssociatedParameter is { HasDefaultValue: true })
                member.ShouldSerialize = (_, value) => value is true;
        }
    }

    /// <summary>An event without a member that it always has is no event: a client must not meet null where the contract has none.</summary>
    private static void DemandMembers(JsonTypeInfo type)
    {
        if (type.Type.IsAssignableTo(typeof(Command)))
            return;
        foreach (var member in type.Properties)
        {
            if (member.AssociatedParameter is { HasDefaultValue: false, IsNullable: false } && Nullable.GetUnderlyingType(member.PropertyType) is null)
                member.IsRequired = true;
        }
    }
}
