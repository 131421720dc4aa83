using System.Text;
using Parley.Contracts;
using Parley.Lan.Identity;
using Parley.Lan.People;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;
using Parley.Testing;

namespace Parley.Lan.Tests.Chat;

public sealed class TrustTests
{
    [Fact]
    public async Task A_known_name_with_another_key_is_refused_aloud_until_it_is_accepted()
    {
        await using var bob = await TestDevice.StartAsync("bob");
        await using var ana = await TestDevice.StartAsync("ana", bob);
        using var b = bob.Enter();
        using var a = ana.Enter();
        await a.TypeAsync("the real one");
        await Eventually.TrueAsync(() => b.Said.Count == 1, "ana is known");
        await using var other = await TestDevice.StartAsync("ana", bob);
        using var o = other.Enter();
        await o.TypeAsync("send me the key");
        await Eventually.TrueAsync(() => b.Events.OfType<DeviceRefused>().Any(), "bob is told");
        var refused = b.Events.OfType<DeviceRefused>().First();
        Assert.Equal((Fingerprint.Of(ana.Key.Id), Fingerprint.Of(other.Key.Id)), (refused.Known.Fingerprint, refused.Refused.Fingerprint));
        Assert.Equal((Fingerprint.Spoken(ana.Key.Id, "en"), Fingerprint.Spoken(other.Key.Id, "en")), (refused.Known.Words, refused.Refused.Words));
        await b.TypeAsync("#\\private<ana> for ana only");
        await Eventually.TrueAsync(() => a.Said.Any(l => l.Contains("for ana only", StringComparison.Ordinal)), "ana has it");
        Assert.DoesNotContain(b.Said, l => l.Contains("send me the key", StringComparison.Ordinal));
        Assert.Equal(["ana: the real one"], await b.LastAsync());
        Assert.DoesNotContain(o.Said, l => l.Contains("for ana only", StringComparison.Ordinal));

        await b.TypeAsync("#trust ana");
        Assert.Equal(["ana: the real one", "ana: send me the key"], await b.LastAsync());
        await o.TypeAsync("thanks");
        await Eventually.TrueAsync(() => b.Said.Contains("ana: thanks"), "the other device is heard");
    }

    [Fact]
    public async Task A_session_that_begins_is_told_of_who_is_refused()
    {
        await using var bob = await TestDevice.StartAsync("bob");
        await using var ana = await TestDevice.StartAsync("ana", bob);
        await Eventually.TrueAsync(() => bob.Known.Names.ContainsKey(ana.Key.Id), "ana is known");
        await using var other = await TestDevice.StartAsync("ana", bob);
        await Eventually.TrueAsync(() => bob.Known.Refused.Count == 1, "the other is refused");
        using var b = bob.Enter();
        Assert.Contains(b.Events, e => e is DeviceRefused { Name: "ana" });
        Assert.Contains(await b.TypeAsync("#devices"), l => l.Contains("(REFUSED)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_of_one_name_each_is_told_who_came_second_and_what_to_do()
    {
        await using var ana = await TestDevice.StartAsync("ana");
        await using var bob = await TestDevice.StartAsync("bob", ana);
        using var a = ana.Enter();
        using var b = bob.Enter();
        await Eventually.TrueAsync(() => bob.Known.Names.ContainsKey(ana.Key.Id), "bob knows ana");
        await using var other = await TestDevice.StartAsync("ana", bob);
        using var o = other.Enter();
        await Eventually.TrueAsync(() => new[] { a, b, o }.All(s => s.Events.OfType<DeviceRefused>().Any()), "all are told");
        var (first, second) = (Mark(ana), Mark(other));
        Assert.Equal(
            ["* REFUSED: another device calls itself ana. Nothing that it writes is shown.", $"*   known: {first}", $"*   the other: {second}"],
            Told(b).Take(3));
        Assert.Equal(
            [
                "* REFUSED: another device calls itself ana, as you do. Nothing that it writes is shown here.",
                $"*   yours: {first}",
                $"*   the other: {second}",
                "* If it is yours too: #trust ana. If not, its person needs another name: parley lan --name NAME",
            ],
            Told(a));
        Assert.Equal(
            [
                "* NAME TAKEN: others know ana from another device and REFUSE yours: what you write is not shown to them, nor what it writes to you.",
                $"*   yours: {second}",
                $"*   known: {first}",
                "* Start again with another name: parley lan --name NAME. Or the others compare the words and type #trust ana",
            ],
            Told(o));

        static string Mark(TestDevice device) => $"{Fingerprint.Of(device.Key.Id)} · {Fingerprint.Spoken(device.Key.Id, "en")}";

        static IReadOnlyList<string> Told(TestSession session) => [.. session.Lines.SkipWhile(l => !l.StartsWith("* REFUSED", StringComparison.Ordinal) && !l.StartsWith("* NAME TAKEN", StringComparison.Ordinal)).Take(4)];
    }

    [Fact]
    public void A_name_that_looks_like_a_known_one_is_refused_too()
    {
        var known = KnownDevices.InMemory();
        var (one, other) = (new DeviceId(Digest.Of("1"u8)), new DeviceId(Digest.Of("2"u8)));
        Assert.Null(known.Meet(one, Name("ana")));
        Assert.Equal(one, known.Meet(other, Name("аna")));
        Assert.Null(known.Meet(other, Name("carla")));
        Assert.Equal(one, known.Meet(other, Name("ANA")));
    }

    [Fact]
    public void What_is_known_is_kept_for_its_owner_only()
    {
        var folder = Directory.CreateTempSubdirectory("parley-lan-").FullName;
        try
        {
            var (one, other) = (new DeviceId(Digest.Of("1"u8)), new DeviceId(Digest.Of("2"u8)));
            var known = KnownDevices.Load(folder);
            known.Meet(one, Name("ana"));
            var again = KnownDevices.Load(folder);
            Assert.Equal(one, again.Meet(other, Name("ana")));
            Assert.Equal([other], again.Accept(Name("ana")));
            Assert.Equal(2, KnownDevices.Load(folder).Of(Name("ana")).Count);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, KnownDevices.FileName)));
            File.AppendAllText(Path.Combine(folder, KnownDevices.FileName), "what is this\n");
            Assert.Throws<IOException>(() => KnownDevices.Load(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Login Name(string text) => Login.TryParse(text, out var name) ? name : throw new ArgumentException($"{text} is no name", nameof(text));
}
