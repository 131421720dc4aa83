using System.Globalization;
using Parley.BlackBox.Http;
using Parley.BlackBox.Operating;

namespace Parley.BlackBox.Cluster;

/// <summary>A node's data folder, and verbs beside nodes.</summary>
[Collection(typeof(ClusterTests))]
public sealed class Folders(Engines engines)
{
    private static readonly string[] Cheap = ["--allow-test-settings", "--set", "accounts.password-hash=cheapest"];

    [Fact]
    public async Task A_second_node_on_the_same_folder_is_refused_and_the_first_keeps_its_control_socket()
    {
        using var folder = new TemporaryFolder();
        var options = new ServerOptions { Data = folder.Path, More = await engines.NewClusterAsync() };
        await using var first = await ServerProcess.StartAsync(options);
        var second = await Verb.RunAsync(options.Arguments(folder.Path), folder.Path);
        Assert.Equal(2, second.ExitCode);
        Assert.Contains("another Parley server is using this directory", Assert.Single(second.Refusals), StringComparison.Ordinal);
        var inspection = await Verb.RunAsync(["inspect", "--data", folder.Path], folder.Path);
        Assert.Contains("running", inspection.Output, StringComparison.Ordinal);
        Assert.Matches(string.Create(CultureInfo.InvariantCulture, $@"\n  [0-9a-f]{{16}} {Environment.MachineName} .* connected\n"), inspection.Output);
    }

    [Fact]
    public async Task Verbs_on_the_folder_of_a_stopped_node_make_no_store_in_it()
    {
        using var folder = new TemporaryFolder();
        await using (var node = await ServerProcess.StartAsync(new ServerOptions { Data = folder.Path, More = await engines.NewClusterAsync() }))
            await node.StopAsync();
        var listed = await Verb.RunAsync(["account", "list", "--data", folder.Path], folder.Path);
        Assert.Equal(1, listed.ExitCode);
        Assert.Contains("is the node running?", Assert.Single(listed.ErrorLines), StringComparison.Ordinal);
        var made = await Verb.RunAsync(["account", "create", "ana", "--data", folder.Path, .. Cheap], folder.Path, "correct-horse\n");
        Assert.Equal(2, made.ExitCode);
        Assert.Contains("PostgreSQL", Assert.Single(made.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("parley.db")));
    }

    [Fact]
    public async Task What_living_nodes_must_learn_of_is_refused_beside_them_and_done_at_one()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        var cluster = await engines.NewClusterAsync();
        string[] aside = ["--data", elsewhere.Path, .. cluster.Take(2), .. Cheap];
        await using (var node = await ServerProcess.StartAsync(new ServerOptions { Data = folder.Path, More = cluster }))
        {
            Assert.Equal(0, (await Verb.RunAsync(["account", "create", "ana", .. aside], elsewhere.Path, "correct-horse\n")).ExitCode);
            foreach (var verb in new string[][] { ["account", "suspend", "ana"], ["account", "role", "ana", "moderator"], ["account", "passwd", "ana"], ["account", "erase", "ana", "--yes"], ["room", "delete", "uci"] })
            {
                var refused = await Verb.RunAsync([.. verb, .. aside], elsewhere.Path, "correct-horse\n");
                Assert.Equal(2, refused.ExitCode);
                Assert.Contains($"would not learn of it ({Environment.MachineName}); run this at one of them", Assert.Single(refused.ErrorLines), StringComparison.Ordinal);
            }
            Assert.Contains(Environment.MachineName, (await Verb.RunAsync(["inspect", .. aside], elsewhere.Path)).Output, StringComparison.Ordinal);
            Assert.Equal(0, (await Verb.RunAsync(["account", "role", "ana", "moderator", "--data", folder.Path], folder.Path)).ExitCode);
            await node.StopAsync();
        }
        Assert.Equal(0, (await Verb.RunAsync(["account", "suspend", "ana", .. aside], elsewhere.Path)).ExitCode);
        Assert.False(File.Exists(elsewhere.File("parley.db")));
    }

    [Fact]
    public async Task A_store_that_is_not_used_is_told_of_with_the_way_to_copy_it()
    {
        using var folder = new TemporaryFolder();
        await using (var lone = await ServerProcess.StartAsync(new ServerOptions { Data = folder.Path }))
            await lone.StopAsync();
        await using var node = await ServerProcess.StartAsync(new ServerOptions { Data = folder.Path, More = [.. await engines.NewClusterAsync(), "--http", "127.0.0.1:0"] });
        Assert.Contains("parley copy takes it into the empty database", node.Log, StringComparison.Ordinal);
        using var http = node.Http();
        var figures = await Figures.ReadAsync(http);
        Assert.Equal(1, figures["parley_nodes"]);
        Assert.Contains("parley_bus_queue_bytes", figures.Series);
        await node.StopAsync();
    }
}
