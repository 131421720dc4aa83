using System.Diagnostics;

namespace Parley.BlackBox.Http;

public sealed class Examples
{
    /// <summary>Each line of the page's shell blocks, in order, in one shell.</summary>
    [Fact]
    public async Task Every_example_of_the_page_works_as_it_stands_there()
    {
        await using var server = await HttpDoor.StartAsync();
        using var folder = new TemporaryFolder();
        var page = await File.ReadAllLinesAsync(Path.Combine(Checkout.Root, "docs", "protocol", "http.md"));
        var lines = page.Aggregate((Lines: new List<string>(), In: false), (found, line) =>
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                return (found.Lines, line == "```sh");
            if (found.In)
                found.Lines.Add(line);
            return found;
        }).Lines;
        Assert.True(lines.Count(l => l.Contains("curl", StringComparison.Ordinal)) > 30, "the page has its examples");
        // What each line prints may not be a refusal, and what it sets may not be empty.
        var script = new StringWriter();
        script.WriteLine("set -uo pipefail");
        script.WriteLine($"BASE={server.Base().ToString().TrimEnd('/')}");
        script.WriteLine("fail() { echo \"FAILED: $1\"; exit 1; }");
        foreach (var line in lines)
        {
            var quoted = line.Replace("'", "'\\''", StringComparison.Ordinal);
            if (line.Split('=')[0] is { } variable && variable.All(char.IsAsciiLetterUpper) && variable.Length > 0)
                script.WriteLine($"{line} || fail '{quoted}'\n[ -n \"${variable}\" ] && [ \"${variable}\" != null ] || fail '{quoted}'");
            else
                script.WriteLine($"{{ {line} ; }} > out || fail '{quoted}'\n! grep -q parley.invalid/errors out || {{ cat out; fail '{quoted}'; }}");
        }
        script.WriteLine("echo ALL DONE");
        var path = Path.Combine(folder.Path, "examples.sh");
        await File.WriteAllTextAsync(path, script.ToString());
        using var shell = Process.Start(new ProcessStartInfo("bash", [path]) { WorkingDirectory = folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Patience.Normal);
        await shell.WaitForExitAsync(limit.Token);
        Assert.True((await output).Contains("ALL DONE", StringComparison.Ordinal), await output + await errors);
    }
}
