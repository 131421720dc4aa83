using System.Text.Json;
using Parley.Core.Operators;
using Parley.Host.Operators;

namespace Parley.Host.Cli;

internal static class EntryLines
{
    /// <summary>JSON Lines on standard output.</summary>
    public static void Print(IEnumerable<EntryRow> entries)
    {
        foreach (var entry in entries)
            Console.Out.WriteLine(JsonSerializer.Serialize(entry, OperatorJson.Default.EntryRow));
    }
}
