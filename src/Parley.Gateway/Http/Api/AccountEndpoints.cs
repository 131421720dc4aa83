using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Core.Operators;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Files;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Api;

/// <summary>One's own account: profile, sessions, export, erasure.</summary>
internal static class AccountEndpoints
{
    public static void MapAccount(this IEndpointRouteBuilder routes, Web web)
    {
        routes.MapGet("/api/v1/profile", web.Visited(ProfileAsync)).Describe(
            new Described("readProfile", "account", "One's own profile, or what everybody may see of another's").Query<string>("login", "Whose; absent: one's own")
                .Answer<ProfileShown>(200, "Age and gender only to oneself and to administrators"), ProfileAsync);
        routes.MapPatch("/api/v1/profile", web.Visited(ChangeProfileAsync)).Describe(
            new Described("changeProfile", "account", "Changes the fields that are given").Body<ProfileChange>().Answer<ProfileShown>(200, "As it is now"), ChangeProfileAsync);
        routes.MapGet("/api/v1/sessions", web.Visited(SessionsAsync)).Describe(
            new Described("listSessions", "account", "Tokens that log in, each with when it was used last").Answer<TokenList>(200, "All of them"), SessionsAsync);
        routes.MapDelete("/api/v1/sessions/{id}", web.Visited(RevokeAsync)).Describe(
            new Described("revokeSession", "account", "Revokes a token and ends what it has opened").Path<string>("id", "As the list has it").Answer(204, "Revoked"), RevokeAsync);
        Task<IResult> Export(Visit visit, HttpContext context, CancellationToken token) => ExportAsync(visit, context, web, token);
        routes.MapGet("/api/v1/export", web.Visited(Export)).Describe(
            new Described("export", "account", "Everything that is kept about oneself, and all that one wrote").Answer<ExportAnswer>(200, "Entries oldest first"), Export);
        routes.MapDelete("/api/v1/me", web.Visited(EraseAsync)).Describe(
            new Described("eraseAccount", "account", "Erases the account for good: profile, texts and files go, positions stay").Body<PasswordBody>().Answer(204, "Erased"), EraseAsync);
    }

    private static async Task<IResult> ProfileAsync(Visit visit, HttpContext context, CancellationToken cancellationToken) =>
        new EventAnswer(await visit.AskAsync(new GetProfile(new QueryReader(context.Request).Text("login")), cancellationToken));

    private static async Task<IResult> ChangeProfileAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.ProfileChange, cancellationToken);
        return body is null ? new Problem(fault!) : new EventAnswer(await visit.AskAsync(new SetProfile(body.GivenNames, body.Surnames, body.Age, body.Gender), cancellationToken));
    }

    private static async Task<IResult> SessionsAsync(Visit visit, HttpContext context, CancellationToken cancellationToken) =>
        new EventAnswer(await visit.AskAsync(new ListTokens(), cancellationToken));

    private static async Task<IResult> RevokeAsync(Visit visit, HttpContext context, CancellationToken cancellationToken) =>
        await visit.AskAsync(new RevokeToken(context.Route("id")), cancellationToken) switch
        {
            Error error => Problem.Of(error),
            _ => NoContent.Instance,
        };

    private static async Task<IResult> ExportAsync(Visit visit, HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var profile = await visit.AskAsync(new GetProfile(), cancellationToken);
        var sessions = await visit.AskAsync(new ListTokens(), cancellationToken);
        var files = await FileEndpoints.ListAsync(visit.Session.Account!.Id, context.Request, web, cancellationToken);
        await web.Chat.Audit.NoteOwnAsync(new AuditEntry(AuditActs.AccountExported, visit.Session.Account!.Id.Value, visit.Session.Origin.Address, visit.Session.Account.Id.Value), cancellationToken);
        return new ExportAnswer.Result(visit, profile, sessions, files);
    }

    private static async Task<IResult> EraseAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.PasswordBody, cancellationToken);
        if (body is null)
            return new Problem(fault!);
        if (await visit.AskAsync(new DeleteAccount(body.Password), cancellationToken) is Error error)
            return Problem.Of(error);
        Carried.ClearCookie(context.Response);
        return NoContent.Instance;
    }
}

/// <summary>Absent: as it is.</summary>
internal sealed record ProfileChange(string? GivenNames = null, string? Surnames = null, int? Age = null, string? Gender = null);

internal sealed record PasswordBody(string? Password = null);
