using System.Text.Json.Serialization;
using Parley.Contracts;

namespace Parley.Core.Rooms;

/// <summary>The body of an entry of kind <see cref="EntryKind.Rules"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<RuleChange>))]
internal sealed partial class RulesJson : JsonSerializerContext;
