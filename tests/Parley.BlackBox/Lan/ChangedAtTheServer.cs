using System.Text;
using Parley.BlackBox.Harness;

namespace Parley.BlackBox.Lan;

/// <summary>People wrote without the server; when it was back, some of it was changed there; then it is cut off again.</summary>
public sealed class ChangedAtTheServer(ITestOutputHelper output) : IAsyncLifetime
{
    private ChatSite? _site;

    private ChatHost Ana => _site!.Hosts[0];

    private ChatHost Bob => _site!.Hosts[1];

    public async ValueTask InitializeAsync() => _site = await ChatSite.StartAsync(["ana", "bob"]);

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    [Fact]
    public async Task Among_the_peers_it_reads_as_it_does_at_the_server_and_words_taken_back_leave_the_disks()
    {
        await _site!.CutOffAsync();
        foreach (var text in (string[])["wrong-for-a-start", "secret-for-a-start", "wrong-once-more", "secret-once-more"])
        {
            await Ana.TypeAsync(text);
            await Bob.ShowsAsync($"ana: {text}");
        }
        Assert.True(await AreOnDiskAsync(Bob, "secret-for-a-start", "secret-once-more"));
        await _site.SetServersLinkAsync(up: true);
        await Task.WhenAll(_site.Hosts.Select(h => h.ShowsAsync("have their place now")));

        // Changed on another door of hers, which is no device: while bob is there, and while he is not.
        await using var ana = await _site.LoginAsync("ana");
        await ana.AskAsync($"#edit {await NumberAsync(ana, "wrong-for-a-start")} right for a start");
        await ana.AskAsync($"#redact {await NumberAsync(ana, "secret-for-a-start")}");
        await Bob.ShowsAsync("right for a start");
        await Patience.UntilAsync(async () => !await AreOnDiskAsync(Bob, "secret-for-a-start"), "the words have gone from bob's disk", Patience.Long, () => string.Join('\n', Bob.Lines));
        await Bob.StopAsync();
        await ana.AskAsync($"#edit {await NumberAsync(ana, "wrong-once-more")} right once more");
        await ana.AskAsync($"#redact {await NumberAsync(ana, "secret-once-more")}");
        await Bob.StartAsync();
        await Patience.UntilAsync(async () => !await AreOnDiskAsync(Bob, "secret-once-more") && !await AreOnDiskAsync(Ana, "secret-once-more"), "the words have gone from both disks", Patience.Long, () => string.Join('\n', Bob.Lines));
        await Patience.UntilAsync(async () => await Bob.LinkedAsync() == 1 && await AreOnDiskAsync(Bob, Convert.ToBase64String("right once more"u8)), "bob is linked, and has heard of the edit", Patience.Long, () => string.Join('\n', Bob.Lines));

        // As the first line of that was shown at the first time.
        var shown = Ana.Lines.Count;
        await _site.SetServersLinkAsync(up: false);
        await Bob.ShowsAsync("The server is out of reach. You carry on with");
        await Ana.UntilAsync(lines => lines.Skip(shown).Any(l => l.Contains("The server is out of reach. You carry on with", StringComparison.Ordinal)), "over again");
        foreach (var host in _site.Hosts)
        {
            var last = await host.AskAsync("#last 20", lines => lines.Any(l => l.StartsWith("[-", StringComparison.Ordinal) && l.EndsWith("right once more", StringComparison.Ordinal)));
            output.WriteLine(string.Join('\n', last));
            var page = last.Where(l => l.StartsWith("[-", StringComparison.Ordinal)).ToList();
            Assert.Equal(2, page.Count(l => l.Contains("edited at the server", StringComparison.Ordinal)));
            Assert.Single(page, l => l.EndsWith("ana: right for a start", StringComparison.Ordinal));
            Assert.DoesNotContain(page, l => l.Contains("wrong", StringComparison.Ordinal) || l.Contains("secret", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Words_taken_back_in_a_room_that_one_has_left_leave_the_disks_too()
    {
        await using var ana = await _site!.LoginAsync("ana");
        await ana.AskAsync("#cR ward");
        foreach (var host in _site.Hosts)
        {
            await host.TypeAsync("#gR ward");
            await host.ShowsAsync("Joined ward");
        }
        await _site.CutOffAsync();
        await Ana.TypeAsync("secret-elsewhere");
        await Bob.ShowsAsync("ana: secret-elsewhere");
        await _site.SetServersLinkAsync(up: true);
        await Task.WhenAll(_site.Hosts.Select(h => h.ShowsAsync("have their place now")));
        foreach (var host in _site.Hosts)
            await host.AskAsync("#eR", lines => lines.Any(l => l.Contains("You left ward", StringComparison.Ordinal)));

        await ana.AskAsync($"#redact {await NumberAsync(ana, "secret-elsewhere")}");

        foreach (var host in _site.Hosts)
            await Patience.UntilAsync(async () => !await AreOnDiskAsync(host, "secret-elsewhere"), $"the words have gone from the disk of {host.Name}", Patience.Long, () => string.Join('\n', host.Lines));
    }

    private static async Task<string> NumberAsync(LineClient client, string text)
    {
        var line = Assert.Single(await client.AskAsync("#last 50"), l => l.StartsWith('[') && l.EndsWith(text, StringComparison.Ordinal));
        return line[1..line.IndexOf(' ', StringComparison.Ordinal)];
    }

    /// <summary>All of the texts are somewhere in what the program keeps.</summary>
    private static async Task<bool> AreOnDiskAsync(ChatHost host, params string[] texts)
    {
        var sought = texts.Select(Encoding.UTF8.GetBytes).ToHashSet();
        foreach (var path in Directory.EnumerateFiles(host.Home, "*", SearchOption.AllDirectories).Where(p => Path.GetFileName(p) != "lock"))
        {
            try
            {
                var bytes = await File.ReadAllBytesAsync(path);
                sought.RemoveWhere(t => bytes.AsSpan().IndexOf(t) >= 0);
            }
            catch (FileNotFoundException)
            {
                // Written anew at this moment.
            }
        }
        return sought.Count == 0;
    }
}
