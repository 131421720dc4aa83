using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Contracts;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Files;
using Parley.Gateway.Http.Visits;
using Parley.Protocol.Json;

namespace Parley.Gateway.Http.Api;

/// <summary>Everything about one person. Written as it is read, whatever its length.</summary>
/// <param name="Entries">What the person wrote, as it is kept: what was taken back has no text.</param>
internal sealed record ExportAnswer(ProfileShown Profile, TokenList Sessions, FileList Files, IReadOnlyList<EntryEvent> Entries)
{
    internal sealed class Result(Visit visit, Event profile, Event sessions, FileList files) : IResult
    {
        private const int Page = 500;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
            if (profile is Error || sessions is Error)
            {
                await new EventAnswer(profile is Error ? profile : sessions).ExecuteAsync(httpContext);
                return;
            }
            var page = await visit.Session.ReadOwnAsync(0, Page, cancellationToken);
            response.ContentType = Json.ContentType;
            response.Headers.CacheControl = "no-store";
            response.Headers.ContentDisposition = "attachment; filename=\"parley.json\"";
            await response.WriteAsync($"{{\"profile\":{Line(profile)},\"sessions\":{Line(sessions)},\"files\":{JsonSerializer.Serialize(files, WebJson.Wire.FileList)},\"entries\":[", cancellationToken);
            for (var first = true; page.Count > 0; page = await visit.Session.ReadOwnAsync(page[^1].Cursor, Page, cancellationToken))
            {
                var text = new StringBuilder();
                foreach (var (_, entry) in page)
                {
                    text.Append(first ? "\n" : ",\n").Append(Line(entry));
                    first = false;
                }
                await response.WriteAsync(text.ToString(), cancellationToken);
            }
            await response.WriteAsync("\n]}\n", cancellationToken);
        }

        private static string Line(Event shown) => Encoding.UTF8.GetString(JsonProtocol.Encode(shown with { Ref = null }).Span[..^1]);
    }
}
