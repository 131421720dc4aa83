using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Parley.BlackBox.Operating;

/// <summary>What stands in <c>deploy/</c> fits the program.</summary>
public sealed partial class Deployment
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "deploy");

    private const string OfNode = "cluster/parley@.service";

    [Theory]
    [InlineData("parley.service")]
    [InlineData(OfNode)]
    public async Task The_unit_starts_the_program_as_it_is(string file)
    {
        using var home = new TemporaryFolder();
        var start = Unit(file)["ExecStart"].Single().Split(' ');
        Assert.Equal("/opt/parley/parley", start[0]);
        // What the head of the file tells to write into its settings.
        var environment = File.ReadLines(Path.Combine(Folder, file)).Select(line => Told().Match(line)).Where(match => match.Success).ToDictionary(match => match.Groups["key"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
        Assert.Equal(file == OfNode ? 2 : 0, environment.Count);
        var checkedStart = await Verb.RunAsync(["check-config", .. start[2..^1], home.Path], home.Path, environment: environment);
        Assert.True(checkedStart.ExitCode == 0, checkedStart.All);
        Assert.DoesNotContain("unknown", checkedStart.All, StringComparison.Ordinal);
    }

    [Fact]
    public void The_unit_of_a_node_keeps_nodes_apart_and_is_as_tight_as_the_other()
    {
        Assert.EndsWith("-%i", Unit(OfNode)["ExecStart"].Single(), StringComparison.Ordinal);
        Assert.Equal("parley-%i", Unit(OfNode)["StateDirectory"].Single());
        string[] own = ["Description", "ExecStart", "EnvironmentFile", "User", "StateDirectory", "RestartSec"];
        foreach (var line in Unit("parley.service").Where(line => !own.Contains(line.Key, StringComparer.Ordinal)))
            Assert.Equal(line, Unit(OfNode)[line.Key]);
    }

    [Theory]
    [InlineData("DynamicUser", "yes")]
    [InlineData("NoNewPrivileges", "yes")]
    [InlineData("ProtectSystem", "strict")]
    [InlineData("ProtectHome", "yes")]
    [InlineData("PrivateTmp", "yes")]
    [InlineData("PrivateDevices", "yes")]
    [InlineData("CapabilityBoundingSet", "")]
    [InlineData("StateDirectoryMode", "0700")]
    [InlineData("UMask", "0077")]
    [InlineData("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX")]
    public void The_unit_gives_the_program_no_more_than_it_needs(string key, string value) => Assert.Equal(value, Unit("parley.service")[key].Single());

    [Theory]
    [InlineData("parley.service")]
    [InlineData(OfNode)]
    public async Task Systemd_understands_every_line_of_the_unit(string file)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd is not here");
        using var folder = new TemporaryFolder();
        var unit = folder.File(Path.GetFileName(file));
        await File.WriteAllTextAsync(unit, (await File.ReadAllTextAsync(Path.Combine(Folder, file))).Replace("/opt/parley/parley", "/bin/true", StringComparison.Ordinal));
        using var verify = Process.Start(new ProcessStartInfo("systemd-analyze", ["verify", unit]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = await verify.StandardError.ReadToEndAsync();
        await verify.WaitForExitAsync();
        Assert.DoesNotContain(Path.GetFileName(file), said, StringComparison.Ordinal);
        Assert.Equal(0, verify.ExitCode);
    }

    [Theory]
    [InlineData("nginx.conf", "Upgrade", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto", "/metrics")]
    [InlineData("Caddyfile", "reverse_proxy", "flush_interval -1", "/readyz", "/metrics")]
    [InlineData("haproxy.cfg", "X-Forwarded-For %[src]", "del-header X-Forwarded-Host", "timeout tunnel", "/metrics")]
    public async Task Examples_of_proxies_tell_who_comes_and_hide_the_figures(string file, params string[] words)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "proxies", file));
        Assert.All(words, word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("node1")]
    [InlineData("node2")]
    [InlineData("node3")]
    public async Task The_nodes_of_the_compose_file_would_start(string name)
    {
        var node = (await ComposeAsync())["services"]![name]!;
        using var home = new TemporaryFolder();
        var environment = node["environment"]!.AsObject().ToDictionary(e => e.Key, e => e.Value!.GetValue<string>(), StringComparer.Ordinal);
        // As in the image, but for folders that are only there.
        foreach (var (key, file) in environment.Where(e => e.Value.StartsWith("/certificate/", StringComparison.Ordinal)).ToList())
            environment[key] = home.File(Path.GetFileName(file));
        await OpensslAsync(home, [.. CommandIn("compose.yaml", "openssl req ").Select(word => word.Replace("certificate/", home.Path + "/", StringComparison.Ordinal))]);
        var checkedStart = await Verb.RunAsync(["check-config", .. ImageCommand()[1..^1], home.Path], home.Path, environment: environment);
        Assert.True(checkedStart.ExitCode == 0, checkedStart.All);
        // Names of settings that there are not are warnings.
        Assert.DoesNotContain("warn", checkedStart.All, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("unknown", checkedStart.All, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_compose_file_gives_each_node_a_data_folder_of_its_own_and_one_certificate_for_all()
    {
        var compose = await ComposeAsync();
        var nodes = compose["services"]!.AsObject().Where(s => s.Value!["image"]!.GetValue<string>() == "parley").ToList();
        Assert.Equal(["node1", "node2", "node3"], nodes.Select(n => n.Key));
        var data = nodes.Select(n => Assert.Single(Volumes(n.Value!), v => v.EndsWith(":" + ImageCommand()[^1], StringComparison.Ordinal)).Split(':')[0]).ToList();
        Assert.Equal(data.Count, data.Distinct(StringComparer.Ordinal).Count());
        Assert.Single(nodes.Select(n => Assert.Single(Volumes(n.Value!), v => v.Contains(":/certificate:", StringComparison.Ordinal))).Distinct(StringComparer.Ordinal));
        var declared = compose["volumes"]!.AsObject().Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, service) in compose["services"]!.AsObject())
        {
            foreach (var source in Volumes(service!).Select(v => v.Split(':')[0]))
            {
                if (!source.StartsWith('.'))
                    Assert.Contains(source, declared);
                else if (source != "./certificate")
                    Assert.True(File.Exists(Path.Combine(Cluster, source)), $"{name}: {source} is not there");
            }
            Assert.All(service!["depends_on"]?.AsArray().Select(d => d!.GetValue<string>()) ?? [], other => Assert.True(compose["services"]!.AsObject().ContainsKey(other), other));
            Assert.Equal("always", service["restart"]?.GetValue<string>());
        }
    }

    [Fact]
    public async Task The_balancer_of_the_compose_file_reaches_the_ports_that_the_image_opens_by_the_nodes_names()
    {
        var compose = await ComposeAsync();
        var image = File.ReadLines(Path.Combine(Folder, "Containerfile")).Single(l => l.StartsWith("EXPOSE ", StringComparison.Ordinal)).Split(' ')[1..];
        var balancer = await File.ReadAllTextAsync(Path.Combine(Cluster, "haproxy.cfg"));
        var names = compose["services"]!.AsObject().Select(s => s.Value!["networks"]?["default"]?["aliases"]?[0]?.GetValue<string>()).OfType<string>().ToList();
        var servers = Server().Matches(balancer).Select(m => (Name: m.Groups["host"].Value, Port: m.Groups["port"].Value)).ToList();
        Assert.Equal(names.SelectMany(n => image.Select(p => (n, p))).Order(), servers.Order());
        var bound = Bind().Matches(balancer).Select(m => m.Groups["port"].Value).ToList();
        Assert.Equal(bound.Select(p => $"{p}:{p}"), compose["services"]!["haproxy"]!["ports"]!.AsArray().Select(p => p!.GetValue<string>()));
        // Without a listener flag these are what a start opens.
        var operating = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "operating.md"));
        Assert.All(image, port => Assert.Contains($"on port {port} of every address", operating, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Haproxy_understands_every_line_of_the_balancer()
    {
        const string program = "/usr/sbin/haproxy";
        Assert.SkipUnless(File.Exists(program), "HAProxy is not here");
        using var folder = new TemporaryFolder();
        var file = folder.File("haproxy.cfg");
        await File.WriteAllTextAsync(file, Host().Replace(await File.ReadAllTextAsync(Path.Combine(Cluster, "haproxy.cfg")), "127.0.0.1"));
        using var check = Process.Start(new ProcessStartInfo(program, ["-c", "-f", file]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        Assert.True(check.ExitCode == 0 && !said.Contains("WARNING", StringComparison.Ordinal), said);
    }

    private static string Cluster => Path.Combine(Folder, "cluster");

    private static string[] Volumes(JsonNode service) => [.. service["volumes"]?.AsArray().Select(v => v!.GetValue<string>()) ?? []];

    /// <summary>What a container of the image runs, after the program's name.</summary>
    private static string[] ImageCommand() =>
        JsonSerializer.Deserialize<string[]>(File.ReadLines(Path.Combine(Folder, "Containerfile")).Single(l => l.StartsWith("CMD ", StringComparison.Ordinal))[4..])!;

    /// <summary>A command that the head of the file tells to run, in words.</summary>
    private static string[] CommandIn(string file, string start)
    {
        var head = string.Join(' ', File.ReadLines(Path.Combine(Cluster, file)).TakeWhile(l => l.StartsWith('#')).Select(l => l[1..].Trim().TrimEnd('\\')));
        return head[head.IndexOf(start, StringComparison.Ordinal)..].Split("&&")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task OpensslAsync(TemporaryFolder home, string[] command)
    {
        using var making = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardError = true, WorkingDirectory = home.Path })!;
        var said = await making.StandardError.ReadToEndAsync();
        await making.WaitForExitAsync();
        Assert.True(making.ExitCode == 0, said);
    }

    /// <summary>The compose file, read by Python's YAML, merges carried out.</summary>
    private static async Task<JsonNode> ComposeAsync()
    {
        const string python = "/usr/bin/python3";
        const string program = "import json, sys\ntry:\n    import yaml\nexcept ImportError:\n    sys.exit(3)\nprint(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
        Assert.SkipUnless(File.Exists(python), "Python is not here");
        using var reading = Process.Start(new ProcessStartInfo(python, ["-c", program, Path.Combine(Cluster, "compose.yaml")]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var json = await reading.StandardOutput.ReadToEndAsync();
        await reading.WaitForExitAsync();
        Assert.SkipWhen(reading.ExitCode == 3, "Python has no YAML here");
        Assert.Equal(0, reading.ExitCode);
        return JsonNode.Parse(json)!;
    }

    [GeneratedRegex(@"^ +server node\d (?<host>[a-z0-9.]+):(?<port>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Server();

    [GeneratedRegex(@"^ +bind :(?<port>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Bind();

    [GeneratedRegex(@"node\d\.example", RegexOptions.ExplicitCapture)]
    private static partial Regex Host();

    private static ILookup<string, string> Unit(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Select(line => Line().Match(line)).Where(match => match.Success).ToLookup(match => match.Groups["key"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);

    [GeneratedRegex("^(?<key>[A-Z][A-Za-z]+)=(?<value>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    [GeneratedRegex("^#   (?<key>PARLEY_[A-Z_]+)=(?<value>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Told();
}
