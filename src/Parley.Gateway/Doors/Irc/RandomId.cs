using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Parley.Contracts;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Ids of what has no place in a log: batches, passing messages and signs.</summary>
internal static class RandomId
{
    private static readonly ConditionalWeakTable<Message, string> Ids = [];

    public static string Next() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>One id for a message, whoever it is shown to.</summary>
    public static string Of(Message message) => Ids.GetValue(message, _ => Next());
}
