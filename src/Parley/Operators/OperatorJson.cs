using System.Text.Json.Serialization;
using Parley.Core.Operators;

namespace Parley.Host.Operators;

/// <summary>The control socket's JSON, one object a line, and the exports'.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OperatorRequest))]
[JsonSerializable(typeof(OperatorReply))]
[JsonSerializable(typeof(AccountShown))]
[JsonSerializable(typeof(EntryRow))]
internal sealed partial class OperatorJson : JsonSerializerContext;
