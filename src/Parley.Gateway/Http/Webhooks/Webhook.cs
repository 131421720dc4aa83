namespace Parley.Gateway.Http.Webhooks;

/// <summary>A way between a room and a program: in by <c>/hooks/SECRET</c>, or out to a URL. As it is stored.</summary>
/// <param name="Account">Who made it, and in whose name it reads and writes.</param>
/// <param name="Conversation">The room; one made anew under its name is another.</param>
/// <param name="Name">What it goes by when it posts; null for outgoing ones.</param>
/// <param name="SecretHash">SHA-256 of the secret in its path, hexadecimal; null for outgoing ones.</param>
/// <param name="Url">Where entries are sent; null for incoming ones.</param>
/// <param name="Secret">What signs them: needed in clear.</param>
/// <param name="From">The last entry before it was made: those after it are sent.</param>
internal sealed record Webhook(string Id, long Account, long Conversation, string Room, DateTimeOffset Created, string? Name, string? SecretHash, string? Url, string? Secret, long From)
{
    public bool IsOutgoing => Url is not null;
}

/// <param name="Url">Where entries are sent; with a new incoming one the URL to post to, which is its secret and shown this once.</param>
/// <param name="Secret">Of a new outgoing one, shown this once: the key of the signatures.</param>
/// <param name="Delivered">The last position that was taken.</param>
/// <param name="Failures">Tries in a row that failed.</param>
internal sealed record WebhookShown(string Id, string Kind, string Room, string? Name, string? Url, string? Secret, DateTimeOffset Created, long? Delivered, int? Failures);

internal sealed record WebhookList(IReadOnlyList<WebhookShown> Webhooks);

/// <param name="Url">Where to send the room's entries; absent: one to post by.</param>
/// <param name="Name">What an incoming one goes by; absent: its maker's login with <c>-hook</c> behind it.</param>
internal sealed record NewWebhook(string? Room = null, string? Url = null, string? Name = null);

internal sealed record HookMessage(string? Text = null, string? Id = null, long? ReplyTo = null);
