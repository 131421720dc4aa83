namespace Parley.Host.Cli;

internal static class Confirmation
{
    /// <summary>True when the answer is <paramref name="expected"/>; else says on standard error that nothing was done.</summary>
    public static async Task<bool> AskAsync(string question, string expected, CancellationToken cancellationToken)
    {
        await Console.Error.WriteAsync(question);
        if ((await Console.In.ReadLineAsync(cancellationToken))?.Trim() == expected)
            return true;
        await Console.Error.WriteLineAsync("parley: not confirmed, nothing was done; --yes answers beforehand");
        return false;
    }
}
