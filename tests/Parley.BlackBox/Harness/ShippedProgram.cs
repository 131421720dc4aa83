using System.Diagnostics;

namespace Parley.BlackBox.Harness;

/// <summary>The <c>parley</c> executable as it is shipped: <c>PARLEY_EXE</c> names it, or it is published here once.</summary>
public static class ShippedProgram
{
    private static readonly Lazy<Task<string>> Published = new(FindAsync);

    public static Task<string> PathAsync() => Published.Value;

    /// <summary>A start of the program that sees nothing of the user's own settings and data.</summary>
    /// <param name="prefix">A command to start it under, such as <c>ip netns exec x</c>.</param>
    /// <param name="program">Another than the one under test.</param>
    public static async Task<ProcessStartInfo> StartInfoAsync(IEnumerable<string> arguments, string home, IReadOnlyList<string>? prefix = null, string? program = null)
    {
        string[] command = [.. prefix ?? [], program ?? await PathAsync(), .. arguments];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("PARLEY_", StringComparison.Ordinal) || k is "PORT").ToList())
            info.Environment.Remove(name);
        info.Environment["HOME"] = home;
        info.Environment["XDG_DATA_HOME"] = home;
        info.Environment["XDG_CONFIG_HOME"] = home;
        info.Environment["LANG"] = "C.UTF-8";
        return info;
    }

    private static async Task<string> FindAsync()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_EXE") is { Length: > 0 } named)
            return Path.GetFullPath(named);
        var target = Path.Combine(Checkout.Root, "artifacts", "blackbox");
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(Checkout.Root, "src", "Parley"), "-c", "Release", "-o", target, "-v", "q", "-nologo"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? Path.Combine(target, "parley") : throw new InvalidOperationException($"dotnet publish failed:\n{output}");
    }
}
