using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Ports;
using Parley.Core.Settings;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Files;

/// <summary>Sharing files: bytes in, a link out. Whoever has the link and is logged in may read.</summary>
internal static class FileEndpoints
{
    private const int ThumbnailBytes = 64 * 1024;
    private const string ThumbnailHeader = "X-Parley-Thumbnail";

    /// <summary>Whatever is in a file, nothing of it runs.</summary>
    private const string Sandbox = "sandbox; default-src 'none'";

    public static void MapFiles(this IEndpointRouteBuilder routes, Web web)
    {
        Task<IResult> Add(Visit visit, HttpContext context, CancellationToken token) => AddAsync(visit, context, web, token);
        Task<IResult> List(Visit visit, HttpContext context, CancellationToken token) => ListAsync(visit, context, web, token);
        Task<IResult> Remove(Visit visit, HttpContext context, CancellationToken token) => RemoveAsync(visit, context, web, token);
        Task<IResult> Send(Visit visit, HttpContext context, CancellationToken token) => SendAsync(context, web, token);
        routes.MapPost("/api/v1/files", web.Visited(Add)).Describe(
            new Described("addFile", "files", "Takes a file; its link is shared as the text of a message")
                .Query<string>("name", "What it is called").Query<string>("of", "With the header: the file that this is a picture of").Header(ThumbnailHeader, "true: a thumbnail, PNG, JPEG or WebP of at most 64 KiB")
                .RawBody(FileTypes.Unknown).Answer<FileShown>(201, "Kept"), Add);
        routes.MapGet("/api/v1/files", web.Visited(List)).Describe(
            new Described("listFiles", "files", "One's own files, oldest first").Answer<FileList>(200, "All of them"), List);
        routes.MapDelete("/api/v1/files/{id}", web.Visited(Remove)).Describe(
            new Described("removeFile", "files", "Removes one's own file").Path<string>("id", "As the upload answered it").Answer(204, "Gone"), Remove);
        routes.MapMethods("/files/{id}/{name?}", ["GET", "HEAD"], web.Visited(Send)).Describe(
            new Described("readFile", "files", "The bytes of a file").Path<string>("id", "As the upload answered it").Path<string>("name", "Anything: what the browser shows")
                .Query<int>("thumb", "1: the thumbnail").Answer(200, "The file", FileTypes.Unknown), Send);
    }

    private static async Task<IResult> AddAsync(Visit visit, HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var (request, settings) = (context.Request, web.Chat.Settings.Files);
        var isThumbnail = request.Headers[ThumbnailHeader] == "true";
        var most = isThumbnail ? ThumbnailBytes : settings.MaxBytes;
        if (request.ContentLength > most)
            return new Problem(Refusal.Of(ErrorCode.TooLarge, "limit", most));
        if (isThumbnail)
            return await AddThumbnailAsync(visit, context, web, cancellationToken);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        var type = await SniffAsync(request, cancellationToken);
        var file = new NewFile(visit.Session.Account!.Id, FileNames.Clean(request.Query["name"]), type, web.Chat.Time.GetUtcNow());
        var answer = await web.Chat.Files.AddAsync(file, request.BodyReader.AsStream(), new(most, settings.Quota, settings.Total), cancellationToken);
        return answer.File is { } added
            ? new JsonAnswer<FileShown>(Show(added, request), WebJson.Wire.FileShown, StatusCodes.Status201Created)
            : new Problem(Refused(answer.Outcome, settings));
    }

    private static async Task<IResult> AddThumbnailAsync(Visit visit, HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var id = context.Request.Query["of"].ToString();
        if (await FindOwnAsync(visit, web, id, cancellationToken) is not { } file)
            return NoSuchFile(id);
        var (bytes, fault) = await BodyBytes.ReadAsync(context.Request, ThumbnailBytes, cancellationToken);
        if (fault is not null)
            return new Problem(fault);
        var type = FileTypes.Of(bytes.Span);
        if (type is not ("image/png" or "image/jpeg" or "image/webp"))
            return new Problem(Refusal.Of(ErrorCode.InvalidValue, "what", "thumbnail", "value", ""));
        return await web.Chat.Files.SetThumbnailAsync(id, type, bytes, cancellationToken)
            ? new JsonAnswer<FileShown>(Show(file with { ThumbnailType = type }, context.Request), WebJson.Wire.FileShown, StatusCodes.Status201Created)
            : NoSuchFile(id);
    }

