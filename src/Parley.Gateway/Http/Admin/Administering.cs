using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Contracts;
using Parley.Core.Accounts;
using Parley.Core.Operators;
using Parley.Gateway.Http.Answers;
using Parley.Gateway.Http.Visits;

namespace Parley.Gateway.Http.Admin;

internal static class Administering
{
    /// <summary>A handler for administrators; everybody else gets 235.</summary>
    public static RequestDelegate Administered(this Web web, Func<Visit, HttpContext, CancellationToken, Task<IResult>> handle) =>
        web.Visited((visit, context, cancellationToken) =>
            visit.Session.Account!.Role == Role.Administrator ? handle(visit, context, cancellationToken) : Task.FromResult<IResult>(new Problem(new Refusal(ErrorCode.NotAllowed))));

    /// <summary>The request as one of that administrator's, for the audit.</summary>
    public static T By<T>(this T request, Visit visit)
        where T : OperatorRequest
    {
        var account = visit.Session.Account!;
        return request with { By = new Actor(account.Id, account.Login.Value, visit.Session.Origin.Address) };
    }

    public static Problem ToProblem(this Refused refused) => new(new Refusal(refused.Code) { Args = refused.Args });
}
