using System.Text;
using Parley.Core.InMemory;
using Parley.Core.Ports;
using Parley.Core.Settings;
using Parley.Gateway.Http.ImServer;
using Parley.Testing;

namespace Parley.Gateway.Tests.ImServer;

/// <summary>The page on a store in memory and a clock of the test's, asked by query strings.</summary>
internal sealed class TestPage
{
    private const string Space = "team1";

    public TestPage(Action<ImServerSettings>? change = null, IKeyValue? store = null, Func<bool>? hearsOthers = null)
    {
        Settings = new ImServerSettings();
        change?.Invoke(Settings);
        Page = new ImServerPage(store ?? new MemoryKeyValue(), Settings, new TurnSettings(), Time, hearsOthers);
    }

    public ImServerSettings Settings { get; }

    public FakeTime Time { get; } = new();

    public ImServerPage Page { get; }

    public Task<ImAnswer> AskAsync(string query, bool mayChange = true, string space = Space, string address = "127.0.0.1") =>
        Page.AnswerAsync(space, address, ImQuestion.Of(PhpQuery.Parse(Encoding.Latin1.GetBytes(query))), mayChange, CancellationToken.None);

    /// <summary>The body, a byte a character.</summary>
    public async Task<string> TextAsync(string query, bool mayChange = true, string space = Space) => Text(await AskAsync(query, mayChange, space));

    public static string Text(ImAnswer answer) => Encoding.Latin1.GetString(answer.Body.Span);
}
