using System.Globalization;
using System.Text;
using Xunit;

namespace Parley.Protocol.Tests;

public sealed class TimestampTests
{
    [Fact]
    public void A_time_is_written_as_rfc_3339_says() => Property.Holds<long>(
        chance =>
        {
            var ticks = (long)((ulong)chance * 0x9E3779B97F4A7C15 % (ulong)DateTimeOffset.MaxValue.Ticks);
            var time = new DateTimeOffset(ticks, TimeSpan.Zero);
            Span<byte> bytes = stackalloc byte[Timestamp.Length];
            return Timestamp.Write(time, bytes) == bytes.Length
                && Encoding.ASCII.GetString(bytes) == time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        },
        5000);
}
