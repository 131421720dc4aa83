using System.Text;
using Parley.Contracts;
using Parley.Lan.Chat;
using Parley.Lan.Doors;
using Parley.Lan.Tests.Chat;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Line;

namespace Parley.Lan.Tests.Doors;

/// <summary>What somebody reads who types at a peer.</summary>
public sealed class LineTalkTests : IDisposable
{
    private readonly TestOrganisation _clinic = new();

    public void Dispose() => _clinic.Dispose();

    [Fact]
    public async Task Help_lists_what_works_without_a_server_and_says_what_does_not()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var typist = new Typist(ana.Chat);
        var help = await typist.TypeAsync("#help");
        foreach (var command in new[] { "#cR", "#gR", "#show", "#last", "#react", "#devices", "#trust", "#codes", "#proto", "#exit" })
            Assert.Contains(help, l => l.StartsWith($"*   {command} ", StringComparison.Ordinal));
        foreach (var command in new[] { "#keep", "#topic", "#ban", "#turn", "#profile", "#me", "#passwd", "#login", "#register", "#always-on" })
            Assert.DoesNotContain(help, l => l.Contains(command, StringComparison.Ordinal));
        Assert.Contains("needs a server", help[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_that_help_lists_is_there()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var typist = new Typist(ana.Chat);
        foreach (var command in LineCommands.All.Where(c => c.Key is not null && !c.NeedsServer))
            Assert.DoesNotContain(await typist.TypeAsync($"#{command.Names[0]} 1 x"), l => l.Contains("needs a server", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("#help topic", "#topic")]
    [InlineData("#help #tema", "#topic")]
    [InlineData("#tema x", "#topic")]
    [InlineData("#perfil", "#profile")]
    [InlineData("#profile Ana | Paz", "#profile")]
    [InlineData("#unban bob", "#unban")]
    [InlineData("#ban", "#ban")]
    [InlineData("#del-account x", "#del-account")]
    [InlineData("#login ana x", "#login")]
    [InlineData("#register", "#register")]
    public async Task What_needs_a_server_is_named_as_people_type_it(string line, string command)
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var typist = new Typist(ana.Chat);
        Assert.Equal([$"* {command} needs a server: here devices are linked with each other"], await typist.TypeAsync(line));
    }

    [Fact]
    public async Task Rooms_of_an_organisation_are_not_made_here()
    {
        await using var ana = await TestDevice.StartAsync("ana", _clinic.Of("ana"));
        using var typist = new Typist(ana.Chat);
        Assert.DoesNotContain(await typist.TypeAsync("#help"), l => l.Contains("#cR", StringComparison.Ordinal) || l.Contains("#dR", StringComparison.Ordinal));
        foreach (var line in new[] { "#cR uci", "#cRuci", "#help cr" })
            Assert.Equal(["* #cR needs a server: here devices are linked with each other"], await typist.TypeAsync(line));
    }

    [Fact]
    public async Task Programs_are_told_the_name_on_the_wire()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var a = ana.Enter();
        var error = Assert.IsType<Error>(Assert.Single(await a.AskAsync(new SetProfile(GivenNames: "Ana"))));
        Assert.Equal("set-profile", error.Args["command"]);
    }

    [Fact]
    public async Task A_reaction_that_is_too_long_is_told_the_limit()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var typist = new Typist(ana.Chat);
        await typist.TypeAsync("hola");
        Assert.Equal(["* Invalid reaction: 1 to 64 characters"], await typist.TypeAsync($"#react 1 {new string('x', 65)}"));
    }

    [Fact]
    public async Task Trusting_somebody_whom_nobody_refused_is_said_so()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var typist = new Typist(ana.Chat);
        Assert.Equal(["* Nobody called bob has been refused here. See devices: #devices"], await typist.TypeAsync("#trust bob"));
    }

    [Theory]
    [InlineData("#show users")]
    [InlineData("#show users all")]
    public async Task People_are_known_not_registered(string line)
    {
        await using var ana = await TestDevice.StartAsync("ana");
        using var typist = new Typist(ana.Chat);
        Assert.Equal("* People (1 online of 1 known):", (await typist.TypeAsync(line))[0]);
    }

    private sealed class Typist : ILanDoor, IDisposable
    {
        private readonly List<string> _lines = [];
        private readonly LanSession _session;
        private readonly LineTalk _talk;

        public Typist(LanChat chat)
        {
            _session = chat.Enter(this, placed: true, "en");
            _talk = new LineTalk(_session, TimeProvider.System, Show);
            _session.Begin();
        }

        /// <summary>What is shown from then on until the line is done with.</summary>
        public async Task<IReadOnlyList<string>> TypeAsync(string line)
        {
            lock (_lines)
                _lines.Clear();
            await _talk.TakeAsync(Encoding.UTF8.GetBytes(line + "\n"), default);
            lock (_lines)
                return [.. _lines];
        }

        public void Tell(IReadOnlyList<Event> events) => Show(_talk.Written(events));

        public void Dispose() => _session.Dispose();

        private void Show(ReadOnlyMemory<byte> bytes)
        {
            lock (_lines)
                _lines.AddRange(Encoding.UTF8.GetString(bytes.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
