using Microsoft.AspNetCore.Http;
using Parley.Contracts;

namespace Parley.Gateway.Http.Requests;

internal static class BodyBytes
{
    /// <summary>A whole body of at most <paramref name="limit"/> bytes, or the fault: 261, with the rest unread.</summary>
    public static async Task<(ReadOnlyMemory<byte> Bytes, BodyFault? Fault)> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
            return (default, TooLarge(limit));
        var bytes = new MemoryStream();
        var piece = new byte[8 * 1024];
        while (await request.Body.ReadAsync(piece, cancellationToken) is var read and > 0)
        {
            if (bytes.Length + read > limit)
                return (default, TooLarge(limit));
            bytes.Write(piece, 0, read);
        }
        return (bytes.GetBuffer().AsMemory(0, (int)bytes.Length), null);
    }

    private static BodyFault TooLarge(int limit) => new(Refusal.Of(ErrorCode.TooLarge, "limit", limit));
}
