using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Parley.Contracts;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Ids of what has no place in a log: batches, passing messages and signs.</summary>
internal static class RandomId
{
    private static readonly ConditionalWeakTable<Event, string> Ids = [];

    public static string Next() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>One id for an event, whoever it is shown to.</summary>
    public static string Of(Event shown) => Ids.GetValue(shown, _ => Next());
}
