namespace Parley.BlackBox.Line;

/// <summary>What people really type: every form seen in the wild does what was meant.</summary>
public abstract class CommandForms(SharedServer shared)
{
    private readonly ServerProcess _server = shared.Server;

    [Theory]
    [InlineData("#cR {0}", "{0}")]
    [InlineData("#cR <{0}>", "{0}")]
    [InlineData("#cR<{0}>", "{0}")]
    [InlineData("#cR \"{0}\"", "{0}")]
    [InlineData("#cR{0}", "{0}")]
    [InlineData("#Cr {0}", "{0}")]
    [InlineData("#CR {0}", "{0}")]
    [InlineData("#cr {0}", "{0}")]
    [InlineData("#cR\t{0}", "{0}")]
    [InlineData("#cR   {0}   ", "{0}")]
    [InlineData("#cR {0} .", "{0}")]
    [InlineData("#cR {0}.", "{0}")]
    [InlineData("#cR {0}:", "{0}")]
    [InlineData("#cR <{0}> .", "{0}")]
    [InlineData("#cR {0} dos   tres", "{0} dos tres")]
    [InlineData("#cR <{0} dos>", "{0} dos")]
    [InlineData("#cR {0}\r", "{0}")]
    public async Task Rooms_are_created_in_every_form(string form, string name)
    {
        var stem = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        var room = string.Format(null, name, stem);
        Assert.Equal($"* Room created: {room}. You are now in {room}.", await ana.AskOneAsync(string.Format(null, form, stem)));
    }

    [Theory]
    [InlineData("#gR {0}")]
    [InlineData("#gR <{0}>")]
    [InlineData("#gR{0}")]
    [InlineData("#GR {0}")]
    [InlineData("#gr \"{0}\"")]
    [InlineData("#gR {0} .")]
    public async Task Rooms_are_entered_in_every_form(string form)
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync($"#cR {room}");
        await using var bob = await _server.RegisterAsync(Fresh.Name("bob"));
        Assert.Equal($"* Joined {room} (2 people).", await bob.AskOneAsync(string.Format(null, form, room)));
    }

    [Theory]
    [InlineData("#dR {0}")]
    [InlineData("#dR <{0}>")]
    [InlineData("#dR{0}")]
    [InlineData("#DR {0}")]
    [InlineData("#dR {0}.")]
    public async Task Rooms_are_deleted_in_every_form(string form)
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync($"#cR {room}");
        Assert.Contains($"* Room {room} deleted.", await ana.AskAsync(string.Format(null, form, room)));
    }

    [Theory]
    [InlineData("#eR")]
    [InlineData("#er")]
    [InlineData("#ER")]
    [InlineData("#eR.")]
    [InlineData("#eR ")]
    public async Task Rooms_are_left_in_every_form(string form)
    {
        var room = Fresh.Name("sala");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await ana.AskAsync($"#cR {room}");
        Assert.Equal($"* You left {room}. You are in default.", (await ana.AskAsync(form))[0]);
    }

    [Theory]
    [InlineData("#lR")]
    [InlineData("#lr")]
    [InlineData("#LR")]
    [InlineData("#IR")]
    [InlineData("#ir")]
    [InlineData("#lR.")]
    public async Task Rooms_are_listed_in_every_form(string form)
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        Assert.Matches(@"^\* Rooms \(\d+\):$", (await ana.AskAsync(form))[0]);
    }

    [Theory]
    [InlineData("#exit")]
    [InlineData("#EXIT")]
    [InlineData("#exit.")]
    [InlineData("#Exit ")]
    public async Task Sessions_end_in_every_form(string form)
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        await ana.SendAsync(form);
        Assert.Equal($"* Goodbye, {login}.", (await ana.ReadToEndAsync())[^1]);
    }

    [Theory]
    [InlineData("#\\private<{0}> hola")]
    [InlineData("#\\private <{0}> hola")]
    [InlineData("#\\private {0} hola")]
    [InlineData("#\\Private {0} hola")]
    [InlineData("#\\PRIVATE<{0}>hola")]
    [InlineData("#/private {0} hola")]
    [InlineData("#private {0} hola")]
    [InlineData("#private<{0}> hola")]
    [InlineData("#private \"{0}\" hola")]
    [InlineData("#private-{0} hola")]
    [InlineData("\\private {0} hola")]
    [InlineData("\\private<{0}> hola")]
    [InlineData("/private {0} hola")]
    public async Task Private_messages_go_in_every_form(string form)
    {
        var (from, to) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(from);
        await using var bob = await _server.RegisterAsync(to);
        await ana.SeenAsync();
        Assert.Equal($"* Private to {to}: delivered ✓", await ana.AskOneAsync(string.Format(null, form, to)));
        Assert.Equal($"[private] {from}: hola", Assert.Single(await bob.SeenAsync()));
    }

    [Fact]
    public async Task A_private_message_to_a_login_that_starts_with_a_hyphen_goes_to_it()
    {
        var stem = Fresh.Name("bob");
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await using var bob = await _server.RegisterAsync(stem);
        await using var hyphen = await _server.RegisterAsync("-" + stem);
        await ana.SeenAsync();
        Assert.Equal($"* Private to -{stem}: delivered ✓", await ana.AskOneAsync($"#private-{stem} hola"));
    }

    [Theory]
    [InlineData("#show users")]
    [InlineData("#show")]
    [InlineData("#showusers")]
    [InlineData("#SHOW Users")]
    [InlineData("#show users.")]
    public async Task Users_are_shown_in_every_form(string form)
    {
        var login = Fresh.Name("ana");
        await using var ana = await _server.RegisterAsync(login);
        var lines = await ana.AskAsync(form);
        Assert.Matches(@"^\* Users \(\d+ online of \d+ registered\):$", lines[0]);
        Assert.Contains($"*   {login}  default  active", lines);
    }

    [Theory]
    [InlineData("#show users s")]
    [InlineData("#show users room")]
    [InlineData("#aR")]
    [InlineData("#ar")]
    public async Task People_of_this_room_are_shown_in_every_form(string form)
    {
        var (login, room, other) = (Fresh.Name("ana"), Fresh.Name("sala"), Fresh.Name("bob"));
        await using var ana = await _server.RegisterAsync(login);
        await using var bob = await _server.RegisterAsync(other);
        await ana.AskAsync($"#cR {room}");
        var lines = await ana.AskAsync(form);
        Assert.Contains(lines, l => l.Contains(login, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains(other, StringComparison.Ordinal));
    }
}

[Collection<AsyncMode>]
public sealed class CommandFormsAsync(AsyncServer server) : CommandForms(server);

[Collection<ThreadsMode>]
public sealed class CommandFormsThreads(ThreadsServer server) : CommandForms(server);
