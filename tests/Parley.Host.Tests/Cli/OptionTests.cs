using Xunit;

namespace Parley.Host.Tests.Cli;

public sealed class OptionTests
{
    [Theory]
    [InlineData("--keep-days", "x", "7 to 36500", "lan")]
    [InlineData("--keep-days", "3", "7 to 36500", "lan")]
    [InlineData("--link-port", "abc", "0 to 65535", "lan")]
    [InlineData("--door-port", "65536", "0 to 65535", "lan")]
    [InlineData("--lang", "fr", "en, es", "lan")]
    [InlineData("--peer", "nonsense", "HOST:PORT", "lan")]
    [InlineData("--lang", "fr", "en, es", "chat")]
    [InlineData("--peers", "maybe", "on, off", "chat")]
    [InlineData("--peer", "nonsense", "HOST:PORT", "chat")]
    [InlineData("--lang", "fr", "en, es", "turn", "ana", "bob")]
    public async Task A_value_that_an_option_can_not_have_is_refused_in_one_line_with_what_is_accepted(string option, string value, string accepted, params string[] verb)
    {
        var (code, output, errors) = await ParleyProcess.RunAsync(null, [.. verb, option, value, .. verb[0] == "lan" ? new[] { "--group", "options" } : []]);

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Equal($"parley: {option}: \"{value}\"; accepted: {accepted}\n", errors);
    }
}