    private static async Task<IResult> ListAsync(Visit visit, HttpContext context, Web web, CancellationToken cancellationToken) =>
        new JsonAnswer<FileList>(await ListAsync(visit.Session.Account!.Id, context.Request, web, cancellationToken), WebJson.Wire.FileList);

    public static async Task<FileList> ListAsync(AccountId owner, HttpRequest request, Web web, CancellationToken cancellationToken)
    {
        var files = await web.Chat.Files.ListAsync(owner, cancellationToken);
        return new([.. files.Select(file => Show(file, request))], files.Sum(file => file.Size), web.Chat.Settings.Files.Quota);
    }

    private static async Task<IResult> RemoveAsync(Visit visit, HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var id = context.Route("id");
        return await FindOwnAsync(visit, web, id, cancellationToken) is not null && await web.Chat.Files.RemoveAsync(id, cancellationToken) ? NoContent.Instance : NoSuchFile(id);
    }

    private static async Task<IResult> SendAsync(HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var id = context.Route("id");
        var thumbnail = context.Request.Query["thumb"] == "1";
        if (await web.Chat.Files.FindAsync(id, cancellationToken) is not { } file || await web.Chat.Files.OpenAsync(id, thumbnail, cancellationToken) is not { } bytes)
            return NoSuchFile(id);
        var type = thumbnail ? file.ThumbnailType! : file.Type;
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Sandbox;
        headers.CacheControl = thumbnail ? "private, max-age=3600" : "private, max-age=31536000, immutable";
        var disposition = new ContentDispositionHeaderValue(FileTypes.IsPicture(type) ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        headers.ContentDisposition = disposition.ToString();
        return Results.Stream(bytes, type, enableRangeProcessing: true);
    }

    /// <summary>Looks at the body's beginning and leaves it there.</summary>
    private static async Task<string> SniffAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var read = await request.BodyReader.ReadAtLeastAsync(FileTypes.HeadBytes, cancellationToken);
        var head = new byte[Math.Min(read.Buffer.Length, FileTypes.HeadBytes)];
        System.Buffers.BuffersExtensions.CopyTo(read.Buffer.Slice(0, head.Length), head);
        request.BodyReader.AdvanceTo(read.Buffer.Start);
        return FileTypes.Of(head);
    }

    private static async Task<StoredFile?> FindOwnAsync(Visit visit, Web web, string id, CancellationToken cancellationToken) =>
        await web.Chat.Files.FindAsync(id, cancellationToken) is { } file && (file.Owner == visit.Session.Account!.Id || visit.Session.Account.Role == Role.Administrator) ? file : null;

    private static FileShown Show(StoredFile file, HttpRequest request) =>
        new(file.Id, file.Name, file.Type, file.Size, $"{request.Scheme}://{request.Host}/files/{file.Id}/{Uri.EscapeDataString(file.Name)}", file.Created, file.ThumbnailType is null ? null : true);

    private static Problem NoSuchFile(string id) => new(Refusal.Of(ErrorCode.NoSuchFile, "file", id.Length <= 40 ? id : id[..40]));

    private static Refusal Refused(FileOutcome outcome, FileSettings settings) => outcome switch
    {
        FileOutcome.TooLong => Refusal.Of(ErrorCode.TooLarge, "limit", settings.MaxBytes),
        FileOutcome.OwnFull => Refusal.Of(ErrorCode.FilesFull, "limit", settings.Quota),
        _ => Refusal.Of(ErrorCode.FilesFull, "limit", settings.Total),
    };
}

/// <param name="Type">By what is in it.</param>
/// <param name="Url">The link to share.</param>
/// <param name="Thumbnail">It has one; absent when not.</param>
internal sealed record FileShown(string Id, string Name, string Type, long Size, string Url, DateTimeOffset Created, bool? Thumbnail = null);

/// <param name="Used">Bytes of all of them.</param>
/// <param name="Quota">Bytes that they may come to.</param>
internal sealed record FileList(IReadOnlyList<FileShown> Files, long Used, long Quota);
