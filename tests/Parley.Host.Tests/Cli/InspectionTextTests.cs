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
}
