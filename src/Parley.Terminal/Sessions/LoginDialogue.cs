using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>From a connection to a login: by kept token, by <c>PARLEY_PASSWORD</c>, or by asking; with the six questions for a new account.</summary>
/// <param name="nodes">The nodes of a cluster, where a token that one of them gave is good at each; empty for one server.</param>
internal sealed class LoginDialogue(ParleyClient client, IChatView view, Words words, ChatText text, TokenFile tokens, IReadOnlyList<ServerAddress> nodes)
{
    /// <summary>True when logged in; false when the input ended or, with a password from the environment, it was refused.</summary>
    /// <exception cref="LinkLostException">The connection went meanwhile.</exception>
    public async Task<bool> RunAsync(string? login, string? environmentPassword, CancellationToken cancellationToken)
    {
        if (environmentPassword is null && await TryTokenAsync(login, cancellationToken))
            return true;
        if (login is not null && environmentPassword is not null)
            return await TryAsync(login, () => client.LoginAsync(login, environmentPassword, token: false, cancellationToken), keep: false);
        while (true)
        {
            var name = login ?? await view.AskAsync(words["login-or-2"], hidden: false, cancellationToken);
            login = null;
            if (name is null)
                return false;
            name = name.Trim();
            if (name.Length == 0)
                continue;
            if (name is "2" || name.Equals("#register", StringComparison.OrdinalIgnoreCase))
            {
                if (await RegisterAsync(cancellationToken) is { } registered)
                    return registered;
                continue;
            }
            if (name.Equals("#exit", StringComparison.OrdinalIgnoreCase))
                return false;
            var password = environmentPassword ?? await view.AskAsync(text.Word("prompt.password"), hidden: true, cancellationToken);
            if (password is null)
                return false;
            if (await TryAsync(name, () => client.LoginAsync(name, password, token: true, cancellationToken)))
                return true;
            environmentPassword = null;
        }
    }

    /// <summary>Who was about to log in, or has; null before that is known.</summary>
    public string? Name { get; private set; }

    /// <summary>Fields that the profile of who logged in lacks (wire names), or null.</summary>
    public IReadOnlyList<string>? Missing { get; private set; }

    private async Task<bool> TryTokenAsync(string? login, CancellationToken cancellationToken)
    {
        if (client.Address is not { } here)
            return false;
        foreach (var node in nodes.Prepend(here).Distinct())
        {
            if (tokens.Find(node, login) is { } kept && await TryTokenAsync(node, kept.Login, kept.Token, cancellationToken))
                return true;
        }
        return false;
    }

    private async Task<bool> TryTokenAsync(ServerAddress keptFor, string login, string token, CancellationToken cancellationToken)
    {
        try
        {
            Name = login;
            Missing = (await SlowAnswer.TellAsync(client.LoginWithTokenAsync(token, cancellationToken), NoAnswerYet)).Missing;
            return true;
        }
        catch (ChatException e) when (e.Code is ErrorCode.BadToken)
        {
            tokens.Forget(keptFor, login);
        }
        catch (Exception e) when (e is ChatException or UnshelteredLinkException)
        {
            view.Notice(null, [words["login-failed", e.Message]], alert: true);
        }
        return false;
    }

    /// <summary>Null: given up, ask for a login again.</summary>
    private async Task<bool?> RegisterAsync(CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] questions = ["given-names", "surnames", "new-login", "new-password", "age", "gender"];
        while (true)
        {
            foreach (var question in questions.Where(q => !answers.ContainsKey(q)))
            {
                if (await AskAsync(question, cancellationToken) is not { } answer)
                    return false;
                answers[question] = answer;
            }
            var registration = new Registration(answers["new-login"], answers["new-password"], answers["given-names"], answers["surnames"], int.Parse(answers["age"]), answers["gender"]);
            ChatException? refused = null;
            var done = await TryAsync(registration.Login, () => client.RegisterAsync(registration, token: true, cancellationToken), refusal: e => refused = e);
            if (done)
                return true;
            if (refused is null)
                return null;
            // Only the answer that was refused is asked again.
            var blamed = refused.Code switch
            {
                ErrorCode.LoginTaken or ErrorCode.LoginNotAllowed => "new-login",
                ErrorCode.BadPassword => "new-password",
                ErrorCode.InvalidValue => refused.Args.GetValueOrDefault("what") switch { "login" => "new-login", "age" => "age", "gender" => "gender", _ => "given-names" },
                _ => null,
            };
            if (blamed is null)
                return null;
            answers.Remove(blamed);
        }
    }

    private async Task<string?> AskAsync(string question, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await view.AskAsync(text.Word($"prompt.{question}"), question is "new-password", cancellationToken);
            if (answer is null || string.Equals(answer, "#cancel", StringComparison.OrdinalIgnoreCase))
                return null;
            if (question is "new-password")
            {
                var again = await view.AskAsync(words["password-twice"], hidden: true, cancellationToken);
                if (again == answer)
                    return answer;
                view.Notice(null, [words["password-differs"]], alert: true);
                continue;
            }
            answer = answer.Trim();
            var refusal = question switch
            {
                "given-names" or "surnames" when answer.Length is 0 or > Limits.ProfileFieldLength => Invalid("name", answer),
                "gender" when answer.Length > Limits.ProfileFieldLength => Invalid("gender", answer),
                "new-login" when !Login.TryParse(answer, out _) => Invalid("login", answer),
                "age" when !int.TryParse(answer, out var age) || age is < Limits.MinAge or > Limits.MaxAge => Invalid("age", answer),
                _ => null,
            };
            if (refusal is null)
                return answer;
            view.Notice(null, text.Refusal(refusal), alert: true);
        }
    }

    private static Refusal Invalid(string what, string value) => Refusal.Of(ErrorCode.InvalidValue, "what", what, "value", value);

    private async Task<bool> TryAsync(string name, Func<Task<LoggedIn>> login, bool keep = true, Action<ChatException>? refusal = null)
    {
        try
        {
            Name = name;
            var loggedIn = await SlowAnswer.TellAsync(login(), NoAnswerYet);
            Missing = loggedIn.Missing;
            if (keep && loggedIn.Token is { } token && client.Address is { } address)
                Keep(address, loggedIn.Login, token);
            return true;
        }
        catch (ChatException e)
        {
            refusal?.Invoke(e);
            view.Notice(null, [$"* {Printable.Line(e.Message)}"], alert: true);
        }
        catch (Exception e) when (e is ScramException or UnshelteredLinkException)
        {
            view.Notice(null, [words["login-failed", e.Message]], alert: true);
        }
        return false;
    }

    private void NoAnswerYet() => view.Notice(null, ["* " + words["no-answer-yet", client.Address?.ToString() ?? string.Join(", ", client.Addresses)]]);

    private void Keep(ServerAddress address, string login, string token)
    {
        try
        {
            tokens.Keep(address, login, token);
            view.Notice(null, ["* " + words["token-saved"]]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            view.Notice(null, ["* " + words["token-not-saved", e.Message]]);
        }
    }
}
