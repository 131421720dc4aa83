using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Api;

/// <summary>Accounts and logins.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder routes, Web web)
    {
        routes.MapPost("/api/v1/register", web.Open((context, token) => RegisterAsync(context, web, token)));
        routes.MapPost("/api/v1/login", web.Open((context, token) => LogInAsync(context, web, token)));
        routes.MapPost("/api/v1/logout", web.Visited(LogOutAsync));
        routes.MapGet("/api/v1/me", web.Visited(MeAsync));
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.RegisterBody, cancellationToken);
        if (body is null)
            return new Problem(fault!.Refusal, fault.Status);
        var command = new Register(body.Login, body.Password, body.GivenNames, body.Surnames, body.Age, body.Gender, Token: true);
        return await LogInAsync(context, web, command, body.Lang, body.Cookie == true, StatusCodes.Status201Created, cancellationToken);
    }

    private static async Task<IResult> LogInAsync(HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.LoginBody, cancellationToken);
        if (body is null)
            return new Problem(fault!.Refusal, fault.Status);
        return await LogInAsync(context, web, new PasswordLogin(body.Login, body.Password, Token: true), lang: null, body.Cookie == true, StatusCodes.Status200OK, cancellationToken);
    }

    private static async Task<IResult> LogInAsync(HttpContext context, Web web, Command command, string? lang, bool cookie, int status, CancellationToken cancellationToken)
    {
        await using var visit = new Visit(web, context);
        if (await visit.AskAsync(new Hello(lang, ClientOf(context.Request)), cancellationToken) is Error bad)
            return Problem.Of(bad);
        var answer = await visit.AskAsync(command, cancellationToken);
        if (answer is not LoggedIn { Token: { } token } done)
            return new EventAnswer(answer);
        if (cookie)
            Carried.SetCookie(context.Response, token);
        return new JsonAnswer<LoginAnswer>(new(done.Login, done.Role, done.Lang, cookie ? null : token), WebJson.Wire.LoginAnswer, status);
    }

    private static async Task<IResult> LogOutAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var answer = await visit.AskAsync(new RevokeToken(visit.Session.UsedToken), cancellationToken);
        Carried.ClearCookie(context.Response);
        return answer is Error error ? Problem.Of(error) : NoContent.Instance;
    }

    private static Task<IResult> MeAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var account = visit.Session.Account!;
        var (given, surnames, age, gender) = account.Profile;
        IResult answer = new JsonAnswer<MeAnswer>(
            new(account.Login.Value, account.Role.ToString().ToLowerInvariant(), account.Lang ?? visit.Session.Lang, new(given, surnames, age, gender), account.Created), WebJson.Wire.MeAnswer);
        return Task.FromResult(answer);
    }

    /// <summary>What the list of sessions shows: the browser or program, without characters that could do something on a terminal.</summary>
    private static string? ClientOf(HttpRequest request)
    {
        var agent = new string([.. request.Headers.UserAgent.ToString().Where(c => !char.IsControl(c)).Take(100)]);
        return agent.Length == 0 ? null : agent;
    }
}

internal sealed record LoginBody(string? Login = null, string? Password = null, bool? Cookie = null);

internal sealed record RegisterBody(string? Login = null, string? Password = null, string? GivenNames = null, string? Surnames = null, int? Age = null, string? Gender = null, string? Lang = null, bool? Cookie = null);

/// <param name="Token">Null when it was set as a cookie.</param>
internal sealed record LoginAnswer(string Login, string Role, string Lang, string? Token);

internal sealed record MeAnswer(string Login, string Role, string Lang, ProfileBody Profile, DateTimeOffset Created);

internal sealed record ProfileBody(string GivenNames, string Surnames, int? Age, string Gender);
