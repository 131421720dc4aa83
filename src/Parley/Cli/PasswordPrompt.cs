using System.Text;

namespace Parley.Host.Cli;

/// <summary>A new password: the first line of standard input, or asked for twice, unseen, on a terminal. Never an argument, which others could read.</summary>
internal static class PasswordPrompt
{
    /// <summary>Null, with a word on standard error, when none came or the two differ.</summary>
    public static async Task<string?> ReadAsync(string login, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
            return await Console.In.ReadLineAsync(cancellationToken) is { Length: > 0 } line ? line : await RefuseAsync("no password on standard input");
        var first = Ask($"Password for {login}: ");
        if (first is null or "")
            return await RefuseAsync("no password");
        return Ask("Again: ") == first ? first : await RefuseAsync("the two passwords differ");
    }

    private static async Task<string?> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync($"parley: {why}");
        return null;
    }

    /// <summary>Null when Escape is pressed.</summary>
    private static string? Ask(string prompt)
    {
        Console.Error.Write(prompt);
        var typed = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Error.WriteLine();
                    return typed.ToString();
                case ConsoleKey.Escape:
                    Console.Error.WriteLine();
                    return null;
                case ConsoleKey.Backspace:
                    typed.Length -= typed.Length == 0 ? 0 : typed.Length > 1 && char.IsSurrogatePair(typed[^2], typed[^1]) ? 2 : 1;
                    break;
                default:
                    if (!char.IsControl(key.KeyChar))
                        typed.Append(key.KeyChar);
                    break;
            }
        }
    }
}
