using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>From the banner to a login: login and password, or the six questions of a new account. docs/protocol/line.md, "Session start".</summary>
/// <remarks>
/// Pure: takes lines, yields prompts and commands; one for each connection, until <see cref="LoggedIn"/> comes.
/// Prompts are in both languages until the person has chosen one. Passwords are typed unseen where the client speaks telnet.
/// </remarks>
/// <param name="serverLang">For errors while no language is known.</param>
public sealed class LoginDialogue(LoginRules rules, string serverLang)
{
    private Question _asked = Question.Login;
    private AnswerForm? _form;
    private string _login = "";

    /// <summary>The language that the person chose (<c>#lang</c>), or null.</summary>
    public string? Lang { get; set; }

    /// <summary>Refusals carry their code (<c>#codes on</c>).</summary>
    public bool Codes { get; set; }

    /// <summary>The menu and the first prompt, behind the banner.</summary>
    public ReadOnlyMemory<byte> Begin()
    {
        var output = NewOutput();
        if (Lang is null)
            output.NoticeText(Texts.Spanish.Format("menu"));
        output.NoticeText((Lang is null ? Texts.English : output.Texts).Format("menu"));
        Ask(Question.Login, output);
        return output.Bytes;
    }

    /// <summary>The question that is open, asked again.</summary>
    public ReadOnlyMemory<byte> Prompt()
    {
        var output = NewOutput();
        Ask(_asked, output);
        return output.Bytes;
    }

    public DialogueStep Take(InputLine line)
    {
        var output = NewOutput();
        if (_asked.IsSecret())
        {
            // The client did not echo the end of the line either.
            output.Raw(Telnet.ShowInput);
            output.Line("");
        }
        if (line.TooLong)
            return Repeat(Refusal.Of(ErrorCode.TooLong, "limit", Limits.LineBytes), output);
        if (line.BadUtf8)
            return Repeat(new Refusal(ErrorCode.BadUtf8), output);
        if (!_asked.IsSecret() && line.Text.StartsWith('#'))
            return TakeCommand(LineParser.Parse(line.Text), output);
        return _form is null ? TakeLogin(line.Text, output) : TakeAnswer(_form, line.Text, output);
    }

    /// <summary>The answer to the command of the last step was no: says so and asks what has to be asked again.</summary>
    public ReadOnlyMemory<byte> Refused(Refusal refusal)
    {
        var output = NewOutput();
        if (_form is null || refusal.Code is ErrorCode.RegistrationClosed or ErrorCode.PlaintextPassword)
            return Restart(refusal, output).Output;
        var blamed = AnswerForm.Blamed(refusal);
        _form.Forget(blamed);
        _asked = blamed;
        return Repeat(refusal, output).Output;
    }

    private DialogueStep TakeLogin(string line, LineOutput output)
    {
        if (_asked == Question.Password)
        {
            if (line.Length == 0)
                return AskNext(Question.Login, output);
            _asked = Question.Login;
            return new DialogueStep(output.Bytes, new PasswordLogin(_login, line), Asked: true);
        }
        switch (line.Trim())
        {
            case "" or "1":
                return AskNext(Question.Login, output);
            case "2":
                return BeginForm(output);
            case var login:
                return BeginPassword(login, output);
        }
    }

    private DialogueStep TakeAnswer(AnswerForm form, string line, LineOutput output)
    {
        if (form.Take(_asked, line) is { } refusal)
            return Repeat(refusal, output);
        return form.Next is { } next
            ? AskNext(next, output)
            : new DialogueStep(output.Bytes, form.ToRegistration());
    }

    private DialogueStep TakeCommand(LineRequest request, LineOutput output)
    {
        switch (request)
        {
            case BeginLogin { Login: { } login }:
                _form = null;
                return BeginPassword(login, output);
            case BeginLogin:
                _form = null;
                return AskNext(Question.Login, output);
            case BeginRegistration:
                return BeginForm(output);
            case Cancel:
                if (_form is not null)
                    output.Notice("registration.cancelled");
                _form = null;
                return AskNext(Question.Login, output);
            case Ask { Command: PasswordLogin or Register } ask:
                _form = null;
                _asked = Question.Login;
                return rules.Passwords ? new DialogueStep(output.Bytes, ask.Command) : Restart(new Refusal(ErrorCode.PlaintextPassword), output);
            case Refused refused:
                return Repeat(refused.Refusal, output);
            case Ask { Command: not (Exit or AskTime or SetLanguage or Ping) } or SendPrivate:
                return Repeat(new Refusal(ErrorCode.LoginFirst), output);
            default:
                return new DialogueStep(output.Bytes, Request: request);
        }
    }

    private DialogueStep BeginPassword(string login, LineOutput output)
    {
        if (!rules.Passwords)
            return Restart(new Refusal(ErrorCode.PlaintextPassword), output);
        _login = login;
        return AskNext(Question.Password, output);
    }

    private DialogueStep BeginForm(LineOutput output)
    {
        if (!rules.Registration)
            return Restart(new Refusal(ErrorCode.RegistrationClosed), output);
        if (!rules.Passwords)
            return Restart(new Refusal(ErrorCode.PlaintextPassword), output);
        output.Notice("registration");
        _form = new AnswerForm(Questions.OfRegistration, rules);
        return AskNext(Question.GivenNames, output);
    }

    private DialogueStep Restart(Refusal refusal, LineOutput output)
    {
        _form = null;
        _asked = Question.Login;
        return Repeat(refusal, output);
    }

    private DialogueStep Repeat(Refusal refusal, LineOutput output)
    {
        output.Error(refusal);
        return AskNext(_asked, output);
    }

    private DialogueStep AskNext(Question question, LineOutput output)
    {
        _asked = question;
        Ask(question, output);
        return new DialogueStep(output.Bytes);
    }

    /// <summary>A prompt is a line of its own, so that what follows it never stands behind it.</summary>
    private void Ask(Question question, LineOutput output)
    {
        var key = question.PromptKey();
        var (spanish, english) = (Texts.Spanish.Format(key), Texts.English.Format(key));
        var text = Lang is not null ? output.Texts.Format(key)
            : string.Equals(spanish, english, StringComparison.Ordinal) ? spanish
            : $"{spanish} / {english}";
        output.Prompt(text + ":", hideInput: question.IsSecret());
    }

    private LineOutput NewOutput() => new(new LineFormat(Lang ?? serverLang, Codes), TimeZoneInfo.Utc);
}
