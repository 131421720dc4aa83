using System.Diagnostics;

namespace Parley.BlackBox.Cluster;

/// <summary>The program as the commit before this one makes it: <c>PARLEY_PREVIOUS_EXE</c> names it, or <c>tools/previous.sh</c> makes it once.</summary>
internal static class PreviousVersion
{
    private const int NoSuchCommit = 3;

    private static readonly Lazy<Task<string?>> Program = new(FindAsync);

    /// <summary>Skips the test where there is none (a shallow clone).</summary>
    public static async Task<string> PathAsync()
    {
        var path = await Program.Value;
        Assert.SkipWhen(path is null, "there is no commit before this one here");
        return path!;
    }

    private static async Task<string?> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_PREVIOUS_EXE") is { } named)
            return named.Length > 0 ? named : null;
        using var making = Process.Start(new ProcessStartInfo(Path.Combine(Checkout.Root, "tools", "previous.sh")) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var path = (await making.StandardOutput.ReadToEndAsync()).Trim();
        await making.WaitForExitAsync();
        return making.ExitCode switch
        {
            0 => path,
            NoSuchCommit => null,
            _ => throw new InvalidOperationException("tools/previous.sh failed"),
        };
    }
}
