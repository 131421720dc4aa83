using System.Diagnostics;

namespace Parley.BlackBox.Python;

/// <summary>One run of a Python script of the repository to its end.</summary>
internal static class PythonScript
{
    /// <summary>Runs it and fails with its output when it fails.</summary>
    /// <returns>What it wrote, both streams.</returns>
    public static async Task<string> PassesAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("python3", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Checkout.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience.Long);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
        var all = await output + await errors;
        Assert.True(process.ExitCode == 0, all);
        return all;
    }
}
