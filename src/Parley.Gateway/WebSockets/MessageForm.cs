using Parley.Contracts;

namespace Parley.Gateway.WebSockets;

/// <summary>What a client's messages may be.</summary>
/// <param name="MaxBytes">Of a message, over all its fragments.</param>
/// <param name="AreObjects">One JSON object each, in text; else one line each, in text or binary.</param>
internal sealed record MessageForm(int MaxBytes, bool AreObjects)
{
    public static readonly MessageForm Lines = new(16 * 1024, AreObjects: false);

    public static readonly MessageForm Objects = new(Limits.FrameBytes, AreObjects: true);
}
