using Parley.Host.Cli;
using Parley.Host.Operators;
using Xunit;

namespace Parley.Host.Tests.Cli;

public sealed class InspectionTextTests
{
    [Fact]
    public void Sessions_show_their_queue_and_clock_under_headings()
    {
        SessionRow[] sessions =
        [
            new(1, "ana", "127.0.0.1", "line", null, DateTimeOffset.UnixEpoch, ["default"], 4096, 12.34, 0.5),
            new(2, null, "unix", "json", null, DateTimeOffset.UnixEpoch, [], 0, null, null),
        ];

        var lines = InspectionText.Of(new Inspection("1", Running: true, DateTimeOffset.UnixEpoch, new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal), sessions, [])).Split('\n');

        Assert.Matches("^sessions +login +door +address +queue +clock ms +rooms$", lines[1]);
        Assert.Matches(@"^  1 +ana +line +127\.0\.0\.1 +4096 \+12\.3 ±0\.5 +default$", lines[2]);
        Assert.Matches("^  2 +- +json +unix +0 - +$", lines[3]);
        Assert.Equal(lines[1].IndexOf("rooms", StringComparison.Ordinal), lines[2].IndexOf("default", StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_show_host_version_start_sessions_and_bus()
    {
        NodeRow[] nodes =
        [
            new("0123456789abcdef", "one", "0.1.0", DateTimeOffset.UnixEpoch, 12, Connected: true, Stopping: false),
            new("1123456789abcdef", "two", "0.1.0", DateTimeOffset.UnixEpoch, 3, Connected: false, Stopping: false),
            new("2123456789abcdef", null, null, null, null, Connected: false, Stopping: true),
        ];

        var lines = InspectionText.Of(new Inspection("1", Running: true, DateTimeOffset.UnixEpoch, new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal), [], [], nodes)).Split('\n');

        Assert.Matches("^nodes +host +version +since +sessions bus$", lines[1]);
        Assert.Matches(@"^  0123456789abcdef one +0\.1\.0 +1970-01-01T00:00:00Z +12 connected$", lines[2]);
        Assert.Matches(@"^  1123456789abcdef two +0\.1\.0 +1970-01-01T00:00:00Z +3 alone$", lines[3]);
        Assert.Matches("^  2123456789abcdef - +- +- +- stopping$", lines[4]);
        Assert.Equal(lines[1].IndexOf("host", StringComparison.Ordinal), lines[2].IndexOf("one", StringComparison.Ordinal));
    }
}
