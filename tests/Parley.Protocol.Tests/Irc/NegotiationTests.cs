using System.Numerics;
using System.Reflection;
using System.Text;
using Parley.Contracts;
using Parley.Protocol.Irc;
using Xunit;

namespace Parley.Protocol.Tests.Irc;

public sealed class NegotiationTests
{
    private static readonly CapabilityValues Everything = new()
    {
        Offered = (Capability)ulong.MaxValue,
        SaslMechanisms = "PLAIN,SCRAM-SHA-256",
        StsPort = 6697,
        StsDuration = TimeSpan.FromDays(1),
        AccountRegistration = "before-connect",
    };

    [Fact]
    public void Every_flag_has_one_row_and_every_name_one_owner()
    {
        Assert.Equal(Enum.GetValues<Capability>().Where(flag => flag != Capability.None), Capabilities.All.Select(row => row.Flag).Order());
        Assert.All(Capabilities.All, row => Assert.Equal(1, BitOperations.PopCount((ulong)row.Flag)));
        Assert.All(Capabilities.All, row => Assert.All(row.Names, name => Assert.Equal(row.Flag, Capabilities.Parse(name))));
        Assert.Null(Capabilities.Parse("nothing"));
    }

    [Fact]
    public void The_list_of_302_has_values_and_fits()
    {
        var lines = Capabilities.ListFor(version302: true, Everything, room: 100);
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 1, 100));
        var all = string.Join(' ', lines).Split(' ');
        Assert.Equal(Capabilities.All.SelectMany(row => row.Names), all.Select(token => token.Split('=')[0]));
        Assert.Contains("sasl=PLAIN,SCRAM-SHA-256", all);
        Assert.Contains("sts=port=6697,duration=86400", all);
        Assert.Contains("draft/multiline=max-bytes=4096,max-lines=32", all);
    }

    [Fact]
    public void Without_302_one_line_of_names_is_all()
    {
        var line = Assert.Single(Capabilities.ListFor(version302: false, Everything));
        Assert.DoesNotContain('=', line);
        Assert.DoesNotContain("sts", line.Split(' '));
    }

    [Fact]
    public void What_is_not_offered_is_not_listed_nor_granted()
    {
        var values = new CapabilityValues { Offered = Capability.Batch };
        Assert.Equal(["batch"], Capabilities.ListFor(version302: true, values));
        Assert.Null(Capabilities.ParseRequest("batch sasl", version302: true, values.Offered));
    }

    [Theory]
    [InlineData("batch -sasl", Capability.Batch, Capability.Sasl)]
    [InlineData("batch -batch", Capability.None, Capability.Batch)]
    [InlineData("-batch  batch ", Capability.Batch, Capability.None)]
    [InlineData("draft/metadata-2 draft/no-implicit-names", Capability.Metadata | Capability.NoImplicitNames, Capability.None)]
    [InlineData("cap-notify", Capability.CapNotify, Capability.None)]
    [InlineData("", Capability.None, Capability.None)]
    public void A_request_is_read(string request, Capability add, Capability remove) =>
        Assert.Equal(new CapabilityRequest(add, remove), Capabilities.ParseRequest(request, version302: true, Everything.Offered));

    [Theory]
    [InlineData("batch unknown")]
    [InlineData("sts")]
    [InlineData("-sts")]
    [InlineData("-cap-notify")]
    [InlineData("BATCH")]
    [InlineData("-")]
    [InlineData("sasl=PLAIN")]
    public void A_request_is_refused_whole(string request) => Assert.Null(Capabilities.ParseRequest(request, version302: true, Everything.Offered));

    [Fact]
    public void Tokens_of_005_are_thirteen_a_line_and_escaped()
    {
        var tokens = Enumerable.Range(0, 30).Select(i => KeyValuePair.Create($"K{i}", i % 2 == 0 ? null : "a b\\=c")).ToList();
        var lines = Isupport.Lines(tokens);
        Assert.Equal([13, 13, 4], lines.Select(line => line.Count));
        Assert.Equal("K1=a\\x20b\\x5C\\x3Dc", lines[0][1]);
        Assert.Equal(30, Isupport.Lines(tokens, room: 20).Sum(line => line.Count));
        Assert.Empty(Isupport.Lines([]));
    }

    [Fact]
    public void Every_refusal_has_a_reply() => Assert.All(Enum.GetValues<ErrorCode>(), code => Assert.True(ErrorReplies.Has(code), $"{code} has no row in ErrorReplies"));

    [Fact]
    public void Codes_of_replies_are_single_words() => Assert.All(Enum.GetValues<ErrorCode>(), code => Assert.Matches("^[A-Z_0-9]+$", ErrorReplies.Of(code).Fail));

    [Fact]
    public void No_two_numerics_are_the_same_and_all_have_three_digits()
    {
        var all = typeof(Numeric).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!).ToList();
        Assert.Equal(all.Order().Distinct(), all);
        Assert.Equal("001", Numeric.Format(Numeric.RPL_WELCOME));
    }

    [Fact]
    public void Sasl_messages_come_back_from_their_chunks() => Property.Holds<int>(
        seed =>
        {
            var bytes = new byte[new Random(seed).Next(1500)];
            new Random(seed).NextBytes(bytes);
            var buffer = new SaslBuffer();
            var chunks = SaslBuffer.Split(bytes);
            var steps = chunks.Select(chunk => (Step: buffer.Add(chunk, out var message), message)).ToList();
            return chunks.All(chunk => chunk.Length <= SaslBuffer.ChunkChars)
                && steps[..^1].All(step => step.Step == SaslStep.More) && steps[^1].Step == SaslStep.Complete
                && steps[^1].message.AsSpan().SequenceEqual(bytes);
        });

    [Theory]
    [InlineData(300)]
    [InlineData(600)]
    public void A_sasl_message_of_whole_chunks_ends_with_a_plus(int bytes) => Assert.Equal("+", SaslBuffer.Split(new byte[bytes])[^1]);

    [Theory]
    [InlineData("abc")]
    [InlineData("ab c")]
    [InlineData("ab==cd==")]
    [InlineData("ñandu===")]
    public void What_is_no_base64_is_told(string chunk) => Assert.Equal(SaslStep.NotBase64, new SaslBuffer().Add(chunk, out _));

    [Fact]
    public void A_sasl_message_is_bounded_and_the_next_starts_anew()
    {
        var buffer = new SaslBuffer();
        Assert.Equal(SaslStep.TooLong, buffer.Add(new string('A', 401), out _));
        for (var i = 0; i < 10; i++)
            Assert.Equal(SaslStep.More, buffer.Add(new string('A', 400), out _));
        Assert.Equal(SaslStep.TooLong, buffer.Add(new string('A', 400), out _));
        Assert.Equal(SaslStep.Complete, buffer.Add("+", out var message));
        Assert.Empty(message);
    }
}
