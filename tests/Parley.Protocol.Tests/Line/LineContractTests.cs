using Parley.Contracts;
using Parley.Protocol.Line;
using Xunit;

namespace Parley.Protocol.Tests.Line;

public sealed class LineContractTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs/protocol/line.md"));

    [Fact]
    public void Every_error_code_is_on_the_page_with_advice() =>
        Assert.All(Enum.GetValues<ErrorCode>(), code =>
        {
            var row = Assert.Single(Page.Split('\n'), line => line.StartsWith($"| {(int)code} |", StringComparison.Ordinal));
            Assert.Equal(4, row.Replace("\\|", "", StringComparison.Ordinal).Split('|', StringSplitOptions.RemoveEmptyEntries).Count(cell => cell.Trim().Length > 0));
        });

    [Fact]
    public void Every_name_of_every_command_is_on_the_page() =>
        Assert.All(LineCommands.All.SelectMany(c => c.Names), name => Assert.Contains($"#{name}", Page, StringComparison.Ordinal));

    [Fact]
    public void Limits_on_the_page_are_the_ones_in_force()
    {
        Assert.Contains($"| line | {Limits.LineBytes:n0} bytes", Page, StringComparison.Ordinal);
        Assert.Contains($"| message | {Limits.MessageBytes:n0} bytes", Page, StringComparison.Ordinal);
        Assert.Contains($"1 to {RoomName.MaxLength} characters, a login 1 to {Login.MaxLength}:", Page, StringComparison.Ordinal);
    }
}
