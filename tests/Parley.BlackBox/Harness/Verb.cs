using System.Diagnostics;

namespace Parley.BlackBox.Harness;

/// <summary>One run of the program to its end, for verbs such as <c>version</c> and for starts that are refused.</summary>
public sealed record Verb(int ExitCode, string Output, string Errors)
{
    public static async Task<Verb> RunAsync(IEnumerable<string> arguments, string home, string input = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = await ShippedProgram.StartInfoAsync(arguments, home);
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            start.Environment[key] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience.Long);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new TimeoutException($"parley {string.Join(' ', arguments)} did not end:\n{await output}\n{await errors}", e);
        }
        return new Verb(process.ExitCode, await output, await errors);
    }

    /// <summary>Both streams, for what may be said on either.</summary>
    public string All => Output + Errors;

    /// <summary>What is said as a refusal, without lines of the log that stand before it.</summary>
    public IEnumerable<string> Refusals => ErrorLines.Where(l => l.StartsWith("parley: ", StringComparison.Ordinal));

    public IReadOnlyList<string> ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
