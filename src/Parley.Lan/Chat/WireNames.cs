using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;
using Parley.Contracts;

namespace Parley.Lan.Chat;

/// <summary>What commands are called by programs. Those that people type and a peer has not are refused where lines are read, by the names typed.</summary>
internal static class WireNames
{
    private static readonly FrozenDictionary<Type, string> Names = typeof(Command).GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(a => a.DerivedType, a => $"{a.TypeDiscriminator}");

    public static string Of(Command command) => Names.GetValueOrDefault(command.GetType(), command.GetType().Name);
}
