using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Host.Logging;
using Xunit;

namespace Parley.Host.Tests.Logging;

public sealed class LogFormatTests
{
    private static readonly LogRecord Sample = new(
        new DateTimeOffset(2026, 11, 21, 2, 10, 0, 123, TimeSpan.FromHours(-5)),
        LogLevel.Warning,
        "Parley.Host",
        new EventId(1205, "Warned"),
        "said \u001b[31m\nforged",
        [new("Count", 3L), new("Name", "é"), new("On", true), new("None", null)],
        "Boom\n  at X");

    [Fact]
    public void Text_is_one_line_with_utc_time_and_event_and_can_not_be_forged() =>
        Assert.Equal("2026-11-21T07:10:00.123Z warning Parley.Host[1205] said \\u001b[31m\\u000aforged\n    Boom\n      at X\n", Write("text"));

    [Fact]
    public void Json_is_one_object_a_line_with_typed_fields()
    {
        var line = Write("json");
        var root = JsonDocument.Parse(line).RootElement;

        Assert.Equal(1, line.Count(c => c == '\n'));
        Assert.Equal("2026-11-21T07:10:00.123Z", root.GetProperty("time").GetString());
        Assert.Equal("warning", root.GetProperty("level").GetString());
        Assert.Equal(1205, root.GetProperty("event").GetInt32());
        Assert.Equal("Warned", root.GetProperty("name").GetString());
        Assert.Equal(Sample.Message, root.GetProperty("message").GetString());
        Assert.Equal("Boom\n  at X", root.GetProperty("exception").GetString());
        Assert.Equal("""{"Count":3,"Name":"\u00E9","On":true,"None":null}""", root.GetProperty("fields").GetRawText());
    }

    private static string Write(string format)
    {
        var output = new ArrayBufferWriter<byte>();
        LogFormat.Of(format).Write(Sample, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
