using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Contracts;
using Parley.Gateway.Http.Requests;
using Parley.Protocol;

namespace Parley.Gateway.Http.Answers;

/// <summary>A refusal as <c>application/problem+json</c> (RFC 9457), its text in the language that the request asks for.</summary>
/// <param name="status">Instead of the refusal's own; 0: that.</param>
internal sealed class Problem(Refusal refusal, int status = 0) : IResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>Seconds after which to come back, where the refusal says none.</summary>
    private const int RetrySeconds = 5;

    public Problem(BodyFault fault)
        : this(fault.Refusal, fault.Status)
    {
    }

    public static Problem Of(Error error) => new(new Refusal((ErrorCode)error.Code) { Args = error.Args });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        if (response.HasStarted)
            return;
        response.StatusCode = status == 0 ? Statuses.Of(refusal.Code) : status;
        response.Headers.CacheControl = "no-store";
        if (response.StatusCode is 429 or 503)
            response.Headers.RetryAfter = refusal.Args.GetValueOrDefault("seconds") ?? RetrySeconds.ToString(CultureInfo.InvariantCulture);
        // The rest of the body is not read, and the connection can't go on behind it.
        if (response.StatusCode == StatusCodes.Status413PayloadTooLarge)
            response.Headers.Connection = "close";
        if (response.StatusCode == 401)
            response.Headers.WWWAuthenticate = "Bearer";
        var lang = Language.Of(httpContext);
        response.Headers.ContentLanguage = lang;
        var body = new ProblemBody($"https://parley.invalid/errors/{(int)refusal.Code}", Title(refusal.Code), response.StatusCode, Texts.For(lang).Error(refusal), (int)refusal.Code, refusal.Args);
        await Json.WriteAsync(response, body, WebJson.Wire.ProblemBody, ContentType);
    }

    /// <summary><c>NoSuchRoom</c> as <c>No such room</c>: the same whatever the language.</summary>
    private static string Title(ErrorCode code)
    {
        var words = JsonNamingPolicy.KebabCaseLower.ConvertName(code.ToString()).Replace('-', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}

/// <param name="Code">The number of docs/protocol/line.md, "Errors".</param>
/// <param name="Args">The values that the text names.</param>
internal sealed record ProblemBody(string Type, string Title, int Status, string Detail, int Code, IReadOnlyDictionary<string, string> Args);
