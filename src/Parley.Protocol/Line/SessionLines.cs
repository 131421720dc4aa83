using System.Globalization;
using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Login, account, time, errors and goodbyes.</summary>
internal static class SessionLines
{
    public static void Write(Event shown, LineOutput output)
    {
        switch (shown)
        {
            case LoggedIn login: LoggedIn(login, output); break;
            case ProfileShown profile: Profile(profile, output); break;
            case TokenList tokens: Tokens(tokens, output); break;
            case TimeAnswer answer: Time(answer, output); break;
            case LanguageSet language: output.NoticeText(Texts.For(language.Lang).Format("lang")); break;
            case Error error: output.Error(error.Code, output.Texts.LineError(error.Code, error.Args) ?? error.Text); break;
            case Closing closing: Closing(closing, output); break;
            case Pong: output.Notice("pong"); break;
            case AwayChanged away: Away(away, output); break;
            case Renamed renamed: output.Notice("renamed", ("from", LineText.Name(renamed.From)), ("to", LineText.Name(renamed.To))); break;
            case Done { What: "topic" or "kick" or "signal" or "turn" }: break; // everybody in the room has been told, the sender too
            case Done done: output.Notice(output.Texts.Has($"done.{done.What}") ? $"done.{done.What}" : "done"); break;
            default: break; // for programs only: a line client is not shown a Welcome or a ScramChallenge
        }
    }

    private static void LoggedIn(LoggedIn login, LineOutput output)
    {
        output.Notice(login.Room is null ? "logged-in.no-room" : "logged-in", ("login", LineText.Name(login.Login)), ("room", output.Room(login.Room ?? "")));
        if (login.Token is not null)
            output.Notice("token", ("token", login.Token));
    }

    /// <summary>Told to the person only; others see it in lists.</summary>
    private static void Away(AwayChanged away, LineOutput output)
    {
        if (string.Equals(away.Login, output.Format.Viewer, StringComparison.Ordinal))
            output.Notice(away.Text is null ? "away.back" : "away", ("text", LineText.Plain(away.Text ?? "")));
    }

    private static void Profile(ProfileShown profile, LineOutput output)
    {
        output.NoticeText($"{LineText.Name(profile.Login)}:");
        Field("profile.name", $"{profile.GivenNames} {profile.Surnames}".Trim());
        Field("profile.age", profile.Age?.ToString(CultureInfo.InvariantCulture));
        Field("profile.gender", profile.Gender);
        Field("profile.role", output.Texts.Has($"role.{profile.Role}") ? output.Texts.Format($"role.{profile.Role}") : profile.Role);
        Field("profile.created", output.DateAndClock(profile.Created));

        void Field(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                output.Row($"{output.Texts.Format(key)}: {value}");
        }
    }

    private static void Tokens(TokenList list, LineOutput output)
    {
        output.Notice("tokens", ("n", list.Tokens.Count));
        foreach (var token in list.Tokens)
        {
            var used = output.Texts.Format("tokens.used", ("time", output.DateAndClock(token.LastUsed)));
            var current = token.Current ? $" ({output.Texts.Format("tokens.current")})" : "";
            output.Row($"{token.Id}  {token.Client ?? "-"}  {used}{current}");
        }
    }

    /// <summary>For programs the three times in Unix milliseconds, the same in every language; for people the clock.</summary>
    private static void Time(TimeAnswer answer, LineOutput output)
    {
        if (answer.T0 is { } t0)
        {
            output.NoticeText($"time t0={Milliseconds(t0)} t1={Milliseconds(answer.T1)} t2={Milliseconds(answer.T2)}");
            return;
        }
        var now = DateTimeOffset.FromUnixTimeMilliseconds((long)answer.T2);
        var clock = output.Texts.Format("time", ("local", output.LocalInstant(now)), ("utc", LineOutput.UtcInstant(now)));
        if (answer.Estimate is { } estimate)
            clock += " " + output.Texts.Format("time.offset", ("offset", estimate.Offset.ToString("+0;-0;+0", CultureInfo.InvariantCulture)), ("error", Math.Ceiling(estimate.Error).ToString("0", CultureInfo.InvariantCulture)));
        output.NoticeText(clock);
    }

    private static string Milliseconds(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static void Closing(Closing closing, LineOutput output)
    {
        var key = $"closing.{closing.Reason}";
        if (closing is { Reason: CloseReason.Quit, Login: null })
            key += ".no-login";
        var text = output.Texts.Format(key, ("login", LineText.Name(closing.Login ?? "")));
        if (closing.RetryAfter is { } seconds)
            text += " " + output.Texts.Format("closing.retry", ("n", seconds));
        output.NoticeText(text);
    }
}
