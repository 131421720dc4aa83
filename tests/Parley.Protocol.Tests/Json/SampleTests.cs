using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Parley.Contracts;
using Parley.Protocol.Json;
using Xunit;

namespace Parley.Protocol.Tests.Json;

/// <summary>The files in tests/vectors/json, which other implementations read too.</summary>
public sealed class SampleTests
{
    private static readonly string Vectors = Path.Combine(Path.GetDirectoryName(Here())!, "..", "..", "vectors", "json");

    private static readonly string[] Commands = File.ReadAllLines(Path.Combine(Vectors, "samples", "commands.jsonl"));

    private static readonly string[] Events = File.ReadAllLines(Path.Combine(Vectors, "samples", "events.jsonl"));

    [Fact]
    public void Every_sample_is_read_and_written_to_the_byte()
    {
        foreach (var line in Commands)
        {
            Assert.True(JsonProtocol.TryParseCommand(Encoding.UTF8.GetBytes(line), out var command, out _), line);
            Assert.Equal(line + "\n", Encoding.UTF8.GetString(JsonProtocol.Encode(command).Span));
        }
        foreach (var line in Events)
        {
            Assert.True(JsonProtocol.TryParseEvent(Encoding.UTF8.GetBytes(line), out var said), line);
            Assert.Equal(line + "\n", Encoding.UTF8.GetString(JsonProtocol.Encode(said).Span));
        }
    }

    [Fact]
    public void Samples_come_whole_out_of_a_stream_cut_anywhere()
    {
        var all = Encoding.UTF8.GetBytes(string.Join("\r\n", Events.Concat(Commands)) + "\n");
        for (var cut = 0; cut <= all.Length; cut++)
        {
            var (lines, rest) = (new List<string>(), 0);
            foreach (var end in new[] { cut, all.Length })
            {
                while (JsonFrames.TryRead(all.AsSpan(rest, end - rest), out var consumed, out var frame))
                {
                    lines.Add(Encoding.UTF8.GetString(frame));
                    rest += consumed;
                }
            }
            Assert.Equal(Events.Length + Commands.Length, lines.Count);
            Assert.True(cut % 101 != 0 || lines.SequenceEqual(Events.Concat(Commands)), $"cut at {cut}");
        }
    }

    [Fact]
    public void The_example_in_the_documentation_is_what_we_read_and_write()
    {
        var page = File.ReadAllLines(Path.Combine(Vectors, "..", "..", "..", "docs", "protocol", "json.md"));
        string[] asked = [.. page.Where(line => line.StartsWith("> {", StringComparison.Ordinal)).Select(line => line[2..])];
        string[] said = [.. page.Where(line => line.StartsWith("< {", StringComparison.Ordinal)).Select(line => line[2..])];
        Assert.True(asked.Length > 5 && said.Length > 5);
        foreach (var line in asked)
            Assert.True(JsonProtocol.TryParseCommand(Encoding.UTF8.GetBytes(line), out _, out _), line);
        foreach (var line in said)
        {
            Assert.True(JsonProtocol.TryParseEvent(Encoding.UTF8.GetBytes(line), out var read), line);
            Assert.Equal(line + "\n", Encoding.UTF8.GetString(JsonProtocol.Encode(read).Span));
        }
    }

    [Theory]
    [InlineData(typeof(Command))]
    [InlineData(typeof(Event))]
    public void Every_type_is_registered_and_every_member_has_a_sample(Type root)
    {
        var names = AnyRecord.WireNames(root);
        Assert.Equal(root.Assembly.GetTypes().Where(t => t.IsSubclassOf(root) && !t.IsAbstract).OrderBy(t => t.Name), names.Keys.OrderBy(t => t.Name));
        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in root == typeof(Command) ? Commands : Events)
        {
            var sample = JsonDocument.Parse(line).RootElement;
            foreach (var member in sample.EnumerateObject())
                shown.Add($"{sample.GetProperty("t").GetString()}.{member.Name}");
        }
        // No entry that has a private place, is erased or was written among peers differs from a message in that.
        string[] shared = ["to", "erased", "id", "entry", "ref"];
        // What rules a room is refused for people.
        string[] ofRooms = ["topic", "show-topic", "kick", "invite", "rules", "show-rules"];
        foreach (var (type, name) in names)
        {
            Assert.Contains($"{name}.t", shown);
            foreach (var member in AnyRecord.Members(type).Select(m => JsonNamingPolicy.CamelCase.ConvertName(m.Name)))
                Assert.True(shown.Contains($"{name}.{member}") || (root == typeof(Event) && shared.Contains(member)) || (root == typeof(Command) && member == "to" && ofRooms.Contains(name)), $"no sample of {name} has {member}");
        }
    }

    [Fact]
    public void Every_type_is_provoked_by_a_session_vector()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(Vectors, "*.json"))
        {
            using var vector = JsonDocument.Parse(File.ReadAllBytes(file));
            Collect(vector.RootElement.GetProperty("steps"), used);
        }
        // No command of this release makes an entry of another kind; names are changed and watched at the IRC door only; devices are of people without a server.
        string[] elsewhere = ["entry", "renamed", "watched", "metadata", "device-refused", "device-trusted", "peer-warning"];
        string[] expected = [.. AnyRecord.WireNames(typeof(Command)).Values, .. AnyRecord.WireNames(typeof(Event)).Values.Except(elsewhere)];
        Assert.Empty(expected.Except(used));
    }

    private static void Collect(JsonElement element, HashSet<string> used)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, used);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                if (member.NameEquals("t") && member.Value.ValueKind == JsonValueKind.String)
                    used.Add(member.Value.GetString()!);
                Collect(member.Value, used);
            }
        }
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
