using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Core.Sessions;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.OpenApi;
using Parley.Gateway.Http.Requests;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Webhooks;

/// <summary>Making, listing and removing webhooks, and posting by one. Whoever has operator's rank in a room may give it some.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes, Web web, WebhookDesk desk)
    {
        Task<IResult> Make(Visit visit, HttpContext context, CancellationToken token) => MakeAsync(visit, context, web, desk, token);
        Task<IResult> List(Visit visit, HttpContext context, CancellationToken token) => ListAsync(visit, desk, token);
        Task<IResult> Remove(Visit visit, HttpContext context, CancellationToken token) => RemoveAsync(visit, context, desk, token);
        Task<IResult> Post(HttpContext context, CancellationToken token) => PostAsync(context, web, desk, token);
        routes.MapPost("/api/v1/webhooks", web.Visited(Make)).Describe(
            new Described("makeWebhook", "webhooks", "Gives a room a webhook: with url one that sends its entries there, without one to post by").Body<NewWebhook>().Answer<WebhookShown>(201, "With its secret, shown this once"), Make);
        routes.MapGet("/api/v1/webhooks", web.Visited(List)).Describe(
            new Described("listWebhooks", "webhooks", "One's own webhooks").Answer<WebhookList>(200, "All of them, without their secrets"), List);
        routes.MapDelete("/api/v1/webhooks/{id}", web.Visited(Remove)).Describe(
            new Described("removeWebhook", "webhooks", "Removes one's own webhook").Path<string>("id", "As the list has it").Answer(204, "Gone"), Remove);
        routes.MapPost("/hooks/{secret}", web.Open(Post)).Describe(
            new Described("postByWebhook", "webhooks", "Posts to a webhook's room, as a program; text/plain does too").ForAnybody().Path<string>("secret", "Whoever knows it may").Body<HookMessage>("text/plain")
                .Answer<Posted>(201, "Durable, at this place").Answer<Posted>(200, "It was posted before under this id"), Post);
    }

    private static async Task<IResult> MakeAsync(Visit visit, HttpContext context, Web web, WebhookDesk desk, CancellationToken cancellationToken)
    {
        var (body, fault) = await JsonBody.ReadAsync(context.Request, WebJson.Wire.NewWebhook, cancellationToken);
        if (body is null)
            return new Problem(fault!);
        var account = visit.Session.Account!;
        if (desk.Book.Of(account.Id).Count >= WebhookBook.MaxPerAccount)
            return new Problem(Refusal.Of(ErrorCode.ListFull, "room", body.Room ?? "", "limit", WebhookBook.MaxPerAccount));
        var answer = await visit.AskAsync(new JoinRoom(body.Room, Key: Entering.KeyOf(context.Request)), cancellationToken);
        if (answer is not RoomEntered entered)
            return new EventAnswer(answer);
        if (await visit.Session.RankInAsync(entered.Conversation, cancellationToken) < Rank.Operator)
            return new Problem(Refusal.Of(ErrorCode.NotOperator, "room", entered.Room));
        if (body.Url is not null && !WebhookTargets.TryParse(body.Url, out _))
            return new Problem(Refusal.Of(ErrorCode.InvalidValue, "what", "url", "value", body.Url.Length <= 40 ? body.Url : body.Url[..40]));
        if (body.Url is not null && !await desk.Targets.MayBeAsync(new Uri(body.Url), cancellationToken))
            return new Problem(Refusal.Of(ErrorCode.TargetRefused, "url", body.Url.Length <= 100 ? body.Url : body.Url[..100]));
        var name = body.Url is null ? body.Name ?? $"{account.Login}-hook" : null;
        if (name is not null && (!Login.TryParse(name, out _) || await web.Chat.Views.RefuseNameAsync(visit.Session, name, cancellationToken) is not null))
            return new Problem(Refusal.Of(ErrorCode.LoginNotAllowed, "login", name.Length <= 40 ? name : name[..40]));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hook = new Webhook(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), account.Id.Value, entered.Conversation.Value, entered.Room, web.Chat.Time.GetUtcNow(), name,
            body.Url is null ? WebhookBook.Hash(secret) : null, body.Url, body.Url is null ? null : secret, entered.Head.Value);
        await desk.AddAsync(hook, cancellationToken);
        var request = context.Request;
        var shown = hook.IsOutgoing
            ? Show(hook, null, null) with { Secret = secret }
            : Show(hook, null, null) with { Url = $"{request.Scheme}://{request.Host}/hooks/{secret}" };
        return new JsonAnswer<WebhookShown>(shown, WebJson.Wire.WebhookShown, StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(Visit visit, WebhookDesk desk, CancellationToken cancellationToken)
    {
        var shown = new List<WebhookShown>();
        foreach (var hook in desk.Book.Of(visit.Session.Account!.Id))
            shown.Add(hook.IsOutgoing ? Show(hook, await desk.Book.PositionAsync(hook, cancellationToken), desk.FailuresOf(hook)) : Show(hook, null, null));
        return new JsonAnswer<WebhookList>(new(shown), WebJson.Wire.WebhookList);
    }

    private static async Task<IResult> RemoveAsync(Visit visit, HttpContext context, WebhookDesk desk, CancellationToken cancellationToken)
    {
        var id = context.Route("id");
        if (desk.Book.Find(id) is not { } hook || hook.Account != visit.Session.Account!.Id.Value)
            return new Problem(Refusal.Of(ErrorCode.NoSuchWebhook, "hook", id.Length <= 40 ? id : id[..40]));
        await desk.RemoveAsync(hook, cancellationToken);
        return NoContent.Instance;
    }

    private static async Task<IResult> PostAsync(HttpContext context, Web web, WebhookDesk desk, CancellationToken cancellationToken)
    {
        if (desk.Book.FindBySecret(context.Route("secret")) is not { } hook)
            return new Problem(Refusal.Of(ErrorCode.NoSuchWebhook, "hook", "…"));
        if (await web.PacedAsync(context, $"webhook {hook.Id}") is { } tooFast)
            return tooFast;
        var (message, fault) = await ReadAsync(context.Request, cancellationToken);
        if (message is null)
            return new Problem(fault!);
        await using var visit = new Visit(web, context);
        if (await visit.Session.VisitAsAsync(new AccountId(hook.Account), hook.Name, cancellationToken) is { } refusal)
            return new Problem(refusal);
        if (await visit.AskAsync(new JoinRoom(hook.Room, Conversation: hook.Conversation), cancellationToken) is Error refused)
            return Problem.Of(refused);
        var answer = await visit.AskAsync(new Post(message.Text, message.Id, message.ReplyTo) { Room = hook.Room, Notice = true }, cancellationToken);
        return new EventAnswer(answer, answer is Posted { Duplicate: true } ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private static async Task<(HookMessage? Message, BodyFault? Fault)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (JsonBody.MediaType(request.ContentType) is not "text/plain")
            return await JsonBody.ReadAsync(request, WebJson.Wire.HookMessage, cancellationToken);
        var (bytes, fault) = await BodyBytes.ReadAsync(request, Limits.FrameBytes, cancellationToken);
        if (fault is not null)
            return (null, fault);
        return Utf8.IsValid(bytes.Span) ? (new HookMessage(Encoding.UTF8.GetString(bytes.Span).TrimEnd('\r', '\n')), null) : (null, new BodyFault(Refusal.Of(ErrorCode.BadFrame, "what", "utf-8")));
    }

    private static WebhookShown Show(Webhook hook, long? delivered, int? failures) =>
        new(hook.Id, hook.IsOutgoing ? "outgoing" : "incoming", hook.Room, hook.Name, hook.Url, null, hook.Created, delivered, failures is 0 ? null : failures);
}
