using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Core.Operators;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Api;
using Parley.Gateway.Http.Metrics;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;
using DeleteRoom = Parley.Core.Operators.DeleteRoom;
using KeepRoom = Parley.Core.Operators.KeepRoom;
using ListRooms = Parley.Core.Operators.ListRooms;

namespace Parley.Gateway.Http.Admin;

/// <summary>What administrators see and do: the operator's requests, by HTTP. Each act is in the audit.</summary>
internal sealed class AdminEndpoints(Web web, IOperatorDesk desk, Lazy<Readings> readings)
{
    private const string Tag = "admin";
    private const string Root = "/api/v1/admin";

    public void Map(IEndpointRouteBuilder routes)
    {
        Get(routes, "/accounts", ListAccountsAsync, new Described("adminListAccounts", Tag, "Accounts, by login").Query<string>("after", "The next of the page before").Answer<AccountPage>(200, "A page"));
        Get(routes, "/accounts/{login}", ShowAccountAsync, Person(new Described("adminShowAccount", Tag, "One account with its profile")).Answer<AccountShown>(200, "The account"));
        Do(routes, HttpMethods.Post, "/accounts", MakeAccountAsync, new Described("adminMakeAccount", Tag, "Makes an account").Body<AdminAccount>().Answer(204, "Made"));
        Do(routes, HttpMethods.Patch, "/accounts/{login}", ChangeAccountAsync, Person(new Described("adminChangeAccount", Tag, "Changes the role, or suspends the account or takes that back; not one's own")).Body<AdminAccountChange>().Answer(204, "Changed"));
        Do(routes, HttpMethods.Put, "/accounts/{login}/password", SetPasswordAsync, Person(new Described("adminSetPassword", Tag, "Sets a password; every session and token of the account ends")).Body<PasswordBody>().Answer(204, "Set"));
        Do(routes, HttpMethods.Delete, "/accounts/{login}/sessions", EndSessionsAsync, Person(new Described("adminEndSessions", Tag, "Ends every session and token of an account")).Answer(204, "Ended"));
        Get(routes, "/rooms", (visit, _, token) => AskAsync(visit, new ListRooms(), WebJson.Wire.RoomPage, token), new Described("adminListRooms", Tag, "Every room, also those that rules hide").Answer<RoomPage>(200, "All of them"));
        Do(routes, HttpMethods.Put, "/rooms/{room}/kept", (visit, context, token) => DoAsync(visit, new KeepRoom(context.Route("room")), token), Room(new Described("adminKeepRoom", Tag, "Keeps a room when everybody has left")).Answer(204, "Kept"));
        Do(routes, HttpMethods.Delete, "/rooms/{room}", (visit, context, token) => DoAsync(visit, new DeleteRoom(context.Route("room")), token), Room(new Described("adminDeleteRoom", Tag, "Ends a room for good")).Answer(204, "Ended"));
        Get(routes, "/sessions", ListSessionsAsync, new Described("adminListSessions", Tag, "Live sessions, by number").Query<long>("after", "The next of the page before").Answer<SessionPage>(200, "A page"));
        Do(routes, HttpMethods.Delete, "/sessions/{id}", EndSessionAsync, new Described("adminEndSession", Tag, "Ends one session").Path<long>("id", "Its number").Answer(204, "Ended"));
        Get(routes, "/audit", AuditAsync, new Described("adminAudit", Tag, "Who did what when, newest first").Query<long>("before", "The next of the page before").Answer<AuditPage>(200, "A page"));
        Get(routes, "/settings", (visit, _, token) => AskAsync(visit, new ListSettings(), WebJson.Wire.SettingList, token), new Described("adminSettings", Tag, "The settings in force, secrets without their values").Answer<SettingList>(200, "All of them"));
        Get(routes, "/inspection", (visit, _, token) => AskAsync(visit, new Inspect(), WebJson.Wire.Inspection, token), new Described("adminInspect", Tag, "A look inside, as parley inspect has it").Answer<Inspection>(200, "Now"));
        Get(routes, "/figures", FiguresAsync, new Described("adminFigures", Tag, "The figures of /metrics as JSON").Answer<FiguresShown>(200, "Now"));
    }

    private static Described Person(Described described) => described.Path<string>("login", "Whose account");

    private static Described Room(Described described) => described.Path<string>("room", "The room's name");

