using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Parley.BlackBox.Browser;

/// <summary>What a page complained of: errors on the console, exceptions nobody caught, breaches of the content security policy.</summary>
public sealed partial class PageFaults
{
    // The page asks who it is before anybody has logged in, and the browser notes the 401 of a wrong password.
    private static readonly string[] Answers = ["/api/v1/me", "/api/v1/login", "/api/v1/register"];

    private readonly Lock _lock = new();
    private readonly List<string> _seen = [];

    /// <summary>The test takes the server or the network away; what the browser says of that is no fault.</summary>
    public bool MayLoseNetwork { get; set; }

    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_lock)
                return [.. _seen];
        }
    }

    /// <summary>Before the first page is opened.</summary>
    public async Task FollowAsync(IBrowserContext context)
    {
        await context.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));");
        context.Console += (_, message) =>
        {
            if (message.Type == "error" && !IsExpected(message))
                Add($"console: {message.Text} at {message.Location}");
        };
        context.WebError += (_, error) => Add($"exception: {error.Error}");
    }

    public void Check() => Assert.Empty(Seen);

    private bool IsExpected(IConsoleMessage message) =>
        (MayLoseNetwork && NetworkError().IsMatch(message.Text))
        || (RefusedAnswer().IsMatch(message.Text) && Answers.Any(a => message.Location.Contains(a, StringComparison.Ordinal)));

    private void Add(string fault)
    {
        lock (_lock)
            _seen.Add(fault);
    }

    [GeneratedRegex("^(Failed to load resource: net::ERR_|WebSocket connection to .* failed)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NetworkError();

    [GeneratedRegex("^Failed to load resource: the server responded with a status of 4", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RefusedAnswer();
}
