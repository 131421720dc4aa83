namespace Parley.BlackBox.Lan;

/// <summary><c>parley lan --plain</c> at the end of a pipe.</summary>
public sealed class PipedWithoutAServer
{
    [Fact]
    public async Task What_is_piped_is_written_and_there_at_the_next_start()
    {
        using var home = new TemporaryFolder();
        string[] lan = ["lan", "--plain", "--group", "piped", "--name", "ana", "--data", home.Path, "--no-multicast", "--link-port", "0", "--door-port", "0", "--lang", "en"];
        var first = await Verb.RunAsync(lan, home.Path, "one\ntwo\n");
        Assert.True(first.ExitCode == 0, first.All);
        foreach (var line in (string[])["ana: one", "ana: two"])
            Assert.Contains($"\n{line}", first.Output, StringComparison.Ordinal);
        var second = await Verb.RunAsync(lan, home.Path, "");
        Assert.True(second.ExitCode == 0, second.All);
        foreach (var words in (string[])["ana: one", "ana: two"])
            Assert.Single(second.Output.Split('\n'), l => l.EndsWith(words, StringComparison.Ordinal));
    }
}