    private void Get(IEndpointRouteBuilder routes, string path, Func<Visit, HttpContext, CancellationToken, Task<IResult>> handle, Described described) =>
        routes.MapGet(Root + path, web.Administered(handle)).Describe(described, handle);

    private void Do(IEndpointRouteBuilder routes, string method, string path, Func<Visit, HttpContext, CancellationToken, Task<IResult>> handle, Described described) =>
        routes.MapMethods(Root + path, [method], web.Administered(handle)).Describe(described, handle);

    private Task<IResult> ListAccountsAsync(Visit visit, HttpContext context, CancellationToken cancellationToken) =>
        AskAsync(visit, new ListAccounts(new QueryReader(context.Request).Text("after")), WebJson.Wire.AccountPage, cancellationToken);

    private Task<IResult> ShowAccountAsync(Visit visit, HttpContext context, CancellationToken cancellationToken) =>
        AskAsync(visit, new ShowAccount(context.Route("login")), WebJson.Wire.AccountShown, cancellationToken);

    private async Task<IResult> MakeAccountAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.AdminAccount, cancellationToken);
        return body is null ? new Problem(fault!) : await DoAsync(visit, new CreateAccount(body.Login ?? "", body.Password ?? "", body.Role ?? "user"), cancellationToken);
    }

    private async Task<IResult> ChangeAccountAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.AdminAccountChange, cancellationToken);
        if (body is null)
            return new Problem(fault!);
        var login = context.Route("login");
        IResult answer = new Problem(Refusal.Of(ErrorCode.InvalidValue, "what", "role", "value", ""));
        if (body.Role is { } role)
            answer = await DoAsync(visit, new SetRole(login, role), cancellationToken);
        if (body.Suspended is { } on && (body.Role is null || answer is NoContent))
            answer = await DoAsync(visit, new SuspendAccount(login, on), cancellationToken);
        return answer;
    }

    private async Task<IResult> SetPasswordAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.PasswordBody, cancellationToken);
        return body is null ? new Problem(fault!) : await DoAsync(visit, new SetPassword(context.Route("login"), body.Password ?? ""), cancellationToken);
    }

    private Task<IResult> EndSessionsAsync(Visit visit, HttpContext context, CancellationToken cancellationToken) =>
        DoAsync(visit, new EndSessions(context.Route("login")), cancellationToken);

    private async Task<IResult> ListSessionsAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request);
        var request = new ListSessions(query.Long("after"));
        return query.Refusal is { } bad ? new Problem(bad) : await AskAsync(visit, request, WebJson.Wire.SessionPage, cancellationToken);
    }

    private async Task<IResult> EndSessionAsync(Visit visit, HttpContext context, CancellationToken cancellationToken) =>
        long.TryParse(context.Route("id"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id)
            ? await DoAsync(visit, new EndSession(id), cancellationToken)
            : new Problem(Refusal.Of(ErrorCode.InvalidValue, "what", "session", "value", ""));

    private async Task<IResult> AuditAsync(Visit visit, HttpContext context, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request);
        var request = new ListAudit(query.Long("before"));
        return query.Refusal is { } bad ? new Problem(bad) : await AskAsync(visit, request, WebJson.Wire.AuditPage, cancellationToken);
    }

    private Task<IResult> FiguresAsync(Visit visit, HttpContext context, CancellationToken cancellationToken) =>
        Task.FromResult<IResult>(new JsonAnswer<FiguresShown>(FiguresShown.Of(web.Chat.Time.GetUtcNow(), readings.Value.Look()), WebJson.Wire.FiguresShown));

    private async Task<IResult> AskAsync<T>(Visit visit, OperatorRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : OperatorReply =>
        await desk.HandleAsync(request.By(visit), cancellationToken) switch
        {
            T reply => new JsonAnswer<T>(reply, type),
            Refused refused => refused.ToProblem(),
            var other => throw new InvalidOperationException($"the desk answered {other.GetType().Name}"),
        };

    private async Task<IResult> DoAsync(Visit visit, OperatorRequest request, CancellationToken cancellationToken) =>
        await desk.HandleAsync(request.By(visit), cancellationToken) is Refused refused ? refused.ToProblem() : NoContent.Instance;
}

internal sealed record AdminAccount(string? Login = null, string? Password = null, string? Role = null);

/// <summary>Absent: as it is.</summary>
internal sealed record AdminAccountChange(string? Role = null, bool? Suspended = null);
