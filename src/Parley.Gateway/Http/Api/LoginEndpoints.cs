using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Api;

/// <summary>Accounts and logins.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder routes, Web web)
    {
        Task<IResult> Register(HttpContext context, CancellationToken token) => RegisterAsync(context, web, token);
        Task<IResult> LogIn(HttpContext context, CancellationToken token) => LogInAsync(context, web, token);
        routes.MapPost("/api/v1/register", web.Open(Register)).Describe(
            new Described("register", "login", "Makes an account and logs in").ForAnybody().Body<RegisterBody>().Answer<LoginAnswer>(201, "The token is shown this once"), Register);
        routes.MapPost("/api/v1/login", web.Open(LogIn)).Describe(
            new Described("login", "login", "Logs in: answers a token, or with cookie: true sets it as a cookie").ForAnybody().Body<LoginBody>().Answer<LoginAnswer>(200, "The token is shown this once"), LogIn);
        routes.MapPost("/api/v1/logout", web.Visited(LogOutAsync)).Describe(
            new Described("logout", "login", "Revokes the token that is used").Answer(204, "Revoked"), LogOutAsync);
        routes.MapGet("/api/v1/me", web.Visited(MeAsync)).Describe(
            new Described("me", "login", "Who one is").Answer<MeAnswer>(200, "The account"), MeAsync);
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.RegisterBody, cancellationToken);
        if (body is null)
            return new Problem(fault!);
        var command = new Register(body.Login, body.Password, body.GivenNames, body.Surnames, body.Age, body.Gender, Token: true);
        return await LogInAsync(context, web, command, body.Lang, body.Cookie == true, StatusCodes.Status201Created, cancellationToken);
    }

    private static async Task<IResult> LogInAsync(HttpContext context, Web web, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.LoginBody, cancellationToken);
        if (body is null)
            return new Problem(fault!);
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
