namespace Parley.Host.Cli;

internal static class ExitCode
{
    /// <summary>Also after SIGTERM.</summary>
    public const int Done = 0;

    public const int Failed = 1;

    /// <summary>Wrong usage, or a start that is refused.</summary>
    public const int Refused = 2;
}
