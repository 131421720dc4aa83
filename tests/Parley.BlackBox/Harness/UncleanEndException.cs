namespace Parley.BlackBox.Harness;

/// <summary>A server that did not end as a server should.</summary>
public sealed class UncleanEndException(string what, string log) : Exception($"{what}\n--- the end of its log ---\n{log[Math.Max(0, log.Length - 4000)..]}");
