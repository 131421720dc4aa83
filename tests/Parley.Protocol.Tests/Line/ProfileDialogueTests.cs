using System.Text;
using Parley.Contracts;
using Parley.Protocol.Line;
using Xunit;

namespace Parley.Protocol.Tests.Line;

public sealed class ProfileDialogueTests
{
    private static readonly LineFormat Format = new("en");

    [Fact]
    public void What_is_missing_is_asked_and_made_one_change()
    {
        var dialogue = new ProfileDialogue(["surnames", "age"]);
        Assert.Equal("* Your profile lacks something. Empty line to skip one, #cancel to leave.\nSurnames:\n", Show(dialogue.Begin(Format)));
        Assert.Equal("Age:\n", Show(Take(dialogue, " Pérez ").Output));
        Assert.Equal("* Invalid age: 0. A number from 1 to 150\nAge:\n", Show(Take(dialogue, "0").Output));
        Assert.Equal(new SetProfile(Surnames: "Pérez", Age: 30), Take(dialogue, "30").Command);
        Assert.True(dialogue.IsDone);
    }

    [Fact]
    public void Empty_lines_skip_each_and_then_nothing_changes()
    {
        var dialogue = new ProfileDialogue();
        dialogue.Begin(Format);
        for (var i = 0; i < 3; i++)
            Assert.Null(Take(dialogue, "").Command);
        Assert.False(dialogue.IsDone);
        var last = Take(dialogue, " ");
        Assert.Null(last.Command);
        Assert.Equal("* Your profile stays as it is.\n", Show(last.Output));
        Assert.True(dialogue.IsDone);
    }

    [Fact]
    public void Cancel_keeps_what_was_answered()
    {
        var dialogue = new ProfileDialogue();
        dialogue.Begin(Format);
        Take(dialogue, "Ana");
        Assert.Equal(new SetProfile(GivenNames: "Ana"), Take(dialogue, "#cancel").Command);
        Assert.True(dialogue.IsDone);
    }

    [Fact]
    public void Commands_are_passed_on_and_unknown_ones_refused()
    {
        var dialogue = new ProfileDialogue();
        dialogue.Begin(Format);
        Assert.Equal(new Ask(new EnterRoom("uci")), Take(dialogue, "#gR uci").Request);
        Assert.EndsWith("Given names:\n", Show(Take(dialogue, "#nonsense").Output), StringComparison.Ordinal);
        Assert.Equal("Given names:\n", Show(dialogue.Prompt(Format)));
        Assert.False(dialogue.IsDone);
    }

    private static DialogueStep Take(ProfileDialogue dialogue, string line) => dialogue.Take(new InputLine(line), Format);

    private static string Show(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
