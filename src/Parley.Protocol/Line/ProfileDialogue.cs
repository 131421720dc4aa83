using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Asks for the fields that a profile lacks; any may be left out, and <c>#cancel</c> leaves out the rest. docs/protocol/line.md, "Session start".</summary>
/// <remarks>Pure, as <see cref="LoginDialogue"/>. Commands go on working between the answers; only lines that are none are taken as answers.</remarks>
/// <param name="fields">Wire names, in the order asked; null: all.</param>
public sealed class ProfileDialogue(IReadOnlyList<string>? fields = null)
{
    private readonly AnswerForm _form = new([.. (fields ?? [.. Questions.OfProfile.Keys]).Select(field => Questions.OfProfile[field])], new LoginRules(), maySkip: true);

    /// <summary>No question is open any more.</summary>
    public bool IsDone { get; private set; }

    /// <summary>What this is about, and the first question.</summary>
    public ReadOnlyMemory<byte> Begin(LineFormat format)
    {
        var output = new LineOutput(format, TimeZoneInfo.Utc);
        output.Notice(fields is null ? "profile.ask" : "profile.missing");
        return Ask(output).Output;
    }

    /// <summary>The question that is open, asked again.</summary>
    public ReadOnlyMemory<byte> Prompt(LineFormat format) => Ask(new LineOutput(format, TimeZoneInfo.Utc)).Output;

    public DialogueStep Take(InputLine line, LineFormat format)
    {
        var output = new LineOutput(format, TimeZoneInfo.Utc);
        if (line.TooLong)
            return Refuse(Refusal.Of(ErrorCode.TooLong, "limit", Limits.LineBytes), output);
        if (line.BadUtf8)
            return Refuse(new Refusal(ErrorCode.BadUtf8), output);
        if (line.Text.StartsWith('#'))
        {
            return LineParser.Parse(line.Text) switch
            {
                Cancel => Finish(output),
                Refused refused => Refuse(refused.Refusal, output),
                var request => new DialogueStep(output.Bytes, Request: request),
            };
        }
        if (_form.Take(_form.Next!.Value, line.Text) is { } refusal)
            return Refuse(refusal, output);
        return _form.Next is null ? Finish(output) : Ask(output);
    }

    private DialogueStep Finish(LineOutput output)
    {
        IsDone = true;
        if (!_form.IsEmpty)
            return new DialogueStep(output.Bytes, _form.ToProfile());
        output.Notice("profile.left");
        return new DialogueStep(output.Bytes);
    }

    private DialogueStep Refuse(Refusal refusal, LineOutput output)
    {
        output.Error(refusal);
        return Ask(output);
    }

    private DialogueStep Ask(LineOutput output)
    {
        output.Prompt(output.Texts.Format(_form.Next!.Value.PromptKey()) + ":", hideInput: false);
        return new DialogueStep(output.Bytes);
    }
}
