using Parley.Client;

namespace Parley.Terminal;

/// <summary>A start while the server is out of reach: whoever logged in last is logged in when it is back.</summary>
/// <param name="found">What came of connecting and logging in.</param>
internal sealed class AwayStart(string login, TokenFile tokens, Exception found)
{
    /// <summary>By <c>PARLEY_PASSWORD</c>, by kept token, or by asking now: later the person may not be there.</summary>
    /// <returns>False: the input ended.</returns>
    public async Task<bool> RunAsync(ParleyClient client, IChatView view, Words words, ChatText text, string? environmentPassword, CancellationToken cancellationToken)
    {
        var credentials = environmentPassword is { } password ? Credentials.Password(login, password)
            : tokens.FindAny(client.Addresses, login) is { } kept ? Credentials.Token(kept.Token)
            : await AskAsync(view, words, text, cancellationToken);
        if (credentials is null)
            return false;
        client.ConnectLater(login, credentials, found);
        return true;
    }

    private async Task<Credentials?> AskAsync(IChatView view, Words words, ChatText text, CancellationToken cancellationToken)
    {
        view.Notice(null, ["* " + words["password-for-later", login]], alert: true);
        return await view.AskAsync(text.Word("prompt.password"), hidden: true, cancellationToken) is { } typed ? Credentials.Password(login, typed) : null;
    }
}
